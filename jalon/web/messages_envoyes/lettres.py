"""Les modèles de lettres : un texte par type et par organisation, ses mentions, un aperçu sur un dossier."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.autorisation import autorise
from jalon.socle.journal.lectures import noter_lecture
from jalon.socle.messages.lettres import selectors
from jalon.socle.messages.lettres.cas import Cas, cas_proposes, contexte_du_cas
from jalon.socle.messages.lettres.composition import PARAMETRES, preparer
from jalon.socle.messages.lettres.mentions import mention
from jalon.socle.messages.lettres.services import ecrire_modele, revenir_au_modele_commun
from jalon.socle.messages.lettres.types import TypeLettre, type_de_lettre, types_de_lettres
from jalon.socle.organisations.models import Organisation
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois
from jalon.web.messages_envoyes.commun import ECRIVENT_MODELES, personnes_par_cle
from jalon.web.messages_envoyes.forms import FormulaireModele
from jalon.web.requetes import lire_cle


@autorise(*ECRIVENT_MODELES)
@require_GET
def lettres(request: HttpRequest) -> HttpResponse:
    """Les textes que ce compte écrit : le commun et ceux des organisations, ou ceux de sa structure."""
    partout = selectors.ecrit_partout(request.user)
    modeles = {(m.type, m.organisation_id): m for m in selectors.modeles_lisibles(timezone.localdate())}
    siennes = [] if partout else list(selectors.organisations_ecrites(request.user))
    lignes = []
    for nature in types_de_lettres():
        if partout:
            propres = [m for (type, cle), m in modeles.items() if type == nature.code and cle]
            lignes.append((nature, None, modeles.get((nature.code, None))))
            lignes += [(nature, m.organisation, m) for m in propres]
        elif nature.par_organisation:
            lignes += [(nature, o, modeles.get((nature.code, o.pk))) for o in siennes]
    return render(request, "messages/lettres.html", {"lignes": lignes, "partout": partout})


@autorise(*ECRIVENT_MODELES)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def lettre(request: HttpRequest, type: str) -> HttpResponse:
    """Le texte d'un type de lettre : l'écrire, c'est en faire une nouvelle version."""
    nature = _type(type)
    organisation = _organisation(request, nature)
    form = FormulaireModele(envoye(request), initial=_depart(nature, organisation))
    if form.is_bound and form.is_valid():
        saisi = {nom: form.cleaned_data[nom] for nom in ("objet", "corps", "du")}
        try:
            modele = ecrire_modele(type=type, organisation=organisation, acteur=request.user, **saisi)
            messages.success(request, f"Version {modele.version} enregistrée.")
            return redirect(_adresse(type, organisation))
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    return _montrer(request, nature, organisation, form)


@autorise(*ECRIVENT_MODELES)
@require_POST
def lettre_apercu(request: HttpRequest, type: str) -> HttpResponse:
    """Le PDF du texte saisi, sur un dossier choisi ou sur les exemples ; rien n'est gardé."""
    nature = _type(type)
    organisation = _organisation(request, nature)
    form = FormulaireModele(request.POST)
    if not form.is_valid():
        return _montrer(request, nature, organisation, form)
    saisi = {nom: form.cleaned_data[nom] for nom in ("objet", "corps")}
    try:
        variables = _variables(request, nature)
        composee = preparer(type, organisation, variables, timezone.localdate(), **saisi)
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return _montrer(request, nature, organisation, form)
    reponse = HttpResponse(composee.pdf(), content_type="application/pdf")
    reponse["Content-Disposition"] = f'inline; filename="apercu-{type}.pdf"'
    return reponse


@autorise(*ECRIVENT_MODELES)
@require_POST
@une_seule_fois
def lettre_commune(request: HttpRequest, type: str) -> HttpResponse:
    """L'organisation reprend le texte du département."""
    organisation = _organisation(request, _type(type))
    if organisation is None:
        raise Http404("Le texte commun est celui du département : il n'y en a pas d'autre à reprendre.")
    try:
        jour = revenir_au_modele_commun(type=type, organisation=organisation, acteur=request.user)
        messages.success(request, f"Le texte commun sert à compter du {jour:%d/%m/%Y}.")
    except ValidationError as erreur:
        messages.warning(request, " ".join(erreur.messages))
    return redirect(_adresse(type, organisation))


def _montrer(
    request: HttpRequest, nature: TypeLettre, organisation: Organisation | None, form: FormulaireModele
) -> HttpResponse:
    jour = timezone.localdate()
    contexte = {
        "nature": nature,
        "form": form,
        "organisation": organisation,
        "organisations": _choix(request, nature),
        "partout": selectors.ecrit_partout(request.user),
        "sert": selectors.modele_en_vigueur(nature.code, organisation, jour),
        "mentions": [mention(code, jour) for code in nature.mentions],
        "variables": sorted(nature.exemples.items()),
        "versions": selectors.versions(nature.code, organisation.pk if organisation else None),
        "cas": _cas_nommes(nature, organisation),
        "geste": Formulaire(),
    }
    return render(request, "messages/lettre.html", contexte, status=422 if form.is_bound else 200)


def _depart(nature: TypeLettre, organisation: Organisation | None) -> dict[str, object]:
    """Ce que montre le formulaire : le texte en vigueur de cette organisation, ou du département."""
    modele = selectors.modele_en_vigueur(nature.code, organisation, timezone.localdate())
    return {
        "objet": modele.objet if modele else nature.titre,
        "corps": modele.corps if modele else nature.corps,
    }


def _choix(request: HttpRequest, nature: TypeLettre) -> list[Organisation]:
    """Les organisations pour qui ce compte écrit cette lettre."""
    return list(selectors.organisations_ecrites(request.user)) if nature.par_organisation else []


def _organisation(request: HttpRequest, nature: TypeLettre) -> Organisation | None:
    """Celle de l'adresse ; sans elle le texte commun, ou la structure du responsable.

    Lève `Http404` pour une organisation, ou une lettre, que ce compte n'écrit pas.
    """
    demandee = lire_cle(request.GET.get("organisation", ""))
    choix = _choix(request, nature)
    if demandee is None and selectors.ecrit_partout(request.user):
        return None
    trouvee = next((o for o in choix if demandee in (None, o.pk)), None)
    if trouvee is None:
        raise Http404("Cette lettre n'est pas à vous, ou cette organisation n'est pas la vôtre.")
    return trouvee


def _cas_nommes(nature: TypeLettre, organisation: Organisation | None) -> list[tuple[Cas, Personne]]:
    cas = cas_proposes(nature.code, organisation.pk if organisation else None)
    connues = personnes_par_cle({c.personne for c in cas})
    return [(c, connues[c.personne]) for c in cas if c.personne in connues]


def _variables(request: HttpRequest, nature: TypeLettre) -> dict[str, str]:
    """Ce que la lettre dirait au dossier choisi, sinon les exemples ; l'ouvrir se note.

    Sur un dossier, la date est celle du jour et les coordonnées celles des paramètres : rien d'inventé que ce
    que le dossier ne dit pas encore. Lève `ValidationError`.
    """
    cle = lire_cle(request.POST.get("cas", ""))
    trouve = contexte_du_cas(nature.code, cle, request.user, timezone.localdate()) if cle else None
    if trouve is None:
        return dict(nature.exemples)
    personne, variables = trouve
    noter_lecture(request.user, personne, "apercu_lettre")
    vraies = {*PARAMETRES, "date", "reference"}
    manquent = {nom: exemple for nom, exemple in nature.exemples.items() if nom not in vraies}
    return manquent | {nom: valeur for nom, valeur in variables.items() if valeur}


def _adresse(type: str, organisation: Organisation | None) -> str:
    suite = f"?organisation={organisation.pk}" if organisation else ""
    return reverse("lettre", args=[type]) + suite


def _type(code: str) -> TypeLettre:
    try:
        return type_de_lettre(code)
    except LookupError as erreur:
        raise Http404(str(erreur)) from erreur
