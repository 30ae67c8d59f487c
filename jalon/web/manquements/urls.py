from django.urls import path

from jalon.web.manquements import delegations, equipes, suites, views

urlpatterns = [
    path("manquements/", views.manquements, name="manquements"),
    path("manquements/export/<slug:format>/", views.manquements_export, name="manquements_export"),
    path("manquements/<uuid:cle>/", views.manquement, name="manquement"),
    path("manquements/<uuid:cle>/<slug:geste>/", views.manquement_geste, name="manquement_geste"),
    path("personnes/<uuid:cle>/manquement/", views.manquement_signaler, name="manquement_signaler"),
    path("recours/", suites.recours_liste, name="recours_liste"),
    path("recours/<uuid:cle>/<slug:geste>/", suites.recours_geste, name="recours_geste"),
    path("ordres-caisse/", suites.ordres, name="ordres"),
    path("ordres-caisse/etablir/", suites.bordereau_etablir, name="bordereau_etablir"),
    path("ordres-caisse/<int:cle>/<slug:format>/", suites.bordereau_export, name="bordereau_export"),
    path("bareme/", suites.bareme, name="bareme"),
    path("bareme/<uuid:cle>/resserrer/", suites.bareme_resserrer, name="bareme_resserrer"),
    path("equipes/", equipes.equipes, name="equipes"),
    path("equipes/nouvelle/", equipes.equipe_nouvelle, name="equipe_nouvelle"),
    path("equipes/<uuid:cle>/", equipes.equipe, name="equipe"),
    path("equipes/<uuid:cle>/seance/", equipes.seance_nouvelle, name="seance_nouvelle"),
    path("equipes/membres/<uuid:cle>/retirer/", equipes.membre_retirer, name="membre_retirer"),
    path("seances/<uuid:cle>/", equipes.seance, name="seance"),
    path("seances/<uuid:cle>/dossiers.pdf", equipes.seance_dossiers, name="seance_dossiers"),
    path("seances/<uuid:cle>/proces-verbal.pdf", equipes.seance_pv, name="seance_pv"),
    path("seances/<uuid:cle>/<slug:geste>/", equipes.seance_geste, name="seance_geste"),
    path("passages/<uuid:cle>/", equipes.passage, name="passage"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/<uuid:cle>/retirer/", delegations.delegation_retirer, name="delegation_retirer"),
]
