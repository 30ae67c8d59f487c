"""Lire ce qui se calcule dans un programme : les lignes réglables, les calculs d'un exercice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from jalon.mesure.chiffres.calculs import constat_de
from jalon.mesure.chiffres.enums import MesureCalcul
from jalon.mesure.chiffres.models import Calcul, Chiffre, ContreValeur, ReglageCalcul, Serie
from jalon.mesure.indicateurs.catalogue import IndicateurInconnu, catalogue, declaration
from jalon.mesure.indicateurs.declaration import Declaration
from jalon.pilotage.programmes.models import Exercice, LigneAnnexe, PlaceAction, Programme, SerieAction


@dataclass(frozen=True, slots=True)
class LigneReglable:
    """Une ligne d'annexe ou de fiche. `deduite` : sa formule est confirmée, ses cases ne se calculent pas."""

    serie: Serie
    ou: str
    libelle: str
    unite: str
    unite_libelle: str
    reglage: ReglageCalcul | None = None
    titre_calcul: str = ""
    dernier: Calcul | None = None
    deduite: bool = False

    @property
    def serie_id(self) -> UUID:
        return self.serie.pk

    @property
    def calculee(self) -> bool:
        return self.reglage is not None


@dataclass(frozen=True, slots=True)
class ValeurDite:
    """Une des valeurs qu'une case a reçues. `officielle` : celle que les tableaux impriment d'abord."""

    source: str
    definition: str
    valeur: Decimal | None
    statut: str
    methode: str = ""
    officielle: bool = False


def lignes_reglables(programme: Programme) -> list[LigneReglable]:
    """Les lignes d'annexe puis celles des fiches, chacune une fois, en cinq requêtes."""
    reglages = {r.serie_id: r for r in ReglageCalcul.objects.filter(serie__cloison=programme.pk)}
    derniers: dict[UUID, Calcul] = {}
    calculs = Calcul.objects.filter(serie__cloison=programme.pk).defer("raisons", "delais")
    for calcul in calculs.order_by("calcule_le"):
        derniers[calcul.serie_id] = calcul
    lignes: dict[UUID, LigneReglable] = {}
    for serie, ou, libelle, deduite in [*_annexes(programme), *_fiches(programme)]:
        reglage = reglages.get(serie.pk)
        lignes.setdefault(
            serie.pk,
            LigneReglable(
                serie, ou, libelle, serie.indicateur.unite, serie.indicateur.get_unite_display(), reglage,
                titre_de(reglage.code) if reglage else "", derniers.get(serie.pk), deduite,
            ),
        )  # fmt: skip
    return list(lignes.values())


def _annexes(programme: Programme) -> list[tuple[Serie, str, str, bool]]:
    lignes = LigneAnnexe.objects.filter(mesure__programme=programme, serie__isnull=False)
    return [
        (
            ligne.serie,
            f"{ligne.mesure.annexe} · {ligne.mesure.titre}",
            ligne.libelle,
            bool(ligne.confirmee_le),
        )
        for ligne in lignes.select_related("mesure", "serie__indicateur").order_by("mesure__ordre", "ordre")
        if ligne.serie is not None
    ]


def _fiches(programme: Programme) -> list[tuple[Serie, str, str, bool]]:
    places = PlaceAction.objects.filter(programme=programme).order_by("axe__ordre", "ordre", "id")
    rangs: dict[UUID, tuple[int, str]] = {}
    for rang, place in enumerate(places):
        rangs.setdefault(place.action_id, (rang, str(place)))
    liens = [
        lien
        for lien in SerieAction.objects.filter(action__programme=programme)
        .select_related("serie__indicateur")
        .order_by("rang_tableau", "ordre", "id")
        if lien.action_id in rangs
    ]
    liens.sort(key=lambda lien: rangs[lien.action_id][0])
    return [(lien.serie, rangs[lien.action_id][1], lien.libelle, False) for lien in liens]


def titre_de(code: str) -> str:
    """Titre d'un indicateur déclaré ; son code s'il n'existe plus."""
    try:
        return declaration(code).titre
    except IndicateurInconnu:
        return f"{code} (n'est plus déclaré)"


def definition_de(code: str) -> str:
    """Ce qu'un indicateur déclaré compte, en clair ; rien s'il n'existe plus."""
    try:
        return declaration(code).definition
    except IndicateurInconnu:
        return ""


def declarations_de_meme_unite(unite: str) -> list[Declaration]:
    """Les indicateurs déclarés qu'une ligne de cette unité peut prendre."""
    return [d for d in catalogue() if d.unite == unite]


def calculs_de(exercice: Exercice) -> QuerySet[Calcul]:
    """Les calculs dont la période finit dans l'exercice, avec leur chiffre."""
    return (
        Calcul.objects.filter(
            serie__cloison=exercice.programme_id,
            fin__gte=exercice.debut_indicateurs,
            fin__lte=exercice.fin_indicateurs,
        )
        .select_related("chiffre", "serie__indicateur")
        .order_by("code", "debut", "id")
    )


def calcul_du_chiffre(chiffre: Chiffre) -> Calcul | None:
    """Le calcul qui a donné ce chiffre, sinon celui qui est resté à côté de lui."""
    cle = {
        "serie": chiffre.serie_id,
        "genre_periode": chiffre.genre_periode,
        "debut": chiffre.debut,
        "fin": chiffre.fin,
    }
    if chiffre.coupe:
        return None
    return Calcul.objects.filter(**cle).select_related("chiffre", "calcule_par").first()


def valeurs_dites(chiffre: Chiffre) -> list[ValeurDite]:
    """Tout ce qui a été dit de cette case, l'officiel d'abord : deux valeurs peuvent être vraies."""
    calcul = calcul_du_chiffre(chiffre)
    calculee = calcul is not None and calcul.chiffre_id == chiffre.pk
    definition = definition_de(calcul.code) if calcul and calculee else chiffre.serie.indicateur.definition
    dites = [
        ValeurDite(
            chiffre.get_provenance_display(), definition, chiffre.valeur, chiffre.statut, chiffre.methode,
            officielle=True,
        )
    ]  # fmt: skip
    if calcul is not None and calcul.chiffre_id is None:
        constat = constat_de(calcul)
        mediane = " (médiane)" if calcul.mesure == MesureCalcul.MEDIANE else ""
        dites.append(
            ValeurDite(
                f"calculé par {calcul.code}, version {calcul.version}{mediane}",
                definition_de(calcul.code), constat.valeur, constat.statut,
            )
        )  # fmt: skip
    locale = ContreValeur.objects.filter(chiffre=chiffre).first()
    if locale is not None:
        dites.append(ValeurDite(locale.source, locale.raison, locale.valeur, "compte", locale.methode))
    return dites
