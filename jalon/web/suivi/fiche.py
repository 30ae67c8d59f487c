"""La fiche de suivi d'une personne : son équipe, ses échéances, ses notes, sa ligne de vie."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jalon.parcours.suivi import selectors, services
from jalon.parcours.suivi.jalons import jalons_de
from jalon.parcours.suivi.models import Synthese
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.journal.lectures import noter_lecture
from jalon.web.formulaires import Formulaire, une_seule_fois
from jalon.web.suivi.commun import personne_demandee
from jalon.web.suivi.forms import FormulaireNote, FormulaireTache
from jalon.web.suivi.ligne import ligne_de_vie

NOTES_MONTREES = 20


@autorise(*ROLES_DOSSIERS)
@require_GET
def suivi_personne(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Tout ce qu'il faut pour recevoir la personne ; l'ouvrir se note au journal des lectures."""
    personne = personne_demandee(cle)
    noter_lecture(request.user, cle, "suivi")
    aujourd_hui = timezone.localdate()
    cercles = selectors.cercles_ecrits(request.user)
    demande = request.GET.get("cercle", "")
    cercle = demande if demande in {un.pk for un in cercles} else ""
    jalons = jalons_de(cle)
    synthese = Synthese.objects.filter(pk=cle).first()
    contexte = {
        "personne": personne,
        "au": aujourd_hui,
        "synthese": synthese,
        "echeances": selectors.echeances_de(synthese, aujourd_hui),
        "referent": selectors.referent_de(cle, request.user),
        "equipe": selectors.equipe_de(cle, request.user),
        "relais": selectors.relais_de(cle, request.user),
        "notes": selectors.notes_de(cle, request.user, cercle)[:NOTES_MONTREES],
        "cercles": cercles,
        "cercle": cercle,
        "taches": personne.taches_suivi.filter(faite_le=None, abandonnee_le=None).select_related("pour"),
        "ligne": ligne_de_vie(jalons, aujourd_hui),
        "joindre": services.joindre(cle),
        "form_note": FormulaireNote(cercles=cercles),
        "form_tache": FormulaireTache(prefix="tache"),
        "geste": Formulaire(),
    }
    return render(request, "suivi/fiche.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def carnet_lien(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Crée l'adresse du carnet de la personne : envoyée à elle, ou montrée pour la lui remettre."""
    personne = personne_demandee(cle)
    canal = request.POST.get("canal", "")
    try:
        adresse = services.donner_le_carnet(personne=personne.pk, canal=canal, acteur=request.user)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect("suivi_personne", cle=cle)
    if canal:
        messages.success(request, "L'adresse de son carnet part ; celles d'avant ne servent plus.")
    else:
        messages.success(request, f"Adresse du carnet, à remettre à la personne et à elle seule : {adresse}")
    return redirect("suivi_personne", cle=cle)
