"""Adresses du site : la connexion (allauth) et les écrans (`jalon.web`)."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.account.urls")),
    path("compte/double-authentification/", include("allauth.mfa.urls")),
    path("", include("jalon.web.urls")),
]
