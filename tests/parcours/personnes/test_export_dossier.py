"""Le dossier entier d'une personne : tout ce qui est à elle, rien de ce qui est aux autres."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from pypdf import PdfReader

from jalon.parcours.personnes.conservation.export_dossier import MENTIONS, exporter_dossier, rassembler
from jalon.parcours.personnes.models import Foyer, Personne
from jalon.parcours.personnes.services import noter_contact
from jalon.socle.acces.enums import Role
from jalon.socle.base.chiffrement import dechiffrer
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.models import Lecture
from jalon.socle.parametres.services import fixer_parametre
from jalon.sources.flux_cnaf.codes import libelle
from jalon.sources.flux_cnaf.expurgation import blocs_de
from tests.parcours.personnes.departement import charger, fichiers, reglages

pytestmark = pytest.mark.django_db


@pytest.fixture
def foyer(tmp_path, systeme) -> Foyer:
    """Un couple au NIR connu, avec deux mois d'histoire."""
    charger([fichier.chemin for fichier in fichiers(reglages(40, 2), tmp_path)], systeme)
    for candidat in Foyer.objects.order_by("numero"):
        membres = list(candidat.membres.all())
        noms = {m.nom_naissance for m in membres}
        if len(membres) >= 2 and len(noms) >= 2 and all(m.nir_cle for m in membres[:2]):
            return candidat
    raise AssertionError("aucun couple dans l'essai")


@pytest.fixture
def elle(foyer, systeme) -> Personne:
    personne = foyer.membres.filter(appartenance__role="DEM").first().personne
    with contexte_compte(systeme):
        noter_contact(
            personne=personne, nature="telephone", valeur="0611223344", source="accueil", acteur=systeme
        )
    return personne


def ouvrir(octets: bytes) -> tuple[dict, str, str]:
    archive = zipfile.ZipFile(io.BytesIO(octets))
    assert sorted(archive.namelist()) == ["LISEZ-MOI.txt", "dossier.json", "dossier.pdf"]
    pdf = PdfReader(io.BytesIO(archive.read("dossier.pdf")))
    texte = "\n".join(page.extract_text() for page in pdf.pages)
    return json.loads(archive.read("dossier.json")), texte, archive.read("LISEZ-MOI.txt").decode()


def nir_de(personne) -> str:
    return dechiffrer(bytes(personne.nir_chiffre)).decode()


def test_tout_ce_qui_est_a_elle_et_rien_des_autres(foyer, elle, creer_compte, en_tant_que):
    autres = [m for m in foyer.membres.all() if m.personne_id != elle.pk]
    gestionnaire = creer_compte(Role.GESTIONNAIRE_DROITS)
    with en_tant_que(gestionnaire):
        octets = exporter_dossier(elle.pk, gestionnaire, libelle=libelle, lire=blocs_de)
    contenu, pdf, lisez_moi = ouvrir(octets)
    brut = json.dumps(contenu, ensure_ascii=False) + pdf
    assert contenu["etat_civil"]["nom_naissance"] == elle.nom_naissance
    assert contenu["contacts"][0]["valeur"] == "0611223344"
    assert contenu["foyers"][0]["droits"] and contenu["foyers"][0]["votre_role"]
    assert len(contenu["foyers"][0]["autres_membres"]) == len(autres)
    assert contenu["fichiers"] and contenu["fichiers"][0]["donnees"]["Identification"]
    assert elle.nom in pdf and foyer.numero in pdf
    assert all(f"{rubrique} :" in lisez_moi for rubrique in MENTIONS)
    assert set(MENTIONS) <= set(contenu)
    for autre in autres:
        assert " ".join(autre.prenoms[:1]) not in contenu["foyers"][0]["autres_membres"]
        assert autre.date_naissance.isoformat() not in brut or autre.date_naissance == elle.date_naissance
        if autre.nir_chiffre:
            assert nir_de(autre) not in brut
    assert nir_de(elle) not in brut
    assert Lecture.objects.filter(sujet=elle.pk, ecran="export", compte=gestionnaire).exists()


def test_le_nir_n_y_est_que_si_le_parametre_le_permet(elle, systeme):
    with contexte_compte(systeme):
        assert "nir" not in rassembler(elle.pk, systeme, libelle=libelle, lire=blocs_de)["etat_civil"]
        fixer_parametre(
            code="dossiers.nir_dans_export",
            valeur=True,
            du=date(2020, 1, 1),
            source="essai",
            acteur=systeme,
        )
        contenu = rassembler(elle.pk, systeme, libelle=libelle, lire=blocs_de)
    assert contenu["etat_civil"]["nir"] == nir_de(elle)
    assert nir_de(elle) not in json.dumps(contenu["fichiers"], default=str)


def test_hors_du_perimetre_aucun_dossier(elle, creer_compte, en_tant_que):
    etranger = creer_compte(Role.AGENT_ORIENTATION, departement="22")
    with en_tant_que(etranger), pytest.raises(Personne.DoesNotExist):
        exporter_dossier(elle.pk, etranger, libelle=libelle, lire=blocs_de)


def test_les_lettres_gardees_y_sont_telles_que_parties(elle, systeme):
    from jalon.socle.messages.pdf import garder_pdf
    from jalon.socle.messages.services import deposer
    from jalon.socle.pieces.selectors import octets_de

    with contexte_compte(systeme):
        lettres = [
            deposer(
                cle=f"lettre:{rang}", canal="lettre", adresse="Mme Essai\n1 rue\n00000 VILLE", sujet="Venez",
                texte="Venez.", personne=personne, acteur=systeme,
            )
            for rang, personne in enumerate((elle.pk, Personne.objects.exclude(pk=elle.pk).first().pk))
        ]  # fmt: skip
        garder_pdf([lettre.pk for lettre in lettres], acteur=systeme)
        lettres[0].refresh_from_db()
        archive = zipfile.ZipFile(
            io.BytesIO(exporter_dossier(elle.pk, systeme, libelle=libelle, lire=blocs_de))
        )
    (nom,) = [nom for nom in archive.namelist() if nom.startswith("lettres/")]
    assert archive.read(nom) == octets_de(lettres[0].piece)
    (message,) = json.loads(archive.read("dossier.json"))["messages"]
    assert (message["pdf"], message["empreinte_pdf"]) == (nom, lettres[0].piece.empreinte)
