"""Reconnaître, parmi les personnes connues, celle qu'une ligne d'une autre source désigne.

Du plus sûr au moins sûr : NIR et date de naissance ; puis nom, prénom et date de naissance, sans NIR
contraire. Rien n'est créé : ce qui ne désigne pas exactement une personne ne désigne personne.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from jalon.parcours.personnes.enums import Appariement
from jalon.parcours.personnes.identite import nir_provisoire, normaliser
from jalon.parcours.personnes.models import Membre
from jalon.socle.base.chiffrement import cle_de_recherche

CHAMPS = ("id", "personne_id", "nom", "nom_naissance", "prenoms", "date_naissance", "nir_cle")


@dataclass(frozen=True, slots=True)
class Recherche:
    """Ce qu'une ligne dit de l'état civil ; `nir` : 13 caractères vérifiés, ou `None`."""

    nom: str = field(repr=False)
    prenom: str = field(repr=False)
    date_naissance: date = field(repr=False)
    nir: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reconnue:
    """La personne désignée et l'un de ses membres de foyer ; sinon pourquoi aucune ne l'est."""

    appariement: Appariement
    personne: UUID | None = None
    membre: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Connu:
    membre: UUID
    personne: UUID
    noms: frozenset[str] = field(repr=False)
    prenom: str = field(repr=False)
    date_naissance: date = field(repr=False)
    nir_cle: bytes | None = field(repr=False)


def reconnaitre(cherchees: Sequence[Recherche]) -> list[Reconnue]:
    """Pour chaque ligne cherchée, dans l'ordre, la personne qu'elle désigne. Deux requêtes en tout."""
    cles = [cle_de_recherche(c.nir) if c.nir else None for c in cherchees]
    par_nir = _connus_par_nir({cle for cle in cles if cle})
    trouvees = [
        _par_nir(c, par_nir.get(cle, ()) if cle else ()) for c, cle in zip(cherchees, cles, strict=True)
    ]
    restent = {c.date_naissance for c, trouvee in zip(cherchees, trouvees, strict=True) if trouvee is None}
    par_naissance = _connus_par_naissance(restent)
    return [
        trouvee or _par_etat_civil(c, cle, par_naissance.get(c.date_naissance, ()))
        for c, cle, trouvee in zip(cherchees, cles, trouvees, strict=True)
    ]


def _par_nir(cherchee: Recherche, connus: Collection[_Connu]) -> Reconnue | None:
    memes = [connu for connu in connus if connu.date_naissance == cherchee.date_naissance]
    if len({connu.personne for connu in memes}) > 1:
        # Des jumeaux ont pu recevoir le même numéro d'attente : le prénom tranche.
        prenom = _premier(cherchee.prenom)
        memes = [connu for connu in memes if connu.prenom == prenom] or memes
    return _seule(memes, Appariement.NIR)


def _par_etat_civil(cherchee: Recherche, cle: bytes | None, connus: Collection[_Connu]) -> Reconnue:
    nom, prenom = normaliser(cherchee.nom), _premier(cherchee.prenom)
    memes = [connu for connu in connus if nom and prenom and nom in connu.noms and prenom == connu.prenom]
    sans_contraire = [connu for connu in memes if not _contraires(cherchee, cle, connu)]
    if memes and not sans_contraire:
        return Reconnue(Appariement.CONTRAIRE)
    return _seule(sans_contraire, Appariement.ETAT_CIVIL) or Reconnue(Appariement.AUCUNE)


def _seule(connus: Sequence[_Connu], appariement: Appariement) -> Reconnue | None:
    personnes = {connu.personne for connu in connus}
    if not personnes:
        return None
    if len(personnes) > 1:
        return Reconnue(Appariement.PLUSIEURS)
    return Reconnue(appariement, personnes.pop(), min(connu.membre for connu in connus))


def _contraires(cherchee: Recherche, cle: bytes | None, connu: _Connu) -> bool:
    """Deux NIR définitifs et différents. Celui de la base n'est pas déchiffré : seule sa clé est comparée."""
    if cle is None or connu.nir_cle is None or cle == connu.nir_cle:
        return False
    return not nir_provisoire(cherchee.nir or "")


def _premier(prenom: str) -> str:
    return normaliser(prenom)


def _connus_par_nir(cles: Collection[bytes]) -> dict[bytes, list[_Connu]]:
    return _ranger(Membre.objects.filter(nir_cle__in=list(cles)), lambda connu: connu.nir_cle) if cles else {}


def _connus_par_naissance(jours: Collection[date]) -> dict[date, list[_Connu]]:
    lignes = Membre.objects.filter(date_naissance__in=list(jours))
    return _ranger(lignes, lambda connu: connu.date_naissance) if jours else {}


def _ranger(lignes, cle: Callable[[_Connu], object]) -> dict:  # type: ignore[no-untyped-def]
    ranges = defaultdict(list)
    for membre, personne, nom, nom_naissance, prenoms, naissance, nir_cle in lignes.values_list(*CHAMPS):
        connu = _Connu(
            membre,
            personne,
            frozenset({normaliser(nom), normaliser(nom_naissance)} - {""}),
            normaliser(prenoms[0]) if prenoms else "",
            naissance,
            bytes(nir_cle) if nir_cle is not None else None,
        )
        ranges[cle(connu)].append(connu)
    return ranges
