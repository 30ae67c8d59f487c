"""Ce qu'un fichier change à ce qui était su, compté comme une personne le dirait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jalon.parcours.personnes.enums import ETATS_OUVERTS, EtatDossier
from jalon.parcours.personnes.histoire import Serie

CLOS = (EtatDossier.CLOS, EtatDossier.CLOS_ANTERIEUR)
SUSPENDUS = (EtatDossier.DROIT_SUSPENDU, EtatDossier.VERSEMENT_SUSPENDU)
PARTI_AILLEURS = "MUT"


def change(avant: Serie, apres: Serie) -> bool:
    """Vrai si une valeur déjà connue n'est plus la même ; un premier dire n'est pas un changement."""
    return bool(avant) and bool(apres) and avant[-1].valeur != apres[-1].valeur


def compter_etats(series: Sequence[tuple[Serie, Serie]]) -> Counter[str]:
    """Clôtures, départs vers un autre département, suspensions et reprises, d'après (avant, après)."""
    comptes: Counter[str] = Counter()
    for avant, apres in series:
        if not change(avant, apres):
            continue
        ancien, nouveau = avant[-1].valeur[0], apres[-1].valeur[0]
        if nouveau in CLOS and ancien not in CLOS:
            comptes["clotures"] += 1
            comptes["mutations_departs"] += PARTI_AILLEURS in apres[-1].valeur[1]
        elif nouveau in SUSPENDUS and ancien == EtatDossier.OUVERT:
            comptes["suspensions"] += 1
        elif nouveau == EtatDossier.OUVERT and ancien in SUSPENDUS:
            comptes["reprises"] += 1
        elif nouveau in ETATS_OUVERTS and ancien == EtatDossier.ATTENTE:
            comptes["ouvertures"] += 1
    return comptes
