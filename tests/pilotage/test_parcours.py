"""Une année de programme, sous les droits réels de la base : chargée de mission, pilote, lecteur."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from jalon.mesure.chiffres.services import Constat, creer_serie
from jalon.mesure.indicateurs.services import declarer_indicateur
from jalon.pilotage.bilans.services import (
    changer_etat,
    definir_freins,
    modifier_section,
    ouvrir_fiche,
    saisir_indicateur,
)
from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.controles.services import ecarter_mention
from jalon.pilotage.finances.models import Credit
from jalon.pilotage.finances.reports import ouvrir_exercice
from jalon.pilotage.finances.selectors import tableau_credits
from jalon.pilotage.finances.services import (
    decider_solde,
    saisir_contrepartie,
    saisir_credit,
    saisir_depense,
)
from jalon.pilotage.programmes.services import (
    ajouter_ligne_annexe,
    cloturer_exercice,
    confirmer_formule,
    creer_action,
    creer_axe,
    creer_exercice,
    creer_programme,
    declarer_mesure,
    lier_serie,
    placer_action,
    rattacher_organisation,
)
from jalon.socle.acces.enums import Role
from jalon.socle.periodes import Genre, Periode
from tests.fabriques import MentionFabrique, ModeleFabrique, OrganisationFabrique

pytestmark = pytest.mark.django_db
ANNEE = Periode(date(2022, 1, 1), date(2022, 12, 31), Genre.ANNEE)


@pytest.fixture
def chargee(creer_compte):
    return creer_compte(Role.CHARGEE_MISSION, departement="35")


@pytest.fixture
def pilote(creer_compte):
    return creer_compte()


def monter(chargee, organisation):
    """Un programme d'une action, un exercice, un indicateur et son annexe ; rend (exercice, action, lien)."""
    modele = ModeleFabrique(code="calpae")
    programme = creer_programme(
        code="essai", modele=modele, intitule="Essai", departement="35", acteur=chargee
    )
    exercice = creer_exercice(
        programme=programme,
        code="2022",
        debut_credits=ANNEE.debut,
        fin_credits=ANNEE.fin,
        date_arret=date(2023, 6, 30),
        acteur=chargee,
    )
    axe = creer_axe(programme=programme, code="5", titre="Insertion", acteur=chargee)
    action = creer_action(programme=programme, intitule="Garantie d'activité", acteur=chargee)
    placer_action(action=action, programme=programme, axe=axe, numero="5.1", acteur=chargee)
    rattacher_organisation(action=action, organisation=organisation, role="pilote", acteur=chargee)
    indicateur = declarer_indicateur(code="essai.personnes", titre="Personnes", acteur=chargee)
    serie = creer_serie(indicateur=indicateur, cloison=programme.pk, acteur=chargee)
    lien = lier_serie(action=action, serie=serie, libelle="Personnes", acteur=chargee)
    mesure = declarer_mesure(programme=programme, annexe="Annexe", titre="Mesure", acteur=chargee)
    ligne = ajouter_ligne_annexe(mesure=mesure, libelle="Personnes", acteur=chargee)
    confirmer_formule(ligne=ligne, formule={"somme": [str(serie.pk)]}, acteur=chargee)
    return exercice, action, lien


def test_une_annee_entiere_sous_les_droits_de_la_base(chargee, pilote, systeme, en_tant_que):
    from jalon.socle.acces.services import accorder_habilitation

    organisation = OrganisationFabrique()
    with en_tant_que(chargee):
        exercice, action, lien = monter(chargee, organisation)
        saisir_credit(action=action, exercice=exercice, montant=Decimal("1000"), acteur=chargee)
        saisir_contrepartie(
            action=action,
            exercice=exercice,
            montant=Decimal("1000"),
            execute=Decimal("1000"),
            libelle="Postes",
            acteur=chargee,
        )
    accorder_habilitation(
        compte=pilote,
        role=Role.PILOTE,
        acteur=systeme,
        organisation=organisation,
        programme_id=exercice.programme_id,
        du=date(2020, 1, 1),
    )
    with en_tant_que(pilote):
        saisir_depense(action=action, exercice=exercice, montant=Decimal("900.01"), acteur=pilote)
        fiche = ouvrir_fiche(action=action, exercice=exercice, acteur=pilote)
        modifier_section(fiche=fiche, type="bilan", texte="Fait.", version=0, acteur=pilote)
        modifier_section(fiche=fiche, type="bilan", texte="Bien fait.", version=1, acteur=pilote)
        changer_etat(fiche=fiche, etat="en_cours", acteur=pilote)
        definir_freins(fiche=fiche, libelles=["Recrutement"], acteur=pilote)
        constat = Constat(Decimal(42))
        saisir_indicateur(
            lien=lien,
            exercice=exercice,
            periode=ANNEE,
            libelle_periode="2022",
            constat=constat,
            acteur=pilote,
        )
        with pytest.raises(PermissionDenied):
            saisir_credit(action=action, exercice=exercice, montant=Decimal(1), acteur=pilote)
    with en_tant_que(chargee):
        decider_solde(
            action=action,
            exercice=exercice,
            suite="report",
            montant=Decimal("99.99"),
            decide_le=date(2023, 6, 30),
            acteur=chargee,
        )
        assert rapport_controle(exercice.programme, exercice).erreurs == []
        suivant = ouvrir_exercice(programme=exercice.programme, code="2023", acteur=chargee)
        cloturer_exercice(exercice=exercice, acteur=chargee)
        (ligne,) = tableau_credits(suivant.programme, suivant).lignes()
        assert (ligne.report_entrant.montant, ligne.annee_origine) == (Decimal("99.99"), 2022)
    assert set(fiche.events.values_list("pgh_context__metadata__acteur", flat=True)) == {str(pilote.pk)}


def test_ecarter_une_mention_sous_les_droits_de_la_base(chargee, en_tant_que):
    with en_tant_que(chargee):
        exercice, action, _ = monter(chargee, OrganisationFabrique())
    mention = MentionFabrique(exercice=exercice, action=action, role="recettes", nombre=Decimal(1))
    with en_tant_que(chargee):
        ecarter_mention(mention=mention, motif="faute de frappe", acteur=chargee)
    mention.refresh_from_db()
    assert mention.ecartee_par == chargee


def test_la_base_refuse_meme_si_le_code_se_trompe_d_acteur(chargee, creer_compte, systeme, en_tant_que):
    """Le service croit agir pour le système ; la base, elle, sait qui est là."""
    with en_tant_que(chargee):
        exercice, action, _ = monter(chargee, OrganisationFabrique())
    with en_tant_que(creer_compte(Role.ELU, departement="35")):
        with pytest.raises((ProgrammingError, action.DoesNotExist)), transaction.atomic():
            saisir_credit(action=action, exercice=exercice, montant=Decimal(1), acteur=systeme)
    assert not Credit.objects.exists()
