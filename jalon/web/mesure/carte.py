"""La carte d'un indicateur : les contours chargés, teintés selon la valeur, dessinés par le serveur."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import cos, radians

from django.db.models import Count, Q

from jalon.mesure.indicateurs.declaration import Declaration
from jalon.socle.territoire.models import Commune, Contour
from jalon.web.mesure.cases import CaseAffichee, ecrire_valeur

LARGEUR, HAUTEUR_MAXIMUM, MARGE = 720, 620, 8
TEINTES = 4
SANS_VALEUR, CACHEE = "t-vide", "t-cachee"


@dataclass(frozen=True, slots=True)
class Surface:
    """Un territoire : son tracé, sa teinte, ce qu'il dit au survol."""

    trace: str
    teinte: str
    titre: str


@dataclass(frozen=True, slots=True)
class Carte:
    """La carte entière ; `legende` : teinte et ce qu'elle veut dire."""

    hauteur: int
    surfaces: list[Surface] = field(default_factory=list)
    legende: list[tuple[str, str]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


def dessiner(
    declaration: Declaration, cases: Mapping[str | None, CaseAffichee], noms: Mapping[str | None, str]
) -> Carte | None:
    """La carte des territoires qui ont un contour ; rien s'il n'y en a aucun."""
    contours = _contours([cle for cle in noms if cle])
    if not contours:
        return None
    projeter, hauteur = _projection(contours)
    bornes = _bornes([c.valeur for c in cases.values() if c.valeur is not None])
    surfaces = []
    for contour in contours:
        case, nom = cases.get(contour.pk), contour.territoire.nom
        dit = "personne" if case is None else ", ".join(filter(None, (case.texte, case.detail)))
        surfaces.append(Surface(_trace(contour.anneaux, projeter), _teinte(case, bornes), f"{nom} : {dit}"))
    employees = {surface.teinte for surface in surfaces}
    legende = [(f"t-{rang}", _intervalle(declaration, bornes, rang)) for rang in range(len(bornes) - 1)]
    legende += [(CACHEE, "caché")] if CACHEE in employees else []
    legende += [(SANS_VALEUR, "sans valeur")] if SANS_VALEUR in employees else []
    return Carte(hauteur, surfaces, legende, sorted({contour.source for contour in contours}))


def _contours(codes: list[str]) -> list[Contour]:
    """Les contours du département où sont ces territoires ; aucun si aucun d'eux n'en a."""
    comptes = Commune.objects.filter(epci__in=codes).values("departement").annotate(nombre=Count("pk"))
    principal = comptes.order_by("-nombre").values_list("departement", flat=True).first()
    siens = Q(territoire__in=codes) | Q(territoire__communes__departement=principal)
    contours = list(Contour.objects.filter(siens).distinct().select_related("territoire").order_by("pk"))
    return contours if {contour.pk for contour in contours} & set(codes) else []


def _projection(contours: list[Contour]):
    """Degrés → points du dessin : une projection plate, à l'échelle du milieu du département."""
    points = [point for contour in contours for anneau in contour.anneaux for point in anneau]
    ouest, est = min(p[0] for p in points), max(p[0] for p in points)
    sud, nord = min(p[1] for p in points), max(p[1] for p in points)
    serre = cos(radians((sud + nord) / 2))
    largeur, hauteur = max((est - ouest) * serre, 1e-6), max(nord - sud, 1e-6)
    echelle = min((LARGEUR - 2 * MARGE) / largeur, (HAUTEUR_MAXIMUM - 2 * MARGE) / hauteur)

    def projeter(point: tuple[float, float]) -> str:
        x = MARGE + (point[0] - ouest) * serre * echelle
        return f"{x:.1f},{MARGE + (nord - point[1]) * echelle:.1f}"

    return projeter, round(hauteur * echelle + 2 * MARGE)


def _trace(anneaux, projeter) -> str:
    return "".join("M" + "L".join(projeter(point) for point in anneau) + "Z" for anneau in anneaux)


def _bornes(valeurs: list[Decimal]) -> list[Decimal]:
    """Les limites des teintes, d'égale étendue ; une seule teinte si toutes les valeurs sont égales."""
    if not valeurs:
        return []
    bas, haut = min(valeurs), max(valeurs)
    if bas == haut:
        return [bas, haut]
    return [bas + (haut - bas) * rang / TEINTES for rang in range(TEINTES + 1)]


def _teinte(case: CaseAffichee | None, bornes: list[Decimal]) -> str:
    if case is not None and case.cachee:
        return CACHEE
    if case is None or case.valeur is None:
        return SANS_VALEUR
    rang = next((r for r in range(len(bornes) - 1) if case.valeur <= bornes[r + 1]), len(bornes) - 2)
    return f"t-{rang}"


def _intervalle(declaration: Declaration, bornes: list[Decimal], rang: int) -> str:
    bas, haut = ecrire_valeur(declaration, bornes[rang]), ecrire_valeur(declaration, bornes[rang + 1])
    return bas if bas == haut else f"de {bas} à {haut}"
