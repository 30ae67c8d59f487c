"""Les rendez-vous d'une personne : lire, prendre pour elle, convoquer, inscrire à une réunion."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.personnes.models import Personne
from jalon.parcours.rendezvous import selectors, services
from jalon.parcours.rendezvous.models import Creneau, Motif, RendezVous
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.journal.lectures import noter_lecture
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.rendezvous.commun import a_sa_main, avec_lettres, choix_agents
from jalon.web.rendezvous.forms import FormulaireConvocation
from jalon.web.requetes import lire_cle

HEURES_MONTREES = 12


@autorise(*ROLES_DOSSIERS)
@require_GET
def personne(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ses rendez-vous, ses invitations, l'horloge du premier ; les heures qu'on peut lui donner."""
    trouvee = _trouver(cle)
    noter_lecture(request.user, cle, "personne_rendezvous")
    tous = selectors.motifs(request.user)
    motif = tous.filter(pk=lire_cle(request.GET.get("motif", ""))).first() or tous.first()
    episode = trouvee.episodes.order_by("-entree").first()
    premier = selectors.premier_rendezvous(cle, request.user, episode.regime) if episode else None
    aujourdhui = timezone.localdate()
    contexte = {
        "personne": trouvee,
        "places": avec_lettres(selectors.rendezvous_de(cle, request.user)[:50], request.user),
        "invitations": avec_lettres(selectors.invitations_de(cle, request.user)[:20], request.user),
        "premier": premier,
        "horloges": [(h, h.etat(aujourdhui), h.reste(aujourdhui)) for h in premier.horloges]
        if premier
        else [],
        "motifs": tous,
        "motif": motif,
        "suivi": selectors.statuts(motif.pk, [cle]).get(cle) if motif else None,
        "heures": selectors.creneaux_ouverts(motif.pk)[:HEURES_MONTREES] if motif else [],
        "reunions": selectors.reunions_ouvertes(request.user)[:HEURES_MONTREES],
    }
    return render(request, "rendezvous/personne.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_POST
def prendre(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Prend une heure pour la personne."""
    trouvee = _trouver(cle)
    motif = get_object_or_404(Motif, pk=lire_cle(request.POST.get("motif", "")))
    creneau = get_object_or_404(Creneau, pk=lire_cle(request.POST.get("creneau", "")))
    try:
        services.prendre_creneau(creneau=creneau, motif=motif, personne=trouvee, acteur=request.user)
        messages.success(request, "Rendez-vous pris. La personne est prévenue si on sait la joindre.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("personne_rendezvous", cle=cle)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def convoquer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Impose une date ; une lettre part aussi."""
    trouvee = _trouver(cle)
    form = FormulaireConvocation(envoye(request), initial={"agent": request.user}, **choix_agents(request))
    if request.method == "POST" and form.is_valid():
        donnees = form.cleaned_data
        try:
            with a_sa_main():
                services.convoquer(
                    personnes=[trouvee.pk],
                    acteur=request.user,
                    **{nom: donnees[nom] for nom in ("motif", "lieu", "agent", "mode")},
                    **form.bornes,
                )
            messages.success(request, "Convocation enregistrée : elle part dans la boîte d'envoi.")
            return redirect("personne_rendezvous", cle=cle)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"form": form, "personne": trouvee}
    return render(request, "rendezvous/convoquer.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ROLES_DOSSIERS)
@require_POST
def inscrire(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Inscrit la personne à une réunion."""
    trouvee = _trouver(cle)
    reunion = get_object_or_404(RendezVous, pk=lire_cle(request.POST.get("rendezvous", "")))
    try:
        services.inscrire(rendezvous=reunion, personnes=[trouvee.pk], acteur=request.user)
        messages.success(request, "Personne inscrite.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("personne_rendezvous", cle=cle)


def _trouver(cle: UUID) -> Personne:
    trouvee = Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes").filter(pk=cle, effacee_le=None)
    if personne := trouvee.first():
        return personne
    raise Http404("Ce dossier n'existe pas, ou il n'est pas dans votre périmètre.")
