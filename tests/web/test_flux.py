"""Déposer un fichier, lire son rapport, traiter un rejet, décider d'un rapprochement, revenir dessus."""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from jalon.parcours.personnes.changements import OUVRABLES
from jalon.parcours.personnes.models import (
    ChangementDossier,
    Chargement,
    Foyer,
    Fusion,
    Membre,
    Rapprochement,
    Rejet,
)
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.journal.models import Lecture
from jalon.socle.taches.models import Tache
from jalon.socle.taches.services import executer
from jalon.sources.flux_cnaf import depots
from jalon.sources.flux_cnaf.chargement import charger_flux
from jalon.sources.flux_cnaf.simulation.fautes import contenu
from jalon.sources.flux_cnaf.simulation.fichiers import produire
from jalon.sources.flux_cnaf.simulation.reglages import Reglages
from jalon.web.flux.changements import en_clair
from tests.flux import COMMUNES, DEPARTEMENT, poser_territoire
from tests.web.conftest import Dossiers

pytestmark = pytest.mark.django_db


@pytest.fixture
def gestionnaire(creer_compte: Callable[..., Compte], monde: Any) -> Compte:
    return creer_compte(Role.GESTIONNAIRE_DROITS)


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    from datetime import date

    poser_territoire()
    return produire(Reglages(6, date(2025, 1, 1), COMMUNES, DEPARTEMENT), tmp_path).mensuels[0].chemin


def deposer(client: Any, nom: str, octets: bytes) -> Any:
    return client.post(reverse("flux_depot"), {"fichier": SimpleUploadedFile(nom, octets)})


def test_un_fichier_depose_se_charge_par_une_tache(
    gestionnaire: Compte, fichier: Path, connecte: Any
) -> None:
    with connecte(gestionnaire) as client:
        reponse = deposer(client, fichier.name, fichier.read_bytes())
        assert reponse.status_code == 302
        tache = Tache.objects.get()
        (cle,) = tache.arguments.values()
        depose = depots.depot(cle)
        assert stat.S_IMODE(depose.stat().st_mode) == 0o600
        assert stat.S_IMODE(depose.parent.stat().st_mode) == 0o700
    executer(tache.pk, gestionnaire.pk)
    tache.refresh_from_db()
    assert tache.etat == "terminee" and not tache.resultat["refus"]
    charge = Chargement.objects.get(pk=tache.resultat["chargement"])
    assert (charge.etat, charge.nom_fichier, charge.compte) == ("charge", fichier.name, gestionnaire)
    with connecte(gestionnaire) as client:
        assert reverse("chargement", kwargs={"cle": charge.pk}) in client.get(reponse.url).content.decode()
        page = client.get(reverse("chargement", kwargs={"cle": charge.pk})).content.decode()
        assert "le compte y est" in page
        adresse = reverse("chargement_export", kwargs={"cle": charge.pk, "format": "csv"})
        tableau = client.get(adresse).content.decode("utf-8-sig")
        assert "Dossiers lus" in tableau and "Entrées dans le RSA" in tableau


def test_un_fichier_coupe_est_refuse_et_dit_pourquoi(
    gestionnaire: Compte, fichier: Path, connecte: Any
) -> None:
    with connecte(gestionnaire) as client:
        reponse = deposer(client, "coupe.xml", fichier.read_bytes()[:-400])
    tache = Tache.objects.get()
    executer(tache.pk, gestionnaire.pk)
    tache.refresh_from_db()
    refuse = Chargement.objects.get(pk=tache.resultat["chargement"])
    assert tache.resultat["refus"] and refuse.etat == "refuse"
    assert not Membre.objects.exists()
    with connecte(gestionnaire) as client:
        assert "Voir pourquoi" in client.get(reponse.url).content.decode()
        page = client.get(reverse("chargement", kwargs={"cle": refuse.pk})).content.decode()
        assert "Rien n&#x27;a changé" in page or "Rien n'a changé" in page
        export = reverse("chargement_export", kwargs={"cle": refuse.pk, "format": "csv"})
        assert client.get(export).status_code == 404


@pytest.mark.parametrize(
    ("nom", "octets", "message"),
    [
        ("flux.xml", b"", "vide"),
        ("flux.xlsx", b"x", "pas un fichier du flux"),
        ("", b"x", "Choisissez un fichier"),
    ],
)
def test_un_depot_impossible_reste_au_formulaire(
    gestionnaire: Compte, connecte: Any, nom: str, octets: bytes, message: str
) -> None:
    with connecte(gestionnaire) as client:
        envoi = {"fichier": SimpleUploadedFile(nom, octets)} if nom else {}
        reponse = client.post(reverse("flux_depot"), envoi)
    assert reponse.status_code == 422 and message in reponse.content.decode()
    assert not Tache.objects.exists()


def test_un_nom_hostile_ne_sort_pas_du_depot() -> None:
    cle = depots.deposer("../../etc/été passé?.xml", [b"x"])
    chemin = depots.depot(cle)
    assert chemin.parent.parent.name == "depots" and chemin.name == "t_pass_.xml"
    depots.oublier(cle)
    with pytest.raises(FileNotFoundError):
        depots.depot(cle)


def test_un_gros_fichier_est_deplace_pas_recopie(settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    with TemporaryUploadedFile("gros.xml", "text/xml", 3, None) as recu:
        recu.write(b"abc")
        recu.flush()
        origine = Path(recu.temporary_file_path())
        cle = depots.deplacer(recu.name, origine)
        assert not origine.exists() and depots.depot(cle).read_bytes() == b"abc"
    depots.oublier(cle)


def test_une_tache_sans_son_depot_le_dit(gestionnaire: Compte, fichier: Path, connecte: Any) -> None:
    with connecte(gestionnaire) as client:
        deposer(client, fichier.name, fichier.read_bytes())
    tache = Tache.objects.get()
    depots.oublier(tache.arguments["cle"])
    executer(tache.pk, gestionnaire.pk)
    tache.refresh_from_db()
    assert tache.etat == "echouee" and "déposez-le de nouveau" in tache.erreur


@pytest.fixture
def rejet(dossiers: Dossiers) -> Rejet:
    from jalon.parcours.personnes.emballage import emballer

    return Rejet.objects.create(
        chargement=Chargement.objects.filter(etat="charge").latest("id"),
        dossier="00000000007",
        ligne=12,
        motif="date de naissance absente",
        contenu=emballer(b"VRSB\n<InfosFoyerRSA></InfosFoyerRSA>"),
    )


def test_un_rejet_se_rejoue_ou_s_abandonne_avec_un_motif(
    gestionnaire: Compte, rejet: Rejet, connecte: Any
) -> None:
    adresse = reverse("rejet", kwargs={"cle": rejet.pk})
    with connecte(gestionnaire) as client:
        assert rejet.dossier in client.get(reverse("rejets")).content.decode()
        assert rejet.motif in client.get(reverse("rejets_export", kwargs={"format": "csv"})).content.decode(
            "utf-8-sig"
        )
        rejoue = client.post(reverse("rejet_rejouer", kwargs={"cle": rejet.pk}), follow=True)
        assert "ne se lit toujours pas" in rejoue.content.decode()
        assert client.post(adresse, {"motif": " "}).status_code == 422
        assert client.post(adresse, {"motif": "radié, dit la caisse"}).status_code == 302
        assert "Abandonner ce dossier" not in client.get(adresse).content.decode()
        assert client.post(adresse, {"motif": "encore"}).status_code == 422
    rejet.refresh_from_db()
    assert (rejet.etat, rejet.suite, rejet.traite_par) == ("abandonne", "radié, dit la caisse", gestionnaire)


def test_un_rejet_se_corrige_a_l_ecran_et_prend_sa_place(
    gestionnaire: Compte, fichier: Path, systeme: Compte, connecte: Any, en_tant_que: Any
) -> None:
    from jalon.sources.flux_cnaf.chargement import charger_flux

    octets = fichier.read_bytes()
    juste = re.search(rb"<DTNAI>[0-9-]{10}</DTNAI>", octets)
    assert juste is not None
    fichier.write_bytes(octets.replace(juste[0], b"<DTNAI>2024-13-45</DTNAI>", 1))
    with en_tant_que(systeme):
        assert charger_flux(fichier, acteur=systeme).comptes["rejets"] == 1
    ecarte = Rejet.objects.get()
    corriger = reverse("rejet_corriger", kwargs={"cle": ecarte.pk})
    with connecte(gestionnaire) as client:
        assert corriger in client.get(reverse("rejet", kwargs={"cle": ecarte.pk})).content.decode()
        recu = client.get(corriger).context["form"]["xml"].value()
        assert recu.startswith("<InfosFoyerRSA>") and "2024-13-45" in recu
        encore = client.post(corriger, {"xml": recu})
        assert encore.status_code == 422 and "ne se lit toujours pas" in encore.content.decode()
        assert client.post(corriger, {"xml": ""}).status_code == 422
        assert client.post(corriger, {"xml": recu.replace("2024-13-45", "1990-05-04")}).status_code == 302
        assert client.get(corriger).status_code == 404
    ecarte.refresh_from_db()
    assert (ecarte.etat, ecarte.suite) == ("rejoue", "Corrigé à l'écran. Dossier nouveau pris.")
    assert Foyer.objects.filter(numero=ecarte.dossier).exists()
    assert Lecture.objects.filter(compte=gestionnaire, sujet=ecarte.pk, ecran="rejet").exists()


def test_un_rejet_d_une_autre_source_ne_se_corrige_pas_ici(
    gestionnaire: Compte, rejet: Rejet, connecte: Any
) -> None:
    Chargement.objects.filter(pk=rejet.chargement_id).update(source="tableur")
    with connecte(gestionnaire) as client:
        corriger = reverse("rejet_corriger", kwargs={"cle": rejet.pk})
        assert corriger not in client.get(reverse("rejet", kwargs={"cle": rejet.pk})).content.decode()
        assert client.get(corriger).status_code == 404


def test_un_fichier_dit_ce_qu_il_a_change_dossier_par_dossier(
    gestionnaire: Compte, tmp_path: Path, systeme: Compte, connecte: Any, django_assert_max_num_queries: Any
) -> None:
    poser_territoire()
    mois = produire(Reglages(60, date(2025, 1, 1), COMMUNES, DEPARTEMENT, nombre_mois=3), tmp_path).mensuels
    bilans = [charger_flux(fichier.chemin, acteur=systeme) for fichier in mois]
    ouvertes: Counter[str] = Counter()
    for bilan in bilans:
        rapport = reverse("chargement", kwargs={"cle": bilan.chargement})
        adresse = reverse("chargement_dossiers", kwargs={"cle": bilan.chargement})
        export = reverse("chargement_dossiers_export", kwargs={"cle": bilan.chargement, "format": "csv"})
        with connecte(gestionnaire) as client:
            with django_assert_max_num_queries(40):
                page = client.get(adresse)
                lignes = client.get(export).content.decode("utf-8-sig").splitlines()
            liens = {cle: nombre for _, nombre, cle in client.get(rapport).context["rapport"].lignes if cle}
            for ligne, nombre in liens.items():
                lue = client.get(adresse, {"ligne": ligne})
                assert lue.context["page"].paginator.count == nombre == bilan.comptes[ligne]
                assert {dit.nature for dit, _, _ in lue.context["changements"]} <= set(OUVRABLES[ligne])
        ouvertes.update(liens)
        assert len(lignes) == 1 + page.context["total"] == 1 + page.context["page"].paginator.count
        noms = {nom for nom in Membre.objects.values_list("nom_naissance", flat=True) if len(nom) > 4}
        assert not any(nom in ligne for ligne in lignes for nom in noms)
    attendues = ("nouveaux", "clotures", "etat", "droits_devoirs", "montant", "activites", "ressources")
    assert all(ouvertes[ligne] for ligne in attendues)
    with connecte(gestionnaire) as client:
        assert client.get(adresse, {"ligne": "x' OR 1=1"}).context["ligne"] == ""


@pytest.mark.parametrize(
    ("note", "lu"),
    [
        ("", ""),
        ("2", "droit ouvert et versable"),
        ("5 MUT", "droit clos (dossier muté vers un autre organisme)"),
        ("9 XYZ", "état 9 (XYZ)"),
    ],
)
def test_un_etat_note_se_lit_meme_si_son_code_est_inconnu(note: str, lu: str) -> None:
    assert en_clair(ChangementDossier(nature="etat", avant="", apres=note)) == ("", lu)


def test_les_dossiers_ouverts_absents_d_un_fichier_s_ouvrent_depuis_son_rapport(
    gestionnaire: Compte, tmp_path: Path, systeme: Compte, connecte: Any
) -> None:
    poser_territoire()
    reglages = Reglages(12, date(2025, 1, 1), COMMUNES, DEPARTEMENT)
    complet, ampute = tmp_path / "complet.RCV", tmp_path / "ampute.RCV"
    complet.write_bytes(contenu(reglages).octets())
    suivant = contenu(reglages, mois=date(2025, 2, 1))
    ampute.write_bytes(replace(suivant, blocs=suivant.blocs[1:]).octets())
    _, bilan = (charger_flux(chemin, acteur=systeme) for chemin in (complet, ampute))
    adresse = reverse("chargement_dossiers", kwargs={"cle": bilan.chargement})
    with connecte(gestionnaire) as client:
        rapport = client.get(reverse("chargement", kwargs={"cle": bilan.chargement})).content.decode()
        assert f'href="{adresse}?ligne=absents"' in rapport
        page = client.get(adresse, {"ligne": "absents"}).content.decode()
    assert "1 dossier ouvert</strong> que ce fichier ne montre pas" in page
    numero = re.search("<NUMDEMRSA>([^<]+)<", suivant.blocs[0])
    assert numero and numero[1] in page


@pytest.fixture
def paire(dossiers: Dossiers) -> Rapprochement:
    une, autre = sorted((dossiers.une.pk, dossiers.autre.pk))
    return Rapprochement.objects.create(personne_id=une, autre_id=autre, score=84, raisons=["meme_nom"])


def test_decider_deux_personnes_ne_change_aucun_dossier(
    gestionnaire: Compte, paire: Rapprochement, connecte: Any
) -> None:
    avant = dict(Membre.objects.values_list("pk", "personne"))
    adresse = reverse("rapprochement", kwargs={"cle": paire.pk})
    with connecte(gestionnaire) as client:
        page = client.get(adresse).content.decode()
        assert "même nom" in page and "diffère" in page
        assert client.post(adresse, {}).status_code == 422
        assert client.post(adresse, {"decision": "distinctes"}).status_code == 302
        assert client.post(adresse, {"decision": "meme"}).status_code == 422
    paire.refresh_from_db()
    assert paire.etat == "distinctes" and dict(Membre.objects.values_list("pk", "personne")) == avant


def test_reunir_puis_defaire_rend_tout(gestionnaire: Compte, paire: Rapprochement, connecte: Any) -> None:
    avant = dict(Membre.objects.values_list("pk", "personne"))
    adresse = reverse("rapprochement", kwargs={"cle": paire.pk})
    with connecte(gestionnaire) as client:
        reponse = client.post(adresse, {"decision": "meme", "motif": "pièce vue"}, follow=True)
        assert reponse.status_code == 200 and "réunies" in reponse.content.decode()
        fusion = Fusion.objects.get()
        assert dict(Membre.objects.values_list("pk", "personne")) != avant
        absorbee = client.get(reverse("personne", kwargs={"cle": fusion.absorbee_id}))
        assert absorbee.status_code == 302 and str(fusion.gardee_id) in absorbee.url
        assert "pièce vue" in client.get(reverse("fusions")).content.decode()
        defaire = reverse("fusion_defaire", kwargs={"cle": fusion.pk})
        assert client.post(defaire).status_code == 302
        assert "déjà défaite" in client.post(defaire, follow=True).content.decode()
    assert dict(Membre.objects.values_list("pk", "personne")) == avant


def test_un_gestionnaire_d_un_territoire_n_entre_pas(
    dossiers: Dossiers, agent: Callable[..., Compte], connecte: Any
) -> None:
    with connecte(agent(Role.GESTIONNAIRE_DROITS, dossiers.une)) as client:
        assert client.get(reverse("flux")).status_code == 403
        assert "Derniers fichiers reçus" not in client.get(reverse("accueil")).content.decode()
