from django.urls import path

from jalon.web.conservation import views

LISTE = "conservation/listes/<uuid:cle>/"

urlpatterns = [
    path("conservation/", views.conservation, name="conservation"),
    path("conservation/etablir/", views.elimination_etablir, name="elimination_etablir"),
    path(LISTE, views.elimination, name="elimination"),
    path(f"{LISTE}export/<slug:format>/", views.elimination_export, name="elimination_export"),
    path(f"{LISTE}viser/", views.elimination_viser, name="elimination_viser"),
    path(f"{LISTE}executer/", views.elimination_executer, name="elimination_executer"),
    path(f"{LISTE}abandonner/", views.elimination_abandonner, name="elimination_abandonner"),
    path("dossier/<uuid:cle>/export", views.dossier_export, name="dossier_export"),
]
