"""Chercher une personne, lire son dossier et celui de son foyer, compter les nouveaux entrants."""
