"""Tout ce que Jalon envoie : SMS, courriels, lettres ; gardé tel qu'envoyé, avec sa preuve."""
