"""Les cases du tableau des crédits qui se saisissent en place."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jalon.pilotage.finances.tableau import LigneTableau
from jalon.web.credits.saisie import COLONNES, GENRES, SAISISSABLES
from jalon.web.templatetags.jalon import case, case_ou_tiret

register = template.Library()


@register.simple_tag(takes_context=True)
def montant_ecrit(context: dict[str, Any], ligne: LigneTableau, colonne: str) -> SafeString:
    """Une case et, pour qui peut écrire, de quoi la corriger (un fait) ou la saisir (rien encore)."""
    valeur = getattr(ligne, colonne)
    texte = case_ou_tiret(valeur) if colonne == "report_entrant" else case(valeur)
    enregistre = context.get("enregistre")
    if enregistre and enregistre["cible"] == valeur.cible:
        marque = '<span class="sous enregistre" role="status">enregistré à {}</span>'
        texte = format_html("{}" + marque, texte, enregistre["heure"])
    adresse = _adresse(context, ligne, colonne, valeur.cible)
    if not adresse:
        return format_html("{}", texte)
    precision = f"{COLONNES[colonne]}, {ligne.titre}"
    if not valeur.cible:
        return format_html(
            '{}<a class="sous geste" href="{}">saisir<span class="visually-hidden"> : {}</span></a>',
            *(texte, adresse, precision),
        )
    return format_html(
        '{}<a class="sous geste" href="{}" hx-get="{}" hx-target="closest td" hx-swap="innerHTML">modifier'
        '<span class="visually-hidden"> : {}</span></a>',
        *(texte, adresse, adresse, precision),
    )


def _adresse(context: dict[str, Any], ligne: LigneTableau, colonne: str, cible: str) -> str:
    """Où l'on écrit cette case, ou rien : total, plusieurs faits additionnés, exercice clos, lecteur."""
    exercice = context["exercice"]
    if not context.get("gere") or exercice.clos_le or not ligne.place_id:
        return ""
    genre, _, cle = cible.partition(":")
    arguments = [context["programme"].code, exercice.code]
    if genre in SAISISSABLES:
        return reverse("montant", args=[*arguments, genre, cle])
    if not cible:
        return reverse("action_montant", args=[*arguments, ligne.numero or ligne.place_id, GENRES[colonne]])
    return ""
