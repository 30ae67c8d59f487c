"""Ce qu'un chiffre calculé compte, et ce qu'il serait aujourd'hui."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.mesure.chiffres.calcul import Membre
from jalon.mesure.chiffres.gel import ecart_depuis, membres_gardes, rejouer
from jalon.mesure.chiffres.models import Calcul
from jalon.mesure.indicateurs.catalogue import IndicateurInconnu
from jalon.mesure.indicateurs.declaration import expliquer
from jalon.mesure.indicateurs.enums import Situation
from jalon.pilotage.calculs.services import (
    exiger_ecrire,
    fixer_cible_de,
    prendre_valeur_calculee,
    retirer_valeur_locale,
)
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.provenance.formes import AdresseInconnue, Origine
from jalon.pilotage.provenance.selectors import origine
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.web.exports import exporter
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.provenance.forms import FormulaireCible

ECRITURE = (Role.CHARGEE_MISSION, Role.PILOTE)
PAR_PAGE = 50
MONTRES = 100
ENTETES = ("Personne", "Séjour", "Situation", "Raison", "Explication", "Jours")


@dataclass(frozen=True, slots=True)
class Filtres:
    """Quelle situation, quelle raison."""

    situation: str = ""
    raison: str = ""

    @classmethod
    def lire(cls, parametres: QueryDict) -> Filtres:
        situation = parametres.get("situation", "")
        return cls(situation if situation in Situation.values else "", parametres.get("raison", "")[:40])

    def nombre(self, calcul: Calcul) -> int:
        return sum(
            nombre
            for situation, raisons in calcul.raisons.items()
            for raison, nombre in raisons.items()
            if self.situation in ("", situation) and self.raison in ("", raison)
        )


@autorise(*ECRITURE)
@require_GET
def calcul_membres(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Les séjours que le calcul a observés, comptés ou non, et pourquoi ; sous pseudonyme."""
    trouvee, calcul = _calcul(request, cle)
    filtres = Filtres.lire(request.GET)
    page = _page(calcul, filtres, request.GET.get("page", "1"))
    premier = (page.number - 1) * PAR_PAGE
    gardes = membres_gardes(
        calcul, situation=filtres.situation, raison=filtres.raison, premier=premier, nombre=PAR_PAGE
    )
    contexte = _contexte(trouvee, calcul) | {
        "page": page,
        "filtres": filtres,
        "membres": [(m, m.situation.label, expliquer(m.raison)) for m in gardes],
        "comptes": lignes_de_raisons(calcul),
    }
    return render(request, "provenance/membres.html", contexte)


@autorise(*ECRITURE)
@require_GET
def calcul_membres_export(request: HttpRequest, cle: UUID, format: str) -> HttpResponse:
    """Les mêmes séjours dans un tableur, sous pseudonyme."""
    _, calcul = _calcul(request, cle)
    filtres = Filtres.lire(request.GET)
    gardes = membres_gardes(calcul, situation=filtres.situation, raison=filtres.raison)
    return exporter(f"{calcul.code}-membres", ENTETES, [_rangee(m) for m in gardes], format)


@autorise(*ECRITURE)
@require_GET
def calcul_ecart(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le calcul rejoué, et ce que les faits donnent aujourd'hui ; rien ne s'écrit."""
    trouvee, calcul = _calcul(request, cle)
    aujourd_hui = request.GET.get("au") == "jour"
    jour: date | None = timezone.localdate() if aujourd_hui else None
    try:
        rejeu, ecart = rejouer(calcul), ecart_depuis(calcul, arrete_au=jour)
    except IndicateurInconnu as erreur:
        raise Http404(f"L'indicateur {calcul.code} n'est plus déclaré : il ne se rejoue pas.") from erreur
    mouvements = [
        (titre, len(liste), [(m, _situation(m.avant), _situation(m.apres)) for m in liste[:MONTRES]])
        for titre, liste in (
            ("Entrés dans le compte", ecart.entres),
            ("Sortis du compte", ecart.sortis),
            ("Autres changements", ecart.autres),
        )
        if liste
    ]
    contexte = _contexte(trouvee, calcul) | {
        "rejeu": rejeu,
        "ecart": ecart,
        "mouvements": mouvements,
        "aujourd_hui": aujourd_hui,
        "montres": MONTRES,
    }
    return render(request, "provenance/ecart.html", contexte)


@autorise(*ECRITURE)
@require_POST
def calcul_prendre(request: HttpRequest, cle: UUID) -> HttpResponse:
    """La case prend la valeur calculée gardée à côté d'elle."""
    fait = "La case prend la valeur calculée. L'ancienne reste dans l'histoire."
    return _agir(request, cle, prendre_valeur_calculee, fait)


@autorise(*ECRITURE)
@require_POST
def locale_retirer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Retire la valeur locale d'un chiffre."""
    return _agir(request, cle, retirer_valeur_locale, "Valeur locale retirée. L'histoire la garde.")


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def chiffre_cible(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Fixe une cible ou un seuil daté à la ligne de ce chiffre ; ceux d'avant restent."""
    trouvee = _chiffre(cle)
    exiger(request.user, "gerer_annexes", trouvee.exercice.programme)
    form = FormulaireCible(envoye(request), initial={"du": trouvee.objet.debut})
    if request.method == "POST" and form.is_valid():
        donnees = {nom: form.cleaned_data[nom] for nom in form.fields if nom != "envoi"}
        try:
            fixer_cible_de(
                programme=trouvee.exercice.programme, chiffre=trouvee.objet, **donnees, acteur=request.user
            )
            messages.success(request, "Valeur visée enregistrée ; celles d'avant restent, à leur date.")
            return redirect("provenance", genre="chiffre", reste=str(cle))
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {
        "origine": trouvee,
        "programme": trouvee.exercice.programme,
        "exercice": trouvee.exercice,
        "form": form,
        "cibles": trouvee.objet.serie.cibles.order_by("genre", "-du"),
    }
    return render(request, "provenance/cible.html", contexte, status=422 if form.is_bound else 200)


def lignes_de_raisons(calcul: Calcul) -> list[tuple[str, str, str, str, int]]:
    """(situation, son libellé, raison, ce qu'elle dit, nombre), les comptés d'abord."""
    return [
        (situation, libelle, raison, expliquer(raison), nombre)
        for situation, libelle in Situation.choices
        for raison, nombre in sorted(calcul.raisons.get(situation, {}).items(), key=lambda rn: -rn[1])
    ]


def _chiffre(cle: UUID) -> Origine:
    try:
        return origine("chiffre", str(cle))
    except AdresseInconnue as erreur:
        raise Http404("Cette valeur n'existe pas, ou elle n'est pas dans votre périmètre.") from erreur


def _calcul(request: HttpRequest, cle: UUID) -> tuple[Origine, Calcul]:
    trouvee = _chiffre(cle)
    if trouvee.calcul is None:
        raise Http404("Cette valeur ne se calcule pas : personne n'y est compté.")
    exiger_ecrire(request.user, trouvee.exercice.programme, trouvee.objet)
    return trouvee, trouvee.calcul


def _agir(request: HttpRequest, cle: UUID, geste: Callable[..., object], fait: str) -> HttpResponse:
    trouvee, _ = _calcul(request, cle)
    try:
        geste(programme=trouvee.exercice.programme, chiffre=trouvee.objet, acteur=request.user)
        messages.success(request, fait)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("provenance", genre="chiffre", reste=str(cle))


def _page(calcul: Calcul, filtres: Filtres, numero: str) -> Page:
    return Paginator(range(filtres.nombre(calcul)), PAR_PAGE).get_page(numero)


def _contexte(trouvee: Origine, calcul: Calcul) -> dict[str, object]:
    return {
        "origine": trouvee,
        "calcul": calcul,
        "programme": trouvee.exercice.programme,
        "exercice": trouvee.exercice,
    }


def _situation(membre: Membre | None) -> str:
    if membre is None:
        return "pas observé"
    return f"{membre.situation.label} : {expliquer(membre.raison)}"


def _rangee(m: Membre) -> list[object]:
    explication = expliquer(m.raison)
    return [str(m.personne), str(m.episode), m.situation.value, m.raison, explication, m.jours]
