"""Pour chaque règle : un relevé qui la viole, un relevé qui la respecte."""

from __future__ import annotations

from jalon.pilotage.controles.releve import Lieu, Releve, TypeSection
from tests.pilotage.controles.fabrique import (
    avancement,
    bilan,
    budget,
    composee,
    fiche,
    fiches,
    indicateur,
    nommes,
    releve,
    section,
    tableau,
    texte,
)

JEUNES = tableau((2021, 2022), indicateur("Nombre de jeunes accompagnés", 357, 400))
SEANCES = tableau((2022,), indicateur("Nombre de sessions", 8), indicateur("Nombre de participants", 133))
ORIENTES = tableau((2022,), indicateur("Nombre de bénéficiaires orientés", 667))


def _operateurs(montant: int) -> Releve:
    de_fiche = budget(etat=20000, operateurs_etat=nommes(ADIE=15000, Presol=5000))
    ligne = f"L'association Presol a consommé toute l'enveloppe de {montant} euros."
    return fiches(fiche("5.6", "Aide", bilan(ligne), budget_execute=de_fiche))


def _bilans(total: int) -> Releve:
    de_fiche = budget(etat=20, operateurs_etat=nommes(Armada=10, Jardin_Moderne=10))
    lignes = (
        "### L'Armada",
        "3 personnes ont été aidées.",
        "### Le Jardin Moderne",
        "4 personnes ont été aidées.",
    )
    effectif = tableau((2022,), indicateur("Nombre de bénéficiaires accompagnés", total))
    return fiches(fiche("5.2", "Aide", bilan(*lignes), budget_execute=de_fiche, tableaux=[effectif]))


def _sections(*numeros: str) -> Releve:
    types = list(TypeSection)
    return fiches(
        fiche("4.1", "Aide", *(section(types[i], "texte", numero=n) for i, n in enumerate(numeros)))
    )


def _sommaire(*pages: str) -> Releve:
    return releve(sommaire=[(f"Partie {i}", p, Lieu("sommaire")) for i, p in enumerate(pages)])


def _suivi(au_tableau: str, de_fiche: str) -> Releve:
    return releve(avancement=[avancement(au_tableau, "18")], fiches=[fiche("18", de_fiche)])


def _objectif(au_tableau: str, de_fiche: str) -> Releve:
    return releve(
        avancement=[avancement("Aide", "18", objectif_code="2-1", objectif=au_tableau)],
        fiches=[fiche("18", objectif_code="2-1", objectif=de_fiche)],
    )


def _axe(au_tableau: str, de_fiche: str) -> Releve:
    return releve(avancement=[avancement("Aide", "18", axe=au_tableau)], fiches=[fiche("18", axe=de_fiche)])


def _etat(phrase: str) -> Releve:
    suivie = fiche("24", "Aide", section(TypeSection.REALISATIONS, phrase))
    return releve(fiches=[suivie], legende=["Action en cours", "Action non engagée"])


def _decalee(freins: tuple[str, ...], a_signaler: tuple[str, ...]) -> Releve:
    frein = "- Le manque de disponibilité des pilotes"
    autres = [
        fiche(str(i), "Aide", section(TypeSection.FREINS, frein), section(TypeSection.A_SIGNALER, "- RAS"))
        for i in (1, 2)
    ]
    suivie = fiche(
        "28", "Aide", section(TypeSection.FREINS, *freins), section(TypeSection.A_SIGNALER, *a_signaler)
    )
    return fiches(*autres, suivie)


def _duree(mise_en_place: str, duree: str) -> Releve:
    return fiches(
        fiche(
            "8.2",
            "Aide",
            section(TypeSection.MISE_EN_PLACE, mise_en_place),
            section(TypeSection.DUREE, duree),
        )
    )


def _datee(jour: str) -> Releve:
    return releve(preambule=[section(TypeSection.AUTRE, jour)], date_arret="30/06/2023")


def _cellule(texte_cellule: str, phrase: str) -> Releve:
    logement = tableau((2022,), indicateur("Logement", composee(texte_cellule, principal=69)))
    return texte(phrase, tableaux=[logement])


TEXTES: dict[str, tuple[Releve, Releve]] = {
    "prose.indicateur": (
        texte("En 2022, 500 jeunes ont été accompagnés.", tableaux=[JEUNES]),
        texte("En 2022, 400 jeunes ont été accompagnés.", tableaux=[JEUNES]),
    ),
    "prose.autre_sens": (
        texte("En 2022, 667 bénéficiaires ont été accompagnés.", tableaux=[ORIENTES]),
        texte("En 2022, 667 bénéficiaires ont été orientés.", tableaux=[ORIENTES]),
    ),
    "prose.meme_chose": (
        _cellule(
            "69 jeunes sont sortis du dispositif stable",
            "Les 83 jeunes sortis du dispositif stable vont bien.",
        ),
        _cellule(
            "69 jeunes sont sortis du dispositif stable",
            "Les 69 jeunes sortis du dispositif stable vont bien.",
        ),
    ),
    "prose.operateur": (_operateurs(6000), _operateurs(5000)),
    "prose.redite": (
        fiches(
            fiche("3", "Une", bilan("- 432 intégrations en accompagnement global dont 66 % au RSA")),
            fiche("5", "Deux", bilan("- 433 intégrations en accompagnement global dont 66 % au RSA")),
        ),
        fiches(
            fiche("3", "Une", bilan("- 432 intégrations en accompagnement global dont 66 % au RSA")),
            fiche("5", "Deux", bilan("- 432 intégrations en accompagnement global dont 66 % au RSA")),
        ),
    ),
    "prose.parties": (
        texte("Cette année 26 personnes sont venues, dont 14 hommes et 13 femmes."),
        texte("Cette année 26 personnes sont venues, dont 14 hommes et 12 femmes."),
    ),
    "prose.dont": (
        texte("On compte 133 personnes dont 190 agents."),
        texte("On compte 133 personnes dont 19 agents."),
    ),
    "prose.liste": (
        texte("L'appui prend 3 types d'actions :", "- repérer", "- suivre", "- visiter", "- conseiller"),
        texte("L'appui prend 3 types d'actions :", "- repérer", "- suivre", "- visiter"),
    ),
    "prose.liste_indicateur": (
        texte(
            "Les prescripteurs :",
            "- PLIE",
            "- CCAS",
            "- UFOLEP",
            tableaux=[tableau((2022,), indicateur("Nombre de prescripteurs mobilisés", 20))],
        ),
        texte(
            "Les prescripteurs :",
            "- PLIE",
            "- CCAS",
            "- UFOLEP",
            tableaux=[tableau((2022,), indicateur("Nombre de prescripteurs mobilisés", 3))],
        ),
    ),
    "prose.motif": (
        texte("En 2021, 138 personnes ont été reçues pour une file active de 103 personnes."),
        texte("En 2021, 98 personnes ont été reçues pour une file active de 103 personnes."),
    ),
    "prose.groupe_maximum": (
        texte("La formation se fait en groupes de 8 à 15 personnes.", tableaux=[SEANCES]),
        texte("La formation se fait en groupes de 8 à 17 personnes.", tableaux=[SEANCES]),
    ),
    "prose.produit": (
        texte("- 7 COPIL (3 par territoire : Ouest et Centre)"),
        texte("- 6 COPIL (3 par territoire : Ouest et Centre)"),
    ),
    "prose.cout": (
        texte("Trois sessions ont eu lieu, pour un coût de 3600€/session, soit un total de 10900 €."),
        texte("Trois sessions ont eu lieu, pour un coût de 3600€/session, soit un total de 10800 €."),
    ),
    "prose.groupes": (
        texte(
            "1 groupe au nord de 7 stagiaires et 1 groupe au sud de 8 stagiaires",
            "17 stagiaires en formation",
        ),
        texte(
            "1 groupe au nord de 7 stagiaires et 1 groupe au sud de 8 stagiaires",
            "15 stagiaires en formation",
        ),
    ),
    "prose.sous_parties": (_bilans(8), _bilans(7)),
    "prose.effectif": (
        texte(
            "En 2022, 26 personnes ont pu bénéficier du dispositif.",
            tableaux=[tableau((2022,), indicateur("nb de jeunes inscrits dans le parcours", 25))],
        ),
        texte(
            "En 2022, 25 personnes ont pu bénéficier du dispositif.",
            tableaux=[tableau((2022,), indicateur("nb de jeunes inscrits dans le parcours", 25))],
        ),
    ),
    "titres.avancement": (
        _suivi("Le rôle des infirmiers des maisons", "Le rôle des infirmiers"),
        _suivi("LE ROLE DES INFIRMIERS", "Le rôle des infirmiers"),
    ),
    "titres.objectif": (_objectif("Lever les freins", "Dépasser les freins"), _objectif("Lever", "LEVER")),
    "titres.axe": (
        _axe("AXE 1 LES BESOINS ET LES FREINS", "Les besoins, les freins"),
        _axe("AXE 1 LES BESOINS", "Les besoins"),
    ),
    "titres.avancement_ensemble": (
        releve(avancement=[avancement("Aide", "18"), avancement("Autre", "19")], fiches=[fiche("18")]),
        releve(avancement=[avancement("Aide", "18")], fiches=[fiche("18")]),
    ),
    "structure.numeros": (_sections("1", "2", "3", "1", "2"), _sections("1", "2", "3", "4", "5")),
    "structure.lettres": (texte("## A) Repérer", "## C) Insérer"), texte("## A) Repérer", "## B) Insérer")),
    "structure.sommaire": (_sommaire("3", "9", "6"), _sommaire("3", "6", "9")),
    "structure.date_debut": (_duree("Novembre 2021", "2020-2023"), _duree("Novembre 2021", "2021-2023")),
    "structure.date_rapport": (_datee("05 mai 2023"), _datee("05 juillet 2023")),
    "structure.date_jour": (
        texte("La journée du lundi 19 janvier 2023."),
        texte("La journée du jeudi 19 janvier 2023."),
    ),
    "structure.duree": (
        texte("Un parcours de 22 mois (juin 2022 / juin 2024)."),
        texte("Un parcours de 24 mois (juin 2022 / juin 2024)."),
    ),
    "structure.bornes_inversees": (texte("Il faut entre 160h et 90h."), texte("Il faut entre 90h et 160h.")),
    "structure.section_decalee": (
        _decalee((), ("- Le manque de disponibilité des pilotes",)),
        _decalee(("- Le manque de disponibilité des pilotes",), ("- RAS",)),
    ),
    "structure.etat": (_etat("Action mise en suspens cette année"), _etat("Action non engagée cette année")),
}
