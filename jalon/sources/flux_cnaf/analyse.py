"""D'une tranche d'octets à un foyer typé, ou à un rejet qui dit pourquoi et à quelle ligne."""

from __future__ import annotations

from typing import Any

from lxml import etree

from jalon.sources.flux_cnaf.elements import BLOCS, Dialecte
from jalon.sources.flux_cnaf.encodage import Encodage
from jalon.sources.flux_cnaf.erreurs import DossierIllisible, ValeurIllisible
from jalon.sources.flux_cnaf.rapide import lire_vite
from jalon.sources.flux_cnaf.regles import BLOC, CODE, REGLES, VALEUR, Regles
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet, Tranche
from jalon.sources.flux_cnaf.valeurs import ATTENDUS

OBLIGATOIRES = {
    Dialecte.VRSB: ("IdentificationRSA", "Personne", "DonneesAdministratives", "PrestationRSA"),
    Dialecte.VRSD: ("IdentificationRSA", "Personne"),
}
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


def analyser_tranche(
    tranche: Tranche, *, departement: str | None = None, raccourci: bool = True
) -> FoyerLu | Rejet:
    """Le foyer typé, ou son rejet. `departement` attendu : un autre IDEPARTE est un rejet.

    `raccourci=False` passe toujours par lxml : même résultat, plus lentement.
    """
    if raccourci:
        vite = lire_vite(tranche.octets, tranche.encodage)
        if vite is not None and _defaut(vite[0], tranche.dialecte, departement) is None:
            return FoyerLu(tranche, _dossier(vite[0]), vite[0], {}, vite[1])
    try:
        return _analyser(tranche, departement)
    except DossierIllisible as erreur:
        ligne = tranche.ligne + erreur.ligne - 1
        return Rejet(tranche.dossier, erreur.motif, ligne, tranche.octets, tranche.rang, tranche.empreinte)


def _analyser(tranche: Tranche, departement: str | None) -> FoyerLu:
    racine = analyser_xml(tranche.octets, tranche.encodage)
    lecteur = Lecteur()
    donnees = lecteur.lire(racine, REGLES["InfosFoyerRSA"])
    lecteur.garder_le_reste(racine)
    defaut = _defaut(donnees, tranche.dialecte, departement)
    if defaut is not None:
        motif, rang = defaut
        lignes = [enfant.sourceline for enfant in racine if nom_local(enfant.tag) == "Personne"]
        raise DossierIllisible(motif, 1 if rang is None else lignes[rang])
    return FoyerLu(tranche, _dossier(donnees), donnees, lecteur.inconnus, lecteur.codes_inconnus)


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


class Lecteur:
    """Lit un bloc et ses enfants dans un arbre, et retient ce qu'il ne connaît pas."""

    __slots__ = ("codes_inconnus", "inconnus")

    def __init__(self) -> None:
        self.inconnus: dict[str, list[str]] = {}
        self.codes_inconnus: dict[str, list[str]] = {}

    def lire(self, element: Any, regles: Regles) -> dict[str, Any]:
        """Le dictionnaire d'un bloc. Lève `DossierIllisible`, ligne comptée depuis le début du fragment."""
        valeurs: dict[str, Any] = {}
        for enfant in element:
            nom = enfant.tag if enfant.tag in regles else nom_local(enfant.tag)
            regle = regles.get(nom)
            if regle is None:
                self._garder(enfant, _chemin(enfant))
                continue
            sorte, suite, repetable = regle
            if nom in valeurs and not repetable:
                self._garder(enfant, f"{_chemin(enfant)} (répété)")
                continue
            valeur = self.lire(enfant, suite) if sorte == BLOC else self._champ(enfant, nom, sorte, suite)
            if valeur is None:
                continue
            if repetable:
                valeurs.setdefault(nom, []).append(valeur)
            else:
                valeurs[nom] = valeur
        return valeurs

    def _champ(self, element: Any, nom: str, sorte: int, suite: Any) -> Any:
        texte = element.text
        if texte is None:
            return None
        if sorte == VALEUR:
            try:
                return suite[texte]
            except ValeurIllisible:
                pass
            bloc = nom_local(element.getparent().tag)
            attendu = ATTENDUS[BLOCS[bloc][nom].genre]
            raise DossierIllisible(f"{bloc}/{nom} ne se lit pas : {attendu}", element.sourceline)
        propre = texte.strip()
        if propre and sorte == CODE and propre not in suite:
            self.codes_inconnus.setdefault(nom, []).append(propre)
        return propre or None

    def garder_le_reste(self, racine: Any) -> None:
        """Garde attributs, textes hors des champs et éléments glissés dans un champ."""
        for element in racine.iter():
            for nom, valeur in element.attrib.items():
                self._noter(f"{_chemin(element)}@{nom_local(nom)}", valeur)
            parent = element.getparent()
            if parent is not None and _plein(element.tail):
                self._noter(f"{_chemin(parent)}(texte)", element.tail)
            if len(element) == 0:
                continue
            sorte = _sorte(element, parent)
            if sorte == BLOC and _plein(element.text):
                self._noter(f"{_chemin(element)}(texte)", element.text)
            elif sorte is not None and sorte != BLOC:
                for enfant in element:
                    self._garder(enfant, _chemin(enfant))

    def _noter(self, chemin: str, texte: str) -> None:
        self.inconnus.setdefault(chemin, []).append(texte.strip())

    def _garder(self, element: Any, chemin: str) -> None:
        """Garde une branche inconnue : chaque texte sous son chemin, la branche vide sous le sien."""
        textes = [
            (f"{chemin}{_chemin(noeud, element)}", noeud.text.strip())
            for noeud in element.iter()
            if noeud.text and noeud.text.strip()
        ]
        for ou, texte in textes or [(chemin, "")]:
            self.inconnus.setdefault(ou, []).append(texte)


def _defaut(
    donnees: dict[str, Any], dialecte: Dialecte, departement: str | None
) -> tuple[str, int | None] | None:
    """Ce qui empêche de prendre le dossier, et le rang de la personne en cause ; `None` si rien."""
    for bloc in OBLIGATOIRES[dialecte]:
        if not donnees.get(bloc):
            return f"le bloc obligatoire {bloc} est absent ou vide", None
    for rang, personne in enumerate(donnees["Personne"]):
        identite = personne.get("Identification")
        if not identite:
            return f"la personne n° {rang + 1} n'a pas de bloc Identification", rang
        if "DTNAI" not in identite:
            return f"la personne n° {rang + 1} n'a pas de date de naissance (DTNAI)", rang
        if "NOM" not in identite and "NOMNAI" not in identite:
            return f"la personne n° {rang + 1} n'a pas de nom (NOM, NOMNAI)", rang
    if not _dossier(donnees):
        return "le dossier n'a pas de numéro de demande (NUMDEMRSA)", None
    code = donnees["IdentificationRSA"].get("Partenaire", {}).get("IDEPARTE")
    if departement and code and normaliser_departement(code) != normaliser_departement(departement):
        return "le dossier est celui d'un autre département (IDEPARTE)", None
    return None


def _dossier(donnees: dict[str, Any]) -> str:
    numero: str = donnees["IdentificationRSA"].get("DemandeRSA", {}).get("NUMDEMRSA", "")
    return numero


def _sorte(element: Any, parent: Any) -> int | None:
    """La sorte d'un élément à sa place, `None` s'il y est inconnu ; la racine est un bloc."""
    if parent is None:
        return BLOC
    regle = REGLES.get(nom_local(parent.tag), {}).get(nom_local(element.tag))
    return None if regle is None else regle[0]


def _plein(texte: str | None) -> bool:
    return bool(texte) and not str(texte).isspace()


def nom_local(etiquette: str) -> str:
    """Le nom d'un élément sans son espace de noms ni son préfixe."""
    return etiquette.rpartition("}")[2].rpartition(":")[2]


def _chemin(element: Any, depuis: Any = None) -> str:
    """Les noms de la racine (exclue) à l'élément ; depuis un ancêtre donné, le chemin commence par « / »."""
    if element is depuis:
        return ""
    noms = [nom_local(element.tag)]
    for parent in element.iterancestors():
        if parent is depuis or parent.getparent() is None:
            break
        noms.append(nom_local(parent.tag))
    return ("/" if depuis is not None else "") + "/".join(reversed(noms))


def normaliser_departement(code: str) -> str:
    """Code officiel : « 035 » et « 35 » suivi de blancs disent « 35 », « 008 » et « 8 » disent « 08 »."""
    court = code.strip().upper().lstrip("0")
    return court.zfill(2) if court else ""
