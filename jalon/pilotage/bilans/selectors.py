"""Lire les fiches d'un exercice : toutes d'un coup, en un nombre de requêtes indépendant de leur nombre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from jalon.mesure.chiffres.models import Chiffre
from jalon.pilotage.bilans.budget import budget_affiche
from jalon.pilotage.bilans.fiche import (
    FicheComplete,
    LigneAvancementAffichee,
    SectionAffichee,
    TableauAffiche,
)
from jalon.pilotage.bilans.manques import titre_section
from jalon.pilotage.bilans.models import FicheBilan, SectionFiche
from jalon.pilotage.bilans.tableaux import annexes, chiffres_par_serie, tableaux_de_fiche
from jalon.pilotage.finances.agregats import ArgentAction, argent_par_action
from jalon.pilotage.finances.selectors import ligne_action
from jalon.pilotage.programmes.enums import RoleOrganisation, TypeSection
from jalon.pilotage.programmes.models import (
    EtatModele,
    Exercice,
    OrganisationAction,
    PlaceAction,
    Programme,
    SectionModele,
    SerieAction,
    Thematique,
)
from jalon.pilotage.programmes.selectors import legende, places_de

__all__ = [
    "annexes",
    "fiche_complete",
    "fiche_de",
    "fiches_completes",
    "fiches_de_places",
    "section_de",
    "tableau_avancement",
]

NON_LU = ("non_lu", "non lu", "")


@dataclass(slots=True)
class _Chargement:
    """Tout ce qu'il faut pour montrer des fiches, chargé une fois pour toutes les actions."""

    exercice: Exercice
    modele: list[SectionModele]
    etats: dict[str, EtatModele]
    fiches: dict[UUID, FicheBilan] = field(default_factory=dict)
    sections: dict[UUID, dict[str, SectionFiche]] = field(default_factory=lambda: defaultdict(dict))
    organisations: dict[UUID, list[OrganisationAction]] = field(default_factory=lambda: defaultdict(list))
    thematiques: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    argent: dict[UUID, ArgentAction] = field(default_factory=dict)
    series: dict[UUID, list[SerieAction]] = field(default_factory=lambda: defaultdict(list))
    chiffres: dict[UUID, list[Chiffre]] = field(default_factory=dict)


def fiche_complete(place: PlaceAction, exercice: Exercice) -> FicheComplete:
    """La fiche d'une action ; `fiche_id` est vide si personne ne l'a encore ouverte."""
    return _fiche(place, _charger([place], exercice))


def fiches_completes(programme: Programme, exercice: Exercice) -> list[FicheComplete]:
    """Toutes les fiches de l'exercice, dans l'ordre du programme."""
    return fiches_de_places(places_de(programme, exercice), exercice)


def fiches_de_places(
    places: Sequence[PlaceAction],
    exercice: Exercice,
    *,
    argent: dict[UUID, ArgentAction] | None = None,
    tableaux: bool = True,
) -> list[FicheComplete]:
    """Les fiches de ces places, dans le même ordre, en un nombre de requêtes indépendant de leur nombre.

    `argent` : déjà chargé par l'appelant ; `tableaux` faux : sans les indicateurs.
    """
    charge = _charger(places, exercice, argent=argent, tableaux=tableaux)
    return [_fiche(place, charge) for place in places]


def fiche_de(place: PlaceAction, exercice: Exercice) -> FicheBilan | None:
    """La fiche enregistrée d'une action, si elle existe."""
    return FicheBilan.objects.filter(action=place.action_id, exercice=exercice).first()


def section_de(fiche: FicheBilan, type_section: str) -> SectionFiche | None:
    """La section enregistrée d'une fiche, avec son dernier auteur."""
    return SectionFiche.objects.select_related("modifiee_par").filter(fiche=fiche, type=type_section).first()


def tableau_avancement(programme: Programme, exercice: Exercice) -> list[LigneAvancementAffichee]:
    """Où en est chaque action, dans l'ordre des axes et des objectifs."""
    places = places_de(programme, exercice)
    etats = {etat.code: etat for etat in legende(programme)}
    cles = [place.action_id for place in places]
    fiches = {f.action_id: f for f in FicheBilan.objects.filter(exercice=exercice, action__in=cles)}
    pilotes = _organisations(cles)
    thematiques = _thematiques(cles)
    return [
        _ligne_avancement(
            place, fiches.get(place.action_id), etats, pilotes[place.action_id], thematiques[place.action_id]
        )
        for place in places
    ]


def _charger(
    places: Sequence[PlaceAction],
    exercice: Exercice,
    *,
    argent: dict[UUID, ArgentAction] | None = None,
    tableaux: bool = True,
) -> _Chargement:
    programme = exercice.programme
    cles = [place.action_id for place in places]
    charge = _Chargement(
        exercice=exercice,
        modele=list(SectionModele.objects.filter(modele=programme.modele_id).order_by("ordre")),
        etats={etat.code: etat for etat in legende(programme)},
        organisations=_organisations(cles),
        thematiques=_thematiques(cles),
        argent=argent_par_action(programme, exercice, cles) if argent is None else argent,
    )
    fiches = FicheBilan.objects.filter(exercice=exercice, action__in=cles).prefetch_related("freins")
    charge.fiches = {fiche.action_id: fiche for fiche in fiches}
    for section in SectionFiche.objects.filter(fiche__in=charge.fiches.values()).order_by("type"):
        charge.sections[section.fiche_id][section.type] = section
    if not tableaux:
        return charge
    liens = SerieAction.objects.filter(action__in=cles).select_related("serie__indicateur", "serie__reglage")
    for lien in liens.order_by("rang_tableau", "ordre", "id"):
        charge.series[lien.action_id].append(lien)
    charge.chiffres = chiffres_par_serie(
        [lien.serie_id for liens_action in charge.series.values() for lien in liens_action], exercice
    )
    return charge


def _organisations(actions: Iterable[UUID]) -> dict[UUID, list[OrganisationAction]]:
    par_action: dict[UUID, list[OrganisationAction]] = defaultdict(list)
    liens = OrganisationAction.objects.filter(action__in=list(actions)).select_related("organisation")
    for lien in liens.order_by("role", "id"):
        par_action[lien.action_id].append(lien)
    return par_action


def _thematiques(actions: Iterable[UUID]) -> dict[UUID, list[str]]:
    par_action: dict[UUID, list[str]] = defaultdict(list)
    liens = Thematique.objects.filter(actions__in=list(actions)).order_by("libelle")
    for action, libelle in liens.values_list("actions", "libelle"):
        par_action[action].append(libelle)
    return par_action


def _fiche(place: PlaceAction, charge: _Chargement) -> FicheComplete:
    fiche = charge.fiches.get(place.action_id)
    exercice = charge.exercice
    code, libelle, couleur = _etat(fiche, charge.etats)
    liens = charge.organisations[place.action_id]
    argent = charge.argent.get(place.action_id, ArgentAction())
    complete = FicheComplete(
        fiche_id=str(fiche.pk) if fiche else "",
        action_id=str(place.action_id),
        place_id=str(place.pk),
        numero=place.numero,
        titre=place.titre,
        axe_code=place.axe.code,
        axe=place.axe.titre,
        objectif_code=place.objectif.code if place.objectif else "",
        objectif=place.objectif.titre if place.objectif else "",
        etat=code,
        etat_libelle=libelle,
        etat_couleur=couleur,
        pilote=_pilote(fiche, liens),
        thematiques=charge.thematiques[place.action_id],
        organisations=_par_role(liens),
        sections=_sections(charge, fiche),
        tableaux=_tableaux(place, charge),
    )
    if fiche is not None:
        complete.etat_motif, complete.zoom, complete.zoom_texte = (
            fiche.etat_motif,
            fiche.zoom,
            fiche.zoom_texte,
        )
        complete.freins = sorted(frein.libelle for frein in fiche.freins.all())
    modele = exercice.programme.modele
    if modele.avec_credits or argent.credits or argent.depenses:
        ligne = ligne_action(place, exercice, argent, {place.action_id: (code, libelle)})
        complete.budget = budget_affiche(ligne, argent, exercice.pk, modele.sens_execute)
    return complete


def _tableaux(place: PlaceAction, charge: _Chargement) -> list[TableauAffiche]:
    return tableaux_de_fiche(charge.series[place.action_id], charge.chiffres)


def _sections(charge: _Chargement, fiche: FicheBilan | None) -> list[SectionAffichee]:
    """Sections dans l'ordre du modèle, puis celles que la fiche a en plus (lues dans un document)."""
    ecrites = dict(charge.sections[fiche.pk]) if fiche else {}
    affichees = []
    for rang, modele in enumerate(charge.modele, start=1):
        section = ecrites.pop(modele.type, None)
        titre = titre_section(modele.titre, charge.exercice)
        affichees.append(_section(section, modele.type, titre, rang, modele.attendue, modele.aide))
    for section in ecrites.values():
        titre = TypeSection(section.type).label.capitalize()
        affichees.append(_section(section, section.type, titre, len(affichees) + 1, False, ""))
    return affichees


def _section(
    section: SectionFiche | None, type_: str, titre: str, rang: int, attendue: bool, aide: str
) -> SectionAffichee:
    return SectionAffichee(
        type=type_,
        titre=titre,
        numero=rang,
        texte=section.texte if section else "",
        version=section.version if section else 0,
        illustration=section.illustration if section else False,
        attendue=attendue,
        aide=aide,
    )


def _etat(fiche: FicheBilan | None, etats: dict[str, EtatModele]) -> tuple[str, str, str]:
    etat = etats.get(fiche.etat) if fiche else None
    return (etat.code, etat.libelle, etat.couleur) if etat else NON_LU


def _pilote(fiche: FicheBilan | None, liens: Iterable[OrganisationAction]) -> str:
    if fiche is not None and fiche.pilote_libelle:
        return fiche.pilote_libelle
    return ", ".join(str(lien.organisation) for lien in liens if lien.role == RoleOrganisation.PILOTE)


def _par_role(liens: Iterable[OrganisationAction]) -> dict[str, list[str]]:
    par_role: dict[str, list[str]] = {}
    for lien in liens:
        nom = f"{lien.organisation} ({lien.precision})" if lien.precision else str(lien.organisation)
        par_role.setdefault(lien.role, []).append(nom)
    return par_role


def _ligne_avancement(
    place: PlaceAction,
    fiche: FicheBilan | None,
    etats: dict[str, EtatModele],
    liens: list[OrganisationAction],
    thematiques: list[str],
) -> LigneAvancementAffichee:
    code, libelle, couleur = _etat(fiche, etats)
    return LigneAvancementAffichee(
        numero=place.numero,
        titre=place.titre,
        place_id=str(place.pk),
        axe_code=place.axe.code,
        axe=place.axe.titre,
        objectif_code=place.objectif.code if place.objectif else "",
        objectif=place.objectif.titre if place.objectif else "",
        etat=code,
        etat_libelle=libelle,
        etat_couleur=couleur,
        pilote=_pilote(fiche, liens),
        zoom=fiche.zoom if fiche else False,
        zoom_texte=fiche.zoom_texte if fiche else "",
        thematiques=thematiques,
    )
