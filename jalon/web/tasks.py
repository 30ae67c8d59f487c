"""Verbes de tâche des écrans."""

from jalon.web.editions import tache
from jalon.web.programmes_gestion import tache as tache_calculs

__all__ = ["tache", "tache_calculs"]
