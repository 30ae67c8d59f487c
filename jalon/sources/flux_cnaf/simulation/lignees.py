"""Une lignée : un ménage de départ et tout ce qui en naît. Ici, sa fondation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from jalon.sources.flux_cnaf.simulation import etats
from jalon.sources.flux_cnaf.simulation.droits import ouvrir_trimestre
from jalon.sources.flux_cnaf.simulation.foyer import Dossier, Membre, Mutation, adresse
from jalon.sources.flux_cnaf.simulation.personnes import (
    Personne,
    jumeau_de,
    naitre,
    premieres_activites,
)
from jalon.sources.flux_cnaf.simulation.reglages import Reglages, ajouter_mois, fin_de_mois, modele
from jalon.sources.flux_cnaf.simulation.tirages import Urne, hasard, jour_entre, urne

HOMONYMES = 400  # sur autant de lignées : deux demandeurs homonymes, deux jumeaux adultes
HOMONYME, JUMEAU = 7, 13
CHIFFRES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ISSUS_DU_RMI = 40  # un dossier de départ sur autant


@dataclass(slots=True)
class Lignee:
    """`debut` : rang du mois où elle paraît. `partis` : personnes qui ne sont plus dans aucun dossier."""

    numero: int
    debut: int
    dossiers: list[Dossier] = field(default_factory=list)
    partis: list[Personne] = field(default_factory=list)
    personnes: int = 0

    @property
    def presents(self) -> list[Dossier]:
        return [dossier for dossier in self.dossiers if dossier.present]

    def nouvelle_cle(self) -> str:
        """Identité interne de la personne suivante, stable d'une simulation à l'autre."""
        self.personnes += 1
        return f"{self.numero:07d}-{self.personnes:02d}"


@cache
def _etats() -> Urne[str]:
    return Urne(list(modele()["etats"].items()))


@cache
def _formes() -> Urne[tuple[bool, int]]:
    return urne(modele()["familles"]["formes"])


@cache
def _situations(couple: bool) -> Urne[str]:
    return urne(modele()["familles"]["couple" if couple else "seul"])


def situation(tirage: Random, *, couple: bool) -> str:
    return _situations(couple).tirer(tirage)


def personne(
    reglages: Reglages,
    tirage: Random,
    cle: str,
    sexe: str,
    naissance: date,
    *,
    nom: str = "",
    enfant: bool = False,
) -> Personne:
    """Une personne du département, avec ses premières activités si elle est adulte."""
    neuve = naitre(tirage, cle, sexe, naissance, nom=nom, enfant=enfant)
    if not enfant:
        premieres_activites(tirage, neuve, reglages.mois)
    return neuve


def _demandeur(reglages: Reglages, numero: int) -> Personne:
    """Le demandeur d'une lignée ne dépend que de son numéro : la suivante peut donc en être l'homonyme."""
    tirage, rang = hasard(reglages.graine, numero, "identite"), numero % HOMONYMES
    cle = f"{numero:07d}-01"
    if rang == JUMEAU:
        aine = _demandeur(reglages, numero - 1)
        jumeau = jumeau_de(tirage, aine, cle, homonyme=False)
        premieres_activites(tirage, jumeau, reglages.mois)
        return jumeau
    agee = reglages.mois - timedelta(days=round(tirage.triangular(18.5, 66, 33) * 365.25))
    sexe = "2" if tirage.random() < 0.53 else "1"
    if rang == HOMONYME:
        autre = _demandeur(reglages, numero - 1)
        double = personne(reglages, tirage, cle, autre.sexe, autre.naissance, nom=autre.nom_naissance)
        double.prenom, double.precision = autre.prenom, autre.precision
        double.naissance_connue = autre.naissance_connue
        return double
    return personne(reglages, tirage, cle, sexe, agee)


def fonder(reglages: Reglages, numero: int, debut: int) -> Lignee:
    """La lignée au mois de rang `debut` : son premier dossier, dans un état tiré du modèle."""
    tirage = hasard(reglages.graine, numero, "fondation")
    lignee = Lignee(numero, debut, personnes=1)
    mois = reglages.mois_numero(debut)
    etat = _etats().tirer(tirage) if debut == 0 else tirage.choice("0022")
    demande = jour_entre(tirage, ajouter_mois(mois, -110), mois - timedelta(days=40))
    if debut or etat in "01":
        demande = jour_entre(tirage, ajouter_mois(mois, -1), fin_de_mois(mois) if etat == "0" else mois)
    dossier = ouvrir_dossier(reglages, tirage, lignee, demande, "2")
    membres_de_depart(reglages, tirage, lignee, dossier, mois)
    adresses_de_depart(reglages, tirage, dossier, mois)
    if numero % HOMONYMES == HOMONYME:
        _loger_ailleurs(reglages, tirage, dossier, fonder(reglages, numero - 1, debut).dossiers[0])
    if debut and etat == "2" and tirage.random() < 0.15:
        dossier.demande = jour_entre(tirage, ajouter_mois(mois, -60), ajouter_mois(mois, -2))
        recevoir(tirage, dossier, jour_entre(tirage, mois, fin_de_mois(mois)))
    elif debut:
        dossier.noter(tirage, "entree", "DEMRSA", max(demande, mois))
    if not debut and etat in "234" and numero % ISSUS_DU_RMI == 0:
        dossier.origine = "RMI"
    _mettre_en_etat(reglages, tirage, dossier, etat, mois)
    if debut == 0:
        dossier.faits = []  # ce qui précède la simulation n'est pas un fait du premier mois
    lignee.dossiers.append(dossier)
    return lignee


def ouvrir_dossier(reglages: Reglages, tirage: Random, lignee: Lignee, demande: date, etat: str) -> Dossier:
    """Un dossier neuf et vide de la lignée, au numéro de demande unique dans le département."""
    rang = len(lignee.dossiers)
    organismes = modele()["organismes"]
    regime = "MSA" if tirage.random() < modele()["part_msa"] else "CAF"
    base = f"{2_000_000 + lignee.numero}" if rang == 0 else f"{5_000_000 + lignee.numero * 10 + rang}"
    matricule = base.ljust(15, "0") if regime == "CAF" else base.rjust(15, "0")
    return Dossier(
        f"{CHIFFRES[rang]}{lignee.numero:07d}{reglages.partenaire}", matricule, regime, organismes[regime],
        demande, etat, demande, phase=tirage.randrange(3),
    )  # fmt: skip


def recevoir(tirage: Random, dossier: Dossier, jour: date) -> None:
    """Mutation entrante : un autre organisme a cédé le dossier."""
    ailleurs = tirage.choice(modele()["organismes"]["ailleurs"])
    dossier.cedant = Mutation("CAF", ailleurs, jour, f"{tirage.randrange(10**6, 10**7)}00000000")
    dossier.noter(tirage, "mutation_entrante", "MUT", jour)


def membres_de_depart(
    reglages: Reglages, tirage: Random, lignee: Lignee, dossier: Dossier, mois: date
) -> None:
    """Le demandeur, peut-être un conjoint, et leurs enfants."""
    couple, enfants = _formes().tirer(tirage)
    demandeur = _demandeur(reglages, lignee.numero)
    dossier.membres = [Membre(demandeur, "DEM", dossier.demande)]
    adultes = [demandeur]
    dossier.situation = situation(tirage, couple=couple)
    dossier.situation_depuis = jour_entre(tirage, ajouter_mois(dossier.demande, -60), dossier.demande)
    if couple:
        conjoint = rencontrer(reglages, tirage, lignee, demandeur)
        dossier.membres.append(Membre(conjoint, "CJT", dossier.demande))
        adultes.append(conjoint)
        porter_nom(tirage, demandeur, conjoint)
    pere = next((adulte for adulte in adultes if adulte.sexe == "1"), demandeur)
    age_max = min(20.0, (mois - demandeur.naissance).days / 365.25 - 17.5)
    while enfants > 0 and age_max > 0.2:
        naissance = mois - timedelta(days=round(tirage.uniform(0.1, age_max) * 365.25))
        enfants -= len(ajouter_enfants(reglages, tirage, lignee, dossier, naissance, pere.nom_naissance))


def ajouter_enfants(
    reglages: Reglages, tirage: Random, lignee: Lignee, dossier: Dossier, naissance: date, nom: str
) -> list[Membre]:
    """Un enfant, ou deux jumeaux (parfois homonymes : seul le rang de naissance les distingue)."""
    parents = tuple(membre.personne for membre in dossier.adultes)
    aine = personne(
        reglages, tirage, lignee.nouvelle_cle(), tirage.choice("12"), naissance, nom=nom, enfant=True
    )
    nes = [Membre(aine, "ENF", max(naissance, dossier.demande), parents)]
    if tirage.random() < modele()["familles"]["jumeaux"]:
        jumeau = jumeau_de(tirage, aine, lignee.nouvelle_cle(), homonyme=tirage.random() < 0.5)
        nes.append(Membre(jumeau, "ENF", nes[0].depuis, parents))
    dossier.membres.extend(nes)
    return nes


def rencontrer(reglages: Reglages, tirage: Random, lignee: Lignee, demandeur: Personne) -> Personne:
    """Un conjoint d'âge voisin."""
    sexe = demandeur.sexe if tirage.random() < 0.03 else "21"[int(demandeur.sexe) - 1]
    ecart = timedelta(days=round(tirage.gauss(0, 4) * 365))
    plus_jeune = reglages.mois - timedelta(days=round(18.2 * 365.25))
    naissance = min(demandeur.naissance + ecart, plus_jeune)
    return personne(reglages, tirage, lignee.nouvelle_cle(), sexe, naissance)


def porter_nom(tirage: Random, un: Personne, autre: Personne) -> bool:
    """Parfois, la femme du couple prend le nom de son mari pour nom d'usage."""
    femme, homme = (un, autre) if un.sexe == "2" else (autre, un)
    if femme.sexe == homme.sexe or tirage.random() >= modele()["identite"]["nom_usage"]:
        return False
    femme.nom = homme.nom_naissance
    return True


def adresses_de_depart(reglages: Reglages, tirage: Random, dossier: Dossier, mois: date) -> None:
    """Une à trois adresses, la plus récente d'abord ; une ancienne peut manquer de date."""
    regles = modele()["adresses"]
    dossier.sans_domicile = tirage.random() < regles["sans_domicile"]
    borne = mois
    for rang in range(urne(regles["nombre"]).tirer(tirage)):
        depuis = jour_entre(tirage, ajouter_mois(borne, -80), borne)
        part = regles["hors_departement_ancienne"] if rang else regles["hors_france"]
        lieu = adresse(tirage, reglages, depuis, ailleurs=tirage.random() < part)
        if rang and tirage.random() < 0.2:
            lieu.depuis = None
        dossier.adresses.append(lieu)
        borne = depuis


def _loger_ailleurs(reglages: Reglages, tirage: Random, dossier: Dossier, autre: Dossier) -> None:
    """Deux homonymes vrais n'habitent pas la même commune, si le département en a plusieurs."""
    depuis, prise = dossier.adresses[0].depuis, autre.adresses[0].commune
    while len(reglages.communes) > 1 and dossier.adresses[0].commune == prise:
        dossier.adresses[0] = adresse(tirage, reglages, depuis)


def _mettre_en_etat(reglages: Reglages, tirage: Random, dossier: Dossier, etat: str, mois: date) -> None:
    """Porte le dossier de départ dans son état."""
    dossier.etat_depuis = dossier.demande
    if etat in "01":
        dossier.etat = "0"
        for membre in dossier.adultes:
            membre.personne.ressources = ()
        if etat == "1":
            etats.refuser(tirage, dossier, jour_entre(tirage, dossier.demande, fin_de_mois(mois)))
        return
    dossier.ouverture = dossier.demande.replace(day=1)
    ouvrir_trimestre(tirage, dossier, _dernier_trimestre(dossier, mois))
    jour = jour_entre(tirage, max(dossier.ouverture, ajouter_mois(mois, -3)), fin_de_mois(mois))
    if etat == "3":
        etats.suspendre_droit(tirage, dossier, jour)
    elif etat == "4":
        etats.suspendre_versement(tirage, dossier, jour)
    elif etat in "56":
        etats.clore(tirage, dossier, fin_de_mois(mois if etat == "5" else ajouter_mois(mois, -1)))
        dossier.etat = etat


def _dernier_trimestre(dossier: Dossier, mois: date) -> date:
    """Le dernier mois de déclaration du dossier, au plus tard `mois`."""
    retard = (mois.year * 12 + mois.month - dossier.phase) % 3
    return ajouter_mois(mois, -retard)
