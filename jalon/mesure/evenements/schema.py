"""Ce que le rôle `mesure` lit : deux tables de faits, décrites une fois pour tous les moteurs."""

from __future__ import annotations

import ibis

TYPES = {
    "entree": "Entrée dans le RSA : premier jour du séjour",
    "transmission": "La caisse a transmis le dossier au département",
    "sortie": "Premier jour hors du RSA",
    "droits_devoirs_oui": "Soumis aux droits et devoirs à compter de ce jour, d'après la caisse",
    "droits_devoirs_non": "Non soumis aux droits et devoirs à compter de ce jour, d'après la caisse",
    "droits_devoirs_inconnu": "La caisse ne dit pas, à compter de ce jour, s'il est soumis",
    "orientation": "Orientation décidée et non annulée",
    "notification": "Notification d'une orientation",
    "diagnostic": "Diagnostic partagé",
    "rdv_fixe": "Rendez-vous donné, daté du jour où il a lieu ; annulé par le service, il ne compte pas",
    "rdv_accompagnement": "Le même, quand son motif est l'accompagnement ou le contrat",
    "rdv_honore": "Rendez-vous honoré",
    "rdv_orientation_honore": "Le même, quand son motif est l'orientation",
    "rdv_accompagnement_honore": "Le même, quand son motif est l'accompagnement ou le contrat",
    "rdv_absence": "Absence à un rendez-vous",
    "rdv_excuse": "Rendez-vous excusé",
    "rdv_annule": "Rendez-vous annulé par le service, daté du jour prévu",
    "rdv_a_clore": "Rendez-vous donné dont l'issue n'est pas notée, ou à venir",
    "contrat_signe": "Contrat signé (ni renouvellement, ni révision) ; valeur : durée prévue en jours",
    "contrat_renouvele": "Renouvellement signé ; valeur : durée prévue en jours",
    "contrat_revise": "Révision signée ; valeur : durée prévue en jours",
    "contrat_debut": "Premier jour où un contrat signé court",
    "contrat_fin": "Dernier jour d'un contrat signé, prévu ou effectif ; aucun s'il est sans terme",
    "suivi_debut": "Confié à une structure, à un référent ou aux deux, à compter de ce jour",
    "suivi_fin": "Dernier jour où cette structure ou ce référent le suit",
    "manquement": "Manquement signalé",
    "sanction": "Décision de sanction",
}
"""Type d'événement → ce qu'il est. Un fait hors de tout séjour n'a pas d'épisode, donc aucun délai."""

COLONNES_EVENEMENTS = {
    "personne": "uuid",
    "episode": "uuid",
    "type": "string",
    "date": "date",
    "structure": "uuid",
    "territoire": "string",
    "valeur": "int64",
    "unite": "string",
    "source": "string",
    "cle": "uuid",
    "referent": "uuid",
    "departement": "string",
}

JALONS = (
    "premier_contact",
    "orientation",
    "notification",
    "rdv_fixe",
    "rdv_accompagnement",
    "rdv_honore",
    "rdv_orientation_honore",
    "rdv_accompagnement_honore",
    "rdv_absence",
    "diagnostic",
    "contrat_signe",
    "contrat_renouvele",
    "manquement",
    "sanction",
)
"""Colonnes de `episodes` : la première date de chaque jalon dans le séjour."""

COLONNES_EPISODES = (
    {
        "personne": "uuid",
        "episode": "uuid",
        "rang": "int32",
        "entree": "date",
        "connu_le": "date",
        "sortie": "date",
        "regime": "string",
        "motif_entree": "string",
        "motif_sortie": "string",
        "stock_initial": "boolean",
        "soumis_a_l_entree": "string",
        "sexe": "string",
        "age_entree": "int32",
        "territoire": "string",
        "voie": "string",
        "structure": "uuid",
        "service_emploi": "boolean",
    }
    | dict.fromkeys(JALONS, "date")
    | {"departement": "string"}
)

evenements = ibis.table(COLONNES_EVENEMENTS, name="mesure_evenements")
episodes = ibis.table(COLONNES_EPISODES, name="mesure_episodes")
