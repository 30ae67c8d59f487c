"""La page d'une personne, ouverte par son lien : choisir, déplacer, annuler. Aucun nom, aucun compte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from jalon.parcours.rendezvous import selectors, services
from jalon.parcours.rendezvous.enums import PrisPar
from jalon.parcours.rendezvous.envois import OBJET_LIEN
from jalon.parcours.rendezvous.models import Creneau, Invitation, Lieu, Participation
from jalon.socle.acces.autorisation import public
from jalon.socle.acces.liens import LienInvalide, LienOuvert, ouvrir_lien
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.journal.contexte import acte
from jalon.socle.parametres.selectors import parametre
from jalon.web.rendezvous.commun import jour_demande
from jalon.web.requetes import lire_cle

JOURS_MONTRES = 14


@dataclass(frozen=True, slots=True)
class Choix:
    """Ce que la personne choisit : répondre à une invitation, ou déplacer un rendez-vous."""

    motif: UUID
    libelle: str
    organisation: UUID | None
    agent: UUID | None
    invitation: Invitation | None = None
    place: Participation | None = None

    @property
    def suite(self) -> str:
        if self.place:
            return f"place={self.place.pk}"
        return f"invitation={self.invitation.pk}" if self.invitation else ""


def _avec_lien(vue):  # type: ignore[no-untyped-def]
    """Ouvre le lien avant la vue ; passé ou retiré, la page dit quoi faire (404)."""

    def ouvrir(request: HttpRequest, jeton: str) -> HttpResponse:
        try:
            lien = ouvrir_lien(jeton)
            if lien.objet != OBJET_LIEN:
                raise LienInvalide
        except LienInvalide:
            return render(request, "rendezvous/p_perdu.html", status=404)
        reponse = vue(request, jeton, lien)
        reponse["Cache-Control"] = "private, no-store"
        return reponse

    ouvrir.__doc__ = vue.__doc__
    return public(ouvrir)


@_avec_lien
def page(request: HttpRequest, jeton: str, lien: LienOuvert) -> HttpResponse:
    """Mes rendez-vous, et ce qu'on me demande."""
    places = list(selectors.a_venir(lien.personne))
    contexte = {
        "jeton": jeton,
        "places": places,
        "invitations": selectors.invitations_ouvertes(lien.personne),
        "fait": request.GET.get("fait", ""),
        "telephones": _telephones(places),
    }
    return render(request, "rendezvous/p_page.html", contexte)


@_avec_lien
@require_GET
def heures(request: HttpRequest, jeton: str, lien: LienOuvert) -> HttpResponse:
    """Les heures libres, deux semaines à la fois."""
    choix = _choix(request.GET, lien)
    if choix is None:
        return redirect("p_rendezvous", jeton=jeton)
    debut = max(_premier_jour(request), timezone.localdate())
    libres = _libres(choix, debut)
    contexte = {
        "jeton": jeton,
        "choix": choix,
        "jours": libres[0],
        "suite": libres[1],
        "debut": debut,
        "avant": debut - timedelta(days=JOURS_MONTRES) if debut > timezone.localdate() else None,
        "telephones": _telephones_organisation(choix.organisation),
    }
    return render(request, "rendezvous/p_heures.html", contexte)


@_avec_lien
@require_http_methods(["GET", "POST"])
def confirmer(request: HttpRequest, jeton: str, lien: LienOuvert) -> HttpResponse:
    """Une dernière lecture, puis l'heure est prise."""
    demande = request.POST if request.method == "POST" else request.GET
    choix = _choix(demande, lien)
    creneau = Creneau.objects.select_related("lieu").filter(pk=lire_cle(demande.get("creneau", ""))).first()
    if choix is None or creneau is None:
        return redirect("p_rendezvous", jeton=jeton)
    erreur = ""
    if request.method == "POST":
        erreur = _prendre(choix, creneau, lien)
        if not erreur:
            return redirect(f"{request.path.replace('confirmer/', '')}?fait=pris")
    contexte = {"jeton": jeton, "choix": choix, "creneau": creneau, "erreur": erreur}
    return render(request, "rendezvous/p_confirmer.html", contexte, status=409 if erreur else 200)


@_avec_lien
@require_http_methods(["GET", "POST"])
def annuler(request: HttpRequest, jeton: str, lien: LienOuvert) -> HttpResponse:
    """Dire qu'on ne viendra pas."""
    demande = request.POST if request.method == "POST" else request.GET
    cle = lire_cle(demande.get("place", ""))
    place = selectors.a_venir(lien.personne).filter(pk=cle).first()
    if place is None:
        return redirect("p_rendezvous", jeton=jeton)
    if request.method == "POST":
        acteur, excuse = compte_systeme(), request.POST.get("excuse", "")[:300]
        with acte("annuler_participation", acteur=acteur, par=PrisPar.PERSONNE.value, lien=lien.cle):
            services.annuler_participation(participation=place, acteur=acteur, excuse=excuse)
        return redirect(f"{request.path.replace('annuler/', '')}?fait=annule")
    return render(request, "rendezvous/p_annuler.html", {"jeton": jeton, "place": place})


def _prendre(choix: Choix, creneau: Creneau, lien: LienOuvert) -> str:
    """Prend ou déplace ; rend ce qui l'empêche, ou rien."""
    acteur = compte_systeme()
    if creneau.debut < _plus_tot():
        return "Cette heure est trop proche. Choisissez-en une autre, ou appelez."
    if (choix.organisation and creneau.lieu.organisation_id != choix.organisation) or (
        choix.agent and creneau.agent_id != choix.agent
    ):
        return "Cette heure n'est pas pour vous. Choisissez-en une autre."
    options = {"creneau": creneau, "acteur": acteur, "par": PrisPar.PERSONNE}
    verbe = "deplacer_rendezvous" if choix.place else "prendre_rendezvous"
    try:
        with acte(verbe, acteur=acteur, par=PrisPar.PERSONNE.value, lien=lien.cle):
            if choix.place:
                services.deplacer(participation=choix.place, **options)
            else:
                services.prendre_creneau(motif=choix.motif, personne=lien.personne, **options)
    except ValidationError as refus:
        return " ".join(refus.messages).replace("Cette personne a", "Vous avez")
    return ""


def _choix(demande, lien: LienOuvert) -> Choix | None:  # type: ignore[no-untyped-def]
    """Ce que la personne a le droit de choisir maintenant ; `None` si ce n'est plus possible."""
    if cle := lire_cle(demande.get("place", "")):
        place = selectors.a_venir(lien.personne).filter(pk=cle).first()
        if place is None or place.rendezvous.convocation or place.rendezvous.motif.collectif:
            return None
        rdv = place.rendezvous
        return Choix(rdv.motif_id, rdv.motif.libelle, rdv.lieu.organisation_id, None, place=place)
    cle = lire_cle(demande.get("invitation", ""))
    invitation = next((i for i in selectors.invitations_ouvertes(lien.personne) if i.pk == cle), None)
    if invitation is None:
        return None
    return Choix(
        invitation.motif_id,
        invitation.motif.libelle,
        invitation.organisation_id,
        invitation.agent_id,
        invitation=invitation,
    )


def _libres(choix: Choix, debut: date) -> tuple[list[tuple[date, list[Creneau]]], date | None]:
    """Les heures de la quinzaine, par jour, et le premier jour suivant où il y en a."""
    fin = selectors.minuit(debut + timedelta(days=JOURS_MONTRES))
    ouverts = selectors.creneaux_ouverts(
        choix.motif,
        organisation=choix.organisation,
        agent=choix.agent,
        apres=max(_plus_tot(), selectors.minuit(debut)),
    )
    ici = ouverts.filter(debut__lt=fin)
    apres = ouverts.filter(debut__gte=fin).first()
    jours = groupby(ici, key=lambda creneau: timezone.localdate(creneau.debut))
    return [(jour, list(suite)) for jour, suite in jours], (
        timezone.localdate(apres.debut) if apres else None
    )


def _plus_tot() -> datetime:
    heures = int(parametre("rendezvous.prise_minimale", timezone.localdate()))
    return timezone.now() + timedelta(hours=heures)


def _premier_jour(request: HttpRequest) -> date:
    return jour_demande(request, "du")


def _telephones(places: list[Participation]) -> list[Lieu]:
    lieux = {place.rendezvous.lieu_id: place.rendezvous.lieu for place in places}
    return [lieu for lieu in lieux.values() if lieu.telephone]


def _telephones_organisation(organisation: UUID | None) -> list[Lieu]:
    if organisation is None:
        return []
    return list(Lieu.objects.filter(organisation=organisation, actif=True).exclude(telephone="")[:3])
