from django.urls import path

from jalon.web.credits import saisie, views

urlpatterns = [
    path("programmes/<slug:code>/<str:exercice>/credits/", views.credits, name="credits"),
    path(
        "programmes/<slug:code>/<str:exercice>/credits/export/<str:format>/",
        views.credits_export,
        name="credits_export",
    ),
    path(
        "programmes/<slug:code>/<str:exercice>/credits/<slug:genre>/<uuid:cle>/",
        saisie.montant,
        name="montant",
    ),
    path("programmes/<slug:code>/<str:exercice>/actions/<str:cle>/solde/", views.solde, name="solde"),
    path(
        "programmes/<slug:code>/<str:exercice>/solde/<uuid:decision>/annuler/",
        views.solde_annuler,
        name="solde_annuler",
    ),
]
