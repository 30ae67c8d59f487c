"""La fiche de suivi d'une personne : son équipe, ses échéances, ses notes, sa ligne de vie."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jalon.parcours.suivi import selectors
from jalon.parcours.suivi.jalons import jalons_de
from jalon.parcours.suivi.models import Synthese
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.acces.liens import creer_lien, retirer_liens
from jalon.socle.journal.contexte import acte
from jalon.socle.journal.lectures import noter_lecture
from jalon.socle.parametres.selectors import parametre
from jalon.web.formulaires import Formulaire, une_seule_fois
from jalon.web.suivi.commun import personne_demandee
from jalon.web.suivi.forms import FormulaireNote, FormulaireTache
from jalon.web.suivi.ligne import ligne_de_vie

OBJET_LIEN = "carnet"
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
        "form_note": FormulaireNote(cercles=cercles),
        "form_tache": FormulaireTache(prefix="tache"),
        "geste": Formulaire(),
    }
    return render(request, "suivi/fiche.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_POST
@une_seule_fois
def carnet_lien(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Crée l'adresse du carnet de la personne, à lui remettre ; les précédentes ne servent plus."""
    personne = personne_demandee(cle)
    jours = int(parametre("suivi.carnet_lien", timezone.localdate()))
    fin = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=jours + 1), time.min))
    with acte("creer_lien_carnet", acteur=request.user, personne=personne.pk):
        retirer_liens(personne=personne.pk, objet=OBJET_LIEN)
        jeton = creer_lien(personne=personne.pk, objet=OBJET_LIEN, expire_le=fin, acteur=request.user)
    adresse = request.build_absolute_uri(reverse("carnet", kwargs={"jeton": jeton}))
    messages.success(
        request, f"Adresse du carnet, à remettre à la personne et à elle seule : {adresse} ({jours} jours)."
    )
    return redirect("suivi_personne", cle=cle)
