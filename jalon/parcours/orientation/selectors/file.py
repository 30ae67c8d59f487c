"""Qui attend une orientation : la file, ses comptes et ses horloges. La base borne au périmètre du lecteur.

Une personne attend tant que son épisode court et qu'aucune orientation n'a été décidée depuis son entrée ;
celles dont la caisse ne dit pas qu'elles sont soumises aux droits et devoirs sont comptées à part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jalon.parcours.echeances import Horloge
from jalon.parcours.orientation.enums import EtatProposition
from jalon.parcours.orientation.models import Proposition
from jalon.parcours.orientation.selectors.horloges import ETATS, NOMS, HorlogesDesJours, Jour
from jalon.parcours.personnes.enums import Reponse
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.models import Compte
from jalon.socle.territoire.models import Commune

PAR_PAGE = 50
SECRETS = ("nir_chiffre", "nir_cle", "trigrammes")
ParJour = tuple[date, str, str, int, int]
"""Transmission, régime, réponse de la caisse : combien attendent, combien les filtres en retiennent."""
Cle = tuple[date, date, UUID]
"""Où reprendre une page : limite, jour de transmission, personne."""
PROPOSITIONS = {
    "avec": "une orientation proposée",
    "diagnostic": "un diagnostic proposé",
    "refusee": "proposition refusée",
    "sans": "aucune proposition",
}

# Quand on choisit parmi les propositions : celle qui attend, ou un refus de ce séjour-ci.
RETENUE = """
%(proposition)s = '' AND %(organisme)s::uuid IS NULL OR CASE %(proposition)s
     WHEN 'sans' THEN NOT EXISTS (
         SELECT 1 FROM parcours_orientation_proposition p WHERE p.personne_id = f.personne
            AND (p.etat = 'proposee' OR p.etat = 'refusee' AND p.decidee_le >= f.entree))
     ELSE EXISTS (
         SELECT 1 FROM parcours_orientation_proposition p WHERE p.personne_id = f.personne
            AND CASE %(proposition)s
                WHEN 'refusee' THEN p.etat = 'refusee' AND p.decidee_le >= f.entree
                WHEN 'diagnostic' THEN p.etat = 'proposee' AND p.organisme_id IS NULL
                ELSE p.etat = 'proposee' AND p.organisme_id IS NOT NULL END
            AND (%(organisme)s::uuid IS NULL OR p.organisme_id = %(organisme)s)) END
"""

PAR_JOUR = f"""
SELECT f.connu_le, f.regime, f.soumis, count(*), count(*) FILTER (WHERE {RETENUE})
  FROM jalon_file_orientation(%(jour)s) f
 WHERE %(territoire)s = '' OR f.territoire = %(territoire)s
 GROUP BY f.connu_le, f.regime, f.soumis
"""  # noqa: S608 - notre condition

FILE = "jalon_file_orientation(%(jour)s)"
QUELQUES_JOURS = "jalon_file_orientation(%(jour)s, %(premier)s, %(dernier)s)"

# Un rang par (jour de transmission, régime) retenu ; la clé de page est (limite, jour, personne).
PAGE = f"""
SELECT f.personne, f.entree, f.connu_le, f.regime, f.soumis, f.territoire, f.commune, j.limite
  FROM {{file}} f
  JOIN unnest(%(connus)s::date[], %(regimes)s::varchar[], %(limites)s::date[]) j(connu_le, regime, limite)
    ON j.connu_le = f.connu_le AND j.regime = f.regime
 WHERE (%(soumis)s = 'oui') = (f.soumis = 'oui')
   AND (%(territoire)s = '' OR f.territoire = %(territoire)s)
   AND (%(apres)s::uuid IS NULL
        OR (j.limite, f.connu_le, f.personne)
           > (%(apres_limite)s::date, %(apres_connu)s::date, %(apres)s::uuid))
   AND ({RETENUE})
 ORDER BY j.limite, f.connu_le, f.personne
 LIMIT %(combien)s
"""  # noqa: S608 - notre condition


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce qu'on montre de la file. `age` : jours d'attente au moins."""

    horloge: str = "loi"
    etat: str = ""
    soumis: str = Reponse.OUI
    territoire: str = ""
    proposition: str = ""
    organisme: UUID | None = None
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Comptes:
    """Combien attendent. `etats` : horloge → état → nombre, parmi ceux qui sont soumis."""

    soumis: int
    non_soumis: int
    inconnus: int
    plus_ancien: date | None
    etats: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Attente:
    """Une personne de la file, ses horloges et ce qu'une règle propose pour elle."""

    personne: Personne
    entree: date
    connu_le: date
    regime: str
    soumis: str
    territoire: str
    commune: str
    horloges: dict[str, Horloge]
    jour: date
    proposition: Proposition | None = None

    @property
    def age(self) -> int:
        """Jours d'attente depuis la transmission par la caisse."""
        return (self.jour - self.connu_le).days

    @property
    def soumis_lisible(self) -> str:
        return str(Reponse(self.soumis).label)

    @property
    def se_decide_en_lot(self) -> bool:
        """Une règle propose un organisme, et personne n'en a encore décidé."""
        proposition = self.proposition
        return bool(proposition and proposition.etat == EtatProposition.PROPOSEE and proposition.organisme_id)


@dataclass(slots=True)
class Page:
    """Une page de la file. `suite` : la clé de la page d'après, vide à la fin."""

    lignes: list[Attente]
    comptes: Comptes
    suite: str = ""
    horloges: HorlogesDesJours = field(repr=False, default_factory=lambda: HorlogesDesJours(date.min))


def file_orientation(
    lecteur: Compte,
    filtres: Filtres | None = None,
    *,
    apres: str = "",
    jour: date | None = None,
    combien: int | None = PAR_PAGE,
) -> Page:
    """La file au jour donné, la plus proche échéance d'abord ; nombre de requêtes fixe.

    `combien` vide : toute la file (exports). `apres` : la clé `suite` de la page d'avant ; illisible, elle
    ne compte pas.
    """
    choix = filtres or Filtres()
    le = jour or timezone.localdate()
    des_jours = HorlogesDesJours(le)
    par_jour = _compter(le, choix)
    page = Page([], _comptes(par_jour, des_jours), horloges=des_jours)
    retenus = [j for j in _jours(par_jour) if choix.age is None or (le - j[0]).days >= choix.age]
    retenus = des_jours.dans_l_etat(retenus, choix.horloge, choix.etat)
    cle = _cle(apres)
    suffisants = _suffisants(choix, retenus, par_jour, des_jours, cle, combien)
    lignes = _lire_page(choix, suffisants or retenus, des_jours, cle, combien, tous=suffisants is None)
    if combien is not None and len(lignes) > combien:
        lignes = lignes[:combien]
        page.suite = "_".join(str(v) for v in (lignes[-1][7], lignes[-1][2], lignes[-1][0]))
    page.lignes = _remplir(lignes, des_jours)
    return page


def compter_file(lecteur: Compte, *, territoire: str = "", jour: date | None = None) -> Comptes:
    """Les comptes seuls : pour une page d'accueil."""
    le = jour or timezone.localdate()
    return _comptes(_compter(le, Filtres(territoire=territoire)), HorlogesDesJours(le))


def propositions_de(personnes: Sequence[UUID]) -> dict[UUID, Proposition]:
    """La proposition qui attend, à défaut la dernière refusée, de chaque personne."""
    trouvees = (
        Proposition.objects.filter(
            personne__in=personnes, etat__in=(EtatProposition.PROPOSEE, EtatProposition.REFUSEE)
        )
        .select_related("organisme", "regle", "passage")
        .order_by("passage__lance_le")
    )
    choisies: dict[UUID, Proposition] = {}
    for proposition in trouvees:
        deja = choisies.get(proposition.personne_id)
        if deja is None or deja.etat != EtatProposition.PROPOSEE:
            choisies[proposition.personne_id] = proposition
    return choisies


def _compter(jour: date, choix: Filtres) -> list[ParJour]:
    valeurs = {"territoire": choix.territoire, "proposition": choix.proposition, "organisme": choix.organisme}
    with connection.cursor() as curseur:
        curseur.execute(PAR_JOUR, valeurs | {"jour": jour})
        return list(curseur.fetchall())


def _jours(par_jour: Sequence[ParJour]) -> list[Jour]:
    return sorted({(connu, regime) for connu, regime, *_ in par_jour})


def _comptes(par_jour: Sequence[ParJour], des_jours: HorlogesDesJours) -> Comptes:
    par_reponse: Counter[str] = Counter()
    etats: dict[str, Counter[str]] = {code: Counter() for code in NOMS}
    for connu, regime, soumis, nombre, _ in par_jour:
        par_reponse[soumis] += nombre
        for code, compte in etats.items():
            etat = des_jours.etat((connu, regime), code)
            if soumis == Reponse.OUI and etat is not None:
                compte[etat] += nombre
    return Comptes(
        soumis=par_reponse[Reponse.OUI],
        non_soumis=par_reponse[Reponse.NON],
        inconnus=par_reponse[Reponse.INCONNU],
        plus_ancien=min((c for c, _, soumis, *_ in par_jour if soumis == Reponse.OUI), default=None),
        etats={code: {etat.value: compte[etat] for etat in ETATS} for code, compte in etats.items()},
    )


def _suffisants(
    choix: Filtres,
    retenus: Sequence[Jour],
    par_jour: Sequence[ParJour],
    des_jours: HorlogesDesJours,
    apres: Cle | None,
    combien: int | None,
) -> list[Jour] | None:
    """Les premiers jours dans l'ordre de la file, assez pour cette page ; `None` s'il les faut tous."""
    if combien is None:
        return None
    nombres: Counter[Jour] = Counter()
    for connu, regime, soumis, _, nombre in par_jour:
        if (soumis == Reponse.OUI) == (choix.soumis == Reponse.OUI):
            nombres[connu, regime] += nombre
    trouves: list[Jour] = []
    depuis, reste = apres[:2] if apres else (date.min, date.min), combien + 1
    for limite, jour in sorted((des_jours.limite(jour, choix.horloge), jour) for jour in retenus):
        rang = (limite, jour[0])
        if reste <= 0 and jour[0] != trouves[-1][0]:
            return trouves
        if rang >= depuis:
            trouves.append(jour)
            reste -= nombres[jour] if rang > depuis else 0
    return None


def _lire_page(
    choix: Filtres,
    retenus: Sequence[Jour],
    des_jours: HorlogesDesJours,
    apres: Cle | None,
    combien: int | None,
    *,
    tous: bool,
) -> list[tuple[Any, ...]]:
    limite, connu, personne = apres or (None, None, None)
    valeurs: dict[str, Any] = {
        "jour": des_jours.au,
        "connus": [jour for jour, _ in retenus],
        "regimes": [regime for _, regime in retenus],
        "premier": min((jour for jour, _ in retenus), default=None),
        "dernier": max((jour for jour, _ in retenus), default=None),
        "limites": [des_jours.limite(jour, choix.horloge) for jour in retenus],
        "soumis": choix.soumis,
        "territoire": choix.territoire,
        "proposition": choix.proposition,
        "organisme": choix.organisme,
        "apres": personne,
        "apres_limite": limite,
        "apres_connu": connu,
        "combien": None if combien is None else combien + 1,
    }
    with connection.cursor() as curseur:
        curseur.execute(PAGE.format(file=FILE if tous else QUELQUES_JOURS), valeurs)
        return list(curseur.fetchall())


def _remplir(lignes: Sequence[tuple[Any, ...]], des_jours: HorlogesDesJours) -> list[Attente]:
    """Les noms, les communes et les propositions : trois requêtes, quel que soit le nombre de lignes."""
    cles = [ligne[0] for ligne in lignes]
    personnes = Personne.objects.defer(*SECRETS).in_bulk(cles)
    communes = dict(Commune.objects.filter(pk__in={ligne[6] for ligne in lignes}).values_list("code", "nom"))
    attentes = [
        Attente(
            personnes[cle],
            entree,
            connu,
            regime,
            soumis,
            territoire,
            communes.get(commune, ""),
            des_jours.de((connu, regime)),
            des_jours.au,
        )
        for cle, entree, connu, regime, soumis, territoire, commune, _ in lignes
        if cle in personnes
    ]
    proposees = propositions_de(cles)
    return [
        replace(attente, proposition=trouvee)
        if (trouvee := proposees.get(attente.personne.pk)) and _vaut(trouvee, attente.entree)
        else attente
        for attente in attentes
    ]


def _vaut(proposition: Proposition, entree: date) -> bool:
    """Un refus d'un séjour d'avant ne dit plus rien."""
    return proposition.decidee_le is None or proposition.decidee_le >= entree


def _cle(apres: str) -> Cle | None:
    try:
        limite, connu, personne = apres.split("_")
        return date.fromisoformat(limite), date.fromisoformat(connu), UUID(personne)
    except ValueError:
        return None
