"""Formulaires accessibles : résumé d'erreurs avec liens, aide au champ, envoi unique."""

from jalon.web.formulaires.agents import ChampAgent
from jalon.web.formulaires.base import Formulaire, reporter_erreurs
from jalon.web.formulaires.champs import ChampDate, ChampMontant, ChampNombre
from jalon.web.formulaires.envoi import envoye, une_seule_fois

__all__ = [
    "ChampAgent",
    "ChampDate",
    "ChampMontant",
    "ChampNombre",
    "Formulaire",
    "envoye",
    "reporter_erreurs",
    "une_seule_fois",
]
