from django.urls import path

from jalon.web.provenance import views

ADRESSE = "provenance/<slug:genre>/<str:reste>/"

urlpatterns = [
    path(ADRESSE, views.provenance, name="provenance"),
    path(f"{ADRESSE}corriger/", views.provenance_corriger, name="provenance_corriger"),
    path(f"{ADRESSE}anomalies/", views.provenance_anomalies, name="provenance_anomalies"),
    path(f"{ADRESSE}retenir/", views.provenance_retenir, name="provenance_retenir"),
    path(f"{ADRESSE}revenir/", views.provenance_revenir, name="provenance_revenir"),
]
