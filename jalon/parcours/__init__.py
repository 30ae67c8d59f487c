"""Les personnes, leurs droits et leurs parcours."""
