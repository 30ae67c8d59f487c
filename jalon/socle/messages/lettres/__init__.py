"""Les lettres : types déclarés par les pièces, mentions légales, modèles par organisation, composition."""
