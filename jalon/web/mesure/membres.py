"""Qui est compté, qui ne l'est pas, et pourquoi : les lignes observées, ramenées aux personnes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.mesure.chiffres.calcul import Demande, Membre, demander
from jalon.mesure.chiffres.coupes import refus_de_coupe
from jalon.mesure.chiffres.petits_effectifs import est_petit, masquer
from jalon.mesure.indicateurs.declaration import COUPES, expliquer
from jalon.mesure.indicateurs.enums import Situation, UniteCompte
from jalon.mesure.indicateurs.moteurs import ouvrir
from jalon.mesure.tableaux import membres as lus
from jalon.mesure.tableaux.membres import Choix, Groupe
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.acces.models import Compte
from jalon.socle.journal.models import Lecture
from jalon.socle.montants import ecrire_nombre
from jalon.web.exports import exporter
from jalon.web.mesure.cases import Masque
from jalon.web.mesure.commun import indicateur_demande
from jalon.web.mesure.filtres import AXES, Filtres, nommer_periode
from jalon.web.mesure.lecture import masque_de
from jalon.web.mesure.libelles import nommer

PAR_PAGE = 50
ECRAN, EXPORT = "indicateur_membres", "indicateur_membres_export"
ENTETES = ("Séjour (pseudonyme)", "Personne (pseudonyme)", "Situation", "Raison", "Jours")


@dataclass(frozen=True, slots=True)
class Pages:
    """De quoi tourner les pages sans compter deux fois."""

    numero: int
    total: int

    @property
    def derniere(self) -> int:
        return max(1, -(-self.total // PAR_PAGE))

    @property
    def premier(self) -> int:
        return (self.numero - 1) * PAR_PAGE


@autorise(*ROLES_DOSSIERS)
@require_GET
def indicateur_membres(request: HttpRequest, code: str) -> HttpResponse:
    """Les séjours par situation et raison, puis une page de personnes ; la montrer se note au journal."""
    masque = masque_de(request.user)
    demande, filtres, choix = _demander(request, code, masque)
    parmi = None if masque.seuil is None else lus.pseudonymes_visibles()
    with ouvrir() as moteur:
        try:
            groupes = lus.groupes(demande, moteur, choix, parmi)
        except ValueError:  # aucun délai en vigueur : l'indicateur n'observait personne
            groupes = []
        choix = _preciser(choix, groupes)
        choisis = [g for g in groupes if g.situation == choix.situation and choix.raison in ("", g.raison)]
        pages = Pages(_numero(request.GET, choisis), sum(g.visibles for g in choisis))
        trouves = []
        if choisis:
            trouves = lus.page(demande, moteur, choix, parmi, premier=pages.premier, nombre=PAR_PAGE)
    contexte = {
        "declaration": demande.declaration,
        "filtres": filtres,
        "periode": nommer_periode(filtres.du, filtres.au),
        "case": _nommer_case(choix),
        "groupes": [(g.situation.label, expliquer(g.raison), g) for g in groupes],
        "mot": _mot(demande),
        "restreint": masque.seuil is not None,
        "choix": choix,
        "situation": Situation(choix.situation).label,
        "raison": expliquer(choix.raison) if choix.raison else "",
        "hors": _hors(groupes, choisis, masque, choix),
        "pages": pages,
        "lignes": _reconnaitre(trouves, request.user),
    }
    return render(request, "mesure/membres.html", contexte)


@autorise(*ROLES_DOSSIERS)
@require_GET
def indicateur_membres_export(request: HttpRequest, code: str, format: str) -> HttpResponse:
    """Les lignes choisies, sous pseudonyme, jamais par un nom. L'export se note au journal, par personne."""
    masque = masque_de(request.user)
    demande, filtres, choix = _demander(request, code, masque)
    parmi = None if masque.seuil is None else lus.pseudonymes_visibles()
    with ouvrir() as moteur:
        trouves = lus.page(demande, moteur, choix, parmi)
    _noter(lus.personnes_de(m.personne for m in trouves).values(), request.user, EXPORT)
    nom = f"{code.replace('.', '-')}-sejours-{filtres.du:%Y%m%d}-{filtres.au:%Y%m%d}"
    lignes = (
        [str(m.episode), str(m.personne), m.situation.label, expliquer(m.raison), m.jours] for m in trouves
    )
    return exporter(nom, ENTETES, lignes, format)


def _demander(request: HttpRequest, code: str, masque: Masque) -> tuple[Demande, Filtres, Choix]:
    filtres = Filtres.lire(request.GET, entiers=masque.seuil is not None)
    lu = request.GET
    situation = lu.get("situation", "")
    coupe = tuple((axe, lu[f"c_{axe}"] or None) for axe in COUPES if f"c_{axe}" in lu)
    if refus := refus_de_coupe(dict(coupe)):
        raise Http404(refus)
    choix = Choix(situation if situation in set(Situation) else "", lu.get("raison", "")[:40], coupe)
    return demander(indicateur_demande(code), filtres.du, filtres.au), filtres, choix


def _preciser(choix: Choix, groupes: Sequence[Groupe]) -> Choix:
    """Sans situation demandée, la première où il y a quelqu'un : les comptés d'abord."""
    if choix.situation:
        return choix
    premiere = next((g.situation for g in groupes), Situation.COMPTE)
    return Choix(premiere, "", choix.coupe)


def _numero(parametres: QueryDict, choisis: Sequence[Groupe]) -> int:
    demande = parametres.get("page", "")
    numero = int(demande) if demande.isdecimal() and len(demande) < 7 else 1
    return min(max(numero, 1), Pages(1, sum(g.visibles for g in choisis)).derniere)


def _hors(groupes: Sequence[Groupe], choisis: Sequence[Groupe], masque: Masque, choix: Choix) -> str:
    """Combien de lignes sont hors du périmètre, en mots ; un petit nombre ne se dit pas.

    Dans une seule case du tableau, rien ne se dit : deux cases qui se recoupent rendraient ce nombre.
    """
    dehors = {f"{g.situation} {g.raison}": (g.nombre - g.visibles,) for g in groupes}
    choisies = [f"{g.situation} {g.raison}" for g in choisis]
    nombre = sum(dehors[cle][0] for cle in choisies)
    if masque.seuil is None or not nombre:
        return ""
    if choix.coupe:
        return "D'autres peuvent être"
    if est_petit([nombre], masque.seuil) or masquer(dehors, masque.seuil) & set(choisies):
        return "Quelques autres sont"
    return f"{ecrire_nombre(nombre)} autre{'s sont' if nombre > 1 else ' est'}"


def _mot(demande: Demande) -> str:
    """Ce qu'une ligne est : un rendez-vous pour les indicateurs qui en comptent, sinon un séjour."""
    rendezvous = demande.declaration.unite_compte is UniteCompte.RENDEZ_VOUS
    return "rendez-vous" if rendezvous else "séjour"


def _nommer_case(choix: Choix) -> str:
    return ", ".join(f"{AXES[axe].lower()} : {nommer(axe, [v])[v]}" for axe, v in choix.coupe)


def _reconnaitre(trouves: Sequence[Membre], lecteur: Compte) -> list[tuple[Membre, Personne | None, str]]:
    """Chaque séjour, sa personne si elle est dans le périmètre et a encore un nom, et sa raison."""
    cles = lus.personnes_de(m.personne for m in trouves)
    personnes = Personne.objects.defer("nir_chiffre", "nir_cle", "trigrammes").filter(effacee_le=None)
    par_cle = personnes.in_bulk(list(cles.values()))
    _noter(par_cle, lecteur, ECRAN)
    return [(m, par_cle.get(cles.get(m.personne)), expliquer(m.raison)) for m in trouves]


def _noter(personnes: Iterator[UUID], lecteur: Compte, ecran: str) -> None:
    Lecture.objects.bulk_create(
        [Lecture(compte_id=lecteur.pk, sujet=cle, ecran=ecran) for cle in dict.fromkeys(personnes)],
        batch_size=2000,
    )
