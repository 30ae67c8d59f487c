from django.urls import path

from jalon.web.indicateurs import views

urlpatterns = [
    path("programmes/<slug:code>/<str:exercice>/indicateurs/", views.indicateurs, name="indicateurs"),
    path(
        "programmes/<slug:code>/<str:exercice>/indicateurs/export/<str:format>/",
        views.indicateurs_export,
        name="indicateurs_export",
    ),
]
