"""La démonstration : deux programmes publiés, des comptes pour chaque rôle. Aucune personne réelle."""
