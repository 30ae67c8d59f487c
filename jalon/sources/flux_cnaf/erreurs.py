"""Les deux façons de ne pas pouvoir lire : le fichier entier, ou un dossier.

Aucun message ne porte une valeur lue : ni NIR, ni nom, ni texte libre ; seulement le numéro de dossier,
l'élément et la ligne.
"""

from __future__ import annotations

from jalon.sources.erreurs import FichierEnAttente, FichierRefuse

REDEMANDER = "Demandez le fichier d'origine à la CAF ou à la MSA."
COUPE = "le fichier est coupé : il s'arrête avant la fin du flux. Téléchargez-le ou demandez-le de nouveau."
ENTITES = (
    "le fichier déclare un type de document ou des entités XML, interdits par sécurité : un vrai flux "
    "n'en a pas. "
    "Vérifiez son origine."
)


class FluxIllisible(FichierRefuse):
    """Le fichier entier est refusé. Le message dit quoi, à quelle ligne, pourquoi et que faire.

    `quotidien` : ce que dit sa tête, si elle a pu être lue.
    """

    quotidien = False

    def __init__(self, message: str, ligne: int | None = None) -> None:
        self.motif = message
        self.ligne = ligne
        super().__init__(f"ligne {ligne} : {message}" if ligne is not None else message)


class FluxEnAttente(FluxIllisible, FichierEnAttente):
    """Le fichier n'est pas en cause : il se chargera tel quel, plus tard."""


class DossierIllisible(Exception):
    """Un dossier ne peut pas être lu ; les autres continuent. `ligne` est celle du fichier."""

    def __init__(self, motif: str, ligne: int) -> None:
        self.motif = motif
        self.ligne = ligne
        super().__init__(f"ligne {ligne} : {motif}")


class ValeurIllisible(Exception):
    """Un champ n'a pas la forme de son type. Ne porte jamais la valeur."""
