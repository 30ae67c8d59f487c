"""Comptes et habilitations datées, tenus par l'administrateur."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.pilotage.programmes.models import Programme
from jalon.socle.acces import services
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.web.comptes.forms import FormulaireCompte, FormulaireHabilitation, FormulaireRetrait
from jalon.web.comptes.lecture import comptes_listes, habilitations_listees
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois


@autorise(Role.ADMINISTRATEUR)
@require_GET
def comptes(request: HttpRequest) -> HttpResponse:
    """Les comptes et leurs rôles d'aujourd'hui."""
    recherche = request.GET.get("q", "")[:100]
    contexte = {"comptes": comptes_listes(recherche), "recherche": recherche}
    return render(request, "comptes/liste.html", contexte)


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def compte_nouveau(request: HttpRequest) -> HttpResponse:
    """Crée un compte, sans rôle : il ne voit rien tant qu'on ne lui en donne pas."""
    form = FormulaireCompte(envoye(request))
    if request.method == "POST" and form.is_valid():
        try:
            cree = services.creer_compte(
                courriel=form.cleaned_data["courriel"], nom=form.cleaned_data["nom"], acteur=request.user
            )
            messages.success(
                request, "Compte créé. Donnez-lui maintenant un rôle : sans rôle, il ne voit rien."
            )
            return redirect("compte", cle=cree.pk)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return render(request, "comptes/nouveau.html", {"form": form}, status=422 if form.is_bound else 200)


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def compte(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Un compte : ses habilitations, passées, en vigueur et à venir ; en accorde une."""
    trouve = get_object_or_404(Compte, pk=cle, systeme=False)
    form = FormulaireHabilitation(envoye(request))
    if request.method == "POST" and form.is_valid() and _accorder(request, trouve, form):
        return redirect("compte", cle=cle)
    contexte = {
        "compte": trouve,
        "habilitations": habilitations_listees(trouve),
        "form": form,
        "aujourd_hui": timezone.localdate(),
    }
    return render(request, "comptes/compte.html", contexte, status=422 if form.is_bound else 200)


def _accorder(request: HttpRequest, trouve: Compte, form: FormulaireHabilitation) -> bool:
    donnees = form.cleaned_data
    programme: Programme | None = donnees["programme"]
    try:
        services.accorder_habilitation(
            compte=trouve,
            role=Role(donnees["role"]),
            organisation=donnees["organisation"],
            departement=donnees["departement"].code if donnees["departement"] else "",
            programme_id=programme.pk if programme else None,
            du=donnees["du"],
            au=donnees["au"],
            motif=donnees["motif"],
            acteur=request.user,
        )
    except IntegrityError:
        form.add_error("role", "Ce compte a déjà ce rôle sur ce périmètre pendant cette période.")
        return False
    messages.success(request, "Rôle accordé. Il est dans le journal.")
    return True


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def habilitation_retirer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Met fin à une habilitation, avec un motif."""
    trouvee = get_object_or_404(Habilitation.objects.select_related("compte"), pk=cle)
    form = FormulaireRetrait(envoye(request))
    if request.method == "POST" and form.is_valid():
        services.retirer_habilitation(
            habilitation=trouvee,
            dernier_jour=form.cleaned_data["dernier_jour"],
            motif=form.cleaned_data["motif"],
            acteur=request.user,
        )
        messages.success(request, "Rôle retiré. L'histoire garde qu'il a existé.")
        return redirect("compte", cle=trouvee.compte_id)
    contexte = {"habilitation": trouvee, "form": form}
    return render(request, "comptes/retrait.html", contexte, status=422 if form.is_bound else 200)


@autorise(Role.ADMINISTRATEUR)
@require_POST
def compte_fermer(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ferme un compte ; on ne ferme pas le sien."""
    trouve = get_object_or_404(Compte, pk=cle, systeme=False)
    if trouve.pk == request.user.pk:
        messages.error(request, "Vous ne pouvez pas fermer votre propre compte.")
    else:
        services.fermer_compte(compte=trouve, acteur=request.user)
        messages.success(request, "Compte fermé : il ne se connecte plus. Ses écritures gardent son nom.")
    return redirect("compte", cle=cle)
