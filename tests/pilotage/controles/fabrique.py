"""De petits relevés faits à la main : juste ce qu'une règle regarde."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from jalon.pilotage.controles.releve import (
    Budget,
    Cellule,
    ChiffreCellule,
    ColonneIndicateur,
    Etat,
    Fiche,
    Lieu,
    LigneAvancement,
    LigneCredit,
    LigneIndicateur,
    MontantNomme,
    Nature,
    Releve,
    Role,
    Section,
    TableauIndicateurs,
    TypeSection,
    Valeur,
)
from jalon.socle.periodes import Genre, Periode

ROLES = {
    "val": Role.VALORISATION,
    "entrant": Role.REPORT_ENTRANT,
    "part": Role.PARTICIPATION,
    "rec": Role.RECETTES,
    "exe": Role.EXECUTE,
    "sort": Role.REPORT_SORTANT,
}
ANNEE = {annee: Periode(date(annee, 1, 1), date(annee, 12, 31), Genre.ANNEE) for annee in range(2018, 2024)}
SEMESTRE = Periode(date(2022, 1, 1), date(2022, 6, 30), Genre.SEMESTRE)
Nombre = int | str | Decimal | None


def valeur(nombre: Nombre, lieu: str = "case", unite: str = "€") -> Valeur:
    place = Lieu("tableau d'essai", lieu, "", 1)
    if nombre is None:
        return Valeur("", place, Etat.VIDE)
    decimal = Decimal(str(nombre))
    return Valeur(
        str(nombre), place, nombre=decimal, unite=unite, decimales=len(str(nombre).partition(".")[2])
    )


def nommes(**montants: Nombre) -> list[MontantNomme]:
    return [MontantNomme(nom.replace("_", " "), valeur(n, nom)) for nom, n in montants.items()]


def ligne(code: str, titre: str = "Aide", nature: Nature = Nature.ACTION, **cases: Nombre) -> LigneCredit:
    montants = {ROLES[nom]: valeur(n, f"{code} {nom}") for nom, n in cases.items()}
    return LigneCredit(nature, titre, Lieu("crédits", titre, "", 2), code=code, montants=montants)


def total(actions: Sequence[str], nature: Nature = Nature.TOTAL, **cases: Nombre) -> LigneCredit:
    resultat = ligne("", "TOTAL", nature, **cases)
    resultat.actions = list(actions)
    return resultat


def budget(nom: str = "budget", **champs: Nombre | list[MontantNomme] | str) -> Budget:
    """Montants par champ ; listes pour les opérateurs ; textes pour les libellés et la date d'arrêt."""
    resultat = Budget(Lieu(nom))
    for champ, contenu in champs.items():
        if champ == "date_arret":
            setattr(resultat, champ, Valeur(str(contenu), Lieu(nom), Etat.TEXTE))
        elif isinstance(contenu, list) or champ.startswith("libelle"):
            setattr(resultat, champ, contenu)
        else:
            setattr(resultat, champ, valeur(contenu, f"{nom} {champ}"))  # type: ignore[arg-type]
    return resultat


def section(type_: TypeSection, *lignes: str, numero: str = "", titre: str = "") -> Section:
    lieu = Lieu("fiche", titre or type_.value, "", 10)
    numerotees = [(20 + i, texte) for i, texte in enumerate(lignes)]
    return Section(type_, titre or type_.value, "\n".join(lignes), lieu, numero, list(numerotees))


def bilan(*lignes: str) -> Section:
    return section(TypeSection.BILAN, *lignes)


def fiche(code: str, titre: str = "Aide", *sections: Section, **champs: object) -> Fiche:
    resultat = Fiche(code, titre, Lieu(f"fiche {code}"), sections=list(sections))
    for champ, contenu in champs.items():
        setattr(resultat, champ, contenu)
    return resultat


def cellule(contenu: Nombre | Cellule, lieu: str = "case", unite: str = "") -> Cellule:
    if isinstance(contenu, Cellule):
        return contenu
    if contenu is None:
        return Cellule("", Lieu("tableau", lieu))
    chiffre = valeur(contenu, lieu, unite)
    return Cellule(str(contenu), chiffre.lieu, Etat.LU, [ChiffreCellule(chiffre)])


def composee(texte: str, *parts: Nombre, principal: Nombre = None, autre: Nombre = None) -> Cellule:
    """Une case à plusieurs chiffres : un principal, des composantes, une autre période."""
    chiffres = [ChiffreCellule(valeur(p, texte, ""), "composante") for p in parts]
    if principal is not None:
        chiffres.insert(0, ChiffreCellule(valeur(principal, texte, "")))
    if autre is not None:
        chiffres.append(ChiffreCellule(valeur(autre, texte, ""), "autre_periode"))
    return Cellule(texte, Lieu("tableau", texte), Etat.LU, chiffres)


def indicateur(libelle: str, *cases: Nombre | Cellule, **champs: object) -> LigneIndicateur:
    cellules = [cellule(c, f"{libelle} {i}") for i, c in enumerate(cases)]
    resultat = LigneIndicateur(libelle, Lieu("tableau", libelle), cellules)
    for champ, contenu in champs.items():
        setattr(resultat, champ, contenu)
    return resultat


def tableau(
    colonnes: Sequence[int | Periode | tuple[str, Periode]],
    *lignes: LigneIndicateur,
    genre: str = "fiche",
    action: str = "1.1",
) -> TableauIndicateurs:
    return TableauIndicateurs(
        genre,
        "Indicateurs",
        Lieu(f"{genre} {action}"),
        action=action,
        colonnes=[_colonne(c) for c in colonnes],
        lignes=list(lignes),
    )


def _colonne(colonne: int | Periode | tuple[str, Periode]) -> ColonneIndicateur:
    if isinstance(colonne, int):
        return ColonneIndicateur(str(colonne), ANNEE[colonne])
    if isinstance(colonne, tuple):
        return ColonneIndicateur(*colonne)
    return ColonneIndicateur(colonne.genre.value, colonne)


def releve(**champs: object) -> Releve:
    resultat = Releve("essai", modele="calpae", exercice="2022")
    for champ, contenu in champs.items():
        setattr(resultat, champ, contenu)
    return resultat


def credits(*lignes: LigneCredit, **champs: object) -> Releve:
    return releve(credits=list(lignes), **champs)


def fiches(*f: Fiche, **champs: object) -> Releve:
    return releve(fiches=list(f), **champs)


def texte(*lignes: str, tableaux: Sequence[TableauIndicateurs] = (), titre: str = "Aide") -> Releve:
    """Une fiche avec un bilan et ses tableaux."""
    return fiches(fiche("1.1", titre, bilan(*lignes), tableaux=list(tableaux)))


def chiffres(
    *lignes: LigneIndicateur, colonnes: Sequence[int | Periode | tuple[str, Periode]] = (2021, 2022)
) -> Releve:
    """Une fiche avec un seul tableau."""
    return fiches(fiche("1.1", tableaux=[tableau(colonnes, *lignes)]))


def annexe(*lignes: LigneIndicateur, de_fiche: Sequence[LigneIndicateur], **champs: object) -> Releve:
    """Une annexe 2020-2022 et une fiche 2020-2022."""
    annees = (2020, 2021, 2022)
    return releve(
        annexes=[tableau(annees, *lignes, genre="annexe", action="")],
        fiches=[fiche("1.1", tableaux=[tableau(annees, *de_fiche)])],
        **champs,
    )


def avancement(titre: str = "Aide", code: str = "1.1", **champs: object) -> LigneAvancement:
    resultat = LigneAvancement(code, titre, Lieu("avancement", titre))
    for champ, contenu in champs.items():
        setattr(resultat, champ, contenu)
    return resultat
