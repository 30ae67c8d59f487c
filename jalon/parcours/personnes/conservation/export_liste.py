"""La liste d'élimination à emporter : ce que le service des archives vise, sans un nom."""

from __future__ import annotations

from collections.abc import Iterator

from jalon.parcours.personnes.conservation.selectors import lignes_de, numeros_de_demande
from jalon.parcours.personnes.models import ListeElimination
from jalon.socle.acces.models import Compte
from jalon.socle.rendu.classeur import Valeur, exporter_liste

COLONNES = ("Numéro du dossier", "Numéros de demande", "Motif", "Dernier fait connu", "État", "Traitée le")


def lignes_a_emporter(liste: ListeElimination, lecteur: Compte) -> Iterator[list[Valeur]]:
    """Une ligne par personne ; ses numéros de demande ne se lisent plus une fois qu'elle est effacée."""
    lignes = list(lignes_de(liste, lecteur))
    numeros = numeros_de_demande([ligne.personne_id for ligne in lignes], lecteur)
    for ligne in lignes:
        yield [
            str(ligne.personne_id),
            ", ".join(numeros.get(ligne.personne_id, ())),
            ligne.get_motif_display(),
            ligne.dernier_fait,
            ligne.get_etat_display(),
            ligne.traitee_le,
        ]


def exporter_liste_elimination(liste: ListeElimination, lecteur: Compte, format: str) -> bytes:
    """Le fichier de la liste, en `ods` ou en `csv`."""
    return exporter_liste(nom_de(liste), COLONNES, lignes_a_emporter(liste, lecteur), format)


def nom_de(liste: ListeElimination) -> str:
    """Nom du fichier, sans extension."""
    return f"liste-elimination-{liste.a_la_date:%Y-%m-%d}"
