"""La page de la personne : lire son contrat, demander un code, signer. Son lien l'ouvre, sans compte."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from jalon.parcours.contrats import services
from jalon.parcours.contrats.document.composition import composer_contrat
from jalon.parcours.contrats.enums import SIGNES, EtatContrat, NaturePiece, Partie
from jalon.parcours.contrats.models import Contrat, VersionContrat
from jalon.socle.acces.autorisation import public
from jalon.socle.acces.liens import LienInvalide, LienOuvert, ouvrir_lien
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from jalon.web.contrats.commun import fichier, piece_en_fichier
from jalon.web.contrats.forms import FormulaireCode, FormulaireLien
from jalon.web.formulaires import Formulaire, reporter_erreurs, une_seule_fois

LISIBLES = (EtatContrat.PROPOSE, EtatContrat.A_SIGNER, *SIGNES)

TROP_TARD = "Il est trop tard pour signer ce contrat. Appelez votre référent : il en préparera un autre."


@public
@never_cache
@require_GET
def contrat(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le contrat de la personne, en phrases simples, et ce qu'elle peut faire maintenant."""
    _, trouve = _ouvrir(jeton)
    return _page(request, jeton, trouve)


@public
@never_cache
@require_POST
@une_seule_fois
def code(request: HttpRequest, jeton: str) -> HttpResponse:
    """Envoie un code à la personne."""
    lien, trouve = _ouvrir(jeton)
    form = FormulaireLien(request.POST, canaux=_canaux(trouve), auto_id="canal_%s")
    if form.is_valid():
        try:
            services.envoyer_code(contrat=trouve, canal=form.cleaned_data["canal"], lien=lien.cle)
            return redirect("contrat_public", jeton=jeton)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _page(request, jeton, trouve, form_canal=form)


@public
@never_cache
@require_POST
@une_seule_fois
def signer(request: HttpRequest, jeton: str) -> HttpResponse:
    """La personne signe avec le code reçu."""
    lien, trouve = _ouvrir(jeton)
    form = FormulaireCode(request.POST, auto_id="code_%s")
    if form.is_valid():
        try:
            services.signer_par_lien(
                contrat=trouve,
                empreinte=form.cleaned_data["empreinte"],
                code=form.cleaned_data["code"],
                lien=lien.cle,
                ip=request.META.get("REMOTE_ADDR", ""),
            )
            return redirect("contrat_public", jeton=jeton)
        except ValidationError as erreur:
            trop_tard = getattr(erreur, "code", None) in ("revision_tardive", "fin_passee")
            reporter_erreurs(form, ValidationError(TROP_TARD) if trop_tard else erreur)
    return _page(request, jeton, trouve, form_code=form)


@public
@never_cache
@require_GET
def document(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le contrat en PDF : scellé s'il est signé."""
    _, trouve = _ouvrir(jeton)
    version = _version(trouve)
    if version is None:
        raise Http404("Votre contrat n'est pas encore prêt.")
    scelle = trouve.pieces.filter(version=trouve.version, nature=NaturePiece.SCELLE).first()
    if scelle is not None:
        return piece_en_fichier(scelle.piece)
    return fichier(composer_contrat(version), "mon-contrat.pdf", "application/pdf", joint=False)


def _ouvrir(jeton: str) -> tuple[LienOuvert, Contrat]:
    """Le contrat du lien. Lève `Http404` si le lien ne vaut plus, sans dire pourquoi."""
    try:
        lien = ouvrir_lien(jeton)
        if lien.objet != "contrat" or not isinstance(lien.cible, UUID):
            raise LienInvalide("Ce lien n'est pas celui d'un contrat.")
        contrats = Contrat.objects.select_related("organisme_referent", "referent", "personne")
        return lien, contrats.defer("personne__nir_chiffre", "personne__nir_cle").get(pk=lien.cible)
    except (LienInvalide, Contrat.DoesNotExist) as erreur:
        raise Http404("Ce lien n'est plus valable. Demandez-en un nouveau à votre interlocuteur.") from erreur


def _version(trouve: Contrat) -> VersionContrat | None:
    """Ce que la personne peut lire : rien tant que le contrat n'est pas proposé."""
    if trouve.etat not in LISIBLES:
        return None
    return trouve.versions.filter(numero=trouve.version).first()


def _canaux(trouve: Contrat) -> list[tuple[str, str]]:
    with contexte_compte(compte_systeme()):
        return services.canaux_de(trouve.personne_id)


def _page(request: HttpRequest, jeton: str, trouve: Contrat, **refuses: Formulaire) -> HttpResponse:
    version = _version(trouve)
    signatures = trouve.signatures.filter(version=trouve.version)
    signee = next((s for s in signatures if s.partie == Partie.PERSONNE), None)
    a_signer = trouve.etat == EtatContrat.A_SIGNER and signee is None
    canaux = _canaux(trouve) if a_signer else []
    attend = trouve.codes.filter(utilise_le=None, retire_le=None).first() if a_signer else None
    lue = {"empreinte": version.empreinte if version else ""}
    contexte = {
        "jeton": jeton,
        "contrat": trouve,
        "contenu": version.contenu if version else None,
        "signee": signee,
        "a_signer": a_signer,
        "code_envoye": attend,
        "form_canal": FormulaireLien(canaux=canaux, auto_id="canal_%s") if canaux else None,
        "form_code": FormulaireCode(initial=lue, auto_id="code_%s"),
    } | refuses
    return render(request, "contrats/public.html", contexte, status=422 if refuses else 200)
