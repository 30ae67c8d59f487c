"""Les lettres d'un manquement : leurs textes de départ, leurs mentions obligatoires, leur dépôt."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from jalon.parcours.echeances.calcul import Unite
from jalon.parcours.manquements.enums import EtatRecours, Nature, Suite
from jalon.parcours.manquements.horloges import OBSERVATIONS, delai
from jalon.parcours.manquements.models import Decision, Levee, Manquement, Passage, Recours
from jalon.parcours.personnes.selectors.adresse import adresse_postale
from jalon.socle.acces.models import Compte, Delegation
from jalon.socle.messages.lettres import composition, types
from jalon.socle.montants import ecrire_pourcentage

OBJET = "manquement"
PREFIXE = "manquement_"
FAITS = {"nature": "contrat non signé", "faits_du": "14/03/2026", "faits": "Absence à deux rendez-vous."}
MOTIFS = {"motifs_droit": "CASF, article L. 262-37.", "motifs_fait": "Vous n'avez pas signé votre contrat."}
DECIDE = {"decision": "suspension de 30 % de votre RSA", "suite": "Le recours ne suspend pas la sanction."}
NON_SUSPENSIF = "Le recours ne suspend pas la sanction."
REMEDES = {
    Nature.REFUS_CONTRAT: "établissez ou actualisez votre contrat",
    Nature.OBLIGATIONS: "tenez tout ou partie de vos engagements, comme convenu avec votre référent",
}

LETTRES: dict[str, tuple[str, str, dict[str, str], tuple[str, ...]]] = {
    "avertissement": (
        "Avertissement avant sanction",
        "Les faits qui vous sont reprochés, le [[faits_du]] : [[nature]]. [[faits]]\n\n"
        "Si ces faits sont retenus, vous risquez : [[sanction]].\n\n"
        "Aucune sanction ne sera décidée avant la fin du délai ci-dessous. Le jour où vous recevez "
        "cette lettre "
        "n'y compte pas.",
        FAITS | {"sanction": "suspension de 30 % pendant un mois", "limite_observations": "24 mars 2026"},
        ("observations", "signature", "donnees"),
    ),
    "invitation_ep": (
        "Invitation devant l'équipe pluridisciplinaire",
        "L'équipe se réunit le [[seance]], à cette adresse : [[lieu_seance]].\n\nLes faits examinés, le "
        "[[faits_du]] : [[nature]]. Si vous ne venez pas, l'équipe rend quand même son avis ; "
        "l'avis n'est pas "
        "la décision.",
        FAITS | {"seance": "14/03/2026 à 9 h 30", "lieu_seance": "1 place du Département"},
        ("equipe_pluridisciplinaire", "signature"),
    ),
    "decision": (
        "Décision sur votre RSA",
        "Le [[decide_le]], j'ai décidé : **[[decision]]**.\n\n[[suite]]",
        MOTIFS | DECIDE | {"decide_le": "14/03/2026"},
        ("motivation", "rapo", "signature"),
    ),
    "sans_suite": (
        "Aucune sanction",
        "Le [[decide_le]], j'ai décidé de ne prendre aucune sanction pour les faits du [[faits_du]].",
        FAITS | MOTIFS | {"decide_le": "14/03/2026"},
        ("motivation", "signature"),
    ),
    "radiation": (
        "Fin de droit et radiation",
        "Le [[decide_le]], j'ai décidé : **[[decision]]**.\n\n[[suite]]",
        MOTIFS | DECIDE | {"decide_le": "14/03/2026"},
        ("motivation", "rapo", "signature"),
    ),
    "levee": (
        "Fin de la sanction",
        "La sanction décidée le [[decide_le]] est levée : [[levee]]",
        {"decide_le": "14/03/2026", "levee": "contrat signé, à compter du 20/03/2026."},
        ("rapo", "signature"),
    ),
    "accuse_recours": (
        "Nous avons reçu votre recours",
        f"Votre recours vise la décision du [[decide_le]]. [[recevabilite]] {NON_SUSPENSIF}",
        {
            "decide_le": "14/03/2026",
            "recevabilite": "Il est arrivé dans le délai.",
            "recu_le": "20/03/2026",
            "reponse_avant": "20/05/2026",
            "sens_du_silence": "rejetée",
        },
        ("accuse", "signature"),
    ),
    "reponse_recours": (
        "Réponse à votre recours",
        "Votre recours contre la décision du [[decide_le]] est **[[issue]]**.\n\nSi vous n'êtes pas "
        "d'accord, vous avez deux mois après la réception de cette lettre pour saisir [[tribunal]].",
        MOTIFS | {"decide_le": "14/03/2026", "issue": "rejeté"},
        ("motivation", "signature"),
    ),
}
"""Code → titre, texte, variables avec un exemple, mentions que la loi impose."""


def enregistrer_types() -> None:
    """Déclare les lettres ; un modèle qui n'a pas ses mentions obligatoires est refusé."""
    for code, (titre, texte, variables, mentions) in LETTRES.items():
        corps = "\n\n".join(["[[civilite]],", texte, *(f"[[mention:{nom}]]" for nom in mentions)])
        types.enregistrer(PREFIXE + code, titre, variables, mentions, corps=corps)


def deposer_lettre(
    manquement: Manquement,
    code: str,
    *,
    acteur: Compte,
    delegation: Delegation,
    le: date,
    **precisions: Any,
) -> UUID:
    """Dépose la lettre d'une étape et rend la clé du message. La même étape ne l'envoie jamais deux fois.

    Lève `ValidationError` si l'adresse de la personne, ou une donnée de la lettre, n'est pas connue.
    """
    variables = contexte_lettre(manquement, acteur=acteur, delegation=delegation, le=le, **precisions)
    passage, passe = precisions.get("passage"), le != timezone.localdate()
    message = composition.deposer_lettre(
        type=PREFIXE + code,
        organisation=None,
        contexte=variables,
        cle=f"manquement:{manquement.pk}:{code}:{passage.pk if passage else ''}",
        acteur=acteur,
        jour=le,
        personne=manquement.personne_id,
        objet=OBJET,
        cible=manquement.pk,
        le=timezone.make_aware(datetime.combine(le, time(12))) if passe else None,
    )
    return message.pk


def contexte_lettre(
    manquement: Manquement, *, acteur: Compte, delegation: Delegation | None, le: date, **precisions: Any
) -> dict[str, str]:
    """Les variables d'une lettre ; sans délégation (un aperçu), la qualité du signataire n'y est pas.

    Lève `ValidationError` si l'adresse de la personne n'est pas connue.
    """
    variables = _variables(manquement, acteur, le) | _precisions(manquement, **precisions)
    if delegation is None:
        return variables
    return variables | {
        "qualite": delegation.qualite,
        "delegation": f"Par délégation ({delegation.reference}).",
    }


def _variables(m: Manquement, acteur: Compte, le: date) -> dict[str, str]:
    clause = f" L'engagement de votre contrat : « {m.engagement.libelle} »." if m.engagement else ""
    attente = delai(OBSERVATIONS[m.regime], le)
    limite = f"{attente.nombre}e jour après celui où vous recevez cette lettre"
    if attente.unite is Unite.MOIS:
        limite = "même jour du mois qui suit celui où vous recevez cette lettre"
    return {
        "destinataire": adresse_postale(m.personne, le),
        "civilite": "Madame" if m.personne.sexe == "2" else "Monsieur",
        "faits_du": _jour(m.faits_du),
        "nature": str(m.get_nature_display()),
        "faits": m.faits + clause,
        "limite_observations": limite,
        "decide_le": _jour(m.decide_le or le),
        "signataire": acteur.nom,
        "reference": str(m.pk)[:8],
    }


def _precisions(
    manquement: Manquement,
    *,
    sanction: str = "",
    decision: Decision | None = None,
    levee: Levee | None = None,
    recours: Recours | None = None,
    passage: Passage | None = None,
) -> dict[str, str]:
    lues = {"sanction": sanction}
    if decision is not None:
        lues |= _de_la_decision(manquement, decision)
    if levee is not None:
        motif = " : ".join(filter(None, (str(levee.get_motif_display()), levee.precision)))
        rendus = f" {levee.reverse_mois} mois retenus vous sont reversés." if levee.reverse_mois else ""
        lues["levee"] = f"{motif}, à compter du {_jour(levee.le)}.{rendus}"
    if recours is not None:
        lues |= _du_recours(recours)
    if passage is not None:
        quand = timezone.localtime(passage.seance.prevue_le)
        lues |= {"seance": f"{quand:%d/%m/%Y à %H h %M}", "lieu_seance": passage.seance.lieu}
    return lues


def _de_la_decision(manquement: Manquement, d: Decision) -> dict[str, str]:
    if d.suite == Suite.RADIATION:
        prise = f"fin de votre droit au RSA et radiation, à compter du {_jour(d.debut)}"
    else:
        taux = _taux(d.taux)
        prise = (
            f"{d.get_suite_display()} de {taux} de votre RSA, du {_jour(d.debut)} au {_jour(d.fin)} compris"
        )
    montant = f"{d.base:.2f}".replace(".", ",") if d.base is not None else ""
    base = f" Montant de référence : {montant} € par mois." if montant else ""
    remede = REMEDES.get(Nature(manquement.nature), "")
    lever = f"La suspension s'arrête dès que vous {remede} : dites-le à votre référent. "
    return {
        "decision": prise,
        "suite": (lever if d.suite == Suite.SUSPENSION and remede else "") + NON_SUSPENSIF,
        "motifs_droit": f"{d.texte_applique}.",
        "motifs_fait": f"{d.motivation} Foyer pris en compte : {d.composition}.{base}",
    }


def _taux(taux: Decimal | None) -> str:
    """« 30 % », sans les décimales nulles que la base garde."""
    return ecrire_pourcentage((taux or Decimal(0)).normalize())


def _du_recours(recours: Recours) -> dict[str, str]:
    reforme = f"{_taux(recours.taux)} pendant {recours.duree_mois} mois"
    issues = {
        EtatRecours.ANNULE: "accueilli : la décision est annulée",
        EtatRecours.REJETE: "rejeté : la décision est maintenue",
        EtatRecours.REFORME: f"accueilli en partie : {reforme}",
    }
    retard = (
        "Il est arrivé après le délai de deux mois." if recours.tardif else "Il est arrivé dans le délai."
    )
    return {
        "recu_le": _jour(recours.depose_le),
        "reponse_avant": _jour(recours.echeance),
        "sens_du_silence": "rejetée",
        "recevabilite": retard,
        "issue": issues.get(EtatRecours(recours.etat), ""),
        "motifs_droit": "CASF, articles L. 262-37 et L. 262-47.",
        "motifs_fait": recours.motivation,
    }


def _jour(valeur: date | None) -> str:
    return f"{valeur:%d/%m/%Y}" if valeur else ""
