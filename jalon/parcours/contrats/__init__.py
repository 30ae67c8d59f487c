"""Contrats d'engagement réciproque et contrats d'engagement : de l'ébauche à la signature scellée."""
