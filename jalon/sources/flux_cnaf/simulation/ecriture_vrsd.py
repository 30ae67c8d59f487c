"""Le dialecte VRSD, d'après les seuls éléments que des notes publiées en donnent (pas de schéma public)."""

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
from jalon.sources.flux_cnaf.simulation.ecriture_vrsb import PARENTE, identite, nir_transmis, ressources
from jalon.sources.flux_cnaf.simulation.foyer import Dossier, Membre
from jalon.sources.flux_cnaf.simulation.personnes import Personne
from jalon.sources.flux_cnaf.simulation.reglages import modele

VERSION = "VRSD0301"


def tete(type_flux: str, creation: date, reference: date, partenaire: str) -> tuple[tuple[str, str], ...]:
    """Les champs de la tête, version du format et département compris."""
    commune = tete_de_flux(modele()["version"], type_flux, creation, reference)
    return (
        *commune[:2],
        ("VERSIONFLUX", VERSION),
        *commune[2:],
        ("TYPEPARTE", "CG "),
        ("IDEPARTE", partenaire),
    )


def foyer(dossier: Dossier, partenaire: str, *, faits: bool = False) -> str:
    """Le bloc InfosFoyerRSA d'un dossier ; `faits` ajoute la session et ses motifs (flux infra-mensuel)."""
    origine = f"<ORIDEMRSA>{dossier.origine}</ORIDEMRSA>\n<DTORIDEMRSA>{dossier.demande}</DTORIDEMRSA>\n"
    return "".join((
        "<InfosFoyerRSA>\n",
        identification_dossier(dossier, partenaire, origine),
        *(_personne(dossier, membre) for membre in dossier.membres),
        donnees_administratives(dossier),
        _prestation(dossier),
        *(_evenements(dossier) if faits else ()),
        "</InfosFoyerRSA>\n",
    ))  # fmt: skip


def _personne(dossier: Dossier, membre: Membre) -> str:
    personne, role, adulte = membre.personne, membre.role, membre.role in ("DEM", "CJT")
    return "".join((
        "<Personne>\n",
        identite(dossier, personne, _naissance(personne)),
        f"<DossierCafMsa>\n<TOPRESPDOS>{role == 'DEM':d}</TOPRESPDOS>\n",
        f"<DDRATDOS>{membre.depuis}</DDRATDOS>\n",
        "</DossierCafMsa>\n",
        f"<FonctionPersonnePFA>\n<ROLEPERS>{role}</ROLEPERS>\n<TOPCHAPERS>{role == 'ENF':d}</TOPCHAPERS>\n",
        f"</FonctionPersonnePFA>\n<FonctionPersonneRSA>\n<ROLEPERS>{role}</ROLEPERS>\n",
        "<TOPCHAPERS>1</TOPCHAPERS>\n</FonctionPersonneRSA>\n",
        "" if adulte else _rattachements(dossier, membre),
        champ_emploi(personne) if adulte else "",
        ressources(dossier, personne) if adulte and dossier.calcul else "",
        _droits_devoirs(dossier, personne) if adulte else "",
        _employabilite(personne) if adulte else "",
        "</Personne>\n",
    ))  # fmt: skip


def champ_emploi(personne: Personne) -> str:
    """Le numéro d'inscription à France Travail."""
    numero = champ("IDASSEDIC", personne.identifiant_emploi)
    return f"<DossierPoleEmploi>\n{numero}</DossierPoleEmploi>\n" if numero else ""


def _naissance(personne: Personne) -> str:
    prenoms = " ".join((personne.prenom, *personne.autres_prenoms))
    pays = "FRA" if not personne.code_lieu.startswith("99") else personne.code_lieu
    return (
        f"<LISPRENOMS>{prenoms}</LISPRENOMS>\n<NOMCOMNAI>{personne.lieu}</NOMCOMNAI>\n"
        f"<LIEUNAI>{personne.code_lieu}</LIEUNAI>\n<PAYSNAI>{pays}</PAYSNAI>\n"
    )


def _rattachements(dossier: Dossier, membre: Membre) -> str:
    return "".join(
        f"<Rattachement>\n{champ('NIR', nir_transmis(dossier, parent))}"
        f"<TYPEPAR>{PARENTE}</TYPEPAR>\n</Rattachement>\n"
        for parent in membre.parents
    )


def _droits_devoirs(dossier: Dossier, personne: Personne) -> str:
    """Les droits et devoirs datés, propres à ce dialecte."""
    if personne.droits_devoirs is None:
        return ""
    return (
        f"<CalculDroitRSAPersonne>\n<TOPPERSDRODEVORSA>{personne.droits_devoirs:d}</TOPPERSDRODEVORSA>\n"
        f"{champ('DDSOUDRODEV', personne.droits_devoirs_du)}"
        f"{champ('DFSOUDRODEV', personne.droits_devoirs_au)}"
        f"{champ('DTDERCALRSA', dossier.calcul and dossier.calcul.debut)}</CalculDroitRSAPersonne>\n"
    )


def _employabilite(personne: Personne) -> str:
    return "".join(
        f"<CaracteristiquesEmployabilite>\n<REG>{activite.regime}</REG>\n"
        f"<STATUEMPL>{activite.code}</STATUEMPL>\n"
        f"<TOPPERSMALHAN>{activite.code in ('MAL', 'INV'):d}</TOPPERSMALHAN>\n"
        f"<DDSTATUEMPL>{activite.debut}</DDSTATUEMPL>\n{champ('DFSTATUEMPL', activite.fin)}"
        "</CaracteristiquesEmployabilite>\n"
        for activite in personne.activites
    )


def _prestation(dossier: Dossier) -> str:
    foyer_soumis, calcul = dossier.foyer_droits_devoirs, dossier.calcul
    ouvert = "" if dossier.ouverture is None else (
        f"<DroitOuvert>\n<DTODRSA>{dossier.ouverture}</DTODRSA>\n<TOPMAINTDRORSA>0</TOPMAINTDRORSA>\n"
        f"<TOPMTINFSEUIRSA>{calcul is not None and calcul.total == 0:d}</TOPMTINFSEUIRSA>\n</DroitOuvert>\n"
    )  # fmt: skip
    socle = "" if calcul is None else (
        f"<DetailCalculDroitRSA>\n<RSASocle>\n<NATPF>{calcul.nature}</NATPF>\n"
        f"<SOUSNATPF>{calcul.sous_nature}</SOUSNATPF>\n<DDNATDRO>{calcul.debut}</DDNATDRO>\n"
        f"<DTINIRSASOCL>{dossier.ouverture}</DTINIRSASOCL>\n<MTBRUTRSASOCL>{montant(calcul.total)}</MTBRUTRSASOCL>\n"
        "</RSASocle>\n</DetailCalculDroitRSA>\n"
    )  # fmt: skip
    return (
        f"<PrestationRSA>\n<SituationDossierRSA>\n<EtatDossierRSA>\n<ETATDOSRSA>{dossier.etat}</ETATDOSRSA>\n"
        f"<TOPFORCDRO>0</TOPFORCDRO>\n</EtatDossierRSA>\n{ouvert}{suites_de_l_etat(dossier)}"
        f"</SituationDossierRSA>\n<DetailDroitRSA>\n<TroncCommunDroitRSA>\n"
        f"<TOPSANSDOMFIXE>{dossier.sans_domicile:d}</TOPSANSDOMFIXE>\n<NBENFAUTCHA>{len(dossier.enfants):02d}"
        f"</NBENFAUTCHA>\n{champ('TOPFOYDRODEVORSA', None if foyer_soumis is None else int(foyer_soumis))}"
        f"</TroncCommunDroitRSA>\n{montants_du_droit(dossier)}{socle}</DetailDroitRSA>\n</PrestationRSA>\n"
    )


def _evenements(dossier: Dossier) -> list[str]:
    return [
        f"<Evenement>\n<SessionEvenement>\n<DTLIQ>{fait.jour}</DTLIQ>\n<HEULIQ>{heure(fait.heure)}</HEULIQ>\n"
        f"<DDEFFLIQ>{fait.jour}</DDEFFLIQ>\n</SessionEvenement>\n"
        f"<ListeMotifsEvenement>\n<MOTITRANSFLUX>{fait.code}</MOTITRANSFLUX>\n</ListeMotifsEvenement>\n</Evenement>\n"
        for fait in dossier.faits
    ]
