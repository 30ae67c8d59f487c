"""Les délais d'un manquement : observations, avis, recours. Le jour du fait ne compte pas."""

from __future__ import annotations

from datetime import date

from jalon.parcours.echeances import Delai, Horloge, ajouter
from jalon.parcours.echeances.calcul import Unite, seuil_alerte
from jalon.parcours.manquements.enums import EtatManquement, EtatRecours
from jalon.parcours.manquements.models import Manquement, Recours
from jalon.parcours.personnes.enums import Regime
from jalon.socle.parametres.models import Parametre
from jalon.socle.parametres.selectors import ParametreAbsent, parametre

OBSERVATIONS = {
    Regime.AVANT_2025.value: "loi_2008.delai_observations",
    Regime.PLEIN_EMPLOI.value: "loi.delai_observations",
}
AVIS_EP, RECOURS, REPONSE = "loi.delai_avis_ep", "loi.delai_recours", "loi.delai_reponse_recours"
FENETRE, REVERSEMENT = "manquements.fenetre_recidive", "manquements.reversement_mois"


def delai(code: str, jour: date) -> Delai:
    """Le délai en vigueur ce jour-là. Lève `ParametreAbsent` s'il n'y en a pas."""
    trouve = Parametre.objects.filter(code=code, periode__contains=jour).first()
    if trouve is None:
        raise ParametreAbsent(f"Le paramètre « {code} » n'a pas de valeur au {jour:%d/%m/%Y}.")
    return Delai(int(trouve.valeur), Unite(trouve.unite))


def fin_des_observations(regime: str, recu_le: date) -> date:
    """Dernier jour pour présenter ses observations, compris (CASF R. 262-69)."""
    return ajouter(recu_le, delai(OBSERVATIONS[regime], recu_le))


def fin_de_l_avis(saisie_le: date) -> date:
    """Dernier jour pour rendre l'avis, compris ; passé, il est réputé donné (CASF R. 262-71)."""
    return ajouter(saisie_le, delai(AVIS_EP, saisie_le))


def fin_du_recours(notifie_le: date) -> date:
    """Dernier jour pour déposer un recours préalable, compris (CASF R. 262-88)."""
    return ajouter(notifie_le, delai(RECOURS, notifie_le))


def reponse_attendue(depose_le: date) -> date:
    """Dernier jour pour répondre à un recours, compris ; le silence vaut rejet (CRPA L. 411-7)."""
    return ajouter(depose_le, delai(REPONSE, depose_le))


def horloge_du_manquement(manquement: Manquement, part: int) -> Horloge | None:
    """L'horloge qui court : le délai d'observations, l'avis attendu. `part` : part d'alerte, en %."""
    m = manquement
    if m.etat == EtatManquement.OBSERVATIONS and m.averti_recu_le:
        return _horloge(OBSERVATIONS[m.regime], "observations", m.averti_recu_le, part)
    if m.etat == EtatManquement.EP and m.ep_saisie_le:
        return _horloge(AVIS_EP, "avis de l'équipe", m.ep_saisie_le, part)
    return None


def horloge_du_recours(recours: Recours, part: int) -> Horloge | None:
    """Le délai de réponse d'un recours qui attend."""
    if recours.etat != EtatRecours.DEPOSE:
        return None
    return _horloge(REPONSE, "réponse au recours", recours.depose_le, part)


def part_d_alerte(jour: date) -> int:
    """Part d'un délai, en %, à partir de laquelle prévenir."""
    return int(parametre("horloges.part_alerte", jour, defaut=100))


def _horloge(code: str, libelle: str, debut: date, part: int) -> Horloge:
    duree = delai(code, debut)
    return Horloge(code, libelle, debut, duree, seuil_alerte(debut, duree, part), "")
