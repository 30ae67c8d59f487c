"""La boîte d'envoi : ce qui attend quelqu'un, ce qui va partir, ce qui est parti, et sa preuve."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.journal.lectures import noter_lecture
from jalon.socle.messages import selectors, services
from jalon.socle.messages.enums import Canal, EtatMessage
from jalon.socle.messages.lots import lettres_pretes
from jalon.socle.messages.models import SECRET, Message
from jalon.web.exports import exporter
from jalon.web.formulaires import une_seule_fois
from jalon.web.messages_envoyes.commun import ENVOIENT, PAR_PAGE, personnes_de, telecharger
from jalon.web.messages_envoyes.forms import GESTES, FormulaireMessage

DEPUIS = timedelta(days=30)
LIMITE_EXPORT = 50_000
VUES = {
    "a_regler": ("À régler", ()),
    "prets": ("À partir", (EtatMessage.PRET, EtatMessage.ENVOI)),
    "partis": ("Partis", (EtatMessage.ENVOYE, EtatMessage.REMIS, EtatMessage.REJETE)),
    "non_partis": ("Non partis", (EtatMessage.ECHOUE, EtatMessage.ANNULE, EtatMessage.EXPIRE)),
    "tous": ("Tous", ()),
}
COLONNES = "Déposé le,Canal,Sujet,Objet,État,Par,Envoyé le,Remis le,Essais,Erreur".split(",")


@autorise(*ENVOIENT)
@require_GET
def envois(request: HttpRequest) -> HttpResponse:
    """Les messages du périmètre ; ceux qui attendent quelqu'un d'abord."""
    filtres = _filtres(request)
    page = Paginator(_trouves(request, filtres), PAR_PAGE).get_page(request.GET.get("page"))
    connues = personnes_de(page)
    contexte = {
        "page": page,
        "lignes": [(envoi, connues.get(envoi.personne)) for envoi in page],
        "filtres": filtres,
        "vues": [(code, libelle) for code, (libelle, _) in VUES.items()],
        "canaux": Canal.choices,
        "a_regler": selectors.a_regler(request.user).count(),
        "lettres": lettres_pretes().count(),
    }
    return render(request, "messages/envois.html", contexte)


@autorise(*ENVOIENT)
@require_GET
def envois_export(request: HttpRequest, format: str) -> HttpResponse:
    """Les messages montrés, sans nom, adresse ni texte."""
    lignes = (
        [
            envoi.cree_le,
            envoi.get_canal_display(),
            envoi.sujet,
            envoi.objet,
            envoi.get_etat_display(),
            envoi.get_transport_display(),
            envoi.envoye_le,
            envoi.remis_le,
            envoi.essais,
            envoi.erreur,
        ]
        for envoi in _trouves(request, _filtres(request))[:LIMITE_EXPORT]
    )
    return exporter("envois", COLONNES, lignes, format)


@autorise(*ENVOIENT)
@require_GET
def message(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Un message tel qu'envoyé et sa preuve ; l'ouvrir se note comme une lecture du dossier."""
    envoi = _message(request, cle)
    return _montrer(request, envoi, FormulaireMessage(etat=envoi.etat) if _a_decider(envoi) else None)


@autorise(*ROLES_DOSSIERS)
@require_GET
def message_pdf(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le PDF d'une lettre, tel que gardé, pour qui voit la personne ; l'ouvrir se note."""
    envoi = _message(request, cle)
    _noter(request, envoi)
    return telecharger(envoi.piece)


@autorise(*ENVOIENT)
@require_POST
@une_seule_fois
def message_agir(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Annule, règle, renvoie ou classe un message."""
    envoi = _message(request, cle)
    form = FormulaireMessage(request.POST, etat=envoi.etat)
    if form.is_valid():
        try:
            suite = _agir(request, envoi, **{nom: form.cleaned_data.get(nom, "") for nom in _DEMANDES})
            messages.success(request, "C'est noté avec le message.")
            return redirect("message", cle=suite.pk)
        except ValidationError as erreur:
            form.add_error(None, erreur)
    return _montrer(request, envoi, form, status=422)


_DEMANDES = ("geste", "motif", "adresse")


def _agir(request: HttpRequest, envoi: Message, *, geste: str, motif: str, adresse: str) -> Message:
    """Fait le geste ; rend le message à montrer ensuite."""
    match geste:
        case "annuler":
            services.annuler_message(message=envoi, motif=motif, acteur=request.user)
        case "parti" | "pas_parti":
            services.regler_incertain(
                message=envoi, envoye=geste == "parti", motif=motif, acteur=request.user
            )
        case "renvoyer":
            return services.renvoyer(message=envoi, adresse=adresse, acteur=request.user)
        case "classer":
            services.classer(message=envoi, motif=motif, acteur=request.user)
    return envoi


def _montrer(
    request: HttpRequest, envoi: Message, form: FormulaireMessage | None, status: int = 200
) -> HttpResponse:
    _noter(request, envoi)
    contexte = {
        "envoi": envoi,
        "personne": personnes_de([envoi]).get(envoi.personne),
        "texte": envoi.texte.replace(SECRET, "••••••"),
        "secret": SECRET in envoi.texte,
        "evenements": envoi.evenements.all(),
        "form": form,
    }
    return render(request, "messages/message.html", contexte, status=status)


def _noter(request: HttpRequest, envoi: Message) -> None:
    if envoi.personne:
        noter_lecture(request.user, envoi.personne, "message")


def _a_decider(envoi: Message) -> bool:
    return envoi.etat in GESTES and (envoi.regle_le is None or envoi.etat == EtatMessage.EXPIRE)


def _filtres(request: HttpRequest) -> dict[str, object]:
    """Ce que demande l'adresse : `montrer`, `canal`, `objet`, `du` ; « à régler » quand rien n'est dit."""
    vue = request.GET.get("montrer", "a_regler")
    try:
        du = parse_date(request.GET.get("du", "")[:10])
    except ValueError:
        du = None
    return {
        "montrer": vue if vue in VUES else "a_regler",
        "canal": request.GET.get("canal", "") if request.GET.get("canal") in Canal.values else "",
        "objet": request.GET.get("objet", "")[:30],
        "du": du or timezone.localdate() - DEPUIS,
    }


def _trouves(request: HttpRequest, filtres: dict[str, object]) -> QuerySet[Message]:
    """Ce qui attend quelqu'un ou va partir se montre en entier ; le reste, depuis le jour choisi."""
    vue, canal, objet = (str(filtres[nom]) for nom in ("montrer", "canal", "objet"))
    entiere = vue in ("a_regler", "prets")
    du = filtres["du"]
    trouves = selectors.envois(
        request.user,
        etats=VUES[vue][1],
        canal=canal,
        objet=objet,
        du=du if isinstance(du, date) and not entiere else None,
    )
    if vue == "a_regler":
        return trouves & selectors.a_regler(request.user)
    return trouves


def _message(request: HttpRequest, cle: UUID) -> Message:
    try:
        return selectors.message_par_id(cle, request.user)
    except Message.DoesNotExist as erreur:
        raise Http404("Ce message n'existe pas, ou il n'est pas dans votre périmètre.") from erreur
