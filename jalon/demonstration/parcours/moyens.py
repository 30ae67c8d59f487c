"""Qui reçoit et qui décide dans le département inventé : organismes, référents, lieux, règles, signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from jalon.parcours.contrats.services.circuit import conventionner_organisme
from jalon.parcours.orientation.enums import Destination, Voie
from jalon.parcours.orientation.models import JeuRegles
from jalon.parcours.orientation.services.regles import (
    creer_jeu,
    ecrire_regle,
    fixer_capacite,
    mettre_en_service,
)
from jalon.parcours.rendezvous.enums import Nature
from jalon.parcours.rendezvous.models import Lieu, Motif
from jalon.parcours.rendezvous.recurrence import Plage
from jalon.parcours.rendezvous.services.agenda import creer_lieu, creer_motif
from jalon.socle.acces.delegations import accorder_delegation, delegation_en_vigueur
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_par_courriel
from jalon.socle.acces.services import accorder_habilitation, creer_compte
from jalon.socle.organisations.models import Organisation
from jalon.socle.organisations.services import creer_organisation

DOMAINE = "demo.invalid"
REFERENTS_PAR_ORGANISME = 2
SEMAINE = [Plage(jour, time(9), time(12), 45) for jour in range(5)] + [
    Plage(jour, time(13, 30), time(16, 30), 45) for jour in range(4)
]
ACTES_SIGNES = (TypeActe.ORIENTATION, TypeActe.CONTRAT, TypeActe.COURRIER, TypeActe.SANCTION)


@dataclass(frozen=True, slots=True)
class Modele:
    """Un organisme à inventer : sa voie, et s'il signe lui-même ses contrats par convention."""

    nom: str
    sigle: str
    voie: Voie
    places: int | None = None
    signe: bool = False


ORGANISMES = (
    Modele("Agence pour l'emploi de démonstration", "AED", Voie.EMPLOI),
    Modele("Mission locale de démonstration", "MLD", Voie.SOCIO_PROFESSIONNELLE, signe=True),
    Modele("Service insertion de démonstration", "SID", Voie.SOCIO_PROFESSIONNELLE, places=4000),
    Modele("Service social de démonstration", "SSD", Voie.SOCIALE),
)
REGLES: tuple[tuple[str, str, list[dict[str, object]]], ...] = (
    ("Moins de 26 ans", "MLD", [{"code": "age", "operateur": "au_plus", "valeur": 25}]),
    ("RSA majoré", "SSD", [{"code": "majoration", "operateur": "oui"}]),
    (
        "Trois enfants ou plus, seul·e",
        "SSD",
        [
            {"code": "enfants", "operateur": "au_moins", "valeur": 3},
            {"code": "en_couple", "operateur": "non"},
        ],
    ),
    ("De retour au RSA", "SID", [{"code": "retour", "operateur": "oui"}]),
    (
        "Moins de 45 ans, sans enfant",
        "AED",
        [
            {"code": "age", "operateur": "au_plus", "valeur": 44},
            {"code": "enfants", "operateur": "au_plus", "valeur": 0},
        ],
    ),
    ("Les autres", "SID", []),
)
"""Libellé, organisme, critères ; la première remplie l'emporte. Inventées, pour la démonstration."""


@dataclass(slots=True)
class Moyens:
    """Tout ce qu'il faut pour jouer le parcours ; `signataire` a les délégations de signature."""

    signataire: Compte
    motif: Motif
    motif_suivi: Motif
    organismes: dict[Organisation, Modele] = field(default_factory=dict)
    referents: dict[Organisation, list[Compte]] = field(default_factory=dict)
    lieux: dict[Organisation, Lieu] = field(default_factory=dict)
    relayes: dict[UUID, Compte] = field(default_factory=dict)
    """Personne → son référent, quand ce n'est plus le premier."""


def preparer(*, du: date, departement: str, acteur: Compte) -> Moyens:
    """Crée ce qui manque, à compter du jour `du` ; relancée, ne crée rien de plus."""
    moyens = Moyens(
        _signataire(du, departement, acteur),
        _motif("premier-rendez-vous", "Premier rendez-vous", acteur),
        _motif("suivi", "Rendez-vous de suivi", acteur),
    )
    for modele in ORGANISMES:
        organisme = Organisation.objects.filter(nom=modele.nom).first()
        neuf = organisme is None
        organisme = organisme or creer_organisation(nom=modele.nom, sigle=modele.sigle, acteur=acteur)
        moyens.organismes[organisme] = modele
        moyens.referents[organisme] = [
            _referent(organisme, modele, rang, du, acteur) for rang in range(1, REFERENTS_PAR_ORGANISME + 1)
        ]
        moyens.lieux[organisme] = Lieu.objects.filter(organisation=organisme).first() or creer_lieu(
            organisation=organisme,
            nom=f"Accueil {modele.sigle}",
            adresse="1 place de la Démonstration",
            acteur=acteur,
        )
        if neuf:
            _installer(organisme, modele, du, acteur)
    _mettre_les_regles(moyens, du, acteur)
    return moyens


def _installer(organisme: Organisation, modele: Modele, du: date, acteur: Compte) -> None:
    fixer_capacite(organisation=organisme, voie=modele.voie, places=modele.places, du=du, acteur=acteur)
    if modele.signe:
        conventionner_organisme(
            organisation=organisme,
            reference=f"Convention {modele.sigle} (démonstration)",
            du=du,
            acteur=acteur,
        )


def _signataire(du: date, departement: str, acteur: Compte) -> Compte:
    compte = _compte("signataire", "Directrice de l'insertion (démonstration)", acteur)
    if not compte.habilitations.exists():
        accorder_habilitation(
            compte=compte, role=Role.GESTIONNAIRE_DROITS, departement=departement, du=du, acteur=acteur
        )
    for type_acte in ACTES_SIGNES:
        if delegation_en_vigueur(compte, type_acte, du) is None:
            accorder_delegation(
                compte=compte,
                type_acte=type_acte,
                qualite="Directrice de l'insertion, pour le président du conseil départemental",
                reference="Arrêté de démonstration",
                du=du,
                acteur=acteur,
            )
    return compte


def _referent(organisme: Organisation, modele: Modele, rang: int, du: date, acteur: Compte) -> Compte:
    courriel = "referent" if (modele.sigle, rang) == ("SID", 1) else f"{modele.sigle.lower()}{rang}"
    compte = _compte(courriel, f"Référent·e {rang} ({modele.sigle})", acteur)
    if not compte.habilitations.filter(role=Role.REFERENT).exists():
        accorder_habilitation(compte=compte, role=Role.REFERENT, organisation=organisme, du=du, acteur=acteur)
    return compte


def _compte(nom: str, affiche: str, acteur: Compte) -> Compte:
    courriel = f"{nom}@{DOMAINE}"
    return compte_par_courriel(courriel) or creer_compte(courriel=courriel, nom=affiche, acteur=acteur)


def _motif(code: str, libelle: str, acteur: Compte) -> Motif:
    return Motif.objects.filter(code=code).first() or creer_motif(
        code=code, libelle=libelle, nature=Nature.ACCOMPAGNEMENT, acteur=acteur
    )


def _mettre_les_regles(moyens: Moyens, du: date, acteur: Compte) -> None:
    if JeuRegles.objects.exists():
        return
    par_sigle = {modele.sigle: (organisme, modele) for organisme, modele in moyens.organismes.items()}
    jeu = creer_jeu(libelle="Règles de démonstration", acteur=acteur)
    for libelle, sigle, criteres in REGLES:
        organisme, modele = par_sigle[sigle]
        ecrire_regle(
            jeu=jeu,
            libelle=libelle,
            criteres=criteres,
            destination=Destination.ORGANISME,
            voie=modele.voie,
            organisme=organisme,
            acteur=acteur,
        )
    mettre_en_service(jeu=jeu, acteur=acteur, le=du)
