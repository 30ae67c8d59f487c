from django.urls import path

from jalon.web.provenance import calcul, views

ADRESSE = "provenance/<slug:genre>/<str:reste>/"
CALCUL = "provenance/chiffre/<uuid:cle>/"

urlpatterns = [
    path(ADRESSE, views.provenance, name="provenance"),
    path(f"{ADRESSE}corriger/", views.provenance_corriger, name="provenance_corriger"),
    path(f"{ADRESSE}anomalies/", views.provenance_anomalies, name="provenance_anomalies"),
    path(f"{ADRESSE}retenir/", views.provenance_retenir, name="provenance_retenir"),
    path(f"{ADRESSE}revenir/", views.provenance_revenir, name="provenance_revenir"),
    path(f"{CALCUL}membres/", calcul.calcul_membres, name="calcul_membres"),
    path(f"{CALCUL}membres/export/<str:format>/", calcul.calcul_membres_export, name="calcul_membres_export"),
    path(f"{CALCUL}ecart/", calcul.calcul_ecart, name="calcul_ecart"),
    path(f"{CALCUL}prendre/", calcul.calcul_prendre, name="calcul_prendre"),
    path(f"{CALCUL}sources/", views.chiffre_sources, name="chiffre_sources"),
    path(f"{CALCUL}cible/", calcul.chiffre_cible, name="chiffre_cible"),
    path(f"{CALCUL}locale/retirer/", calcul.locale_retirer, name="locale_retirer"),
]
