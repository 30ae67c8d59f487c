"""Le diagnostic partagé : le lire et le comparer, y répondre, l'envoyer à la personne, qu'elle s'y place."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.orientation import selectors, services
from jalon.parcours.orientation.donnees import domaines, questions
from jalon.parcours.orientation.models import Diagnostic
from jalon.parcours.orientation.services.diagnostics import JOURS_LIEN, OBJET_LIEN
from jalon.socle.acces.autorisation import public
from jalon.socle.acces.liens import LienInvalide, LienOuvert, ouvrir_lien
from jalon.socle.montants import compter
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.orientation.commun import diagnostic_de, dossier_de, lecture_dossiers
from jalon.web.orientation.forms import FormulairePlaces, FormulaireSituation
from jalon.web.orientation.radar import Radar, dessiner


@lecture_dossiers
@require_GET
def diagnostics(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le dernier diagnostic d'une personne, à côté d'un autre si on veut comparer."""
    dossier = dossier_de(request, cle)
    tous = dossier.diagnostics
    montre = next((d for d in tous if str(d.pk) == request.GET.get("de")), tous[0] if tous else None)
    avant = next((d for d in tous if str(d.pk) == request.GET.get("avec") and d != montre), None)
    contexte = {"dossier": dossier, "tous": tous, "montre": montre, "avant": avant, "geste": Formulaire()}
    if montre is not None:
        contexte |= {
            "radar": _radar(montre, avant),
            "lignes": _lignes(montre, avant),
            "situation": _situation(montre),
            "phrase": _phrase(montre, avant),
        }
    return render(request, "orientation/diagnostics.html", contexte)


@lecture_dossiers
@require_POST
@une_seule_fois
def diagnostic_nouveau(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ouvre un diagnostic à la date du jour."""
    dossier_de(request, cle)
    ouvert = services.ouvrir_diagnostic(personne=cle, acteur=request.user)
    return redirect("diagnostic", cle=ouvert.pk)


@lecture_dossiers
@require_http_methods(["GET", "POST"])
@une_seule_fois
def diagnostic(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Y répondre : la personne au bureau, le professionnel à côté, la situation."""
    ouvert = diagnostic_de(request, cle)
    recu = envoye(request)
    elle = FormulairePlaces(recu, champ="position_personne", diagnostic=ouvert)
    pro = FormulairePlaces(recu, champ="position_pro", diagnostic=ouvert)
    situation = FormulaireSituation(recu, diagnostic=ouvert)
    if recu is not None and elle.is_valid() and pro.is_valid() and situation.is_valid():
        try:
            services.repondre_diagnostic(
                diagnostic=ouvert,
                positions_personne=elle.places(),
                positions_pro=pro.places(),
                reponses=situation.reponses(),
                note=situation.cleaned_data["note"],
                acteur=request.user,
            )
            messages.success(request, "Le diagnostic est enregistré.")
            return redirect("diagnostics", cle=ouvert.personne_id)
        except ValidationError as erreur:
            reporter_erreurs(situation, erreur)
    paires = [
        (domaine.libelle, elle[f"position_personne_{code}"], pro[f"position_pro_{code}"])
        for code, domaine in domaines().items()
    ]
    contexte = {"diagnostic": ouvert, "paires": paires, "situation": situation, "geste": Formulaire()}
    return render(request, "orientation/diagnostic.html", contexte, status=422 if recu is not None else 200)


@lecture_dossiers
@require_POST
@une_seule_fois
def diagnostic_lien(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Crée le lien où la personne se place elle-même ; il se montre une fois."""
    ouvert = diagnostic_de(request, cle)
    jeton = services.envoyer_lien(diagnostic=ouvert, acteur=request.user)
    adresse = request.build_absolute_uri(reverse("diagnostic_public", kwargs={"jeton": jeton}))
    contexte = {"diagnostic": ouvert, "adresse": adresse, "jours": JOURS_LIEN}
    return render(request, "orientation/lien.html", contexte)


@public
@require_http_methods(["GET", "POST"])
def diagnostic_public(request: HttpRequest, jeton: str) -> HttpResponse:
    """La personne se place elle-même, sans compte."""
    lien = _ouvrir(jeton)
    try:
        ouvert = Diagnostic.objects.prefetch_related("positions").get(
            pk=lien.cible or lien.cle, personne=lien.personne
        )
    except Diagnostic.DoesNotExist as erreur:
        raise Http404("Ce lien n'est plus valable.") from erreur
    form = FormulairePlaces(
        envoye(request), champ="position_personne", diagnostic=ouvert, questions_dites=True
    )
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            services.se_placer(lien=lien, positions=form.places())
        return render(request, "orientation/merci.html")
    return render(request, "orientation/public.html", {"form": form}, status=422 if form.is_bound else 200)


def _ouvrir(jeton: str) -> LienOuvert:
    try:
        lien = ouvrir_lien(jeton)
    except LienInvalide as erreur:
        raise Http404(str(erreur)) from erreur
    if lien.objet != OBJET_LIEN:
        raise Http404("Ce lien n'est plus valable. Demandez-en un nouveau à votre interlocuteur.")
    return lien


def _radar(montre: Diagnostic, avant: Diagnostic | None) -> Radar:
    places = selectors.positions_par_domaine(montre)
    series = [
        ("selon elle", "etat-vert", False, [elle for _, elle, _, _ in places]),
        ("selon le professionnel", "etat-ocre", True, [pro for _, _, pro, _ in places]),
    ]
    if avant is not None:
        anciennes = selectors.positions_par_domaine(avant)
        series = [
            series[0],
            ("selon elle, avant", "etat-gris", True, [elle for _, elle, _, _ in anciennes]),
        ]
    return dessiner([libelle for libelle, *_ in places], series)


def _lignes(montre: Diagnostic, avant: Diagnostic | None) -> list[tuple[object, ...]]:
    anciennes = selectors.positions_par_domaine(avant) if avant else []
    par_libelle = {libelle: (elle, pro) for libelle, elle, pro, _ in anciennes}
    return [
        (*ligne, *par_libelle.get(ligne[0], (None, None)))
        for ligne in selectors.positions_par_domaine(montre)
    ]


def _situation(montre: Diagnostic) -> list[tuple[str, str]]:
    return [
        (q.libelle, q.reponses.get(montre.reponses.get(q.code, ""), "pas dit")) for q in questions().values()
    ]


def _phrase(montre: Diagnostic, avant: Diagnostic | None) -> str:
    """Ce que montre le radar, en une phrase."""
    places = selectors.positions_par_domaine(montre)
    dites = [(elle, libelle) for libelle, elle, _, _ in places if elle is not None]
    if not dites:
        return "La personne ne s'est pas encore placée."
    basses = [libelle.lower() for place, libelle in dites if place <= 2]
    debut = f"Elle s'est placée dans {compter(len(dites), 'domaine')} sur {len(places)}"
    suite = f", avec des difficultés en {', '.join(basses)}" if basses else ", sans difficulté marquée"
    if avant is None:
        return f"{debut}{suite}."
    ecarts = [
        elle - vieux
        for (_, elle, _, _), (_, vieux, _, _) in zip(
            places, selectors.positions_par_domaine(avant), strict=False
        )
        if elle is not None and vieux is not None
    ]
    mieux, moins = sum(e > 0 for e in ecarts), sum(e < 0 for e in ecarts)
    depuis = f"Depuis le {avant.date:%d/%m/%Y}"
    vont = compter(mieux, "domaine va", "domaines vont")
    return f"{debut}{suite}. {depuis} : {vont} mieux, {moins} moins bien."
