"""Ce que le barème permet pour un manquement, et pourquoi. Une personne décide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from jalon.parcours.manquements.enums import Nature, OrigineBareme, Prealable
from jalon.parcours.manquements.models import Bareme, Manquement, Passage
from jalon.parcours.manquements.models.baremes import RANG_MAX
from jalon.socle.montants import ecrire_pourcentage


@dataclass(frozen=True, slots=True)
class FoyerPese:
    """Le foyer au jour regardé, d'après la caisse. `base` : euros par mois ; vide : non transmis."""

    personnes: int
    majore: bool
    base: Decimal | None

    @property
    def plafonne(self) -> bool:
        return self.personnes > 1 or self.majore

    def __str__(self) -> str:
        nombre = "une personne seule" if self.personnes == 1 else f"{self.personnes} personnes"
        return f"{nombre}, RSA majoré" if self.majore else nombre


@dataclass(frozen=True, slots=True)
class Possibilite:
    """Une suite que le barème connaît. `refus` : ce qui manque aujourd'hui pour la décider."""

    bareme: Bareme
    taux_max: Decimal | None
    raisons: tuple[str, ...]
    refus: tuple[str, ...]

    @property
    def ouverte(self) -> bool:
        return not self.refus


@dataclass(frozen=True, slots=True)
class Proposition:
    """La fourchette d'un manquement à un jour. `des_le` : premier jour où une sanction peut se décider."""

    rang: int
    foyer: FoyerPese
    possibilites: list[Possibilite] = field(default_factory=list)
    des_le: date | None = None

    def ligne(self, suite: str) -> Possibilite | None:
        return next((p for p in self.possibilites if p.bareme.suite == suite), None)


def proposer(manquement: Manquement, jour: date) -> Proposition:
    """Les suites du barème en vigueur ce jour-là, avec leurs raisons et ce qui leur manque."""
    rang, foyer = rang_de(manquement), foyer_au(manquement, jour)
    lignes = lignes_en_vigueur(manquement, min(rang, RANG_MAX), jour)
    passages = list(Passage.objects.filter(manquement=manquement))
    fin = manquement.observations_jusqu_au
    return Proposition(
        rang,
        foyer,
        [_possibilite(manquement, ligne, rang, foyer, passages, jour) for ligne in lignes],
        fin + timedelta(days=1) if fin else None,
    )


def lignes_en_vigueur(manquement: Manquement, rang: int, jour: date) -> list[Bareme]:
    """Une ligne par suite : celle du département si elle existe, sinon celle de la loi."""
    if manquement.nature == Nature.AUTRE:
        return []
    lignes = Bareme.objects.filter(
        regime=manquement.regime, nature=manquement.nature, rang=rang, periode__contains=jour
    )
    choisies: dict[str, Bareme] = {}
    for ligne in lignes:
        if ligne.suite not in choisies or ligne.origine == OrigineBareme.LOCAL:
            choisies[ligne.suite] = ligne
    return list(choisies.values())


def rang_de(manquement: Manquement) -> int:
    """Rang du manquement : un, plus les sanctions de même nature notifiées dans la fenêtre."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_rang_manquement(%s)", [manquement.pk])
        return int(curseur.fetchone()[0])


def foyer_au(manquement: Manquement, jour: date) -> FoyerPese:
    """Le foyer de la personne ce jour-là ; une personne seule si la caisse n'en a transmis aucun."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM jalon_foyer_pese(%s, %s)", [manquement.personne_id, jour])
        ligne = curseur.fetchone()
    return FoyerPese(*ligne) if ligne else FoyerPese(1, False, None)


def _possibilite(
    m: Manquement, ligne: Bareme, rang: int, foyer: FoyerPese, passages: Iterable[Passage], jour: date
) -> Possibilite:
    maximum = ligne.plafond if foyer.plafonne else ligne.taux_max
    raisons = [f"Rang {rang} : {_dire_rang(rang)}.", f"Texte : {ligne.version}."]
    if maximum is not None and maximum != ligne.taux_max:
        raisons.append(f"Plafond de {ecrire_pourcentage(maximum.normalize())} : {foyer}.")
    if ligne.origine == OrigineBareme.LOCAL:
        raisons.append("Barème du département, dans la fourchette de la loi.")
    if ligne.a_confirmer:
        raisons.append(f"À confirmer : {ligne.reserve}")
    return Possibilite(ligne, maximum, tuple(raisons), tuple(_manques(m, ligne, passages, jour)))


def _manques(m: Manquement, ligne: Bareme, passages: Iterable[Passage], jour: date) -> Iterable[str]:
    fin = m.observations_jusqu_au
    if fin is None:
        yield "L'avertissement n'est pas encore reçu."
    elif jour <= fin:
        yield f"La personne peut présenter ses observations jusqu'au {fin:%d/%m/%Y} compris."
    if not prealable_tenu(m, ligne.prealable, jour):
        yield f"Il faut d'abord {Prealable(ligne.prealable).label}."
    if ligne.avis_ep and not any(avis_acquis(passage, jour) for passage in passages):
        limite = min((p.repute_le for p in passages), default=None)
        suite = f", ou qu'il soit réputé donné après le {limite:%d/%m/%Y}" if limite else ""
        yield f"Il faut que l'équipe pluridisciplinaire ait rendu son avis{suite}."


def prealable_tenu(manquement: Manquement, prealable: str, jour: date) -> bool:
    """Vrai si ce que le barème exige avant cette suite a eu lieu."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_prealable_tenu(%s, %s, %s)", [manquement.pk, prealable, jour])
        return bool(curseur.fetchone()[0])


def avis_acquis(passage: Passage, jour: date) -> bool:
    """Vrai si l'avis est rendu, ou réputé donné."""
    rendu = passage.avis not in ("", "reporte") and passage.avis_le is not None and passage.avis_le <= jour
    return rendu or passage.repute_le < jour


def _dire_rang(rang: int) -> str:
    if rang == 1:
        return "aucune sanction de même nature dans la fenêtre de récidive"
    return f"{rang - 1} sanction{'s' if rang > 2 else ''} de même nature dans la fenêtre de récidive"
