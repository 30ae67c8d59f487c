from django.urls import path

from jalon.web.rendezvous import agenda, creneaux, fiche, personne, public, reglages, suivis

urlpatterns = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/suivre/", agenda.agenda_suivre, name="agenda_suivre"),
    path("agenda/flux/<slug:jeton>.ics", agenda.agenda_flux, name="agenda_flux"),
    path("agenda/creneaux/", creneaux.creneaux_ouvrir, name="creneaux_ouvrir"),
    path("agenda/creneaux/fermer/", creneaux.creneaux_fermer, name="creneaux_fermer"),
    path("agenda/absences/", creneaux.absence_noter, name="absence_noter"),
    path("agenda/absences/<uuid:cle>/", creneaux.absence_reprendre, name="absence_reprendre"),
    path("agenda/absences/<uuid:cle>/retirer/", creneaux.absence_retirer, name="absence_retirer"),
    path("rendez-vous/", suivis.rendezvous, name="rendezvous"),
    path("rendez-vous/export/<slug:format>/", suivis.rendezvous_export, name="rendezvous_export"),
    path("rendez-vous/inviter/", suivis.inviter, name="rendezvous_inviter"),
    path("rendez-vous/envois/<uuid:lot>/", suivis.envoi, name="rendezvous_envoi"),
    path("rendez-vous/envois/<uuid:lot>/annuler/", suivis.envoi_annuler, name="rendezvous_envoi_annuler"),
    path("rendez-vous/a-clore/", fiche.a_clore, name="rendezvous_a_clore"),
    path("rendez-vous/reunion/", fiche.reunion_nouvelle, name="reunion_nouvelle"),
    path("rendez-vous/reglages/", reglages.reglages, name="rendezvous_reglages"),
    path("rendez-vous/<uuid:cle>/", fiche.fiche, name="rendezvous_fiche"),
    path("rendez-vous/<uuid:cle>/issues/", fiche.issues, name="rendezvous_issues"),
    path("rendez-vous/<uuid:cle>/annuler/", fiche.annuler, name="rendezvous_annuler"),
    path("rendez-vous/<uuid:cle>/emargement.pdf", fiche.emargement, name="rendezvous_emargement"),
    path("personnes/<uuid:cle>/rendez-vous/", personne.personne, name="personne_rendezvous"),
    path("personnes/<uuid:cle>/rendez-vous/prendre/", personne.prendre, name="personne_prendre"),
    path("personnes/<uuid:cle>/rendez-vous/convoquer/", personne.convoquer, name="personne_convoquer"),
    path("personnes/<uuid:cle>/rendez-vous/inscrire/", personne.inscrire, name="personne_inscrire"),
    path("p/<slug:jeton>/rendez-vous/", public.page, name="p_rendezvous"),
    path("p/<slug:jeton>/rendez-vous/heures/", public.heures, name="p_rendezvous_heures"),
    path("p/<slug:jeton>/rendez-vous/confirmer/", public.confirmer, name="p_rendezvous_confirmer"),
    path("p/<slug:jeton>/rendez-vous/annuler/", public.annuler, name="p_rendezvous_annuler"),
]
