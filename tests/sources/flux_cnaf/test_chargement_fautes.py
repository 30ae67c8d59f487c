"""Tout fichier fautif : l'état d'avant intact, un message, le refus noté, le fichier juste repris."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.parcours.personnes import capacite
from jalon.parcours.personnes.emballage import deballer
from jalon.parcours.personnes.enums import EtatChargement, EtatRejet, Source
from jalon.parcours.personnes.models import Chargement, Foyer, Membre, Personne, Rejet
from jalon.parcours.personnes.selectors import changements_du_chargement
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.chargement import charger_flux
from jalon.sources.flux_cnaf.enveloppe import Attendu
from jalon.sources.flux_cnaf.rejets import abandonner_rejet, rejouer_rejet
from jalon.sources.flux_cnaf.simulation.fautes import (
    ACCEPTE,
    FABRIQUES,
    REFUS,
    REJET,
    Faute,
    contenu,
    ecrire_fautes,
)
from jalon.sources.flux_cnaf.simulation.reglages import ajouter_mois
from tests.parcours.personnes.departement import charger, photo, reglages

pytestmark = pytest.mark.django_db
VOULU = reglages(30)
CONSEIL = re.compile(r"[Dd]emandez|Téléchargez|Vérifiez|recommencez|Choisissez|Gardez|Admettez|admis|attendu")
NOMS = re.compile(rb"<(NOM|NOMNAI|PRENOM\d?|NIR|NOMVOIE)>([^<]{3,})</\1>")


def attendu(nom: str) -> str:
    return FABRIQUES[nom](VOULU)[1]


REFUSES = [nom for nom in FABRIQUES if attendu(nom) == REFUS]
REJETES = [nom for nom in FABRIQUES if attendu(nom) == REJET]
ACCEPTES = [nom for nom in FABRIQUES if attendu(nom) == ACCEPTE]


@pytest.fixture
def fautes(tmp_path: Path) -> dict[str, tuple[Path, Faute]]:
    dossier = tmp_path / "fautes"
    return {faute.faute: (dossier / faute.fichier, faute) for faute in ecrire_fautes(VOULU, dossier)}


@pytest.fixture
def deux_mois_avant(tmp_path, systeme):
    """L'état d'avant : le même département, deux mois plus tôt."""
    chemin = tmp_path / "avant.RCV"
    chemin.write_bytes(contenu(VOULU, mois=ajouter_mois(VOULU.mois, -2)).octets())
    charger([chemin], systeme)
    return photo()


def identites(octets: bytes, encodage: str = "windows-1252") -> set[str]:
    return {valeur.decode(encodage, "replace").strip() for _, valeur in NOMS.findall(octets)} - {"Inconnu"}


@pytest.mark.parametrize("nom", REFUSES)
def test_un_fichier_fautif_est_refuse_et_rien_ne_change(nom, fautes, deux_mois_avant, systeme):
    chemin, faute = fautes[nom]
    bilan = charger_flux(chemin, acteur=systeme)
    assert bilan.refus, faute.detail
    assert not bilan.en_attente
    assert photo() == deux_mois_avant
    assert CONSEIL.search(bilan.refus), bilan.refus
    assert not identites(chemin.read_bytes()) & set(re.findall(r"[\w'-]+", bilan.refus))
    refuse = Chargement.objects.get(etat=EtatChargement.REFUSE)
    assert (refuse.pk, refuse.motif_refus) == (bilan.chargement, bilan.refus)
    assert (refuse.nom_fichier, refuse.compte, refuse.archive) == (chemin.name, systeme, "")
    (repris,) = charger([fautes["reference"][0]], systeme)
    assert repris.comptes["foyers"] == len(contenu(VOULU).blocs)
    assert photo() != deux_mois_avant


@pytest.mark.parametrize("mois", [None, date(2020, 1, 1)])
def test_un_quotidien_refuse_est_note_quotidien(mois, tmp_path, systeme):
    """Coupé avant son pied, ou refusé dès sa tête : c'est toujours un quotidien."""
    octets = contenu(VOULU).octets().replace(b"<TYPEFLUX>M<", b"<TYPEFLUX>I<")
    chemin = tmp_path / "quotidien.RCV"
    chemin.write_bytes(octets if mois else octets[: octets.index(b"<TransmissionFlux>")])
    assert charger_flux(chemin, acteur=systeme, attendu=Attendu(mois=mois)).refus
    assert Chargement.objects.get().source == Source.FLUX_QUOTIDIEN


@pytest.mark.parametrize("nom", ACCEPTES)
def test_un_fichier_inhabituel_mais_juste_est_pris(nom, fautes, deux_mois_avant, systeme):
    chemin, _ = fautes[nom]
    (bilan,) = charger([chemin], systeme)
    assert bilan.rejets == []
    assert bilan.rapport["rapproche"]


@pytest.mark.parametrize("nom", REJETES)
def test_un_dossier_fautif_est_ecarte_garde_et_les_autres_pris(nom, fautes, deux_mois_avant, systeme):
    chemin, faute = fautes[nom]
    (bilan,) = charger([chemin], systeme)
    assert tuple(rejet["dossier"] for rejet in bilan.rejets) == faute.dossiers
    (rejet,) = Rejet.objects.all()
    assert (rejet.dossier, rejet.ligne) == (faute.dossiers[0], bilan.rejets[0]["ligne"])
    assert rejet.dossier.encode() in deballer(bytes(rejet.contenu))
    assert bilan.rapport["rapproche"]
    assert bilan.comptes["foyers"] == Foyer.objects.filter(observations__chargement=bilan.chargement).count()


def test_un_fichier_plus_ancien_prend_sa_place_sans_changer_le_present(
    fautes, deux_mois_avant, systeme, tmp_path
):
    reference, ancien = fautes["reference"][0], fautes["mois-ancien"][0]
    charger([reference], systeme)
    courant = dict(Foyer.objects.values_list("numero", "derniere_empreinte"))
    charger([ancien], systeme)
    for numero, empreinte in Foyer.objects.values_list("numero", "derniere_empreinte"):
        assert bytes(empreinte) == bytes(courant.get(numero, empreinte)), numero


def test_sans_nir_personne_n_est_perdu_ni_double(fautes, systeme):
    charger([fautes["reference"][0]], systeme)
    personnes = Personne.objects.count()
    charger([fautes["nir-absent"][0]], systeme)
    assert Personne.objects.count() == personnes
    assert Membre.objects.filter(nir_cle__isnull=False).count() <= personnes


def test_sans_date_de_naissance_le_dossier_se_rejoue_corrige(fautes, systeme, tmp_path):
    chemin, faute = fautes["sans-naissance"]
    charger([chemin], systeme)
    (rejet,) = Rejet.objects.all()
    assert not Foyer.objects.filter(numero=faute.dossiers[0]).exists()
    with contexte_compte(systeme):
        with pytest.raises(ValidationError, match="date de naissance"):
            rejouer_rejet(rejet=rejet, acteur=systeme)
        avant = rejet.chargement.rapport["comptes"]["nouveaux"]
        rejouer_rejet(rejet=rejet, acteur=systeme, octets=contenu(VOULU).blocs[3].encode())
        rejet.refresh_from_db()
        nouveaux = changements_du_chargement(rejet.chargement_id, systeme, ligne="nouveaux").count()
        assert nouveaux == avant + 1 == rejet.chargement.rapport["comptes"]["nouveaux"]
    corrige = photo()
    assert rejet.etat == EtatRejet.REJOUE
    with pytest.raises(ValidationError, match="déjà traité"):
        abandonner_rejet(rejet=rejet, motif="trop tard", acteur=systeme)
    (juste,) = charger([fautes["reference"][0]], systeme)
    assert _sans_empreintes(photo()) == _sans_empreintes(corrige)
    assert juste.comptes["nouveaux"] == 0


def _sans_empreintes(vues):
    return vues | {"foyer": [ligne.rsplit(",", 1)[0] for ligne in vues["foyer"]]}


@pytest.mark.parametrize("premiere_inchangee", [True, False])
@pytest.mark.parametrize("taille_lot", [1000, 3])
def test_d_un_dossier_en_double_seul_le_dernier_compte(
    premiere_inchangee, taille_lot, systeme, tmp_path, monkeypatch
):
    """Que la première version soit inchangée et la seconde non, ou l'inverse, de près comme de loin."""
    monkeypatch.setattr("jalon.sources.flux_cnaf.passe.TAILLE_LOT", taille_lot)
    depart = contenu(VOULU)
    autre = re.sub(r"<PRENOM>[^<]+<", "<PRENOM>INTRUS<", depart.blocs[2])
    autre = autre.replace("<NIR>", "<NIR>9")
    premiere, derniere = (depart.blocs[2], autre) if premiere_inchangee else (autre, depart.blocs[2])
    apres = contenu(VOULU, mois=ajouter_mois(VOULU.mois, 1))
    double, seul = tmp_path / "double.RCV", tmp_path / "seul.RCV"
    double.write_bytes(_avec(apres, premiere, derniere))
    seul.write_bytes(_avec(apres, derniere))
    avant = tmp_path / "avant.RCV"
    avant.write_bytes(depart.octets())
    vues = []
    for chemin in (seul, double):
        with annule():
            bilans = charger([avant, chemin], systeme)
            vues.append((photo(), bilans[1].comptes | {"doublons": 0}))
    assert vues[0] == vues[1]
    (bilan,) = charger([double], systeme)
    assert bilan.comptes["doublons"] == 1
    assert [rejet["dossier"] for rejet in bilan.rejets] == [depart.numero(2)]
    assert bilan.rapport["rapproche"]
    assert Personne.objects.filter(prenoms=["INTRUS"]).exists() == (premiere_inchangee)


def _avec(base, *versions):
    blocs = (*base.blocs[:2], versions[0], *base.blocs[3:], *versions[1:])
    return replace(base, blocs=blocs).octets()


@contextmanager
def annule():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.floats(0, 1, exclude_max=True))
def test_coupe_a_n_importe_quel_octet_rien_ne_change(part, deux_mois_avant, systeme, tmp_path):
    octets = replace(contenu(VOULU), blocs=contenu(VOULU).blocs[:6]).octets()
    racine = octets.rindex(b"</Racine>")
    chemin = tmp_path / "coupe.RCV"
    chemin.write_bytes(octets[: int(part * racine)])
    with annule():
        bilan = charger_flux(chemin, acteur=systeme)
        assert bilan.refus
        assert CONSEIL.search(bilan.refus), bilan.refus
        assert photo() == deux_mois_avant
        assert Chargement.objects.filter(etat=EtatChargement.REFUSE).count() == 1


@pytest.mark.parametrize(
    ("champ", "valeur", "libelle"),
    [
        ("NOM", "DUPONT-TROP-LONG" * 5, "nom d'usage"),
        ("PRENOM", "JEAN" * 20, "prénom"),
        ("SITFAM", "ABCD", "situation"),
        ("ROLEPERS", "ABCD", "rôle"),
        ("ACT", "LONGUE", "activités"),
        ("RGNAI", "70000", "rang de naissance"),
        ("MTTOTDRORSA", "9999999999.00", "total en euros"),
        ("FONORG", "CAISSE", "organisme payeur"),
    ],
)
def test_une_valeur_demesuree_n_ecarte_que_son_dossier(champ, valeur, libelle, systeme, tmp_path):
    depart = contenu(VOULU)
    rang = next(rang for rang, bloc in enumerate(depart.blocs) if f"<{champ}>" in bloc)
    bloc = re.sub(rf"<{champ}>[^<]*<", f"<{champ}>{valeur}<", depart.blocs[rang])
    chemin = tmp_path / "demesure.RCV"
    chemin.write_bytes(depart.avec(rang, bloc).octets())
    (bilan,) = charger([chemin], systeme)
    (rejet,) = bilan.rejets
    assert libelle in rejet["motif"]
    assert valeur not in rejet["motif"]
    assert bilan.comptes["foyers"] == len(depart.blocs) - 1


def test_les_bornes_d_une_observation_sont_celles_des_tables():
    def borne(modele, nom):
        champ = modele._meta.get_field(nom)
        base = getattr(champ, "base_field", champ)
        if hasattr(base, "max_digits"):
            return Decimal(10) ** (base.max_digits - base.decimal_places), str(champ.verbose_name)
        return base.max_length, str(champ.verbose_name)

    for modele, bornes in ((Foyer, capacite.FOYER), (Membre, capacite.CIVIL)):
        assert bornes == {nom: borne(modele, nom) for nom in bornes}
    assert borne(Membre, "prenoms")[0] == capacite.PRENOM
    for nom, table in (TABLES_FOYER | TABLES_MEMBRE).items():
        assert capacite.SERIES[nom] == tuple(borne(table.modele, colonne) for colonne in table.colonnes), nom
