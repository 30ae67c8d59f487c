"""Relevé → programme, exercice, axes, objectifs, actions, places et alias."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify

from jalon.pilotage.controles.releve import Nature, Releve, TypeSection
from jalon.pilotage.programmes.enums import RoleOrganisation
from jalon.pilotage.programmes.models import AliasAction, ModeleProgramme, OrganisationAction
from jalon.socle.organisations.enums import NatureOrganisation
from jalon.socle.periodes import lire_periode
from jalon.socle.territoire.models import Departement
from jalon.sources.documents.reprise_carnet import Carnet
from jalon.sources.documents.reprise_rapprochements import ActionLue, actions_lues, normaliser

DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
LONGUEUR_LIBELLE = 300
STRUCTURE = "structure"


def departement_du(releve: Releve) -> Departement | None:
    """Le département que le document nomme, dans le référentiel ; `None` s'il ne se reconnaît pas."""
    cherche = f" {normaliser(f'{releve.departement} {releve.titre}')} "
    noms = sorted(Departement.objects.all(), key=lambda d: -len(d.nom))
    return next((d for d in noms if f" {normaliser(d.nom)} " in cherche), None)


def noter_programme(
    carnet: Carnet, code: str, modele: ModeleProgramme, intitule: str, departement: Departement | None
) -> None:
    """Le programme et l'exercice du document."""
    releve = carnet.releve
    champs = {"code": code, "modele_id": modele.pk, "intitule": intitule[:300]}
    champs |= {"source": releve.document[:300], "departement": departement.code if departement else ""}
    champs |= {"parite_niveau": modele.parite_niveau, "parite_base": modele.parite_base}
    porteur = _porteur(carnet, departement)
    deja = carnet.objet("programme", carnet.contexte.programme)
    if deja is None:
        carnet.ajouter(
            "programme",
            code,
            champs | {"porteur_id": porteur},
            intitule,
            zone=STRUCTURE,
            identite=carnet.contexte.programme,
        )
    _noter_exercice(carnet, code)


def _porteur(carnet: Carnet, departement: Departement | None) -> UUID | None:
    if departement is None:
        return None
    nom = f"Conseil départemental — {departement.nom}"
    return carnet.organismes.reconnaitre(nom, NatureOrganisation.DEPARTEMENT, carnet.releve.document)


def _noter_exercice(carnet: Carnet, code_programme: str) -> None:
    contexte = carnet.contexte
    if carnet.objet("exercice", contexte.exercice) is not None:
        return
    periode = lire_periode(contexte.code_exercice)
    annee = int(next(iter(re.findall(r"\d{4}", contexte.code_exercice)), timezone.localdate().year))
    debut = periode.debut if periode else date(annee, 1, 1)
    fin = periode.fin if periode else date(annee, 12, 31)
    champs = {
        "programme_id": contexte.programme,
        "code": contexte.code_exercice,
        "debut_credits": debut,
        "fin_credits": fin,
        "debut_indicateurs": debut,
        "fin_indicateurs": fin,
        "date_arret": lire_date(carnet.releve.date_arret),
    }
    objet = f"exercice {contexte.code_exercice}"
    carnet.ajouter(
        "exercice", contexte.code_exercice, champs, objet, zone=STRUCTURE, identite=contexte.exercice
    )


def lire_date(texte: str) -> date | None:
    """« 30/06/2023 » ou « 2023-06-30 » ; `None` si ce n'est pas une date."""
    try:
        if trouve := DATE.search(texte):
            jour, mois, an = (int(n) for n in trouve.groups())
            return date(an, mois, jour)
        return date.fromisoformat(texte.strip()) if texte.strip() else None
    except ValueError:
        return None


def noter_actions(carnet: Carnet) -> None:
    """Axes, objectifs, actions et leurs places, dans l'ordre du document."""
    carnet.actions = actions_lues(carnet.releve)
    axes: dict[str, UUID] = {}
    objectifs: dict[tuple[str, str], UUID] = {}
    groupes = _rubriques_reunies(carnet.actions)
    ensembles = _ensembles(carnet.releve)
    for action in carnet.actions:
        axe = _code_axe(action)
        if axe not in axes:
            axes[axe] = _noter_axe(carnet, axe, action, len(axes) + 1, groupes, ensembles)
        objectif = _objectif(action)
        if objectif[0] and (axe, objectif[0]) not in objectifs:
            rang = len(objectifs) + 1
            objectifs[axe, objectif[0]] = _noter_objectif(carnet, axe, axes[axe], *objectif, rang)
        _noter_action(carnet, action, axes[axe], objectifs.get((axe, objectif[0])))


def _titre_axe(action: ActionLue) -> str:
    places = (action.fiche and action.fiche.axe, action.avancement and action.avancement.axe)
    rubrique = action.credit.rubrique if action.credit else ""
    return next((t for t in places if t), rubrique) or "Actions"


def _code_axe(action: ActionLue) -> str:
    """« 4 » pour l'action 4.1 ; sinon le numéro que dit le titre de l'axe ; sinon ses premiers mots."""
    if "." in action.numero:
        return action.numero.partition(".")[0][:20]
    titre = _titre_axe(action)
    numero = re.search(r"(?<![\d.])\d{1,2}(?![\d.])", titre[:60])
    return numero.group() if numero else slugify(titre.rpartition(":")[2])[:20].strip("-") or "axe"


def _objectif(action: ActionLue) -> tuple[str, str]:
    for place in (action.fiche, action.avancement):
        if place is not None and place.objectif:
            return (place.objectif_code or slugify(place.objectif))[:20], place.objectif
    return "", ""


def _rubriques_reunies(actions: list[ActionLue]) -> set[str]:
    """Rubriques du tableau des crédits qui réunissent plusieurs axes (« 4.5. Insertion… »)."""
    axes: dict[str, set[str]] = {}
    for action in actions:
        if action.credit and action.credit.rubrique:
            axes.setdefault(action.credit.rubrique, set()).add(_code_axe(action))
    return {rubrique for rubrique, codes in axes.items() if len(codes) > 1}


def _ensembles(releve: Releve) -> dict[str, str]:
    """Rubriques que le tableau réunit sous un même grand sous-total (« mesures socles »), par rubrique."""
    ensembles: dict[str, str] = {}
    for total in (c for c in releve.credits if c.nature == Nature.SOUS_TOTAL):
        rubriques = {releve.credits[rang].rubrique for rang in total.rangs}
        if len(rubriques) > 1:
            titre = re.sub(r"^(?:sous[- ]?)?total\s*", "", total.titre, flags=re.IGNORECASE).strip(" :-")
            ensembles |= dict.fromkeys(rubriques, f"{titre[:1].upper()}{titre[1:]}"[:120])
    return ensembles


def _noter_axe(
    carnet: Carnet, code: str, action: ActionLue, ordre: int, groupes: set[str], ensembles: dict[str, str]
) -> UUID:
    rubrique = action.credit.rubrique if action.credit else ""
    champs = {
        "programme_id": carnet.contexte.programme,
        "code": code,
        "titre": _titre_axe(action)[:400],
        "titre_court": rubrique[:120],
        "groupe": rubrique[:120] if rubrique in groupes else "",
        "ensemble": ensembles.get(rubrique, ""),
        "ordre": ordre,
    }
    return carnet.ajouter("axe", code, champs, _titre_axe(action), zone=STRUCTURE).id


def _noter_objectif(carnet: Carnet, axe: str, cle_axe: UUID, code: str, titre: str, rang: int) -> UUID:
    champs = {"axe_id": cle_axe, "code": code, "titre": titre[:400], "ordre": rang}
    return carnet.ajouter("objectif", f"{axe}|{code}", champs, f"{code} {titre}", zone=STRUCTURE).id


def _noter_action(carnet: Carnet, action: ActionLue, axe: UUID, objectif: UUID | None) -> None:
    titre = action.titre.strip(" -–:")[:500]
    champs = {
        "programme_id": carnet.contexte.programme,
        "intitule": titre,
        "debut_libelle": _libelle(action, TypeSection.MISE_EN_PLACE),
        "duree_libelle": _libelle(action, TypeSection.DUREE),
    }
    place_connue = _place_connue(carnet, action)
    fait = carnet.ajouter("action", action.cle, champs, titre, zone=STRUCTURE, identite=place_connue)
    carnet.ids_actions[action.cle] = fait.id
    place = {
        "action_id": fait.id,
        "programme_id": carnet.contexte.programme,
        "axe_id": axe,
        "objectif_id": objectif,
        "numero": action.numero[:20],
        "titre": titre,
        "ordre": action.ordre,
    }
    objet = f"{action.numero} {titre}".strip()
    cle_place = carnet.ajouter("place", action.cle, place, objet, zone=STRUCTURE).id
    for endroit, numero, imprime in action.alias:
        cles = {"place_id": cle_place, "genre_document": endroit, "titre": imprime[:500]}
        carnet.rattacher(AliasAction, cles, numero=numero[:20])
    _noter_organismes(carnet, action, fait.id)


def _place_connue(carnet: Carnet, action: ActionLue) -> UUID | None:
    """L'action que la base tient déjà sous ce numéro, quand aucune reprise ne l'a encore écrite."""
    if ("action", action.cle) in carnet.traces or not action.numero:
        return None
    places = carnet.objets("place").values()
    memes = (p.action_id for p in places if p.numero == action.numero)  # type: ignore[attr-defined]
    return next(memes, None)


def _libelle(action: ActionLue, type_: TypeSection) -> str:
    section = action.fiche.section(type_) if action.fiche else None
    texte = section.texte.strip() if section else ""
    return texte if len(texte) <= LONGUEUR_LIBELLE else ""


def _noter_organismes(carnet: Carnet, action: ActionLue, cle: UUID) -> None:
    """Pilote, opérateurs et financeurs que le document nomme avec l'action."""
    operateurs: list[str] = []
    tiers: list[str] = []
    budgets = (action.fiche.budget_prevu, action.fiche.budget_execute) if action.fiche else ()
    for budget in (b for b in budgets if b is not None):
        operateurs += [m.nom for m in (*budget.operateurs_etat, *budget.operateurs_departement)]
        tiers += [m.nom for m in budget.tiers]
    # La fiche écrit les noms en entier, le tableau les abrège : c'est elle qui donne le nom retenu.
    operateurs += [m.nom for m in action.credit.operateurs] if action.credit else []
    noms = [(nom, RoleOrganisation.OPERATEUR, NatureOrganisation.OPERATEUR) for nom in operateurs]
    noms += [(nom, RoleOrganisation.FINANCEUR, NatureOrganisation.FINANCEUR) for nom in tiers]
    if action.avancement is not None and action.avancement.pilote:
        noms.append((action.avancement.pilote, RoleOrganisation.PILOTE, NatureOrganisation.AUTRE))
    for nom, role, nature in noms:
        organisation = carnet.organismes.reconnaitre(nom, nature, carnet.releve.document)
        if organisation is not None:
            cles = {"action_id": cle, "organisation_id": organisation, "role": role.value}
            carnet.rattacher(OrganisationAction, cles)
