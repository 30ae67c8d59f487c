"""Les gestes d'un manquement : quand ils viennent, ce qu'ils demandent, ce qu'ils font."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from jalon.parcours.manquements import services
from jalon.parcours.manquements.enums import TRANSITIONS, EtatManquement, Suite
from jalon.parcours.manquements.models import Manquement
from jalon.parcours.manquements.proposition import Proposition, proposer
from jalon.parcours.manquements.services.decisions import Effet
from jalon.parcours.manquements.services.instruction import RECOIVENT_OBSERVATIONS
from jalon.socle.acces.models import Compte
from jalon.web.formulaires import Formulaire, envoye
from jalon.web.manquements import forms

E = EtatManquement
Agir = Callable[[Manquement, dict[str, Any], Compte], object]


@dataclass(frozen=True, slots=True)
class Geste:
    """`vers` : l'état où il mène ; sinon `depuis`, ceux où il vient. `agent` : ouvert à qui signale."""

    titre: str
    formulaire: Callable[..., Formulaire]
    agir: Agir
    fait: str
    vers: EtatManquement | None = None
    depuis: tuple[EtatManquement, ...] = ()
    agent: bool = False

    def permis(self, manquement: Manquement) -> bool:
        etat = EtatManquement(manquement.etat)
        return etat in self.depuis if self.vers is None else self.vers in TRANSITIONS[etat]


@dataclass(frozen=True, slots=True)
class GesteOffert:
    """Un geste à l'écran. `quand` : pourquoi il n'est pas encore là ; vide, il est là."""

    code: str
    titre: str
    quand: str = ""


def _qualifier(m: Manquement, d: dict[str, Any], acteur: Compte) -> object:
    return services.qualifier_manquement(
        manquement=m, motif_legitime=d["motif_legitime"] == "oui", texte=d["texte"], acteur=acteur
    )


def _decider(m: Manquement, d: dict[str, Any], acteur: Compte) -> object:
    suite = Suite(d["suite"])
    effet = Effet(suite)
    if suite == Suite.RADIATION:
        effet = Effet(suite, debut=d["debut"])
    elif suite != Suite.SANS_SUITE:
        effet = Effet(suite, d["taux"], d["duree_mois"], d["debut"])
    return services.decider_manquement(manquement=m, effet=effet, motivation=d["motivation"], acteur=acteur)


GESTES: dict[str, Geste] = {
    "qualifier": Geste(
        "Chercher un motif légitime",
        forms.FormulaireQualification,
        _qualifier,
        "L'examen est noté.",
        E.QUALIFIE,
    ),
    "classer": Geste(
        "Classer sans suite",
        forms.FormulaireTexte,
        lambda m, d, acteur: services.classer_manquement(manquement=m, texte=d["texte"], acteur=acteur),
        "Le signalement est classé.",
        E.CLASSE,
    ),
    "avertir": Geste(
        "Envoyer l'avertissement",
        forms.FormulaireAvertissement,
        lambda m, d, acteur: services.avertir_personne(manquement=m, sanction=d["sanction"], acteur=acteur),
        "L'avertissement est dans la boîte d'envoi.",
        E.AVERTI,
    ),
    "reception": Geste(
        "Noter la réception",
        forms.FormulaireReception,
        lambda m, d, acteur: services.noter_reception(manquement=m, recu_le=d["recu_le"], acteur=acteur),
        "Le délai d'observations court.",
        E.OBSERVATIONS,
    ),
    "observation": Geste(
        "Noter une observation",
        forms.FormulaireObservation,
        lambda m, d, acteur: services.noter_observation(
            manquement=m,
            acteur=acteur,
            **{k: d[k] for k in ("mode", "texte", "recue_le", "accompagnee", "fichier")},
        ),
        "L'observation est gardée.",
        depuis=RECOIVENT_OBSERVATIONS,
        agent=True,
    ),
    "inscrire": Geste(
        "Inscrire à une séance",
        forms.FormulaireInscription,
        lambda m, d, acteur: services.inscrire_manquement(
            manquement=m, seance=d["seance"], expose=d["expose"], acteur=acteur
        ),
        "Le dossier minimisé est à l'ordre du jour.",
        depuis=(E.OBSERVATIONS, E.EP),
    ),
    "decider": Geste("Décider", forms.FormulaireDecision, _decider, "La décision est signée.", E.DECIDE),
    "notifier": Geste(
        "Noter la notification",
        forms.FormulaireNotification,
        lambda m, d, acteur: services.notifier_decision(manquement=m, recue_le=d["recue_le"], acteur=acteur),
        "La notification est notée ; l'ordre attend le prochain bordereau.",
        E.NOTIFIE,
    ),
    "lever": Geste(
        "Lever la sanction",
        forms.FormulaireLevee,
        lambda m, d, acteur: services.lever_sanction(
            manquement=m,
            acteur=acteur,
            **{k: d[k] for k in ("motif", "effet_le", "reverse_mois", "precision")},
        ),
        "La sanction est levée.",
        E.LEVE,
    ),
    "aggraver": Geste(
        "Signaler que le manquement persiste",
        forms.FormulairePersistance,
        lambda m, d, acteur: services.aggraver_manquement(
            manquement=m, faits=d["texte"], faits_du=d["faits_du"], acteur=acteur
        ),
        "Un nouveau manquement est signalé.",
        E.AGGRAVE,
    ),
    "recours": Geste(
        "Enregistrer un recours",
        forms.FormulaireRecours,
        lambda m, d, acteur: services.deposer_recours(
            manquement=m, acteur=acteur, **{k: d[k] for k in ("depose_le", "motifs", "association", "mandat")}
        ),
        "Le recours est enregistré, son accusé de réception est dans la boîte d'envoi.",
        depuis=(E.NOTIFIE, E.EN_COURS, E.LEVE, E.FINI, E.AGGRAVE),
    ),
}


def formulaire_de(
    code: str, manquement: Manquement, request: HttpRequest, proposition: Proposition | None
) -> Formulaire:
    """Le formulaire du geste, prêt ou rempli."""
    options: dict[str, Any] = {"proposition": proposition} if code == "decider" else {}
    if code == "inscrire":
        options["initial"] = {"expose": manquement.faits}
    return GESTES[code].formulaire(envoye(request), request.FILES or None, **options)


def gestes_offerts(manquement: Manquement, jour: date, *, instruit: bool) -> list[GesteOffert]:
    """Les gestes de ce pas. Celui qui n'est pas encore permis dit le jour où il le sera."""
    offerts = []
    for code, geste in GESTES.items():
        if not geste.permis(manquement) or not (instruit or geste.agent):
            continue
        if code == "recours" and manquement.recours.exists():
            continue
        quand = _attente(manquement, jour) if code == "decider" else ""
        offerts.append(GesteOffert(code, geste.titre, quand))
    return offerts


def _attente(manquement: Manquement, jour: date) -> str:
    """Vide si une sanction au moins peut se décider ; sinon ce qui l'empêche."""
    proposition = proposer(manquement, jour)
    if any(p.ouverte for p in proposition.possibilites):
        return ""
    if proposition.des_le and jour < proposition.des_le:
        return f"à partir du {proposition.des_le:%d/%m/%Y}, après le délai d'observations"
    refus = [raison for p in proposition.possibilites for raison in p.refus]
    return refus[0] if refus else "le barème ne prévoit aucune sanction ce jour-là"
