"""Un exercice dont les cases se calculent : ce qui s'écrit, à côté de quoi, la part sans saisie."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from jalon.editions.fiches import chiffres_des_jetons
from jalon.editions.tableaux import tableau_annexe
from jalon.mesure.chiffres.enums import PasCalcul, Provenance
from jalon.mesure.chiffres.gel import rejouer_tout
from jalon.mesure.chiffres.models import Chiffre
from jalon.pilotage.bilans.fiche import ChiffreAffiche, ColonneAffichee, LigneAffichee, TableauAffiche
from jalon.pilotage.bilans.selectors import annexes, fiches_completes
from jalon.pilotage.calculs.periodes import periodes_de
from jalon.pilotage.calculs.remplissage import Remplissage, phrase_de, remplissage
from jalon.pilotage.calculs.selectors import calculs_de, lignes_reglables, valeurs_dites
from jalon.pilotage.calculs.services import (
    calculer_exercice,
    dire_valeur_locale,
    regler_ligne,
    retirer_reglage,
)
from jalon.pilotage.programmes.services import cloturer_exercice, rouvrir_exercice
from jalon.socle.acces.enums import Role
from tests.calculs import ARRETE, moteur_a_jour, serie_de
from tests.fabriques import (
    ChiffreFabrique,
    ExerciceFabrique,
    FicheFabrique,
    LigneAnnexeFabrique,
    MesureFabrique,
    PlaceFabrique,
    ProgrammeFabrique,
    SectionFabrique,
    SerieActionFabrique,
)

pytestmark = pytest.mark.django_db
CODES = ("calpae.nouveaux_entrants", "calpae.orientes_1_mois", "calpae.premiers_contrats")


@pytest.fixture
def exercice(systeme):
    """Un exercice 2025 : trois lignes d'annexe calculées, une quatrième qui ne l'est pas."""
    programme = ProgrammeFabrique(departement="35")
    exercice = ExerciceFabrique(programme=programme, annee=2025)
    mesure = MesureFabrique(programme=programme, titre="Orienter et accompagner")
    for code in CODES:
        serie = serie_de(code, programme)
        LigneAnnexeFabrique(mesure=mesure, libelle=code, serie=serie)
        regler_ligne(programme=programme, serie=serie, code=code, acteur=systeme)
    LigneAnnexeFabrique(mesure=mesure, libelle="tapée", serie=serie_de(CODES[0], programme))
    return exercice


@pytest.fixture
def calculer(kit, entrepot, exercice, systeme):
    def lancer(**options):
        return calculer_exercice(
            exercice=exercice,
            moteur=moteur_a_jour(entrepot),
            **{"arrete_au": ARRETE, "acteur": systeme} | options,
        )

    return lancer


def test_l_annexe_sort_d_elle_meme_et_dit_sa_part(calculer, exercice):
    bilan = calculer(arrete_au=date(2025, 12, 31))
    assert (len(bilan.ecrits), bilan.a_cote, bilan.refus) == (3, [], [])
    (tableau,) = annexes(exercice.programme, exercice)
    assert [c.libelle for c in tableau.colonnes] == ["2025"]
    cases = {ligne.libelle: ligne.cases[0] for ligne in tableau.lignes}
    assert [cases[code][0].origine for code in CODES] == [Provenance.CALCUL] * 3 and cases["tapée"] == []
    assert cases[CODES[0]][0].valeur >= cases[CODES[1]][0].valeur > 0
    part = remplissage([tableau], exercice)
    assert (part.calculees, part.vides, part.part) == (3, 1, Decimal(100))
    imprimees = [[c.valeur for c in r.cases if c.valeur is not None] for r in tableau_annexe(tableau).rangees]
    assert [cases[CODES[0]][0].valeur] in imprimees


def test_une_valeur_saisie_reste_officielle_le_calcul_se_lit_a_cote(calculer, exercice):
    ligne = lignes_reglables(exercice.programme)[0]
    saisi = ChiffreFabrique(serie=ligne.reglage.serie, annee=2025, valeur=Decimal(99))
    bilan = calculer()
    assert (len(bilan.ecrits), len(bilan.a_cote)) == (2, 1)
    (tableau,) = annexes(exercice.programme, exercice)
    officiel, calcule = tableau.lignes[0].cases[0]
    assert (officiel.valeur, officiel.qualite, calcule.qualite) == (99, "", "calculé")
    assert calcule.valeur == bilan.a_cote[0].valeur != 99
    dites = valeurs_dites(Chiffre.objects.select_related("serie__indicateur").get(pk=saisi.pk))
    assert [(v.valeur, v.officielle) for v in dites] == [(99, True), (calcule.valeur, False)]
    assert "Entrées dans le RSA" in dites[1].definition


def test_la_valeur_locale_suit_l_officielle(calculer, exercice, systeme):
    chiffre = calculer().ecrits[0].chiffre
    dire_valeur_locale(
        programme=exercice.programme,
        chiffre=chiffre,
        valeur=chiffre.valeur + 2,
        raison="deux dossiers transmis par courrier",
        source="registre des arrivées",
        methode="pointage",
        le=date(2025, 7, 12),
        acteur=systeme,
    )
    (tableau,) = annexes(exercice.programme, exercice)
    cases = next(li.cases[0] for li in tableau.lignes if len(li.cases[0]) == 2)
    assert [(c.valeur, c.qualite) for c in cases] == [
        (chiffre.valeur, ""),
        (chiffre.valeur + 2, "valeur locale"),
    ]
    assert remplissage([tableau], exercice).calculees == 3


def test_clore_gele_les_chiffres_et_leurs_membres_rouvrir_les_libere(calculer, exercice, systeme):
    calculer()
    cloturer_exercice(exercice=exercice, acteur=systeme)
    geles = list(calculs_de(exercice))
    assert all(c.gele_le and c.chiffre.gele_le for c in geles)
    assert all(rejeu.intact for rejeu in rejouer_tout(geles))
    with pytest.raises(ValidationError, match="clos"):
        calculer()
    with pytest.raises(ValidationError, match="gelé"):
        dire_valeur_locale(
            programme=exercice.programme,
            chiffre=geles[0].chiffre,
            valeur=Decimal(1),
            raison="r",
            source="s",
            methode="m",
            le=ARRETE,
            acteur=systeme,
        )
    rouvrir_exercice(exercice=exercice, acteur=systeme)
    assert len(calculer().ecrits) == 3


def test_un_jeton_de_la_prose_prend_le_chiffre_calcule(calculer, exercice, systeme):
    place = PlaceFabrique(programme=exercice.programme)
    serie = serie_de(CODES[0], exercice.programme)
    SerieActionFabrique(action=place.action, serie=serie)
    regler_ligne(programme=exercice.programme, serie=serie, code=CODES[0], acteur=systeme)
    fiche = FicheFabrique(exercice=exercice, action=place.action)
    SectionFabrique(fiche=fiche, texte=f"Nous avons accueilli [[chiffre:{CODES[0]}]] personnes.")
    calculer()
    (complete,) = fiches_completes(exercice.programme, exercice)
    valeur = Chiffre.objects.get(serie=serie).valeur
    connus = chiffres_des_jetons(complete)
    assert connus[CODES[0]].texte == connus[serie.indicateur.code].texte == f"{valeur:.0f}"
    assert "/provenance/chiffre/" in connus[CODES[0]].lien


def test_seule_la_mission_regle_et_calcule(exercice, creer_compte):
    ligne = lignes_reglables(exercice.programme)[0]
    reglage = {"programme": exercice.programme, "serie": ligne.reglage.serie}
    for role in (Role.PILOTE, Role.DIRECTION, Role.ELU, Role.ETAT):
        compte = creer_compte(role, departement="35")
        with pytest.raises(PermissionDenied):
            regler_ligne(**reglage, code=CODES[0], acteur=compte)
        with pytest.raises(PermissionDenied):
            retirer_reglage(**reglage, acteur=compte)
    ailleurs = ProgrammeFabrique()
    with pytest.raises(ValidationError, match="autre programme"):
        regler_ligne(**reglage | {"programme": ailleurs}, code=CODES[0], acteur=ligne_acteur())


def ligne_acteur():
    from jalon.socle.acces.selectors import compte_systeme

    return compte_systeme()


def test_les_lignes_a_regler_se_lisent_en_un_nombre_fixe_de_requetes(
    exercice, systeme, django_assert_num_queries
):
    for _ in range(4):
        place = PlaceFabrique(programme=exercice.programme)
        SerieActionFabrique(action=place.action, serie=serie_de(CODES[0], exercice.programme))
    with django_assert_num_queries(5):
        lignes = lignes_reglables(exercice.programme)
    assert len(lignes) == 8 and sum(ligne.calculee for ligne in lignes) == 3


def test_les_periodes_d_un_exercice_sont_entieres_et_nommees():
    annee = ExerciceFabrique.build(annee=2025, programme=None)
    assert [(p.debut, libelle) for p, libelle in periodes_de(annee, PasCalcul.TOUT)] == [
        (date(2025, 1, 1), "2025")
    ]
    assert [libelle for _, libelle in periodes_de(annee, PasCalcul.SEMESTRE)] == [
        "1er semestre 2025",
        "2e semestre 2025",
    ]
    assert len(periodes_de(annee, PasCalcul.TRIMESTRE)) == 4 and len(periodes_de(annee, PasCalcul.MOIS)) == 12
    scolaire = ExerciceFabrique.build(
        programme=None, debut_indicateurs=date(2024, 9, 15), fin_indicateurs=date(2025, 8, 31)
    )
    assert [libelle for _, libelle in periodes_de(scolaire, PasCalcul.TRIMESTRE)] == [
        "4e trimestre 2024",
        "1er trimestre 2025",
        "2e trimestre 2025",
    ]
    ((tout, libelle),) = periodes_de(scolaire, PasCalcul.TOUT)
    assert (tout.debut, libelle) == (date(2024, 9, 15), "du 15/09/2024 au 31/08/2025")


def test_la_part_sans_saisie_ne_compte_que_les_periodes_de_l_exercice():
    exercice = ExerciceFabrique.build(annee=2025, programme=None)

    def case(origine):
        return [ChiffreAffiche(Decimal(1), 0, "", "compte", "chiffre:1", origine=origine)]

    tableau = TableauAffiche(
        "Annexe",
        [
            ColonneAffichee("2024", "2024-01-01", "2024-12-31"),
            ColonneAffichee("2025", "2025-01-01", "2025-12-31"),
            ColonneAffichee("2026", "2026-01-01", "2026-12-31", prevision=True),
        ],
        [
            LigneAffichee("a", cases=[case("saisie"), case("calcul"), []]),
            LigneAffichee("b", cases=[case("saisie"), case("deduit"), []]),
            LigneAffichee("c", cases=[[], case("saisie"), case("saisie")]),
            LigneAffichee("d", cases=[[], [], []]),
            LigneAffichee("non souscrite", cases=[[], case("saisie"), []], souscrite=False),
        ],
    )
    bilan = remplissage([tableau], exercice)
    assert bilan == Remplissage(calculees=1, deduites=1, saisies=1, vides=1)
    assert bilan.part == Decimal("66.7")
    assert phrase_de(bilan).startswith("Cases remplies sans saisie : 2 sur 3 (66,7 %).")
    assert phrase_de(Remplissage(vides=4)) == "Aucune case de l'exercice n'est remplie."
