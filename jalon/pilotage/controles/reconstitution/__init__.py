"""Morceaux de `depuis_base` : refaire un relevé avec ce que la base tient et ce que les documents imprimaient."""
