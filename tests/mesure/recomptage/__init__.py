"""Recompter tous les indicateurs en Python, depuis les tables mêmes : ni vue, ni copie, ni déclaration.

Écrit à part du catalogue : deux façons de compter qui tombent juste partout se confirment l'une l'autre.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Any

from tests.mesure.recomptage.faits import Faits, Sejour, Suivi

Ligne = tuple[Sejour, str, int | None, Any]
"""Séjour, situation, jours, porteur."""


@dataclass(frozen=True)
class Recompte:
    """Une période, un arrêté, et de quoi recompter chaque indicateur."""

    faits: Faits
    du: date
    au: date
    arrete: date

    def lignes(self, code: str) -> list[Ligne]:
        stock = code.startswith(("oarsa.", "charge."))
        arrete = min(self.arrete, self.au) if stock else self.arrete
        vus = [s.a_l_arrete(arrete) for s in self.faits.sejours]
        r = replace(self, arrete=arrete)
        return list(REGLES[code](r, vus))

    def dans(self, jour: date | None) -> bool:
        return jour is not None and self.du <= jour <= self.au

    def entrants(self, sejours: Iterable[Sejour]) -> Iterable[tuple[Sejour, bool]]:
        for s in sejours:
            if s.connu_le <= self.arrete and (self.dans(s.connu_le) or self.dans(s.entree)):
                yield s, self.dans(s.connu_le) and not s.stock

    def limite(self, code: str, depart: date, *, prolonge: bool = False) -> date | None:
        """Dernier jour à temps d'après le paramètre en vigueur au départ (le dernier connu si prolongé)."""
        lignes = self.faits.parametres[code]
        for rang, p in enumerate(lignes):
            fin = None if prolonge and rang == len(lignes) - 1 else p.periode.upper
            if p.periode.lower <= depart and (fin is None or depart < fin):
                return _plus(depart, int(p.valeur), p.unite)
        return None

    def presents(self, sejours: Iterable[Sejour]) -> list[Sejour]:
        return [s for s in sejours if s.entree <= self.au and (s.sortie is None or s.sortie > self.au)]

    def soumis(self, s: Sejour) -> bool:
        return self.faits.reponse(s.personne, self.au) == "oui"

    def sous_contrat(self, s: Sejour) -> bool:
        jour = min(self.au, self.arrete)
        return any(b.debut <= jour and (b.fin is None or b.fin >= jour) for b in self.faits.baux[s.personne])

    def suivis(self, s: Sejour) -> list[Suivi]:
        jour = min(self.au, self.arrete)
        liste = self.faits.suivis[s.personne]
        return [x for x in liste if x.debut <= jour and (x.fin is None or x.fin >= jour)]


def _plus(jour: date, nombre: int, unite: str) -> date:
    if unite == "jours":
        return jour + timedelta(days=nombre)
    mois = jour.month - 1 + nombre
    annee, mois = jour.year + mois // 12, mois % 12 + 1
    return date(annee, mois, min(jour.day, monthrange(annee, mois)[1]))


def _a_temps(r: Recompte, s: Sejour, fin: date | None, fait: date | None, part: bool) -> str:
    if fin is None:
        return "ecarte"
    if part and fin >= r.arrete:
        return "pas_encore"
    if fait is not None:
        return "compte" if fait <= fin else "reste"
    return "pas_encore" if fin >= r.arrete else "reste"


def _delai(depart: date, fait: date | None, s: Sejour) -> tuple[str, int | None]:
    if fait is not None:
        return ("ecarte" if fait < depart else "compte"), (fait - depart).days
    return ("ecarte" if s.sortie else "pas_encore"), None


Regle = Callable[[Recompte, list[Sejour]], Iterable[Ligne]]


def _entrants_orientes(part: bool) -> Regle:
    def regle(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
        for s, entre in r.entrants(vus):
            fin = r.limite("calpae.delai_orientation", s.connu_le, prolonge=True)
            yield s, _a_temps(r, s, fin, s.notification, part) if entre else "ecarte", None, None

    return regle


def _rdv_a_temps(part: bool) -> Regle:
    def regle(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
        for s, entre in r.entrants(vus):
            if not entre or s.orientation is None or s.voie == "emploi":
                yield s, "ecarte", None, None
                continue
            fin = r.limite("calpae.delai_premier_rdv", s.orientation, prolonge=True)
            yield s, _a_temps(r, s, fin, s.rdv_social, part), None, None

    return regle


def _contrats_a_temps(part: bool) -> Regle:
    def regle(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
        for s, entre in r.entrants(vus):
            if not entre or s.orientation is None or s.notification is None:
                yield s, "ecarte", None, None
                continue
            fin = r.limite("calpae.delai_contrat", s.notification, prolonge=True)
            yield s, _a_temps(r, s, fin, s.contrat, part), None, None

    return regle


def _comptes(garder: Callable[[Sejour], bool], fait: Callable[[Sejour], bool]) -> Regle:
    def regle(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
        for s, entre in r.entrants(vus):
            dedans = entre and garder(s)
            yield s, "ecarte" if not dedans else "compte" if fait(s) else "reste", None, None

    return regle


def _delais(garder: Callable[[Sejour], bool], depart: str, fait: str) -> Regle:
    def regle(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
        for s, entre in r.entrants(vus):
            if not entre or not garder(s):
                yield s, "ecarte", None, None
                continue
            yield s, *_delai(getattr(s, depart), getattr(s, fait), s), None

    return regle


def _loi_orientes(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
    for s, entre in r.entrants(vus):
        code = "loi.delai_orientation" if s.regime == "plein_emploi" else "loi_2008.delai_orientation"
        dedans = entre and s.soumis_entree == "oui"
        fin = r.limite(code, s.connu_le)
        yield s, _a_temps(r, s, fin, s.orientation, True) if dedans else "ecarte", None, None


def _loi_contrats(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
    for s in vus:
        if not r.dans(s.notification):
            if r.dans(s.orientation):
                yield s, "ecarte", None, None
            continue
        assert s.notification
        if s.regime == "plein_emploi":
            code = "loi.delai_contrat"
        else:
            code = "loi_2008.delai_contrat_" + ("emploi" if s.voie == "emploi" else "social")
        fin = r.limite(code, s.notification) if s.voie or s.regime == "plein_emploi" else None
        yield s, _a_temps(r, s, fin, s.contrat, True), None, None


def _orientee(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
    for s in r.presents(vus):
        yield s, "ecarte" if not r.soumis(s) else "compte" if s.orientation else "reste", None, None


def _stock(situer: Callable[[Recompte, Sejour], str]) -> Regle:
    """Parmi les présents soumis et orientés."""

    def regle(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
        for s in r.presents(vus):
            dedans = r.soumis(s) and s.orientation is not None
            yield s, situer(r, s) if dedans else "ecarte", None, None

    return regle


def _cohorte(depart: str, fait: str, d2: bool) -> Regle:
    def regle(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
        presents = {(s.personne, s.entree) for s in r.presents(vus)}
        for s in vus:
            if not r.dans(s.entree):
                continue
            derniere = max(x.entree for x in vus if x.personne == s.personne and x.entree <= r.au)
            dedans = s.entree == derniere and (s.personne, s.entree) in presents and r.soumis(s)
            if d2:
                avant = s.contrat and s.orientation and s.contrat < s.orientation
                dedans = dedans and s.orientation is not None and not s.service_emploi and not avant
            if not dedans:
                yield s, "ecarte", None, None
            elif getattr(s, fait) is None:
                yield s, "pas_encore", None, None
            else:
                yield s, "compte", (getattr(s, fait) - getattr(s, depart)).days, None

    return regle


def _rdvi_orientes(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
    for s, entre in r.entrants(vus):
        fin = r.limite("rdvi.delai_orientation", s.connu_le)
        fin = fin and fin - timedelta(days=1)
        yield s, _a_temps(r, s, fin, s.recu_orientation, True) if entre else "ecarte", None, None


def _rdvi_accompagnes(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
    for s, entre in r.entrants(vus):
        if not entre or s.orientation is None or s.voie == "emploi":
            yield s, "ecarte", None, None
            continue
        debut = s.recu_orientation or s.connu_le
        fin = r.limite("rdvi.delai_accompagnement", debut)
        fin = fin and fin - timedelta(days=1)
        situation = _a_temps(r, s, fin, s.recu_social, True)
        if situation == "compte" and s.recu_social and s.recu_social < debut:
            situation = "reste"
        yield s, situation, None, None


def _rdvs(**situations: str) -> Regle:
    def regle(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
        for s in vus:
            entier = next(x for x in r.faits.sejours if (x.personne, x.entree) == (s.personne, s.entree))
            for rdv in r.faits.rdvs[s.personne]:
                vu = r.dans(rdv.jour) and rdv.jour <= r.arrete and entier.contient(rdv.jour)
                if vu and rdv.issue in situations:
                    yield s, situations[rdv.issue], None, s.personne

    return regle


def _par(porteur: str) -> Regle:
    def regle(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
        for s in r.presents(vus):
            porteurs = {getattr(x, porteur) for x in r.suivis(s)} - {None}
            for p in porteurs:
                yield s, "compte", None, p
            if not porteurs:
                yield s, "ecarte", None, None

    return regle


def _suivies(r: Recompte, vus: list[Sejour]) -> Iterable[Ligne]:
    for s in r.presents(vus):
        yield s, "compte" if r.suivis(s) else "reste", None, None


def _sans_rdv(code: str) -> Regle:
    def situer(r: Recompte, s: Sejour) -> str:
        jours = int(r.faits.parametres[code][0].valeur)
        depuis = r.au - timedelta(days=jours)
        jour = min(r.au, r.arrete)
        if any(x.issue == "honore" and depuis < x.jour <= jour for x in r.faits.rdvs[s.personne]):
            return "reste"
        assert s.orientation
        return "pas_encore" if s.orientation > depuis else "compte"

    return _stock(situer)


def _echu(r: Recompte, s: Sejour) -> str:
    if r.sous_contrat(s):
        return "reste"
    return "compte" if s.contrat or s.renouvele else "ecarte"


def _contractant(r: Recompte, s: Sejour) -> str:
    if s.service_emploi:
        return "ecarte"
    return "compte" if r.sous_contrat(s) else "reste"


def _oui(_: Sejour) -> bool:
    return True


def _social(s: Sejour) -> bool:
    return s.orientation is not None and s.voie != "emploi"


REGLES: dict[str, Regle] = {
    "calpae.nouveaux_entrants": _comptes(_oui, _oui),
    "calpae.orientes_1_mois": _entrants_orientes(False),
    "calpae.part_orientes_1_mois": _entrants_orientes(True),
    "calpae.premiers_rdv": _comptes(_social, lambda s: s.rdv_social is not None),
    "calpae.premiers_rdv_2_semaines": _rdv_a_temps(False),
    "calpae.part_premiers_rdv_2_semaines": _rdv_a_temps(True),
    "calpae.premiers_contrats": _comptes(_oui, lambda s: s.contrat is not None),
    "calpae.premiers_contrats_2_mois": _contrats_a_temps(False),
    "calpae.part_premiers_contrats_2_mois": _contrats_a_temps(True),
    "pdi.delai_premier_contact": _delais(_oui, "connu_le", "contact"),
    "pdi.delai_orientation": _delais(_oui, "connu_le", "orientation"),
    "pdi.delai_contrat": _delais(lambda s: s.orientation is not None, "orientation", "contrat"),
    "loi.orientes_6_semaines": _loi_orientes,
    "loi.contrats_1_mois": _loi_contrats,
    "oarsa.part_orientee": _orientee,
    "oarsa.part_service_emploi": _stock(lambda r, s: "compte" if s.service_emploi else "reste"),
    "oarsa.part_sous_contrat": _stock(_contractant),
    "oarsa.d1": _cohorte("entree", "orientation", d2=False),
    "oarsa.d2": _cohorte("orientation", "contrat", d2=True),
    "rdvi.orientes_45_jours": _rdvi_orientes,
    "rdvi.accompagnes_30_jours": _rdvi_accompagnes,
    "rdvi.part_absences": _rdvs(
        absent="compte", honore="reste", excuse="reste", annule="reste", a_clore="pas_encore"
    ),
    "rdvi.part_honores": _rdvs(
        honore="compte", absent="reste", excuse="reste", annule="ecarte", a_clore="pas_encore"
    ),
    "rdvi.personnes_recues": _rdvs(honore="compte"),
    "charge.personnes_suivies": _suivies,
    "charge.par_referent": _par("referent"),
    "charge.par_structure": _par("structure"),
    "charge.sans_referent": _stock(
        lambda r, s: "reste" if any(x.referent for x in r.suivis(s)) else "compte"
    ),
    "charge.sans_rdv_30_jours": _sans_rdv("charge.delai_sans_rdv"),
    "charge.sans_rdv_60_jours": _sans_rdv("charge.delai_sans_rdv_long"),
    "charge.contrats_echus": _stock(_echu),
}


def totaux(lignes: Iterable[Ligne]) -> tuple[Any, ...]:
    """Comptés, reste, pas encore, écartés, somme des jours, porteurs différents, médiane."""
    lignes = list(lignes)
    situations = Counter(situation for _, situation, _, _ in lignes)
    jours = [j for _, situation, j, _ in lignes if situation == "compte" and j is not None]
    porteurs = {p for _, situation, _, p in lignes if situation == "compte" and p is not None}
    noms = ("compte", "reste", "pas_encore", "ecarte")
    return (*(situations[n] for n in noms), sum(jours), len(porteurs), median(jours) if jours else None)
