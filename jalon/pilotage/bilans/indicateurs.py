"""Ajouter un indicateur à une action : sa définition, sa série, sa ligne dans la fiche."""

from __future__ import annotations

from django.utils.text import slugify

from jalon.mesure.chiffres.services import creer_serie
from jalon.mesure.indicateurs.models import Indicateur
from jalon.mesure.indicateurs.services import declarer_indicateur
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import Action, SerieAction
from jalon.pilotage.programmes.services import lier_serie
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

LONGUEUR_CODE = 80


def ajouter_indicateur(
    *,
    action: Action,
    libelle: str,
    unite: str,
    unite_compte: str,
    nature: str,
    sens: str,
    definition: str = "",
    groupe: str = "",
    acteur: Compte,
) -> SerieAction:
    """Déclare un indicateur propre au programme et le met à la fin de la fiche de l'action.

    Le redire avec le même libellé rend la ligne qui existe déjà.
    """
    libelle = " ".join(libelle.split())
    with acte("ajouter_indicateur", acteur=acteur, action=action.pk):
        exiger(acteur, "gerer_actions", action.programme)
        deja = SerieAction.objects.filter(action=action, libelle=libelle, groupe=groupe).first()
        if deja is not None:
            return deja
        indicateur = declarer_indicateur(
            code=_code_libre(action.programme.code, libelle),
            titre=libelle,
            unite=unite,
            unite_compte=unite_compte,
            nature=nature,
            sens=sens,
            definition=definition.strip(),
            acteur=acteur,
        )
        serie = creer_serie(indicateur=indicateur, cloison=action.programme_id, acteur=acteur)
        return lier_serie(action=action, serie=serie, libelle=libelle, groupe=groupe, acteur=acteur)


def _code_libre(programme: str, libelle: str) -> str:
    racine = f"{programme}.{slugify(libelle)}"[: LONGUEUR_CODE - 4].rstrip("-.")
    pris = set(Indicateur.objects.filter(code__startswith=racine).values_list("code", flat=True))
    rang, code = 1, racine
    while code in pris:
        rang += 1
        code = f"{racine}-{rang}"
    return code
