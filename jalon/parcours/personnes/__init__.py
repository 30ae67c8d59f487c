"""Foyers, personnes, droits datés et épisodes, tels que les sources les disent."""
