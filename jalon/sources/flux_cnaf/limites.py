"""Les bornes de ce que Jalon accepte de lire d'un flux CNAF, en octets."""

OCTETS_FLUX_MAX = 20_000_000_000
"""Taille décompressée d'un fichier : quatre fois le plus gros envisagé."""

TAUX_MAX = 200
"""Octets décompressés par octet compressé ; un flux réel tient entre 10 et 40."""

TAUX_DES = 50_000_000
"""Le taux n'est regardé qu'à partir de cette taille décompressée."""

OCTETS_FOYER_MAX = 16_000_000
"""Un foyer réel fait 7 000 octets ; au-delà de cette borne, ce n'en est plus un."""

OCTETS_ENTETE_MAX = 1_000_000
"""Ce qui peut précéder le premier foyer, ou suivre le dernier."""

MORCEAU = 1 << 18
"""Octets d'une lecture : au-delà, chaque morceau reprendrait sa mémoire au système, page par page."""
