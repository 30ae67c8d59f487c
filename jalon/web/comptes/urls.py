from django.urls import path

from jalon.web.comptes import views

urlpatterns = [
    path("comptes/", views.comptes, name="comptes"),
    path("comptes/nouveau/", views.compte_nouveau, name="compte_nouveau"),
    path("comptes/<uuid:cle>/", views.compte, name="compte"),
    path("comptes/<uuid:cle>/fermer/", views.compte_fermer, name="compte_fermer"),
    path("habilitations/<uuid:cle>/retirer/", views.habilitation_retirer, name="habilitation_retirer"),
]
