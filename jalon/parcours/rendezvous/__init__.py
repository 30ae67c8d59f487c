"""Créneaux, rendez-vous et présences : le suivi d'une invitation se déduit, il ne se tape pas."""
