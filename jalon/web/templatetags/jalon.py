"""Filtres des gabarits : montants, chiffres, dates, provenance, acronymes, icônes."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import date as date_django
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from jalon.mesure.chiffres.enums import Statut
from jalon.pilotage.bilans.fiche import ChiffreAffiche
from jalon.pilotage.finances.enums import StatutMontant
from jalon.pilotage.finances.tableau import Case
from jalon.socle.montants import ecrire_montant, ecrire_nombre, ecrire_pourcentage
from jalon.socle.periodes.ecriture import ecrire_jour
from jalon.web.acronymes import ACRONYMES

register = template.Library()

PARTIEL = mark_safe(' <span class="partiel">partiel</span>')  # noqa: S308 - constante
CACHE_NON_RENSEIGNE = mark_safe('<span class="visually-hidden">non renseigné</span>')  # noqa: S308 - constante
MANQUANTS = {StatutMontant.NON_RENSEIGNE, StatutMontant.EN_ATTENTE, Statut.NON_RENSEIGNE, Statut.EN_ATTENTE}
ACRONYME = re.compile(rf"\b({'|'.join(sorted(ACRONYMES, key=len, reverse=True))})\b")


@register.filter
def euros(valeur: Decimal | int | None) -> str:
    """« 12 345,60 € », ou rien."""
    return "" if valeur is None else ecrire_montant(Decimal(valeur))


@register.filter
def nombre(valeur: Decimal | int | None, decimales: int | None = None) -> str:
    """« 12 345,6 », sans zéros inutiles si `decimales` n'est pas dit."""
    if valeur is None:
        return ""
    decimal = Decimal(valeur)
    if decimales is None:
        decimal = (
            decimal.normalize() if decimal != decimal.to_integral_value() else decimal.quantize(Decimal(1))
        )
    return ecrire_nombre(decimal, decimales)


@register.filter
def pourcentage(valeur: Decimal | None) -> str:
    """« 82,3 % » pour une valeur déjà en points."""
    return "—" if valeur is None else ecrire_pourcentage(valeur, 1 if valeur % 1 else 0)


@register.filter
@lru_cache(maxsize=20_000)
def adresse_provenance(cible: str) -> str:
    """Adresse de la page d'un chiffre : « genre:reste » → `/provenance/genre/reste/`."""
    genre, _, reste = cible.partition(":")
    return reverse("provenance", args=[genre, reste]) if reste else ""


@register.filter
def case(valeur: Case) -> SafeString | str:
    """Un montant, lien vers sa provenance ; ou pourquoi il n'y en a pas."""
    if valeur.montant is None:
        libelle = StatutMontant(valeur.statut).label
        classe = "vide" if valeur.statut in MANQUANTS else "gris"
        texte = format_html('<span class="{}">{}</span>', classe, libelle)
    else:
        suite = PARTIEL if valeur.partiel else ""
        texte = format_html("{}{}", ecrire_montant(valeur.montant), suite)
    return _lien(texte, valeur.cible)


@register.filter
def case_ou_tiret(valeur: Case) -> SafeString | str:
    """Comme `case`, mais ce que rien n'oblige à exister (un report) reste calme : un tiret."""
    if valeur.montant is None and valeur.statut == StatutMontant.NON_RENSEIGNE:
        tiret = format_html('<span class="gris" aria-hidden="true">—</span>{}', CACHE_NON_RENSEIGNE)
        return _lien(tiret, valeur.cible)
    return case(valeur)


@register.filter
def chiffre(valeur: ChiffreAffiche) -> SafeString | str:
    """Un chiffre d'indicateur, lien vers sa provenance, avec son unité et ce qu'il précise."""
    if valeur.valeur is None:
        statut = Statut(valeur.statut)
        texte = format_html(
            '<span class="{}">{}</span>', "vide" if statut in MANQUANTS else "gris", statut.label
        )
    else:
        texte = format_html(
            "{}{}",
            ecrire_nombre(valeur.valeur, valeur.decimales),
            f"\u00a0{valeur.unite}" if valeur.unite else "",
        )
        if valeur.statut in (Statut.ESTIME, Statut.PREVISION, Statut.PROVISOIRE, Statut.ATTERRISSAGE):
            texte = format_html('{} <span class="gris">{}</span>', texte, Statut(valeur.statut).label)
    lie = _lien(texte, valeur.cible)
    return format_html('{} <span class="gris">{}</span>', lie, valeur.qualite) if valeur.qualite else lie


def _lien(texte: SafeString | str, cible: str) -> SafeString | str:
    adresse = adresse_provenance(cible) if cible else ""
    return format_html('<a class="chiffre" href="{}">{}</a>', adresse, texte) if adresse else texte


@register.filter
def markdown(texte: str) -> SafeString:
    """Texte d'une section → HTML sûr."""
    from jalon.socle.rendu.markdown import en_html

    return mark_safe(en_html(texte))  # noqa: S308 — en_html échappe tout ce qui n'est pas sa syntaxe


@register.filter
def instant(valeur: datetime | None) -> str:
    """« 22/11/2026 à 14 h 02 »."""
    if valeur is None:
        return ""
    local = timezone.localtime(valeur)
    return f"{local:%d/%m/%Y} à {heure(valeur)}"


@register.filter
def heure(valeur: datetime) -> str:
    """« 14 h 02 », heure de Paris."""
    local = timezone.localtime(valeur)
    return f"{local:%H}\u00a0h\u00a0{local:%M}"


@register.filter(expects_localtime=True)
def jour_ecrit(valeur: date, forme: str = "j F Y") -> str:
    """« mardi 1er décembre », heure de Paris."""
    return ecrire_jour(valeur, forme)


@register.filter
def jour(valeur: date | str | None) -> str:
    """« 30/06/2023 » ; accepte une date ISO."""
    if not valeur:
        return ""
    return date_django(date.fromisoformat(valeur) if isinstance(valeur, str) else valeur, "d/m/Y")


@register.filter
def acronymes(texte: str) -> SafeString:
    """Explique chaque acronyme à sa première apparition dans le texte."""
    vus: set[str] = set()

    def expliquer(trouve: re.Match[str]) -> str:
        sigle = trouve[1]
        if sigle in vus:
            return sigle
        vus.add(sigle)
        return format_html('<abbr title="{}">{}</abbr>', ACRONYMES[sigle], sigle)

    return mark_safe(ACRONYME.sub(expliquer, str(conditional_escape(texte))))  # noqa: S308 — texte échappé avant


@register.simple_tag
def icone(nom: str) -> SafeString:
    """Une icône du jeu, décorative : le texte qui l'accompagne dit le sens."""
    return format_html(
        '<svg class="icone" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("dist/icones.svg"),
        nom,
    )


@register.simple_tag(takes_context=True)
def avec(context: dict[str, Any], **changements: Any) -> str:
    """Chaîne de requête de la page avec ces changements (`None` retire)."""
    requete = context["request"].GET.copy()
    for cle, valeur in changements.items():
        if valeur is None:
            requete.pop(cle, None)
        else:
            requete[cle] = valeur
    return f"?{requete.urlencode()}" if requete else "?"
