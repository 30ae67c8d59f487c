"""Les pages à visiter une fois chacune, par nom d'adresse ; `tests/navigateur/test_pages.py` les parcourt.

Chaque entrée donne le rôle qui l'ouvre et l'adresse, où `{…}` vient des repères semés (`semer.garnir`).
Une nouvelle page s'ajoute ici, sinon `test_chaque_adresse_est_visitee` échoue.
"""

from __future__ import annotations

PROGRAMME = "/programmes/{programme}/{exercice}/"
ACTION = PROGRAMME + "actions/{action}/"
GESTION = "/programmes/{programme}/gestion/"

PAGES: dict[str, tuple[str, str]] = {
    "account_login": ("", "/compte/login/"),
    "account_reset_password": ("", "/compte/password/reset/"),
    "account_reset_password_done": ("", "/compte/password/reset/done/"),
    "account_change_password": ("elu", "/compte/password/change/"),
    "account_reauthenticate": ("elu", "/compte/reauthenticate/"),
    "mfa_index": ("elu", "/compte/double-authentification/"),
    "aide": ("chargee_mission", "/aide/"),
    "accessibilite": ("chargee_mission", "/accessibilite/"),
    "mon_compte": ("chargee_mission", "/mon-compte/"),
    "personnes": ("gestionnaire_droits", "/personnes/"),
    "personne": ("gestionnaire_droits", "/personnes/{personne}/"),
    "foyer": ("gestionnaire_droits", "/foyers/{foyer}/?au=2025-02-15"),
    "entrants": ("gestionnaire_droits", "/personnes/entrants/?definition=calpae"),
    "flux": ("gestionnaire_droits", "/flux/"),
    "flux_depot": ("gestionnaire_droits", "/flux/depot/"),
    "chargement": ("gestionnaire_droits", "/flux/chargements/{chargement}/"),
    "rejets": ("gestionnaire_droits", "/flux/rejets/"),
    "rejet": ("gestionnaire_droits", "/flux/rejets/{rejet}/"),
    "rapprochements": ("gestionnaire_droits", "/flux/rapprochements/"),
    "rapprochement": ("gestionnaire_droits", "/flux/rapprochements/{rapprochement}/"),
    "fusions": ("gestionnaire_droits", "/flux/fusions/"),
    "conflits": ("gestionnaire_droits", "/flux/conflits/"),
    "tableur_depot": ("gestionnaire_droits", "/flux/tableurs/depot/"),
    "tableur_demande": ("gestionnaire_droits", "/flux/tableurs/{tableur}/"),
    "tableur_apercu": ("gestionnaire_droits", "/flux/tableurs/{tableur}/apercu/"),
    "sans_personne": ("gestionnaire_droits", "/flux/sans-personne/"),
    "conservation": ("gestionnaire_droits", "/conservation/"),
    "elimination": ("gestionnaire_droits", "/conservation/listes/{elimination}/"),
    "elimination_viser": ("gestionnaire_droits", "/conservation/listes/{elimination}/viser/"),
    "elimination_abandonner": ("gestionnaire_droits", "/conservation/listes/{elimination}/abandonner/"),
    "lectures": ("dpo", "/lectures/"),
    "programme": ("chargee_mission", PROGRAMME),
    "credits": ("chargee_mission", PROGRAMME + "credits/"),
    "montant": ("chargee_mission", PROGRAMME + "credits/credit/{credit}/"),
    "solde": ("chargee_mission", PROGRAMME + "actions/{action_a_decider}/solde/"),
    "indicateurs": ("chargee_mission", PROGRAMME + "indicateurs/"),
    "avancement": ("chargee_mission", PROGRAMME + "avancement/"),
    "action": ("chargee_mission", ACTION),
    "action_etat": ("chargee_mission", ACTION + "etat/"),
    "action_montant": ("chargee_mission", ACTION + "montants/credit/"),
    "action_indicateur": ("chargee_mission", ACTION + "indicateurs/"),
    "chiffre_saisir": ("chargee_mission", PROGRAMME + "actions/{action_avec_serie}/chiffres/{serie}/"),
    "section": ("chargee_mission", ACTION + "sections/bilan/"),
    "section_histoire": ("chargee_mission", ACTION + "sections/bilan/histoire/"),
    "action_freins": ("chargee_mission", ACTION + "freins/"),
    "action_organismes": ("chargee_mission", ACTION + "organismes/"),
    "anomalies": ("chargee_mission", PROGRAMME + "anomalies/"),
    "dispense": ("chargee_mission", PROGRAMME + "anomalies/{anomalie}/dispense/"),
    "anomalie_retenir": ("chargee_mission", PROGRAMME + "anomalies/{anomalie}/retenir/"),
    "editions": ("chargee_mission", PROGRAMME + "editions/"),
    "provenance": ("chargee_mission", "/provenance/credit/{credit}/"),
    "provenance_corriger": ("chargee_mission", "/provenance/credit/{credit}/corriger/"),
    "documents": ("chargee_mission", "/documents/"),
    "document_nouveau": ("chargee_mission", "/documents/nouveau/"),
    "document": ("chargee_mission", "/documents/{document}/"),
    "taches": ("chargee_mission", "/taches/"),
    "gestion": ("chargee_mission", GESTION),
    "programme_nouveau": ("chargee_mission", "/programmes/nouveau/"),
    "programme_modifier": ("chargee_mission", GESTION + "modifier/"),
    "exercice_nouveau": ("chargee_mission", GESTION + "exercices/nouveau/"),
    "exercice_modifier": ("chargee_mission", GESTION + "exercices/{exercice}/"),
    "acte_nouveau": ("chargee_mission", GESTION + "actes/nouveau/"),
    "acte_signataires": ("chargee_mission", GESTION + "actes/{acte}/signataires/"),
    "annexes": ("chargee_mission", GESTION + "annexes/"),
    "formule": ("chargee_mission", GESTION + "annexes/{ligne}/formule/"),
    "axe_nouveau": ("chargee_mission", GESTION + "axes/nouveau/"),
    "objectif_nouveau": ("chargee_mission", GESTION + "objectifs/nouveau/"),
    "action_nouvelle": ("chargee_mission", GESTION + "actions/nouvelle/"),
    "organisme_nouveau": ("chargee_mission", GESTION + "organismes/nouveau/"),
    "accueil": ("administrateur", "/"),
    "journal": ("administrateur", "/journal/"),
    "comptes": ("administrateur", "/comptes/"),
    "compte_nouveau": ("administrateur", "/comptes/nouveau/"),
    "compte": ("administrateur", "/comptes/{compte}/"),
    "parametres": ("administrateur", "/parametres/"),
    "parametre_nouveau": ("administrateur", "/parametres/nouveau/"),
    "parametre": ("administrateur", "/parametres/{parametre}/"),
}

AUTRES: dict[str, tuple[str, str]] = {
    "chiffre": ("chargee_mission", "/provenance/chiffre/{chiffre}/"),
    "mention": ("chargee_mission", "/provenance/mention/{mention}/"),
    "derive": ("chargee_mission", "/provenance/derive/{exercice_id}:total:recettes/"),
    "accueil_gestionnaire": ("gestionnaire_droits", "/"),
    "accueil_dpo": ("dpo", "/"),
    "conservation_dpo": ("dpo", "/conservation/"),
    "elimination_dpo": ("dpo", "/conservation/listes/{elimination}/"),
    "accueil_referent": ("referent", "/"),
    "lecture": ("elu", PROGRAMME),
    "pilote": ("pilote", ACTION),
    "filtre": ("etat", PROGRAMME + "?montrer=faux&tri=solde"),
    "rien": ("direction", PROGRAMME + "indicateurs/?q=introuvable"),
}
"""Les mêmes gabarits dans un autre état : autre genre de chiffre, lecteur sans écriture, liste vide."""

SANS_CREDITS: dict[str, tuple[str, str]] = {
    "sans_credits_programme": ("chargee_mission", PROGRAMME),
    "sans_credits_avancement": ("elu", PROGRAMME + "avancement/"),
    "sans_credits_indicateurs": ("etat", PROGRAMME + "indicateurs/?montrer=tous"),
    "sans_credits_action": ("direction", ACTION),
}
"""Les pages d'un programme sans crédits, sur l'autre rapport de démonstration."""

SANS_PAGE = {
    "account_inactive", "account_logout", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_set_password", "mfa_activate_totp", "mfa_authenticate",
    "mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "programme_courant", "programme_export", "credits_export", "indicateurs_export", "avancement_export",
    "anomalies_export", "journal_export", "lectures_export", "entrants_export", "chargement_export",
    "rejets_export", "rejet_rejouer", "fusion_defaire", "elimination_etablir", "elimination_export",
    "elimination_executer", "dossier_export",
    "document_progres", "document_confirmer", "document_refuser", "conflit_trancher",
    "sans_personne_export", "sans_personne_reconnaitre",
    "piece", "tache", "taches_cloche", "taches_vues", "solde_annuler", "exercice_cloture",
    "organisme_retirer", "section_apercu", "section_brouillon", "section_brouillon_jeter", "section_lecture",
    "dispense_retirer", "compte_fermer", "habilitation_retirer", "provenance_revenir",
    "provenance_retenir", "action_thematiques", "provenance_anomalies", "signataire_retirer",
    "action_anomalies", "mesure_souscrire", "formule_decider",
}  # fmt: skip
"""Adresses sans page propre : redirections, fichiers, fragments, gestes (POST), ou un état que d'autres
tests mènent (second facteur : `tests/navigateur/test_parcours.py`)."""
