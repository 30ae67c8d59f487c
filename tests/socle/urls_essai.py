"""Adresses propres aux tests des middlewares."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from jalon.socle.acces.autorisation import autorise, public, tout_compte
from jalon.socle.acces.enums import Role
from jalon.socle.base.contexte import compte_courant
from jalon.socle.organisations.models import Organisation


@autorise(Role.PILOTE, Role.CHARGEE_MISSION)
def reservee(request):
    return HttpResponse(",".join(sorted(request.roles)))


@tout_compte
def contexte(request):
    return HttpResponse(str(compte_courant()))


def _paresseux():
    yield str(compte_courant())


@tout_compte
def gabarit(request):
    return TemplateResponse(request, engines["django"].from_string("{{ lu }}"), {"lu": compte_courant})


@tout_compte
def continu(request):
    return StreamingHttpResponse(_paresseux())


def sans_declaration(request):
    return HttpResponse("fuite")


@public
def ouverte(request):
    return HttpResponse("bonjour")


@tout_compte
def ecrit_puis_404(request):
    Organisation.objects.create(nom="à moitié")
    raise Http404


@tout_compte
def ecrit_puis_500(request):
    Organisation.objects.create(nom="à moitié")
    return HttpResponse(status=500)


@tout_compte
def ecrit(request):
    Organisation.objects.create(nom="entière")
    return HttpResponse("fait")


urlpatterns = [
    *(
        path(f"{vue.__name__}/", vue, name=vue.__name__)
        for vue in (reservee, contexte, gabarit, continu, sans_declaration, ouverte)
    ),
    *(path(f"{vue.__name__}/", vue, name=vue.__name__) for vue in (ecrit_puis_404, ecrit_puis_500, ecrit)),
    path("", include("jalon.config.urls")),
]
