from django.urls import path

from jalon.web.anomalies import views

ANOMALIES = "programmes/<slug:code>/<str:exercice>/anomalies/"

urlpatterns = [
    path(ANOMALIES, views.anomalies, name="anomalies"),
    path(f"{ANOMALIES}export/<slug:format>/", views.anomalies_export, name="anomalies_export"),
    path(f"{ANOMALIES}<slug:cle>/dispense/", views.dispense, name="dispense"),
    path(f"{ANOMALIES}<slug:cle>/dispense/retirer/", views.dispense_retirer, name="dispense_retirer"),
    path(f"{ANOMALIES}<slug:cle>/retenir/", views.anomalie_retenir, name="anomalie_retenir"),
]
