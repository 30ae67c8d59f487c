"""Portées d'un tableau d'indicateurs pris seul : périodes emboîtées, parties, recopies, unités, vides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, permutations

from jalon.pilotage.controles.cas import Cas, Terme, texte_lu
from jalon.pilotage.controles.dossier import Dossier, nom_tableau
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import LigneIndicateur, TableauIndicateurs, Valeur
from jalon.pilotage.controles.series import (
    composantes,
    nombre_de,
    racines_libelle,
    serie,
    series,
    valeur_principale,
)
from jalon.pilotage.controles.textes import normaliser, racine

_LIMITE = frozenset({"moin", "dan", "delai", "moi", "semain", "ayant", "issu", "parmi", "dont", "orient"})
_PAR_MOIS = re.compile(r"mensuel|par mois|/\s*mois", re.I)
_SEMESTRE = re.compile(r"(?:1er|premier|2(?:e|nd|ème|d)|second)\s+semestre", re.I)
_BORNES = re.compile(r"(\d{1,2})/(\d{1,2})(?:/\d{2,4})?\s*au\s*(\d{1,2})/(\d{1,2})(?:/\d{2,4})?")
_TAUX = re.compile(r"^\W*(?:taux|part|pourcentage)\b", re.I)
_NOMBRE = re.compile(r"^\W*(?:nombre|nb|nbre)\b", re.I)
_UNITES = frozenset({"personn", "menag", "famill", "jeun", "entretien", "passag", "heur", "jour", "enfant"})
_MOT_APRES = re.compile(r"\d[\d\s\u00a0]*\s+([a-zà-ÿ]+)", re.I)


def _cases(tableau: TableauIndicateurs, ligne: LigneIndicateur) -> Iterator[tuple[int, Valeur]]:
    for rang, (_, cellule) in enumerate(zip(tableau.colonnes, ligne.cellules, strict=False)):
        valeur = valeur_principale(cellule)
        if valeur is not None:
            yield rang, valeur


@portee("periode_partie")
def periode_partie(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un compte sur une partie de période ne dépasse pas celui de la période entière."""
    for tableau in dossier.releve.tableaux():
        emboitees = [
            (i, j)
            for (i, a), (j, b) in permutations(enumerate(tableau.colonnes), 2)
            if a.periode is not None
            and b.periode is not None
            and a.operateur == b.operateur
            and b.periode.contient(a.periode)
            and 0 < (a.periode.fin - a.periode.debut).days < (b.periode.fin - b.periode.debut).days
        ]
        if not emboitees:
            continue
        for rang, ligne in enumerate(tableau.lignes):
            if not serie(tableau, ligne, rang).est_flux:
                continue
            cases = dict(_cases(tableau, ligne))
            for i, j in emboitees:
                partie = Terme(tableau.colonnes[i].libelle, cases.get(i))
                tout = Terme(tableau.colonnes[j].libelle, cases.get(j))
                yield Cas(nom_tableau(tableau, ligne), [partie], [tout])


@portee("ligne_dont")
def ligne_dont(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une ligne « dont » ne dépasse pas celle qu'elle détaille."""
    for tableau in dossier.releve.tableaux():
        tout: LigneIndicateur | None = None
        for ligne in tableau.lignes:
            if not (ligne.dont or normaliser(ligne.libelle).startswith("dont ")):
                tout = ligne
            elif tout is not None:
                yield from _partie_tout(tableau, ligne, tout)


def _partie_tout(
    tableau: TableauIndicateurs, partie: LigneIndicateur, tout: LigneIndicateur
) -> Iterator[Cas]:
    grands = dict(_cases(tableau, tout))
    for rang, valeur in _cases(tableau, partie):
        if rang in grands and valeur.unite == grands[rang].unite:
            colonne = tableau.colonnes[rang].libelle
            yield Cas(
                nom_tableau(tableau, partie),
                [Terme(f"{partie.libelle}, {colonne}", valeur)],
                [Terme(f"{tout.libelle}, {colonne}", grands[rang])],
            )


@portee("ligne_partie")
def ligne_partie(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« X dans les deux mois » est une partie de « X »."""
    for tableau in dossier.releve.tableaux():
        for tout, partie in pairwise(tableau.lignes):
            grand, petit = racines_libelle(tout.libelle), racines_libelle(partie.libelle)
            ajouts = petit - grand
            if len(grand) >= 2 and len(grand & petit) >= 0.74 * len(grand) and ajouts & _LIMITE:
                yield from _partie_tout(tableau, partie, tout)


@portee("ligne_recopiee")
def ligne_recopiee(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Deux indicateurs voisins ont les mêmes valeurs : l'un recopie sans doute l'autre."""
    plancher, portee_max = Decimal(regle.options["plancher"]), regle.options["voisinage"]
    for tableau in dossier.releve.tableaux():
        for i, un in enumerate(tableau.lignes):
            for deux in tableau.lignes[i + 1 : i + 1 + portee_max]:
                yield from _recopie(tableau, un, deux, plancher)


def _recopie(
    tableau: TableauIndicateurs, un: LigneIndicateur, deux: LigneIndicateur, plancher: Decimal
) -> Iterator[Cas]:
    autres = dict(_cases(tableau, deux))
    communes = [(r, v, autres[r]) for r, v in _cases(tableau, un) if r in autres]
    if not communes:
        return
    memes = [(r, a, b) for r, a, b in communes if a.nombre == b.nombre and nombre_de(a) >= plancher]
    distinctes = {a.nombre for _, a, _ in memes}
    colonnes = ", ".join(tableau.colonnes[r].libelle for r, _, _ in memes)
    yield Cas(
        f"{nom_tableau(tableau)}, « {deux.libelle} »",
        [Terme(f"{un.libelle}, {tableau.colonnes[r].libelle}", a) for r, a, _ in memes],
        [Terme(f"{deux.libelle}, {tableau.colonnes[r].libelle}", b) for r, _, b in memes],
        {"un": un.libelle, "deux": deux.libelle, "colonnes": colonnes},
        conforme=not distinctes or "%" in memes[0][1].unite,
    )


@portee("case_somme")
def case_somme(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une case « 104 = 67 (public) + 37 (privé) » : le chiffre annoncé est la somme de ses parties."""
    for tableau in dossier.releve.tableaux():
        for ligne in tableau.lignes:
            for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False):
                principal, parts = cellule.principal, composantes(cellule)
                if principal is not None and len(parts) > 1 and not any("%" in p.unite for p in parts):
                    yield Cas(
                        nom_tableau(tableau, ligne),
                        [Terme(f"{colonne.libelle}, annoncé", principal)],
                        [Terme(f"{colonne.libelle}, partie", p) for p in parts],
                    )


@portee("case_autre_periode")
def case_autre_periode(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 166 (122 en 2021) » à côté de 166 : la case reprend la valeur de la colonne voisine."""
    for tableau in dossier.releve.tableaux():
        for ligne in tableau.lignes:
            for (ca, a), (cb, b) in pairwise(zip(tableau.colonnes, ligne.cellules, strict=False)):
                precises = [
                    c.valeur for c in a.chiffres if c.role == "autre_periode" and c.valeur.nombre is not None
                ]
                va, vb = valeur_principale(a), valeur_principale(b)
                if precises and va is not None and vb is not None:
                    yield Cas(
                        nom_tableau(tableau, ligne),
                        [Terme(ca.libelle, va), Terme(f"{ca.libelle}, précision", precises[0])],
                        [Terme(cb.libelle, vb)],
                        {"un": ca.libelle, "deux": cb.libelle},
                        conforme=not (va.nombre == vb.nombre != precises[0].nombre),
                    )


@portee("case_extrapolee")
def case_extrapolee(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un chiffre est un autre, donné par mois, multiplié : une extrapolation présentée comme un compte."""
    facteurs = [int(f) for f in regle.options["facteurs"]]
    mensuelles = [
        (t, ligne, c.libelle, v)
        for t in dossier.releve.tableaux()
        for ligne in t.lignes
        for c, cellule in zip(t.colonnes, ligne.cellules, strict=False)
        if _PAR_MOIS.search(cellule.texte) and (v := valeur_principale(cellule)) is not None
    ]
    for source, ligne_source, colonne_source, mois in mensuelles:
        for tableau in dossier.releve.tableaux():
            if tableau is not source and tableau.genre != "annexe":
                continue
            for ligne in tableau.lignes:
                for rang, valeur in _cases(tableau, ligne):
                    facteur = next((f for f in facteurs if nombre_de(mois) * f == nombre_de(valeur)), None)
                    if nombre_de(mois) < 100 or valeur is mois or nombre_de(valeur) <= nombre_de(mois):
                        continue
                    yield Cas(
                        nom_tableau(tableau, ligne),
                        [Terme(tableau.colonnes[rang].libelle, valeur)],
                        [Terme(f"{nom_tableau(source, ligne_source)}, {colonne_source}, par mois", mois)],
                        {"facteur": str(facteur or "")},
                        conforme=facteur is None,
                    )


@portee("case_douze")
def case_douze(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Dans une même ligne, une valeur est exactement douze fois une autre."""
    for tableau in dossier.releve.tableaux():
        for ligne in tableau.lignes:
            cases = list(_cases(tableau, ligne))
            for (i, a), (j, b) in permutations(cases, 2):
                if nombre_de(a) >= 100 and not _PAR_MOIS.search(ligne.cellules[i].texte):
                    yield Cas(
                        nom_tableau(tableau, ligne),
                        [Terme(tableau.colonnes[j].libelle, b)],
                        [Terme(tableau.colonnes[i].libelle, a)],
                        conforme=nombre_de(b) != nombre_de(a) * 12,
                    )


@portee("ligne_unites")
def ligne_unites(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une ligne garde son unité d'une colonne à l'autre, et celle que son libellé annonce."""
    for tableau in dossier.releve.tableaux():
        for ligne in tableau.lignes:
            unites = []
            for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False):
                unite = _unite(cellule.texte, ligne.libelle)
                if unite and not colonne.prevision:
                    unites.append((unite, Terme(colonne.libelle, texte_lu(cellule.texte[:80], cellule.lieu))))
            if not unites:
                continue
            differentes = {u for u, _ in unites}
            taux_sans_pourcent = bool(_TAUX.search(ligne.libelle)) and "%" not in differentes
            yield Cas(
                nom_tableau(tableau, ligne),
                [t for _, t in unites[:1]],
                [t for u, t in unites if u != unites[0][0]],
                {"unites": ", ".join(_nom_unite(u) for u in sorted(differentes))},
                conforme=len(differentes) == 1 and not taux_sans_pourcent,
            )


def _unite(texte: str, libelle: str) -> str:
    """« % », une unité comptée (« ménages »), ou « nombre » pour un nombre nu dans une ligne de taux."""
    if not re.search(r"\d", texte):
        return ""
    if re.match(r"^\W*\d[\d\s,.]*%", texte):
        return "%"
    trouve = _MOT_APRES.match(texte.strip())
    if trouve and racine(normaliser(trouve[1])) in _UNITES:
        return racine(normaliser(trouve[1]))
    return "nombre" if re.fullmatch(r"[\d\s,.]+", texte.strip()) and _TAUX.search(libelle) else ""


def _nom_unite(unite: str) -> str:
    return {"%": "des pourcentages", "nombre": "des nombres"}.get(unite, f"« {unite}… »")


@portee("ligne_interrompue")
def ligne_interrompue(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un indicateur rempli les années d'avant et vide l'année du rapport."""
    exercice = dossier.releve.exercice[:4]
    if not exercice.isdigit():
        return
    cle = ("annee", int(exercice))
    for tableau in dossier.releve.tableaux():
        for ligne in series(tableau):
            avant = [v for (genre, an), v in ligne.valeurs.items() if genre == "annee" and an < cle[1]]
            if len(avant) < 2 or (cle not in ligne.valeurs and cle not in ligne.vides):
                continue
            vide = ligne.vides.get(cle)
            yield Cas(
                nom_tableau(tableau, ligne.ligne),
                [Terme(str(cle[1]), texte_lu("", vide.lieu))] if vide is not None else [],
                [Terme("année d'avant", v) for v in avant],
                {"annee": str(cle[1])},
                conforme=vide is None,
            )


@portee("colonne_bornes")
def colonne_bornes(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un semestre imprimé avec ses dates finit le dernier jour de son sixième mois."""
    for tableau in dossier.releve.tableaux():
        for colonne in tableau.colonnes:
            bornes = _BORNES.search(colonne.libelle)
            if bornes is None or not _SEMESTRE.search(colonne.libelle):
                continue
            debut, fin = (int(bornes[1]), int(bornes[2])), (int(bornes[3]), int(bornes[4]))
            attendues = {((1, 1), (30, 6)), ((1, 7), (31, 12))}
            yield Cas(
                nom_tableau(tableau),
                [Terme("libellé de la colonne", texte_lu(colonne.libelle, tableau.lieu))],
                contexte={"colonne": colonne.libelle, "bornes": bornes[0]},
                conforme=(debut, fin) in attendues,
            )


@portee("repartition_compte")
def repartition_compte(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« Nombre de territoires : 7 » au-dessus d'une liste de sept."""
    for tableau in dossier.releve.tableaux():
        if tableau.genre != "repartition":
            continue
        annonces = [x for x in tableau.lignes if x.groupe == "annonce"]
        elements = [x for x in tableau.lignes if x.groupe != "annonce"]
        for annonce in annonces:
            valeur = valeur_principale(annonce.cellules[0]) if annonce.cellules else None
            if valeur is None or not elements:
                continue
            compte = Valeur(
                ", ".join(x.libelle for x in elements)[:120], elements[0].lieu, nombre=Decimal(len(elements))
            )
            yield Cas(
                nom_tableau(tableau, annonce),
                [Terme("annoncé", valeur)],
                [Terme("éléments de la liste", compte)],
            )
            yield from _annonce_fiche(dossier, tableau, annonce, valeur)


def _annonce_fiche(
    dossier: Dossier, tableau: TableauIndicateurs, annonce: LigneIndicateur, valeur: Valeur
) -> Iterator[Cas]:
    """La même annonce contre l'indicateur de la fiche, pour la même année."""
    for autre, ligne, rang, case in _memes_annees(dossier, tableau):
        if racines_libelle(annonce.libelle) <= racines_libelle(ligne.libelle):
            yield Cas(
                nom_tableau(tableau, annonce),
                [Terme("annoncé", valeur)],
                [Terme(f"{ligne.libelle}, {autre.colonnes[rang].libelle}", case)],
            )


@portee("repartition_somme")
def repartition_somme(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les séances par territoire font le nombre de séances de la fiche."""
    for tableau in dossier.releve.tableaux():
        if tableau.genre != "repartition" or not tableau.colonnes:
            continue
        parts = [
            Terme(x.libelle, valeur_principale(x.cellules[0]))
            for x in tableau.lignes
            if x.groupe != "annonce" and x.cellules
        ]
        for autre, ligne, rang, case in _memes_annees(dossier, tableau):
            if racines_libelle(ligne.libelle) == racines_libelle(tableau.colonnes[0].libelle) and parts:
                yield Cas(
                    nom_tableau(autre, ligne),
                    [Terme(f"{ligne.libelle}, {autre.colonnes[rang].libelle}", case)],
                    parts,
                )


def _memes_annees(
    dossier: Dossier, tableau: TableauIndicateurs
) -> Iterator[tuple[TableauIndicateurs, LigneIndicateur, int, Valeur]]:
    """Les cases des autres tableaux de la même fiche, pour l'année de ce tableau."""
    periode = tableau.colonnes[0].periode if tableau.colonnes else None
    fiche = dossier.releve.fiche(tableau.action)
    if periode is None or fiche is None:
        return
    for autre in fiche.tableaux:
        if autre.genre != "fiche":
            continue
        for ligne in autre.lignes:
            for rang, case in _cases(autre, ligne):
                colonne = autre.colonnes[rang].periode
                if colonne is not None and colonne.fin.year == periode.fin.year:
                    yield autre, ligne, rang, case
