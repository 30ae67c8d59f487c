"""Valeurs de départ des paramètres : la loi et les règles nationales, avec leurs dates et leurs sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange

from jalon.socle.parametres.models import Parametre


@dataclass(frozen=True, slots=True)
class ValeurDeDepart:
    """Une ligne du jeu initial ; `au` est exclu, `None` pour « toujours en vigueur »."""

    code: str
    libelle: str
    valeur: Any
    unite: str
    du: date
    au: date | None
    source: str


VALEURS = (
    ValeurDeDepart(
        "loi.delai_orientation",
        "Délai légal d'orientation",
        42,
        "jours",
        date(2025, 1, 1),
        None,
        "CASF, articles L. 262-29 et D. 262-65-2 (loi 2023-1196 pour le plein emploi)",
    ),
    ValeurDeDepart(
        "loi_2008.delai_orientation",
        "Délai d'orientation, régime antérieur à 2025",
        2,
        "mois",
        date(2009, 6, 1),
        None,
        "CASF, article R. 262-65-2 (avant la loi 2023-1196)",
    ),
    ValeurDeDepart(
        "calpae.delai_premier_rdv",
        "Délai du premier rendez-vous après l'orientation",
        14,
        "jours",
        date(2019, 1, 1),
        date(2024, 1, 1),
        "Conventions d'appui à la lutte contre la pauvreté et d'accès à l'emploi 2019-2023, annexe 9",
    ),
    ValeurDeDepart(
        "calpae.delai_contrat",
        "Délai du premier contrat après la notification de l'orientation",
        2,
        "mois",
        date(2019, 1, 1),
        date(2024, 1, 1),
        "Conventions d'appui à la lutte contre la pauvreté et d'accès à l'emploi 2019-2023, annexe 9",
    ),
    ValeurDeDepart(
        "local.delai_orientation",
        "Délai d'orientation visé localement",
        15,
        "jours",
        date(2019, 1, 1),
        None,
        "Règle locale, à fixer par délibération (programme départemental d'insertion)",
    ),
    ValeurDeDepart(
        "local.delai_premier_contact",
        "Délai du premier contact visé localement",
        15,
        "jours",
        date(2019, 1, 1),
        None,
        "Règle locale, à fixer par délibération (programme départemental d'insertion)",
    ),
    ValeurDeDepart(
        "loi.delai_contrat",
        "Délai légal de signature du contrat d'engagement",
        1,
        "mois",
        date(2025, 1, 1),
        None,
        "Code du travail, article D. 5411-14-1 ; CASF, article L. 262-34",
    ),
    ValeurDeDepart(
        "loi_2008.delai_contrat_emploi",
        "Délai du contrat, orientation vers l'emploi, régime antérieur à 2025",
        1,
        "mois",
        date(2009, 6, 1),
        None,
        "CASF, article L. 262-35 (avant la loi 2023-1196)",
    ),
    ValeurDeDepart(
        "loi_2008.delai_contrat_social",
        "Délai du contrat, orientation sociale, régime antérieur à 2025",
        2,
        "mois",
        date(2009, 6, 1),
        None,
        "CASF, article L. 262-36 (avant la loi 2023-1196)",
    ),
    ValeurDeDepart(
        "loi.delai_revue_sociale",
        "Délai de réexamen d'un parcours social",
        6,
        "mois",
        date(2025, 1, 1),
        None,
        "CASF, articles L. 262-31 et D. 262-65-2-1",
    ),
    ValeurDeDepart(
        "loi.delai_revue_sociale_motivee",
        "Délai de réexamen d'un parcours social, difficultés reconnues",
        12,
        "mois",
        date(2025, 1, 1),
        None,
        "CASF, article D. 262-65-2-1",
    ),
    ValeurDeDepart(
        "loi_2008.delai_revue_sociale",
        "Délai de réexamen d'un parcours social, régime antérieur à 2025",
        12,
        "mois",
        date(2009, 6, 1),
        None,
        "CASF, article L. 262-31 (avant la loi 2023-1196 : de six à douze mois)",
    ),
    ValeurDeDepart(
        "horloges.part_alerte",
        "Part d'un délai à partir de laquelle Jalon alerte",
        80,
        "%",
        date(2009, 6, 1),
        None,
        "Règle locale",
    ),
    ValeurDeDepart(
        "loi.debut_plein_emploi",
        "Premier jour du régime de la loi pour le plein emploi",
        "2025-01-01",
        "date",
        date(2019, 1, 1),
        None,
        "Loi 2023-1196 du 18 décembre 2023 pour le plein emploi, entrée en vigueur au 1er janvier 2025",
    ),
    ValeurDeDepart(
        "flux.conservation_fichiers",
        "Durée de conservation des fichiers reçus des caisses",
        150,
        "jours",
        date(2019, 1, 1),
        None,
        "CASF, article R. 262-106 (cinq mois) ; à fixer au registre des traitements",
    ),
    ValeurDeDepart(
        "dossiers.conservation_apres_sortie",
        "Durée de conservation d'un dossier après le dernier fait connu",
        24,
        "mois",
        date(2019, 1, 1),
        None,
        "CNIL, délibération 2021-028 du 11 mars 2021 (suivi social : deux ans après le dernier contact) ; "
        "CASF, article R. 263-8",
    ),
    ValeurDeDepart(
        "dossiers.archive_intermediaire",
        "Durée d'archive intermédiaire, après la durée de conservation",
        0,
        "mois",
        date(2019, 1, 1),
        None,
        "CNIL, délibération 2021-028 : seulement si une obligation ou une preuve l'exige ; "
        "à fixer au registre des traitements",
    ),
    ValeurDeDepart(
        "dossiers.nir_dans_export",
        "NIR de la personne dans l'export de son dossier",
        False,
        "oui ou non",
        date(2019, 1, 1),
        None,
        "Règle locale : le NIR n'est montré à personne par défaut",
    ),
    ValeurDeDepart(
        "france_travail.conservation",
        "Durée de conservation des lignes reçues de France Travail",
        36,
        "mois",
        date(2019, 1, 1),
        None,
        "CASF, article R. 262-116-4 (trois ans à compter de la transmission)",
    ),
    ValeurDeDepart(
        "journal.conservation_lectures",
        "Durée de conservation du journal des lectures de dossiers",
        12,
        "mois",
        date(2019, 1, 1),
        None,
        "CASF, articles R. 262-107 et R. 262-114 (un an)",
    ),
    ValeurDeDepart(
        "calpae.delai_orientation",
        "Délai d'orientation de la convention d'appui",
        1,
        "mois",
        date(2019, 1, 1),
        date(2024, 1, 1),
        "Conventions d'appui à la lutte contre la pauvreté et d'accès à l'emploi 2019-2023, annexe 9",
    ),
    ValeurDeDepart(
        "calpae.deliberation_annee_civile",
        "Date limite de délibération du rapport d'exécution, année civile",
        "03-31",
        "jour de l'année suivante",
        date(2019, 1, 1),
        date(2024, 1, 1),
        "Instruction DGCS/DIPLP/DGEFP/2022/19 du 19 janvier 2022",
    ),
    ValeurDeDepart(
        "calpae.deliberation_annee_glissante",
        "Date limite de délibération du rapport d'exécution, année glissante",
        "06-30",
        "jour de l'année suivante",
        date(2019, 1, 1),
        date(2024, 1, 1),
        "Instruction DGCS/DIPLP/DGEFP/2022/19 du 19 janvier 2022",
    ),
    ValeurDeDepart(
        "pdi.deliberation",
        "Date limite de délibération du programme départemental d'insertion",
        "03-31",
        "jour de l'année",
        date(2009, 6, 1),
        None,
        "CASF, article L. 263-1",
    ),
    ValeurDeDepart(
        "mesure.seuil_petits_effectifs",
        "Effectif en dessous duquel une case est cachée",
        5,
        "personnes",
        date(2019, 1, 1),
        None,
        "Règle locale : de 1 à 4 personnes, la case est cachée (usage du secret statistique)",
    ),
    ValeurDeDepart(
        "journal.conservation",
        "Durée de conservation des traces",
        12,
        "mois",
        date(2021, 10, 14),
        None,
        "CNIL, recommandation du 14 octobre 2021 sur la journalisation (de 6 à 12 mois)",
    ),
    ValeurDeDepart(
        "journal.conservation_histoire",
        "Durée de conservation de l'histoire des saisies d'un programme",
        36,
        "mois",
        date(2021, 10, 14),
        None,
        "CNIL, recommandation du 14 octobre 2021 (jusqu'à trois ans pour un contrôle interne documenté)",
    ),
    ValeurDeDepart(
        "pieces.taille_maximale",
        "Taille maximale d'un fichier déposé",
        110,
        "Mo",
        date(2019, 1, 1),
        None,
        "Règle locale",
    ),
    ValeurDeDepart(
        "controles.tolerance_arrondi",
        "Écart toléré entre un total et ses lignes",
        "0.01",
        "euro",
        date(2019, 1, 1),
        None,
        "Règle locale : les montants sont tenus au centime",
    ),
)


def charger_valeurs_de_depart() -> int:
    """Ajoute les paramètres dont le code n'existe pas encore, n'en change aucun ; renvoie leur nombre."""
    double = ValeurDeDepart(
        "acces.double_authentification_exigee",
        "Second facteur exigé à la connexion",
        settings.DOUBLE_AUTHENTIFICATION_INITIALE,
        "oui ou non",
        date(2019, 1, 1),
        None,
        "CNIL, recommandation du 20 mars 2025 sur l'authentification multifacteur",
    )
    connus = set(Parametre.objects.values_list("code", flat=True))
    nouveaux = [
        Parametre(
            code=valeur.code,
            libelle=valeur.libelle,
            valeur=valeur.valeur,
            unite=valeur.unite,
            periode=DateRange(valeur.du, valeur.au, "[)"),
            source=valeur.source,
        )
        for valeur in (*VALEURS, double)
        if valeur.code not in connus
    ]
    return len(Parametre.objects.bulk_create(nouveaux))
