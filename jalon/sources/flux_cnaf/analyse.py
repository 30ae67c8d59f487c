"""D'une tranche d'octets à un foyer typé, ou à un rejet qui dit pourquoi et à quelle ligne."""

from __future__ import annotations

from typing import Any

from lxml import etree

from jalon.sources.flux_cnaf.codes import LISTES
from jalon.sources.flux_cnaf.elements import BLOCS, Dialecte, Element, Genre
from jalon.sources.flux_cnaf.encodage import Encodage
from jalon.sources.flux_cnaf.erreurs import DossierIllisible, ValeurIllisible
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet, Tranche
from jalon.sources.flux_cnaf.valeurs import NATURES, TABLES

BLOC, TEXTE, CODE, AUTRE = range(4)
OBLIGATOIRES = {
    Dialecte.VRSB: ("IdentificationRSA", "Personne", "DonneesAdministratives", "PrestationRSA"),
    Dialecte.VRSD: ("IdentificationRSA", "Personne"),
}


# Par bloc, puis par enfant : sa sorte, la table ou la liste qui le lit (les règles du bloc pour un bloc),
# répétable.
Regles = dict[str, tuple[int, Any, bool]]


def _regles() -> dict[str, Regles]:
    tables: dict[str, Regles] = {nom: {} for nom in BLOCS}
    for nom, enfants in BLOCS.items():
        for element in enfants.values():
            tables[nom][element.nom] = (*_sorte(element, tables), element.repetable)
    return tables


def _sorte(element: Element, tables: dict[str, Regles]) -> tuple[int, Any]:
    if element.genre is Genre.BLOC:
        return BLOC, tables[element.nom]
    if element.genre in TABLES:
        return AUTRE, TABLES[element.genre]
    if element.nom in LISTES:
        return CODE, {code: code for code in LISTES[element.nom]}
    return TEXTE, None


REGLES = _regles()


# Ni entité, ni DTD, ni réseau ; profondeur et taille bornées.
OPTIONS_SURES = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_ANALYSEUR = etree.XMLParser(**OPTIONS_SURES)


class Lecteur:
    """Lit un bloc et ses enfants. Compte ce qu'il visite et retient ce qu'il ne connaît pas."""

    __slots__ = ("codes_inconnus", "inconnus", "visites")

    def __init__(self) -> None:
        self.inconnus: dict[str, list[str]] = {}
        self.codes_inconnus: dict[str, list[str]] = {}
        self.visites = 0

    def lire(self, element: Any, regles: Regles) -> dict[str, Any]:
        """Le dictionnaire d'un bloc. Lève `DossierIllisible`, ligne comptée depuis le début de la tranche."""
        valeurs: dict[str, Any] = {}
        for enfant in element:
            nom = enfant.tag
            regle = regles.get(nom)
            if regle is None:
                nom = nom_local(nom)
                regle = regles.get(nom)
                if regle is None:
                    self._garder(enfant, _chemin(enfant))
                    continue
            self.visites += 1
            sorte, suite, repetable = regle
            valeur: Any
            if sorte == BLOC:
                valeur = self.lire(enfant, suite)
            else:
                texte = enfant.text
                if texte is None:
                    continue
                if sorte == AUTRE:
                    try:
                        valeur = suite[texte]
                    except ValeurIllisible:
                        raise DossierIllisible(_illisible(element, nom), enfant.sourceline) from None
                elif sorte == TEXTE:
                    valeur = texte.strip()
                else:
                    valeur = suite.get(texte) or self._code(nom, texte, suite)
                if valeur is None or valeur == "":
                    continue
            if repetable:
                valeurs.setdefault(nom, []).append(valeur)
            elif nom in valeurs:
                self._garder(enfant, f"{_chemin(enfant)} (répété)")
                self.visites -= 1
            else:
                valeurs[nom] = valeur
        return valeurs

    def _code(self, nom: str, texte: str, connus: dict[str, str]) -> str:
        code = texte.strip()
        if code and code not in connus:
            self.codes_inconnus.setdefault(nom, []).append(code)
        return code

    def _garder(self, element: Any, chemin: str) -> None:
        """Garde une branche inconnue : chaque texte sous son chemin, la branche vide sous le sien."""
        textes = [
            (f"{chemin}{_chemin_relatif(element, noeud)}", noeud.text.strip())
            for noeud in element.iter()
            if noeud.text and noeud.text.strip()
        ]
        self.visites += sum(1 for _ in element.iter())
        for ou, texte in textes or [(chemin, "")]:
            self.inconnus.setdefault(ou, []).append(texte)


def analyser_tranche(tranche: Tranche, *, departement: str | None = None) -> FoyerLu | Rejet:
    """Le foyer typé, ou son rejet. `departement` attendu : un autre IDEPARTE est un rejet."""
    try:
        return _analyser(tranche, departement)
    except DossierIllisible as erreur:
        return _rejet(tranche, erreur.motif, tranche.ligne + erreur.ligne - 1)


def _analyser(tranche: Tranche, departement: str | None) -> FoyerLu | Rejet:
    racine = analyser_xml(tranche.octets, tranche.encodage)
    lecteur = Lecteur()
    donnees = lecteur.lire(racine, REGLES["InfosFoyerRSA"])
    _verifier_blocs(donnees, tranche.dialecte)
    _verifier_personnes(donnees["Personne"], racine)
    dossier = donnees["IdentificationRSA"].get("DemandeRSA", {}).get("NUMDEMRSA")
    if not dossier:
        raise DossierIllisible("le dossier n'a pas de numéro de demande (NUMDEMRSA)", 1)
    partenaire = donnees["IdentificationRSA"].get("Partenaire", {}).get("IDEPARTE", "")
    if (
        departement
        and partenaire
        and normaliser_departement(partenaire) != normaliser_departement(departement)
    ):
        raise DossierIllisible("le dossier est celui d'un autre département (IDEPARTE)", 1)
    if tranche.octets.count(b"<") != 2 * (lecteur.visites + 1) or b"=" in tranche.octets:
        _garder_le_reste(racine, lecteur)
    return FoyerLu(tranche, dossier, donnees, lecteur.inconnus, lecteur.codes_inconnus)


def analyser_xml(octets: bytes, encodage: Encodage) -> Any:
    """L'arbre d'un fragment. Lève `DossierIllisible`, ligne comptée depuis le début du fragment."""
    try:
        propres = encodage.decoder(octets)
    except UnicodeDecodeError as erreur:
        ligne = octets.count(b"\n", 0, erreur.start) + 1
        motif = f"un caractère n'existe pas dans l'encodage {encodage.declare or encodage.nom}"
        raise DossierIllisible(motif, ligne) from None
    try:
        return etree.fromstring(propres, _ANALYSEUR)
    except etree.XMLSyntaxError as erreur:
        ligne = erreur.lineno or 1
    raise DossierIllisible("le XML est mal formé", ligne)


def _verifier_blocs(donnees: dict[str, Any], dialecte: Dialecte) -> None:
    for bloc in OBLIGATOIRES[dialecte]:
        if bloc not in donnees:
            raise DossierIllisible(f"le bloc obligatoire {bloc} est absent", 1)


def _verifier_personnes(personnes: list[dict[str, Any]], racine: Any) -> None:
    for rang, personne in enumerate(personnes):
        identite = personne.get("Identification")
        if identite is None:
            motif = f"la personne n° {rang + 1} n'a pas de bloc Identification"
        elif "DTNAI" not in identite:
            motif = f"la personne n° {rang + 1} n'a pas de date de naissance (DTNAI)"
        elif "NOM" not in identite and "NOMNAI" not in identite:
            motif = f"la personne n° {rang + 1} n'a pas de nom (NOM, NOMNAI)"
        else:
            continue
        lignes = [enfant.sourceline for enfant in racine if nom_local(enfant.tag) == "Personne"]
        raise DossierIllisible(motif, lignes[rang])


def _garder_le_reste(racine: Any, lecteur: Lecteur) -> None:
    """Garde attributs, et éléments glissés dans un champ, que la lecture rapide ne regarde pas."""
    for element in racine.iter():
        for nom, valeur in element.attrib.items():
            lecteur.inconnus.setdefault(f"{_chemin(element)}@{nom_local(nom)}", []).append(valeur)
        parent = element.getparent()
        if parent is None or len(element) == 0:
            continue
        regle = _regle_de(element)
        if regle is not None and regle[0] != BLOC:
            for enfant in element:
                lecteur._garder(enfant, _chemin(enfant))


def _regle_de(element: Any) -> tuple[int, Any, bool] | None:
    return REGLES.get(nom_local(element.getparent().tag), {}).get(nom_local(element.tag))


def _rejet(tranche: Tranche, motif: str, ligne: int) -> Rejet:
    return Rejet(tranche.dossier, motif, ligne, tranche.octets, tranche.rang, tranche.empreinte)


def _illisible(bloc: Any, nom: str) -> str:
    nature = NATURES[BLOCS[nom_local(bloc.tag)][nom].genre]
    return (
        f"{nom_local(bloc.tag)}/{nom} ne se lit pas : {nature} attendue"
        if nature in ("date", "heure")
        else (f"{nom_local(bloc.tag)}/{nom} ne se lit pas : {nature} attendu")
    )


def nom_local(etiquette: str) -> str:
    """Le nom d'un élément sans son espace de noms ni son préfixe."""
    return etiquette.rpartition("}")[2].rpartition(":")[2]


def _chemin(element: Any) -> str:
    noms = [nom_local(element.tag)]
    noms += [nom_local(parent.tag) for parent in element.iterancestors() if parent.getparent() is not None]
    return "/".join(reversed(noms))


def _chemin_relatif(racine: Any, element: Any) -> str:
    if element is racine:
        return ""
    noms = [nom_local(element.tag)]
    for parent in element.iterancestors():
        if parent is racine:
            break
        noms.append(nom_local(parent.tag))
    return "/" + "/".join(reversed(noms))


def normaliser_departement(code: str) -> str:
    """« 035 », « 35 » et « 35 » suivi de blancs disent le même département."""
    return code.strip().upper().lstrip("0")
