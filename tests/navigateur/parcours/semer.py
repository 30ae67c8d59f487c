"""Le petit département des parcours : deux organismes, cinq comptes, quatre personnes. Lancé à part.

`python -m tests.navigateur.parcours.semer installer`, puis `… garnir` ; `… passer` fait passer huit jours sur
les rendez-vous pris : aucun essai ne peut les attendre.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.navigateur.semer import MOT_DE_PASSE, installer

DEPUIS = date(2025, 1, 1)
TELEPHONES = {"entrante": "0612340001", "suivie": "0612340002", "jeune": "0612340003", "autre": "0612340004"}


def garnir() -> None:
    """Organismes, règles, comptes, personnes ; écrit les repères."""
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base.connexions import RoleBase

    # Le propriétaire : l'application n'écrit pas elle-même le périmètre d'une personne.
    with base_ouverte(RoleBase.PROPRIETAIRE):
        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.base.contexte import contexte_compte
        from tests.flux import poser_territoire

        systeme = compte_systeme()
        with contexte_compte(systeme):
            poser_territoire()
            _regler(systeme)
            organismes = _organismes(systeme)
            comptes = _comptes(organismes, systeme)
            personnes = _personnes(organismes, comptes, systeme)
        print(json.dumps({nom: str(personne.pk) for nom, personne in personnes.items()}))


def passer() -> None:
    """Recule de huit jours les rendez-vous à venir : le temps passe."""
    from jalon.socle.base.grappe import grappe_embarquee
    from jalon.socle.base.installation import NOM_BASE, connexion_superutilisateur

    with connexion_superutilisateur(grappe_embarquee(), NOM_BASE) as connexion:
        connexion.execute("SET session_replication_role = replica")
        for table in ("creneau", "rendezvous"):
            connexion.execute(
                f"UPDATE parcours_rendezvous_{table} SET debut = debut - interval '8 days',"  # noqa: S608
                " fin = fin - interval '8 days' WHERE pris > 0 AND debut > now()"
            )


def _regler(systeme: Any) -> None:
    """Une invitation part tout de suite : un essai n'attend pas le temps où elle s'annule."""
    from jalon.parcours.rendezvous.enums import Nature
    from jalon.parcours.rendezvous.services.agenda import creer_motif
    from jalon.socle.parametres.services import fixer_parametre

    fixer_parametre(code="rendezvous.attente_envoi_lot", valeur=0, du=DEPUIS, source="essai", acteur=systeme)
    creer_motif(
        code="premier-rendez-vous",
        libelle="Premier rendez-vous",
        nature=Nature.ACCOMPAGNEMENT,
        consigne="Venez avec une pièce d'identité",
        acteur=systeme,
    )


def _organismes(systeme: Any) -> dict[str, Any]:
    """Le service du département et une mission locale qui signe par convention ; les règles qui y mènent."""
    from jalon.parcours.contrats.services.circuit import conventionner_organisme
    from jalon.parcours.orientation.services import creer_jeu, ecrire_regle, fixer_capacite, mettre_en_service
    from jalon.parcours.rendezvous.services.agenda import creer_lieu
    from jalon.socle.organisations.services import creer_organisation

    voie, jeunes = "socio_professionnelle", [{"code": "age", "operateur": "au_plus", "valeur": 25}]
    jeu = creer_jeu(libelle="Règles des parcours", acteur=systeme)
    organismes = {}
    for nom, libelle, criteres in (
        ("mission", "Mission locale d'Aube", jeunes),
        ("service", "Service insertion d'Aube", []),
    ):
        organisme = creer_organisation(nom=libelle, acteur=systeme)
        creer_lieu(
            organisation=organisme,
            nom=f"Accueil, {libelle}",
            adresse="2 rue des Essais, Aube",
            telephone="02 00 00 00 00",
            acteur=systeme,
        )
        fixer_capacite(organisation=organisme, voie=voie, places=40, du=DEPUIS, acteur=systeme)
        ecrire_regle(
            jeu=jeu,
            libelle="Moins de 26 ans" if criteres else "Les autres",
            criteres=criteres,
            destination="organisme",
            voie=voie,
            organisme=organisme,
            acteur=systeme,
        )
        organismes[nom] = organisme
    mettre_en_service(jeu=jeu, acteur=systeme)
    conventionner_organisme(
        organisation=organismes["mission"], reference="Convention 2025-12", du=DEPUIS, acteur=systeme
    )
    return organismes


def _comptes(organismes: dict[str, Any], systeme: Any) -> dict[str, Any]:
    from jalon.socle.acces.delegations import accorder_delegation
    from jalon.socle.acces.enums import Role, TypeActe
    from jalon.socle.acces.services import accorder_habilitation, creer_compte
    from tests.flux import DEPARTEMENT, NORD

    voulus = {
        "agent": ("Agathe Orain", Role.AGENT_ORIENTATION, {"territoire": NORD}),
        "directrice": ("Diane Signac", Role.GESTIONNAIRE_DROITS, {"departement": DEPARTEMENT}),
        "responsable": ("Rose Servant", Role.RESPONSABLE_STRUCTURE, {"organisation": organismes["service"]}),
        "referent": ("Rémi Fontan", Role.REFERENT, {"organisation": organismes["service"]}),
        "conseiller": ("Malo Jeunot", Role.REFERENT, {"organisation": organismes["mission"]}),
    }
    comptes = {}
    for nom, (affiche, role, perimetre) in voulus.items():
        compte = creer_compte(
            courriel=f"{nom}@exemple.invalid", nom=affiche, mot_de_passe=MOT_DE_PASSE, acteur=systeme
        )
        accorder_habilitation(compte=compte, role=role, acteur=systeme, du=DEPUIS, **perimetre)
        comptes[nom] = compte
    for nom, actes in (
        ("agent", (TypeActe.ORIENTATION,)),
        ("directrice", (TypeActe.ORIENTATION, TypeActe.CONTRAT, TypeActe.COURRIER)),
    ):
        for type_acte in actes:
            accorder_delegation(
                compte=comptes[nom],
                type_acte=type_acte,
                qualite="Pour le président du conseil départemental",
                reference="Arrêté 2025-01",
                du=DEPUIS,
                acteur=systeme,
            )
    return comptes


def _personnes(organismes: dict[str, Any], comptes: dict[str, Any], systeme: Any) -> dict[str, Any]:
    """Une entrante de la semaine ; une personne orientée et suivie, un jeune confié à la mission locale."""
    from jalon.parcours.personnes.services import noter_contact
    from tests.personnes import creer_dossier

    jour = timezone.localdate()
    civils = {
        "autre": ("Morvan", "Paul", date(1979, 1, 30)),
        "entrante": ("Kermarrec", "Louise", date(1985, 4, 2)),
        "suivie": ("Le Bihan", "Nora", date(1990, 9, 12)),
        "jeune": ("Abgrall", "Tom", jour - timedelta(days=22 * 365)),
    }
    personnes = {}
    for nom, (patronyme, prenom, naissance) in civils.items():
        anciennete = 6 if nom == "entrante" else 16
        dossier = creer_dossier(
            connu_le=jour - timedelta(days=anciennete), nom=patronyme, prenom=prenom, naissance=naissance
        )
        noter_contact(
            personne=dossier.personne,
            nature="telephone",
            valeur=TELEPHONES[nom],
            source="essai",
            acteur=systeme,
        )
        personnes[nom] = dossier.personne
    _confier(personnes["suivie"], organismes["service"], comptes["referent"], comptes["directrice"])
    _confier(personnes["autre"], organismes["service"], comptes["referent"], comptes["directrice"])
    _confier(personnes["jeune"], organismes["mission"], comptes["conseiller"], comptes["directrice"])
    return personnes


def _confier(personne: Any, organisme: Any, referent: Any, directrice: Any) -> None:
    """Décidée il y a treize jours, notifiée le lendemain, confiée à son référent."""
    from jalon.parcours.orientation.services import decider_orientation, notifier_orientation
    from jalon.parcours.suivi.services import passer_le_relais

    jour = timezone.localdate()
    orientation = decider_orientation(
        personne=personne,
        voie="socio_professionnelle",
        organisme=organisme,
        le=jour - timedelta(days=13),
        acteur=directrice,
    )
    notifier_orientation(orientation=orientation, acteur=directrice, le=jour - timedelta(days=12))
    passer_le_relais(
        personne=personne,
        de=None,
        vers=referent,
        motif="Première désignation",
        le=jour - timedelta(days=12),
        acteur=directrice,
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "jalon.config.settings"
    {"installer": installer, "garnir": garnir, "passer": passer}[sys.argv[1]]()
