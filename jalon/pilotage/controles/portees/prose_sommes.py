"""Portées des nombres qui se répondent dans une phrase ou une case : parties, répartitions, pourcentages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from jalon.pilotage.controles.cas import Cas, Terme
from jalon.pilotage.controles.dossier import Dossier, Phrase, nom_fiche, nom_tableau
from jalon.pilotage.controles.portees.prose import cases, chiffrees
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.prose import NombreLu, nettoyer, nombres
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Fiche, Lieu, TypeSection, Valeur
from jalon.pilotage.controles.series import composantes, valeur_principale
from jalon.pilotage.controles.textes import normaliser, racines

_TOUT_LISIBLE = 10_000
_PREPOSITIONS = frozenset({"sur", "par", "a", "pour"})
_DONT = re.compile(r"\bdont\s*$", re.I)


def _phrases(dossier: Dossier) -> Iterator[tuple[str, str, Lieu, list[NombreLu]]]:
    """Phrases de prose et cases de tableau : objet, texte, place, nombres."""
    for phrase in chiffrees(dossier):
        yield nom_fiche(phrase.source.fiche), phrase.texte, phrase.source.lieu, phrase.nombres
    for tableau in dossier.releve.tableaux():
        for ligne in tableau.lignes:
            for cellule in ligne.cellules:
                texte = nettoyer(cellule.texte)
                if len(texte) > 8:
                    yield (
                        nom_tableau(tableau, ligne),
                        texte,
                        cellule.lieu,
                        nombres(_detacher(texte), cellule.lieu),
                    )


def _detacher(texte: str) -> str:
    """« 71F » s'écrit « 71 F » : le nombre redevient lisible."""
    return re.sub(r"(\d)([FH])\b", r"\1 \2", texte)


@portee("phrase_parties")
def phrase_parties(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 33 jeunes, 24 sur Redon et 9 sur Rennes » : les parties font le tout."""
    opposes = [frozenset(p) for p in regle.options["opposes"]]
    for objet, _, _, lus in _phrases(dossier):
        comptes = [n for n in lus if not n.pourcentage and not n.argent]
        for rang, tout in enumerate(comptes):
            parties = _parties(tout, comptes[rang + 1 :], opposes)
            if parties:
                yield Cas(
                    objet,
                    [Terme(f"« {extrait(tout)} »", tout.valeur)],
                    [Terme(f"« {extrait(p)} »", p.valeur) for p in parties],
                )


def _parties(tout: NombreLu, suite: list[NombreLu], opposes: list[frozenset[str]]) -> list[NombreLu]:
    """Les nombres qui suivent et détaillent le premier : somme juste, ou mots qui s'opposent."""
    proches = [n for n in suite[:4] if n.debut - tout.fin < 220]
    if len(proches) < 2 or tout.nombre < 3:
        return []
    for fin in range(2, len(proches) + 1):
        parties = proches[:fin]
        nette = all(p.nombre < tout.nombre for p in parties) and not _ferme(tout, parties[0])
        if nette and sum(p.nombre for p in parties) == tout.nombre and tout.nombre >= 7:
            return parties
    deux = proches[:2]
    return deux if mots_opposes(deux, opposes) or _meme_construction(tout, deux) else []


def _ferme(tout: NombreLu, partie: NombreLu) -> bool:
    """Une parenthèse se ferme entre les deux : ils ne parlent pas de la même chose."""
    entre = tout.phrase[tout.fin : partie.debut]
    return ")" in entre and "(" not in entre.partition(")")[0]


def mots_opposes(deux: list[NombreLu], opposes: list[frozenset[str]]) -> bool:
    un = set(normaliser(re.split(r"[,;–()]|\bet\b", deux[0].apres)[0]).split()[:4])
    autre = set(normaliser(re.split(r"[,;–()]|\bet\b", deux[1].apres)[0]).split()[:5])
    for paire in opposes:
        a, b = tuple(paire)
        if (_commence(un, a) and _commence(autre, b)) or (_commence(un, b) and _commence(autre, a)):
            return True
    return False


def _commence(mots: set[str], debut: str) -> bool:
    return any(m == debut if len(debut) == 1 else m.startswith(debut) for m in mots)


def _meme_construction(tout: NombreLu, deux: list[NombreLu]) -> bool:
    """« 24 sur … et 9 sur … » : mêmes prépositions, et rien que cela entre les deux."""
    entre = tout.phrase[tout.fin : deux[0].debut]
    if "(" in entre and ")" not in entre and tout.nom and all(n.nom == tout.nom for n in deux):
        return True
    if not re.search(r"[,:(–-]\s*(?:dont\s*)?$|\bdont\s*$", entre, re.I):
        return False
    prepositions = [set(normaliser(n.apres[:30]).split()[:2]) & _PREPOSITIONS for n in deux]
    reste = normaliser(tout.phrase[deux[0].fin : deux[1].debut]).split()
    return bool(prepositions[0] & prepositions[1]) and len(reste) <= 12


def extrait(lu: NombreLu) -> str:
    return f"{lu.valeur.texte}{lu.apres[:30]}".strip()


@portee("phrase_dont")
def phrase_dont(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 362 sorties dont 142 » : la partie ne dépasse pas le tout."""
    for objet, texte, _, lus in _phrases(dossier):
        for rang, partie in enumerate(lus[1:], 1):
            tout = lus[rang - 1]
            if partie.pourcentage:
                continue
            if (
                _DONT.search(partie.avant)
                and tout.valeur.unite == partie.valeur.unite
                and "." not in texte[tout.fin : partie.debut]
            ):
                yield Cas(
                    objet,
                    [Terme(f"« {extrait(partie)} »", partie.valeur)],
                    [Terme(f"« {extrait(tout)} »", tout.valeur)],
                )


_PARTIE_TAUX = re.compile(r"(?P<partie>\d{1,3}(?:[ \u00a0]\d{3})+|\d+)\s*\((?P<taux>\d+(?:,\d+)?)\s?%\)")
_TAUX_PARTIE = re.compile(
    r"(?P<taux>\d+(?:,\d+)?)\s?%\s+(?:des|de)\s+(?P<noms>[^%.()]{3,80})\((?P<partie>\d+)\)"
)


@portee("phrase_pourcentage")
def phrase_pourcentage(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 362 sorties dont 142 (39,3 %) » : le pourcentage se recalcule sur les nombres d'à côté."""
    for fiche in dossier.releve.fiches:
        phrases = dossier.phrases_de(fiche)
        for rang, phrase in enumerate(phrases):
            texte = nettoyer(phrase.texte)
            for trouve in [*_PARTIE_TAUX.finditer(texte), *_TAUX_PARTIE.finditer(texte)]:
                bases = _bases(dossier, phrases, rang, texte[: trouve.start()], trouve)
                if bases:
                    yield _cas_taux(fiche, phrase, trouve, bases)


def _bases(
    dossier: Dossier, phrases: list[Phrase], rang: int, avant: str, trouve: re.Match[str]
) -> list[tuple[str, Valeur]]:
    """Le tout possible : dans la phrase, les trois lignes d'avant, ou le tableau de la fiche."""
    phrase = phrases[rang]
    memes = [
        (f"« {extrait(n)} »", n.valeur)
        for n in nombres(avant, phrase.lieu)
        if not n.pourcentage and n.nombre > 1
    ]
    if memes:
        return memes[::-1]
    dessus = [
        (f"« {extrait(n)} »", n.valeur)
        for p in phrases[max(0, rang - 3) : rang][::-1]
        for n in nombres(nettoyer(p.texte), p.lieu)
        if not n.pourcentage and n.nombre > 1
    ]
    noms = racines(trouve.groupdict().get("noms") or "")
    au_tableau = [
        (t.libelle, t.valeur)
        for c in cases(dossier)[id(phrase.fiche)]
        if noms and c.mots <= noms | {"dispositif"}
        for t in c.termes
    ]
    return dessus + [(nom, v) for nom, v in au_tableau if v is not None]


def _cas_taux(fiche: Fiche, phrase: Phrase, trouve: re.Match[str], bases: list[tuple[str, Valeur]]) -> Cas:
    partie = Decimal(re.sub(r"\s", "", trouve["partie"]))
    imprime = Decimal(trouve["taux"].replace(",", "."))
    decimales = len(trouve["taux"].partition(",")[2])
    taux = Valeur(f"{trouve['taux']} %", phrase.lieu, nombre=imprime, unite="%", decimales=decimales)

    def ecart(base: tuple[str, Valeur]) -> Decimal:
        tout = base[1].nombre or Decimal(1)
        return abs(partie / tout * 100 - imprime)

    retenue = min(bases, key=ecart)
    return Cas(
        nom_fiche(fiche),
        [Terme("pourcentage imprimé", taux)],
        [
            Terme("partie", Valeur(trouve["partie"], phrase.lieu, nombre=partie)),
            Terme(f"tout, {retenue[0]}", retenue[1]),
        ],
        {
            "extrait": trouve[0],
            "calcul": f"{partie / (retenue[1].nombre or Decimal(1)) * 100:.2f}".replace(".", ","),
        },
        piste=_autre_base(partie, retenue[1].nombre or Decimal(1), imprime, decimales),
    )


def _autre_base(partie: Decimal, tout: Decimal, imprime: Decimal, decimales: int) -> str:
    """Le pourcentage imprimé serait juste pour un nombre voisin : l'un des deux a changé d'une unité."""
    if not 0 < partie <= tout < _TOUT_LISIBLE:
        return ""
    pas = Decimal(1).scaleb(-decimales)
    for essai_partie, essai_tout in (
        (partie, tout - 1),
        (partie, tout + 1),
        (partie - 1, tout),
        (partie + 1, tout),
    ):
        juste = essai_tout > 0 and (essai_partie / essai_tout * 100).quantize(pas, ROUND_HALF_UP) == imprime
        if juste:
            return f"{imprime} % serait juste pour {essai_partie} sur {essai_tout}".replace(".", ",")
    return ""


@portee("lignes_complementaires")
def lignes_complementaires(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une case à plusieurs chiffres (« 10 validés, 15 en cours ») fait le nombre d'une autre ligne.

    La relation doit tenir dans une colonne au moins pour être contrôlée dans les autres.
    """
    for tableau in dossier.releve.tableaux():
        for composee in tableau.lignes:
            parts = [composantes(c) for c in composee.cellules]
            if sum(len(p) > 1 for p in parts) < 2:
                continue
            for simple in tableau.lignes:
                if simple is composee:
                    continue
                touts = [valeur_principale(c) for c in simple.cellules]
                couples = [
                    (colonne, v, p)
                    for colonne, v, p in zip(tableau.colonnes, touts, parts, strict=False)
                    if v is not None and len(p) > 1
                ]
                justes = sum(v.nombre == sum(x.nombre or Decimal(0) for x in p) for _, v, p in couples)
                if len(couples) < 2 or justes == 0:
                    continue
                for colonne, v, p in couples:
                    yield Cas(
                        nom_tableau(tableau, simple),
                        [Terme(f"{simple.libelle}, {colonne.libelle}", v)],
                        [Terme(f"{composee.libelle}, {colonne.libelle}", x) for x in p],
                        {"composee": composee.libelle},
                    )


_BENEFICIAIRES = re.compile(r"(?<![\d,.])(\d{1,3})\s+(?:personnes|bénéficiaires|jeunes)\b", re.I)


@portee("sous_parties")
def sous_parties(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Chaque opérateur a son bilan et ses bénéficiaires : leur somme est celle du tableau."""
    for fiche in dossier.releve.fiches:
        execute = fiche.budget_execute
        if execute is None or len(execute.operateurs_etat) < 2:
            continue
        noms = [racines(m.nom) for m in execute.operateurs_etat]
        trouves = _premiers(dossier.phrases_de(fiche), noms)
        if len(trouves) != len(noms):
            continue
        for case in cases(dossier)[id(fiche)]:
            annee = dossier.releve.exercice[:4]
            if "accompagn" in case.mots and "beneficiair" in case.mots and str(case.annee) == annee:
                yield Cas(nom_fiche(fiche), list(case.termes), trouves)


def _premiers(phrases: list[Phrase], noms: list[frozenset[str]]) -> list[Terme]:
    """Le premier nombre de bénéficiaires sous chaque intertitre d'opérateur, dans le bilan."""
    courant: int | None = None
    trouves: dict[int, Terme] = {}
    for phrase in phrases:
        if phrase.type is not TypeSection.BILAN:
            continue
        texte = nettoyer(phrase.texte).lstrip("# ")
        mots = racines(texte)
        rang = next(
            (i for i, nom in enumerate(noms) if len(mots) <= 4 and len(nom & mots) * 2 >= len(nom)), None
        )
        if rang is not None:
            courant = rang
        elif courant is not None and courant not in trouves:
            nombre = _BENEFICIAIRES.search(texte)
            if nombre:
                valeur = Valeur(nombre[1], phrase.lieu, nombre=Decimal(nombre[1]))
                trouves[courant] = Terme(f"« {nombre[0]} »", valeur)
    return list(trouves.values())


@portee("phrase_case_autre")
def phrase_case_autre(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 26 personnes ont bénéficié du dispositif » contre « jeunes inscrits » au tableau."""
    motif = re.compile(regle.options["phrase"], re.I)
    libelle = re.compile(regle.options["libelle"], re.I)
    annee = dossier.releve.exercice[:4]
    for phrase in chiffrees(dossier):
        trouve = motif.search(phrase.texte)
        if trouve is None or (annee and annee not in phrase.texte):
            continue
        lu = next((n for n in phrase.nombres if n.debut == trouve.start(1)), None)
        inscrits = [
            c
            for c in cases(dossier)[id(phrase.source.fiche)]
            if libelle.search(c.ligne.libelle) and str(c.annee) == annee
        ]
        if lu is not None and len(inscrits) == 1:
            yield Cas(
                nom_fiche(phrase.source.fiche),
                [Terme(f"« {extrait(lu)} »", lu.valeur)],
                list(inscrits[0].termes),
            )
