"""Qui attend une orientation ? La file, son export, la décision en lot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jalon.parcours.orientation import selectors, services
from jalon.parcours.orientation.selectors.file import PROPOSITIONS
from jalon.parcours.orientation.selectors.horloges import ETATS, NOMS
from jalon.parcours.orientation.tasks import VERBE_PASSER
from jalon.parcours.personnes.enums import Reponse
from jalon.socle.montants import compter
from jalon.socle.taches.services import lancer_tache
from jalon.web.exports import exporter
from jalon.web.formulaires import Formulaire, une_seule_fois
from jalon.web.orientation.commun import dire_refus, orientation_seule, territoires
from jalon.web.requetes import lire_cle

COLONNES = (
    "Nom", "Prénom", "Date de naissance", "Commune", "Soumis aux droits et devoirs", "Transmis le",
    "Jours d'attente", "Limite légale", "Limite de la convention", "Cible locale", "Voie proposée",
    "Organisme proposé", "Règle",
)  # fmt: skip


def lire_filtres(request: HttpRequest) -> selectors.Filtres:
    """Les filtres de l'adresse ; une valeur inconnue ne filtre pas."""
    lus = request.GET
    age = lus.get("age", "")
    return selectors.Filtres(
        horloge=lus["horloge"] if lus.get("horloge") in NOMS else "loi",
        etat=lus["etat"] if lus.get("etat") in list(ETATS) else "",
        soumis=Reponse.NON if lus.get("soumis") == "autres" else Reponse.OUI,
        territoire=lus.get("territoire", "")[:9],
        proposition=lus["proposition"] if lus.get("proposition") in PROPOSITIONS else "",
        organisme=lire_cle(lus.get("organisme", "")),
        age=int(age) if age.isascii() and age.isdigit() and len(age) <= 4 else None,
    )


@orientation_seule
@require_GET
def orientation(request: HttpRequest) -> HttpResponse:
    """La file des entrants, la plus proche échéance d'abord."""
    filtres = lire_filtres(request)
    page = selectors.file_orientation(request.user, filtres, apres=request.GET.get("apres", ""))
    contexte = {
        "page": page,
        "comptes": page.comptes,
        "a_choisir": any(attente.se_decide_en_lot for attente in page.lignes),
        "horloge": page.comptes.etats[filtres.horloge],
        "filtres": filtres,
        "horloges": NOMS.items(),
        "etats": [(etat.value, libelle) for etat, libelle in ETATS.items()],
        "propositions": PROPOSITIONS.items(),
        "territoires": territoires(),
        "organismes": selectors.organismes_referents(request.user),
        "a_notifier": selectors.orientations_a_notifier(request.user).count(),
        "aujourdhui": timezone.localdate(),
        "geste": Formulaire(),
    }
    return render(request, "orientation/file.html", contexte)


@orientation_seule
@require_GET
def orientation_export(request: HttpRequest, format: str) -> HttpResponse:
    """La file filtrée, entière, en CSV ou ODS."""
    page = selectors.file_orientation(request.user, lire_filtres(request), combien=None)
    nom = f"attente-orientation-{timezone.localdate():%Y%m%d}"
    return exporter(nom, COLONNES, _lignes(page), format)


@orientation_seule
@require_POST
@une_seule_fois
def orientation_lot(request: HttpRequest) -> HttpResponse:
    """Montre les propositions choisies, puis les décide toutes quand on confirme."""
    cles = [cle for texte in request.POST.getlist("proposition") if (cle := lire_cle(texte))]
    propositions = selectors.propositions_par_ids(cles, request.user)
    if not propositions:
        messages.warning(request, "Cochez au moins une personne qui a une proposition à décider.")
        return redirect("orientation")
    if request.POST.get("confirmer") != "oui":
        contexte = {"propositions": propositions, "geste": Formulaire(), "aujourdhui": timezone.localdate()}
        return render(request, "orientation/lot.html", contexte)
    try:
        bilan = services.accepter_propositions(propositions=propositions, acteur=request.user)
    except ValidationError as erreur:
        dire_refus(request, erreur)
        return redirect("orientation")
    decidees = compter(len(bilan.decidees), "orientation décidée", "orientations décidées")
    messages.success(request, f"{decidees}, à notifier ou à annuler.")
    for _, raison in bilan.refus[:5]:
        messages.error(request, raison)
    return redirect("orientation_a_notifier")


@orientation_seule
@require_POST
@une_seule_fois
def orientation_passer(request: HttpRequest) -> HttpResponse:
    """Demande un passage des règles en service sur la file, ou sur celle d'un territoire."""
    lancer_tache(VERBE_PASSER, acteur=request.user, territoire=request.POST.get("territoire", "")[:9])
    messages.success(request, "Le passage est lancé : les propositions arrivent dans la file.")
    return redirect(reverse("orientation_passages"))


def _lignes(page: selectors.Page) -> Iterator[list[Any]]:
    for a in page.lignes:
        limites = [a.horloges[c].limite if c in a.horloges else None for c in NOMS]
        p = a.proposition
        yield [
            a.personne.nom, a.personne.prenom, a.personne.date_naissance, a.commune, a.soumis_lisible,
            a.connu_le, a.age, *limites, p.get_voie_display() if p else "",
            p.organisme.nom if p and p.organisme else "", p.regle.libelle if p and p.regle else "",
        ]  # fmt: skip
