"""Écrire d'un coup les chiffres lus dans un document.

Mêmes règles que `services`, quelques requêtes en tout.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError

from jalon.mesure.chiffres.enums import Provenance
from jalon.mesure.chiffres.models import Chiffre, Serie
from jalon.mesure.chiffres.services import Constat, Origine, decimales_de, verifier_constat
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.periodes import Periode

CHAMPS_ECRITS = (
    "libelle_periode",
    "valeur",
    "decimales",
    "numerateur",
    "denominateur",
    "texte",
    "statut",
    "methode",
    "provenance",
    "piece",
    "lieu",
    "organisme",
    "saisi_par",
)


@dataclass(frozen=True, slots=True)
class Entree:
    """Un chiffre à écrire : sa série, sa période et son libellé, ce qui est constaté, d'où il vient."""

    serie: Serie
    periode: Periode
    libelle_periode: str
    constat: Constat
    origine: Origine


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce qu'un lot a changé. Lire deux fois le même document ne change rien la seconde fois."""

    crees: int
    modifies: int
    inchanges: int
    gardes: int


def enregistrer_lot(*, entrees: Iterable[Entree], acteur: Compte) -> Bilan:
    """Écrit un lot de chiffres lus ; une valeur saisie par une personne n'est jamais remplacée.

    Lève `ValidationError` avec la place du premier chiffre refusé ; rien n'est alors écrit. `gardes` compte
    les chiffres saisis ou gelés laissés tels quels.
    """
    entrees = list(entrees)
    with acte("enregistrer_lot", acteur=acteur):
        existants = {
            _cle(c.serie_id, c.genre_periode, c.debut, c.fin, c.coupe): c
            for c in Chiffre.objects.select_for_update(of=("self",)).filter(
                serie__in={entree.serie.pk for entree in entrees}
            )
        }
        crees, modifies, inchanges, gardes = [], [], 0, 0
        for entree in entrees:
            nouveau = _chiffre(entree, acteur)
            cle = _cle(nouveau.serie_id, nouveau.genre_periode, nouveau.debut, nouveau.fin, nouveau.coupe)
            ancien = existants.get(cle)
            if ancien is None:
                existants[cle] = nouveau
                crees.append(nouveau)
            elif ancien.gele_le is not None or ancien.provenance == Provenance.SAISIE:
                gardes += 1
            elif _identiques(ancien, nouveau):
                inchanges += 1
            else:
                for champ in CHAMPS_ECRITS:
                    setattr(ancien, champ, getattr(nouveau, champ))
                if ancien not in crees:
                    modifies.append(ancien)
        Chiffre.objects.bulk_create(crees)
        Chiffre.objects.bulk_update(modifies, CHAMPS_ECRITS)
    return Bilan(len(crees), len(modifies), inchanges, gardes)


def _chiffre(entree: Entree, acteur: Compte) -> Chiffre:
    constat, origine = entree.constat, entree.origine
    try:
        verifier_constat(constat)
        if origine.provenance == Provenance.IMPORT and origine.piece is None:
            raise ValidationError("Un chiffre lu cite son document.")
    except ValidationError as erreur:
        lieu = origine.lieu or {}
        place = ", ".join(str(lieu[nom]) for nom in ("tableau", "ligne", "colonne") if lieu.get(nom))
        raise ValidationError(f"{place or entree.libelle_periode} : {' '.join(erreur.messages)}") from erreur
    return Chiffre(
        serie=entree.serie,
        genre_periode=entree.periode.genre.value,
        debut=entree.periode.debut,
        fin=entree.periode.fin,
        libelle_periode=entree.libelle_periode[:200],
        coupe=constat.coupe,
        valeur=constat.valeur,
        statut=constat.statut,
        methode=constat.methode,
        texte=constat.texte,
        decimales=decimales_de(constat.valeur) if constat.decimales is None else constat.decimales,
        numerateur=constat.numerateur,
        denominateur=constat.denominateur,
        provenance=origine.provenance,
        piece=origine.piece,
        lieu=origine.lieu,
        organisme=origine.organisme,
        empreinte=origine.empreinte,
        saisi_par=acteur,
    )


def _cle(serie_id: UUID, genre: str, debut: object, fin: object, coupe: dict[str, str]) -> tuple[object, ...]:
    return (serie_id, str(genre), debut, fin, tuple(sorted(coupe.items())))


def _identiques(ancien: Chiffre, nouveau: Chiffre) -> bool:
    champs = [champ for champ in CHAMPS_ECRITS if champ != "saisi_par"]
    return all(getattr(ancien, champ) == getattr(nouveau, champ) for champ in champs)
