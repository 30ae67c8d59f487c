"""L'écran des conflits : ce que dit l'extrait, ce que sait Jalon, et le choix."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from jalon.parcours.personnes.models import ConflitRepris, Contact
from jalon.parcours.personnes.services import noter_contact
from jalon.socle.acces.enums import Role
from jalon.socle.journal.models import Lecture
from tests.parcours.personnes.departement import charger, fichiers, reglages
from tests.sources.extraits.feuilles import extrait, personne, reprendre
from tests.sources.france_travail.lignes import adultes_au_nir

pytestmark = pytest.mark.django_db


@pytest.fixture
def conflit(tmp_path, systeme):
    """Un téléphone saisi dans Jalon, que l'extrait contredit."""
    charger([fichier.chemin for fichier in fichiers(reglages(12), tmp_path / "caf")], systeme)
    (membre,) = adultes_au_nir(1)
    noter_contact(
        personne=membre.personne, nature="telephone", valeur="0699999999", source="Jalon", acteur=systeme
    )
    jour = date(2025, 1, 31)
    (tmp_path / "extraits").mkdir()
    chemin = extrait(tmp_path / "extraits", jour, Personnes=[personne("S1", membre, "0601020304")])
    assert reprendre(chemin, jour, systeme).refus == ""
    return ConflitRepris.objects.get()


def test_les_deux_valeurs_se_voient_et_la_lecture_est_notee(conflit, connecte):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = client.get(reverse("conflits")).content.decode()
        assert "0699999999" in page and "0601020304" in page and "SOLIS" in page
        vide = client.get(reverse("conflits"), {"etat": "garde_jalon"}).content.decode()
        assert "Aucun conflit dans cet état" in vide
    assert Lecture.objects.filter(sujet=conflit.fait.membre.personne_id, ecran="conflit").exists()


@pytest.mark.parametrize(("choix", "reste"), [("extrait", "0601020304"), ("jalon", "0699999999")])
def test_le_choix_s_applique_une_fois(conflit, connecte, choix, reste):
    adresse = reverse("conflit_trancher", args=[conflit.pk])
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        assert client.post(adresse, {"choix": "autre"}, follow=True).status_code == 200
        assert ConflitRepris.objects.get().etat == "a_trancher"
        client.post(adresse, {"choix": choix})
        assert [contact.valeur for contact in Contact.objects.filter(fin=None)] == [reste]
        encore = client.post(adresse, {"choix": choix}, follow=True).content.decode()
        assert "déjà tranché" in encore
