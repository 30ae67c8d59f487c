from django.urls import path

from jalon.web.mesure import (
    comparer,
    contours,
    indicateur,
    membres,
    personne,
    reference,
    tableau,
    territoires,
)

urlpatterns = [
    path("indicateurs/", tableau.tableau_de_bord, name="tableau_de_bord"),
    path("indicateurs/tableaux/<slug:role>/", tableau.tableau_regler, name="tableau_regler"),
    path("indicateurs/reference/", reference.indicateurs_reference, name="indicateurs_reference"),
    path("indicateurs/comparer/", comparer.indicateurs_comparer, name="indicateurs_comparer"),
    path("indicateurs/contours/", contours.contours, name="contours"),
    path("indicateurs/<str:code>/", indicateur.indicateur, name="indicateur"),
    path(
        "indicateurs/<str:code>/export/<slug:format>/", indicateur.indicateur_export, name="indicateur_export"
    ),
    path(
        "indicateurs/<str:code>/territoires/",
        territoires.indicateur_territoires,
        name="indicateur_territoires",
    ),
    path("indicateurs/<str:code>/membres/", membres.indicateur_membres, name="indicateur_membres"),
    path(
        "indicateurs/<str:code>/membres/export/<slug:format>/",
        membres.indicateur_membres_export,
        name="indicateur_membres_export",
    ),
    path("personnes/<uuid:cle>/indicateurs/", personne.personne_indicateurs, name="personne_indicateurs"),
]
