"""Reconnaître un titre par ce qu'il dit : section de fiche, axe, objectif. Ni ligne ni numéro en dur."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jalon.pilotage.controles.releve import TypeSection
from jalon.sources.documents.flux import Texte
from jalon.sources.documents.mots import code_action, plat, une_ligne

NUMEROTE = re.compile(r"^(?P<numero>\d{1,2})\s?(?:[.):]\s*|\s+(?=[A-ZÀÉÈ]))(?P<titre>[^\d\W].*)$")
TYPES: tuple[tuple[TypeSection, re.Pattern[str]], ...] = (
    (TypeSection.DESCRIPTION, re.compile(r"^(?:description|presentation|objet|contexte)\b")),
    (
        TypeSection.MISE_EN_PLACE,
        re.compile(r"^(?:date|annee|calendrier) de (?:la )?mise en (?:place|oeuvre)\b"),
    ),
    (TypeSection.PARTENAIRES, re.compile(r"^(?:partenaires?|co-?financeurs?|financeurs?|partenariats?)\b")),
    (TypeSection.DUREE, re.compile(r"^duree\b")),
    (TypeSection.BUDGET, re.compile(r"^(?:budgets?|financements?|credits)\b")),
    (TypeSection.INDICATEURS, re.compile(r"^indicateurs?\b")),
    (TypeSection.REALISATIONS, re.compile(r"^realisations?\b")),
    (TypeSection.FREINS, re.compile(r"^(?:freins?|obstacles?|difficultes)\b")),
    (TypeSection.A_SIGNALER, re.compile(r"^a (?:signaler|noter)\b")),
    (TypeSection.BILAN, re.compile(r"^bilans?\b")),
    (TypeSection.PERSPECTIVES, re.compile(r"^perspectives?\b")),
)
SANS_NUMERO = re.compile(
    r"^(?:description(?: de l'action)?|presentation(?: de l'action)?|date de mise en place(?: de l'action)?"
    r"|partenaires(?: et (?:co-?)?(?:financeurs|financiers))?|duree(?: de l'action)?|budget"
    r"|indicateurs?(?: quantitatifs?)?(?: ?/ ?bilan)?"
    r"|realisations?|freins?(?: ?/ ?obstacles?| et obstacles?)?"
    r"|a signaler|bilan(?: d'execution)?|perspectives(?: "
    r"futures)?(?: (?:de mise en oeuvre|d'evolution) de l'action)?)"
    r"(?: (?:en )?(?:19|20)\d\d)?\s*:?$"
)
AXE = re.compile(
    r"^axe(?: strategique)?\s*(?:n ?°\s*)?(?P<code>\d{1,2})\b\s*[:\-–.]?\s*(?P<titre>.*)$", re.IGNORECASE
)
OBJECTIF = re.compile(r"^objectifs?(?: operationnels?)?\s*:?$")
OBJECTIF_NUMEROTE = re.compile(
    r"^(?P<code>\d{1,2}\s?[-.]\s?\d{1,2})\s*[:\-–.]?\s+(?P<titre>\S.*)$", re.DOTALL
)
DEPARTEMENT = re.compile(
    r"^(?:conseil )?d[ée]partement(?:al)? (?:d['’]\s?|de l['’]\s?|de la |des |du |de )"
    r"(?P<nom>[A-ZÉÈÎ][\w'’ -]{2,40})$",
    re.IGNORECASE,
)
LONGUEUR_TITRE = 140


@dataclass(frozen=True, slots=True)
class TitreSection:
    """Un titre de section reconnu : numéro imprimé, titre, type."""

    numero: str
    titre: str
    type: TypeSection


def type_section(titre: str) -> TypeSection | None:
    """Le type d'une section d'après le premier mot de son titre."""
    sens = plat(titre)
    return next((type_ for type_, motif in TYPES if motif.match(sens)), None)


def titre_section(bloc: Texte) -> TitreSection | None:
    """La section qu'ouvre ce bloc, ou `None`.

    Numéroté (« 6. Indicateurs quantitatifs Bilan »), le titre dit son type par son premier mot ; sans
    numéro, il doit être un des titres connus en entier (« Freins/obstacles », « Perspectives 2024 »).
    """
    texte = bloc.clair
    if bloc.puce or len(texte) > LONGUEUR_TITRE:
        return None
    if trouve := NUMEROTE.match(texte):
        titre = trouve["titre"].strip()
        type_ = type_section(titre)
        if type_ is None and not bloc.niveau:
            return None
        return TitreSection(trouve["numero"], titre, type_ or TypeSection.AUTRE)
    sens = plat(texte)
    if SANS_NUMERO.match(sens):
        type_ = type_section(texte)
        if type_ is not None:
            return TitreSection("", texte.rstrip(" :"), type_)
    return None


def titre_axe(texte: str) -> tuple[str, str] | None:
    """« AXE STRATÉGIQUE 1 » → ("1", ""), « AXE 1 DYNAMISER » → ("1", "DYNAMISER")."""
    sens = une_ligne(texte)
    trouve = AXE.match(re.sub("(?i)stratégique", "strategique", sens))
    return (trouve["code"], trouve["titre"].strip()) if trouve else None


def nom_axe(code: str, titre: str) -> str:
    """Le nom d'un axe, le même d'où qu'il soit lu : « Axe 1 — Dynamiser les parcours »."""
    return f"Axe {code} — {titre}" if titre else f"Axe {code}"


def departement(texte: str) -> str:
    """« Département des Hauts-Plateaux » seul sur sa ligne → « Hauts-Plateaux »."""
    trouve = DEPARTEMENT.match(texte)
    return trouve["nom"].strip() if trouve else ""


def est_objectif(texte: str) -> bool:
    """« OBJECTIF OPÉRATIONNEL » seul sur sa ligne."""
    return bool(OBJECTIF.match(plat(texte)))


def objectif_numerote(texte: str) -> tuple[str, str, str] | None:
    """« 1-1 Améliorer… » → (code normalisé, code imprimé, titre)."""
    trouve = OBJECTIF_NUMEROTE.match(une_ligne(texte))
    if trouve is None:
        return None
    imprime = trouve["code"].replace(" ", "")
    return code_action(imprime), imprime, trouve["titre"].strip()
