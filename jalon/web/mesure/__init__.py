"""Lire un indicateur calculé : sa valeur, sa tendance, ses coupes, sa carte, et les personnes derrière."""
