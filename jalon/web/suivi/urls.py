from django.urls import path

from jalon.web.suivi import carnet, cercles, equipe, fiche, journee, listes, notes, portefeuilles, recherches

PERSONNE = "personnes/<uuid:cle>/suivi/"

urlpatterns = [
    path("ma-journee/", journee.ma_journee, name="ma_journee"),
    path("mon-service/", journee.mon_service, name="mon_service"),
    path("listes/", listes.listes_travail, name="listes_travail"),
    path("listes/<slug:code>/", listes.liste_travail, name="liste_travail"),
    path(
        "listes/<slug:code>/export/<slug:format>/", listes.liste_travail_export, name="liste_travail_export"
    ),
    path("portefeuilles/", portefeuilles.portefeuilles, name="portefeuilles"),
    path("portefeuilles/<uuid:cle>/", portefeuilles.portefeuille, name="portefeuille"),
    path(
        "portefeuilles/<uuid:cle>/export/<slug:format>/",
        portefeuilles.portefeuille_export,
        name="portefeuille_export",
    ),
    path(
        "portefeuilles/<uuid:cle>/transferer/",
        portefeuilles.portefeuille_transferer,
        name="portefeuille_transferer",
    ),
    path(
        "portefeuilles/transferts/<uuid:cle>/annuler/",
        portefeuilles.transfert_annuler,
        name="transfert_annuler",
    ),
    path("portefeuilles/limites/<slug:genre>/<uuid:cle>/", portefeuilles.limite_fixer, name="limite_fixer"),
    path("recherches/", recherches.recherches, name="recherches"),
    path("recherches/<uuid:cle>/", recherches.recherche, name="recherche"),
    path("recherches/<uuid:cle>/export/<slug:format>/", recherches.recherche_export, name="recherche_export"),
    path("recherches/<uuid:cle>/ecrire/", recherches.recherche_ecrire, name="recherche_ecrire"),
    path("recherches/<uuid:cle>/clore/", recherches.recherche_clore, name="recherche_clore"),
    path("recherches/<uuid:cle>/lignes/<uuid:ligne>/", recherches.recherche_noter, name="recherche_noter"),
    path("cercles/", cercles.cercles, name="cercles"),
    path("cercles/<uuid:cle>/fermer/", cercles.cercle_fermer, name="cercle_fermer"),
    path(PERSONNE, fiche.suivi_personne, name="suivi_personne"),
    path(PERSONNE + "carnet/", fiche.carnet_lien, name="carnet_lien"),
    path(PERSONNE + "notes/", notes.note_ecrire, name="note_ecrire"),
    path(PERSONNE + "notes/<uuid:note>/", notes.note_corriger, name="note_corriger"),
    path(PERSONNE + "notes/<uuid:note>/effacer/", notes.note_effacer, name="note_effacer"),
    path(PERSONNE + "taches/", notes.tache_creer, name="tache_creer"),
    path(PERSONNE + "taches/<uuid:tache>/", notes.tache_terminer, name="tache_terminer"),
    path(PERSONNE + "relais/", equipe.relais, name="relais"),
    path(PERSONNE + "equipe/", equipe.equipe_ajouter, name="equipe_ajouter"),
    path(PERSONNE + "equipe/<uuid:membre>/retirer/", equipe.equipe_retirer, name="equipe_retirer"),
    path("p/<str:jeton>/carnet/", carnet.carnet, name="carnet"),
]
