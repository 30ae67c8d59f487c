"""La frise d'un dossier : une bande par sujet, jusqu'au jour regardé ; les tableaux disent la même chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jalon.parcours.personnes.enums import EtatDossier, Reponse
from jalon.parcours.personnes.selectors.dossier import DossierPersonne
from jalon.parcours.personnes.selectors.periodes import Periode

MOIS_MONTRES = 36
LARGEUR = 1000
TONS = ("e-gris", "e-ocre", "e-vert")
SUSPENDUS = (EtatDossier.DROIT_SUSPENDU, EtatDossier.VERSEMENT_SUSPENDU)


@dataclass(frozen=True, slots=True)
class Segment:
    """Un morceau de bande, en millièmes de la largeur ; `ton` : la classe de sa couleur."""

    x: int
    largeur: int
    ton: str


@dataclass(frozen=True, slots=True)
class Bande:
    """Une bande et ce qu'elle dit au jour regardé."""

    libelle: str
    segments: list[Segment]
    valeur: str


@dataclass(frozen=True, slots=True)
class Frise:
    """Bandes entre deux jours."""

    du: date
    au: date
    bandes: list[Bande]


def frise_de(dossier: DossierPersonne) -> Frise | None:
    """La frise des trois dernières années du dossier ; `None` si rien n'y est daté."""
    presences = [role for _, membre in dossier.foyers for role in membre.roles]
    if not presences:
        return None
    debut = max(min(p.du for p in presences), _recule(dossier.au))
    if debut >= dossier.au:
        return None
    echelle = _Echelle(debut, dossier.au)
    droits = [droit for foyer, _ in dossier.foyers for droit in foyer.droits]
    soumis = [d for _, membre in dossier.foyers for d in membre.droits_devoirs]
    sejours = [(e.entree, e.sortie) for e in dossier.episodes]
    actuel = dossier.actuel
    droit = actuel[0].droit if actuel else None
    reponse = next((d.valeur[0] for d in soumis if d.en_cours), "") if actuel else ""
    return Frise(
        debut,
        dossier.au,
        [
            Bande(
                "Dans le RSA",
                [echelle.segment(du, au, "e-vert") for du, au in sejours if au is None or au > debut],
                "oui" if dossier.episode else "non",
            ),
            Bande(
                "Droit du foyer",
                echelle.segments(droits, _ton_droit),
                str(EtatDossier(droit.valeur[0]).label) if droit else "aucun",
            ),
            Bande(
                "Droits et devoirs",
                echelle.segments(soumis, _ton_reponse),
                str(Reponse(reponse).label) if reponse else "sans objet",
            ),
        ],
    )


@dataclass(frozen=True, slots=True)
class _Echelle:
    du: date
    au: date

    def segment(self, du: date, fin: date | None, ton: str) -> Segment:
        """Bande du jour `du` au jour `fin` exclu, coupée aux bords."""
        x = self._place(du)
        return Segment(x, max(self._place(fin or self.au) - x, 3), ton)

    def segments(self, suite: Iterable[Periode], ton) -> list[Segment]:
        return [self.segment(p.du, p.au, ton(p.valeur[0])) for p in suite if p.au is None or p.au > self.du]

    def _place(self, jour: date) -> int:
        part = (jour - self.du).days / max((self.au - self.du).days, 1)
        return round(LARGEUR * min(max(part, 0), 1))


def _ton_droit(etat: str) -> str:
    if etat == EtatDossier.OUVERT:
        return "e-vert"
    return "e-ocre" if etat in SUSPENDUS else "e-gris"


def _ton_reponse(reponse: str) -> str:
    return {Reponse.OUI: "e-vert", Reponse.INCONNU: "e-ocre"}.get(Reponse(reponse), "e-gris")


def _recule(jour: date) -> date:
    mois = jour.year * 12 + jour.month - 1 - MOIS_MONTRES
    return date(mois // 12, mois % 12 + 1, 1)
