"""Aucun modèle : seul le rôle `mesure` lit les vues. Sans ce module, Django tairait ses signaux."""
