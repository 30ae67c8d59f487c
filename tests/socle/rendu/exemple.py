"""Un petit document qui a de tout : titres, prose, tableau à formules, image, pages en largeur."""

from datetime import date
from decimal import Decimal

from jalon.socle.rendu.blocs import (
    Case,
    Colonne,
    Couverture,
    Document,
    Ecart,
    Etiquettes,
    Feuille,
    Figure,
    Paysage,
    Prose,
    Rangee,
    SelonSupport,
    Somme,
    Tableau,
    Titre,
    case_texte,
    phrase,
)
from jalon.socle.rendu.graphiques import Barre, barres_execution
from jalon.socle.rendu.markdown import Brin, lire_markdown

LIEN = "https://jalon.exemple/provenance/credit/1/"


def euros(valeur: str, formule: Somme | Ecart | None = None) -> Case:
    return Case((Brin(f"{valeur} €", lien=LIEN),), Decimal(valeur), "euro", 2, formule)


def tableau() -> Tableau:
    """Deux lignes et leur total ; la troisième colonne est la différence des deux premières."""
    return Tableau(
        "Crédits",
        [Colonne("Action", part=2), Colonne("Reçu", nombre=True), Colonne("Dépensé", nombre=True),
         Colonne("Reste", nombre=True)],
        [
            Rangee((case_texte("Axe 1"),), "groupe"),
            Rangee((case_texte("=1+1"), euros("100.10"), euros("40.05"), euros("60.05", Ecart((1,), (2,))))),
            Rangee((case_texte("@SUM(A1)"), euros("200.20"), case_texte("non renseigné"), Case())),
            Rangee(
                (case_texte("TOTAL"), euros("300.30", Somme((1, 2))), euros("40.05", Somme((1, 2))),
                 euros("60.05", Somme((1, 2)))),
                "total",
            ),
        ],
        note="Une note.",
    )  # fmt: skip


def document(texte: str = "Un **texte** avec [un lien](https://exemple.fr).\n\n- un\n- deux") -> Document:
    image = Figure(
        barres_execution([Barre("Un axe", Decimal(10), Decimal(4))], "reçu", "dépensé"),
        "Dépensé 4 € sur 10 €.",
        "Reçu et dépensé.",
    )
    return Document(
        Couverture("Département", "Rapport d'essai", "Programme", ["Exercice 2022"]),
        [
            Titre(1, "Première partie"),
            Prose(lire_markdown(texte)),
            Etiquettes((("en cours", "vert"),)),
            image,
            Paysage([Feuille("Crédits"), Titre(2, "Tableau"), tableau()]),
            Titre(1, "Seconde partie", page=True),
            SelonSupport([phrase("Pour le papier.")], [phrase("Pour modifier.")]),
        ],
        pied="Rapport d'essai",
        auteur="Département",
        jour=date(2023, 7, 1),
    )
