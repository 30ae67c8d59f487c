"""Lire les rendez-vous : chaque sélecteur reçoit le lecteur, et la base ne rend que son périmètre."""

from jalon.parcours.rendezvous.selectors.agenda import (
    Journee,
    Reserve,
    a_clore,
    agenda,
    agents,
    avec_places,
    creneaux_ouverts,
    lieux,
    minuit,
    motifs,
    rendezvous_par_id,
    reserves,
    reunions_ouvertes,
)
from jalon.parcours.rendezvous.selectors.personnes import (
    PremierRendezVous,
    a_venir,
    invitations_de,
    invitations_ouvertes,
    premier_rendezvous,
    rendezvous_de,
)
from jalon.parcours.rendezvous.selectors.suivis import (
    A_FAIRE,
    Suivi,
    compter_statuts,
    statuts,
    suivis_par_statut,
)

__all__ = [
    "A_FAIRE",
    "Journee",
    "PremierRendezVous",
    "Reserve",
    "Suivi",
    "a_clore",
    "a_venir",
    "agenda",
    "agents",
    "avec_places",
    "compter_statuts",
    "creneaux_ouverts",
    "invitations_de",
    "invitations_ouvertes",
    "lieux",
    "minuit",
    "motifs",
    "premier_rendezvous",
    "rendezvous_de",
    "rendezvous_par_id",
    "reserves",
    "reunions_ouvertes",
    "statuts",
    "suivis_par_statut",
]
