"""Le diagnostic, le contrat d'engagement et son renouvellement."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef

from jalon.demonstration.parcours.temps import Temps, dans_le_rsa
from jalon.parcours.contrats.enums import Domaine, EtatContrat, Partie, Suite
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.contrats.services.redaction import (
    ClauseSaisie,
    ObjectifSaisi,
    Saisie,
    creer_contrat,
    enregistrer_brouillon,
    soumettre_contrat,
)
from jalon.parcours.contrats.services.signature import signer_a_l_ecran, signer_pour_organisme
from jalon.parcours.contrats.services.vie import continuer_contrat
from jalon.parcours.orientation.donnees import domaines
from jalon.parcours.orientation.enums import Voie
from jalon.parcours.orientation.models import Diagnostic, Orientation
from jalon.parcours.orientation.services.diagnostics import ouvrir_diagnostic, repondre_diagnostic
from jalon.parcours.rendezvous.enums import Issue
from jalon.parcours.rendezvous.models import Participation
from jalon.socle.acces.models import Compte

SIGNEES, COURTS, RENOUVELES = 0.6, 0.35, 0.75
SIX_MOIS, TROIS_MOIS, UNE_SEMAINE = timedelta(days=182), timedelta(days=91), timedelta(days=7)
DOMAINES = {Voie.EMPLOI: Domaine.EMPLOI, Voie.SOCIO_PROFESSIONNELLE: Domaine.FORMATION}


def contractualiser(temps: Temps) -> tuple[int, int]:
    """Un diagnostic après le premier rendez-vous honoré, puis le contrat, tout de suite ou plus tard."""
    venues = Participation.objects.filter(personne=OuterRef("personne"), issue=Issue.HONORE)
    signes = Contrat.objects.filter(personne=OuterRef("personne"), signe_le__isnull=False)
    sans_contrat = (
        Orientation.objects.filter(annulee_le=None, notifiee_le__isnull=False)
        .filter(Exists(venues))
        .exclude(Exists(signes))
        .annotate(diagnostiquee=Exists(Diagnostic.objects.filter(personne=OuterRef("personne"))))
        .select_related("organisme_referent", "personne")
        .order_by("pk")
    )
    diagnostics = contrats = 0
    for orientation in sans_contrat:
        if not orientation.diagnostiquee:
            _diagnostiquer(temps, orientation)
            diagnostics += 1
        if temps.tirage(orientation.personne_id, "contrat") < SIGNEES:
            _contracter(temps, orientation)
            contrats += 1
    return diagnostics, contrats


def renouveler(temps: Temps) -> int:
    """Les contrats qui finissent dans la semaine : la plupart ont une suite, signée avant leur fin."""
    suites = Contrat.objects.filter(precedent=OuterRef("pk"))
    finissent = (
        Contrat.objects.filter(
            dans_le_rsa(temps.jour),
            etat=EtatContrat.SIGNE,
            fin__gte=temps.jour,
            fin__lt=temps.jour + UNE_SEMAINE,
        )
        .exclude(Exists(suites))
        .select_related("organisme_referent", "personne", "referent")
        .order_by("pk")
    )
    renouveles = 0
    for contrat in finissent:
        if temps.tirage(contrat.personne_id, "renouvellement") >= RENOUVELES:
            continue
        referent = temps.suit(contrat)
        suivant = continuer_contrat(
            contrat=contrat,
            suite=Suite.RENOUVELLEMENT,
            acteur=referent,
            fin=temps.jour + SIX_MOIS,
            le=temps.jour,
        )
        _signer(temps, suivant, referent)
        renouveles += 1
    return renouveles


def _diagnostiquer(temps: Temps, orientation: Orientation) -> None:
    referent = temps.referent(orientation)
    diagnostic = ouvrir_diagnostic(personne=orientation.personne_id, acteur=referent, le=temps.jour)
    selon_elle = {
        code: 1 + int(temps.tirage(orientation.personne_id, f"place {code}") * 5) for code in domaines()
    }
    selon_lui = {
        code: min(5, max(1, place + rang % 3 - 1)) for rang, (code, place) in enumerate(selon_elle.items())
    }
    repondre_diagnostic(
        diagnostic=diagnostic, acteur=referent, positions_personne=selon_elle, positions_pro=selon_lui
    )


def _contracter(temps: Temps, orientation: Orientation) -> None:
    referent = temps.referent(orientation)
    duree = TROIS_MOIS if temps.tirage(orientation.personne_id, "duree") < COURTS else SIX_MOIS
    contrat = creer_contrat(
        personne=orientation.personne,
        organisme_referent=orientation.organisme_referent,
        referent=referent,
        acteur=referent,
        debut=temps.jour,
        fin=temps.jour + duree,
        voie=orientation.voie,
        le=temps.jour,
    )
    saisie = _saisie(temps, orientation, duree)
    _signer(temps, enregistrer_brouillon(contrat=contrat, saisie=saisie, acteur=referent), referent)


def _signer(temps: Temps, contrat: Contrat, referent: Compte) -> None:
    """Soumis, signé à l'écran par la personne, puis par l'organisme ou la signataire du département."""
    contrat = soumettre_contrat(contrat=contrat, acteur=referent, le=temps.jour)
    empreinte = contrat.versions.get(numero=contrat.version).empreinte
    conventionne = temps.moyens.organismes[contrat.organisme_referent].signe
    contrat = signer_a_l_ecran(
        contrat=contrat,
        empreinte=empreinte,
        moyen_identite="Carte d'identité présentée",
        relu=True,
        acteur=referent,
        le=temps.jour,
    )
    signer_pour_organisme(
        contrat=contrat,
        empreinte=empreinte,
        acteur=referent if conventionne else temps.moyens.signataire,
        le=temps.jour,
    )


def _saisie(temps: Temps, orientation: Orientation, duree: timedelta) -> Saisie:
    debut, fin = temps.jour, temps.jour + duree
    elle, eux = Partie.PERSONNE, Partie.ORGANISME
    domaine = DOMAINES.get(Voie(orientation.voie), Domaine.REMOBILISATION)
    return Saisie(
        debut=debut,
        fin=fin,
        heures_semaine=Decimal(15),
        emploi_recherche="Emploi à définir avec la personne" if orientation.voie == Voie.EMPLOI else "",
        objectifs=[
            ObjectifSaisi(
                domaine,
                f"Avancer : {Domaine(domaine).label}",
                [
                    ClauseSaisie(elle, "Venir aux rendez-vous fixés", debut, fin, Decimal(2)),
                    ClauseSaisie(elle, "Faire les démarches convenues", debut, fin, Decimal(13)),
                    ClauseSaisie(eux, "Recevoir la personne chaque mois", debut, fin),
                ],
            )
        ],
    )
