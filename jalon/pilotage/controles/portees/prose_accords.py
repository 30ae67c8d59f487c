"""Portées : faits dits deux fois : une phrase et un tableau, une annonce et des noms, total et cumul."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jalon.pilotage.controles.cas import Cas, Terme, texte_lu
from jalon.pilotage.controles.dossier import Dossier, Phrase, nom_fiche, nom_tableau
from jalon.pilotage.controles.portees.prose import HORS_PROSE, chiffrees
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.prose import NombreLu, PhraseChiffree, nettoyer
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Lieu, LigneIndicateur, TableauIndicateurs, Valeur
from jalon.pilotage.controles.series import (
    Serie,
    nombre_de,
    racines_libelle,
    series,
    valeur_principale,
)
from jalon.pilotage.controles.textes import compact, ecrire, nombre_en_lettres, normaliser, racine, racines

_EN_TOUT = re.compile(r"\b(?:au total|en tout)\b", re.I)
_GENS = frozenset(
    "professionnel intervenant agent travailleur jeun personn beneficiair menag famill stagiair"
    " participant".split()
)
_NOUVEAUX = re.compile(r"\b(\w{1,6})\s+(?:nouveaux|nouvelles)\s+(\w{4,}[sx])\b", re.I)
_VERBE_ACTIF = re.compile(
    r"\b(?:a|ont)\s+(?P<verbe>\w{4,}[ée])(?:e?s)?\s+(?:plus de |près de |environ )?(?=\d)"
)
_DIPLOME = ("valid", "obten", "certif", "diplom", "reussi")
_OBTENU = re.compile(
    r"\b(?P<n>\d{1,3})\s+(?:\w+\s+){0,2}(?:ont|ayant)\s+(?:\w+\s+)?(?:obtenu|validé|réussi)e?s?\s+"
    r"(?:leurs?|le|la|les|un|une)\s+\w+"
)
_PILOTES = re.compile(r"\b(?:[dl]es|aux|nos|avec)\s+(\d{1,2})\s+pilotes\b", re.I)
_PARENTHESE = re.compile(r"\(([^()]*\d\s?%[^()]*/[^()]*|[^()%]*/[^()]*\d\s?%[^()]*)\)")
_PAR_TEMPS = re.compile(r"^(?:an|annee|mois|semaine|jour|heure|trimestre|semestre)s?\b")
_HORS_NOM = frozenset({"association", "mission", "local", "comit", "departemental", "regional", "reseau"})


def _annee(dossier: Dossier) -> int:
    debut = dossier.releve.exercice[:4]
    return int(debut) if debut.isdigit() else 0


@portee("prose_cumul")
def prose_cumul(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« Au total, 90 professionnels sensibilisés » : la valeur de l'année, ou ce qu'elle ajoute."""
    verbes = {m for v in regle.options["verbes"] for m in racines(v)}
    annee = _annee(dossier)
    for phrase in chiffrees(dossier):
        if not _EN_TOUT.search(phrase.texte):
            continue
        for lu in phrase.nombres:
            dits = racines(phrase.texte[lu.fin :]) & verbes
            if lu.pourcentage or lu.argent or lu.nom not in _GENS or not dits:
                continue
            lignes = [
                s
                for t in phrase.source.fiche.tableaux
                for s in series(t)
                if dits & racines_libelle(s.ligne.libelle) and _GENS & racines_libelle(s.ligne.libelle)
            ]
            if len(lignes) == 1:
                yield from _cumul(phrase, lu, lignes[0], annee)


def _cumul(phrase: PhraseChiffree, lu: NombreLu, serie: Serie, annee: int) -> Iterator[Cas]:
    apres, avant = (serie.valeurs.get(("annee", a)) for a in (annee, annee - 1))
    if apres is None or avant is None:
        return
    hausse = nombre_de(apres) - nombre_de(avant)
    nom = nom_tableau(serie.tableau, serie.ligne)
    yield Cas(
        nom_fiche(phrase.source.fiche),
        [Terme(f"« {lu.valeur.texte}{lu.apres[:40]} »", lu.valeur)],
        [Terme(f"{nom}, {annee - 1}", avant), Terme(f"{nom}, {annee}", apres)],
        {"annee": str(annee), "valeur": ecrire(nombre_de(apres)), "hausse": ecrire(hausse)},
        piste=_piste_cumul(hausse),
        conforme=lu.nombre in {nombre_de(apres), hausse},
    )


def _piste_cumul(hausse: Decimal) -> str:
    """Ce qu'il faut dire : l'indicateur cumule, la phrase compte l'année."""
    if hausse <= 0:
        return ""
    return f"si l'indicateur cumule les années, la phrase devrait dire {ecrire(hausse)}"


@portee("nouveaux_nommes")
def nouveaux_nommes(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 4 nouveaux territoires » et, plus loin, « les territoires de A et de B sont nouvellement entrés »."""
    for phrase in dossier.phrases:
        if phrase.type in HORS_PROSE or "nouve" not in phrase.texte:
            continue
        for annonce in _NOUVEAUX.finditer(nettoyer(phrase.texte)):
            nombre = nombre_en_lettres(annonce[1])
            if nombre is None or nombre < 2:
                continue
            nommes = re.compile(
                rf"\bles\s+{re.escape(annonce[2])}\s+(?:de\s|des\s|du\s|d['’])(?P<liste>[^.;:()]{{3,200}}?)\s+"
                r"(?:sont|ont|viennent)\s+(?:été\s+)?(?:nouvellement|récemment)\b",
                re.I,
            )
            for autre in dossier.phrases_de(phrase.fiche):
                suite = nommes.search(nettoyer(autre.texte)) if autre.type == phrase.type else None
                if suite is not None:
                    yield _nommes(phrase, annonce, nombre, autre, suite["liste"])


def _nommes(phrase: Phrase, annonce: re.Match[str], nombre: int, autre: Phrase, liste: str) -> Cas:
    noms = [x for x in re.split(r",|\bet\b", liste) if x.strip()]
    return Cas(
        nom_fiche(phrase.fiche),
        [Terme(f"« {annonce[0]} »", Valeur(annonce[1], phrase.lieu, nombre=Decimal(nombre)))],
        [Terme(f"nommés : {liste}", Valeur(liste, autre.lieu, nombre=Decimal(len(noms))))],
        {"chose": annonce[2]},
    )


@portee("prose_diplomes")
def prose_diplomes(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 4 ont obtenu leur diplôme » (BAFA), quand la case du même opérateur dit « 6 Bafa »."""
    for fiche in dossier.releve.fiches:
        cases = [
            (tableau, ligne, normaliser(qualite), valeur)
            for tableau in fiche.tableaux
            for ligne in tableau.lignes
            if any(m.startswith(_DIPLOME) for m in racines_libelle(ligne.libelle))
            for qualite, valeur in _parts_de_l_annee(tableau, ligne, _annee(dossier))
        ]
        for phrase in chiffrees(dossier) if cases else []:
            trouve = _OBTENU.search(phrase.texte) if phrase.source.fiche is fiche else None
            lu = trouve and next((n for n in phrase.nombres if n.debut == trouve.start("n")), None)
            if lu is None:
                continue
            mots = normaliser(phrase.texte).split()
            for tableau, ligne, qualite, valeur in cases:
                if qualite in mots and compact(tableau.operateur) in compact(phrase.texte):
                    yield Cas(
                        nom_fiche(fiche),
                        [Terme(f"« {lu.valeur.texte}{lu.apres[:30]} »", lu.valeur)],
                        [Terme(nom_tableau(tableau, ligne), valeur)],
                        {"diplome": qualite},
                    )


def _parts_de_l_annee(
    tableau: TableauIndicateurs, ligne: LigneIndicateur, annee: int
) -> Iterator[tuple[str, Valeur]]:
    """Les parts d'un seul mot (« 6 Bafa ») des colonnes qui couvrent l'année."""
    for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False):
        if colonne.prevision or colonne.periode is None:
            continue
        if not colonne.periode.debut.year <= annee <= colonne.periode.fin.year:
            continue
        for chiffre in cellule.chiffres:
            if chiffre.role == "composante" and len(chiffre.qualite.split()) == 1:
                yield chiffre.qualite, chiffre.valeur


@portee("prose_operateur_indicateur")
def prose_operateur_indicateur(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« L'Adie a identifié 12 créateurs » contre « bénéficiaires identifiés » dans la colonne de l'Adie."""
    for phrase in chiffrees(dossier):
        for trouve in _VERBE_ACTIF.finditer(phrase.texte):
            lu = next((n for n in phrase.nombres if n.debut == trouve.end()), None)
            if lu is None or lu.pourcentage or lu.argent:
                continue
            verbe = racine(normaliser(trouve["verbe"]))
            for libelle, valeur in _cases_operateur(phrase, lu, verbe, _annee(dossier)):
                yield Cas(
                    nom_fiche(phrase.source.fiche),
                    [Terme(f"« {trouve[0]}{lu.valeur.texte}{lu.apres[:30]} »", lu.valeur)],
                    [Terme(libelle, valeur)],
                    conforme=lu.nombre == valeur.nombre or _approche(lu, valeur),
                )


def _cases_operateur(
    phrase: PhraseChiffree, lu: NombreLu, verbe: str, annee: int
) -> Iterator[tuple[str, Valeur]]:
    """Les cases de l'opérateur que la phrase nomme, dans les lignes qui emploient le même verbe.

    La ligne compte la même chose que la phrase, ou des gens qu'elle nomme d'un mot à elle (« créateurs »
    pour « bénéficiaires »).
    """
    mots = racines(phrase.texte)
    for tableau in phrase.source.fiche.tableaux:
        comptes = frozenset(m for x in tableau.lignes for m in racines_libelle(x.libelle))
        for ligne in tableau.lignes:
            libelle = racines_libelle(ligne.libelle)
            autre_mot = bool(_GENS & libelle) and lu.nom not in comptes
            if verbe not in libelle or not (lu.nom in libelle or autre_mot):
                continue
            for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False):
                propres = racines(colonne.operateur or tableau.operateur) - _HORS_NOM
                periode, valeur = colonne.periode, valeur_principale(cellule)
                couvre = periode is None or periode.debut.year <= annee <= periode.fin.year
                if propres and propres <= mots and couvre and valeur is not None and not colonne.prevision:
                    yield f"{nom_tableau(tableau, ligne)}, {colonne.libelle}", valeur


def _approche(lu: NombreLu, valeur: Valeur) -> bool:
    return lu.valeur.approche and abs(lu.nombre - nombre_de(valeur)) <= nombre_de(valeur) / 10


@portee("pilotes_nommes")
def pilotes_nommes(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« les 8 pilotes » : l'état d'avancement en nomme autant, s'il en nomme."""
    noms = list(dict.fromkeys(a.pilote for a in dossier.releve.avancement if a.pilote))
    if len({compact(n) for n in noms}) < 2:
        return
    for phrase in dossier.phrases:
        for trouve in _PILOTES.finditer(nettoyer(phrase.texte)):
            lieu = Lieu("état d'avancement", "", "pilotes")
            nommes = Valeur(", ".join(noms), lieu, nombre=Decimal(len({compact(n) for n in noms})))
            yield Cas(
                nom_fiche(phrase.fiche),
                [Terme(f"« {trouve[0]} »", Valeur(trouve[1], phrase.lieu, nombre=Decimal(trouve[1])))],
                [Terme(f"pilotes nommés : {', '.join(noms)}", nommes)],
            )


@portee("taux_sans_second")
def taux_sans_second(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« (emploi 30,4 % / formation) » : l'une des parts n'a pas son taux."""
    for phrase in dossier.phrases:
        if "%" not in phrase.texte or "/" not in phrase.texte:
            continue
        for trouve in _PARENTHESE.finditer(nettoyer(phrase.texte)):
            parts = [p.strip() for p in re.split(r"\s/\s|/(?=\s)|(?<=\s)/", trouve[1])]
            if len(parts) < 2 or any(_PAR_TEMPS.match(normaliser(p)) for p in parts):
                continue
            nues = [p for p in parts if not re.search(r"\d", p) and racines(p)]
            yield Cas(
                nom_fiche(phrase.fiche),
                [Terme("texte", texte_lu(trouve[0], phrase.lieu))],
                contexte={"extrait": trouve[0], "nues": ", ".join(f"« {p} »" for p in nues)},
                conforme=not nues,
            )
