"""Adresses du site : la connexion (allauth) et les écrans (`jalon.web`)."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.account.urls")),
    path("compte/double-authentification/", include("allauth.mfa.urls")),
]
if find_spec("jalon.web.urls"):
    urlpatterns.append(path("", include("jalon.web.urls")))
