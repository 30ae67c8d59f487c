"""Écritures des contrats : chacune une transaction, une ligne au journal, un refus qui dit pourquoi."""

from jalon.parcours.contrats.document.preuve import sceller_contrat
from jalon.parcours.contrats.services.circuit import (
    EtapeSaisie,
    clore_convention,
    conventionner_organisme,
    franchir_etape,
    peut_franchir,
    regler_circuit,
)
from jalon.parcours.contrats.services.codes import canaux_de, envoyer_code, inviter
from jalon.parcours.contrats.services.redaction import (
    ClauseSaisie,
    ObjectifSaisi,
    Saisie,
    abandonner_contrat,
    creer_contrat,
    enregistrer_brouillon,
    proposer_contrat,
    reprendre_contrat,
    soumettre_contrat,
)
from jalon.parcours.contrats.services.signature import (
    signer_a_l_ecran,
    signer_par_lien,
    signer_pour_organisme,
    signer_sur_papier,
)
from jalon.parcours.contrats.services.vie import (
    continuer_contrat,
    renouveler_plutot,
    resilier_contrat,
    suivre_engagement,
)

__all__ = [
    "ClauseSaisie",
    "EtapeSaisie",
    "ObjectifSaisi",
    "Saisie",
    "abandonner_contrat",
    "canaux_de",
    "clore_convention",
    "continuer_contrat",
    "conventionner_organisme",
    "creer_contrat",
    "enregistrer_brouillon",
    "envoyer_code",
    "franchir_etape",
    "inviter",
    "peut_franchir",
    "proposer_contrat",
    "regler_circuit",
    "renouveler_plutot",
    "reprendre_contrat",
    "resilier_contrat",
    "sceller_contrat",
    "signer_a_l_ecran",
    "signer_par_lien",
    "signer_pour_organisme",
    "signer_sur_papier",
    "soumettre_contrat",
    "suivre_engagement",
]
