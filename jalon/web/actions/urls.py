from django.urls import path

from jalon.web.actions import anomalies, freins, saisies, views

ACTION = "programmes/<slug:code>/<str:exercice>/actions/<str:cle>/"
SECTION = f"{ACTION}sections/<slug:type>/"

urlpatterns = [
    path(ACTION, views.action, name="action"),
    path(f"{ACTION}etat/", views.action_etat, name="action_etat"),
    path(f"{ACTION}freins/", freins.action_freins, name="action_freins"),
    path(f"{ACTION}anomalies/", anomalies.action_anomalies, name="action_anomalies"),
    path(f"{ACTION}montants/<slug:genre>/", saisies.action_montant, name="action_montant"),
    path(f"{ACTION}indicateurs/", saisies.action_indicateur, name="action_indicateur"),
    path(f"{ACTION}chiffres/<uuid:serie>/", saisies.chiffre_saisir, name="chiffre_saisir"),
    path(SECTION, views.section, name="section"),
    path(f"{SECTION}lecture/", views.section_lecture, name="section_lecture"),
    path(f"{SECTION}apercu/", views.section_apercu, name="section_apercu"),
    path(f"{SECTION}brouillon/", views.section_brouillon, name="section_brouillon"),
    path(f"{SECTION}brouillon/jeter/", views.section_brouillon_jeter, name="section_brouillon_jeter"),
    path(f"{SECTION}histoire/", views.section_histoire, name="section_histoire"),
]
