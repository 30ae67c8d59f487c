from django.urls import path

from jalon.web.personnes import views

urlpatterns = [
    path("personnes/", views.personnes, name="personnes"),
    path("personnes/<uuid:cle>/", views.personne, name="personne"),
    path("foyers/<uuid:cle>/", views.foyer, name="foyer"),
]
