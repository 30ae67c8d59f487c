"""Ouvrir un contrat et le rédiger : un seul écran, un brouillon gardé à chaque envoi."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalon.parcours.contrats import services
from jalon.parcours.contrats.enums import MODIFIABLES
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.contrats.suggestions import suggestions
from jalon.parcours.orientation.models import Orientation
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.journal.lectures import noter_lecture
from jalon.web.contrats.commun import contrat_de, dire, personne_de
from jalon.web.contrats.forms import (
    FormulaireEngagement,
    FormulaireNouveau,
    FormulaireObjectif,
    FormulaireRedaction,
    heures,
)
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois

OBJECTIFS_MAX = 12
ENGAGEMENTS_MAX = 10
CADRE = (
    "debut", "fin", "heures_semaine", "motif_reduction", "precision_reduction", "motif_reexamen",
    "diagnostic",    "emploi_recherche", "zone_recherche", "salaire_attendu",
)  # fmt: skip


@dataclass(slots=True)
class BlocObjectif:
    """Un objectif à l'écran et les lignes de ses engagements, dont des lignes vides à remplir."""

    rang: int
    form: FormulaireObjectif
    engagements: list[FormulaireEngagement]

    @property
    def formulaires(self) -> list:
        return [self.form, *self.engagements]


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def nouveau(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Ouvre un brouillon avec l'organisme de l'orientation en cours, ou celui qu'on choisit."""
    personne = personne_de(cle)
    derniere = Orientation.objects.filter(personne=personne, annulee_le=None).first()
    depart = {"debut": timezone.localdate()}
    if derniere is not None:
        depart |= {"organisme": derniere.organisme_referent_id, "voie": derniere.voie}
    form = FormulaireNouveau(envoye(request), initial=depart)
    if form.is_bound and form.is_valid():
        referent = request.user if Role.REFERENT in request.roles else derniere and derniere.referent
        try:
            contrat = services.creer_contrat(
                personne=personne,
                organisme_referent=form.cleaned_data["organisme"],
                referent=referent or request.user,
                voie=form.cleaned_data["voie"],
                debut=form.cleaned_data["debut"],
                acteur=request.user,
            )
            return redirect("contrat_rediger", cle=contrat.pk)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {"personne": personne, "form": form}
    return render(request, "contrats/nouveau.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
def rediger(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Écrit le contrat ; « proposer » et « soumettre » gardent d'abord le brouillon."""
    contrat = contrat_de(cle, request.user)
    if contrat.etat not in MODIFIABLES:
        messages.info(request, "Ce contrat est soumis : reprenez-le pour le changer.")
        return redirect("contrat", cle=cle)
    depart = {nom: getattr(contrat, nom) for nom in CADRE} | {"revision": contrat.revision}
    form = FormulaireRedaction(envoye(request), initial=depart)
    blocs = _blocs(contrat, envoye(request))
    if request.method == "POST":
        if all(f.is_valid() for f in (form, *(f for bloc in blocs for f in bloc.formulaires))):
            reponse = _garder(request, contrat, form, blocs)
            if reponse is not None:
                return reponse
    else:
        noter_lecture(request.user, contrat.personne_id, "contrat")
    faux = [f for bloc in blocs for f in bloc.formulaires if f.is_bound and f.errors]
    contexte = {
        "contrat": contrat,
        "form": form,
        "blocs": blocs,
        "faux": faux,
        "suggestions": [(d.label, s) for d, s in suggestions().items() if s],
    }
    return render(request, "contrats/rediger.html", contexte, status=422 if form.errors or faux else 200)


def _garder(
    request: HttpRequest, contrat: Contrat, form: FormulaireRedaction, blocs: list[BlocObjectif]
) -> HttpResponse | None:
    """Garde le brouillon puis fait le geste demandé ; `None` si l'écran doit être corrigé."""
    saisie = services.Saisie(
        **{nom: form.cleaned_data[nom] for nom in CADRE if nom != "heures_semaine"},
        heures_semaine=heures(form.cleaned_data["heures_semaine"]),
        objectifs=tuple(_objectif(bloc) for bloc in blocs if bloc.form.cleaned_data["libelle"]),
    )
    try:
        garde = services.enregistrer_brouillon(
            contrat=contrat,
            saisie=saisie,
            acteur=request.user,
            revision_lue=form.cleaned_data["revision"],
        )
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return None
    return _poursuivre(request, garde)


def _poursuivre(request: HttpRequest, contrat: Contrat) -> HttpResponse:
    gestes = {"proposer": services.proposer_contrat, "soumettre": services.soumettre_contrat}
    geste = request.POST.get("geste", "")
    if geste not in gestes:
        messages.success(request, f"Brouillon enregistré à {timezone.localtime():%H h %M}.")
        return redirect("contrat_rediger", cle=contrat.pk)
    try:
        gestes[geste](contrat=contrat, acteur=request.user)
    except ValidationError as erreur:
        messages.info(request, "Le brouillon est gardé. Il reste à compléter :")
        dire(request, erreur)
        return redirect("contrat_rediger", cle=contrat.pk)
    return redirect("contrat", cle=contrat.pk)


def _objectif(bloc: BlocObjectif) -> services.ObjectifSaisi:
    lu = bloc.form.cleaned_data
    return services.ObjectifSaisi(
        domaine=lu["domaine"],
        libelle=lu["libelle"],
        id=lu["id"],
        engagements=tuple(
            services.ClauseSaisie(
                partie=clause.cleaned_data["partie"],
                libelle=clause.cleaned_data["libelle"],
                echeance=clause.cleaned_data["echeance"],
                heures_semaine=heures(clause.cleaned_data["heures_semaine"]),
                id=clause.cleaned_data["id"],
            )
            for clause in bloc.engagements
            if clause.cleaned_data["libelle"]
        ),
    )


def _blocs(contrat: Contrat, recu: QueryDict | None) -> list[BlocObjectif]:
    """Les objectifs écrits et un vide ; chacun avec ses engagements et deux lignes vides."""
    ecrits = list(contrat.objectifs.prefetch_related("engagements").order_by("ordre"))
    nombre = min(len(ecrits) + 1, OBJECTIFS_MAX)
    if recu is not None:
        nombre = max(nombre, min(_compte(recu, "objectifs"), OBJECTIFS_MAX))
    blocs = []
    for rang in range(nombre):
        objectif = ecrits[rang] if rang < len(ecrits) else None
        clauses = sorted(objectif.engagements.all(), key=lambda e: e.ordre) if objectif else []
        depart = (
            {"id": objectif.pk, "domaine": objectif.domaine, "libelle": objectif.libelle} if objectif else {}
        )
        lignes = min(len(clauses) + 2, ENGAGEMENTS_MAX)
        if recu is not None:
            lignes = max(lignes, min(_compte(recu, f"o{rang}-engagements"), ENGAGEMENTS_MAX))
        blocs.append(
            BlocObjectif(
                rang,
                FormulaireObjectif(recu, prefix=f"o{rang}", initial=depart),
                [
                    FormulaireEngagement(
                        recu,
                        prefix=f"o{rang}-e{place}",
                        initial=_depart_clause(clauses[place] if place < len(clauses) else None, place),
                    )
                    for place in range(lignes)
                ],
            )
        )
    return blocs


def _depart_clause(clause: object | None, place: int) -> dict[str, object]:
    if clause is None:
        return {"partie": "organisme" if place % 2 else "personne"}
    return {nom: getattr(clause, nom) for nom in ("id", "partie", "libelle", "echeance", "heures_semaine")}


def _compte(recu: QueryDict, nom: str) -> int:
    texte = recu.get(nom, "")
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 4 else 0
