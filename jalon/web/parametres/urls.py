from django.urls import path

from jalon.web.parametres import views

urlpatterns = [
    path("parametres/", views.parametres, name="parametres"),
    path("parametres/nouveau/", views.parametre_nouveau, name="parametre_nouveau"),
    path("parametres/<str:code>/", views.parametre, name="parametre"),
]
