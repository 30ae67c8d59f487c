"""Les écrans de la conservation : des comptes pour le délégué, une liste qui se vise et s'exécute."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from jalon.parcours.personnes.models import LigneElimination, ListeElimination, Personne
from jalon.socle.acces.enums import Role
from jalon.socle.journal.models import Lecture
from jalon.socle.parametres.services import fixer_parametre
from jalon.sources.flux_cnaf.elimination import executer_elimination

pytestmark = pytest.mark.django_db


@pytest.fixture
def eliminables(dossiers, systeme):
    """Le droit de chacun est clos depuis longtemps : tous les dossiers ont passé leur durée."""
    from jalon.parcours.personnes.models import Episode, EtatDroit

    EtatDroit.objects.update(etat="5")
    Episode.objects.update(sortie=date(2025, 2, 20), motif_sortie="fin_droit")
    duree = {"code": "dossiers.conservation_apres_sortie", "valeur": 6}
    fixer_parametre(**duree, du=date(2020, 1, 1), source="essai", acteur=systeme)
    return Personne.objects.count()


def test_de_l_apercu_a_l_effacement(eliminables, compte, connecte):
    gestionnaire = compte(Role.GESTIONNAIRE_DROITS)
    with connecte(gestionnaire) as client:
        page = client.get(reverse("conservation"))
        assert page.context["apercu"].total == eliminables
        assert "Établir la liste" in page.content.decode()
        reponse = client.post(reverse("elimination_etablir"))
        liste = ListeElimination.objects.get()
        assert reponse.url == reverse("elimination", kwargs={"cle": liste.pk})
        assert liste.nombre == eliminables
        csv = client.get(reverse("elimination_export", kwargs={"cle": liste.pk, "format": "csv"}))
        lignes = csv.content.decode("utf-8-sig").splitlines()
        assert len(lignes) == eliminables + 1
        noms = {nom for nom in Personne.objects.values_list("nom_naissance", flat=True) if len(nom) > 3}
        assert not [nom for nom in noms if nom in csv.content.decode("utf-8-sig")]
        viser = reverse("elimination_viser", kwargs={"cle": liste.pk})
        refus = client.post(viser, {"visa_reference": "", "visa_le": "2019-01-01"})
        assert refus.status_code == 422 and "Donnez la référence" in refus.content.decode()
        executer = reverse("elimination_executer", kwargs={"cle": liste.pk})
        client.post(executer)
        assert not Personne.objects.exclude(effacee_le=None).exists()
        client.post(viser, {"visa_reference": "AD 1", "visa_le": timezone.localdate().isoformat()})
        assert client.post(executer).status_code == 302
    executer_elimination.func(str(liste.pk), str(gestionnaire.pk))
    liste.refresh_from_db()
    assert (liste.etat, liste.effacees) == ("executee", eliminables)
    with connecte(gestionnaire) as client:
        assert client.get(reverse("elimination", kwargs={"cle": liste.pk})).status_code == 200
        efface = Personne.objects.first()
        assert client.get(reverse("personne", kwargs={"cle": efface.pk})).status_code == 404
        assert client.get(reverse("dossier_export", kwargs={"cle": efface.pk})).status_code == 404


def test_le_delegue_lit_des_comptes_sans_numero_ni_geste(eliminables, systeme, connecte):
    liste = ListeElimination.objects.create(
        a_la_date=date(2026, 1, 1),
        limite=date(2025, 7, 1),
        nombre=1,
        comptes=[["sortie", 2025, 1]],
        creee_par=systeme,
    )
    personne = Personne.objects.first()
    LigneElimination.objects.create(
        liste=liste, personne=personne, motif="sortie", dernier_fait=date(2025, 2, 1)
    )
    with connecte(Role.DPO) as client:
        page = client.get(reverse("conservation")).content.decode()
        assert f"<strong>{eliminables} personnes</strong>" in page and "Établir la liste" not in page
        detail = client.get(reverse("elimination", kwargs={"cle": liste.pk})).content.decode()
        assert str(personne.pk) not in detail and "Sortie du RSA" in detail
        assert "Noter le visa" not in detail


def test_une_liste_s_abandonne_avec_un_motif(systeme, monde, connecte):
    jour = date(2026, 1, 1)
    liste = ListeElimination.objects.create(a_la_date=jour, limite=jour, creee_par=systeme)
    adresse = reverse("elimination_abandonner", kwargs={"cle": liste.pk})
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        assert client.post(adresse, {"motif": " "}).status_code == 422
        assert client.post(adresse, {"motif": "visa refusé"}).status_code == 302
        assert client.post(adresse, {"motif": "encore"}).status_code == 422
    liste.refresh_from_db()
    assert (liste.etat, liste.abandon_motif) == ("abandonnee", "visa refusé")


def test_le_dossier_entier_se_telecharge_et_se_note(dossiers, compte, connecte):
    gestionnaire = compte(Role.GESTIONNAIRE_DROITS)
    adresse = reverse("dossier_export", kwargs={"cle": dossiers.une.pk})
    fiche = reverse("personne", kwargs={"cle": dossiers.une.pk})
    with connecte(compte(Role.AGENT_ORIENTATION)) as client:
        assert adresse not in client.get(fiche).content.decode()
    with connecte(gestionnaire) as client:
        assert adresse in client.get(fiche).content.decode()
        reponse = client.get(adresse)
        noms = zipfile.ZipFile(io.BytesIO(reponse.content)).namelist()
        assert "dossier.pdf" in noms and dossiers.une.nom not in reponse["Content-Disposition"]
    assert Lecture.objects.filter(sujet=dossiers.une.pk, ecran="export", compte=gestionnaire).count() == 1
