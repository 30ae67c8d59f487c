"""Un compte par rôle, avec un même mot de passe tiré au hasard et affiché une seule fois."""

from __future__ import annotations

import os
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from jalon.demonstration.parcours import departement_invente
from jalon.parcours.personnes.models import Perimetre
from jalon.pilotage.programmes.enums import RoleOrganisation
from jalon.pilotage.programmes.models import OrganisationAction, Programme
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.acces.selectors import compte_par_courriel
from jalon.socle.acces.services import accorder_habilitation, creer_compte
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation
from jalon.socle.organisations.services import creer_organisation
from jalon.socle.territoire.models import Epci

DOMAINE = "demo.invalid"
LONGUEUR = 16
STRUCTURE = "Service insertion de démonstration"
COMPTES = (
    ("mission", "Chargée de mission (démonstration)", Role.CHARGEE_MISSION),
    ("pilote", "Pilote d'action (démonstration)", Role.PILOTE),
    ("direction", "Direction (démonstration)", Role.DIRECTION),
    ("elu", "Élue (démonstration)", Role.ELU),
    ("etat", "Services de l'État (démonstration)", Role.ETAT),
    ("admin", "Administrateur (démonstration)", Role.ADMINISTRATEUR),
    ("gestionnaire", "Gestionnaire des droits (démonstration)", Role.GESTIONNAIRE_DROITS),
    ("orientation", "Agente d'orientation (démonstration)", Role.AGENT_ORIENTATION),
    ("structure", "Responsable de structure (démonstration)", Role.RESPONSABLE_STRUCTURE),
    ("referent", "Référente (démonstration)", Role.REFERENT),
    ("dpo", "Déléguée à la protection des données (démonstration)", Role.DPO),
)


@dataclass(frozen=True, slots=True)
class CompteDemonstration:
    courriel: str
    role: Role
    precision: str = ""


def creer_comptes(
    programmes: Iterable[Programme], *, acteur: Compte
) -> tuple[list[CompteDemonstration], str]:
    """Crée les comptes manquants, leur donne leurs habilitations, pose un nouveau mot de passe à tous.

    Rend les comptes et le mot de passe, à afficher et à ne garder nulle part.
    """
    mot_de_passe = os.environ.get("JALON_DEMO_MOT_DE_PASSE") or tirer_mot_de_passe()
    programmes = list(programmes)
    comptes = []
    for nom, affiche, role in COMPTES:
        courriel = f"{nom}@{DOMAINE}"
        compte = compte_par_courriel(courriel)
        if compte is None:
            compte = creer_compte(courriel=courriel, nom=affiche, mot_de_passe=mot_de_passe, acteur=acteur)
        else:
            with acte("poser_mot_de_passe", acteur=acteur):
                compte.set_password(mot_de_passe)
                compte.save(update_fields=["password"])
        precision = _habiliter(compte, role, programmes, acteur)
        comptes.append(CompteDemonstration(courriel, role, precision))
    return comptes, mot_de_passe


def tirer_mot_de_passe() -> str:
    """Un mot de passe au hasard qui suit la règle de la CNIL (quatre classes de caractères)."""
    classes = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!%*+-=?@")
    signes = [secrets.choice(classe) for classe in classes]
    signes += [secrets.choice("".join(classes[:3])) for _ in range(LONGUEUR - len(signes))]
    secrets.SystemRandom().shuffle(signes)
    return "".join(signes)


def _habiliter(compte: Compte, role: Role, programmes: list[Programme], acteur: Compte) -> str:
    """Donne le rôle sur les départements des programmes ; un pilote l'a pour les actions de son organisme."""
    if role == Role.ADMINISTRATEUR:
        _accorder(compte, role, acteur)
        return "tout"
    if role == Role.PILOTE:
        return _habiliter_pilote(compte, programmes, acteur)
    if role in ROLES_DOSSIERS or role == Role.DPO:
        return _habiliter_dossiers(compte, role, acteur)
    for programme in programmes:
        _accorder(compte, role, acteur, departement=programme.departement)
    return ", ".join(programme.code for programme in programmes)


def _habiliter_pilote(compte: Compte, programmes: list[Programme], acteur: Compte) -> str:
    portees = []
    for programme in programmes:
        organisme = _organisme_pilote(programme)
        if organisme is not None:
            _accorder(compte, Role.PILOTE, acteur, organisation=organisme, programme_id=programme.pk)
            portees.append(f"{programme.code}, actions de {organisme}")
    return " ; ".join(portees)


def _habiliter_dossiers(compte: Compte, role: Role, acteur: Compte) -> str:
    """Le gestionnaire a le département, l'agent une intercommunalité, les autres ce qui leur sera confié."""
    departement = departement_invente()
    if role == Role.GESTIONNAIRE_DROITS:
        _accorder(compte, role, acteur, departement=departement)
        return f"dossiers du département {departement}"
    if role == Role.AGENT_ORIENTATION:
        epci = _intercommunalite_la_plus_suivie()
        if epci is None:
            _accorder(compte, role, acteur, departement=departement)
            return f"dossiers du département {departement}"
        _accorder(compte, role, acteur, territoire=epci.code)
        return f"dossiers de {epci}"
    if role == Role.RESPONSABLE_STRUCTURE:
        structure = Organisation.objects.filter(nom=STRUCTURE).first()
        structure = structure or creer_organisation(nom=STRUCTURE, acteur=acteur)
        _accorder(compte, role, acteur, organisation=structure)
        return f"personnes confiées à {STRUCTURE}"
    _accorder(compte, role, acteur)
    return "journal des lectures" if role == Role.DPO else "personnes qui lui sont confiées"


def _intercommunalite_la_plus_suivie() -> Epci | None:
    suivies = Perimetre.objects.exclude(territoire="").values("territoire")
    premiere = suivies.annotate(nombre=Count("pk")).order_by("-nombre", "territoire").first()
    return Epci.objects.filter(code=premiere["territoire"]).first() if premiere else None


def _organisme_pilote(programme: Programme) -> Organisation | None:
    """L'organisme qui pilote le plus d'actions du programme, s'il y en a un."""
    liens = OrganisationAction.objects.filter(action__programme=programme, role=RoleOrganisation.PILOTE)
    organismes = [lien.organisation for lien in liens.select_related("organisation").order_by("id")]
    return max(organismes, key=organismes.count, default=None)


def _accorder(
    compte: Compte,
    role: Role,
    acteur: Compte,
    *,
    departement: str = "",
    territoire: str = "",
    organisation: Organisation | None = None,
    programme_id: UUID | None = None,
) -> None:
    """Accorde l'habilitation, sauf si le compte l'a déjà."""
    deja = Habilitation.objects.filter(
        compte=compte,
        role=role,
        departement=departement,
        territoire=territoire,
        organisation=organisation,
        programme_id=programme_id,
    )
    if not deja.exists():
        accorder_habilitation(
            compte=compte,
            role=role,
            acteur=acteur,
            departement=departement,
            territoire=territoire,
            organisation=organisation,
            programme_id=programme_id,
            motif="Démonstration",
        )
