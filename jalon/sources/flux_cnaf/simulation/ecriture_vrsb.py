"""Le dialecte VRSB 08.01 : un dossier en octets, élément par élément dans l'ordre du schéma."""

from __future__ import annotations

from datetime import date

from jalon.sources.flux_cnaf.simulation.ecriture_commune import (
    champ,
    donnees_administratives,
    heure,
    identification_dossier,
    montant,
    montants_du_droit,
    suites_de_l_etat,
    tete_de_flux,
)
from jalon.sources.flux_cnaf.simulation.ecriture_rare import (
    avis_sur_la_personne,
    avis_sur_le_droit,
    informations_agricoles,
    pension_alimentaire,
)
from jalon.sources.flux_cnaf.simulation.foyer import Dossier, Membre
from jalon.sources.flux_cnaf.simulation.personnes import Activite, Personne
from jalon.sources.flux_cnaf.simulation.reglages import ajouter_mois, fin_de_mois, modele

PARENTE = "LEG"


def tete(type_flux: str, creation: date, reference: date, partenaire: str) -> tuple[tuple[str, str], ...]:
    """Les champs de la tête ; ce dialecte n'y nomme pas le département."""
    return tete_de_flux(modele()["version"], type_flux, creation, reference)


def foyer(dossier: Dossier, partenaire: str, *, faits: bool = False) -> str:
    """Le bloc InfosFoyerRSA d'un dossier ; `faits` ajoute les événements (flux infra-mensuel)."""
    return "".join((
        "<InfosFoyerRSA>\n",
        identification_dossier(dossier, partenaire),
        *(_personne(dossier, membre) for membre in dossier.membres),
        donnees_administratives(dossier),
        _prestation(dossier),
        *(_evenements(dossier) if faits else ()),
        "</InfosFoyerRSA>\n",
    ))  # fmt: skip


def nir_transmis(dossier: Dossier, personne: Personne) -> str:
    """Le NIR connu, sur quinze caractères pour la CAF, treize (sans clé) pour la MSA."""
    return personne.nir_connu if dossier.regime == "CAF" else personne.nir_connu[:13]


def identite(dossier: Dossier, personne: Personne, prenoms: str) -> str:
    """Identification, `prenoms` étant ce que le dialecte met entre PRENOM et DTNAI."""
    return (
        f"<Identification>\n<QUAL>{'MR' if personne.sexe == '1' else 'MME'}</QUAL>\n"
        f"<NOM>{personne.nom[:28]}</NOM>\n"
        f"<NOMNAI>{personne.nom_naissance[:28]}</NOMNAI>\n<PRENOM>{personne.prenom}</PRENOM>\n{prenoms}"
        f"<DTNAI>{personne.naissance_connue}</DTNAI>\n<RGNAI>{personne.rang}</RGNAI>\n"
        f"<TYPEDTNAI>{personne.precision}</TYPEDTNAI>\n{champ('NIR', nir_transmis(dossier, personne))}"
        f"<TOPVALIEC>{personne.certifie:d}</TOPVALIEC>\n<SEXE>{personne.sexe}</SEXE>\n</Identification>\n"
    )


def ressources(dossier: Dossier, personne: Personne) -> str:
    """Le trimestre déclaré par un adulte ; sans ressource, seul le drapeau le dit."""
    debut = dossier.trimestre
    morceaux = [
        "<Ressources>\n<GeneraliteRessourcesTrimestre>\n"
        f"<TOPRESSNUL>{not personne.ressources:d}</TOPRESSNUL>\n"
        f"<DDRESS>{debut}</DDRESS>\n<DFRESS>{fin_de_mois(ajouter_mois(debut, 2))}</DFRESS>\n"
        "</GeneraliteRessourcesTrimestre>\n"
    ]
    for rang, details in enumerate(personne.ressources or ((("000", 0),),) * 3):
        morceaux.append(
            "<RessourcesMensuelles>\n<GeneraliteRessourcesMensuelles>\n"
            f"<MOISRESS>{ajouter_mois(debut, rang)}</MOISRESS>\n"
            f"<NBHEUMENTRA>{_heures(details):03d}</NBHEUMENTRA>\n"
            "</GeneraliteRessourcesMensuelles>\n"
        )
        morceaux += [
            f"<DetailRessourcesMensuelles>\n<NATRESS>{nature}</NATRESS>\n"
            f"<MTNATRESSMEN>{montant(centimes)}</MTNATRESSMEN>\n</DetailRessourcesMensuelles>\n"
            for nature, centimes in details
        ]
        morceaux.append("</RessourcesMensuelles>\n")
    morceaux.append("</Ressources>\n")
    return "".join(morceaux)


def _heures(details: tuple[tuple[str, int], ...]) -> int:
    return min(sum(centimes for nature, centimes in details if nature == "001") // 1100, 151)


def _personne(dossier: Dossier, membre: Membre) -> str:
    personne, adulte = membre.personne, membre.role in ("DEM", "CJT")
    return "".join((
        "<Personne>\n",
        identite(dossier, personne, _prenoms(personne)),
        f"<DossierCAF>\n<TOPRESPDOS>{membre.role == 'DEM':d}</TOPRESPDOS>\n",
            f"<DDRATDOS>{membre.depuis}</DDRATDOS>\n",
        champ("NUMDEMRSAPRECE", dossier.precedent if adulte else ""),
        "</DossierCAF>\n",
        _prestation_de("PFA", membre.role),
        _prestation_de("RSA", membre.role),
        "" if adulte else _rattachements(dossier, membre),
        _emploi(personne) if adulte else "",
        ressources(dossier, personne) if adulte and dossier.calcul else "",
        _droits_devoirs(personne) if adulte else "",
        "".join(_activite(activite) for activite in personne.activites) if adulte else "",
        pension_alimentaire(dossier, personne) if adulte else "",
        _grossesse(personne),
        informations_agricoles(personne) if adulte else "",
        avis_sur_la_personne(dossier, personne) if adulte else "",
        "</Personne>\n",
    ))  # fmt: skip


def _prenoms(personne: Personne) -> str:
    return (
        "".join(
            f"<PRENOM{rang}>{prenom}</PRENOM{rang}>\n"
            for rang, prenom in enumerate(personne.autres_prenoms, 2)
        )
        + f"<NOMCOMNAI>{personne.lieu}</NOMCOMNAI>\n"
    )


def _prestation_de(nature: str, role: str) -> str:
    return (
        f"<Prestations>\n<NATPREST>{nature}</NATPREST>\n<ROLEPERS>{role}</ROLEPERS>\n"
        f"<TOPCHAPERS>{role == 'ENF' or nature == 'RSA':d}</TOPCHAPERS>\n</Prestations>\n"
    )


def _rattachements(dossier: Dossier, membre: Membre) -> str:
    return "".join(
        f"<Rattachement>\n<NOMNAI>{parent.nom_naissance[:28]}</NOMNAI>\n<PRENOM>{parent.prenom}</PRENOM>\n"
        f"<DTNAI>{parent.naissance_connue}</DTNAI>\n{champ('NIR', nir_transmis(dossier, parent))}"
        f"<TYPEPAR>{PARENTE}</TYPEPAR>\n</Rattachement>\n"
        for parent in membre.parents
    )


def _emploi(personne: Personne) -> str:
    if not personne.identifiant_emploi:
        return ""
    return (
        f"<DossierPoleEmploi>\n<IDASSEDIC>{personne.identifiant_emploi}</IDASSEDIC>\n</DossierPoleEmploi>\n"
    )


def _droits_devoirs(personne: Personne) -> str:
    if personne.droits_devoirs is None:
        return ""
    total = sum(montant for mois in personne.ressources for _, montant in mois) // 3
    return (
        f"<MontantCalculDroitRSAPersonne>\n<TOPPERSDRODEVORSA>{personne.droits_devoirs:d}</TOPPERSDRODEVORSA>\n"
        f"<TOPPERSENTDRODEVORSA>0</TOPPERSENTDRODEVORSA>\n<MTPERSRESSMENRSA>{montant(total)}</MTPERSRESSMENRSA>\n"
        f"<MTPERSABANEURSA>{montant(0)}</MTPERSABANEURSA>\n</MontantCalculDroitRSAPersonne>\n"
    )


def _activite(activite: Activite) -> str:
    return (
        f"<Activite>\n<REG>{activite.regime}</REG>\n<ACT>{activite.code}</ACT>\n<DDACT>{activite.debut}</DDACT>\n"
        f"{champ('DFACT', activite.fin)}{champ('NATCONTRTRA', activite.contrat)}</Activite>\n"
    )


def _grossesse(personne: Personne) -> str:
    if (attente := personne.grossesse) is None:
        return ""
    return (
        f"<Grossesse>\n<DDGRO>{attente.debut}</DDGRO>\n"
        f"<DTDECLGRO>{attente.declaration}</DTDECLGRO>\n</Grossesse>\n"
    )


def _prestation(dossier: Dossier) -> str:
    calcul = dossier.calcul
    foyer = dossier.foyer_droits_devoirs
    detail = "" if calcul is None else (
        f"<DetailCalculDroitRSA>\n<NATPF>{calcul.nature}</NATPF>\n<SOUSNATPF>{calcul.sous_nature}</SOUSNATPF>\n"
        f"<DDNATDRO>{calcul.debut}</DDNATDRO>\n<MTRSAVERS>{montant(calcul.total)}</MTRSAVERS>\n"
        f"{champ('DTDERRSAVERS', dossier.dernier_versement)}</DetailCalculDroitRSA>\n"
    )  # fmt: skip
    return (
        f"<PrestationRSA>\n<SituationDossierRSA>\n<EtatDossierRSA>\n<ETATDOSRSA>{dossier.etat}</ETATDOSRSA>\n"
        f"</EtatDossierRSA>\n{suites_de_l_etat(dossier)}</SituationDossierRSA>\n<DetailDroitRSA>\n"
        f"<TroncCommunDroitRSA>\n<TOPSANSDOMFIXE>{dossier.sans_domicile:d}</TOPSANSDOMFIXE>\n"
        f"<NBENFAUTCHA>{len(dossier.enfants):02d}</NBENFAUTCHA>\n<ORIDEMRSA>{dossier.origine}</ORIDEMRSA>\n"
        f"<DTORIDEMRSA>{dossier.demande}</DTORIDEMRSA>\n"
        f"{champ('TOPFOYDRODEVORSA', None if foyer is None else int(foyer))}"
        f"</TroncCommunDroitRSA>\n{montants_du_droit(dossier)}{detail}{avis_sur_le_droit(dossier)}</DetailDroitRSA>\n</PrestationRSA>\n"
    )


def _evenements(dossier: Dossier) -> list[str]:
    return [
        f"<Evenement>\n<DTLIQ>{fait.jour}</DTLIQ>\n<HEULIQ>{heure(fait.heure)}</HEULIQ>\n"
        f"<FG>{fait.code}</FG>\n</Evenement>\n"
        for fait in dossier.faits
    ]
