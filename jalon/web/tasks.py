"""Verbes de tâche des écrans."""

from jalon.web.editions import tache

__all__ = ["tache"]
