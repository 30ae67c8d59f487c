"""Les listes de contrats : par état, en retard, bientôt finis, à mon tour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from jalon.parcours.contrats.enums import OUVERTS, EtatContrat, Partie
from jalon.parcours.contrats.models import Contrat, Engagement, PassageCircuit, Signature
from jalon.parcours.contrats.selectors.lecture import contrats_visibles, en_vigueur_le
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import roles_de
from jalon.socle.parametres.selectors import parametre

ALERTE_FIN = "contrats.alerte_fin"

VUES = {
    "en_vigueur": "En vigueur",
    "a_moi": "À mon tour",
    "brouillons": "En préparation",
    "en_circuit": "En validation",
    "retards": "Validation en retard",
    "a_signer": "À signer",
    "fins": "Finissent bientôt",
    "echeances": "Engagements en retard",
    "finis": "Finis ou arrêtés",
    "tous": "Tous",
}
"""Code de la vue → libellé de l'onglet."""


@dataclass(frozen=True, slots=True)
class FiltresContrats:
    """Ce que la chaîne de requête dit : une vue, un organisme, un référent, un type."""

    vue: str = "en_vigueur"
    organisme: UUID | None = None
    referent: UUID | None = None
    type: str = ""


def liste_contrats(filtres: FiltresContrats, lecteur: Compte, jour: date | None = None) -> QuerySet[Contrat]:
    """Contrats du périmètre pour cette vue, avec l'étape attendue et sa limite. Une requête."""
    quand = jour or timezone.localdate()
    trouves = contrats_visibles().filter(_condition(filtres.vue, lecteur, quand))
    if filtres.organisme:
        trouves = trouves.filter(organisme_referent=filtres.organisme)
    if filtres.referent:
        trouves = trouves.filter(referent=filtres.referent)
    if filtres.type:
        trouves = trouves.filter(type=filtres.type)
    ouverte = _etapes_ouvertes(OuterRef("pk")).filter(version=OuterRef("version"))
    return trouves.annotate(
        etape_libelle=Subquery(ouverte.values("libelle")[:1]),
        etape_limite=Subquery(ouverte.values("limite")[:1]),
    ).order_by("debut", "pk")


def compter_vues(lecteur: Compte, jour: date | None = None) -> dict[str, int]:
    """Combien de contrats dans chaque vue : une seule requête, chacun ouvre exactement sa liste."""
    quand = jour or timezone.localdate()
    comptes = {vue: Count("pk", filter=_condition(vue, lecteur, quand)) for vue in VUES}
    return Contrat.objects.aggregate(**comptes)


def _condition(vue: str, lecteur: Compte, jour: date) -> Q:
    if vue == "a_moi":
        return _a_mon_tour(lecteur, jour)
    conditions = {
        "en_vigueur": en_vigueur_le(jour),
        "brouillons": Q(etat__in=(EtatContrat.BROUILLON, EtatContrat.PROPOSE)),
        "en_circuit": Q(etat=EtatContrat.EN_CIRCUIT),
        "retards": Q(etat=EtatContrat.EN_CIRCUIT)
        & Q(Exists(_etapes_ouvertes(OuterRef("pk")).filter(version=OuterRef("version"), limite__lt=jour))),
        "a_signer": Q(etat=EtatContrat.A_SIGNER),
        "fins": _fin_proche(jour),
        "echeances": en_vigueur_le(jour) & Q(Exists(_en_retard(jour))),
        "finis": Q(etat__in=(EtatContrat.RESILIE, EtatContrat.REMPLACE, EtatContrat.ABANDONNE))
        | Q(etat=EtatContrat.SIGNE, fin__lt=jour),
    }
    return conditions.get(vue, Q())


def _fin_proche(jour: date) -> Q:
    """En vigueur, finit dans le délai d'alerte, et aucune suite n'est en préparation ou signée."""
    alerte = jour + timedelta(days=int(parametre(ALERTE_FIN, jour)))
    suites = Contrat.objects.filter(precedent=OuterRef("pk"), etat__in=(*OUVERTS, EtatContrat.SIGNE))
    return en_vigueur_le(jour) & Q(fin__lte=alerte) & ~Q(Exists(suites))


def _a_mon_tour(lecteur: Compte, jour: date) -> Q:
    """Une étape qui attend mon rôle ou moi ; un contrat que je suis et qui attend l'organisme."""
    attendues = _etapes_ouvertes(OuterRef("pk")).filter(
        Q(compte=None) | Q(compte=lecteur), version=OuterRef("version"), role__in=roles_de(lecteur, jour)
    )
    signees = Signature.objects.filter(
        contrat=OuterRef("pk"), version=OuterRef("version"), partie=Partie.ORGANISME
    )
    return (Q(etat=EtatContrat.EN_CIRCUIT) & Q(Exists(attendues))) | (
        Q(etat=EtatContrat.A_SIGNER, referent=lecteur) & ~Q(Exists(signees))
    )


def _etapes_ouvertes(contrat: OuterRef) -> QuerySet[PassageCircuit]:
    return PassageCircuit.objects.filter(contrat=contrat, ouvert_le__isnull=False, resultat="")


def _en_retard(jour: date) -> QuerySet[Engagement]:
    return Engagement.objects.filter(
        contrat=OuterRef("pk"), echeance__lt=jour, etat__in=("a_faire", "en_cours")
    )
