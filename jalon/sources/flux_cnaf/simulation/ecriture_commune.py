"""Ce que les deux dialectes écrivent de la même façon : organismes, adresses, état du droit, montants.

Chaînes formatées plutôt qu'un arbre : un département s'écrit en quelques secondes. Un élément par ligne.
"""

from __future__ import annotations

from datetime import date, time
from html import escape

from jalon.sources.flux_cnaf.simulation.ecriture_rare import demande_rmi
from jalon.sources.flux_cnaf.simulation.foyer import Adresse, Dossier
from jalon.sources.flux_cnaf.simulation.reglages import ajouter_mois, fin_de_mois

TABULATIONS = ["\t" * profondeur for profondeur in range(12)]


def champ(nom: str, valeur: object | None) -> str:
    """`<NOM>valeur</NOM>`, ou rien si la valeur manque (vide ou absente)."""
    return f"<{nom}>{valeur}</{nom}>\n" if valeur not in (None, "") else ""


def texte(nom: str, valeur: str, longueur: int) -> str:
    """Un texte obligatoire, vide compris, coupé à la longueur du schéma."""
    return f"<{nom}>{escape(valeur[:longueur], quote=False)}</{nom}>\n" if valeur else f"<{nom}/>\n"


def montant(centimes: int) -> str:
    """Un montant mensuel comme le flux l'écrit : sept chiffres, un point, les centimes."""
    return f"{centimes // 100:07d}.{centimes % 100:02d}"


def indenter(texte: str, profondeur: int = 1) -> str:
    """Le même texte, un élément par ligne, chaque ligne précédée d'autant de tabulations que d'ancêtres."""
    lignes = []
    for ligne in texte.splitlines():
        if ligne[1] == "/":
            profondeur -= 1
            lignes.append(TABULATIONS[profondeur] + ligne)
        else:
            lignes.append(TABULATIONS[profondeur] + ligne)
            if "</" not in ligne and ligne[-2] != "/":
                profondeur += 1
    return "\n".join(lignes) + "\n"


def heure(moment: time) -> str:
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03d}0"


def identification_dossier(dossier: Dossier, partenaire: str, origine: str = "") -> str:
    """Le bloc IdentificationRSA ; `origine` : champs de plus sous DemandeRSA (VRSD)."""
    morceaux = [
        f"<IdentificationRSA>\n<Organisme>\n<FONORG>{dossier.regime}</FONORG>\n"
        f"<NUMORG>{dossier.organisme}</NUMORG>\n"
        f"<MATRICULE>{dossier.matricule}</MATRICULE>\n</Organisme>\n"
        "<Partenaire>\n<TYPEPARTE>CG </TYPEPARTE>\n"
        f"<IDEPARTE>{partenaire}</IDEPARTE>\n</Partenaire>\n<DemandeRSA>\n<DTDEMRSA>{dossier.demande}</DTDEMRSA>\n"
        f"<NUMDEMRSA>{dossier.numero}</NUMDEMRSA>\n{origine}</DemandeRSA>\n{demande_rmi(dossier)}"
    ]
    if cedant := dossier.cedant:
        morceaux.append(
            f"<OrganismeCedant>\n<FONORGCEDMUT>{cedant.regime}</FONORGCEDMUT>\n"
            f"<NUMORGCEDMUT>{cedant.organisme}</NUMORGCEDMUT>\n"
            f"{champ('MATRICULEORGCEDMUT', cedant.matricule)}"
            f"<DDARRMUT>{cedant.jour}</DDARRMUT>\n</OrganismeCedant>\n"
        )
    if prenant := dossier.prenant:
        morceaux.append(
            f"<OrganismePrenant>\n<FONORGPRENMUT>{prenant.regime}</FONORGPRENMUT>\n"
            f"<NUMORGPRENMUT>{prenant.organisme}</NUMORGPRENMUT>\n<DDDEPAMUT>{prenant.jour}</DDDEPAMUT>\n"
            "</OrganismePrenant>\n"
        )
    morceaux.append("</IdentificationRSA>\n")
    return "".join(morceaux)


def donnees_administratives(dossier: Dossier) -> str:
    agricole = "SA" if dossier.regime == "MSA" else ""
    return (
        f"<DonneesAdministratives>\n<SituationFamille>\n<SITFAM>{dossier.situation}</SITFAM>\n"
        f"<DDSITFAM>{dossier.situation_depuis}</DDSITFAM>\n"
        f"{champ('REGAGRIFAM', agricole)}</SituationFamille>\n"
        + "".join(_adresse(rang, adresse) for rang, adresse in enumerate(dossier.adresses, 1))
        + "</DonneesAdministratives>\n"
    )


def _adresse(rang: int, adresse: Adresse) -> str:
    tronc = (
        f"<Adresse>\n<TroncCommunAdresse>\n<RGADR>{rang:02d}</RGADR>\n{champ('DTEMM', adresse.depuis)}"
        f"<PAYS>{'HOR' if adresse.lignes else 'FRA'}</PAYS>\n<TYPEADR>{adresse.type}</TYPEADR>\n"
        f"<ETATADR>{adresse.etat}</ETATADR>\n</TroncCommunAdresse>\n"
    )
    if adresse.lignes:
        lignes = "".join(texte(f"LIBLIG{n}ADR", ligne, 38) for n, ligne in enumerate(adresse.lignes, 2))
        return f"{tronc}<AdresseHorsFrance>\n{lignes}</AdresseHorsFrance>\n</Adresse>\n"
    return (
        f"{tronc}<AdresseDetailleeFrance>\n{texte('COMPLIDEADR', adresse.identifiant, 38)}"
        f"{texte('COMPLADR', adresse.complement, 38)}{texte('NUMVOIE', adresse.numero, 6)}"
        f"{texte('LIBTYPEVOIE', adresse.type_voie, 30)}{texte('NOMVOIE', adresse.voie, 32)}"
        f"{texte('LIEUDIST', adresse.lieu_dit, 38)}<NUMCOM>{adresse.commune}</NUMCOM>\n"
        f"<CODEPOS>{adresse.code_postal}</CODEPOS>\n{texte('NOMCOM', adresse.nom_commune, 32)}"
        "</AdresseDetailleeFrance>\n</Adresse>\n"
    )


def suites_de_l_etat(dossier: Dossier) -> str:
    """Refus, suspensions ou fin de droit qui expliquent l'état, dans l'ordre du schéma."""
    morceaux = []
    if dossier.etat == "1" and dossier.refus:
        motif, jour = dossier.refus
        morceaux.append(
            f"<Refus>\n<DTREFURSA>{jour}</DTREFURSA>\n<MOTIREFURSA>{motif}</MOTIREFURSA>\n</Refus>\n"
        )
    for motif, jour, groupe in dossier.suspensions:
        if dossier.etat == "3":
            morceaux.append(
                f"<SuspensionDroit>\n<MOTISUSDRORSA>{motif}</MOTISUSDRORSA>\n<DDSUSDRORSA>{jour}</DDSUSDRORSA>\n"
                f"{champ('NATGROUPFSUS', groupe)}</SuspensionDroit>\n"
            )
        elif dossier.etat == "4":
            morceaux.append(
                f"<SuspensionVersement>\n<MOTISUSVERSRSA>{motif}</MOTISUSVERSRSA>\n"
                f"<DDSUSVERSRSA>{jour}</DDSUSVERSRSA>\n</SuspensionVersement>\n"
            )
    return "".join(morceaux) + _fin_de_droit(dossier)


def _fin_de_droit(dossier: Dossier) -> str:
    if dossier.etat not in "56" or not dossier.cloture:
        return ""
    bloc = "FinDroit" if dossier.etat == "5" else "FinDroitMoisAnterieur"
    motif, jour = dossier.cloture
    return f"<{bloc}>\n<MOTICLORSA>{motif}</MOTICLORSA>\n<DTCLORSA>{jour}</DTCLORSA>\n</{bloc}>\n"


def montants_du_droit(dossier: Dossier, de_plus: str = "") -> str:
    """MontantsCalculDroitRSA du trimestre ; rien tant que le droit n'est pas calculé."""
    calcul = dossier.calcul
    if calcul is None:
        return ""
    fin = fin_de_mois(ajouter_mois(calcul.debut, 2))
    return (
        f"<MontantsCalculDroitRSA>\n<DDELECAL>{calcul.debut}</DDELECAL>\n<DFELECAL>{fin}</DFELECAL>\n"
        f"<MTREVMINIGARARSA>{montant(calcul.garanti)}</MTREVMINIGARARSA>\n"
        f"<MTREVGARARSA>{montant(calcul.garanti)}</MTREVGARARSA>\n<MTPFRSA>{montant(0)}</MTPFRSA>\n"
        f"<MTALRSA>{montant(calcul.logement)}</MTALRSA>\n<MTRESSMENRSA>{montant(calcul.ressources)}</MTRESSMENRSA>\n"
        f"<MTSANOBLALIMRSA>{montant(0)}</MTSANOBLALIMRSA>\n<MTREDHOSRSA>{montant(0)}</MTREDHOSRSA>\n"
        f"<MTREDCGRSA>{montant(0)}</MTREDCGRSA>\n<MTTOTDRORSA>{montant(calcul.total)}</MTTOTDRORSA>\n"
        f"{de_plus}</MontantsCalculDroitRSA>\n"
    )


def entete(champs: tuple[tuple[str, str], ...], encodage: str) -> str:
    """La déclaration XML, la racine ouverte et la tête du fichier."""
    lignes = "".join(f"<{nom}>{valeur}</{nom}>\n" for nom, valeur in champs)
    bloc = indenter(f"<IdentificationFlux>\n{lignes}</IdentificationFlux>\n")
    return f'<?xml version="1.0" encoding="{encodage}"?>\n<Racine>\n{bloc}'


def pied(foyers: int) -> str:
    """Les totaux de contrôle et la racine fermée."""
    bloc = (
        f"<TransmissionFlux>\n<NBTOTDOSRSATRANSM>{foyers:08d}</NBTOTDOSRSATRANSM>\n"
        "<NBTOTDOSRSATRANSMANO>00000000</NBTOTDOSRSATRANSMANO>\n</TransmissionFlux>\n"
    )
    return f"{indenter(bloc)}</Racine>\n"


def tete_de_flux(
    version: str, type_flux: str, creation: date, reference: date
) -> tuple[tuple[str, str], ...]:
    """Les champs d'IdentificationFlux que tous les dialectes portent."""
    return (
        ("APPLIEME", "CRI"),
        ("NUMVERSIONAPPLIEME", version),
        ("TYPEFLUX", type_flux),
        ("NATFLUX", "D"),
        ("DTCREAFLUX", creation.isoformat()),
        ("HEUCREAFLUX", "01:18:36.0000"),
        ("DTREF", reference.isoformat()),
    )
