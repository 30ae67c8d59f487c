"""Lancer une tâche, dire où elle en est, la finir."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.taches.enums import TRANSITIONS, EtatTache
from jalon.socle.taches.models import Tache
from jalon.socle.taches.verbes import VERBES

journal = logging.getLogger(__name__)

FILE = "jalon"
MESSAGE_INTERNE = "La tâche a échoué. Le détail est dans le journal du serveur, sous ce numéro."


@dataclass(slots=True)
class Suivi:
    """Ce que voit une fonction de tâche : qui agit, et de quoi dire où elle en est."""

    tache: Tache
    acteur: Compte
    resultat: dict[str, Any] = field(default_factory=dict)

    def avancer(self, pourcentage: int, message: str = "") -> None:
        """Montre l'avancement tout de suite, par une connexion à part : la tâche n'est pas validée."""
        connexion = connections.create_connection("default")
        try:
            with connexion.cursor() as curseur:
                curseur.execute("SELECT set_config('jalon.compte', %s, false)", [str(self.acteur.pk)])
                curseur.execute(
                    "UPDATE socle_taches_tache SET avancement = %s, message = %s WHERE id = %s",
                    [min(max(pourcentage, 0), 99), message[:300], self.tache.pk],
                )
        finally:
            connexion.close()


def lancer_tache(verbe: str, *, acteur: Compte, libelle: str = "", **arguments: Any) -> Tache:
    """Demande une tâche ; elle part quand la transaction en cours est validée.

    `arguments` : clés et codes seulement (chaînes, nombres, listes), jamais une donnée personnelle.
    Lève `LookupError` si le verbe est inconnu.
    """
    if verbe not in VERBES:
        raise LookupError(f"Verbe de tâche inconnu : {verbe}")
    with transaction.atomic():
        tache = Tache.objects.create(
            verbe=verbe, libelle=libelle or VERBES[verbe].libelle, arguments=arguments, compte=acteur
        )
        app.configure_task("jalon.executer_tache", queue=FILE).defer(
            tache=str(tache.pk), compte=str(acteur.pk)
        )
    return tache


def executer(cle: UUID, cle_compte: UUID) -> None:
    """Fait une tâche et garde son résultat ou son erreur. Sans effet si elle est déjà finie."""
    compte = Compte.objects.get(pk=cle_compte)
    with contexte_compte(compte):
        tache = Tache.objects.select_for_update().get(pk=cle)
        if tache.etat in (EtatTache.TERMINEE, EtatTache.ECHOUEE):
            return
        if tache.etat == EtatTache.EN_COURS:  # le processus précédent a été tué : il n'a rien validé
            _changer(tache, EtatTache.EN_ATTENTE, avancement=0)
        _changer(tache, EtatTache.EN_COURS, commencee_le=timezone.now())
    try:
        with contexte_compte(compte):
            suivi = Suivi(tache, compte)
            piece = VERBES[tache.verbe].fonction(suivi, **tache.arguments)
            _changer(
                tache,
                EtatTache.TERMINEE,
                piece=piece,
                resultat=suivi.resultat,
                avancement=100,
                finie_le=timezone.now(),
            )
    except Exception as erreur:
        with contexte_compte(compte):
            tache.refresh_from_db()
            _changer(tache, EtatTache.ECHOUEE, erreur=_dire(erreur), finie_le=timezone.now())
        if not isinstance(erreur, ValidationError):
            journal.exception("tâche %s (%s) échouée", tache.pk, tache.verbe)


def marquer_vue(*, tache: Tache, acteur: Compte) -> None:
    """La personne a vu le résultat : la cloche se tait."""
    if tache.compte_id == acteur.pk and tache.vue_le is None:
        tache.vue_le = timezone.now()
        tache.save(update_fields=["vue_le"])


def _changer(tache: Tache, etat: EtatTache, **champs: Any) -> None:
    """Seule porte des changements d'état ; lève `ValueError` si le passage n'est pas permis."""
    if etat not in TRANSITIONS[EtatTache(tache.etat)]:
        raise ValueError(f"Une tâche {tache.get_etat_display()} ne peut pas devenir {etat.label}.")
    tache.etat = etat
    for nom, valeur in champs.items():
        setattr(tache, nom, valeur)
    tache.save(update_fields=["etat", *champs])


def _dire(erreur: Exception) -> str:
    """Message pour la personne : celui d'une erreur de saisie, sinon une phrase sans détail interne."""
    if isinstance(erreur, ValidationError):
        return " ".join(erreur.messages)
    with suppress(AttributeError):
        return str(erreur.message_utilisateur)  # type: ignore[attr-defined]
    return MESSAGE_INTERNE
