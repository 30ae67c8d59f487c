"""Les délais qui courent pour une personne : orientation, premier rendez-vous, contrat, réexamen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jalon.parcours.echeances.calcul import Etat, Horloge
from jalon.parcours.echeances.catalogue import Parametres, horloges
from jalon.parcours.personnes.enums import Reponse
from jalon.parcours.personnes.models import Perimetre, Personne
from jalon.parcours.suivi.models import Synthese
from jalon.parcours.suivi.selectors.listes import identites
from jalon.socle.acces.models import Compte

ATTENDUS = {
    "orientation": "Orientation",
    "premier_rdv": "Premier rendez-vous",
    "contrat": "Contrat",
    "revue": "Réexamen du parcours social",
    "revue_motivee": "Réexamen du parcours social",
}
MONTREES = 15


@dataclass(frozen=True, slots=True)
class Echeance:
    """Un délai qui court, et où il en est le jour regardé."""

    attendu: str
    horloge: Horloge
    etat: Etat
    reste: int


@dataclass(frozen=True, slots=True)
class Attente:
    """Une personne et le délai le plus pressé qui court pour elle."""

    personne: Personne
    echeance: Echeance


def echeances_de(
    synthese: Synthese | None, jour: date, parametres: Parametres | None = None
) -> list[Echeance]:
    """Les délais encore attendus, le plus pressé d'abord. `parametres` : lus une fois pour plusieurs."""
    if synthese is None or synthese.entree is None or (synthese.sortie and synthese.sortie <= jour):
        return []
    lus = parametres or Parametres()
    courent = [
        Echeance(ATTENDUS[attendu], horloge, horloge.etat(jour), horloge.reste(jour))
        for attendu, debut in _attendus(synthese)
        for horloge in horloges(
            attendu, regime=synthese.regime, debut=debut, voie=synthese.voie, parametres=lus
        )
    ]
    return sorted(courent, key=lambda e: (e.reste, e.attendu, e.horloge.code))


def attentes_de(referent: Compte, jour: date) -> list[Attente]:
    """Pour les personnes d'un référent : les délais en alerte ou dépassés, le plus pressé d'abord."""
    suivies = Synthese.objects.filter(personne_id__in=_suivies(referent))
    parametres = Parametres()
    pressees = []
    for synthese in suivies:
        echeances = echeances_de(synthese, jour, parametres)
        if echeances and echeances[0].etat in (Etat.ALERTE, Etat.DEPASSEE):
            pressees.append((synthese.personne_id, echeances[0]))
    pressees.sort(key=lambda paire: paire[1].reste)
    personnes = identites(cle for cle, _ in pressees[:MONTREES])
    return [Attente(personnes[cle], e) for cle, e in pressees[:MONTREES] if cle in personnes]


def _attendus(synthese: Synthese) -> Iterable[tuple[str, date]]:
    if synthese.orientee_le is None:
        if synthese.soumis == Reponse.OUI and synthese.connu_le:
            yield "orientation", synthese.connu_le
        return
    depart = synthese.notifiee_le or synthese.orientee_le
    if synthese.rdv_dernier is None:
        yield "premier_rdv", depart
    if synthese.contrat_signe_le is None:
        yield "contrat", depart
    else:
        yield "revue_motivee" if synthese.revue_motivee else "revue", synthese.contrat_signe_le


def _suivies(referent: Compte) -> list[UUID]:
    return list(
        Perimetre.objects.filter(referents__contains=[referent.pk]).values_list("personne_id", flat=True)
    )
