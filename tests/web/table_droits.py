"""Qui ouvre quoi : chaque adresse, les rôles qui l'ouvrent, la portée de ce qu'elle montre."""

from __future__ import annotations

from jalon.socle.acces.enums import ROLES_DOSSIERS, ROLES_PROGRAMMES, Role

PROGRAMMES = frozenset(ROLES_PROGRAMMES)
DOSSIERS = frozenset(ROLES_DOSSIERS)
GESTIONNAIRE = frozenset({Role.GESTIONNAIRE_DROITS})
CHARGEE = frozenset({Role.CHARGEE_MISSION})
ORIENTENT = frozenset({Role.AGENT_ORIENTATION, Role.GESTIONNAIRE_DROITS})
ENVOIENT = ORIENTENT | {Role.RESPONSABLE_STRUCTURE}
ECRIVENT = frozenset({Role.CHARGEE_MISSION, Role.PILOTE})
LISENT_DOCUMENTS = frozenset({Role.CHARGEE_MISSION, Role.DIRECTION})
LISENT_JOURNAL = frozenset({Role.ADMINISTRATEUR, Role.DIRECTION})
ADMIN = frozenset({Role.ADMINISTRATEUR})
COMPTE, PUBLIC, FERMEE = "compte", "public", "fermee"

# Portée : `rien` (pas d'objet), `objet` (404 hors du programme), `dossier` (404 hors du périmètre des
# personnes), `flux` (403 sans le département entier), `personnel` (404 si ce n'est pas le sien).
TABLE: dict[str, tuple[frozenset[Role] | str, str]] = {
    "accueil": (COMPTE, "rien"),
    "aide": (PUBLIC, "rien"),
    "accessibilite": (PUBLIC, "rien"),
    "mon_compte": (COMPTE, "rien"),
    **dict.fromkeys(
        (
            "programme_courant programme programme_export credits credits_export indicateurs "
            "indicateurs_export avancement avancement_export action section_lecture section_histoire "
            "action_anomalies anomalies anomalies_export provenance provenance_anomalies "
            "chiffre_sources editions piece"
        ).split(),
        (PROGRAMMES, "objet"),
    ),
    **dict.fromkeys(
        (
            "action_etat action_freins action_montant chiffre_saisir section section_apercu "
            "section_brouillon section_brouillon_jeter anomalie_retenir provenance_corriger "
            "provenance_retenir provenance_revenir "
            "calcul_membres calcul_membres_export calcul_ecart calcul_prendre locale_retirer"
        ).split(),
        (ECRIVENT, "objet"),
    ),
    **dict.fromkeys(
        (
            "gestion programme_modifier exercice_nouveau exercice_modifier exercice_cloture acte_nouveau "
            "axe_nouveau objectif_nouveau action_nouvelle organisme_nouveau action_organismes "
            "organisme_retirer action_thematiques action_indicateur montant solde solde_annuler dispense "
            "dispense_retirer document_confirmer document_refuser montant acte_signataires "
            "signataire_retirer annexes mesure_souscrire formule formule_decider "
            "calculs calcul_regler calcul_retirer calculs_lancer chiffre_cible"
        ).split(),
        (CHARGEE, "objet"),
    ),
    **dict.fromkeys("personnes entrants entrants_export".split(), (DOSSIERS, "rien")),
    **dict.fromkeys(
        (
            "flux flux_depot chargement chargement_export chargement_dossiers chargement_dossiers_export "
            "rejets rejets_export rejet rejet_rejouer rejet_corriger "
            "rapprochements rapprochement fusions fusion_defaire conflits conflit_trancher "
            "tableur_depot tableur_demande tableur_apercu sans_personne sans_personne_export "
            "sans_personne_reconnaitre"
        ).split(),
        (GESTIONNAIRE, "flux"),
    ),
    **dict.fromkeys(
        (
            "elimination_etablir elimination_export elimination_viser elimination_executer "
            "elimination_abandonner dossier_export"
        ).split(),
        (GESTIONNAIRE, "flux"),
    ),
    **dict.fromkeys("conservation elimination".split(), (GESTIONNAIRE | {Role.DPO}, "flux")),
    **dict.fromkeys("personne foyer".split(), (DOSSIERS, "dossier")),
    # Rendez-vous.
    **dict.fromkeys(
        (
            "agenda agenda_suivre creneaux_ouvrir creneaux_fermer absence_noter absence_retirer "
            "absence_reprendre convoquer_plusieurs rendezvous "
            "rendezvous_export rendezvous_inviter rendezvous_envoi rendezvous_envoi_annuler "
            "rendezvous_a_clore reunion_nouvelle rendezvous_fiche rendezvous_issues rendezvous_annuler "
            "rendezvous_emargement"
        ).split(),
        (DOSSIERS, "rien"),
    ),
    **dict.fromkeys(
        "personne_rendezvous personne_prendre personne_convoquer personne_inscrire".split(),
        (DOSSIERS, "dossier"),
    ),
    "rendezvous_reglages": (DOSSIERS - {Role.REFERENT}, "rien"),
    **dict.fromkeys(
        "agenda_flux p_rendezvous p_rendezvous_heures p_rendezvous_confirmer p_rendezvous_annuler".split(),
        (PUBLIC, "rien"),
    ),
    # Manquements, équipes pluridisciplinaires, délégations.
    **dict.fromkeys(
        "manquements manquements_export recours_liste recours_geste bareme".split(), (DOSSIERS, "rien")
    ),
    **dict.fromkeys("manquement manquement_geste manquement_signaler".split(), (DOSSIERS, "dossier")),
    **dict.fromkeys(
        "ordres bordereau_etablir bordereau_export bareme_resserrer".split(), (GESTIONNAIRE, "flux")
    ),
    **dict.fromkeys("equipes seance seance_dossiers seance_pv passage".split(), (COMPTE, "rien")),
    **dict.fromkeys("equipe_nouvelle membre_retirer".split(), (GESTIONNAIRE, "rien")),
    **dict.fromkeys(
        "equipe seance_nouvelle seance_geste".split(), (GESTIONNAIRE | {Role.AGENT_ORIENTATION}, "rien")
    ),
    **dict.fromkeys("delegations delegation_retirer".split(), (ADMIN, "rien")),
    **dict.fromkeys("lectures lectures_export".split(), (frozenset({Role.DPO}), "rien")),
    # L'orientation. Les règles s'écrivent avec un périmètre de tout le département.
    **dict.fromkeys(
        (
            "orientation orientation_export orientation_lot orientation_a_notifier orientation_notifier "
            "orientation_passages orientation_passage orientation_passer orientation_regles orientation_jeu "
            "orientation_essai orientation_essai_export orientation_capacites"
        ).split(),
        (ORIENTENT, "rien"),
    ),
    **dict.fromkeys("orientation_delais orientation_delais_export".split(), (DOSSIERS, "rien")),
    **dict.fromkeys(
        (
            "orientation_jeu_copier orientation_jeu_servir orientation_regle orientation_regle_nouvelle "
            "orientation_regle_bouger"
        ).split(),
        (GESTIONNAIRE, "flux"),
    ),
    **dict.fromkeys(
        (
            "orientation_personne orientation_pourquoi orientation_lettre diagnostics diagnostic_nouveau "
            "diagnostic diagnostic_lien"
        ).split(),
        (DOSSIERS, "dossier"),
    ),
    **dict.fromkeys(
        "proposition_accepter proposition_refuser orientation_annuler".split(), (ORIENTENT, "dossier")
    ),
    "diagnostic_public": (PUBLIC, "rien"),
    # Le suivi.
    "mon_service": (frozenset({Role.RESPONSABLE_STRUCTURE}), "rien"),
    **dict.fromkeys(
        (
            "ma_journee listes_travail liste_travail liste_travail_export portefeuilles portefeuille "
            "portefeuille_export portefeuille_transferer transfert_annuler recherches recherche "
            "recherche_export recherche_clore recherche_noter recherche_ecrire"
        ).split(),
        (DOSSIERS, "rien"),
    ),
    **dict.fromkeys(
        (
            "suivi_personne carnet_lien note_ecrire note_corriger note_effacer tache_creer tache_terminer "
            "relais equipe_ajouter equipe_retirer"
        ).split(),
        (DOSSIERS, "dossier"),
    ),
    "limite_fixer": (DOSSIERS - {Role.REFERENT}, "rien"),
    **dict.fromkeys("cercles cercle_fermer".split(), (ADMIN, "rien")),
    "carnet": (PUBLIC, "rien"),
    # Les contrats.
    **dict.fromkeys("contrats contrats_export".split(), (DOSSIERS, "rien")),
    **dict.fromkeys("contrats_circuits convention_clore".split(), (GESTIONNAIRE, "flux")),
    **dict.fromkeys(
        (
            "contrats_personne contrat_nouveau contrat contrat_rediger contrat_apercu contrat_document "
            "contrat_preuve contrat_verifier contrat_versions contrat_reprendre contrat_abandonner "
            "contrat_resilier contrat_suite contrat_etape contrat_engagement contrat_signer "
            "contrat_signer_lien contrat_signer_ecran contrat_signer_papier contrat_signer_organisme"
        ).split(),
        (DOSSIERS, "dossier"),
    ),
    **dict.fromkeys(
        "contrat_public contrat_public_code contrat_public_signer contrat_public_document".split(),
        (PUBLIC, "rien"),
    ),
    # Les messages.
    **dict.fromkeys(
        ("envois envois_export lots lot_preparer lot lot_deposer lot_abandonner lot_fichier").split(),
        (ENVOIENT, "rien"),
    ),
    **dict.fromkeys("message message_agir".split(), (ENVOIENT, "dossier")),
    "message_pdf": (DOSSIERS, "dossier"),
    **dict.fromkeys(
        "lettres lettre lettre_apercu lettre_commune".split(),
        (ADMIN | GESTIONNAIRE | {Role.RESPONSABLE_STRUCTURE}, "rien"),
    ),
    "rappel_sms": (PUBLIC, "rien"),
    # La mesure.
    **dict.fromkeys(
        (
            "tableau_de_bord indicateurs_reference indicateurs_comparer indicateur indicateur_export "
            "indicateur_territoires"
        ).split(),
        (PROGRAMMES | DOSSIERS, "rien"),
    ),
    **dict.fromkeys("indicateur_membres indicateur_membres_export".split(), (DOSSIERS, "rien")),
    "personne_indicateurs": (DOSSIERS, "dossier"),
    **dict.fromkeys("tableau_regler contours".split(), (ADMIN, "rien")),
    "programme_nouveau": (CHARGEE, "rien"),
    "document_nouveau": (CHARGEE, "rien"),
    "documents": (LISENT_DOCUMENTS, "rien"),
    "document": (LISENT_DOCUMENTS, "objet"),
    "document_progres": (LISENT_DOCUMENTS, "objet"),
    "taches": (COMPTE, "rien"),
    "taches_cloche": (COMPTE, "rien"),
    "taches_vues": (COMPTE, "rien"),
    "tache": (COMPTE, "personnel"),
    "journal": (LISENT_JOURNAL, "rien"),
    "journal_export": (LISENT_JOURNAL, "rien"),
    **dict.fromkeys("comptes compte_nouveau parametres parametre_nouveau".split(), (ADMIN, "rien")),
    **dict.fromkeys("compte compte_fermer habilitation_retirer parametre".split(), (ADMIN, "rien")),
    # Les adresses des bibliothèques : ouvertes, réservées à un compte, ou fermées à tous.
    **dict.fromkeys(
        (
            "account_login account_inactive account_reset_password account_reset_password_done "
            "account_reset_password_from_key account_reset_password_from_key_done mfa_authenticate"
        ).split(),
        (PUBLIC, "rien"),
    ),
    **dict.fromkeys(
        (
            "account_logout account_reauthenticate account_change_password account_set_password mfa_index "
            "mfa_reauthenticate mfa_activate_totp mfa_generate_recovery_codes"
        ).split(),
        (COMPTE, "rien"),
    ),
    # Rien à montrer (404) tant que le compte n'a pas de second facteur.
    **dict.fromkeys(
        "mfa_deactivate_totp mfa_view_recovery_codes mfa_download_recovery_codes".split(),
        (COMPTE, "personnel"),
    ),
    **dict.fromkeys(
        (
            "account_signup account_email account_email_verification_sent account_confirm_login_code "
            "account_confirm_email"
        ).split(),
        (FERMEE, "rien"),
    ),
}
