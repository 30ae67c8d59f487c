"""Éditions : un objet de données par modèle de rapport, d'où viennent PDF, DOCX, XLSX et ODS."""
