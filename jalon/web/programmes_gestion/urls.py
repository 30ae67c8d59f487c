from django.urls import path

from jalon.web.programmes_gestion import actes, annexes, calculs, organismes, views

PROGRAMME = "programmes/<slug:code>/gestion/"
ACTION = "programmes/<slug:code>/<str:exercice>/actions/<str:cle>/"

urlpatterns = [
    path("programmes/nouveau/", views.programme_nouveau, name="programme_nouveau"),
    path(PROGRAMME, views.gestion, name="gestion"),
    path(f"{PROGRAMME}modifier/", views.programme_modifier, name="programme_modifier"),
    path(f"{PROGRAMME}exercices/nouveau/", views.exercice_nouveau, name="exercice_nouveau"),
    path(f"{PROGRAMME}exercices/<str:exercice>/", views.exercice_modifier, name="exercice_modifier"),
    path(f"{PROGRAMME}exercices/<str:exercice>/cloture/", views.exercice_cloture, name="exercice_cloture"),
    path(f"{PROGRAMME}actes/nouveau/", views.acte_nouveau, name="acte_nouveau"),
    path(f"{PROGRAMME}actes/<uuid:acte>/signataires/", actes.acte_signataires, name="acte_signataires"),
    path(
        f"{PROGRAMME}actes/<uuid:acte>/signataires/<int:signataire>/retirer/",
        actes.signataire_retirer,
        name="signataire_retirer",
    ),
    path(f"{PROGRAMME}annexes/", annexes.annexes, name="annexes"),
    path(f"{PROGRAMME}annexes/mesures/<uuid:mesure>/", annexes.mesure_souscrire, name="mesure_souscrire"),
    path(f"{PROGRAMME}annexes/<uuid:ligne>/formule/", annexes.formule, name="formule"),
    path(
        f"{PROGRAMME}annexes/<uuid:ligne>/formule/decider/", annexes.formule_decider, name="formule_decider"
    ),
    path(f"{PROGRAMME}calculs/", calculs.calculs, name="calculs"),
    path(f"{PROGRAMME}calculs/<uuid:serie>/", calculs.calcul_regler, name="calcul_regler"),
    path(f"{PROGRAMME}calculs/<uuid:serie>/retirer/", calculs.calcul_retirer, name="calcul_retirer"),
    path(f"{PROGRAMME}exercices/<str:exercice>/calculer/", calculs.calculs_lancer, name="calculs_lancer"),
    path(f"{PROGRAMME}axes/nouveau/", views.axe_nouveau, name="axe_nouveau"),
    path(f"{PROGRAMME}objectifs/nouveau/", views.objectif_nouveau, name="objectif_nouveau"),
    path(f"{PROGRAMME}actions/nouvelle/", views.action_nouvelle, name="action_nouvelle"),
    path(f"{PROGRAMME}organismes/nouveau/", views.organisme_nouveau, name="organisme_nouveau"),
    path(f"{ACTION}organismes/", organismes.action_organismes, name="action_organismes"),
    path(f"{ACTION}organismes/<int:lien>/retirer/", organismes.organisme_retirer, name="organisme_retirer"),
    path(f"{ACTION}thematiques/", organismes.action_thematiques, name="action_thematiques"),
]
