"""Relevé → fiches bilan, sections rédigées, et mentions de tout ce qu'une fiche imprime."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jalon.pilotage.bilans.models import SectionFiche
from jalon.pilotage.controles.releve import Fiche, LigneAvancement, Section
from jalon.pilotage.programmes.enums import SECTIONS_REDIGEES
from jalon.pilotage.programmes.models import EtatModele, Thematique
from jalon.sources.documents.reprise_carnet import Carnet
from jalon.sources.documents.reprise_faits import Fait
from jalon.sources.documents.reprise_mentions import details_section, noter_budget, noter_mention
from jalon.sources.documents.reprise_rapprochements import ActionLue, normaliser

DOCUMENT, AVANCEMENT = "document", "avancement"
NON_LU = "non_lu"


def noter_document(carnet: Carnet) -> None:
    """Titre, préambule, sommaire, légende et thématiques du document entier."""
    releve = carnet.releve
    for cle, texte in (
        ("titre", releve.titre),
        ("departement", releve.departement),
        ("date_arret", releve.date_arret),
    ):
        if texte:
            noter_mention(carnet, DOCUMENT, DOCUMENT, cle, texte=texte)
    for tableau, textes in (("legende", releve.legende), ("thematiques", releve.thematiques)):
        for rang, texte in enumerate(textes, start=1):
            noter_mention(carnet, DOCUMENT, tableau, str(rang), texte=texte)
    for rang, (titre, page, lieu) in enumerate(releve.sommaire, start=1):
        noter_mention(carnet, DOCUMENT, "sommaire", str(rang), titre=titre, texte=page, lieu=lieu)
    for rang, section in enumerate(releve.preambule, start=1):
        cle = f"{section.type}:{rang}"
        details = details_section(section, 0)
        noter_mention(
            carnet,
            DOCUMENT,
            "preambule",
            cle,
            titre=section.titre,
            texte=section.texte,
            details=details,
            lieu=section.lieu,
        )


def noter_fiches(carnet: Carnet, modele: str) -> None:
    """Chaque action : sa ligne d'avancement, sa fiche, ses sections, ses budgets."""
    etats = _etats_du_modele(modele)
    for action in carnet.actions:
        if action.avancement is not None:
            _noter_avancement(carnet, action.cle, action.avancement)
        if action.fiche is not None:
            _noter_fiche(carnet, action, action.fiche, etats)


def _etats_du_modele(modele: str) -> dict[str, str]:
    etats: dict[str, str] = {}
    for code, libelle in EtatModele.objects.filter(modele_id=modele).values_list("code", "libelle"):
        etats[code] = etats[normaliser(libelle)] = code
    return etats


def _noter_avancement(carnet: Carnet, action: str, ligne: LigneAvancement) -> None:
    details = {
        "numero": ligne.code,
        "axe": ligne.axe,
        "objectif_code": ligne.objectif_code,
        "objectif_code_imprime": ligne.objectif_code_imprime,
        "objectif": ligne.objectif,
        "etat": ligne.etat,
        "pilote": ligne.pilote,
        "zoom": ligne.zoom,
    }
    noter_mention(
        carnet,
        AVANCEMENT,
        AVANCEMENT,
        "ligne",
        action=action,
        titre=ligne.titre,
        details=details,
        lieu=ligne.lieu,
    )


def _noter_fiche(carnet: Carnet, action: ActionLue, fiche: Fiche, etats: dict[str, str]) -> None:
    zone = f"fiche:{action.cle}"[:100]
    details = {
        "numero": fiche.code_imprime or fiche.code,
        "code": fiche.code,
        "axe": fiche.axe,
        "objectif_code": fiche.objectif_code,
        "objectif": fiche.objectif,
        "thematiques": list(fiche.thematiques),
    }
    noter_mention(
        carnet, zone, "fiche", "fiche", action=action.cle, titre=fiche.titre, details=details, lieu=fiche.lieu
    )
    avancement = action.avancement
    etat = avancement.etat if avancement else NON_LU
    champs = {
        "action_id": carnet.ids_actions[action.cle],
        "exercice_id": carnet.contexte.exercice,
        "etat": etats.get(etat) or etats.get(normaliser(etat), NON_LU),
        "zoom": bool(avancement and avancement.zoom),
        "zoom_texte": (avancement.zoom if avancement else "")[:500],
        "pilote_libelle": (avancement.pilote if avancement else "")[:200],
    }
    objet = f"fiche {action.numero} {action.titre}".strip()
    cle_fiche = carnet.ajouter("fiche", action.cle, champs, objet, zone=zone, lieu=fiche.lieu).id
    _noter_thematiques(carnet, action, fiche)
    sections = _noter_sections(carnet, zone, action, cle_fiche, fiche.sections)
    for rang, section in enumerate(fiche.sections, start=1):
        ecrite = sections.get(section.type.value)
        version = version_ecrite(carnet, action, section, rang, ecrite) if ecrite else 0
        noter_mention(
            carnet,
            zone,
            "section",
            f"{section.type}:{rang}",
            action=action.cle,
            titre=section.titre,
            texte=section.texte,
            details=details_section(section, version),
            lieu=section.lieu,
        )
    noter_budget(carnet, zone, "fiche_prevu", action.cle, fiche.budget_prevu)
    noter_budget(carnet, zone, "fiche_execute", action.cle, fiche.budget_execute)


def _noter_thematiques(carnet: Carnet, action: ActionLue, fiche: Fiche) -> None:
    """Thématiques connues que la fiche porte ; une thématique inconnue reste dans la mention de la fiche."""
    if not fiche.thematiques:
        return
    connues = {
        normaliser(libelle): code for code, libelle in Thematique.objects.values_list("code", "libelle")
    }
    for libelle in fiche.thematiques:
        code = connues.get(normaliser(libelle))
        if code:
            from jalon.pilotage.programmes.models import Action

            lien = Action.thematiques.through
            carnet.rattacher(lien, {"action_id": carnet.ids_actions[action.cle], "thematique_id": code})


def _noter_sections(
    carnet: Carnet, zone: str, action: ActionLue, fiche: UUID, sections: list[Section]
) -> dict[str, Fait]:
    """Une section rédigée par type ; deux sections imprimées du même type se suivent dans le même texte."""
    textes: dict[str, list[Section]] = {}
    for section in sections:
        if section.type.value in SECTIONS_REDIGEES and section.texte.strip():
            textes.setdefault(section.type.value, []).append(section)
    faits = {}
    for type_, memes in textes.items():
        champs = {"fiche_id": fiche, "type": type_, "texte": "\n\n".join(s.texte.strip() for s in memes)}
        suivi: dict[str, Any] = {"modifiee_par_id": carnet.acteur, "illustration": carnet.illustration}
        objet = f"{action.numero} {memes[0].titre or type_}".strip()
        faits[type_] = carnet.ajouter(
            "section", f"{action.cle}|{type_}", champs, objet, zone=zone, lieu=memes[0].lieu, suivi=suivi
        )
    return faits


def version_ecrite(carnet: Carnet, action: ActionLue, section: Section, rang: int, fait: Fait) -> int:
    """Version de la section rédigée qui porte le texte imprimé ; 0 si une personne l'a réécrite depuis.

    C'est elle qui dit au contrôle si les lignes du document valent encore.
    """
    ecrite = carnet.objet("section", fait.id)
    if not isinstance(ecrite, SectionFiche):
        return 1
    if ecrite.texte == fait.champs["texte"]:
        return ecrite.version
    trace = carnet.traces.get(("section", fait.cle))
    if trace is not None and trace.champs.get("texte") == ecrite.texte:
        return ecrite.version + 1
    mention = carnet.traces.get(("mention", f"{action.cle}|section|{section.type}:{rang}|"))
    return int(mention.champs.get("details", {}).get("version", 0)) if mention else 0
