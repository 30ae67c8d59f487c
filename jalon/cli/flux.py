"""`jalon flux` : les fichiers de la CNAF. `analyser` lit sans rien écrire, avec ou sans base."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from jalon.cli._flux_charger import charger, relever
from jalon.cli._flux_connus import empreintes_connues
from jalon.cli._flux_simuler import simuler
from jalon.cli.controler import illisible
from jalon.sources.flux_cnaf.decoupe import Decoupe, couper
from jalon.sources.flux_cnaf.enveloppe import Attendu, mois_en_lettres
from jalon.sources.flux_cnaf.erreurs import FluxIllisible
from jalon.sources.flux_cnaf.lecture import Doublons, analyser
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet, Tranche

NOUVEAU, MODIFIE, INCHANGE = "nouveau", "modifie", "inchange"
Comparer = Callable[[Tranche], str]


@click.group()
def commande() -> None:
    """Les fichiers de la CNAF : analyser, charger, simuler."""


commande.add_command(simuler)


commande.add_command(charger)
commande.add_command(relever)


@commande.command("analyser")
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--departement", help="Code du département attendu ; un autre fait refuser le fichier.")
@click.option("--version-admise", "versions", multiple=True, help="Version d'application à admettre en plus.")
@click.option("--format", "forme", type=click.Choice(["texte", "json"]), default="texte", show_default=True)
def analyser_fichier(fichier: Path, departement: str | None, versions: tuple[str, ...], forme: str) -> None:
    """Lit un flux bénéficiaire (FICHIER) d'un bout à l'autre et n'écrit rien.

    Dit ce qui est nouveau ou changé depuis le dernier chargement ; sans base installée, tout est nouveau.
    Sortie 2 si le fichier entier est refusé.
    """
    attendu = Attendu(departement=departement, versions_admises=frozenset(versions))
    connues = empreintes_connues(click.get_current_context().find_root().obj)
    try:
        bilan = analyser_flux(fichier, attendu, comparer=lambda tranche: comparer(tranche, connues))
    except FluxIllisible as erreur:
        raise illisible(f"{fichier.name} : {erreur}") from None
    click.echo(bilan.en_json() if forme == "json" else bilan.en_texte())


def comparer(tranche: Tranche, connues: Mapping[str, bytes]) -> str:
    """Nouveau, modifié ou inchangé depuis l'empreinte connue de ce dossier."""
    connue = connues.get(tranche.dossier)
    if connue is None:
        return NOUVEAU
    return INCHANGE if connue == tranche.empreinte else MODIFIE


@dataclass
class Bilan:
    """Ce que la lecture d'un fichier a trouvé. `foyers` compte les dossiers distincts retenus."""

    decoupe: Decoupe
    etats: dict[str, str] = field(default_factory=dict)
    personnes: dict[str, int] = field(default_factory=dict)
    rejets: list[dict[str, Any]] = field(default_factory=list)
    inconnus: dict[str, int] = field(default_factory=dict)
    codes_inconnus: dict[str, int] = field(default_factory=dict)
    secondes: float = 0

    def prendre(self, foyer: FoyerLu, etat: str) -> None:
        """Compte un foyer lu ; un dossier déjà vu est remplacé."""
        self.etats[foyer.dossier] = etat
        self.personnes[foyer.dossier] = len(foyer.personnes)
        for compte, trouves in ((self.inconnus, foyer.inconnus), (self.codes_inconnus, foyer.codes_inconnus)):
            for cle, valeurs in trouves.items():
                compte[cle] = compte.get(cle, 0) + len(valeurs)

    def rejeter(self, dossier: str, motif: str, ligne: int) -> None:
        self.rejets.append({"dossier": dossier, "motif": motif, "ligne": ligne})

    def compte(self, etat: str) -> int:
        return sum(1 for vu in self.etats.values() if vu == etat)

    def en_json(self) -> str:
        """Le contrat de la commande : noms et types fixes."""
        contenu = {
            "foyers": len(self.etats),
            "personnes": sum(self.personnes.values()),
            "nouveaux": self.compte(NOUVEAU),
            "modifies": self.compte(MODIFIE),
            "inchanges": self.compte(INCHANGE),
            "rejets": self.rejets,
            "secondes": round(self.secondes, 3),
            "octets": self.decoupe.source.lus,
        }
        return json.dumps(contenu, ensure_ascii=False, indent=2)

    def en_texte(self) -> str:
        """Le même bilan pour une personne, avec ce que le fichier contient d'inconnu."""
        tete = self.decoupe.tete
        lignes = [
            f"Flux {'mensuel' if tete.mensuel else 'quotidien'} de {mois_en_lettres(tete.reference)}, "
            f"créé le {tete.cree_le:%d/%m/%Y} par {tete.application} {tete.version} ({tete.dialecte}).",
            f"{len(self.etats)} foyers, {sum(self.personnes.values())} personnes : "
            f"{self.compte(NOUVEAU)} nouveaux, "
            f"{self.compte(MODIFIE)} modifiés, {self.compte(INCHANGE)} inchangés.",
            f"{self.decoupe.source.lus / 1e6:.1f} Mo lus en {self.secondes:.1f} s.",
        ]
        lignes += _section("dossiers rejetés", [_rejet_en_texte(rejet) for rejet in self.rejets])
        lignes += _section("éléments inconnus, gardés", _comptes(self.inconnus))
        lignes += _section("champs dont un code est inconnu, gardé", _comptes(self.codes_inconnus))
        return "\n".join(lignes)


def analyser_flux(fichier: Path, attendu: Attendu, *, comparer: Comparer = lambda _: NOUVEAU) -> Bilan:
    """Lit tout le fichier. `comparer` dit d'une tranche si elle est nouvelle, modifiée ou inchangée.

    Lève `FluxIllisible`.
    """
    debut = time.perf_counter()
    with couper(fichier, attendu) as decoupe:
        bilan = Bilan(decoupe)
        doublons = Doublons()
        for lu in analyser(decoupe):
            if isinstance(lu, Rejet):
                bilan.rejeter(lu.dossier, lu.motif, lu.ligne)
                continue
            double = doublons.noter(lu.dossier, lu.ligne)
            if double is not None:
                motif = f"dossier en double dans le fichier : remplacé par celui de la ligne {double.ligne}"
                bilan.rejeter(double.dossier, motif, double.premiere_ligne)
            bilan.prendre(lu, comparer(lu.tranche))
        for chemin, valeurs in decoupe.inconnus.items():
            bilan.inconnus[chemin] = bilan.inconnus.get(chemin, 0) + len(valeurs)
    bilan.secondes = time.perf_counter() - debut
    return bilan


def _rejet_en_texte(rejet: dict[str, Any]) -> str:
    return f"ligne {rejet['ligne']}, dossier {rejet['dossier'] or 'sans numéro'} : {rejet['motif']}"


def _comptes(comptes: dict[str, int]) -> list[str]:
    return [f"{nom} : {compte}" for nom, compte in sorted(comptes.items())]


def _section(titre: str, lignes: list[str]) -> list[str]:
    return [f"{len(lignes)} {titre} :", *(f"  {ligne}" for ligne in lignes)] if lignes else []
