"""La forme sous laquelle un dossier du flux est gardé : son dialecte, puis ses octets en UTF-8."""

from __future__ import annotations

from hashlib import blake2b

from jalon.parcours.personnes.observations import ObservationFoyer
from jalon.sources.flux_cnaf.analyse import analyser_tranche
from jalon.sources.flux_cnaf.elements import Dialecte
from jalon.sources.flux_cnaf.encodage import UTF8, Encodage
from jalon.sources.flux_cnaf.erreurs import DossierIllisible
from jalon.sources.flux_cnaf.traduction import traduire
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet, Tranche
from jalon.sources.tableurs.conserve import MARQUE, observation_du_tableur


def conserver(tranche: Tranche) -> bytes:
    """Octets à garder ; ceux qui n'existent pas dans l'encodage du fichier restent tels quels (rejets)."""
    try:
        octets = tranche.encodage.decoder(tranche.octets)
    except UnicodeDecodeError:
        octets = tranche.octets
    return f"{tranche.dialecte}\n".encode() + octets


def relire(conserve: bytes) -> FoyerLu | Rejet:
    """Le dossier gardé, analysé de nouveau avec les règles d'aujourd'hui."""
    dialecte, _, octets = conserve.partition(b"\n")
    return analyser_tranche(
        Tranche(
            rang=0,
            ligne=1,
            decalage=0,
            octets=octets,
            empreinte=blake2b(octets, digest_size=16).digest(),
            dossier="",
            departement="",
            encodage=Encodage(UTF8, UTF8, sur=True),
            dialecte=Dialecte(dialecte.decode()),
        )
    )


def observation_conservee(conserve: bytes) -> ObservationFoyer:
    """L'observation d'un dossier gardé, d'un flux ou d'un tableur. Lève `DossierIllisible`."""
    if conserve.startswith(MARQUE):
        return observation_du_tableur(conserve)
    lu = relire(conserve)
    if isinstance(lu, Rejet):
        raise DossierIllisible(lu.motif, lu.ligne)
    return traduire(lu)
