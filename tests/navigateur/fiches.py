"""Les fiches que `semer` pose pour être visitées : rendez-vous, manquement, séance, portefeuille, carnet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone


def poser_fiches(cle: str, comptes: dict[str, str], systeme: Any) -> dict[str, str]:
    """Pour cette personne ; rend les repères des adresses."""
    from jalon.parcours.personnes.models import Personne
    from jalon.socle.acces.models import Compte

    personne = Personne.objects.get(pk=cle)
    signataire = Compte.objects.get(pk=comptes["gestionnaire_droits"])
    referent = Compte.objects.get(pk=comptes["referent"])
    return (
        _suivre(personne, referent, systeme)
        | _prendre_rendezvous(personne, referent, systeme)
        | _reunir_l_equipe(personne, signataire, systeme)
    )


def _suivre(personne: Any, referent: Any, systeme: Any) -> dict[str, str]:
    """Un référent nommé, une note que la personne lit dans son carnet, une recherche commencée."""
    from jalon.parcours.suivi import services
    from jalon.parcours.suivi.models import LigneCampagne
    from jalon.parcours.suivi.models.carnet import CERCLE_PARTAGEABLE

    services.passer_le_relais(
        personne=personne, de=None, vers=referent, motif="Première désignation", acteur=systeme
    )
    services.ecrire_note(
        personne=personne,
        texte="Rappelée ce matin.",
        cercle=CERCLE_PARTAGEABLE,
        partagee=True,
        acteur=systeme,
    )
    campagne = services.lancer_campagne(
        titre="Sans nouvelles", personnes=[(personne.pk, None)], mois_sans_jalon=6, acteur=systeme
    )
    services.noter_tentative(ligne=LigneCampagne.objects.get(campagne=campagne), canal="sms", acteur=systeme)
    return {
        "referent": str(referent.pk),
        "recherche": str(campagne.pk),
        "jeton_carnet": _lien(personne, "carnet", systeme),
    }


def _prendre_rendezvous(personne: Any, agent: Any, systeme: Any) -> dict[str, str]:
    """Une heure prise, une autre libre, et le lien où la personne en change."""
    from jalon.parcours.rendezvous.services.prise import prendre_creneau
    from tests.parcours.rendezvous.fabriques import creer_creneau, creer_lieu, creer_motif, demain

    motif, lieu = creer_motif(), creer_lieu()
    prise, libre = (creer_creneau(motif, lieu, demain(jours=jours), agent) for jours in (7, 8))
    place = prendre_creneau(creneau=prise, motif=motif, personne=personne, acteur=systeme)
    return {
        "rendezvous": str(place.rendezvous_id),
        "place": str(place.pk),
        "creneau": str(libre.pk),
        "jeton_rendezvous": _lien(personne, "rendezvous", systeme),
    }


def _reunir_l_equipe(personne: Any, signataire: Any, systeme: Any) -> dict[str, str]:
    """Un manquement averti, que l'équipe pluridisciplinaire examinera à sa prochaine séance."""
    from jalon.parcours.manquements import services
    from jalon.parcours.personnes.enums import Regime
    from jalon.socle.acces.delegations import accorder_delegation
    from jalon.socle.acces.enums import TypeActe

    for type_acte in (TypeActe.SANCTION, TypeActe.COURRIER):
        accorder_delegation(
            compte=signataire,
            type_acte=type_acte,
            qualite="Directrice de l'insertion",
            reference="Arrêté 12",
            du=date(2020, 1, 1),
            acteur=systeme,
        )
    jour = timezone.localdate()
    m = services.signaler_manquement(
        personne=personne,
        nature="refus_contrat",
        faits="Absence à la signature.",
        faits_du=jour,
        regime=Regime.PLEIN_EMPLOI,
        acteur=signataire,
    )
    m = services.qualifier_manquement(
        manquement=m, motif_legitime=False, texte="Aucun motif.", acteur=signataire
    )
    m = services.avertir_personne(
        manquement=m, sanction="suspension de 30 % pendant un mois", acteur=signataire
    )
    m = services.noter_reception(manquement=m, recu_le=jour, acteur=signataire)
    equipe = services.creer_equipe(nom="Équipe du nord", quorum=1, acteur=systeme)
    services.ajouter_membre(
        equipe=equipe, nom="M. Diallo", qualite="allocataire", du=date(2020, 1, 1), acteur=systeme
    )
    seance = services.creer_seance(
        equipe=equipe,
        prevue_le=timezone.now() + timedelta(days=7),
        lieu="1 place des Essais",
        acteur=signataire,
    )
    passage = services.inscrire_manquement(
        seance=seance, manquement=m, expose="Absence à la signature.", acteur=signataire
    )
    return {
        "manquement": str(m.pk),
        "equipe": str(equipe.pk),
        "seance": str(seance.pk),
        "passage_ep": str(passage.pk),
    }


def _lien(personne: Any, objet: str, systeme: Any) -> str:
    from jalon.socle.acces.liens import creer_lien

    demain = timezone.now() + timedelta(days=1)
    return creer_lien(personne=personne.pk, objet=objet, expire_le=demain, acteur=systeme)
