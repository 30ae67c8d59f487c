"""Tout ce que Jalon envoie, gardé tel qu'envoyé, avec sa preuve."""
