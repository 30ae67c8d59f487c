"""Morceaux de `depuis_base` : refaire un relevé avec la base et ce que les documents imprimaient."""
