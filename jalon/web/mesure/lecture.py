"""Tout ce qu'une page d'indicateur montre, lu en une fois dans le même état des faits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.utils import timezone

from jalon.mesure.chiffres.calcul import Demande, Resultat, demander
from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.chiffres.petits_effectifs import SEUIL, Axe
from jalon.mesure.chiffres.ruptures import Rupture, ruptures_de_delai
from jalon.mesure.indicateurs.declaration import Declaration
from jalon.mesure.indicateurs.moteurs import ouvrir
from jalon.mesure.tableaux.membres import lit_tous_les_dossiers
from jalon.pilotage.calculs.publies import LigneDite, lignes_dites
from jalon.socle.acces.models import Compte
from jalon.socle.parametres.selectors import parametre
from jalon.web.mesure import tendance
from jalon.web.mesure.cases import CaseAffichee, Masque, maximum
from jalon.web.mesure.dessin import Courbe, Repere, courbe
from jalon.web.mesure.filtres import AXES, Filtres, nommer_periode
from jalon.web.mesure.libelles import nommer
from jalon.web.mesure.objectifs import Objectif, Visee, objectifs_de, visees

PLEINE = 1000
"""Largeur d'une barre pleine, en unités de son dessin."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne du tableau des coupes ; `barre` : largeur du dessin ; `cases` : ses colonnes croisées."""

    libelle: str
    ensemble: CaseAffichee
    barre: int
    case: str
    cases: list[tuple[CaseAffichee, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tableau:
    """Les coupes demandées ; `colonnes` : libellés et ensembles de la seconde, s'il y en a une."""

    axes: list[str]
    colonnes: list[tuple[str, CaseAffichee]]
    lignes: list[Ligne]

    @property
    def coupe_par(self) -> str:
        """« intercommunalité et par sexe »."""
        return " et par ".join(axe[:1].lower() + axe[1:] for axe in self.axes)

    @property
    def cachees(self) -> bool:
        """Vrai si une case au moins est cachée."""
        cases = [c for _, c in self.colonnes]
        cases += [c for ligne in self.lignes for c in (ligne.ensemble, *(case for case, _ in ligne.cases))]
        return any(c.cachee or c.pas_encore is None for c in cases)


@dataclass(frozen=True, slots=True)
class PointTendance:
    """Une période de la tendance."""

    libelle: str
    du: date
    au: date
    case: CaseAffichee
    visees: list[Visee]


@dataclass(frozen=True, slots=True)
class Lecture:
    """La page d'un indicateur. `lignes` : ce qu'en disent les programmes que le lecteur peut voir."""

    demande: Demande
    total: CaseAffichee
    visees: list[Visee]
    tendance: list[PointTendance]
    courbe: Courbe
    ruptures: list[Rupture]
    tableau: Tableau | None
    lignes: list[LigneDite]
    complet: bool

    @property
    def declaration(self) -> Declaration:
        return self.demande.declaration

    @property
    def vise(self) -> bool:
        """Vrai si quelque chose est visé sur la tendance."""
        return any(point.visees for point in self.tendance)


def masque_de(lecteur: Compte) -> Masque:
    """Qui a droit aux dossiers de tout le périmètre lit tout ; les autres, à partir du seuil en vigueur."""
    if lit_tous_les_dossiers():
        return Masque(None)
    return Masque(int(parametre(SEUIL, timezone.localdate())))


def lire(declaration: Declaration, filtres: Filtres, masque: Masque) -> Lecture:
    """Valeur, tendance et coupes, cachées selon le masque. Une seule lecture du moteur."""
    principale = demander(declaration, filtres.du, filtres.au)
    suite = [tendance.sur(principale, du, au) for du, au in filtres.points()]
    coupes = [replace(principale, par=par) for par in _coupes(filtres.par)]
    with ouvrir() as moteur:
        lus = tendance.calculer([principale, *suite, *coupes], moteur)
    lignes = lignes_dites(declaration.code)
    objectifs = objectifs_de(declaration, lignes)
    total = masque.total(declaration, lus[0][0])
    points = _tendance(
        filtres, [cases[0] for cases in lus[1 : 1 + len(suite)]], masque, objectifs, declaration
    )
    ruptures = ruptures_de_delai(principale.delais, points[0].du, points[-1].au)
    ecrites = [rupture for ligne in lignes for rupture in ligne.ruptures]
    return Lecture(
        demande=principale,
        total=total,
        visees=visees(objectifs, filtres.du, filtres.au, total),
        tendance=points,
        courbe=_courbe(declaration, points, [*ruptures, *ecrites], objectifs),
        ruptures=ruptures,
        tableau=_tableau(declaration, filtres, lus[1 + len(suite) :], masque),
        lignes=lignes,
        complet=masque.seuil is None,
    )


def _coupes(par: Sequence[str]) -> list[tuple[str, ...]]:
    """Chaque coupe seule, pour les marges, puis le croisement."""
    return [(axe,) for axe in par] + ([tuple(par)] if len(par) == 2 else [])


def _tendance(
    filtres: Filtres,
    resultats: Sequence[Resultat],
    masque: Masque,
    objectifs: Sequence[Objectif],
    declaration: Declaration,
) -> list[PointTendance]:
    points = filtres.points()
    cases = masque.simple(
        declaration, {du.isoformat(): r for (du, _), r in zip(points, resultats, strict=True)}
    )
    return [
        PointTendance(nommer_periode(du, au).capitalize(), du, au, case, visees(objectifs, du, au, case))
        for du, au in points
        for case in (cases[du.isoformat()],)
    ]


def _courbe(
    declaration: Declaration,
    tendance: Sequence[PointTendance],
    ruptures: Iterable[Rupture],
    objectifs: Sequence[Objectif],
) -> Courbe:
    rangs = [
        (rang, f"{rupture.a_compter_du:%d/%m/%Y} : {rupture.raison}")
        for rupture in dict.fromkeys(ruptures)
        for rang, point in enumerate(tendance)
        if rang and point.du <= rupture.a_compter_du <= point.au
    ]
    reperes = [_repere(objectif, tendance) for objectif in objectifs]
    vises = [valeur for repere in reperes for valeur in repere.valeurs if valeur is not None]
    sommet = max([maximum([p.case for p in tendance], declaration), *vises])
    valeurs = [(p.libelle, p.case.valeur, p.case.texte) for p in tendance]
    return courbe(valeurs, sommet, rangs, [repere for repere in reperes if any(repere.valeurs)])


def _repere(objectif: Objectif, tendance: Sequence[PointTendance]) -> Repere:
    cibles = [objectif.le(point.du, point.au) for point in tendance]
    return Repere(objectif.genre.value, objectif.nom, [cible and cible.valeur for cible in cibles])


def _tableau(
    declaration: Declaration, filtres: Filtres, resultats: Sequence[list[Resultat]], masque: Masque
) -> Tableau | None:
    if not filtres.par:
        return None
    marges = [{r.coupe[axe]: r for r in lus} for axe, lus in zip(filtres.par, resultats, strict=False)]
    montrees = [masque.simple(declaration, cases) for cases in marges]
    noms = [nommer(axe, cases) for axe, cases in zip(filtres.par, marges, strict=True)]
    plein = maximum(list(montrees[0].values()), declaration)
    croisees = _croiser(declaration, filtres.par, resultats[2], masque) if len(filtres.par) == 2 else None
    lignes = []
    for cle, libelle in noms[0].items():
        ensemble = montrees[0][cle]
        barre = round(PLEINE * min(ensemble.valeur or 0, plein) / plein)
        cases = []
        if croisees:
            cases = [(croisees(cle, colonne), _case(filtres, cle, colonne)) for colonne in noms[1]]
        lignes.append(Ligne(libelle, ensemble, barre, _case(filtres, cle), cases))
    colonnes = [(libelle, montrees[1][cle]) for cle, libelle in noms[1].items()] if croisees else []
    return Tableau([AXES[axe] for axe in filtres.par], colonnes, lignes)


def _croiser(declaration: Declaration, par: Sequence[str], lus: Sequence[Resultat], masque: Masque):
    """De quoi montrer chaque case croisée, y compris celles où il n'y a personne."""
    cases = {(r.coupe[par[0]], r.coupe[par[1]]): r for r in lus}
    montrees, sans_personne = masque.croise(declaration, cases, tendance.vide(declaration))

    def case(ligne: Axe, colonne: Axe) -> CaseAffichee:
        return montrees.get((ligne, colonne)) or sans_personne(ligne, colonne)

    return case


def _case(filtres: Filtres, *valeurs: str | None) -> str:
    """La chaîne de requête qui désigne une case : période et valeur de chaque coupe (vide : inconnu)."""
    axes = {f"c_{axe}": valeur or "" for axe, valeur in zip(filtres.par, valeurs, strict=False)}
    return urlencode({"du": filtres.du.isoformat(), "au": filtres.au.isoformat()} | axes)


def lignes_a_emporter(lecture: Lecture, filtres: Filtres) -> Iterator[list[object]]:
    """Ce que la page montre, une case par ligne : l'ensemble, la tendance, puis les coupes."""
    demande = lecture.demande
    yield ["ensemble", demande.du, demande.au, "", "", *_nombres(lecture, lecture.total, lecture.visees)]
    for point in lecture.tendance:
        yield ["tendance", point.du, point.au, "", "", *_nombres(lecture, point.case, point.visees)]
    if lecture.tableau is None:
        return
    for ligne in lecture.tableau.lignes:
        yield ["coupe", demande.du, demande.au, ligne.libelle, "", *_nombres(lecture, ligne.ensemble)]
        for (colonne, _), (case, _) in zip(lecture.tableau.colonnes, ligne.cases, strict=True):
            yield ["croisement", demande.du, demande.au, ligne.libelle, colonne, *_nombres(lecture, case)]
    for colonne, case in lecture.tableau.colonnes:
        yield ["coupe", demande.du, demande.au, "", colonne, *_nombres(lecture, case)]


def entetes(filtres: Filtres) -> list[str]:
    """Les colonnes de l'export."""
    noms = [AXES[axe] for axe in filtres.par] + ["Coupe", "Seconde coupe"][len(filtres.par) :]
    return [
        "Partie", "Du", "Au", *noms, "Valeur", "Unité", "Numérateur", "Dénominateur", "Médiane",
        "Pas encore", "Statut", "Indicateur", "Version", "Faits arrêtés au", "Source",
        "Cibles et seuils",
    ]  # fmt: skip


def _nombres(lecture: Lecture, case: CaseAffichee, visees: Sequence[Visee] = ()) -> list[object]:
    d = lecture.declaration
    statut = case.texte if case.cachee else Statut(case.statut).label
    pas_encore = "caché" if case.pas_encore is None else case.pas_encore
    return [
        case.valeur, d.unite.label, case.numerateur, case.denominateur, case.mediane, pas_encore, statut,
        d.code, d.version, lecture.demande.arrete_au, d.source, " ; ".join(map(str, visees)),
    ]  # fmt: skip
