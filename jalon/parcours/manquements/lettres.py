"""Les lettres d'un manquement : leur texte, leurs mentions obligatoires, leur dépôt.

Le texte part tel qu'il est déposé et se garde ainsi ; rien ici ne parle au réseau.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from jalon.parcours.manquements.enums import EtatRecours, Nature, Suite
from jalon.parcours.manquements.horloges import OBSERVATIONS, delai
from jalon.parcours.manquements.mentions import MENTIONS
from jalon.parcours.manquements.models import Decision, Levee, Manquement, Passage, Recours
from jalon.parcours.personnes.models import Adresse, Appartenance, Personne
from jalon.socle.acces.models import Compte, Delegation
from jalon.socle.messages.enums import Canal
from jalon.socle.messages.services import deposer

OBJET = "manquement"
VARIABLE = re.compile(r"\[\[([a-z_:]+)\]\]")
REMEDES = {
    Nature.REFUS_CONTRAT: "établissez ou actualisez votre contrat",
    Nature.OBLIGATIONS: "tenez tout ou partie de vos engagements, comme convenu avec votre référent",
}


@dataclass(frozen=True, slots=True)
class Lettre:
    """Un type de lettre : `corps` en texte simple, `[[variable]]` et `[[mention:code]]` y sont remplacés."""

    titre: str
    corps: str
    mentions: tuple[str, ...]


VOIES = "[[mention:recours]]\n\n[[mention:tribunal]]\n\n[[mention:non_suspensif]]\n\n[[mention:association]]"
CODES_VOIES = ("recours", "tribunal", "non_suspensif", "association", "signature")
SIGNE = "\n\n[[mention:signature]]"
LETTRES: dict[str, Lettre] = {
    "avertissement": Lettre(
        "Avertissement avant sanction",
        "Les faits qui vous sont reprochés, le [[faits_du]] : [[nature]].\n\n[[faits]]\n\n[[engagement]]"
        "Si ces faits sont retenus, vous risquez : [[sanction]].\n\n[[mention:observations]]\n\n"
        "[[mention:assistance]]\n\n[[mention:dossier]]" + SIGNE,
        ("observations", "assistance", "dossier", "signature"),
    ),
    "invitation_ep": Lettre(
        "Invitation devant l'équipe pluridisciplinaire",
        "L'équipe pluridisciplinaire examinera votre situation le [[seance]], à cette adresse : [[lieu]].\n\n"
        "Les faits examinés : [[nature]], le [[faits_du]].\n\n[[mention:entendu]]\n\n[[mention:dossier]]"
        + SIGNE,
        ("entendu", "dossier", "signature"),
    ),
    "decision": Lettre(
        "Décision sur votre RSA",
        "Décision : [[suite]] de [[taux]] % de votre RSA, du [[debut]] au [[fin]] compris.[[base]]\n\n"
        "Pourquoi : [[nature]], le [[faits_du]]. [[motivation]]\n\nTexte appliqué : [[texte]]. Foyer pris en "
        "compte : [[foyer]].\n\n[[lever]]" + VOIES + SIGNE,
        CODES_VOIES,
    ),
    "sans_suite": Lettre(
        "Aucune sanction",
        "Après examen de vos observations, aucune sanction n'est prise pour les faits du [[faits_du]].\n\n"
        "[[motivation]]" + SIGNE,
        ("signature",),
    ),
    "radiation": Lettre(
        "Fin de droit et radiation",
        "Décision : fin de votre droit au RSA et radiation, à compter du [[debut]].\n\nPourquoi : "
        "[[nature]], le "
        "[[faits_du]]. [[motivation]]\n\nTexte appliqué : [[texte]].\n\n" + VOIES + SIGNE,
        CODES_VOIES,
    ),
    "levee": Lettre(
        "Fin de la sanction",
        "La sanction prise le [[decide_le]] est levée à compter du [[levee_le]] : "
        "[[levee_motif]].[[reversement]]"
        "\n\n" + VOIES + SIGNE,
        CODES_VOIES,
    ),
    "accuse_recours": Lettre(
        "Nous avons reçu votre recours",
        "[[mention:accuse]]\n\n[[tardif]][[mention:non_suspensif]]" + SIGNE,
        ("accuse", "non_suspensif", "signature"),
    ),
    "reponse_recours": Lettre(
        "Réponse à votre recours",
        "Votre recours du [[depose_le]] contre la décision du [[decide_le]] est [[issue]].\n\n"
        "[[motivation_recours]]\n\n[[mention:tribunal]]" + SIGNE,
        ("tribunal", "signature"),
    ),
}
"""Le type de lettre est le code de l'étape qui l'envoie."""


def composer(type_lettre: str, variables: dict[str, str]) -> str:
    """Le texte de la lettre. Lève `KeyError` si une variable manque : une lettre ne part pas à trous."""
    lettre = LETTRES[type_lettre]
    manquantes = [code for code in lettre.mentions if f"[[mention:{code}]]" not in lettre.corps]
    if manquantes:
        raise ValueError(f"La lettre « {type_lettre} » n'a pas ses mentions : {', '.join(manquantes)}.")
    corps = VARIABLE.sub(
        lambda m: MENTIONS[m[1].removeprefix("mention:")].texte if m[1].startswith("mention:") else m[0],
        lettre.corps,
    )
    variables = variables | {"lever": variables.get("lever", "").replace("[[remede]]", variables["remede"])}
    return re.sub(r"\n{3,}", "\n\n", VARIABLE.sub(lambda m: variables[m[1]], corps)).strip()


def deposer_lettre(
    manquement: Manquement,
    type_lettre: str,
    *,
    acteur: Compte,
    delegation: Delegation,
    le: date,
    **precisions: Any,
) -> UUID:
    """Dépose la lettre d'une étape et rend la clé du message. La même étape ne l'envoie jamais deux fois.

    Lève `ValidationError` si l'adresse postale de la personne n'est pas connue.
    """
    variables = _variables(manquement, acteur, delegation) | _precisions(**precisions)
    if type_lettre == "avertissement":
        variables["delai"] = str(delai(OBSERVATIONS[manquement.regime], le))
    passage = precisions.get("passage")
    message = deposer(
        cle=f"manquement:{manquement.pk}:{type_lettre}:{passage.pk if passage else ''}",
        canal=Canal.LETTRE,
        adresse=adresse_postale(manquement.personne, le),
        sujet=LETTRES[type_lettre].titre,
        texte=composer(type_lettre, variables),
        personne=manquement.personne_id,
        objet=OBJET,
        cible=manquement.pk,
        acteur=acteur,
        le=timezone.make_aware(datetime.combine(le, time(12))) if le != timezone.localdate() else None,
    )
    return message.pk


def adresse_postale(personne: Personne, jour: date) -> str:
    """Bloc d'adresse du foyer où la personne est ce jour-là. Lève `ValidationError` s'il n'y en a pas."""
    foyer = (
        Appartenance.objects.filter(membre__personne=personne, a_compter_du__lte=jour)
        .exclude(role="")
        .order_by("-a_compter_du")
        .annotate(foyer=F("membre__foyer_id"))
        .values_list("foyer", flat=True)
        .first()
    )
    adresses = Adresse.objects.filter(foyer=foyer).order_by("-a_compter_du")
    adresse = adresses.filter(a_compter_du__lte=jour).first()
    if adresse is None or not (adresse.voie or adresse.lieu_dit) or not adresse.nom_commune:
        raise ValidationError(
            "L'adresse postale de cette personne n'est pas connue : la lettre ne peut pas partir."
        )
    lignes = (
        f"{personne.prenom} {personne.nom}".strip(),
        adresse.complement,
        adresse.voie,
        adresse.lieu_dit,
        f"{adresse.code_postal} {adresse.nom_commune}".strip(),
    )
    return "\n".join(ligne for ligne in lignes if ligne)


def _variables(m: Manquement, acteur: Compte, delegation: Delegation) -> dict[str, str]:
    clause = m.engagement.libelle if m.engagement else ""
    return {
        "faits_du": _jour(m.faits_du),
        "nature": str(m.get_nature_display()),
        "faits": m.faits,
        "engagement": f"L'engagement de votre contrat qui n'a pas été tenu : {clause}\n\n" if clause else "",
        "decide_le": _jour(m.decide_le),
        "signataire": acteur.nom,
        "qualite": delegation.qualite,
        "arrete": delegation.reference,
        "remede": REMEDES.get(Nature(m.nature), ""),
    }


def _precisions(
    *,
    sanction: str = "",
    decision: Decision | None = None,
    levee: Levee | None = None,
    recours: Recours | None = None,
    passage: Passage | None = None,
) -> dict[str, str]:
    lues = {"sanction": sanction}
    if decision is not None:
        lues |= _de_la_decision(decision)
    if levee is not None:
        mois = levee.reverse_mois
        lues |= {
            "levee_le": _jour(levee.le),
            "levee_motif": " : ".join(filter(None, (str(levee.get_motif_display()), levee.precision))),
            "reversement": f" {mois} mois retenus vous sont reversés." if mois else "",
        }
    if recours is not None:
        lues |= _du_recours(recours)
    if passage is not None:
        quand = timezone.localtime(passage.seance.prevue_le)
        lues |= {"seance": f"{quand:%d/%m/%Y à %H h %M}", "lieu": passage.seance.lieu}
    return lues


def _de_la_decision(decision: Decision) -> dict[str, str]:
    levable = decision.suite in (Suite.SUSPENSION,)
    base = f"{decision.base:.2f}".replace(".", ",") if decision.base is not None else ""
    return {
        "suite": str(decision.get_suite_display()),
        "taux": f"{decision.taux:g}".replace(".", ",") if decision.taux is not None else "",
        "debut": _jour(decision.debut),
        "fin": _jour(decision.fin),
        "base": f" Montant de référence : {base} € par mois." if base else "",
        "motivation": decision.motivation,
        "texte": decision.texte_applique,
        "foyer": decision.composition,
        "lever": MENTIONS["levee"].texte + "\n\n" if levable else "",
    }


def _du_recours(recours: Recours) -> dict[str, str]:
    issues = {
        EtatRecours.ANNULE: "accueilli : la décision est annulée",
        EtatRecours.REJETE: "rejeté : la décision est maintenue",
    }
    issue = issues.get(EtatRecours(recours.etat), "")
    if recours.etat == EtatRecours.REFORME:
        issue = (
            f"accueilli en partie : la sanction devient {recours.taux:g} % pendant {recours.duree_mois} mois"
        )
    return {
        "depose_le": _jour(recours.depose_le),
        "echeance": _jour(recours.echeance),
        "tardif": "Il est arrivé après le délai de deux mois.\n\n" if recours.tardif else "",
        "issue": issue,
        "motivation_recours": recours.motivation,
    }


def _jour(valeur: date | None) -> str:
    return f"{valeur:%d/%m/%Y}" if valeur else ""
