"""Effacer les personnes d'une liste visée, par lots : chacun dans sa transaction, et le travail se reprend.

Ce qu'un dossier partagé dit des autres reste : seuls les blocs de la personne en sont retirés. Les faits
datés restent sous la clé de la personne, qui ne désigne plus personne : les comptes publiés ne bougent pas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F

from jalon.parcours.personnes.conservation.selectors import eliminables
from jalon.parcours.personnes.conservation.services import exiger_gestion, terminer_liste
from jalon.parcours.personnes.emballage import deballer, emballer
from jalon.parcours.personnes.enums import EtatLigneElimination, EtatListeElimination
from jalon.parcours.personnes.models import (
    Foyer,
    Fusion,
    LigneElimination,
    ListeElimination,
    Membre,
    ObservationDossier,
    VersionDossier,
)
from jalon.socle.acces.models import Compte
from jalon.socle.base.chiffrement import Indechiffrable
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.contexte import acte

VERROU = 7_210_801
"""Le verrou des chargements : aucun fichier n'arrive pendant qu'un lot s'efface."""
TAILLE_LOT = 200

Expurger = Callable[[bytes, Collection[bytes]], bytes | None]
"""Octets gardés d'un dossier, clés d'identité à retirer → les octets sans elles ; `None` s'il n'en reste
rien."""


@dataclass(slots=True)
class BilanEffacement:
    """Combien de personnes sont effacées, et combien un fait récent a écartées."""

    effacees: int = 0
    ecartees: int = 0


def effacer_personnes(
    *,
    liste: ListeElimination,
    acteur: Compte,
    expurger: Expurger,
    taille: int = TAILLE_LOT,
    avancer: Callable[[int, int], None] | None = None,
) -> BilanEffacement:
    """Efface ce qui reste à effacer d'une liste visée, puis la clôt. S'appelle hors de toute transaction.

    Un arrêt brutal ne perd que le lot en cours : rappeler la fonction reprend au suivant. `avancer` reçoit le
    nombre de personnes traitées et le total. Lève `PermissionDenied`, et `ValidationError` sans visa.
    """
    with contexte_compte(acteur):
        exiger_gestion(acteur)
    bilan = BilanEffacement()
    traitees = 0
    while lot := _lot_suivant(liste, acteur, taille):
        with contexte_compte(acteur), acte("effacer_personnes", acteur=acteur, liste=liste.pk):
            effacees = _effacer(liste, lot, expurger)
            ListeElimination.objects.filter(pk=liste.pk).update(
                effacees=F("effacees") + effacees, ecartees=F("ecartees") + len(lot) - effacees
            )
        bilan.effacees += effacees
        bilan.ecartees += len(lot) - effacees
        traitees += len(lot)
        if avancer:
            avancer(traitees, liste.nombre)
    with contexte_compte(acteur):
        if ListeElimination.objects.filter(pk=liste.pk, etat=EtatListeElimination.APPROUVEE).exists():
            terminer_liste(liste=liste, acteur=acteur)
    return bilan


def _lot_suivant(liste: ListeElimination, acteur: Compte, taille: int) -> list[UUID]:
    with contexte_compte(acteur):
        actuelle = ListeElimination.objects.get(pk=liste.pk)
        if actuelle.etat == EtatListeElimination.EXECUTEE:
            return []
        if actuelle.etat != EtatListeElimination.APPROUVEE:
            raise ValidationError("Cette liste n'a pas le visa des archives.", code="sans_visa")
        lignes = LigneElimination.objects.filter(liste=liste, etat=EtatLigneElimination.A_EFFACER)
        return list(lignes.order_by("id").values_list("personne_id", flat=True)[:taille])


def _effacer(liste: ListeElimination, lot: list[UUID], expurger: Expurger) -> int:
    """Expurge les dossiers partagés, puis laisse la base effacer le reste ; rend le nombre d'effacées."""
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = 0")
        curseur.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU])
    expurger_dossiers([e.personne for e in eliminables(liste.limite, lot)], expurger)
    with connection.cursor() as curseur:
        curseur.execute("SELECT cardinality(jalon_effacer_personnes(%s, %s))", [liste.pk, lot])
        return int(curseur.fetchone()[0])


def expurger_dossiers(personnes: Collection[UUID], expurger: Expurger) -> int:
    """Retire ces personnes des versions de dossiers qu'elles partagent ; rend le nombre de versions changées.

    Une version qui ne parlait que d'elles disparaît, avec ses observations.
    """
    membres = Membre.objects.filter(personne__in=_avec_reunies(personnes))
    partages = Membre.objects.filter(foyer__in=membres.values("foyer"), efface_le=None)
    a_retirer: dict[UUID, set[bytes]] = defaultdict(set)
    a_garder: dict[UUID, set[bytes]] = defaultdict(set)
    siens = set(membres.values_list("pk", flat=True))
    for cle, foyer, vues in partages.values_list("pk", "foyer_id", "cles_vues"):
        (a_retirer if cle in siens else a_garder)[foyer] |= {bytes(vue) for vue in vues}
    changees = 0
    for version in _versions(a_garder.keys() & a_retirer.keys()):
        cles = a_retirer[version.foyer_id] - a_garder[version.foyer_id]
        changees += _expurger_version(version, cles, expurger)
    return changees


def _expurger_version(version: VersionDossier, cles: Collection[bytes], expurger: Expurger) -> bool:
    try:
        avant = deballer(bytes(version.contenu))
    except Indechiffrable:
        apres = None
    else:
        apres = expurger(avant, cles)
        if apres == avant:
            return False
    # L'empreinte des octets d'origine ne désigne plus ce contenu : le même dossier, revu, se lira en entier.
    Foyer.objects.filter(pk=version.foyer_id, derniere_empreinte=version.empreinte).update(
        derniere_empreinte=None
    )
    if apres is None:
        ObservationDossier.objects.filter(version=version).delete()
        version.delete()
        return True
    version.contenu, version.empreinte = emballer(apres), uuid4().bytes
    version.save(update_fields=["contenu", "empreinte"])
    return True


def _versions(foyers: Collection[UUID]) -> Iterator[VersionDossier]:
    return VersionDossier.objects.filter(foyer__in=foyers).order_by("pk").iterator(chunk_size=200)


def _avec_reunies(personnes: Collection[UUID]) -> set[UUID]:
    """Ces personnes et les fiches qui leur ont été réunies, de proche en proche."""
    toutes, nouvelles = set(personnes), set(personnes)
    while nouvelles:
        absorbees = Fusion.objects.filter(gardee__in=nouvelles, defaite_le=None)
        nouvelles = set(absorbees.values_list("absorbee_id", flat=True)) - toutes
        toutes |= nouvelles
    return toutes
