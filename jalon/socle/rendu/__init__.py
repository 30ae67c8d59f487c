"""Rendre un contenu : Markdown simple, blocs neutres, PDF (Typst), DOCX, classeurs, graphiques.

Données en entrée, octets en sortie ; rien ici ne connaît un rapport ni la base.
"""
