"""Adresses des écrans : un module par écran, chemins complets depuis la racine."""

from django.urls import include, path

ECRANS = (
    "programmes_gestion",  # avant `programmes`, dont les adresses sont plus larges
    "programmes",
    "credits",
    "indicateurs",
    "avancement",
    "actions",
    "anomalies",
    "provenance",
    "documents",
    "editions",
    "orientation",
    "rendezvous",
    "contrats",
    "suivi",
    "manquements",
    "messages_envoyes",
    "mesure",
    "personnes",
    "flux",
    "extraits",
    "tableurs",
    "conservation",
    "taches",
    "journal",
    "comptes",
    "parametres",
    "pages",
)

urlpatterns = [path("", include(f"jalon.web.{ecran}.urls")) for ecran in ECRANS]
