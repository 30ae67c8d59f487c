"""La fiche d'une action : sections versionnées, état, budget et indicateurs déduits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from jalon.mesure.chiffres.models import Chiffre
from jalon.mesure.chiffres.services import Constat
from jalon.pilotage.bilans.manques import sections_manquantes
from jalon.pilotage.bilans.models import FicheBilan, FreinAction, SectionFiche
from jalon.pilotage.bilans.selectors import annexes, fiche_complete, fiches_completes, tableau_avancement
from jalon.pilotage.bilans.services import (
    ConflitDeVersion,
    changer_etat,
    corriger_indicateur,
    definir_freins,
    modifier_section,
    ouvrir_fiche,
    saisir_indicateur,
)
from jalon.pilotage.programmes.services import cloturer_exercice, confirmer_formule
from jalon.socle.acces.enums import Role
from jalon.socle.periodes import Genre, Periode
from tests.fabriques import (
    ChiffreFabrique,
    ContrepartieFabrique,
    CreditFabrique,
    DepenseFabrique,
    ExerciceFabrique,
    LigneAnnexeFabrique,
    MesureFabrique,
    OrganisationActionFabrique,
    PlaceFabrique,
    ProgrammeFabrique,
    SerieActionFabrique,
    SerieFabrique,
)

pytestmark = pytest.mark.django_db
ANNEE = Periode(date(2022, 1, 1), date(2022, 12, 31), Genre.ANNEE)


@pytest.fixture
def exercice():
    return ExerciceFabrique(annee=2022)


@pytest.fixture
def place(exercice):
    return PlaceFabrique(programme=exercice.programme, numero="6.1")


@pytest.fixture
def fiche(place, exercice, systeme):
    return ouvrir_fiche(action=place.action, exercice=exercice, acteur=systeme)


def ecrire(fiche, acteur, texte, version, type="bilan"):
    return modifier_section(fiche=fiche, type=type, texte=texte, version=version, acteur=acteur)


def test_deux_editeurs_ne_perdent_rien(fiche, systeme, creer_compte):
    anne = creer_compte(Role.CHARGEE_MISSION, departement="00")
    ecrire(fiche, systeme, "Au départ.", 0)
    ecrire(fiche, anne, "Texte d'Anne.", 1)
    with pytest.raises(ConflitDeVersion) as conflit:
        ecrire(fiche, systeme, "Texte du second.", 1)
    assert (conflit.value.texte_actuel, conflit.value.version) == ("Texte d'Anne.", 2)
    assert conflit.value.auteur == str(anne) and conflit.value.quand is not None
    section = fiche.sections.get()
    assert section.texte == "Texte d'Anne."
    assert ecrire(fiche, systeme, "Les deux.", conflit.value.version).version == 3
    textes = list(section.events.order_by("pgh_id").values_list("texte", flat=True))
    assert textes == ["Au départ.", "Texte d'Anne.", "Les deux."]


def test_deux_premieres_redactions_se_rencontrent_aussi(fiche, systeme):
    ecrire(fiche, systeme, "Première.", 0)
    with pytest.raises(ConflitDeVersion):
        ecrire(fiche, systeme, "Seconde.", 0)


def test_un_double_envoi_ne_fait_rien_deux_fois(fiche, systeme):
    ecrire(fiche, systeme, "Une fois.", 0)
    assert ecrire(fiche, systeme, "Une fois.\r\n", 0).version == 1


def test_deux_sections_de_la_meme_fiche_ne_se_genent_pas(fiche, systeme):
    ecrire(fiche, systeme, "Bilan.", 0)
    assert ecrire(fiche, systeme, "Suite.", 0, type="perspectives").version == 1


@pytest.mark.parametrize(
    ("type_section", "texte", "message"),
    [
        ("budget", "12 €", "se déduisent"),
        ("indicateurs", "12", "se déduisent"),
        ("bilan", "a\x00b", "illisible"),
        ("bilan", "a" * 60_001, "au plus 60000"),
    ],
)
def test_ce_qui_ne_se_redige_pas_est_refuse(fiche, systeme, type_section, texte, message):
    with pytest.raises(ValidationError, match=message):
        ecrire(fiche, systeme, texte, 0, type=type_section)


def test_une_redaction_humaine_n_est_plus_une_illustration(fiche, systeme):
    section = ecrire(fiche, systeme, "Illustration.", 0)
    section.illustration = True
    section.save()
    assert ecrire(fiche, systeme, "Vrai texte.", 1).illustration is False


def test_un_pilote_ne_redige_pas_la_fiche_d_un_autre(fiche, place, exercice, creer_compte):
    autre = PlaceFabrique(programme=exercice.programme)
    organisation = OrganisationActionFabrique(action=autre.action).organisation
    pilote = creer_compte(Role.PILOTE, organisation=organisation, programme_id=exercice.programme.pk)
    with pytest.raises(PermissionDenied, match="organisme pilote"):
        ecrire(fiche, pilote, "Intrusion.", 0)
    sienne = ouvrir_fiche(action=autre.action, exercice=exercice, acteur=pilote)
    assert ecrire(sienne, pilote, "La mienne.", 0).version == 1


def test_un_exercice_clos_ne_se_redige_plus_meme_dans_la_base(fiche, exercice, systeme):
    section = ecrire(fiche, systeme, "Avant.", 0)
    cloturer_exercice(exercice=exercice, acteur=systeme)
    with pytest.raises(ValidationError, match="clos"):
        ecrire(fiche, systeme, "Après.", 1)
    for table, cle in ((SectionFiche, section.pk), (FicheBilan, fiche.pk)):
        with pytest.raises(IntegrityError, match="clos"), transaction.atomic():
            table.objects.filter(pk=cle).delete()


def test_un_etat_hors_de_la_legende_est_refuse(fiche, systeme):
    for etat in ("non_lu", "parfaite"):
        with pytest.raises(ValidationError, match="légende"):
            changer_etat(fiche=fiche, etat=etat, acteur=systeme)
    assert (
        changer_etat(fiche=fiche, etat="suspendue", motif="Poste vacant", acteur=systeme).etat == "suspendue"
    )


def test_une_action_sans_fiche_n_a_pas_d_etat_par_defaut(place, exercice):
    ligne = tableau_avancement(exercice.programme, exercice)[0]
    assert (ligne.etat, ligne.etat_libelle, ligne.etat_couleur) == ("non_lu", "non lu", "")


def test_les_freins_se_comptent_d_une_action_a_l_autre(fiche, exercice, systeme):
    autre = PlaceFabrique(programme=exercice.programme).action
    definir_freins(fiche=fiche, libelles=["Manque de disponibilité", " "], acteur=systeme)
    seconde = ouvrir_fiche(action=autre, exercice=exercice, acteur=systeme)
    definir_freins(fiche=seconde, libelles=["manque de  disponibilité", "Recrutement"], acteur=systeme)
    assert FreinAction.objects.get(libelle="Manque de disponibilité").fiches.count() == 2


def test_les_sections_suivent_le_modele_et_l_annee(systeme):
    exercice = ExerciceFabrique(programme=ProgrammeFabrique(modele__code="pdi"), annee=2023)
    place = PlaceFabrique(programme=exercice.programme)
    complete = fiche_complete(place, exercice)
    assert [section.titre for section in complete.sections] == [
        "Réalisation 2023",
        "Freins/obstacles",
        "À signaler",
        "Indicateurs/Bilan",
        "Perspectives 2024",
    ]
    assert complete.budget is None
    assert sections_manquantes(exercice.programme, exercice)[str(place.pk)][0] == "Réalisation 2023"


def test_le_budget_de_la_fiche_est_celui_du_tableau(place, exercice):
    argent = {"action": place.action, "exercice": exercice}
    CreditFabrique(**argent, report=True, montant=Decimal("90000"))
    DepenseFabrique(**argent, montant=Decimal("69000"), libelle="Marché")
    ContrepartieFabrique(
        **argent, montant=Decimal("90000"), execute=Decimal("90000"), statut_execute="renseigne"
    )
    budget = fiche_complete(place, exercice).budget
    assert budget.etat_prevu.montant == Decimal("90000")
    assert budget.global_prevu.montant == Decimal("180000")
    assert budget.global_execute.montant == Decimal("159000")
    assert budget.solde.montant == Decimal("21000")


def test_une_part_jamais_executee_rend_le_total_partiel(place, exercice):
    argent = {"action": place.action, "exercice": exercice}
    DepenseFabrique(**argent, montant=Decimal("10"))
    ContrepartieFabrique(**argent, montant=Decimal("10"))
    budget = fiche_complete(place, exercice).budget
    assert budget.global_execute.montant == Decimal("10") and budget.global_execute.partiel


def test_une_case_composee_garde_ses_chiffres_ensemble(place, exercice):
    lien = SerieActionFabrique(action=place.action, tableau="Structures")
    commun = {"serie": lien.serie, "annee": 2022}
    ChiffreFabrique(**commun, valeur=47, coupe={"part": "publiques"}, lieu={"rang": 0, "role": "composante"})
    ChiffreFabrique(**commun, valeur=25, coupe={"part": "privées"}, lieu={"rang": 1, "role": "composante"})
    ChiffreFabrique(
        serie=lien.serie, annee=2021, valeur=60, lieu={"rang": 2, "role": "autre_periode", "colonne": None}
    )
    (tableau,) = fiche_complete(place, exercice).tableaux
    assert [colonne.libelle for colonne in tableau.colonnes] == ["2022"]
    case = tableau.lignes[0].cases[0]
    assert [(int(c.valeur), c.qualite) for c in case] == [(47, "publiques"), (25, "privées"), (60, "")]


def test_des_operateurs_en_colonnes_font_une_seule_ligne(place, exercice):
    for operateur, valeur in (("Nord", 3), ("Sud", 5)):
        lien = SerieActionFabrique(
            action=place.action,
            libelle="Séances",
            operateur=operateur,
            operateur_en_colonne=True,
            ordre=1,
        )
        ChiffreFabrique(serie=lien.serie, valeur=valeur)
    (tableau,) = fiche_complete(place, exercice).tableaux
    assert [colonne.operateur for colonne in tableau.colonnes] == ["Nord", "Sud"]
    assert [[int(c.valeur) for c in case] for case in tableau.lignes[0].cases] == [[3], [5]]


def test_une_fiche_ne_montre_pas_l_avenir_sauf_les_previsions(place, exercice):
    lien = SerieActionFabrique(action=place.action)
    ChiffreFabrique(serie=lien.serie, annee=2022)
    ChiffreFabrique(serie=lien.serie, annee=2023)
    ChiffreFabrique(serie=lien.serie, annee=2024, statut="prevision")
    (tableau,) = fiche_complete(place, exercice).tableaux
    assert [(c.libelle, c.prevision) for c in tableau.colonnes] == [("2022", False), ("2024", True)]


def test_une_ligne_d_annexe_confirmee_se_deduit_des_fiches(place, exercice, systeme):
    liens = [SerieActionFabrique(action=place.action) for _ in range(2)]
    for lien, valeur in zip(liens, (10, 32), strict=True):
        ChiffreFabrique(serie=lien.serie, valeur=valeur)
    propre = SerieFabrique(cloison=exercice.programme.pk)
    ChiffreFabrique(serie=propre, valeur=99)
    ligne = LigneAnnexeFabrique(mesure=MesureFabrique(programme=exercice.programme), serie=propre)
    formule = {"somme": [str(lien.serie_id) for lien in liens]}
    ligne.formule = formule
    ligne.save()
    assert annexes(exercice.programme, exercice)[0].lignes[0].cases[0][0].valeur == 99
    confirmer_formule(ligne=ligne, formule=formule, acteur=systeme)
    case = annexes(exercice.programme, exercice)[0].lignes[0].cases[0][0]
    assert case.valeur == 42 and case.cible.startswith(f"derive:{exercice.pk}:ligne-{ligne.pk}:annee_")


def test_saisir_puis_corriger_un_indicateur(place, exercice, systeme):
    lien = SerieActionFabrique(action=place.action)
    chiffre = saisir_indicateur(
        lien=lien,
        exercice=exercice,
        periode=ANNEE,
        libelle_periode="2022",
        constat=Constat(Decimal(12)),
        acteur=systeme,
    )
    corriger_indicateur(chiffre=chiffre, constat=Constat(Decimal(0)), acteur=systeme)
    assert Chiffre.objects.get().valeur == 0
    assert fiches_completes(exercice.programme, exercice)[0].tableaux[0].lignes[0].cases[0][0].valeur == 0


def test_un_lecteur_ne_saisit_pas_d_indicateur(place, exercice, creer_compte):
    lien = SerieActionFabrique(action=place.action)
    with pytest.raises(PermissionDenied):
        saisir_indicateur(
            lien=lien,
            exercice=exercice,
            periode=ANNEE,
            libelle_periode="2022",
            constat=Constat(Decimal(1)),
            acteur=creer_compte(Role.DIRECTION, departement="00"),
        )
