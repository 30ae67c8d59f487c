"""Garder ce qu'il faut le temps qu'il faut : compter, lister, faire viser, effacer ; rendre son dossier à
chacun."""
