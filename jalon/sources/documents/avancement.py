"""Le tableau d'état d'avancement : axe, objectif, numéro, action, état, zoom et pilote ; et sa légende."""

from __future__ import annotations

import re

from jalon.pilotage.controles.releve import Lieu, LigneAvancement, NonLu, Releve
from jalon.sources.documents.flux import Rangee, Tableau, Texte
from jalon.sources.documents.mots import code_action, plat, une_ligne
from jalon.sources.documents.titres import nom_axe, objectif_numerote, titre_axe

ROLES = (
    ("etat", re.compile(r"avancement|^etats?\b|^statut")),
    ("zoom", re.compile(r"zoom|presentation|pilote")),
    ("axe", re.compile(r"^axes?\b")),
    ("objectif", re.compile(r"^objectifs?\b")),
    ("numero", re.compile(r"^(?:n ?[°o]|numero|code)\b|^n°")),
    ("action", re.compile(r"^actions?\b|^intitule")),
)
NECESSAIRES = frozenset({"numero", "action", "etat"})
PILOTE = re.compile(
    r"^\s*pilotes?\s*:\s*(?P<pilote>.+?)(?:\s+(?P<zoom>(?:Illustration"
    r"|Présentation|Témoignage|Zoom|Focus)\b.*))?$",
    re.DOTALL,
)
ETATS = (
    ("non_engagee", re.compile(r"non engag")), ("questionnee", re.compile(r"question")),
    ("suspendue", re.compile(r"suspen")), ("terminee", re.compile(r"termin|acheve|realis")),
    ("abandonnee", re.compile(r"abandon")), ("programmee", re.compile(r"program|a venir")),
    ("en_cours", re.compile(r"en cours|engag")),
)  # fmt: skip
PUCE_LEGENDE = re.compile(r"\s*■\s*")
NUMERO = re.compile(r"^\d{1,3}(?:[.\-]\d{1,2})?(?:\s?(?:bis|ter))?$")


def entete_avancement(tableau: Tableau) -> tuple[int, dict[str, int]] | None:
    """Le rang de l'en-tête et ses colonnes, ou `None` si ce n'est pas un tableau d'avancement."""
    for rang, rangee in enumerate(tableau.rangees[:3]):
        colonnes: dict[str, int] = {}
        for i, texte in enumerate(rangee.textes):
            role = next((r for r, motif in ROLES if r not in colonnes and motif.search(plat(texte))), None)
            if role and texte:
                colonnes[role] = i
        if set(colonnes) >= NECESSAIRES:
            return rang, colonnes
    return None


def lire_avancement(
    tableau: Tableau, rang: int, colonnes: dict[str, int], titre: str, releve: Releve
) -> None:
    """Ajoute au relevé les lignes du tableau ; axe et objectif valent jusqu'au suivant."""
    entete = tableau.rangees[rang]
    axe, objectif = "", ("", "", "")
    for rangee in tableau.rangees[rang + 1 :]:
        if not rangee.pleines or rangee.textes == entete.textes:
            continue
        recalee = _recaler(rangee, colonnes)
        if texte := une_ligne(recalee.texte(colonnes.get("axe"))):
            lu = titre_axe(texte)
            axe = nom_axe(*lu) if lu else texte
        if texte := une_ligne(recalee.texte(colonnes.get("objectif"))):
            objectif = objectif_numerote(texte) or ("", "", texte)
        numero = une_ligne(recalee.texte(colonnes["numero"]))
        if not NUMERO.match(numero):
            lieu = Lieu(titre, une_ligne(recalee.texte(colonnes["action"])), "", rangee.ligne)
            releve.non_lus.append(NonLu(" / ".join(filter(None, rangee.textes)), "ligne sans numéro", lieu))
            continue
        releve.avancement.append(_ligne(recalee, colonnes, titre, axe, objectif))


def _recaler(rangee: Rangee, colonnes: dict[str, int]) -> Rangee:
    """Rejoint un objectif coupé en deux cases (« 1.2 » puis son titre), qui décale tout d'une colonne."""
    i = colonnes.get("objectif")
    if i is None or NUMERO.match(rangee.texte(colonnes["numero"])):
        return rangee
    if not re.fullmatch(r"\d{1,2}[.\-]\d{1,2}", rangee.texte(i)):
        return rangee
    cases = list(rangee.cases)
    reunie = type(cases[i])(f"{cases[i].texte} {rangee.texte(i + 1)}", cases[i].marquee)
    return Rangee((*cases[:i], reunie, *cases[i + 2 :]), rangee.ligne)


def _ligne(
    rangee: Rangee, colonnes: dict[str, int], titre: str, axe: str, objectif: tuple[str, str, str]
) -> LigneAvancement:
    numero = une_ligne(rangee.texte(colonnes["numero"]))
    action = une_ligne(rangee.texte(colonnes["action"]))
    pilote, zoom = _pilote(rangee.texte(colonnes.get("zoom")))
    return LigneAvancement(
        code_action(numero), action, Lieu(titre, f"{numero} {action}", "", rangee.ligne), axe,
        objectif[0], objectif[2], _etat(rangee.texte(colonnes["etat"])), pilote, zoom, objectif[1],
    )  # fmt: skip


def _pilote(texte: str) -> tuple[str, str]:
    lignes = [ligne.strip() for ligne in texte.split("\n") if ligne.strip()]
    if len(lignes) > 1 and plat(lignes[0]).startswith("pilote"):
        return lignes[0].partition(":")[2].strip(), " ".join(lignes[1:])
    trouve = PILOTE.match(une_ligne(texte).replace("pilote", "Pilote", 1).replace("Pilote", "pilote", 1))
    if trouve is None:
        return "", une_ligne(texte)
    return trouve["pilote"].strip(), (trouve["zoom"] or "").strip()


def _etat(texte: str) -> str:
    """L'état écrit ; une case vide a perdu sa couleur : `non_lu`, jamais un état par défaut."""
    sens = plat(texte)
    return next((code for code, motif in ETATS if motif.search(sens)), "non_lu") if sens else "non_lu"


def lire_legende(bloc: Texte, releve: Releve) -> bool:
    """« ■ Action en cours ■ Action non engagée » : les états possibles, une fois chacun."""
    if "■" not in bloc.brut and not (bloc.puce and re.match(r"^action (?:non )?\w+", plat(bloc.clair))):
        return False
    for mot in PUCE_LEGENDE.split(bloc.clair):
        if mot and mot not in releve.legende:
            releve.legende.append(mot)
    return True
