"""Établir une liste d'élimination, la faire viser, y renoncer."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from jalon.parcours.personnes.conservation.durees import limite_des_dossiers
from jalon.parcours.personnes.conservation.selectors import personnes_eliminables
from jalon.parcours.personnes.enums import EtatListeElimination
from jalon.parcours.personnes.models import LigneElimination, ListeElimination
from jalon.parcours.personnes.selectors import gere_droits
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

TRANSITIONS = {
    EtatListeElimination.BROUILLON: (EtatListeElimination.APPROUVEE, EtatListeElimination.ABANDONNEE),
    EtatListeElimination.APPROUVEE: (EtatListeElimination.EXECUTEE, EtatListeElimination.ABANDONNEE),
    EtatListeElimination.EXECUTEE: (),
    EtatListeElimination.ABANDONNEE: (),
}
VIVANTES = (EtatListeElimination.BROUILLON, EtatListeElimination.APPROUVEE)


def etablir_liste(*, a_la_date: date, acteur: Compte) -> ListeElimination:
    """Liste les personnes dont la durée est passée, hors des listes déjà en cours.

    Lève `PermissionDenied`, et `ValidationError` si la date est à venir, si une liste attend déjà son visa,
    ou si elle serait vide.
    """
    if a_la_date > timezone.localdate():
        raise ValidationError({"a_la_date": "Une liste ne s'arrête pas à une date à venir."})
    with acte("etablir_liste_elimination", acteur=acteur):
        exiger_gestion(acteur)
        if ListeElimination.objects.filter(etat=EtatListeElimination.BROUILLON).exists():
            raise ValidationError(
                "Une liste attend déjà son visa : terminez-la ou abandonnez-la.", code="brouillon"
            )
        deja = set(
            LigneElimination.objects.filter(liste__etat__in=VIVANTES).values_list("personne", flat=True)
        )
        retenues = [e for e in personnes_eliminables(a_la_date, acteur) if e.personne not in deja]
        if not retenues:
            raise ValidationError("Aucun dossier n'a passé sa durée de conservation.", code="vide")
        comptes = Counter((e.motif, e.dernier_fait.year) for e in retenues)
        liste = ListeElimination.objects.create(
            a_la_date=a_la_date,
            limite=limite_des_dossiers(a_la_date),
            nombre=len(retenues),
            comptes=[[*cle, nombre] for cle, nombre in sorted(comptes.items())],
            creee_par=acteur,
        )
        LigneElimination.objects.bulk_create(
            [
                LigneElimination(
                    liste=liste, personne_id=e.personne, motif=e.motif, dernier_fait=e.dernier_fait
                )
                for e in retenues
            ],
            batch_size=2000,
        )
    return liste


def approuver_liste(
    *, liste: ListeElimination, visa_reference: str, visa_le: date, acteur: Compte
) -> ListeElimination:
    """Note le visa du service des archives ; la liste peut alors être exécutée.

    Lève `ValidationError` sans référence, ou si la date du visa précède la liste ou est à venir.
    """
    reference = visa_reference.strip()
    if not reference:
        raise ValidationError({"visa_reference": "Donnez la référence du visa des archives."})
    with acte("approuver_liste_elimination", acteur=acteur, liste=liste.pk):
        verrouillee = _verrouiller(liste, acteur)
        etablie = timezone.localdate(verrouillee.creee_le)
        if not etablie <= visa_le <= timezone.localdate():
            raise ValidationError(
                {"visa_le": f"Le visa est entre le {etablie:%d/%m/%Y}, jour de la liste, et aujourd'hui."}
            )
        verrouillee.visa_reference, verrouillee.visa_le = reference, visa_le
        verrouillee.approuvee_par, verrouillee.approuvee_le = acteur, timezone.now()
        _changer(verrouillee, EtatListeElimination.APPROUVEE)
    return verrouillee


def abandonner_liste(*, liste: ListeElimination, motif: str, acteur: Compte) -> ListeElimination:
    """Renonce à une liste, visée ou non, en disant pourquoi ; ce qui est déjà effacé le reste.

    Lève `ValidationError` sans motif, ou si la liste est terminée.
    """
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi cette liste est abandonnée."})
    with acte("abandonner_liste_elimination", acteur=acteur, liste=liste.pk):
        verrouillee = _verrouiller(liste, acteur)
        verrouillee.abandon_motif, verrouillee.terminee_le = motif.strip()[:300], timezone.now()
        _changer(verrouillee, EtatListeElimination.ABANDONNEE)
    return verrouillee


def terminer_liste(*, liste: ListeElimination, acteur: Compte) -> ListeElimination:
    """Clôt une liste dont plus aucune ligne n'est à effacer."""
    with acte("terminer_liste_elimination", acteur=acteur, liste=liste.pk):
        verrouillee = _verrouiller(liste, acteur)
        verrouillee.terminee_le = timezone.now()
        _changer(verrouillee, EtatListeElimination.EXECUTEE)
    return verrouillee


def exiger_gestion(acteur: Compte) -> None:
    """Lève `PermissionDenied` si le compte ne gère pas les droits : la base refuserait chaque ligne."""
    if not gere_droits(acteur):
        raise PermissionDenied("Seul un gestionnaire des droits établit et exécute une liste d'élimination.")


def _verrouiller(liste: ListeElimination, acteur: Compte) -> ListeElimination:
    exiger_gestion(acteur)
    return ListeElimination.objects.select_for_update(of=("self",)).get(pk=liste.pk)


def _changer(liste: ListeElimination, etat: EtatListeElimination) -> None:
    """Seule porte des changements d'état ; lève `ValidationError` si le passage n'est pas permis."""
    if etat not in TRANSITIONS[EtatListeElimination(liste.etat)]:
        raise ValidationError(
            f"Cette liste est {liste.get_etat_display()} : elle ne peut plus changer ainsi.", code="etat"
        )
    liste.etat = etat
    liste.save()
