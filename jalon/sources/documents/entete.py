"""Ce que le document dit de lui-même : modèle, exercice, titre, département, date d'arrêt."""

from __future__ import annotations

import re
from collections import Counter

from jalon.pilotage.controles.releve import Releve
from jalon.sources.documents.avancement import entete_avancement
from jalon.sources.documents.credits import colonnes_credits
from jalon.sources.documents.flux import Bloc, Tableau, Texte
from jalon.sources.documents.mots import plat, une_ligne
from jalon.sources.documents.titres import departement

AN = r"((?:19|20)\d\d)"
EXERCICES = (
    (re.compile(rf"\bparticipation[^\d]*{AN}"), 5),
    (re.compile(rf"^budget previsionnel {AN}"), 3),
    (re.compile(rf"^(?:realisations?|bilan d'execution) {AN}$"), 2),
    (re.compile(rf"\betat d'avancement {AN}"), 5),
    (re.compile(rf"^bilan {AN}\b"), 5),
    (re.compile(rf"\b(?:exercice|calpae|pdi) {AN}\b"), 3),
)
MODELES = (
    ("calpae", re.compile(r"\bcalpae\b|appui a la lutte contre la pauvrete|strategie pauvrete")),
    ("pdi", re.compile(r"\bpdi\b|programme departemental d'insertion")),
)
TITRE = re.compile(r"^(?:rapport|bilan|programme|convention|tableau)\b", re.IGNORECASE)
ARRET = re.compile(r"\b(?:consomm|execut)\w*[^\d]*(?:au|arretes? au)\s+(\d{1,2}[/.]\d{1,2}[/.]\d{2,4})")


def situer(blocs: list[Bloc], releve: Releve) -> int | None:
    """Remplit l'en-tête du relevé ; rend l'année de l'exercice, ou `None`."""
    textes = [b for b in blocs if isinstance(b, Texte)]
    tableaux = [b for b in blocs if isinstance(b, Tableau)]
    entetes = [une_ligne(t) for tableau in tableaux for r in tableau.rangees[:2] for t in r.textes if t]
    sens = [plat(t) for t in (*(b.clair for b in textes if len(b.clair) < 160), *entetes)]
    releve.exercice = _exercice(sens)
    releve.departement = next((n for b in textes if (n := departement(b.clair))), "")
    releve.titre = _titre(textes)
    releve.date_arret = next((m[1] for t in sens if (m := ARRET.search(t))), "")
    releve.modele = _modele(sens, tableaux)
    return int(releve.exercice) if releve.exercice else None


def _exercice(sens: list[str]) -> str:
    votes: Counter[str] = Counter()
    for texte in sens:
        for motif, poids in EXERCICES:
            if trouve := motif.search(texte):
                votes[trouve[1]] += poids
    return votes.most_common(1)[0][0] if votes else ""


def _modele(sens: list[str], tableaux: list[Tableau]) -> str:
    """Le modèle de programme : d'abord ce que disent les mots, sinon les tableaux qu'on y trouve."""
    votes = Counter({code: sum(1 for t in sens if motif.search(t)) for code, motif in MODELES})
    votes["calpae"] += 5 * sum(1 for t in tableaux for r in t.rangees[:3] if colonnes_credits(r))
    votes["pdi"] += 5 * sum(1 for t in tableaux if entete_avancement(t) is not None)
    code, voix = votes.most_common(1)[0]
    return code if voix else ""


def _titre(textes: list[Texte]) -> str:
    """Le premier titre du document qui s'annonce rapport, bilan ou programme, recollé s'il est coupé."""
    for rang, bloc in enumerate(textes):
        if TITRE.match(bloc.clair) and len(bloc.clair) < 200 and not bloc.puce:
            suivant = textes[rang + 1].clair if rang + 1 < len(textes) else ""
            coupe = len(bloc.clair.split()) <= 2 and suivant[:3].lower() in ("de ", "du ", "des", "d'a")
            return f"{bloc.clair} {suivant}" if coupe else bloc.clair
    premier = next((b for b in textes if b.niveau), None)
    return premier.clair if premier else ""
