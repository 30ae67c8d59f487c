from decimal import Decimal

from jalon.editions.tendances import points_annuels, tendances
from jalon.pilotage.bilans.fiche import ChiffreAffiche, ColonneAffichee, LigneAffichee, TableauAffiche


def annexe(annees: int) -> TableauAffiche:
    colonnes = [
        ColonneAffichee(str(a), f"{a}-01-01", f"{a}-12-31", genre="annee") for a in range(2019, 2019 + annees)
    ]
    colonnes.append(ColonneAffichee("2022", "2022-01-01", "2022-06-30", genre="semestre"))
    colonnes.append(ColonneAffichee("2030", "2030-01-01", "2030-12-31", prevision=True, genre="annee"))
    cases = [
        [ChiffreAffiche(Decimal(rang + 1), 0, "", "compte", "chiffre:1")] for rang in range(len(colonnes))
    ]
    return TableauAffiche("Annexe", colonnes, [LigneAffichee("Personnes suivies", cases=cases)])


def test_ni_semestre_ni_prevision_dans_une_courbe():
    tableau = annexe(4)
    assert points_annuels(tableau.lignes[0], tableau) == [
        ("2019", 1), ("2020", 2), ("2021", 3), ("2022", 4),
    ]  # fmt: skip


def test_une_courbe_dit_ce_qu_elle_montre():
    titre, figure = tendances(annexe(4))
    assert figure.remplacement == "Personnes suivies : 1 en 2019, 4 en 2022."
    assert figure.svg.startswith("<svg")


def test_trois_annees_ne_font_pas_une_tendance():
    assert list(tendances(annexe(3))) == []
