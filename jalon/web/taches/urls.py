from django.urls import path

from jalon.web.taches import views

urlpatterns = [
    path("taches/", views.taches, name="taches"),
    path("taches/cloche/", views.taches_cloche, name="taches_cloche"),
    path("taches/vues/", views.taches_vues, name="taches_vues"),
    path("taches/<uuid:cle>/", views.tache, name="tache"),
    path("pieces/<uuid:cle>/", views.piece, name="piece"),
]
