"""Où en est chacun pour un motif : la liste par statut, l'envoi d'invitations et sa reprise."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jalon.parcours.personnes.models import Personne
from jalon.parcours.personnes.selectors import situations
from jalon.parcours.rendezvous import selectors, services
from jalon.parcours.rendezvous.enums import Canal, Statut
from jalon.parcours.rendezvous.models import Invitation, Motif
from jalon.parcours.rendezvous.services.invitations import personnes_visibles
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.acces.selectors import habilitations_en_vigueur
from jalon.socle.montants import compter
from jalon.socle.organisations.models import Organisation
from jalon.web.exports import exporter
from jalon.web.formulaires import une_seule_fois
from jalon.web.formulaires.base import nouveau_jeton
from jalon.web.rendezvous.commun import cles_demandees, planifie
from jalon.web.requetes import lire_cle

PAR_PAGE = 50
INVITABLES = (
    Statut.A_INVITER,
    Statut.INVITATION_EXPIREE,
    Statut.ABSENT,
    Statut.EXCUSE,
    Statut.ANNULE_SERVICE,
)
COLONNES = ("Nom", "Prénom", "Statut", "Entrée", "Invitée le", "Expire le", "Rendez-vous", "Commune")


class _Liste:
    """Une page de suivis sans tout lire : le compteur donne la longueur, la page vient de la base."""

    def __init__(self, motif: Motif, statut: str, request: HttpRequest, nombre: int) -> None:
        self.motif, self.statut, self.request, self.nombre = motif, statut, request, nombre

    def __len__(self) -> int:
        return self.nombre

    def __getitem__(self, tranche: slice) -> list[selectors.Suivi]:
        debut, fin = tranche.start or 0, tranche.stop or self.nombre
        return selectors.suivis_par_statut(
            self.motif, self.statut, self.request.user, debut=debut, nombre=fin - debut
        )


@autorise(*ROLES_DOSSIERS)
@require_GET
def rendezvous(request: HttpRequest) -> HttpResponse:
    """Les personnes d'un motif, par statut ; les alertes de créneaux au-dessus."""
    motif, statut = _demande(request)
    contexte = {
        "motifs": selectors.motifs(request.user),
        "motif": motif,
        "statut": statut,
        "reserves": [r for r in selectors.reserves(request.user) if r.gravite],
        "a_clore": selectors.a_clore(request.user).count(),
        "planifie": planifie(request),
        "canaux": Canal.choices,
        "envoi": nouveau_jeton(),
        "page": None,
    }
    if motif:
        comptes = selectors.compter_statuts(motif, request.user)
        page = Paginator(_Liste(motif, statut, request, comptes[statut]), PAR_PAGE).get_page(
            request.GET.get("page")
        )
        contexte |= {
            "comptes": [(s, comptes[s], s in selectors.A_FAIRE) for s in Statut],
            "page": page,
            "lignes": _lignes(page, request),
            "invitable": statut in INVITABLES,
            "libelle": Statut(statut).label,
        }
    return render(request, "rendezvous/suivis.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def rendezvous_export(request: HttpRequest, format: str) -> HttpResponse:
    """La liste entière du statut montré, en CSV ou ODS."""
    motif, statut = _demande(request)
    suivis = selectors.suivis_par_statut(motif, statut, request.user) if motif else []
    nom = f"rendez-vous-{motif.code if motif else 'aucun'}-{statut}"
    return exporter(nom, COLONNES, _export(suivis, request), format)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def inviter(request: HttpRequest) -> HttpResponse:
    """Invite les personnes cochées ; l'envoi attend un temps où il s'annule d'un geste."""
    motif = get_object_or_404(selectors.motifs(request.user), pk=lire_cle(request.POST.get("motif", "")))
    retour = f"{reverse('rendezvous')}?motif={motif.pk}&statut={request.POST.get('statut', '')[:30]}"
    cles = personnes_visibles(cles_demandees(request.POST.getlist("personne")))
    canaux = [c for c in request.POST.getlist("canaux") if c in Canal.values]
    if not cles or not canaux:
        messages.warning(request, "Rien n'est parti : cochez au moins une personne et un moyen de l'inviter.")
        return redirect(retour)
    try:
        envoi = services.inviter(
            personnes=cles,
            motif=motif,
            canaux=canaux,
            organisation=_organisation(request),
            acteur=request.user,
        )
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect(retour)
    for raison, ecartees in envoi.ecartees.items():
        messages.warning(
            request, f"{compter(len(ecartees), 'personne non invitée', 'personnes non invitées')} : {raison}."
        )
    if not envoi.invitations:
        return redirect(retour)
    return redirect("rendezvous_envoi", lot=envoi.lot)


@autorise(*ROLES_DOSSIERS)
@require_GET
def envoi(request: HttpRequest, lot: UUID) -> HttpResponse:
    """Un envoi : à qui, quand il part, comment l'annuler."""
    invitations = list(
        Invitation.objects.filter(lot=lot)
        .select_related("personne", "motif", "faite_par")
        .order_by("personne__nom", "pk")
    )
    if not invitations:
        raise Http404("Cet envoi n'existe pas, ou il n'est pas dans votre périmètre.")
    contexte = {
        "lot": lot,
        "premiere": invitations[0],
        "invitations": invitations,
        "vivantes": sum(i.annulee_le is None for i in invitations),
    }
    return render(request, "rendezvous/envoi.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_POST
def envoi_annuler(request: HttpRequest, lot: UUID) -> HttpResponse:
    """Reprend un envoi dont rien n'est parti."""
    if not Invitation.objects.filter(lot=lot).exists():
        raise Http404("Cet envoi n'existe pas, ou il n'est pas dans votre périmètre.")
    try:
        nombre = services.annuler_lot(lot=lot, acteur=request.user)
        messages.success(request, f"Envoi annulé : {compter(nombre, 'invitation')}, rien n'est parti.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("rendezvous_envoi", lot=lot)


def _organisation(request: HttpRequest) -> Organisation | None:
    """La structure de qui invite, s'il n'en a qu'une : la personne y choisit son heure."""
    trouvees = {
        h.organisation
        for h in habilitations_en_vigueur(request.user).select_related("organisation")
        if h.organisation_id
    }
    return trouvees.pop() if len(trouvees) == 1 else None


def _demande(request: HttpRequest) -> tuple[Motif | None, str]:
    """Le motif et le statut de la requête ; par défaut, le premier motif et « à inviter »."""
    tous = selectors.motifs(request.user)
    cle = lire_cle(request.GET.get("motif", ""))
    statut = request.GET.get("statut", "")
    motif = tous.filter(pk=cle).first() if cle else tous.first()
    return motif, statut if statut in Statut.values else Statut.A_INVITER.value


def _lignes(page, request: HttpRequest):  # type: ignore[no-untyped-def]
    """Chaque suivi avec sa personne et sa situation, en deux requêtes."""
    cles = [suivi.personne for suivi in page]
    personnes = Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes").in_bulk(cles)
    ou = situations(cles, request.user)
    return [(suivi, personnes[suivi.personne], ou.get(suivi.personne)) for suivi in page]


def _export(suivis: list[selectors.Suivi], request: HttpRequest) -> Iterator[list[object]]:
    for suivi, personne, situation in _lignes(suivis, request):
        yield [
            personne.nom, personne.prenom, suivi.libelle, suivi.entree, suivi.invitee_le, suivi.expire_le,
            suivi.debut, situation.commune if situation else "",
        ]  # fmt: skip
