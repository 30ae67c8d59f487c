"""Les faits datés du parcours, lus sans identité : une vue par pièce, leur union, les séjours en large."""
