"""Passer les règles sur des personnes : proposer, ou seulement essayer, avec la capacité vivante."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from jalon.parcours.orientation.criteres import RegleCompilee, compiler, lire_valeurs
from jalon.parcours.orientation.criteres.catalogue import PLACES
from jalon.parcours.orientation.criteres.evaluation import Valeurs
from jalon.parcours.orientation.enums import Destination, EtatJeu, EtatProposition, NaturePopulation
from jalon.parcours.orientation.models import Capacite, JeuRegles, Passage, Proposition
from jalon.parcours.orientation.selectors.places import places_occupees
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

LOT = 1000
SANS_LIMITE = None

# Deux passages simultanés se suivent : le second voit les places que le premier a proposées.
VERROU = "SELECT pg_advisory_xact_lock(hashtextextended('passage des règles', 0))"

EN_FILE = """
SELECT f.personne FROM jalon_file_orientation(%(jour)s) f
 WHERE f.soumis = 'oui' AND (%(territoire)s = '' OR f.territoire = %(territoire)s)
   AND NOT EXISTS (SELECT 1 FROM parcours_orientation_proposition p
                    WHERE p.personne_id = f.personne AND p.etat = 'refusee' AND p.decidee_le >= f.entree)
 ORDER BY f.connu_le, f.personne
"""

ENTRES = """
SELECT e.personne_id FROM parcours_personnes_episode e
  JOIN parcours_personnes_perimetre z ON z.personne_id = e.personne_id
 WHERE e.connu_le BETWEEN %(du)s AND %(au)s AND (%(territoire)s = '' OR z.territoire = %(territoire)s)
 GROUP BY e.personne_id ORDER BY min(e.connu_le), e.personne_id
"""


@dataclass(frozen=True, slots=True)
class Issue:
    """Où les règles mènent une personne. `regle` vide : aucune n'a suffi ; `voie` vide : un diagnostic."""

    personne: UUID
    regle: UUID | None
    ordre: int | None
    voie: str
    organisme: UUID | None
    trace: dict[str, Any]


@dataclass(slots=True)
class Capacites:
    """Les places qui restent pendant un passage : comptées au départ, puis décomptées à chaque issue."""

    restantes: dict[tuple[UUID, str], int | None] = field(default_factory=dict)
    territoires: dict[tuple[UUID, str], frozenset[str]] = field(default_factory=dict)

    def reste(self, organisme: UUID, voie: str) -> int | None:
        """Places restantes ; `None` : sans limite, ou capacité jamais dite."""
        return self.restantes.get((organisme, voie))

    def du_territoire(self, voie: str, territoire: str) -> list[UUID]:
        """Organismes qui suivent cette voie sur ce territoire, le plus de places libres d'abord."""
        couvrent = [
            organisme
            for (organisme, sa_voie), siens in self.territoires.items()
            if sa_voie == voie and (not siens or territoire in siens)
        ]
        return sorted(couvrent, key=lambda o: (self._rang(o, voie, territoire), o))

    def prendre(self, organisme: UUID, voie: str) -> None:
        reste = self.restantes.get((organisme, voie))
        if reste is not None:
            self.restantes[organisme, voie] = reste - 1

    def _rang(self, organisme: UUID, voie: str, territoire: str) -> tuple[bool, float]:
        """Celui du territoire avant celui de tout le département, puis le plus de places."""
        reste = self.reste(organisme, voie)
        large = territoire not in self.territoires[organisme, voie]
        return large, float("-inf") if reste is None else -reste


def capacites_vivantes(jour: date, *, proposees: bool = True) -> Capacites:
    """Capacités en vigueur moins les places occupées, et moins celles déjà proposées si `proposees`."""
    prises = places_occupees(jour)
    capacites = Capacites()
    for c in Capacite.objects.filter(periode__contains=jour):
        cle = (c.organisation_id, c.voie)
        occupation = prises.get(cle)
        deja = 0 if occupation is None else occupation.occupees + (occupation.proposees if proposees else 0)
        capacites.restantes[cle] = SANS_LIMITE if c.places is None else c.places - deja
        capacites.territoires[cle] = frozenset(c.territoires)
    return capacites


def evaluer(jeu: JeuRegles, personnes: Sequence[UUID], jour: date, capacites: Capacites) -> Iterable[Issue]:
    """Où les règles mènent chaque personne, dans l'ordre donné ; décompte `capacites` au passage."""
    regles = compiler(list(jeu.regles.all()))
    codes = {c.code for r in regles for c in r.conditions} | {"territoire"}
    for debut in range(0, len(personnes), LOT):
        lot = personnes[debut : debut + LOT]
        valeurs = lire_valeurs(lot, codes, jour)
        for personne in lot:
            yield _issue(personne, valeurs[personne], regles, capacites)


def passer_regles(
    *,
    acteur: Compte,
    territoire: str = "",
    le: date | None = None,
) -> Passage:
    """Propose une orientation à chaque personne de la file du périmètre de l'acteur, avec ses raisons.

    Les propositions qui attendaient sont refaites ; une personne dont une proposition a été refusée depuis
    son entrée attend une décision humaine. Lève `ValidationError` si aucune version n'est en service.
    """
    jour = le or timezone.localdate()
    with acte("passer_regles", acteur=acteur), connection.cursor() as curseur:
        curseur.execute(VERROU)
        jeu = JeuRegles.objects.filter(etat=EtatJeu.EN_SERVICE).first()
        if jeu is None:
            raise ValidationError("Aucune version des règles n'est en service : mettez-en une en service.")
        curseur.execute(EN_FILE, {"jour": jour, "territoire": territoire})
        personnes = [cle for (cle,) in curseur.fetchall()]
        passage = Passage.objects.create(
            jeu=jeu,
            jour=jour,
            population=NaturePopulation.TERRITOIRE if territoire else NaturePopulation.FILE,
            territoire=territoire,
            lance_par=acteur,
        )
        Proposition.objects.filter(personne__in=personnes, etat=EtatProposition.PROPOSEE).update(
            etat=EtatProposition.PERIMEE
        )
        issues = list(evaluer(jeu, personnes, jour, capacites_vivantes(jour)))
        _proposer(passage, issues, jour)
        passage.bilan = bilan(issues)
        passage.save(update_fields=["bilan"])
        return passage


def essayer_regles(
    jeu: JeuRegles, *, du: date, au: date, lecteur: Compte, territoire: str = "", jour: date | None = None
) -> list[Issue]:
    """Où irait chaque entrant de cette période, à places vides au départ ; n'écrit rien.

    Les capacités sont comptées comme si personne n'était encore suivi : l'essai compare des règles entre
    elles. Les critères se lisent au jour `jour` (défaut : le dernier jour de la période, ou aujourd'hui).
    """
    lu_le = jour or min(au, timezone.localdate())
    personnes = entrants(du, au, territoire)
    return list(evaluer(jeu, personnes, lu_le, capacites_vides(lu_le)))


def entrants(du: date, au: date, territoire: str = "") -> list[UUID]:
    """Personnes transmises par la caisse dans la période, dans l'ordre de leur arrivée."""
    with connection.cursor() as curseur:
        curseur.execute(ENTRES, {"du": du, "au": au, "territoire": territoire})
        return [cle for (cle,) in curseur.fetchall()]


def capacites_vides(jour: date) -> Capacites:
    """Les capacités en vigueur, sans personne."""
    capacites = Capacites()
    for c in Capacite.objects.filter(periode__contains=jour):
        capacites.restantes[c.organisation_id, c.voie] = c.places
        capacites.territoires[c.organisation_id, c.voie] = frozenset(c.territoires)
    return capacites


def bilan(issues: Iterable[Issue]) -> dict[str, Any]:
    """Les comptes d'un passage : par règle, par organisme et voie, et sans règle."""
    par_regle: Counter[str] = Counter()
    par_organisme: Counter[str] = Counter()
    diagnostics = sans_regle = 0
    for issue in issues:
        if issue.regle is None:
            sans_regle += 1
        else:
            par_regle[str(issue.regle)] += 1
        if issue.organisme is None:
            diagnostics += 1
        else:
            par_organisme[f"{issue.organisme} {issue.voie}"] += 1
    return {
        "personnes": sans_regle + sum(par_regle.values()),
        "sans_regle": sans_regle,
        "diagnostics": diagnostics,
        "par_regle": dict(par_regle),
        "par_organisme": dict(par_organisme),
    }


def _proposer(passage: Passage, issues: Iterable[Issue], jour: date) -> None:
    fixes = {"jour": jour.isoformat(), "version": passage.jeu.version}
    Proposition.objects.bulk_create(
        [
            Proposition(
                personne_id=issue.personne,
                passage=passage,
                regle_id=issue.regle,
                voie=issue.voie,
                organisme_id=issue.organisme,
                trace=fixes | issue.trace,
            )
            for issue in issues
        ],
        batch_size=LOT,
    )


def _issue(personne: UUID, valeurs: Valeurs, regles: Sequence[RegleCompilee], capacites: Capacites) -> Issue:
    """La première règle dont tous les critères sont remplis et qui mène quelque part."""
    ecartees: list[list[Any]] = []
    for regle in regles:
        manque = regle.premier_manque(valeurs)
        if manque is not None:
            ecartees.append([regle.ordre, manque.code, valeurs.get(manque.code)])
            continue
        if regle.destination is Destination.DIAGNOSTIC:
            return _retenue(personne, valeurs, regle, None, None, ecartees)
        organisme, reste = _destination(regle, valeurs, capacites)
        if organisme is None:
            ecartees.append([regle.ordre, PLACES, reste])
            continue
        capacites.prendre(organisme, regle.voie)
        return _retenue(personne, valeurs, regle, organisme, reste, ecartees)
    return Issue(personne, None, None, "", None, {"criteres": [], "ecartees": ecartees, "places": None})


def _destination(
    regle: RegleCompilee, valeurs: Valeurs, capacites: Capacites
) -> tuple[UUID | None, int | None]:
    """L'organisme où mène la règle et ses places avant cette personne ; aucun s'il faut une autre règle."""
    if regle.destination is Destination.ORGANISME and regle.organisme is not None:
        possibles = [regle.organisme]
    else:
        possibles = capacites.du_territoire(regle.voie, valeurs.get("territoire") or "")
    restes: Mapping[UUID, int | None] = {o: capacites.reste(o, regle.voie) for o in possibles}
    for organisme, reste in restes.items():
        convient = all(c.remplie(reste) for c in regle.places)
        if convient and (reste is None or reste > 0):
            return organisme, reste
    if possibles and not regle.attendre_place and not regle.places:
        return possibles[0], restes[possibles[0]]
    return None, next(iter(restes.values()), 0)


def _retenue(
    personne: UUID,
    valeurs: Valeurs,
    regle: RegleCompilee,
    organisme: UUID | None,
    reste: int | None,
    ecartees: list[list[Any]],
) -> Issue:
    criteres = [c.trace(valeurs.get(c.code)) for c in regle.conditions]
    criteres += [c.trace(reste) for c in regle.places]
    trace = {"criteres": criteres, "ecartees": ecartees, "places": reste}
    return Issue(personne, regle.regle, regle.ordre, regle.voie, organisme, trace)
