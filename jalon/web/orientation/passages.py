"""Les passages des règles sur la file, et les essais d'une version sur des mois passés."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jalon.parcours.orientation import selectors, services
from jalon.parcours.orientation.enums import EtatJeu
from jalon.parcours.orientation.models import JeuRegles, Passage
from jalon.parcours.personnes.models import Personne
from jalon.socle.journal.lectures import noter_lecture
from jalon.socle.organisations.models import Organisation
from jalon.web.exports import exporter
from jalon.web.formulaires import Formulaire
from jalon.web.orientation.commun import ANNEES, jeu_de, orientation_seule, territoires
from jalon.web.requetes import lire_jour

PAR_PAGE = 50
MOIS_MAXIMAL = 12


@orientation_seule
@require_GET
def orientation_passages(request: HttpRequest) -> HttpResponse:
    """Les passages faits, et de quoi en lancer un."""
    contexte = {
        "page": Paginator(selectors.passages(request.user), PAR_PAGE).get_page(request.GET.get("page")),
        "jeu": selectors.jeux_de_regles(request.user).filter(etat=EtatJeu.EN_SERVICE).first(),
        "territoires": territoires(),
        "geste": Formulaire(),
    }
    return render(request, "orientation/passages.html", contexte)


@orientation_seule
@require_GET
def orientation_passage(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Un passage : combien par règle et par organisme."""
    passage = selectors.passages(request.user).filter(pk=cle).first()
    if passage is None:
        raise Http404("Ce passage n'existe pas.")
    regles = {str(r.pk): r for r in passage.jeu.regles.all()}
    contexte = {
        "passage": passage,
        "par_regle": sorted(
            ((regles[cle], nombre) for cle, nombre in passage.bilan.get("par_regle", {}).items()),
            key=lambda paire: paire[0].ordre,
        ),
        "par_organisme": _nommer(passage),
    }
    return render(request, "orientation/passage.html", contexte)


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une personne d'un essai : où elle irait, et où va-t-elle avec la version en service."""

    personne: UUID
    avant: str
    apres: str

    @property
    def change(self) -> bool:
        return self.avant != self.apres


@orientation_seule
@require_GET
def orientation_essai(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Où iraient les entrants d'une période avec cette version, et ce qui change. Rien ne s'écrit."""
    jeu = jeu_de(request, cle)
    du, au = _periode(request)
    lignes = _comparer(request, jeu, du, au)
    seulement = request.GET.get("montrer") != "tous"
    montrees = [ligne for ligne in lignes if ligne.change or not seulement]
    page = Paginator(montrees, PAR_PAGE).get_page(request.GET.get("page"))
    noms = Personne.objects.only("nom", "prenoms", "date_naissance").in_bulk([li.personne for li in page])
    for vue in noms:
        noter_lecture(request.user, vue, "essai_regles")
    contexte = {
        "jeu": jeu,
        "du": du,
        "au": au,
        "total": len(lignes),
        "changent": sum(ligne.change for ligne in lignes),
        "tableau": _tableau(lignes),
        "page": page,
        "lignes": [(noms.get(ligne.personne), ligne) for ligne in page],
        "seulement": seulement,
    }
    return render(request, "orientation/essai.html", contexte)


@orientation_seule
@require_GET
def orientation_essai_export(request: HttpRequest, cle: UUID, format: str) -> HttpResponse:
    """Le tableau de l'essai : combien par destination, avant et après."""
    jeu = jeu_de(request, cle)
    du, au = _periode(request)
    lignes = _tableau(_comparer(request, jeu, du, au))
    entetes = ("Destination", "Version en service", "Cette version", "Écart")
    return exporter(f"essai-version-{jeu.version}", entetes, lignes, format)


def _comparer(request: HttpRequest, jeu: JeuRegles, du: date, au: date) -> list[Ligne]:
    apres = services.essayer_regles(jeu, du=du, au=au, lecteur=request.user)
    servi = selectors.jeux_de_regles(request.user).filter(etat=EtatJeu.EN_SERVICE).first()
    avant = services.essayer_regles(servi, du=du, au=au, lecteur=request.user) if servi else []
    noms = dict(Organisation.objects.values_list("pk", "nom"))
    connues = {issue.personne: _dire(issue, noms) for issue in avant}
    return [Ligne(i.personne, connues.get(i.personne, "aucune version"), _dire(i, noms)) for i in apres]


def _dire(issue: services.Issue, noms: dict[UUID, str]) -> str:
    if issue.organisme is None:
        return "entretien de diagnostic" if issue.regle else "aucune règle ne suffit"
    return f"{noms.get(issue.organisme, '')}, {issue.voie.replace('_', '-')}"


def _tableau(lignes: list[Ligne]) -> list[tuple[str, int, int, int]]:
    destinations = sorted({ligne.avant for ligne in lignes} | {ligne.apres for ligne in lignes})
    comptes = []
    for nom in destinations:
        avant = sum(ligne.avant == nom for ligne in lignes)
        apres = sum(ligne.apres == nom for ligne in lignes)
        comptes.append((nom, avant, apres, apres - avant))
    return comptes


def _nommer(passage: Passage) -> list[tuple[str, str, int]]:
    noms = dict(Organisation.objects.values_list("pk", "nom"))
    trouves = []
    for cle, nombre in passage.bilan.get("par_organisme", {}).items():
        organisme, voie = cle.split(" ", 1)
        trouves.append((noms.get(UUID(organisme), ""), voie.replace("_", "-"), nombre))
    return sorted(trouves)


def _periode(request: HttpRequest) -> tuple[date, date]:
    """Par défaut le mois passé ; douze mois au plus."""
    premier = timezone.localdate().replace(day=1)
    dernier_mois = date.fromordinal(premier.toordinal() - 1)
    du = lire_jour(request.GET.get("du", ""), ANNEES) or dernier_mois.replace(day=1)
    au = lire_jour(request.GET.get("au", ""), ANNEES) or dernier_mois
    du, au = min(du, au), max(du, au)
    return max(du, date.fromordinal(max(au.toordinal() - 31 * MOIS_MAXIMAL, 1))), au
