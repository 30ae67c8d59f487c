"""Ce qui a été chargé, ce qui a été écarté, ce qui reste à décider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jalon.parcours.personnes.enums import EtatChargement, EtatRapprochement, EtatRejet
from jalon.parcours.personnes.models import Chargement, Fusion, Rapprochement, Rejet
from jalon.socle.acces.models import Compte


@dataclass(frozen=True, slots=True)
class AFaire:
    """Ce qui attend un gestionnaire des droits."""

    rejets: int
    rapprochements: int


def gere_droits(lecteur: Compte) -> bool:
    """Vrai si le compte courant charge les dossiers de tout le département, au jugement de la base."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_gere_droits()")
        return bool(curseur.fetchone()[0])


def chargements(lecteur: Compte) -> QuerySet[Chargement]:
    """Fichiers reçus, le dernier d'abord, avec le nombre de rejets encore à corriger."""
    a_corriger = Count("rejets", filter=Q(rejets__etat=EtatRejet.A_CORRIGER))
    return Chargement.objects.select_related("compte").annotate(a_corriger=a_corriger).order_by("-id")


def chargement_par_id(cle: int, lecteur: Compte) -> Chargement:
    """Un fichier reçu. Lève `Chargement.DoesNotExist`."""
    return chargements(lecteur).get(pk=cle)


def dernier_jour_charge(lecteur: Compte) -> date | None:
    """Jour où la source a produit le dernier fichier pris ; `None` si aucun ne l'a été."""
    pris = Chargement.objects.filter(etat=EtatChargement.CHARGE, cree_le__isnull=False)
    dernier = pris.order_by("-cree_le").values_list("cree_le", flat=True).first()
    return timezone.localdate(dernier) if dernier else None


def rejets(lecteur: Compte, *, chargement: int | None = None, etat: str = "") -> QuerySet[Rejet]:
    """Dossiers écartés, ceux du dernier fichier d'abord ; vide pour qui ne gère pas les droits."""
    trouves = Rejet.objects.select_related("chargement", "traite_par").defer("contenu")
    if chargement is not None:
        trouves = trouves.filter(chargement=chargement)
    if etat in EtatRejet.values:
        trouves = trouves.filter(etat=etat)
    return trouves.order_by("-chargement_id", "ligne", "id")


def rejet_par_id(cle: UUID, lecteur: Compte) -> Rejet:
    """Un dossier écarté. Lève `Rejet.DoesNotExist`."""
    return Rejet.objects.select_related("chargement", "traite_par").get(pk=cle)


def rapprochements(lecteur: Compte, *, etat: str = EtatRapprochement.A_EXAMINER) -> QuerySet[Rapprochement]:
    """Paires de personnes qui se ressemblent, la plus ressemblante d'abord."""
    paires = Rapprochement.objects.select_related("personne", "autre", "decide_par")
    secrets = ("nir_chiffre", "nir_cle", "trigrammes")
    paires = paires.defer(*(f"{qui}__{champ}" for qui in ("personne", "autre") for champ in secrets))
    if etat in EtatRapprochement.values:
        paires = paires.filter(etat=etat)
    return paires.order_by("-score", "propose_le", "id")


def rapprochement_par_id(cle: UUID, lecteur: Compte) -> Rapprochement:
    """Une paire. Lève `Rapprochement.DoesNotExist`."""
    return rapprochements(lecteur, etat="").get(pk=cle)


def fusions(lecteur: Compte) -> QuerySet[Fusion]:
    """Personnes réunies, la dernière d'abord, défaites comprises."""
    secrets = ("nir_chiffre", "nir_cle", "trigrammes")
    return (
        Fusion.objects.select_related("gardee", "absorbee", "faite_par", "defaite_par")
        .defer(*(f"{qui}__{champ}" for qui in ("gardee", "absorbee") for champ in secrets))
        .order_by("-faite_le", "id")
    )


def fusion_par_id(cle: UUID, lecteur: Compte) -> Fusion:
    """Une fusion. Lève `Fusion.DoesNotExist`."""
    return fusions(lecteur).get(pk=cle)


def reunie_a(personne: UUID, lecteur: Compte) -> UUID | None:
    """Fiche à laquelle celle-ci a été réunie ; `None` si elle ne l'est pas, ou pour qui ne gère pas."""
    en_cours = Fusion.objects.filter(absorbee=personne, defaite_le=None)
    return en_cours.values_list("gardee", flat=True).first()


def a_faire(lecteur: Compte) -> AFaire:
    """Combien de rejets à corriger et de rapprochements à examiner."""
    return AFaire(
        rejets=Rejet.objects.filter(etat=EtatRejet.A_CORRIGER).count(),
        rapprochements=Rapprochement.objects.filter(etat=EtatRapprochement.A_EXAMINER).count(),
    )


def comptes_par_etat(lecteur: Compte) -> Mapping[str, int]:
    """Nombre de rejets par état, pour les filtres."""
    return dict(Rejet.objects.values_list("etat").annotate(nombre=Count("pk")).order_by())
