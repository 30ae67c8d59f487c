"""Lire : la liste des contrats, ceux d'une personne, un contrat, ses fichiers, ses versions."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from jalon.parcours.contrats import selectors, services
from jalon.parcours.contrats.contenu import contenu_de, empreinte_de
from jalon.parcours.contrats.document.composition import composer_apercu
from jalon.parcours.contrats.document.scellement import verifier as verifier_pdf
from jalon.parcours.contrats.enums import EtatContrat, NaturePiece, TypeContrat
from jalon.parcours.contrats.models import Contrat, VersionContrat
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.acces.models import Compte
from jalon.socle.journal.lectures import noter_lecture
from jalon.socle.organisations.models import Organisation
from jalon.socle.pieces.selectors import octets_de
from jalon.web.contrats.commun import contrat_de, dossier_de, fichier, personne_de, piece_en_fichier
from jalon.web.contrats.forms import FormulaireEtape, FormulaireSuivi
from jalon.web.exports import exporter
from jalon.web.formulaires import Formulaire
from jalon.web.requetes import lire_cle

PAR_PAGE = 50
COLONNES = (
    "Nom", "Prénom", "Type", "État", "Établi le", "Début", "Fin", "Signé le", "Heures par semaine",
    "Organisme référent", "Référent·e", "Étape attendue", "Étape à faire avant le",
)  # fmt: skip


@autorise(*ROLES_DOSSIERS)
@require_GET
def contrats(request: HttpRequest) -> HttpResponse:
    """Les contrats du périmètre, vue par vue ; chaque compte ouvre exactement sa liste."""
    filtres = _filtres(request)
    page = Paginator(selectors.liste_contrats(filtres, request.user), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    comptes = selectors.compter_vues(request.user)
    contexte = {
        "filtres": filtres,
        "vues": [(code, libelle, comptes[code]) for code, libelle in selectors.VUES.items()],
        "titre_vue": selectors.VUES[filtres.vue],
        "page": page,
        "organismes": Organisation.objects.filter(
            pk__in=Contrat.objects.values("organisme_referent")
        ).order_by("nom"),
        "referents": Compte.objects.filter(pk__in=Contrat.objects.values("referent")).order_by("nom"),
        "types": TypeContrat.choices,
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "contrats/liste.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def contrats_export(request: HttpRequest, format: str) -> HttpResponse:
    """La liste affichée, en CSV ou ODS."""
    filtres = _filtres(request)
    trouves = selectors.liste_contrats(filtres, request.user)
    return exporter(f"contrats-{filtres.vue}", COLONNES, _lignes(trouves), format)


@autorise(*ROLES_DOSSIERS)
@require_GET
def contrats_personne(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Les contrats d'une personne et les délais qui courent ; l'ouvrir se note au journal des lectures."""
    personne = personne_de(cle)
    noter_lecture(request.user, cle, "contrats")
    trouves = list(selectors.contrats_de(cle, request.user))
    contexte = {
        "personne": personne,
        "contrats": trouves,
        "ouvert": next((c for c in trouves if c.etat in selectors.OUVERTS), None),
        "courant": next((c for c in trouves if c.en_vigueur(timezone.localdate())), None),
        "horloges": _horloges(selectors.horloges_contrat(personne)),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "contrats/personne.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def contrat(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Un contrat : où il en est, ce qu'il dit, qui l'a validé et signé. L'ouvrir se note au journal."""
    dossier = dossier_de(cle, request.user)
    noter_lecture(request.user, dossier.contrat.personne_id, "contrat")
    etape = dossier.etape
    mienne = etape is not None and services.peut_franchir(etape, request.user, request.roles)
    jour = timezone.localdate()
    revue = selectors.horloge_revue(dossier.contrat)
    contexte = {
        "dossier": dossier,
        "contrat": dossier.contrat,
        "contenu": contenu_de(dossier.contrat),
        "etape": etape,
        "form_etape": FormulaireEtape(nature=etape.nature) if etape and mienne else None,
        "geste": Formulaire(),
        "en_vigueur": dossier.contrat.en_vigueur(jour),
        "revision_tardive": dossier.revision_tardive(jour),
        "suivis": _suivis(dossier.contrat) if dossier.contrat.etat == EtatContrat.SIGNE else [],
        "horloges": _horloges([revue] if revue else []),
        "aujourdhui": jour,
    }
    return render(request, "contrats/contrat.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def apercu(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le PDF de ce qui est écrit, à lire ou à imprimer pour une signature sur papier."""
    trouve = contrat_de(cle, request.user)
    noter_lecture(request.user, trouve.personne_id, "contrat")
    contenu = contenu_de(trouve)
    pdf = composer_apercu(trouve, contenu, empreinte_de(contenu))
    return fichier(pdf, f"contrat-{trouve.pk}.pdf", "application/pdf", joint=False)


@autorise(*ROLES_DOSSIERS)
@require_GET
def document(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le contrat signé, scellé. Tant que le scellé n'est pas posé, la page n'existe pas."""
    return _piece(request, cle, NaturePiece.SCELLE)


@autorise(*ROLES_DOSSIERS)
@require_GET
def preuve(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Le dossier de preuve : version, empreinte, étapes, signatures."""
    return _piece(request, cle, NaturePiece.PREUVE)


@autorise(*ROLES_DOSSIERS)
@require_http_methods(["GET", "POST"])
def verifier(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Dit si le fichier gardé, ou celui qu'on dépose, est intact depuis son scellement."""
    trouve = contrat_de(cle, request.user)
    depose = request.FILES.get("fichier") if request.method == "POST" else None
    scelle = trouve.pieces.filter(nature=NaturePiece.SCELLE).select_related("piece").first()
    octets = depose.read() if depose else octets_de(scelle.piece) if scelle else b""
    contexte = {
        "contrat": trouve,
        "depose": depose.name if depose else "",
        "resultat": verifier_pdf(octets) if octets else None,
        "geste": Formulaire(),
    }
    return render(request, "contrats/verifier.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def versions(request: HttpRequest, cle: UUID, une: int, autre: int) -> HttpResponse:
    """Ce qui change d'une version à l'autre, clause par clause."""
    trouve = contrat_de(cle, request.user)
    noter_lecture(request.user, trouve.personne_id, "contrat")
    try:
        lignes = selectors.comparer_versions(trouve, une, autre)
    except VersionContrat.DoesNotExist as erreur:
        raise Http404("Cette version n'existe pas.") from erreur
    contexte = {"contrat": trouve, "une": une, "autre": autre, "lignes": lignes}
    return render(request, "contrats/versions.html", contexte)


def _filtres(request: HttpRequest) -> selectors.FiltresContrats:
    lus = request.GET
    vue = lus.get("vue", "")
    type_lu = lus.get("type", "")
    return selectors.FiltresContrats(
        vue=vue if vue in selectors.VUES else "en_vigueur",
        organisme=lire_cle(lus.get("organisme", "")),
        referent=lire_cle(lus.get("referent", "")),
        type=type_lu if type_lu in TypeContrat.values else "",
    )


def _lignes(trouves: object) -> Iterator[list[object]]:
    for c in trouves:  # type: ignore[attr-defined]
        yield [
            c.personne.nom, c.personne.prenom, c.get_type_display(), c.get_etat_display(), c.etabli_le,
            c.debut, c.dernier_jour, c.signe_le, c.heures_semaine, c.organisme_referent.nom,
            c.referent.nom if c.referent else "", c.etape_libelle or "", c.etape_limite,
        ]  # fmt: skip


def _horloges(trouvees: list) -> list[tuple]:
    jour = timezone.localdate()
    return [(h, h.etat(jour), h.reste(jour)) for h in trouvees]


def _suivis(contrat: Contrat) -> list[tuple]:
    return [
        (clause, FormulaireSuivi(initial={"etat": clause.etat}, auto_id=f"id_{clause.pk}_%s"))
        for clause in contrat.engagements.order_by("ordre")
    ]


def _piece(request: HttpRequest, cle: UUID, nature: NaturePiece) -> HttpResponse:
    trouve = contrat_de(cle, request.user)
    gardee = trouve.pieces.filter(version=trouve.version, nature=nature).select_related("piece").first()
    if gardee is None:
        raise Http404("Ce fichier n'est pas encore là : un contrat est scellé dans la minute qui suit.")
    noter_lecture(request.user, trouve.personne_id, "contrat")
    return piece_en_fichier(gardee.piece)
