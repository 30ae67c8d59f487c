"""Rendu : des données entrent, des octets sortent. Rien ici ne lit la base."""
