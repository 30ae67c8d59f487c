from django.urls import path

from jalon.web.extraits import views

urlpatterns = [
    path("flux/conflits/", views.conflits, name="conflits"),
    path("flux/conflits/<uuid:cle>/trancher/", views.conflit_trancher, name="conflit_trancher"),
]
