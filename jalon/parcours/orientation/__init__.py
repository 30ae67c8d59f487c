"""Qui attend une orientation, ce que les règles proposent, ce qui est décidé ; le diagnostic partagé."""
