"""Disposer des chiffres en tableaux.

Une ligne par indicateur, une colonne par période (ou par opérateur).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from jalon.mesure.chiffres.calculs import constat_de
from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.chiffres.formules import evaluer, series_de
from jalon.mesure.chiffres.models import Chiffre, Serie
from jalon.mesure.chiffres.selectors import calculs_a_cote, chiffres_des_series
from jalon.mesure.chiffres.services import decimales_de
from jalon.mesure.indicateurs.enums import Unite
from jalon.pilotage.bilans.fiche import ChiffreAffiche, ColonneAffichee, LigneAffichee, TableauAffiche
from jalon.pilotage.programmes.models import Exercice, LigneAnnexe, Programme, SerieAction

UNITES = {
    Unite.NOMBRE: "",
    Unite.EURO: "€",
    Unite.POURCENT: "%",
    Unite.JOUR: "jours",
    Unite.MOIS: "mois",
    Unite.HEURE: "heures",
    Unite.ETP: "ETP",
}
Chiffres = Mapping[UUID, Sequence[Chiffre]]


class Colonne(NamedTuple):
    """Ce qui distingue une colonne ; l'ordre des champs range les plus anciennes d'abord."""

    prevision: bool
    fin: date
    inverse_debut: int
    genre: str
    operateur: str = ""


def chiffres_par_serie(series: Iterable[UUID], exercice: Exercice) -> dict[UUID, list[Chiffre]]:
    """Chiffres de plusieurs séries jusqu'à la fin de l'exercice, avec leur valeur locale et le calcul qui les
    contredit, en deux requêtes."""
    cles = list(series)
    par_serie: dict[UUID, list[Chiffre]] = defaultdict(list)
    a_cote = calculs_a_cote(cles)
    for chiffre in chiffres_des_series(cles, exercice.fin_indicateurs):
        if not chiffre.coupe:
            cle = (chiffre.serie_id, chiffre.genre_periode, chiffre.debut, chiffre.fin)
            chiffre.calcul_a_cote = a_cote.get(cle)
        par_serie[chiffre.serie_id].append(chiffre)
    return par_serie


def tableaux_de_fiche(series: Sequence[SerieAction], chiffres: Chiffres) -> list[TableauAffiche]:
    """Les tableaux d'une fiche, dans l'ordre.

    `series` sont celles d'une seule action, avec leur indicateur.
    """
    groupes: dict[tuple[int, str, str], list[SerieAction]] = defaultdict(list)
    for serie in series:
        operateur = "" if serie.operateur_en_colonne else serie.operateur
        groupes[(serie.rang_tableau, serie.tableau, operateur)].append(serie)
    return [
        _tableau(TableauAffiche(titre, operateur=operateur, genre=liens[0].genre, rang=rang), liens, chiffres)
        for (rang, titre, operateur), liens in groupes.items()
    ]


def _tableau(tableau: TableauAffiche, liens: list[SerieAction], chiffres: Chiffres) -> TableauAffiche:
    colonnes: dict[Colonne, str] = {}
    rangees: dict[tuple[int, str], dict[Colonne, list[Chiffre]]] = {}
    premiers: dict[tuple[int, str], SerieAction] = {}
    for lien in liens:
        rangee = (lien.ordre, lien.libelle)
        operateur = lien.operateur if lien.operateur_en_colonne else ""
        premiers.setdefault(rangee, lien)
        places = placer(chiffres.get(lien.serie_id, ()), operateur, colonnes)
        cases = rangees.setdefault(rangee, defaultdict(list))
        for colonne, contenus in places.items():
            cases[colonne].extend(contenus)
    ordre = sorted(colonnes)
    tableau.colonnes = [colonne_affichee(colonne, colonnes[colonne]) for colonne in ordre]
    for rangee, cases in rangees.items():
        lien = premiers[rangee]
        tableau.lignes.append(
            LigneAffichee(
                libelle=lien.libelle,
                serie_id=str(lien.serie_id),
                indicateur_code=lien.serie.indicateur.code,
                calcul_code=calcul_code(lien.serie),
                groupe=lien.groupe,
                dont=lien.dont,
                attendu=lien.attendu,
                commentaire=lien.serie.indicateur.definition,
                cases=[
                    contenu_affiche(cases.get(colonne, ()), lien.serie.indicateur.unite) for colonne in ordre
                ],
            )
        )
    return tableau


def placer(
    chiffres: Sequence[Chiffre], operateur: str, colonnes: dict[Colonne, str]
) -> dict[Colonne, list[Chiffre]]:
    """Range les chiffres d'une série par colonne, en complétant `colonnes` (colonne → libellé).

    Un chiffre imprimé dans la case d'une autre période (« 166 (122 en 2021) ») reste dans cette case.
    """
    places: dict[Colonne, list[Chiffre]] = defaultdict(list)
    imprimees: dict[Any, Colonne] = {}
    ailleurs = []
    for chiffre in chiffres:
        lieu = chiffre.lieu or {}
        if lieu.get("role") == "autre_periode":
            ailleurs.append(chiffre)
            continue
        colonne = Colonne(
            chiffre.statut == Statut.PREVISION,
            chiffre.fin,
            -chiffre.debut.toordinal(),
            chiffre.genre_periode,
            operateur,
        )
        colonnes.setdefault(colonne, chiffre.libelle_periode)
        places[colonne].append(chiffre)
        imprimees.setdefault(lieu.get("colonne_rang", lieu.get("colonne")), colonne)
    for chiffre in ailleurs:
        lieu = chiffre.lieu or {}
        colonne_imprimee = imprimees.get(lieu.get("colonne_rang", lieu.get("colonne")))
        if colonne_imprimee is not None:
            places[colonne_imprimee].append(chiffre)
    for contenus in places.values():
        contenus.sort(key=lambda c: ((c.lieu or {}).get("rang", 0), bool(c.coupe), str(c.pk)))
    return places


def colonne_affichee(colonne: Colonne, libelle: str) -> ColonneAffichee:
    """La colonne telle qu'un écran ou un rapport l'imprime."""
    return ColonneAffichee(
        libelle=libelle,
        debut=date.fromordinal(-colonne.inverse_debut).isoformat(),
        fin=colonne.fin.isoformat(),
        prevision=colonne.prevision,
        genre=colonne.genre,
        operateur=colonne.operateur,
    )


def calcul_code(serie: Serie | None) -> str:
    """L'indicateur déclaré qui calcule cette série, si elle se calcule."""
    reglage = getattr(serie, "reglage", None)
    return reglage.code if reglage else ""


def contenu_affiche(chiffres: Iterable[Chiffre], unite: str) -> list[ChiffreAffiche]:
    """Les chiffres d'une case : chaque officiel, suivi de ce qui est dit à côté de lui."""
    return [
        affiche
        for chiffre in chiffres
        for affiche in (chiffre_affiche(chiffre, unite), *_a_cote(chiffre, unite))
    ]


def _a_cote(chiffre: Chiffre, unite: str) -> list[ChiffreAffiche]:
    """La valeur locale, et le calcul quand la case tient une autre valeur que lui."""
    cible, autres = f"chiffre:{chiffre.pk}", []
    locale = getattr(chiffre, "contre_valeur", None)
    if locale is not None:
        autres.append(
            ChiffreAffiche(
                locale.valeur,
                locale.decimales,
                UNITES[Unite(unite)],
                Statut.COMPTE,
                cible,
                qualite="valeur locale",
                provenance=f"valeur locale : {locale.source}",
                origine="locale",
            )  # fmt: skip
        )
    if chiffre.calcul_a_cote is not None:
        calcule = constat_de(chiffre.calcul_a_cote)
        if calcule.valeur is not None and calcule.valeur != chiffre.valeur:
            autres.append(
                ChiffreAffiche(
                    calcule.valeur,
                    decimales_de(calcule.valeur),
                    UNITES[Unite(unite)],
                    calcule.statut,
                    cible,
                    qualite="calculé",
                    provenance="calculé d'après les faits",
                    origine="a_cote",
                )  # fmt: skip
            )
    return autres


def chiffre_affiche(chiffre: Chiffre, unite: str) -> ChiffreAffiche:
    """Un chiffre prêt à montrer, avec l'adresse de sa provenance."""
    lieu = chiffre.lieu or {}
    provenance = chiffre.get_provenance_display()
    if chiffre.piece_id and chiffre.piece is not None:
        provenance = f"{provenance} : {chiffre.piece.nom}"
    qualite = str(lieu.get("qualite", "")) or ", ".join(str(v) for v in chiffre.coupe.values())
    return ChiffreAffiche(
        valeur=chiffre.valeur,
        decimales=chiffre.decimales,
        unite=UNITES[Unite(unite)],
        statut=chiffre.statut,
        cible=f"chiffre:{chiffre.pk}",
        qualite=qualite,
        texte=chiffre.texte,
        provenance=provenance,
        cellule=str(lieu.get("cellule", "")),
        origine=chiffre.provenance,
    )


def annexes(programme: Programme, exercice: Exercice) -> list[TableauAffiche]:
    """Les annexes : une ligne confirmée se déduit des fiches, les autres gardent leurs valeurs."""
    lignes = list(
        LigneAnnexe.objects.filter(mesure__programme=programme)
        .select_related("mesure", "serie__indicateur", "serie__reglage")
        .order_by("mesure__ordre", "ordre")
    )
    formules = {ligne.pk: series_de(ligne.formule) if ligne.confirmee_le else [] for ligne in lignes}
    cles = {ligne.serie_id for ligne in lignes if ligne.serie_id} | {
        cle for series in formules.values() for cle in series
    }
    chiffres = chiffres_par_serie(cles, exercice)
    titres = titres_des_series(programme, {cle for series in formules.values() for cle in series})
    par_annexe: dict[str, list[LigneAnnexe]] = defaultdict(list)
    for ligne in lignes:
        par_annexe[ligne.mesure.annexe].append(ligne)
    return [
        _annexe(
            TableauAffiche(titre, genre="annexe", rang=rang), groupe, formules, chiffres, titres, exercice
        )
        for rang, (titre, groupe) in enumerate(par_annexe.items())
    ]


def titres_des_series(programme: Programme, cles: set[UUID]) -> dict[UUID, tuple[str, str]]:
    """Libellé et unité de chaque série d'une formule, tels que la fiche les écrit."""
    liens = SerieAction.objects.filter(serie_id__in=cles, action__programme=programme)
    return {
        lien.serie_id: (lien.libelle, lien.serie.indicateur.unite)
        for lien in liens.select_related("serie__indicateur")
    }


def _annexe(
    tableau: TableauAffiche,
    lignes: list[LigneAnnexe],
    formules: Mapping[UUID, list[UUID]],
    chiffres: Chiffres,
    titres: Mapping[UUID, tuple[str, str]],
    exercice: Exercice,
) -> TableauAffiche:
    colonnes: dict[Colonne, str] = {}
    propres = {
        ligne.pk: placer(chiffres.get(ligne.serie_id, ()), "", colonnes) for ligne in lignes if ligne.serie_id
    }
    if not colonnes:
        for cle in {cle for ligne in lignes for cle in formules[ligne.pk]}:
            placer(chiffres.get(cle, ()), "", colonnes)
    ordre = sorted(colonnes)
    tableau.colonnes = [colonne_affichee(colonne, colonnes[colonne]) for colonne in ordre]
    for ligne in lignes:
        series = formules[ligne.pk]
        unite = ligne.serie.indicateur.unite if ligne.serie else Unite.NOMBRE
        places = propres.get(ligne.pk, {})
        cases = [contenu_affiche(places.get(colonne, ()), unite) for colonne in ordre]
        if series:
            membres = [c for cle in series for c in chiffres.get(cle, ())]
            unite = titres[series[0]][1] if series[0] in titres else unite
            cases = [
                _case_calculee(ligne, membres, colonne, unite, exercice) or imprimee
                for colonne, imprimee in zip(ordre, cases, strict=True)
            ]
        tableau.lignes.append(
            LigneAffichee(
                libelle=ligne.libelle,
                serie_id=str(ligne.serie_id or ""),
                indicateur_code=ligne.serie.indicateur.code if ligne.serie else "",
                calcul_code=calcul_code(ligne.serie),
                groupe=ligne.mesure.groupe,
                mesure=ligne.mesure.titre,
                souscrite=ligne.mesure.souscrite,
                dont=ligne.dont,
                commentaire=ligne.commentaire,
                formule=" + ".join(titres[cle][0] for cle in series if cle in titres),
                cases=cases,
            )
        )
    return tableau


def _case_calculee(
    ligne: LigneAnnexe, membres: list[Chiffre], colonne: Colonne, unite: str, exercice: Exercice
) -> list[ChiffreAffiche]:
    """La case déduite ; vide si les fiches ne disent rien de cette période (la case propre reste alors)."""
    debut = date.fromordinal(-colonne.inverse_debut)
    resultat = evaluer(ligne.formule, membres, (colonne.genre, debut, colonne.fin))
    if resultat.valeur is None and not resultat.membres and resultat.statut == Statut.NON_RENSEIGNE:
        return []
    role = f"{colonne.genre}_{debut.isoformat()}_{colonne.fin.isoformat()}"
    return [
        ChiffreAffiche(
            valeur=resultat.valeur,
            decimales=resultat.decimales,
            unite=UNITES[Unite(unite)],
            statut=resultat.statut,
            cible=f"derive:{exercice.pk}:ligne-{ligne.pk}:{role}",
            qualite="partiel" if resultat.partiel else "",
            provenance="déduit des fiches",
            origine="deduit",
        )
    ]
