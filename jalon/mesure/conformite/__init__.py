"""Le kit de conformité : un petit département compté à la main, et les fautes qu'il attrape.

`personnes.csv` : ce qui s'est passé ; `attendus.csv` : chaque valeur, et les personnes comptées ;
`fautes.csv` : des fautes lues ailleurs, et la valeur fausse que chacune donne. Tout autre système peut
charger les mêmes personnes et se comparer (voir `LISEZMOI.md`). Faits arrêtés au 10 juillet 2025.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ARRETE = date(2025, 7, 10)
DOSSIER = Path(__file__).parent
FICHIERS = ("LISEZMOI.md", "personnes.csv", "attendus.csv", "fautes.csv")
VALEURS = ("valeur", "numerateur", "denominateur", "pas_encore", "statut", "mediane")
CLES = ("indicateur", "du", "au", "coupe")
Cle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attendu:
    """Une ligne comptée à la main ; `comptes` : le code de chaque séjour, ou de chaque acte, compté."""

    indicateur: str
    du: date
    au: date
    coupe: dict[str, str]
    valeurs: dict[str, str]
    comptes: list[str]

    @property
    def cle(self) -> Cle:
        coupe = "".join(f"{axe}={valeur}" for axe, valeur in self.coupe.items())
        return (self.indicateur, self.du.isoformat(), self.au.isoformat(), coupe)


@dataclass(frozen=True, slots=True)
class FauteSemee:
    """Une faute, l'indicateur qu'elle fausse, et la valeur fausse qu'on aurait."""

    code: str
    faute: str
    cle: Cle
    juste: str
    faux: str


@dataclass(frozen=True, slots=True)
class Ecart:
    """Une case où un système ne dit pas ce que dit le kit ; `lu` vide : il ne dit rien."""

    cle: Cle
    champ: str
    attendu: str
    lu: str


def personnes() -> list[dict[str, str]]:
    """Une ligne par séjour, telle qu'écrite dans `personnes.csv`."""
    return _lire(DOSSIER / "personnes.csv")


def attendus() -> list[Attendu]:
    """Les lignes comptées à la main."""
    return [
        Attendu(
            indicateur=ligne["indicateur"],
            du=date.fromisoformat(ligne["du"]),
            au=date.fromisoformat(ligne["au"]),
            coupe=dict([ligne["coupe"].split("=")]) if ligne["coupe"] else {},
            valeurs={nom: ligne[nom] for nom in VALEURS},
            comptes=sorted(ligne["comptes"].split()),
        )
        for ligne in _lire(DOSSIER / "attendus.csv")
    ]


def fautes() -> list[FauteSemee]:
    """Les fautes semées."""
    return [
        FauteSemee(
            ligne["code"],
            ligne["faute"],
            tuple(ligne[nom] for nom in CLES),
            ligne["valeur_juste"],
            ligne["valeur_fausse"],
        )
        for ligne in _lire(DOSSIER / "fautes.csv")
    ]


def lire_resultats(chemin: Path) -> dict[Cle, dict[str, str]]:
    """Les résultats d'un système, au format d'`attendus.csv` ; seules les colonnes qu'il donne comptent.

    Lève `ValueError` si une colonne qui désigne la ligne manque, ou si une ligne vient deux fois.
    """
    lignes = _lire(chemin)
    manquent = [nom for nom in CLES if lignes and nom not in lignes[0]]
    if not lignes or manquent:
        raise ValueError(f"Colonnes absentes : {', '.join(manquent or CLES)}.")
    resultats: dict[Cle, dict[str, str]] = {}
    for ligne in lignes:
        cle = tuple(ligne[nom] or "" for nom in CLES)
        if cle in resultats:
            raise ValueError(f"La ligne {' '.join(filter(None, cle))} vient deux fois.")
        resultats[cle] = {nom: ligne[nom] or "" for nom in (*VALEURS, "comptes") if nom in ligne}
    return resultats


def comparer(resultats: Mapping[Cle, Mapping[str, str]]) -> list[Ecart]:
    """Chaque case où ces résultats ne disent pas ce que dit le kit, dans l'ordre d'`attendus.csv`."""
    ecarts: list[Ecart] = []
    for attendu in attendus():
        lus = resultats.get(attendu.cle)
        if lus is None:
            ecarts.append(Ecart(attendu.cle, "ligne", "présente", ""))
            continue
        voulus = attendu.valeurs | {"comptes": " ".join(attendu.comptes)}
        for champ, voulu in voulus.items():
            lu = lus.get(champ, voulu)
            if _forme(champ, lu) != _forme(champ, voulu):
                ecarts.append(Ecart(attendu.cle, champ, voulu, lu))
    return ecarts


def faute_connue(ecart: Ecart) -> list[FauteSemee]:
    """Les fautes semées qui donnent justement cette valeur fausse à cette ligne."""
    if ecart.champ != "valeur":
        return []
    lue = _forme("valeur", ecart.lu)
    return [f for f in fautes() if f.cle == ecart.cle and _forme("valeur", f.faux) == lue]


def ecrire(dossier: Path) -> list[Path]:
    """Copie le kit dans un dossier. Lève `FileExistsError` si un de ses fichiers y est déjà."""
    dossier.mkdir(parents=True, exist_ok=True)
    for nom in FICHIERS:
        with (dossier / nom).open("x", encoding="utf-8") as sortie:
            sortie.write((DOSSIER / nom).read_text(encoding="utf-8"))
    return [dossier / nom for nom in FICHIERS]


def _forme(champ: str, texte: str) -> str:
    """Virgule ou point, zéros finals, ordre des personnes : la même chose."""
    if champ == "comptes":
        return " ".join(sorted(texte.split()))
    if champ == "statut":
        return texte.strip()
    nombre = texte.strip().replace(",", ".")
    return nombre.rstrip("0").rstrip(".") if "." in nombre else nombre


def _lire(chemin: Path) -> list[dict[str, str]]:
    with chemin.open(newline="", encoding="utf-8-sig") as fichier:
        return list(csv.DictReader(fichier))
