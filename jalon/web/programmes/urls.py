from django.urls import path

from jalon.web.programmes import views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("programmes/<slug:code>/", views.programme_courant, name="programme_courant"),
    path("programmes/<slug:code>/<str:exercice>/", views.programme, name="programme"),
    path(
        "programmes/<slug:code>/<str:exercice>/export/<str:format>/",
        views.programme_export,
        name="programme_export",
    ),
]
