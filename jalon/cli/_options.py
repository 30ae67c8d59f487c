"""Options que plusieurs commandes partagent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def option_compte(commande: Callable[..., Any]) -> Callable[..., Any]:
    """`--compte` aussi après le nom de la commande ; il l'emporte sur celui donné avant."""

    def retenir(ctx: click.Context, _: click.Parameter, courriel: str | None) -> None:
        if courriel:
            ctx.find_root().obj = courriel

    return click.option(
        "--compte",
        expose_value=False,
        callback=retenir,
        help="Courriel du compte qui agit (défaut : systeme).",
    )(commande)
