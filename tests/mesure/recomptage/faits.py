"""Les faits bruts, lus dans les tables mêmes : ni vue, ni copie en colonnes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from jalon.parcours.contrats.models import Contrat
from jalon.parcours.orientation.models import Diagnostic, Orientation
from jalon.parcours.personnes.models import (
    Adresse,
    Affectation,
    Chargement,
    DroitsDevoirs,
    Episode,
    FaitRepris,
    Personne,
)
from jalon.parcours.rendezvous.models import Participation
from jalon.socle.parametres.models import Parametre
from jalon.socle.territoire.models import Commune

PARIS = ZoneInfo("Europe/Paris")
VAINS = re.compile(r"annul|refus|rejet|attente|brouillon|^non|projet|à venir")
SOCIAL = {"accompagnement", "contrat"}


@dataclass(frozen=True)
class Rdv:
    jour: date
    nature: str
    issue: str
    repris: bool = False


@dataclass(frozen=True)
class Bail:
    """Un contrat : signature, premier et dernier jour, suite."""

    signe: date
    debut: date
    fin: date | None
    suite: str = ""


@dataclass(frozen=True)
class Suivi:
    debut: date
    fin: date | None
    structure: Any
    referent: Any


@dataclass(frozen=True)
class Sejour:
    personne: Any
    entree: date
    sortie: date | None
    connu_le: date
    regime: str
    stock: bool
    soumis_entree: str
    sexe: str
    territoire: str
    voie: str = ""
    service_emploi: bool = False
    orientation: date | None = None
    notification: date | None = None
    contact: date | None = None
    rdv_social: date | None = None
    recu_orientation: date | None = None
    recu_social: date | None = None
    contrat: date | None = None
    renouvele: date | None = None

    def contient(self, jour: date) -> bool:
        return self.entree <= jour and (self.sortie is None or jour < self.sortie)

    def a_l_arrete(self, arrete: date) -> Sejour:
        """Ce qui n'a pas encore eu lieu n'est pas su ; un rendez-vous donné est déjà su."""
        noms = "sortie orientation notification contact recu_orientation recu_social contrat renouvele"
        futurs = {n: None for n in noms.split() if (getattr(self, n) or arrete) > arrete}
        return replace(self, **futurs)


class Faits:
    """Les tables, lues une fois."""

    def __init__(self) -> None:
        self.orientations = defaultdict(list)
        self.rdvs: dict[Any, list[Rdv]] = defaultdict(list)
        self.baux: dict[Any, list[Bail]] = defaultdict(list)
        self.suivis: dict[Any, list[Suivi]] = defaultdict(list)
        self.reponses: dict[Any, list[tuple[date, str]]] = defaultdict(list)
        self.diagnostics: dict[Any, list[date]] = defaultdict(list)
        for o in Orientation.objects.filter(annulee_le=None).select_related("organisme_referent"):
            self.orientations[o.personne_id].append(
                (o.decidee_le, 0, o.enregistree_le, str(o.pk), o.notifiee_le, o.voie, _emploi(o))
            )
        for p in Participation.objects.select_related("rendezvous__motif"):
            r = p.rendezvous
            issue = "annule" if r.annule_le or p.issue == "annule_service" else (p.issue or "a_clore")
            self.rdvs[p.personne_id].append(Rdv(r.debut.astimezone(PARIS).date(), r.motif.nature, issue))
        for c in Contrat.objects.exclude(signe_le=None):
            if c.fin_effective is None or c.fin_effective >= c.debut:
                bail = Bail(c.signe_le, max(c.debut, c.signe_le), c.fin_effective or c.fin, c.suite)
                self.baux[c.personne_id].append(bail)
        for a in Affectation.objects.select_related("membre"):
            if a.fin is None or a.fin >= a.debut:
                suivi = Suivi(a.debut, a.fin, a.organisation_id, a.compte_id)
                self.suivis[a.membre.personne_id].append(suivi)
        for d in DroitsDevoirs.objects.select_related("membre"):
            self.reponses[d.membre.personne_id].append((d.a_compter_du, d.valeur))
        for g in Diagnostic.objects.all():
            self.diagnostics[g.personne_id].append(g.date)
        self._reprendre()
        self.parametres: dict[str, list[Parametre]] = defaultdict(list)
        for parametre in Parametre.objects.order_by("code", "periode"):
            self.parametres[parametre.code].append(parametre)
        self.sejours = [self._sejour(e) for e in Episode.objects.all()]

    def _reprendre(self) -> None:
        """Les faits d'un autre logiciel que Jalon ne connaît pas déjà le même jour."""
        orientes = {(p, o[0]) for p, liste in self.orientations.items() for o in liste}
        recus = {(p, r.jour) for p, liste in self.rdvs.items() for r in liste}
        signes = Contrat.objects.exclude(signe_le=None).values_list("personne", "debut", "signe_le")
        sous_contrat = {(p, "debut", d) for p, d, _ in signes} | {(p, "signe", s) for p, _, s in signes}
        repris = list(
            FaitRepris.objects.filter(disparu_le=None, membre__isnull=False).select_related("membre")
        )
        for f in repris:
            if any(_dit_mieux(autre, f) for autre in repris):
                continue
            p, statut = f.membre.personne_id, f.donnees.get("statut", "")
            vain = bool(VAINS.search(statut.lower()))
            if f.nature == "orientation" and not vain and (p, f.date) not in orientes:
                self.orientations[p].append((f.date, 1, None, str(f.pk), None, "", False))
            if f.nature == "rendez_vous" and (p, f.date) not in recus and statut not in ("annule", "reporte"):
                issue = {"honore": "honore", "absent": "absent", "excuse": "excuse"}.get(statut, "inconnue")
                self.rdvs[p].append(Rdv(f.date, "", issue, repris=True))
            if f.nature == "contrat" and not vain and f.donnees.get("signature"):
                signe = date.fromisoformat(f.donnees["signature"])
                fin = date.fromisoformat(f.donnees["fin"]) if f.donnees.get("fin") else None
                if (p, "debut", f.date) not in sous_contrat and (p, "signe", signe) not in sous_contrat:
                    self.baux[p].append(Bail(signe, max(f.date, signe), fin))

    def _sejour(self, e: Episode) -> Sejour:
        p = Personne.objects.get(pk=e.personne_id)
        premier = Chargement.objects.filter(etat="charge").order_by("reference", "cree_le").first()
        nu = Sejour(
            personne=p.pk,
            entree=e.entree,
            sortie=e.sortie,
            connu_le=e.connu_le,
            regime=e.regime,
            stock=bool(
                premier
                and e.connu_le == premier.cree_le.astimezone(PARIS).date()
                and e.entree < premier.reference.replace(day=1)
            ),
            soumis_entree=self.reponse(p.pk, e.entree),
            sexe={"1": "homme", "2": "femme"}.get(p.sexe, ""),
            territoire=_epci(p),
        )
        orientes = sorted(o for o in self.orientations[p.pk] if nu.contient(o[0]))
        premiere = orientes[0] if orientes else None
        rdvs = [r for r in self.rdvs[p.pk] if nu.contient(r.jour)]
        honores = [r for r in rdvs if r.issue == "honore"]
        baux = [b for b in self.baux[p.pk] if nu.contient(b.signe)]
        notifies = [o[4] for o in self.orientations[p.pk] if o[4] and nu.contient(o[4])]
        donnes = [r.jour for r in rdvs if r.nature in SOCIAL and r.issue != "annule"]
        return replace(
            nu,
            voie=premiere[5] if premiere else "",
            service_emploi=premiere[6] if premiere else False,
            orientation=premiere[0] if premiere else None,
            notification=_min(notifies),
            contact=_min([r.jour for r in honores] + [d for d in self.diagnostics[p.pk] if nu.contient(d)]),
            rdv_social=_min(j for j in donnes if premiere and j >= premiere[0]),
            recu_orientation=_min(r.jour for r in honores if r.nature == "orientation"),
            recu_social=_min(r.jour for r in honores if r.nature in SOCIAL),
            contrat=_min(b.signe for b in baux if b.suite == ""),
            renouvele=_min(b.signe for b in baux if b.suite == "renouvellement"),
        )

    def reponse(self, personne: Any, jour: date) -> str:
        """Ce que la caisse dit ce jour-là ; deux réponses le même jour, « oui » l'emporte."""
        dites = [r for r in self.reponses[personne] if r[0] <= jour]
        dernier = max((r[0] for r in dites), default=None)
        du_jour = {valeur for quand, valeur in dites if quand == dernier}
        return "oui" if "oui" in du_jour else (du_jour.pop() if du_jour else "inconnu")


def _dit_mieux(autre: FaitRepris, fait: FaitRepris) -> bool:
    """Vrai si un autre logiciel dit le même fait : celui qui sait l'issue, sinon le premier par son nom."""
    memes = (autre.nature, autre.date, autre.membre.personne_id) == (
        fait.nature,
        fait.date,
        fait.membre.personne_id,
    )
    statut = autre.donnees.get("statut", "")
    vain = bool(VAINS.search(statut.lower())) or statut == "reporte"
    if not memes or autre.systeme == fait.systeme or vain:
        return False
    if autre.nature == "contrat" and not autre.donnees.get("signature"):
        return False
    return _rang(autre) < _rang(fait)


def _rang(fait: FaitRepris) -> tuple[bool, str]:
    return fait.donnees.get("statut") not in ("honore", "absent", "excuse"), fait.systeme


def _emploi(o: Orientation) -> bool:
    return "service_emploi" in o.organisme_referent.natures


def _epci(p: Personne) -> str:
    adresse = Adresse.objects.filter(foyer__membres__personne=p).order_by("a_compter_du").first()
    commune = Commune.objects.filter(code=adresse.commune).first() if adresse else None
    return commune.epci_id or "" if commune else ""


def _min(jours: Iterable[date]) -> date | None:
    return min(jours, default=None)
