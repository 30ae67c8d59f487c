"""Une lettre part au foyer où la personne est ce jour-là."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jalon.parcours.personnes.enums import RoleFoyer
from jalon.parcours.personnes.models import Adresse, Appartenance, Membre
from jalon.parcours.personnes.selectors.adresse import adresse_postale, adresses_postales
from jalon.parcours.rendezvous.coordonnees import coordonnees
from tests.personnes import Dossier, creer_dossier

pytestmark = pytest.mark.django_db
DEPART, APRES = date(2025, 6, 1), date(2025, 7, 1)


def _quitter(dossier: Dossier) -> None:
    fichier = Appartenance.objects.get(membre=dossier.membre).chargement
    Appartenance.objects.create(membre=dossier.membre, a_compter_du=DEPART, chargement=fichier, role="")


def _rejoindre(dossier: Dossier, autre: Dossier) -> None:
    fichier = Appartenance.objects.get(membre=autre.membre).chargement
    Adresse.objects.filter(foyer=autre.foyer).update(voie="9 RUE NEUVE")
    membre = Membre.objects.create(
        foyer=autre.foyer,
        personne=dossier.personne,
        cle_identite=b"a" * 16,
        nom=dossier.personne.nom,
        nom_naissance=dossier.personne.nom,
        prenoms=dossier.personne.prenoms,
        date_naissance=dossier.personne.date_naissance,
    )
    Appartenance.objects.create(
        membre=membre, a_compter_du=DEPART, chargement=fichier, role=RoleFoyer.CONJOINT
    )


def test_l_adresse_suit_la_personne_d_un_foyer_a_l_autre() -> None:
    dossier, autre = creer_dossier(nom="Éon", prenom="Zoé"), creer_dossier()
    _quitter(dossier)
    _rejoindre(dossier, autre)
    assert adresse_postale(dossier.personne, APRES) == "Zoé ÉON\n9 RUE NEUVE\n11000 AUBE"
    assert adresse_postale(dossier.personne, date(2025, 5, 1)) == "Zoé ÉON\n2 RUE DES ESSAIS\n11000 AUBE"


def test_qui_a_quitte_son_foyer_n_a_plus_d_adresse_connue() -> None:
    dossier = creer_dossier()
    _quitter(dossier)
    with pytest.raises(ValidationError, match="n'est pas connue"):
        adresse_postale(dossier.personne, APRES)


def test_une_convocation_et_une_decision_partent_a_la_meme_adresse() -> None:
    dossier = creer_dossier()
    assert coordonnees([dossier.personne.pk], APRES)[dossier.personne.pk].lettre == adresse_postale(
        dossier.personne, APRES
    )


def test_les_adresses_de_plusieurs_personnes_coutent_une_requete(django_assert_num_queries) -> None:
    personnes = [creer_dossier().personne.pk for _ in range(3)]
    with django_assert_num_queries(1):
        assert len(adresses_postales(personnes, APRES)) == 3
