"""Le journal : qui a fait quoi, quand, avec l'avant et l'après.

`with acte("modifier_action", acteur=compte): …` entoure chaque écriture d'un service.
"""
