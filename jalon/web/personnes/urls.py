from django.urls import path

from jalon.web.personnes import entrants, views

urlpatterns = [
    path("personnes/", views.personnes, name="personnes"),
    path("personnes/entrants/", entrants.entrants, name="entrants"),
    path("personnes/entrants/export/<slug:format>/", entrants.entrants_export, name="entrants_export"),
    path("personnes/<uuid:cle>/", views.personne, name="personne"),
    path("foyers/<uuid:cle>/", views.foyer, name="foyer"),
]
