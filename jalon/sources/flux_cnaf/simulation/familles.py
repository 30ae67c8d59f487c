"""Ce qui change la composition d'un foyer : couples, séparations, naissances, enfants qui partent."""

from __future__ import annotations

from datetime import timedelta

from jalon.sources.flux_cnaf.simulation import droits, lignees
from jalon.sources.flux_cnaf.simulation.etats import clore
from jalon.sources.flux_cnaf.simulation.evolution import Evenement, Instant
from jalon.sources.flux_cnaf.simulation.foyer import Dossier, Membre, adresse
from jalon.sources.flux_cnaf.simulation.personnes import Grossesse, Personne, premieres_activites
from jalon.sources.flux_cnaf.simulation.reglages import ajouter_mois, modele

AGE_LIMITE = 25  # un enfant compte au foyer RSA jusqu'à ses 25 ans


def _recalculer(instant: Instant, dossier: Dossier, nom: str, code: str = "SITFAM") -> None:
    if dossier.calcul is not None:
        droits.calculer(dossier, instant.mois)
    dossier.noter(instant.hasard, nom, code, instant.jour)


def _couple(instant: Instant, dossier: Dossier) -> None:
    """Le conjoint est neuf, revient dans la lignée, ou tient un autre dossier qui se fond dans celui-ci."""
    if dossier.conjoint is not None:
        return
    lignee, tirage = instant.lignee, instant.hasard
    autre = next(
        (d for d in lignee.presents if d is not dossier and d.etat in "234" and d.conjoint is None), None
    )
    venus: list[Membre] = []
    if autre is not None:
        conjoint = autre.demandeur
        connus = {membre.personne.cle for membre in dossier.membres}
        venus = [m for m in autre.enfants if m.personne.cle not in connus]
        clore(tirage, autre, instant.jour, "RGD")
    elif lignee.partis and _adulte(instant, lignee.partis[0]):
        conjoint = lignee.partis.pop(0)
    else:
        conjoint = lignees.rencontrer(instant.reglages, tirage, lignee, dossier.demandeur)
    droits.declarer(tirage, conjoint)
    dossier.membres.insert(1, Membre(conjoint, "CJT", instant.jour))
    dossier.membres.extend(Membre(m.personne, "ENF", instant.jour, m.parents) for m in venus)
    dossier.situation = lignees.situation(tirage, couple=True)
    dossier.situation_depuis = instant.jour
    lignees.porter_nom(tirage, dossier.demandeur, conjoint)
    _recalculer(instant, dossier, "couple")


def _adulte(instant: Instant, personne: Personne) -> bool:
    return (instant.jour - personne.naissance).days > 18 * 365.25


def _separation(instant: Instant, dossier: Dossier) -> None:
    """Le conjoint part, seul ou avec les enfants, et ouvre souvent son propre dossier ailleurs."""
    membre = next((m for m in dossier.membres if m.role == "CJT"), None)
    if membre is None:
        return
    tirage, partant = instant.hasard, membre.personne
    dossier.membres.remove(membre)
    dossier.situation = tirage.choice(("SEF", "DIV", "SEL"))
    dossier.situation_depuis = instant.jour
    enfants = dossier.enfants
    emmene = bool(enfants) and tirage.random() < 0.4
    alternee = bool(enfants) and not emmene and tirage.random() < modele()["familles"]["residence_alternee"]
    if emmene:
        dossier.membres = dossier.adultes
    _recalculer(instant, dossier, "separation")
    if emmene or alternee or tirage.random() < 0.6:
        _nouveau_dossier(instant, partant, enfants if emmene or alternee else [])
    else:
        instant.lignee.partis.append(partant)


def _nouveau_dossier(instant: Instant, partant: Personne, enfants: list[Membre]) -> None:
    tirage, reglages = instant.hasard, instant.reglages
    neuf = lignees.ouvrir_dossier(reglages, tirage, instant.lignee, instant.jour, "0")
    neuf.membres = [Membre(partant, "DEM", instant.jour)]
    neuf.membres += [Membre(m.personne, "ENF", instant.jour, m.parents) for m in enfants]
    neuf.adresses = [adresse(tirage, reglages, instant.jour)]
    neuf.situation, neuf.situation_depuis = "SEF", instant.jour
    neuf.etat_depuis = instant.jour
    partant.droits_devoirs = partant.droits_devoirs_du = partant.droits_devoirs_au = None
    neuf.noter(tirage, "entree", "DEMRSA", instant.jour)
    instant.lignee.dossiers.append(neuf)


def _grossesse(instant: Instant, dossier: Dossier) -> None:
    """Déclarée vers trois mois ; la naissance suit d'elle-même."""
    for membre in dossier.adultes:
        age = (instant.jour - membre.personne.naissance).days / 365.25
        if membre.personne.sexe == "2" and 18 <= age < 44 and membre.personne.grossesse is None:
            membre.personne.grossesse = Grossesse(instant.jour - timedelta(days=85), instant.jour)
            dossier.noter(instant.hasard, "grossesse", "SITFAM", instant.jour)
            return


def naissances(instant: Instant, dossier: Dossier) -> None:
    """Les grossesses arrivées à terme dans le mois."""
    for membre in dossier.adultes:
        attente = membre.personne.grossesse
        if attente is None:
            continue
        terme = attente.debut + timedelta(days=270)
        if terme >= ajouter_mois(instant.mois, 1):
            continue
        membre.personne.grossesse = None
        pere = next((m.personne for m in dossier.adultes if m.personne.sexe == "1"), membre.personne)
        jour = max(terme, instant.mois)
        lignees.ajouter_enfants(
            instant.reglages, instant.hasard, instant.lignee, dossier, jour, pere.nom_naissance
        )
        _recalculer(instant, dossier, "naissance", "SITENFAUT")


def _depart_enfant(instant: Instant, dossier: Dossier) -> None:
    """Un enfant majeur quitte le foyer."""
    grands = [m for m in dossier.enfants if _adulte(instant, m.personne)]
    if grands:
        _faire_partir(instant, dossier, grands[0])


def departs_obliges(instant: Instant, dossier: Dossier) -> None:
    """À 25 ans, l'enfant ne compte plus au foyer."""
    for membre in dossier.enfants:
        if (instant.mois - membre.personne.naissance).days > AGE_LIMITE * 365.25:
            _faire_partir(instant, dossier, membre)


def _faire_partir(instant: Instant, dossier: Dossier, membre: Membre) -> None:
    dossier.membres.remove(membre)
    personne, tirage = membre.personne, instant.hasard
    _recalculer(instant, dossier, "depart_enfant", "SITENFAUT")
    if any(m.personne is personne for d in instant.lignee.presents for m in d.membres):
        return
    if not personne.activites:
        premieres_activites(tirage, personne, instant.mois)
    majeur = (instant.jour - personne.naissance).days > AGE_LIMITE * 365.25
    if majeur and tirage.random() < 0.5:
        _nouveau_dossier(instant, personne, [])


EVENEMENTS: dict[str, Evenement] = {
    "couple": _couple,
    "separation": _separation,
    "grossesse": _grossesse,
    "depart_enfant": _depart_enfant,
}
