"""Les blocs que peu de dossiers portent : RMI d'origine, soutien familial, dérogation, agriculture, tiers.

Tout s'y déduit du dossier : un foyer inchangé garde les mêmes octets.
"""

from __future__ import annotations

from datetime import timedelta

from jalon.sources.flux_cnaf.simulation.foyer import Dossier
from jalon.sources.flux_cnaf.simulation.personnes import Personne

DEROGATION, TIERS = 31, 61  # un dossier sur autant


def _rang(dossier: Dossier) -> int:
    return int(dossier.numero[1:8])


def demande_rmi(dossier: Dossier) -> str:
    """L'ancienne demande de RMI d'un dossier qui en vient."""
    if dossier.origine != "RMI":
        return ""
    return (
        f"<DemandeRMI>\n<DateDemandeRMI>\n<DTDEMRMI>{dossier.demande - timedelta(days=800)}</DTDEMRMI>\n"
        f"</DateDemandeRMI>\n<NumeroInstructionRMI>\n<NUMDEPINSRMI>{dossier.numero[8:]}</NUMDEPINSRMI>\n"
        "<TYPEINSRMI>C</TYPEINSRMI>\n<NUMCOMINSRMI>105</NUMCOMINSRMI>\n<NUMAGRINSRMI>01</NUMAGRINSRMI>\n"
        f"<NUMDOSINSRMI>{_rang(dossier) % 100000:05d}</NUMDOSINSRMI>\n<NUMCLI>001</NUMCLI>\n"
        "</NumeroInstructionRMI>\n</DemandeRMI>\n"
    )


def pension_alimentaire(dossier: Dossier, personne: Personne) -> str:
    """Le soutien familial d'un parent seul, pour deux enfants au plus ; pension fixée pour l'aîné."""
    if personne is not dossier.demandeur or dossier.conjoint is not None or not dossier.enfants:
        return ""
    absent = "P" if personne.sexe == "2" else "M"
    asf = "".join(
        f"<Asf>\n<SITASF>{situation}</SITASF>\n<PARASSOASF>{absent}</PARASSOASF>\n"
        f"<DDASF>{max(membre.personne.naissance, dossier.demande)}</DDASF>\n</Asf>\n"
        for situation, membre in zip(("TP", "PA"), dossier.enfants, strict=False)
    )
    return f"<PensionAlimentaire>\n{asf}</PensionAlimentaire>\n"


def informations_agricoles(personne: Personne) -> str:
    """Le bénéfice forfaitaire d'un exploitant en activité."""
    if not personne.activites or personne.activites[-1].code != "EXP":
        return ""
    debut = personne.activites[-1].debut
    return (
        "<InformationsAgricoles>\n<MTBENAGRI>0003200.00</MTBENAGRI>\n<REGFISAGRI>F</REGFISAGRI>\n"
        f"<DTBENAGRI>{debut}</DTBENAGRI>\n</InformationsAgricoles>\n"
    )


def avis_sur_la_personne(dossier: Dossier, personne: Personne) -> str:
    """Une dérogation d'âge accordée par le président du conseil départemental."""
    if personne is not dossier.demandeur or _rang(dossier) % DEROGATION:
        return ""
    return (
        "<AvisPCGPersonne>\n<Derogation>\n<TYPEDERO>AGE</TYPEDERO>\n<AVISDERO>O</AVISDERO>\n"
        f"<DDAVISDERO>{dossier.demande}</DDAVISDERO>\n</Derogation>\n</AvisPCGPersonne>\n"
    )


def avis_sur_le_droit(dossier: Dossier) -> str:
    """Le RSA versé à un tiers."""
    if _rang(dossier) % TIERS:
        return ""
    return (
        "<AvisPCGDroitRSA>\n<PaiementTiers>\n<AVISDESTPAIRSA>A</AVISDESTPAIRSA>\n"
        f"<DTAVISDESTPAIRSA>{dossier.demande}</DTAVISDESTPAIRSA>\n<NOMTIE>Association tutélaire</NOMTIE>\n"
        "<TYPEPERSTIE>M</TYPEPERSTIE>\n</PaiementTiers>\n</AvisPCGDroitRSA>\n"
    )
