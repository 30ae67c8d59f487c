"""Rendre à un logiciel métier ce qui a été décidé dans Jalon : des CSV à ses identifiants, sans NIR.

Chaque genre de décision est un `Rendu` enregistré ; une pièce nouvelle (orientation…) ajoute le sien :

    @rendre("orientations", "Orientations décidées", (("type", "type de parcours"), …))
    def orientations(depuis: date) -> Iterator[tuple[UUID, tuple[str, ...]]]: …

La fonction donne, pour chaque décision, la personne et les valeurs des colonnes, dans l'ordre.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from jalon.parcours.personnes.enums import EtatRapprochement, NatureFait
from jalon.parcours.personnes.models import Affectation, Contact, FaitRepris, Fusion, Rapprochement

SEPARATEUR = ";"
DANGEREUX = ("=", "+", "-", "@", "\t", "\r")
IDENTIFIANT = ("personne", "identifiant de la personne dans ce logiciel")

Colonnes = tuple[tuple[str, str], ...]
Lignes = Callable[[date], Iterator[tuple[UUID, tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Rendu:
    """Un fichier rendu : `colonnes` (nom, sens) après l'identifiant de la personne."""

    code: str
    libelle: str
    colonnes: Colonnes
    lignes: Lignes


RENDUS: dict[str, Rendu] = {}


def rendre(code: str, libelle: str, colonnes: Colonnes) -> Callable[[Lignes], Lignes]:
    """Enregistre un genre de décision à rendre."""

    def enregistrer(lignes: Lignes) -> Lignes:
        RENDUS[code] = Rendu(code, libelle, colonnes, lignes)
        return lignes

    return enregistrer


@rendre(
    "contacts",
    "Contacts notés dans Jalon",
    (
        ("nature", "telephone ou courriel"),
        ("valeur", "le numéro ou l'adresse"),
        ("a_compter_du", "jour où il a été noté, AAAA-MM-JJ"),
        ("jusqu_au", "dernier jour, AAAA-MM-JJ ; vide s'il vaut encore"),
    ),
)
def contacts(depuis: date) -> Iterator[tuple[UUID, tuple[str, ...]]]:
    """Contacts saisis par quelqu'un ; ceux qui viennent d'un extrait ne sont pas rendus."""
    notes = Contact.objects.filter(note_par__isnull=False).filter(
        Q(a_compter_du__gte=depuis) | Q(fin__gte=depuis)
    )
    for contact in notes.order_by("a_compter_du", "pk"):
        valeurs = (contact.nature, contact.valeur, _jour(contact.a_compter_du), _jour(contact.fin))
        yield contact.personne_id, valeurs


@rendre(
    "referents",
    "Structures et référents décidés dans Jalon",
    (
        ("structure", "nom de la structure ; vide si seul un référent est désigné"),
        ("referent", "courriel du référent ; vide si seule une structure est désignée"),
        ("a_compter_du", "premier jour, AAAA-MM-JJ"),
        ("jusqu_au", "dernier jour, AAAA-MM-JJ ; vide s'il court encore"),
    ),
)
def referents(depuis: date) -> Iterator[tuple[UUID, tuple[str, ...]]]:
    """Affectations décidées dans Jalon ; une affectation annulée finit avant son début."""
    decidees = Affectation.objects.filter(fait=None).filter(
        Q(decidee_le__date__gte=depuis) | Q(fin__gte=depuis)
    )
    for affectation in decidees.select_related("organisation", "compte", "membre").order_by("debut", "pk"):
        structure = affectation.organisation.nom if affectation.organisation else ""
        referent = affectation.compte.courriel if affectation.compte else ""
        valeurs = (structure, referent, _jour(affectation.debut), _jour(affectation.fin))
        yield affectation.membre.personne_id, valeurs


RAPPROCHEMENTS = Rendu(
    "rapprochements",
    "Personnes rapprochées ou distinguées dans Jalon",
    (
        ("autre_personne", "identifiant de l'autre personne dans ce logiciel"),
        ("decision", "reunies, separees ou distinctes"),
        ("decide_le", "jour de la décision, AAAA-MM-JJ"),
    ),
    lambda depuis: iter(()),
)


def rendre_decisions(systeme: str, depuis: date, sortie: Path) -> dict[str, int]:
    """Écrit les fichiers dans `sortie` ; rend leurs nombres de lignes, et les décisions sans identifiant.

    Lève `FileExistsError` si un fichier y est déjà : rien n'est remplacé.
    """
    sortie.mkdir(mode=0o700, parents=True, exist_ok=True)
    identifiants = _identifiants(systeme)
    reunies = dict(Fusion.objects.filter(defaite_le=None).values_list("absorbee_id", "gardee_id"))
    comptes: dict[str, int] = {"sans_identifiant": 0}
    for rendu in RENDUS.values():
        lignes = []
        for personne, valeurs in rendu.lignes(depuis):
            personne = reunies.get(personne, personne)
            comptes["sans_identifiant"] += personne not in identifiants
            lignes += [(cle, *valeurs) for cle in identifiants.get(personne, ())]
        comptes[rendu.code] = _ecrire(sortie, rendu, lignes)
    comptes[RAPPROCHEMENTS.code] = _ecrire(sortie, RAPPROCHEMENTS, list(_rapprochements(systeme, depuis)))
    _ecrire_dictionnaire(sortie)
    return comptes


def _identifiants(systeme: str) -> dict[UUID, list[str]]:
    """Identifiants du logiciel, par personne : il peut en avoir plusieurs fiches."""
    faits = FaitRepris.objects.filter(systeme=systeme, nature=NatureFait.PERSONNE, membre__isnull=False)
    par_personne: dict[UUID, list[str]] = defaultdict(list)
    for cle, personne in faits.order_by("cle_source").values_list("cle_source", "membre__personne_id"):
        par_personne[personne].append(cle)
    return par_personne


def _rapprochements(systeme: str, depuis: date) -> Iterator[tuple[str, ...]]:
    """Fiches du logiciel réunies, séparées ou dites distinctes. Une fusion se lit par ses membres."""
    faits = FaitRepris.objects.filter(systeme=systeme, nature=NatureFait.PERSONNE, membre__isnull=False)
    par_membre: dict[UUID | None, list[str]] = defaultdict(list)
    par_personne: dict[UUID, list[tuple[UUID | None, str]]] = defaultdict(list)
    for cle, membre, personne in faits.values_list("cle_source", "membre_id", "membre__personne_id"):
        par_membre[membre].append(cle)
        par_personne[personne].append((membre, cle))
    fusions = Fusion.objects.filter(Q(faite_le__date__gte=depuis) | Q(defaite_le__date__gte=depuis))
    for fusion in fusions.order_by("faite_le"):
        decision, quand = (
            ("separees", fusion.defaite_le) if fusion.defaite_le else ("reunies", fusion.faite_le)
        )
        gardees = [cle for membre, cle in par_personne[fusion.gardee_id] if membre not in fusion.membres]
        absorbees = [cle for membre in fusion.membres for cle in par_membre[membre]]
        for gardee in gardees:
            for absorbee in absorbees:
                yield gardee, absorbee, decision, _jour(timezone.localdate(quand))
    distinctes = Rapprochement.objects.filter(
        etat=EtatRapprochement.DISTINCTES, decide_le__date__gte=depuis
    ).order_by("decide_le")
    for rapprochement in distinctes:
        for _, une in par_personne[rapprochement.personne_id]:
            for _, autre in par_personne[rapprochement.autre_id]:
                yield une, autre, "distinctes", _jour(timezone.localdate(rapprochement.decide_le))


def _ecrire(sortie: Path, rendu: Rendu, lignes: Sequence[tuple[str, ...]]) -> int:
    entete = (IDENTIFIANT[0], *(nom for nom, _ in rendu.colonnes))
    _ecrire_csv(sortie / f"{rendu.code}.csv", [entete, *lignes])
    return len(lignes)


def _ecrire_dictionnaire(sortie: Path) -> None:
    lignes: list[tuple[str, ...]] = [("fichier", "contenu", "colonne", "sens")]
    for rendu in (*RENDUS.values(), RAPPROCHEMENTS):
        for nom, sens in (IDENTIFIANT, *rendu.colonnes):
            lignes.append((f"{rendu.code}.csv", rendu.libelle, nom, sens))
    _ecrire_csv(sortie / "dictionnaire.csv", lignes)


def _ecrire_csv(chemin: Path, lignes: Sequence[tuple[str, ...]]) -> None:
    descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "w", encoding="utf-8-sig", newline="") as fichier:
        csv.writer(fichier, delimiter=SEPARATEUR).writerows([list(map(neutre, ligne)) for ligne in lignes])


def neutre(valeur: str) -> str:
    """Un texte qu'un tableur ne prend pas pour une formule."""
    return f"'{valeur}" if valeur.startswith(DANGEREUX) else valeur


def _jour(jour: date | None) -> str:
    return jour.isoformat() if jour else ""
