"""Créer et modifier un programme : qui le peut, et ce que la base refuse."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from jalon.mesure.chiffres.models import Chiffre
from jalon.pilotage.programmes.acces import DROITS, actions_modifiables, peut
from jalon.pilotage.programmes.models import Exercice, PlaceAction, Programme
from jalon.pilotage.programmes.selectors import (
    exercice_courant,
    exercice_par_code,
    place_par_numero,
    places_de,
    programme_par_code,
)
from jalon.pilotage.programmes.services import (
    ajouter_alias_action,
    cloturer_exercice,
    confirmer_formule,
    creer_action,
    creer_axe,
    creer_exercice,
    creer_objectif,
    creer_programme,
    declarer_acte,
    lier_serie,
    modifier_place,
    modifier_programme,
    placer_action,
    rattacher_organisation,
    rouvrir_exercice,
)
from jalon.socle.acces.enums import Role
from tests.fabriques import (
    AxeFabrique,
    ChiffreFabrique,
    ExerciceFabrique,
    IndicateurFabrique,
    LigneAnnexeFabrique,
    MesureFabrique,
    ModeleFabrique,
    OrganisationActionFabrique,
    OrganisationFabrique,
    PlaceFabrique,
    ProgrammeFabrique,
    SerieFabrique,
)

pytestmark = pytest.mark.django_db


def test_une_chargee_de_mission_monte_un_programme_de_bout_en_bout(creer_compte, en_tant_que):
    chargee = creer_compte(Role.CHARGEE_MISSION, departement="35")
    modele = ModeleFabrique(code="calpae")
    with en_tant_que(chargee):
        programme = creer_programme(
            code="essai", modele=modele, intitule="Essai", departement="35", acteur=chargee
        )
        exercice = creer_exercice(
            programme=programme,
            code="2022-2023",
            debut_credits=date(2022, 7, 1),
            fin_credits=date(2023, 6, 30),
            acteur=chargee,
        )
        axe = creer_axe(programme=programme, code="4", titre="Insertion", acteur=chargee)
        objectif = creer_objectif(axe=axe, code="4-1", titre="Orienter", acteur=chargee)
        action = creer_action(programme=programme, intitule="Orientation", acteur=chargee)
        place = placer_action(
            action=action, programme=programme, axe=axe, objectif=objectif, numero="4.1", acteur=chargee
        )
        declarer_acte(programme=programme, genre="convention", intitule="Convention", acteur=chargee)
        assert programme_par_code("essai") == programme
        assert place_par_numero(programme, exercice, "4.1") == place
        assert programme.parite_niveau == "convention"
        assert exercice.debut_indicateurs == date(2022, 7, 1)
    assert programme.events.get().pgh_context.metadata["verbe"] == "creer_programme"


def test_on_ne_cree_pas_de_programme_chez_le_voisin(creer_compte):
    chargee = creer_compte(Role.CHARGEE_MISSION, departement="35")
    with pytest.raises(PermissionDenied):
        creer_programme(
            code="essai", modele=ModeleFabrique(), intitule="Essai", departement="22", acteur=chargee
        )
    assert not Programme.objects.exists()


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.ELU, Role.ETAT, Role.ADMINISTRATEUR])
def test_les_autres_roles_lisent_sans_ecrire(role, creer_compte):
    programme = ProgrammeFabrique(departement="35")
    compte = creer_compte(role, departement="35")
    assert not any(peut(compte, droit, programme) for droit in DROITS)


def test_un_pilote_n_ecrit_que_ses_actions(creer_compte):
    programme = ProgrammeFabrique(departement="35")
    sienne, autre = (PlaceFabrique(programme=programme).action for _ in range(2))
    organisation = OrganisationActionFabrique(action=sienne).organisation
    pilote = creer_compte(Role.PILOTE, organisation=organisation, programme_id=programme.pk)
    assert peut(pilote, "rediger_fiche", programme, sienne)
    assert not peut(pilote, "rediger_fiche", programme, autre)
    assert not peut(pilote, "rediger_fiche", programme)
    assert not peut(pilote, "decider_solde", programme, sienne)
    assert actions_modifiables(pilote, "rediger_fiche", programme) == {sienne.pk}


def test_une_habilitation_passee_ne_donne_plus_rien(creer_compte, systeme):
    from jalon.socle.acces.services import retirer_habilitation

    programme = ProgrammeFabrique(departement="35")
    compte = creer_compte(Role.CHARGEE_MISSION, departement="35")
    assert peut(compte, "gerer_actions", programme)
    retirer_habilitation(habilitation=compte.habilitations.get(), motif="départ", acteur=systeme)
    assert not peut(compte, "gerer_actions", programme)


def test_le_systeme_peut_tout(systeme):
    assert all(peut(systeme, droit, ProgrammeFabrique()) for droit in DROITS)


def test_deux_actions_ne_portent_pas_le_meme_numero(systeme):
    place = PlaceFabrique(numero="5.1")
    autre = creer_action(programme=place.programme, intitule="Autre", acteur=systeme)
    with pytest.raises(ValidationError, match="même numéro"):
        placer_action(action=autre, programme=place.programme, axe=place.axe, numero="5.1", acteur=systeme)


def test_un_axe_d_un_autre_programme_est_refuse(systeme):
    place = PlaceFabrique()
    with pytest.raises(ValidationError, match="autre programme"):
        placer_action(action=place.action, programme=place.programme, axe=AxeFabrique(), acteur=systeme)
    with pytest.raises(ValidationError, match="ceux du programme"):
        modifier_place(place=place, axe=AxeFabrique(), acteur=systeme)


def test_une_action_qui_change_de_numero_garde_sa_derniere_place(systeme):
    exercice = ExerciceFabrique(annee=2023)
    ancienne = PlaceFabrique(programme=exercice.programme, numero="8.4", au=date(2023, 6, 30))
    placer_action(
        action=ancienne.action,
        programme=exercice.programme,
        axe=ancienne.axe,
        numero="8.4bis",
        du=date(2023, 7, 1),
        acteur=systeme,
    )
    assert [place.numero for place in places_de(exercice.programme, exercice)] == ["8.4bis"]
    avant = ExerciceFabrique(programme=exercice.programme, annee=2022)
    assert [place.numero for place in places_de(exercice.programme, avant)] == ["8.4"]


def test_une_mesure_non_souscrite_n_est_pas_une_action_du_tableau():
    exercice = ExerciceFabrique()
    place = PlaceFabrique(programme=exercice.programme, souscrite=False)
    assert places_de(exercice.programme, exercice) == []
    assert places_de(exercice.programme, exercice, toutes=True) == [place]


def test_un_numero_inconnu_n_existe_pas():
    exercice = ExerciceFabrique()
    with pytest.raises(PlaceAction.DoesNotExist):
        place_par_numero(exercice.programme, exercice, "9.9")
    with pytest.raises(Exercice.DoesNotExist):
        exercice_par_code(exercice.programme, "1999")
    with pytest.raises(Programme.DoesNotExist):
        programme_par_code("rien")


def test_l_exercice_courant_est_le_plus_recent_ouvert(systeme):
    programme = ProgrammeFabrique()
    assert exercice_courant(programme) is None
    exercices = [ExerciceFabrique(programme=programme, annee=annee) for annee in (2021, 2022)]
    assert exercice_courant(programme) == exercices[1]
    for exercice in exercices:
        cloturer_exercice(exercice=exercice, acteur=systeme)
    assert exercice_courant(programme) == exercices[1]


def test_cloturer_gele_les_chiffres_et_rouvrir_les_libere(systeme):
    exercice = ExerciceFabrique(annee=2022)
    serie = SerieFabrique(cloison=exercice.programme.pk)
    passe, futur = (ChiffreFabrique(serie=serie, annee=annee) for annee in (2022, 2023))
    cloturer_exercice(exercice=exercice, acteur=systeme)
    assert set(Chiffre.objects.filter(gele_le__isnull=False)) == {passe}
    with pytest.raises(ValidationError, match="déjà clos"):
        cloturer_exercice(exercice=exercice, acteur=systeme)
    rouvrir_exercice(exercice=exercice, acteur=systeme)
    assert not Chiffre.objects.filter(gele_le__isnull=False).exists()
    assert futur.gele_le is None


def test_on_clot_les_exercices_dans_l_ordre(systeme):
    programme = ProgrammeFabrique()
    ExerciceFabrique(programme=programme, annee=2021)
    with pytest.raises(ValidationError, match="d'abord l'exercice 2021"):
        cloturer_exercice(exercice=ExerciceFabrique(programme=programme, annee=2022), acteur=systeme)


def test_un_champ_inconnu_est_nomme(systeme):
    with pytest.raises(ValidationError, match="code"):
        modifier_programme(programme=ProgrammeFabrique(), code="autre", acteur=systeme)


def test_redire_un_alias_ou_un_organisme_ne_change_rien(systeme):
    place = PlaceFabrique()
    for _ in range(2):
        ajouter_alias_action(place=place, titre="Parler  Bambin", genre_document="fiche", acteur=systeme)
        rattacher_organisation(
            action=place.action,
            organisation=OrganisationFabrique(nom="Opérateur")
            if not place.action.organisations.exists()
            else place.action.organisations.get().organisation,
            role="operateur",
            acteur=systeme,
        )
    assert [alias.titre for alias in place.alias.all()] == ["Parler Bambin"]
    assert place.action.organisations.count() == 1


def test_une_formule_se_confirme_par_une_personne(systeme):
    programme = ProgrammeFabrique()
    ligne = LigneAnnexeFabrique(mesure=MesureFabrique(programme=programme))
    series = [SerieFabrique(cloison=programme.pk) for _ in range(2)]
    confirmer_formule(ligne=ligne, formule={"somme": [str(s.pk) for s in series]}, acteur=systeme)
    ligne.refresh_from_db()
    assert ligne.confirmee_par == systeme and ligne.confirmee_le is not None
    with pytest.raises(ValidationError, match="inconnue de ce programme"):
        confirmer_formule(
            ligne=ligne,
            formule={"somme": [str(SerieFabrique(cloison=ProgrammeFabrique().pk).pk)]},
            acteur=systeme,
        )


def test_une_serie_d_un_autre_programme_ne_se_lie_pas(systeme):
    action = PlaceFabrique().action
    serie = SerieFabrique(indicateur=IndicateurFabrique(), cloison=ProgrammeFabrique().pk)
    with pytest.raises(ValidationError, match="autre programme"):
        lier_serie(action=action, serie=serie, libelle="Personnes", acteur=systeme)
