"""Ce qu'un chiffre calculé devient une fois gelé : le rejouer, dire ce qu'il donnerait aujourd'hui.

Rejouer recompte les membres gardés, sans regarder les faits : la même valeur en sort toujours. L'écart, lui,
recalcule d'après les faits d'aujourd'hui ; il n'écrit rien, et le chiffre gelé ne bouge pas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Func, IntegerField, QuerySet

from jalon.mesure.chiffres.calcul import Membre, demander, membres
from jalon.mesure.chiffres.calculs import constat_de, entete
from jalon.mesure.chiffres.empreintes import acte_compte, empreinte_calcul
from jalon.mesure.chiffres.enums import MesureCalcul
from jalon.mesure.chiffres.models import Calcul, LotMembres
from jalon.mesure.chiffres.recompte import recompter
from jalon.mesure.indicateurs.catalogue import declaration
from jalon.mesure.indicateurs.enums import Situation
from jalon.mesure.indicateurs.moteurs import Moteur, ouvrir

Cle = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class Rejeu:
    """Ce que redonnent les membres gardés. `intact` : valeurs, rapport et empreinte sont les mêmes."""

    calcul: Calcul
    valeur: Decimal | None
    numerateur: int | None
    denominateur: int | None
    empreinte: str
    intact: bool


@dataclass(frozen=True, slots=True)
class Mouvement:
    """Un séjour (ou un acte) dont la situation a changé. `avant` ou `apres` vide : il n'était pas observé."""

    personne: UUID
    episode: UUID
    avant: Membre | None
    apres: Membre | None


@dataclass(frozen=True, slots=True)
class Ecart:
    """Du chiffre gelé à ce qu'il serait aujourd'hui. `entres` et `sortis` : du compte ; `autres` : le reste.

    `definition_changee` : la définition n'est plus celle du gel ; l'écart en vient peut-être.
    """

    valeur_gelee: Decimal | None
    valeur_du_jour: Decimal | None
    arrete_au: date
    entres: list[Mouvement]
    sortis: list[Mouvement]
    autres: list[Mouvement]
    definition_changee: bool

    @property
    def effet_net(self) -> Decimal | None:
        """Ce que la valeur gagnerait ; vide si l'une des deux manque."""
        if self.valeur_gelee is None or self.valeur_du_jour is None:
            return None
        return self.valeur_du_jour - self.valeur_gelee

    @property
    def nul(self) -> bool:
        return not (self.entres or self.sortis or self.autres) and self.valeur_gelee == self.valeur_du_jour


def membres_gardes(
    calcul: Calcul, *, situation: str = "", raison: str = "", premier: int = 0, nombre: int | None = None
) -> list[Membre]:
    """Les membres d'un calcul, tels qu'il les a observés, par situation et raison ; `nombre` au plus.

    Vide pour un compte qui ne peut pas écrire dans le programme : la base ne montre pas les pseudonymes.
    """
    lots = LotMembres.objects.filter(calcul=calcul).order_by("situation", "raison", "rang")
    if situation:
        lots = lots.filter(situation=situation)
    if raison:
        lots = lots.filter(raison=raison)
    if nombre is None:
        return [m for lot in lots.iterator(chunk_size=1) for m in _du_lot(lot)][premier:]
    return [m for cle, debut, fin in _tranches(lots, premier, nombre) for m in _tranche(cle, debut, fin)]


def _tranches(lots: QuerySet[LotMembres], premier: int, nombre: int) -> Iterator[tuple[int, int, int]]:
    """(lot, début, fin) : ce qu'une page prend de chaque lot, sans lire les autres."""
    taille = Func(F("episodes"), function="cardinality", output_field=IntegerField())
    passes = 0
    for cle, longueur in lots.values_list("pk", taille):
        debut, fin = max(premier - passes, 0), min(premier + nombre - passes, longueur)
        if debut < fin:
            yield cle, debut, fin
        passes += longueur


def _tranche(cle: int, debut: int, fin: int) -> Iterator[Membre]:
    """Les séjours d'un lot, de `debut` à `fin` exclu ; la base ne rend qu'eux."""
    noms = ("personnes", "episodes", "jours", "cles", "porteurs")
    lus = LotMembres.objects.filter(pk=cle).values_list(
        "situation", "raison", *(f"{nom}__{debut}_{fin}" for nom in noms)
    )
    for situation, raison, personnes, episodes, jours, cles, porteurs in lus:
        yield from _du_lot(
            LotMembres(
                situation=situation, raison=raison, personnes=personnes, episodes=episodes, jours=jours,
                cles=cles, porteurs=porteurs,
            )
        )  # fmt: skip


def rejouer(calcul: Calcul) -> Rejeu:
    """Recompte le calcul d'après ses membres gardés. Lève `IndicateurInconnu` si sa définition a disparu."""
    gardes = membres_gardes(calcul)
    refait = recompter(declaration(calcul.code), gardes)
    empreinte = empreinte_calcul(entete(calcul), gardes)
    memes = (
        (refait.valeur, refait.numerateur, refait.denominateur)
        == (calcul.valeur, calcul.numerateur, calcul.denominateur)
        and refait.mediane == calcul.mediane
        and empreinte == calcul.empreinte
        and _chiffre_conforme(calcul)
    )
    return Rejeu(calcul, refait.valeur, refait.numerateur, refait.denominateur, empreinte, memes)


def rejouer_tout(calculs: Iterable[Calcul]) -> list[Rejeu]:
    """Rejoue des calculs, dans l'ordre."""
    return [rejouer(calcul) for calcul in calculs]


def ecart_depuis(calcul: Calcul, *, arrete_au: date | None = None, moteur: Moteur | None = None) -> Ecart:
    """Ce que la même demande donnerait d'après les faits d'aujourd'hui.

    `arrete_au` (défaut : celui du calcul) : à la même date, l'écart ne vient que de faits saisis ou corrigés
    depuis ; à une date plus tardive, il vient aussi du temps qui a passé.
    """
    d = declaration(calcul.code)
    jour = arrete_au or calcul.arrete_au
    demande = demander(d, calcul.debut, calcul.fin, par=tuple(calcul.coupe), arrete_au=jour)
    with ouvrir() if moteur is None else nullcontext(moteur) as choisi:
        maintenant = membres(demande, choisi, coupe=calcul.coupe)
    refait = recompter(d, maintenant)
    du_jour = refait.mediane if calcul.mesure == MesureCalcul.MEDIANE else refait.valeur
    entres, sortis, autres = _mouvements(membres_gardes(calcul), maintenant)
    return Ecart(
        constat_de(calcul).valeur,
        du_jour,
        demande.arrete_au,
        entres,
        sortis,
        autres,
        definition_changee=(calcul.version != d.version),
    )


def _mouvements(
    avant: Sequence[Membre], apres: Sequence[Membre]
) -> tuple[list[Mouvement], list[Mouvement], list[Mouvement]]:
    anciens, nouveaux = _par_cle(avant), _par_cle(apres)
    entres: list[Mouvement] = []
    sortis: list[Mouvement] = []
    autres: list[Mouvement] = []
    for cle in sorted(anciens | nouveaux, key=str):
        ancien, nouveau = anciens.get(cle), nouveaux.get(cle)
        if _meme(ancien, nouveau):
            continue
        connu = nouveau or ancien
        assert connu is not None  # noqa: S101 - la clé vient de l'un des deux
        mouvement = Mouvement(connu.personne, connu.episode, ancien, nouveau)
        etait, est = _compte(ancien), _compte(nouveau)
        (entres if est and not etait else sortis if etait and not est else autres).append(mouvement)
    return entres, sortis, autres


def _par_cle(tous: Sequence[Membre]) -> dict[Cle, Membre]:
    return {(m.episode, acte_compte(m)): m for m in tous}


def _meme(avant: Membre | None, apres: Membre | None) -> bool:
    if avant is None or apres is None:
        return False
    return (avant.situation, avant.raison, avant.jours) == (apres.situation, apres.raison, apres.jours)


def _compte(membre: Membre | None) -> bool:
    return membre is not None and membre.situation is Situation.COMPTE


def _chiffre_conforme(calcul: Calcul) -> bool:
    """La case imprimée dit bien ce que le calcul a trouvé."""
    if calcul.chiffre is None:
        return True
    return calcul.chiffre.empreinte == calcul.empreinte and calcul.chiffre.valeur == constat_de(calcul).valeur


def _du_lot(lot: LotMembres) -> Iterator[Membre]:
    vides: list[UUID | None] = [None] * len(lot.episodes)
    colonnes = (lot.personnes, lot.episodes, lot.jours, lot.cles or vides, lot.porteurs or vides)
    for personne, episode, jours, cle, porteur in zip(*colonnes, strict=True):
        yield Membre(personne, episode, Situation(lot.situation), lot.raison, jours, cle, porteur)
