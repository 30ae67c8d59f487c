from django.urls import path

from jalon.web.contrats import circuits, gestes, public, redaction, signature, views

C = "contrats/<uuid:cle>/"
urlpatterns = [
    path("contrats/", views.contrats, name="contrats"),
    path("contrats/export/<slug:format>/", views.contrats_export, name="contrats_export"),
    path("contrats/circuits/", circuits.circuits, name="contrats_circuits"),
    path("contrats/conventions/<uuid:cle>/clore/", circuits.convention_clore, name="convention_clore"),
    path("personnes/<uuid:cle>/contrats/", views.contrats_personne, name="contrats_personne"),
    path("personnes/<uuid:cle>/contrats/nouveau/", redaction.nouveau, name="contrat_nouveau"),
    path(C, views.contrat, name="contrat"),
    path(f"{C}rediger/", redaction.rediger, name="contrat_rediger"),
    path(f"{C}apercu/", views.apercu, name="contrat_apercu"),
    path(f"{C}document/", views.document, name="contrat_document"),
    path(f"{C}preuve/", views.preuve, name="contrat_preuve"),
    path(f"{C}verifier/", views.verifier, name="contrat_verifier"),
    path(f"{C}versions/<int:une>/<int:autre>/", views.versions, name="contrat_versions"),
    path(f"{C}reprendre/", gestes.reprendre, name="contrat_reprendre"),
    path(f"{C}abandonner/", gestes.abandonner, name="contrat_abandonner"),
    path(f"{C}resilier/", gestes.resilier, name="contrat_resilier"),
    path(f"{C}suite/<slug:suite>/", gestes.suite, name="contrat_suite"),
    path("contrats/etapes/<uuid:cle>/", gestes.etape, name="contrat_etape"),
    path("contrats/engagements/<uuid:cle>/", gestes.engagement, name="contrat_engagement"),
    path(f"{C}signer/", signature.signer, name="contrat_signer"),
    path(f"{C}signer/lien/", signature.par_lien, name="contrat_signer_lien"),
    path(f"{C}signer/ecran/", signature.a_l_ecran, name="contrat_signer_ecran"),
    path(f"{C}signer/papier/", signature.sur_papier, name="contrat_signer_papier"),
    path(f"{C}signer/organisme/", signature.pour_l_organisme, name="contrat_signer_organisme"),
    path("p/<str:jeton>/contrat/", public.contrat, name="contrat_public"),
    path("p/<str:jeton>/contrat/code/", public.code, name="contrat_public_code"),
    path("p/<str:jeton>/contrat/signer/", public.signer, name="contrat_public_signer"),
    path("p/<str:jeton>/contrat/document/", public.document, name="contrat_public_document"),
]
