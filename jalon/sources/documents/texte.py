"""Un fichier texte en flux : une ligne avec tabulation est une rangée, `#` un titre, `-` une puce."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.flux import Bloc, Case, Rangee, Tableau, Texte
from jalon.sources.documents.limites import COLONNES_MAX, LIGNES_MAX
from jalon.sources.documents.nettoyage import clair, clair_case, marquee, sans_balises

TITRE = re.compile(r"^(#{1,6})\s+(.*)$")
PUCE = re.compile(r"^(\s*)(?:-\s*>|[-•▪■>→](?!\s*[€\d]*$))\s*(?=\S)")
SOMMAIRE = re.compile(r"^(?P<titre>.*\S)\s*\.{4,}\s*(?P<page>\d{1,4})\s*$")
ENTREE_MAX = 400
FLECHE = re.compile(r"^\s*→\s*")
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
ANCIENS = ("cp1252", "mac_roman", "cp850")
ECHANTILLON = 100_000
MOJIBAKE = re.compile(r"Ã[©¨ª\u00a0´§®]|â‚¬|Â[°«»]")


def decoder(octets: bytes, nom: str) -> str:
    """Le texte du fichier : UTF-8, UTF-16, ou un encodage ancien de Windows, Mac ou DOS.

    Refuse un binaire et un texte aux accents déjà abîmés.
    """
    encodages = [code for bom, code in BOMS if octets.startswith(bom)] or _encodages(octets)
    for encodage in encodages:
        try:
            texte = octets.decode(encodage)
        except UnicodeDecodeError:
            continue
        if _lisible(texte):
            break
    else:
        raise DocumentIllisible(
            "ce n'est pas un texte lisible (fichier binaire ou encodage inconnu). "
            "Enregistrez-le en texte UTF-8, .docx, .xlsx ou .ods.",
            nom,
        )
    if len(MOJIBAKE.findall(texte)) > 3:
        raise DocumentIllisible(
            "les accents sont abîmés (« Ã© » au lieu de « é ») : le fichier a été enregistré dans un mauvais "
            "encodage. Exportez-le de nouveau en UTF-8.",
            nom,
        )
    return texte.replace("\r\n", "\n").replace("\r", "\n")


def _encodages(octets: bytes) -> list[str]:
    debut = octets[:4000]
    if debut.count(0) > len(debut) // 4:
        return ["utf-16-le" if debut[1::2].count(0) >= debut[::2].count(0) else "utf-16-be"]
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        echantillon = octets[:ECHANTILLON]
        ancien = from_bytes(echantillon, cp_isolation=list(ANCIENS), chunk_size=2_000).best()
        return [ancien.encoding if ancien else ANCIENS[0]]
    return ["utf-8"]


def _lisible(texte: str) -> bool:
    echantillon = texte[:100_000]
    commandes = sum(1 for c in echantillon if c < " " and c not in "\t\n\r\f\v")
    prives = sum(1 for c in echantillon if "\u0780" <= c <= "\u1fff" or "\u2e80" <= c)
    return commandes == 0 and prives <= len(echantillon) // 50


def lire_texte(octets: bytes, nom: str) -> list[Bloc]:
    """Le flux d'un fichier `.txt`, chaque bloc avec sa ligne."""
    lignes = decoder(octets, nom).split("\n")
    if len(lignes) > LIGNES_MAX:
        raise DocumentIllisible(f"plus de {LIGNES_MAX} lignes. Découpez le document.", nom)
    blocs: list[Bloc] = []
    vide = True
    for numero, ligne in enumerate(lignes, start=1):
        if not ligne.strip():
            vide = True
            continue
        if len(ligne) < ENTREE_MAX and (entree := SOMMAIRE.match(ligne)) and "\t" not in ligne:
            ligne = f"{entree['titre']}\t{entree['page']}"
        if "\t" in ligne:
            _ajouter_rangee(blocs, ligne, numero, vide, nom)
        elif texte := texte_de(ligne, numero, colle=not vide):
            blocs.append(texte)
        vide = False
    return blocs


def _ajouter_rangee(blocs: list[Bloc], ligne: str, numero: int, vide: bool, nom: str) -> None:
    morceaux = ligne.split("\t")
    if len(morceaux) > COLONNES_MAX:
        raise DocumentIllisible(
            f"{len(morceaux)} colonnes à la ligne {numero} (au plus {COLONNES_MAX}). "
            "Vérifiez que le fichier est bien un rapport.",
            nom,
        )
    rangee = Rangee(tuple(Case(clair_case(m), marquee(m)) for m in morceaux), numero)
    if not rangee.pleines:
        return
    if vide or not blocs or not isinstance(blocs[-1], Tableau):
        blocs.append(Tableau())
    dernier = blocs[-1]
    if isinstance(dernier, Tableau):
        dernier.rangees.append(rangee)


def texte_de(ligne: str, numero: int | None, *, colle: bool = False, niveau: int = 0) -> Texte | None:
    """Un bloc de texte d'une ligne brute, ou `None` si elle ne dit rien."""
    brut = sans_balises(ligne).rstrip()
    if trouve := TITRE.match(brut):
        niveau, brut = len(trouve[1]), trouve[2]
    if FLECHE.match(brut):
        brut, puce = FLECHE.sub("", brut), 0
    else:
        puce, brut = _puce(brut)
    propre = clair(brut)
    if not propre:
        return None
    return Texte(propre, brut.strip(), numero, niveau, 0 if niveau else puce, colle)


def _puce(brut: str) -> tuple[int, str]:
    trouve = PUCE.match(brut)
    if trouve is None:
        return 0, brut
    reste = brut[trouve.end() :]
    if reste.startswith(">"):
        reste = reste[1:].lstrip()
    return (2 if trouve[1] else 1), reste
