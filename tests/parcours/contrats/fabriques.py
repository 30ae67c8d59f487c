"""De quoi écrire un contrat complet en une ligne : une personne suivie, un organisme, ses agents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from jalon.parcours.contrats import services
from jalon.parcours.contrats.enums import Domaine, Partie
from jalon.parcours.contrats.models import Contrat, ConventionSignature
from jalon.parcours.personnes.models import Contact, Perimetre, Personne
from jalon.socle.acces.delegations import accorder_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.organisations.models import Organisation
from tests.personnes import creer_dossier

LE = date(2025, 2, 1)
DEBUT = date(2025, 2, 10)
FIN = date(2025, 8, 9)
SCAN = b"%PDF-1.4 exemplaire"


@dataclass(frozen=True, slots=True)
class Equipe:
    """Une personne confiée à un référent d'un organisme, et le responsable qui a délégation."""

    personne: Personne
    organisme: Organisation
    referent: Compte
    responsable: Compte


def creer_equipe(creer_compte: Callable[..., Compte], systeme: Compte, **options: Any) -> Equipe:
    personne = creer_dossier(**options).personne
    organisme = Organisation.objects.create(nom=f"Organisme {personne.pk}")
    referent, responsable = (
        creer_compte(Role.REFERENT),
        creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=organisme),
    )
    Perimetre.objects.filter(personne=personne).update(organisations=[organisme.pk], referents=[referent.pk])
    with contexte_compte(systeme):
        accorder_delegation(
            compte=responsable,
            type_acte=TypeActe.CONTRAT,
            qualite="La responsable du service insertion",
            reference="Arrêté 2025-01",
            acteur=systeme,
            du=date(2025, 1, 1),
            au=date(2030, 12, 31),
        )
    Contact.objects.create(
        personne=personne,
        nature="telephone",
        valeur="0612345678",
        source="essai",
        a_compter_du=date(2025, 1, 10),
    )
    return Equipe(personne, organisme, referent, responsable)


def conventionner(organisme: Organisation) -> None:
    ConventionSignature.objects.create(
        organisation=organisme,
        reference="Convention 2025-12",
        periode=DateRange(date(2025, 1, 1), None, "[)"),
    )


def saisie(**champs: Any) -> services.Saisie:
    """Deux objectifs, quinze heures, un engagement de chaque partie dans le premier."""
    valeurs: dict[str, Any] = {
        "debut": DEBUT,
        "fin": FIN,
        "heures_semaine": Decimal("15"),
        "diagnostic": "Cherche un emploi de caissière, sans voiture.",
        "objectifs": (
            services.ObjectifSaisi(
                Domaine.EMPLOI,
                "Retrouver un emploi à temps partiel",
                (
                    services.ClauseSaisie(
                        Partie.PERSONNE, "Envoyer trois candidatures par semaine", echeance=date(2025, 4, 30)
                    ),
                    services.ClauseSaisie(Partie.ORGANISME, "Relire les candidatures à chaque entretien"),
                ),
            ),
            services.ObjectifSaisi(
                Domaine.MOBILITE,
                "Venir travailler sans voiture",
                (services.ClauseSaisie(Partie.PERSONNE, "Demander la carte de transport"),),
            ),
        ),
    }
    return services.Saisie(**(valeurs | champs))


def rediger(equipe: Equipe, *, le: date | datetime = LE, **champs: Any) -> Contrat:
    contrat = services.creer_contrat(
        personne=equipe.personne,
        organisme_referent=equipe.organisme,
        referent=equipe.referent,
        acteur=equipe.referent,
        debut=DEBUT,
        le=le,
    )
    return services.enregistrer_brouillon(contrat=contrat, saisie=saisie(**champs), acteur=equipe.referent)


def a_signer(equipe: Equipe, **champs: Any) -> Contrat:
    return services.soumettre_contrat(contrat=rediger(equipe, **champs), acteur=equipe.referent, le=LE)


def empreinte(contrat: Contrat) -> str:
    return contrat.versions.get(numero=contrat.version).empreinte


def signer(equipe: Equipe, contrat: Contrat, le: date = date(2025, 2, 5)) -> Contrat:
    """L'organisme signe par délégation, la personne devant son référent."""
    services.signer_pour_organisme(
        contrat=contrat, empreinte=empreinte(contrat), acteur=equipe.responsable, le=le
    )
    return services.signer_a_l_ecran(
        contrat=contrat,
        empreinte=empreinte(contrat),
        moyen_identite="carte d'identité",
        relu=True,
        acteur=equipe.referent,
        le=le,
    )


def contrat_signe(equipe: Equipe, **champs: Any) -> Contrat:
    return signer(equipe, a_signer(equipe, **champs))


def contrats_a_montrer(une: Personne, autre: Personne, acteur: Compte) -> dict[str, Contrat]:
    """Pour les essais d'écran : `propose` (première personne) et `a_signer`, en deux versions (seconde)."""
    organisme = Organisation.objects.create(nom="Organisme des contrats")
    contrats = {}
    for nom, personne in (("propose", une), ("a_signer", autre)):
        ouvert = services.creer_contrat(
            personne=personne,
            organisme_referent=organisme,
            referent=acteur,
            acteur=acteur,
            le=LE,
            debut=DEBUT,
        )
        contrats[nom] = services.enregistrer_brouillon(contrat=ouvert, saisie=saisie(), acteur=acteur)
    for contrat in contrats.values():
        services.proposer_contrat(contrat=contrat, acteur=acteur, le=LE)
    services.enregistrer_brouillon(
        contrat=contrats["a_signer"], saisie=saisie(heures_semaine=Decimal("20")), acteur=acteur
    )
    contrats["a_signer"] = services.soumettre_contrat(contrat=contrats["a_signer"], acteur=acteur, le=LE)
    return contrats
