from django.urls import path

from jalon.web.documents import views

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/nouveau/", views.document_nouveau, name="document_nouveau"),
    path("documents/<uuid:cle>/", views.document, name="document"),
    path("documents/<uuid:cle>/progres/", views.document_progres, name="document_progres"),
    path("documents/<uuid:cle>/confirmer/", views.document_confirmer, name="document_confirmer"),
    path("documents/<uuid:cle>/refuser/", views.document_refuser, name="document_refuser"),
]
