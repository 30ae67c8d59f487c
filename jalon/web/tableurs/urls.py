from django.urls import path

from jalon.web.tableurs import france_travail, views

urlpatterns = [
    path("flux/tableurs/depot/", views.tableur_depot, name="tableur_depot"),
    path("flux/tableurs/<uuid:cle>/", views.tableur_demande, name="tableur_demande"),
    path("flux/tableurs/<uuid:cle>/apercu/", views.tableur_apercu, name="tableur_apercu"),
    path("flux/sans-personne/", france_travail.sans_personne, name="sans_personne"),
    path(
        "flux/sans-personne/export/<slug:format>/",
        france_travail.sans_personne_export,
        name="sans_personne_export",
    ),
    path(
        "flux/sans-personne/reconnaitre/",
        france_travail.sans_personne_reconnaitre,
        name="sans_personne_reconnaitre",
    ),
]
