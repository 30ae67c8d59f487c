"""Retrouver quelqu'un comme les gens tapent : fautes, mots inversés, date, matricule, numéro de demande."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q
from rapidfuzz.distance import JaroWinkler

from jalon.parcours.personnes.enums import PrecisionDate
from jalon.parcours.personnes.identite import nir_lu, normaliser, trigrammes
from jalon.parcours.personnes.models import Foyer, Membre, Personne
from jalon.parcours.personnes.selectors.situations import Situation, situations
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import roles_de
from jalon.socle.base.chiffrement import cle_de_recherche

DATE = re.compile(r"(?<!\d)(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4})(?!\d)")
DATE_COLLEE = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
ANNEE = re.compile(r"^(?:19|20)\d{2}$")
NUMERO = re.compile(r"^(?=.*\d)[0-9A-Z]{5,40}$")
CANDIDATES = 200
SEUIL = 0.78
"""Score (0 à 1) sous lequel un nom ne ressemble plus à ce qui est demandé."""
TEXTE_MAX = 120


@dataclass(frozen=True, slots=True)
class Demande:
    """Ce qui a été tapé, compris : des mots, une date ou une année de naissance, des numéros."""

    mots: tuple[str, ...] = ()
    depuis: date | None = None
    jusque: date | None = None
    numeros: tuple[str, ...] = ()

    @property
    def vide(self) -> bool:
        return not (self.mots or self.depuis or self.numeros)


@dataclass(frozen=True, slots=True)
class PersonneTrouvee:
    """Une personne proposée, son score de 0 à 1, et où elle en est aujourd'hui."""

    personne: Personne
    score: float
    situation: Situation | None


def lire_demande(texte: str) -> Demande:
    """Comprend une saisie ; ce qui n'est ni date ni numéro est un mot du nom."""
    reste = texte[:TEXTE_MAX]
    depuis = jusque = None
    if (trouvee := DATE.search(reste)) and (jour := _date(*trouvee.groups())):
        depuis = jusque = jour
        reste = f"{reste[: trouvee.start()]} {reste[trouvee.end() :]}"
    mots, numeros = [], []
    for mot in normaliser(reste).split():
        if ANNEE.match(mot) and depuis is None:
            depuis, jusque = date(int(mot), 1, 1), date(int(mot), 12, 31)
            continue
        if (collee := DATE_COLLEE.match(mot)) and depuis is None:
            depuis = jusque = _date(*collee.groups())
        if NUMERO.match(mot):
            numeros.append(mot)
        elif not mot.isdigit():
            mots.append(mot)
    return Demande(tuple(mots), depuis, jusque, tuple(numeros))


def chercher_personnes(texte: str, lecteur: Compte, limite: int = 50) -> list[PersonneTrouvee]:
    """Personnes du périmètre du lecteur qui répondent à cette saisie, la plus ressemblante d'abord.

    Un numéro de demande ou un matricule juste passe avant une ressemblance de nom. Le NIR, que les écrans ne
    montrent pas, n'est comparé (par sa clé) que pour un gestionnaire des droits. Au plus six requêtes.
    """
    demande = lire_demande(texte)
    if demande.vide:
        return []
    scores = dict.fromkeys(_par_numero(demande.numeros, lecteur), 1.0)
    candidates = _candidates(demande)
    personnes = {p.pk: p for p in _sans_secret().filter(pk__in={*scores, *candidates})}
    for cle, communs in candidates.items():
        if cle in personnes and cle not in scores:
            scores[cle] = _score(demande, personnes[cle], communs)
    retenues = sorted(
        (p for p in personnes.values() if scores[p.pk] >= SEUIL or not demande.mots),
        key=lambda p: (-scores[p.pk], p.nom, p.prenom, p.date_naissance, p.pk),
    )[:limite]
    ou = situations([p.pk for p in retenues], lecteur)
    return [PersonneTrouvee(p, scores[p.pk], ou.get(p.pk)) for p in retenues]


def _sans_secret():  # type: ignore[no-untyped-def]
    return Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes")


def _par_numero(numeros: Iterable[str], lecteur: Compte) -> set[UUID]:
    """Personnes des foyers de ce numéro de demande ou de ce matricule, zéros de tête ou non."""
    ecrits = {forme for numero in numeros for forme in (numero, numero.lstrip("0"), numero.zfill(15))} - {""}
    if not ecrits:
        return set()
    foyers = Foyer.objects.filter(Q(numero__in=ecrits) | Q(matricule__in=ecrits)).values("id")
    trouvees = set(Membre.objects.filter(foyer__in=foyers).values_list("personne", flat=True))
    nirs = [cle_de_recherche(nir) for numero in numeros if (nir := nir_lu(numero))]
    if nirs and Role.GESTIONNAIRE_DROITS in roles_de(lecteur):
        trouvees |= set(Membre.objects.filter(nir_cle__in=nirs).values_list("personne", flat=True))
    return trouvees


def _candidates(demande: Demande) -> dict[UUID, int]:
    """Clés proches et nombre de trigrammes communs ; sans nom, les personnes nées ce jour ou cette année."""
    if demande.mots:
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT personne, communs FROM jalon_chercher_personnes(%s::varchar[], %s, %s, %s)",
                [trigrammes(*demande.mots), demande.depuis, demande.jusque, CANDIDATES],
            )
            return dict(curseur.fetchall())
    if demande.depuis and not (demande.numeros and demande.depuis != demande.jusque):
        nees = Personne.objects.filter(
            date_naissance__range=(demande.depuis, demande.jusque), effacee_le=None
        )
        return dict.fromkeys(nees.order_by("nom", "id").values_list("pk", flat=True)[:CANDIDATES], 0)
    return {}


def _score(demande: Demande, personne: Personne, communs: int) -> float:
    """Part de trigrammes communs et ressemblance mot à mot, puis la naissance si elle est demandée."""
    naissance = _naissance(demande, personne)
    if not demande.mots:
        return naissance or 0.0
    part = communs / max(len(trigrammes(*demande.mots)), 1)
    connus = normaliser(" ".join((personne.nom, personne.nom_naissance, *personne.prenoms))).split()
    nom = 0.3 * part + 0.7 * _ressemblance(demande.mots, connus)
    return nom if naissance is None else 0.75 * nom + 0.25 * naissance


def _ressemblance(mots: Sequence[str], connus: Sequence[str]) -> float:
    """Moyenne, sur les mots demandés, du mot connu le plus proche : l'ordre ne compte pas."""
    if not connus:
        return 0.0
    proches = [max(JaroWinkler.similarity(mot, connu) for connu in connus) for mot in mots]
    return sum(proches) / len(proches)


def _naissance(demande: Demande, personne: Personne) -> float | None:
    """1 si la date répond, 0,6 si elle est proche ou incomplète, 0 sinon ; `None` si rien n'est demandé."""
    if demande.depuis is None or demande.jusque is None:
        return None
    nee = personne.date_naissance
    if demande.depuis <= nee <= demande.jusque:
        return 1.0
    incomplete = personne.precision_naissance != PrecisionDate.JOUR and nee.year == demande.depuis.year
    inversee = (nee.year, nee.month, nee.day) == (
        demande.depuis.year,
        demande.depuis.day,
        demande.depuis.month,
    )
    fautes = sum(a != b for a, b in zip(nee.isoformat(), demande.depuis.isoformat(), strict=True))
    return 0.6 if incomplete or inversee or fautes == 1 else 0.0


def _date(jour: str, mois: str, annee: str) -> date | None:
    try:
        return date(int(annee), int(mois), int(jour))
    except ValueError:
        return None
