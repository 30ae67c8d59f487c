"""Pour chaque règle : un relevé qui la viole, un relevé qui la respecte."""

from __future__ import annotations

from jalon.pilotage.controles.releve import Cellule, LigneIndicateur, Releve, TypeSection
from tests.pilotage.controles.fabrique import (
    ANNEE,
    SEMESTRE,
    annexe,
    chiffres,
    composee,
    fiche,
    fiches,
    indicateur,
    releve,
    section,
    tableau,
    texte,
)

ENTRANTS = "Nombre de nouveaux entrants"
RDV = "Nombre de premiers rendez-vous fixés"
CONTRATS = "Nombre de premiers contrats signés"
STRUCTURES_CD = "Nombre de structures du Département engagées dans la démarche"
STRUCTURES = "Nombre de structures hors Département engagées dans la démarche"


def _taux(pourcent: str) -> Cellule:
    return composee(f"{pourcent}% bénéficient d'un logement", pourcent)


def _repartition(annonce: int, *seances: int, total: int) -> Releve:
    lignes = [indicateur(f"Territoire {i}", n, groupe="Territoires") for i, n in enumerate(seances)]
    detail = tableau(
        [("Nombre de sessions", ANNEE[2022])],
        indicateur("Nbre de territoires", annonce, groupe="annonce"),
        *lignes,
        genre="repartition",
    )
    de_fiche = tableau((2022,), indicateur("Nombre de sessions", total))
    return fiches(fiche("1.1", tableaux=[de_fiche, detail]))


def _bornes(libelle: str) -> Releve:
    return chiffres(indicateur(ENTRANTS, 3), colonnes=[(libelle, SEMESTRE)])


def _annexe_mesures(derniere: str) -> Releve:
    libelles = (ENTRANTS, RDV, CONTRATS, "Nombre de diagnostics partagés réalisés")
    mesures = ("3.1 Orienter", "3.1 Orienter", "3.1 Orienter", derniere)
    valeurs = [(100 + i, 200 + i, 300 + i) for i in range(4)]
    lignes = [indicateur(t, *v, mesure=m) for t, v, m in zip(libelles, valeurs, mesures, strict=True)]
    return annexe(*lignes, de_fiche=[indicateur(t, *v) for t, v in zip(libelles, valeurs, strict=True)])


def _mensuel(annee: int) -> LigneIndicateur:
    return indicateur("Nombre de personnes reçues", composee("19731 mensuel", principal=19731), annee)


_TOUS = ("artistes", "gens du voyage", "exploitants", "indépendants")


def _mesure(libelle: str) -> Releve:
    return releve(
        annexes=[tableau((2022,), indicateur(RDV, 614, mesure=libelle), genre="annexe", action="")],
        fiches=[fiche("2.2", "Référent de parcours")],
    )


def _publics(*libelles: str) -> Releve:
    titre = "Accompagner certains publics (gens du voyage, artistes, indépendants, exploitants)"
    liste = tableau((2022,), *(indicateur(x, 30) for x in libelles), genre="liste")
    return fiches(fiche("12", titre, tableaux=[liste]))


FICHE = [indicateur(STRUCTURES_CD, 23, 24, 25), indicateur(STRUCTURES, 70, 106, 172)]

CHIFFRES: dict[str, tuple[Releve, Releve]] = {
    "annexe.fiche": (
        annexe(indicateur(RDV, 1717, 764, 614), de_fiche=[indicateur(RDV, 1717, 1095, 614)]),
        annexe(indicateur(RDV, 1717, 1095, 614), de_fiche=[indicateur(RDV, 1717, 1095, 614)]),
    ),
    "annexe.decalage": (
        annexe(indicateur(STRUCTURES, 23, 24, 25), de_fiche=FICHE),
        annexe(indicateur(STRUCTURES, 70, 106, 172), de_fiche=FICHE),
    ),
    "annexe.vide": (
        annexe(indicateur(RDV, 1717, 1095, None), de_fiche=[indicateur(RDV, 1717, 1095, 614)]),
        annexe(indicateur(RDV, 1717, 1095, 614), de_fiche=[indicateur(RDV, 1717, 1095, 614)]),
    ),
    "annexe.libelle": (
        annexe(
            indicateur("Nombre de familles suivies", 675, 1325, 2329),
            de_fiche=[indicateur("Passages", 675, 1325, 2329)],
        ),
        annexe(
            indicateur("Nombre de passages", 675, 1325, 2329),
            de_fiche=[indicateur("Passages", 675, 1325, 2329)],
        ),
    ),
    "annexe.mot": (
        annexe(
            indicateur("Nombre de premiers contacts d'engagement", 986, 764, 614),
            de_fiche=[indicateur("Nombre de premiers contrats d'engagement", 986, 764, 614)],
        ),
        annexe(
            indicateur("Nombre de premiers contrats d'engagement", 986, 764, 614),
            de_fiche=[indicateur("Nombre de premiers contrats d'engagement", 986, 764, 614)],
        ),
    ),
    "titres.mesure": (_mesure("2.2 Référé de parcours"), _mesure("2.2 Référent de parcours")),
    "titres.publics": (_publics("artistes", "gens du voyage", "exploitants"), _publics(*_TOUS)),
    "annexe.mesure": (_annexe_mesures("3.2 Garantie"), _annexe_mesures("3.1 Orienter")),
    "indicateurs.periode_partie": (
        chiffres(indicateur(ENTRANTS, 6948, 5015), colonnes=(SEMESTRE, 2022)),
        chiffres(indicateur(ENTRANTS, 2948, 5015), colonnes=(SEMESTRE, 2022)),
    ),
    "indicateurs.dont": (
        chiffres(
            indicateur("Personnes accueillies", 633, 895),
            indicateur("dont les allocataires", 250, 900, dont=True),
        ),
        chiffres(
            indicateur("Personnes accueillies", 633, 895),
            indicateur("dont les allocataires", 250, 300, dont=True),
        ),
    ),
    "indicateurs.partie": (
        chiffres(indicateur(CONTRATS, 764, 614), indicateur(f"{CONTRATS} dans les 2 mois", 302, 681)),
        chiffres(indicateur(CONTRATS, 764, 614), indicateur(f"{CONTRATS} dans les 2 mois", 302, 281)),
    ),
    "indicateurs.recopie": (
        chiffres(indicateur(RDV, 1095, 614), indicateur(CONTRATS, 764, 614)),
        chiffres(indicateur(RDV, 1095, 714), indicateur(CONTRATS, 764, 614)),
    ),
    "indicateurs.case_somme": (
        chiffres(indicateur("Jeunes accueillis", 91, composee("104 = 67 + 27", 67, 27, principal=104))),
        chiffres(indicateur("Jeunes accueillis", 91, composee("104 = 67 + 37", 67, 37, principal=104))),
    ),
    "indicateurs.autre_periode": (
        chiffres(indicateur("Ménages", composee("166 (122 en 2021)", principal=166, autre=122), 166)),
        chiffres(indicateur("Ménages", composee("122 (122 en 2021)", principal=122, autre=122), 166)),
    ),
    "indicateurs.extrapolation": (chiffres(_mensuel(236772)), chiffres(_mensuel(241300))),
    "indicateurs.douze": (
        chiffres(indicateur("Passages", 1000, 12000)),
        chiffres(indicateur("Passages", 1000, 12100)),
    ),
    "indicateurs.unites": (
        chiffres(
            indicateur("Nombre de jeunes logés", _taux("8"), composee("165 jeunes logés", principal=165))
        ),
        chiffres(indicateur("Nombre de jeunes logés", 120, composee("165 jeunes logés", principal=165))),
    ),
    "indicateurs.interrompu": (
        chiffres(indicateur("Formés", 57, 144, None), colonnes=(2020, 2021, 2022)),
        chiffres(indicateur("Formés", 57, 144, 96), colonnes=(2020, 2021, 2022)),
    ),
    "indicateurs.bornes": (
        _bornes("1er semestre 2022 (1/01 au 30/05/22)"),
        _bornes("1er semestre 2022 (1/01 au 30/06/22)"),
    ),
    "indicateurs.date_future": (
        chiffres(indicateur("Inscrits", 12, composee("16 (entrés en dec 23)", principal=16))),
        chiffres(indicateur("Inscrits", 12, composee("16 (entrés en dec 22)", principal=16))),
    ),
    "indicateurs.repartition_compte": (
        _repartition(4, 1, 2, 1, total=4),
        _repartition(3, 1, 2, 1, total=4),
    ),
    "indicateurs.repartition_somme": (
        _repartition(3, 1, 2, 1, total=5),
        _repartition(3, 1, 2, 1, total=4),
    ),
    "indicateurs.complement": (
        chiffres(
            indicateur("Inscrits", 17, 26),
            indicateur(
                "Validant", composee("9 validés 8 en cours", 9, 8), composee("10 validés 15 en cours", 10, 15)
            ),
        ),
        chiffres(
            indicateur("Inscrits", 17, 25),
            indicateur(
                "Validant", composee("9 validés 8 en cours", 9, 8), composee("10 validés 15 en cours", 10, 15)
            ),
        ),
    ),
    "pourcentages.recalcul": (
        texte("- 362 sorties dont 142 (39,3 %) positives"),
        texte("- 362 sorties dont 142 (39,2 %) positives"),
    ),
    "pourcentages.evolution": (
        texte(
            "Le nombre de jeunes accompagnés monte de +28% entre 2021 et 2022.",
            tableaux=[tableau((2021, 2022), indicateur("Nombre de jeunes accompagnés", 486, 617))],
        ),
        texte(
            "Le nombre de jeunes accompagnés monte de +27% entre 2021 et 2022.",
            tableaux=[tableau((2021, 2022), indicateur("Nombre de jeunes accompagnés", 486, 617))],
        ),
    ),
    "pourcentages.fraction": (
        texte(
            "Le nombre de ménages accompagnés a augmenté de plus d'un tiers.",
            tableaux=[tableau((2021, 2022), indicateur("Nombre de ménages accompagnés", 166, 166))],
        ),
        texte(
            "Le nombre de ménages accompagnés a augmenté de plus d'un tiers.",
            tableaux=[tableau((2021, 2022), indicateur("Nombre de ménages accompagnés", 122, 166))],
        ),
    ),
    "pourcentages.restants": (
        texte("On compte 78 % de femmes pour 32 % d'hommes."),
        texte("On compte 78 % de femmes pour 22 % d'hommes."),
    ),
    "pourcentages.repartition_phrase": (
        texte(
            "Les référents : 71% sont polyvalents, 13% sont éducateurs, 11% sont puéricultrices, 15% autres."
        ),
        texte(
            "Les référents : 71% sont polyvalents, 13% sont éducateurs, 11% sont puéricultrices, 5% autres."
        ),
    ),
    "pourcentages.repartition_lignes": (
        texte("Le public se répartit ainsi :", "- Métropole : 61%", "- Pays nord : 12%", "- Pays sud : 37%"),
        texte("Le public se répartit ainsi :", "- Métropole : 61%", "- Pays nord : 12%", "- Pays sud : 27%"),
    ),
    "structure.tableau_joint": (
        fiches(fiche("20", "Aide", section(TypeSection.INDICATEURS, "- Prescriptions : cf. tableau joint"))),
        fiches(
            fiche(
                "20",
                "Aide",
                section(TypeSection.INDICATEURS, "- Prescriptions : cf. tableau joint"),
                tableaux=[tableau((2022,), indicateur("Prescriptions", 3))],
            )
        ),
    ),
    "titres.indicateurs": (
        fiches(
            fiche(
                "8.2",
                "BAFA",
                tableaux=[
                    tableau((2022,), indicateur("Jeunes", 3, groupe="Insertion par le sport collectif"))
                ],
            ),
            fiche(
                "8.3",
                "Insertion par le sport collectif",
                tableaux=[
                    tableau((2022,), indicateur("Jeunes", 4, groupe="Insertion par le sport collectif"))
                ],
            ),
        ),
        fiches(
            fiche("8.2", "BAFA", tableaux=[tableau((2022,), indicateur("Jeunes", 3, groupe="BAFA"))]),
            fiche(
                "8.3",
                "Insertion par le sport collectif",
                tableaux=[
                    tableau((2022,), indicateur("Jeunes", 4, groupe="Insertion par le sport collectif"))
                ],
            ),
        ),
    ),
}
