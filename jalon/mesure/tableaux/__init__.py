"""Ce qu'un lecteur voit de la mesure : les chiffres choisis pour son rôle, les membres de son périmètre."""
