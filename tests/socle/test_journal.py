"""Le journal : qui, quand, avant, après ; et ce que chacun peut en lire."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import ProgrammingError, models, transaction
from django.utils import timezone

from jalon.socle.acces.enums import Role
from jalon.socle.acces.services import accorder_habilitation
from jalon.socle.journal.contexte import acte
from jalon.socle.journal.discretion import taire
from jalon.socle.journal.selectors import _en_francais, histoire, journal, modeles_suivis
from jalon.socle.journal.services import purger_journal
from jalon.socle.organisations.models import AliasOrganisation, Organisation, OrganisationEvent
from jalon.socle.parametres.services import fixer_parametre

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(systeme):
    with acte("creer_organisation", acteur=systeme):
        return Organisation.objects.create(nom="Maison de l'emploi", sigle="MDE")


def test_l_histoire_dit_qui_quand_avant_apres(organisation, creer_compte):
    compte = creer_compte()
    with acte("renommer_organisation", acteur=compte):
        organisation.nom = "Maison de l'emploi et de la formation"
        organisation.save()
    derniere, premiere = histoire(organisation)
    assert (derniere.qui, derniere.verbe, derniere.genre) == (
        compte.nom,
        "renommer_organisation",
        "modification",
    )
    (champ,) = derniere.champs
    assert (champ.libelle, champ.avant, champ.apres) == (
        "nom",
        "Maison de l'emploi",
        "Maison de l'emploi et de la formation",
    )
    assert premiere.genre == "ajout"
    assert {champ.nom for champ in premiere.champs} >= {"nom", "sigle"}
    assert derniere.quand >= premiere.quand


def test_une_suppression_garde_ce_qui_a_disparu_et_le_nom_des_liens(organisation, systeme):
    with acte("ajouter_alias", acteur=systeme):
        alias = AliasOrganisation.objects.create(organisation=organisation, nom="M.D.E.")
    with acte("retirer_alias", acteur=systeme):
        AliasOrganisation.objects.filter(pk=alias.pk).delete()
    suppression = histoire(alias)[0]
    assert suppression.genre == "suppression"
    valeurs = {champ.nom: (champ.avant, champ.apres) for champ in suppression.champs}
    assert valeurs["nom"] == ("M.D.E.", "—")
    assert valeurs["organisation"] == ("Maison de l'emploi", "—")


def test_les_jours_les_heures_et_les_nombres_se_lisent_en_francais():
    lus = [
        (models.DateField(), "2026-01-31", "31/01/2026"),
        (models.DateTimeField(), "2026-07-01T22:05:00+00:00", "02/07/2026 à 00 h 05"),
        (models.DecimalField(), 39.59, "39,59"),
        (models.DecimalField(), "673.0", "673"),
        (models.JSONField(), {}, "—"),
        (models.CharField(), "1.2", "1.2"),
    ]
    for champ, valeur, dit in lus:
        assert _en_francais(champ, valeur) == dit


def test_un_changement_sans_service_reste_lisible(organisation):
    Organisation.objects.filter(pk=organisation.pk).update(sigle="")
    assert histoire(organisation)[0].qui == "Maintenance"


def test_l_histoire_ne_se_reecrit_pas(organisation):
    with pytest.raises(ProgrammingError), transaction.atomic():
        OrganisationEvent.objects.update(nom="autre")
    with pytest.raises(ProgrammingError), transaction.atomic():
        OrganisationEvent.objects.all().delete()


def test_le_journal_reunit_les_tables_et_reserve_les_comptes(organisation, creer_compte, systeme):
    administrateur, elu = creer_compte(Role.ADMINISTRATEUR), creer_compte(Role.ELU)
    fixer_parametre(code="essai", valeur=1, du=date(2024, 1, 1), source="test", acteur=elu)
    vus = {changement.modele for changement in journal(administrateur)}
    assert {"organisation", "paramètre", "compte", "habilitation"} <= vus
    vus = {changement.modele for changement in journal(elu)}
    assert "organisation" in vus
    assert not vus & {"compte", "habilitation"}
    (seul,) = journal(administrateur, acteur=elu.pk)
    assert (seul.verbe, seul.acteur) == ("fixer_parametre", elu)
    assert len(journal(administrateur, limite=2)) == 2
    assert ("socle_organisations.organisation", "organisation") in modeles_suivis()


def test_le_journal_demande_un_nombre_borne_de_requetes(
    organisation, creer_compte, django_assert_max_num_queries
):
    compte = creer_compte(Role.ADMINISTRATEUR)
    for rang in range(20):
        with acte("essai", acteur=compte):
            AliasOrganisation.objects.create(organisation=organisation, nom=f"alias {rang}")
    with django_assert_max_num_queries(8):
        assert len(journal(compte, limite=50)) > 20


def test_les_journaux_techniques_taisent_les_personnes():
    ligne = "échec pour jeanne.martin@exemple.fr, 2 85 05 78 006 084 36\nDETAIL: Key (nom)=(Martin)"
    assert taire(ligne) == "échec pour [courriel], [numéro]\n[détail de la base omis]"


def test_l_acte_le_plus_large_donne_son_verbe_et_finit_avec_son_bloc(systeme, creer_compte):
    compte = creer_compte()
    with acte("reprendre_document", acteur=compte):
        with acte("creer_organisation", acteur=systeme):
            organisation = Organisation.objects.create(nom="Lue dans un document")
    Organisation.objects.filter(pk=organisation.pk).update(sigle="LDD")
    apres, dedans = histoire(organisation)
    assert (dedans.verbe, dedans.acteur) == ("reprendre_document", compte)
    assert (apres.verbe, apres.acteur) == ("", None)


def test_une_habilitation_accordee_dit_par_qui(creer_compte):
    administrateur = creer_compte(Role.ADMINISTRATEUR)
    habilitation = accorder_habilitation(compte=creer_compte(), role=Role.ELU, acteur=administrateur)
    (changement,) = histoire(habilitation)
    assert (changement.verbe, changement.acteur) == ("accorder_habilitation", administrateur)


def test_la_purge_suit_les_durees_en_vigueur(organisation, creer_compte, en_tant_que):
    aujourdhui = timezone.localdate()
    assert purger_journal(aujourdhui) == 0
    assert histoire(organisation)
    assert purger_journal(aujourdhui.replace(year=aujourdhui.year + 2)) > 0
    assert histoire(organisation) == []
    with pytest.raises(ProgrammingError), en_tant_que(creer_compte()):
        purger_journal(aujourdhui.replace(year=aujourdhui.year + 2))
