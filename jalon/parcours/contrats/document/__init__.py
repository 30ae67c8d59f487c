"""Le contrat en fichier : sa mise en page, son scellé, son dossier de preuve."""
