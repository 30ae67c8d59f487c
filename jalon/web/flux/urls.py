from django.urls import path

from jalon.web.flux import changements, rapprochements, rejets, views

urlpatterns = [
    path("flux/", views.flux, name="flux"),
    path("flux/depot/", views.flux_depot, name="flux_depot"),
    path("flux/chargements/<int:cle>/", views.chargement, name="chargement"),
    path(
        "flux/chargements/<int:cle>/export/<slug:format>/", views.chargement_export, name="chargement_export"
    ),
    path("flux/chargements/<int:cle>/dossiers/", changements.changements, name="chargement_dossiers"),
    path(
        "flux/chargements/<int:cle>/dossiers/export/<slug:format>/",
        changements.changements_export,
        name="chargement_dossiers_export",
    ),
    path("flux/rejets/", rejets.rejets, name="rejets"),
    path("flux/rejets/export/<slug:format>/", rejets.rejets_export, name="rejets_export"),
    path("flux/rejets/<uuid:cle>/", rejets.rejet, name="rejet"),
    path("flux/rejets/<uuid:cle>/corriger/", rejets.rejet_corriger, name="rejet_corriger"),
    path("flux/rejets/<uuid:cle>/rejouer/", rejets.rejet_rejouer, name="rejet_rejouer"),
    path("flux/rapprochements/", rapprochements.rapprochements, name="rapprochements"),
    path("flux/rapprochements/<uuid:cle>/", rapprochements.rapprochement, name="rapprochement"),
    path("flux/fusions/", rapprochements.fusions, name="fusions"),
    path("flux/fusions/<uuid:cle>/defaire/", rapprochements.fusion_defaire, name="fusion_defaire"),
]
