"""Après la signature : renouveler, réviser, résilier, dire où en est chaque engagement."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError

from jalon.parcours.contrats.enums import MODIFIABLES, EtatContrat, EtatEngagement, Suite
from jalon.parcours.contrats.etats import ecrire, jour_de, passer, verrouiller
from jalon.parcours.contrats.models import Contrat, Engagement, Objectif
from jalon.parcours.contrats.regles import exiger_en_cours
from jalon.parcours.contrats.services.redaction import creer_contrat, exiger_motif, fermer_les_liens
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

REPRIS = (
    "heures_semaine", "motif_reduction", "precision_reduction", "motif_reexamen", "diagnostic",
    "emploi_recherche", "zone_recherche", "salaire_attendu",
)  # fmt: skip
FINIS = (EtatEngagement.TENU, EtatEngagement.SANS_OBJET)


def continuer_contrat(
    *,
    contrat: Contrat,
    suite: str,
    acteur: Compte,
    debut: date | None = None,
    fin: date | None = None,
    le: date | datetime | None = None,
) -> Contrat:
    """Ouvre le brouillon qui suit un contrat signé : ses textes, et les engagements qui restent à tenir.

    Un renouvellement commence le lendemain de la fin, une révision le jour même, sauf `debut`. Lève
    `ValidationError` : contrat non signé, renouvellement d'un contrat sans terme, début avant le sien,
    révision d'un contrat fini avant qu'elle commence.
    """
    jour = jour_de(le)
    with acte("continuer_contrat", acteur=acteur, contrat=contrat.pk):
        ancien = verrouiller(contrat)
        if ancien.etat != EtatContrat.SIGNE:
            raise ValidationError("Seul un contrat signé se renouvelle ou se révise.", code="etat")
        commence = debut or _debut_de(ancien, Suite(suite), jour)
        if commence <= ancien.debut:
            raise ValidationError({"debut": "La suite d'un contrat commence après lui."})
        if suite == Suite.REVISION:
            exiger_en_cours(ancien, max(commence, jour))
        nouveau = creer_contrat(
            personne=ancien.personne,
            organisme_referent=ancien.organisme_referent,
            referent=ancien.referent,
            acteur=acteur,
            debut=commence,
            fin=fin,
            voie=ancien.voie,
            precedent=ancien,
            suite=suite,
            le=le,
        )
        for nom in REPRIS:
            setattr(nouveau, nom, getattr(ancien, nom))
        nouveau.save(update_fields=[*REPRIS, "modifie_le"])
        _reprendre_clauses(ancien, nouveau)
    return nouveau


def renouveler_plutot(*, contrat: Contrat, acteur: Compte) -> Contrat:
    """Fait d'une révision pas encore soumise un renouvellement : le contrat à réviser a fini entre-temps."""
    with acte("renouveler_plutot", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        if frais.etat not in MODIFIABLES or frais.suite != Suite.REVISION:
            raise ValidationError("Seule une révision en préparation devient un renouvellement.", code="etat")
        if frais.etat == EtatContrat.PROPOSE:
            passer(frais, EtatContrat.BROUILLON, propose_le=None)
        frais.suite = Suite.RENOUVELLEMENT
        ecrire(frais, "suite")
    return frais


def resilier_contrat(
    *,
    contrat: Contrat,
    motif: str,
    acteur: Compte,
    dernier_jour: date | None = None,
    precision: str = "",
    le: date | datetime | None = None,
) -> Contrat:
    """Arrête un contrat signé après `dernier_jour` (défaut : le jour de l'acte), compris.

    Lève `ValidationError` : motif absent, dernier jour après la fin prévue ou avant la veille du début.
    """
    exiger_motif(motif, precision)
    jour = jour_de(le)
    dernier = dernier_jour or jour
    with acte("resilier_contrat", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        if frais.fin is not None and dernier > frais.fin:
            raise ValidationError(
                {"dernier_jour": f"Ce contrat finit déjà le {frais.fin:%d/%m/%Y} : il n'y a rien à arrêter."}
            )
        if dernier < frais.debut - timedelta(days=1):
            raise ValidationError(
                {"dernier_jour": "Au plus tôt la veille du début : il n'a alors jamais couru."}
            )
        passer(
            frais,
            EtatContrat.RESILIE,
            clos_le=jour,
            fin_effective=dernier,
            motif_cloture=motif,
            precision_cloture=precision.strip(),
        )
        fermer_les_liens(frais, acteur)
    return frais


def suivre_engagement(
    *, engagement: Engagement, etat: str, acteur: Compte, le: date | datetime | None = None
) -> Engagement:
    """Dit où en est un engagement d'un contrat signé. Lève `ValidationError` s'il ne l'est pas."""
    if etat not in EtatEngagement.values:
        raise ValidationError({"etat": "Choisissez un état dans la liste."})
    with acte("suivre_engagement", acteur=acteur, engagement=engagement.pk):
        if engagement.contrat.etat != EtatContrat.SIGNE:
            raise ValidationError("Un engagement se suit une fois le contrat signé.", code="etat")
        engagement.etat, engagement.etat_le = etat, jour_de(le)
        engagement.save(update_fields=["etat", "etat_le"])
    return engagement


def _debut_de(ancien: Contrat, suite: Suite, jour: date) -> date:
    if suite == Suite.REVISION:
        return max(jour, ancien.debut + timedelta(days=1))
    if ancien.fin is None:
        raise ValidationError(
            "Un contrat sans terme se révise : il n'a pas de fin à renouveler.", code="suite"
        )
    return ancien.fin + timedelta(days=1)


def _reprendre_clauses(ancien: Contrat, nouveau: Contrat) -> None:
    place = 0
    for rang, objectif in enumerate(ancien.objectifs.order_by("ordre"), start=1):
        copie = Objectif.objects.create(
            contrat=nouveau, domaine=objectif.domaine, libelle=objectif.libelle, ordre=rang
        )
        for clause in objectif.engagements.exclude(etat__in=FINIS).order_by("ordre"):
            place += 1
            Engagement.objects.create(
                contrat=nouveau,
                objectif=copie,
                partie=clause.partie,
                libelle=clause.libelle,
                debut=nouveau.debut,
                heures_semaine=clause.heures_semaine,
                ordre=place,
            )
