"""Les faits dits deux fois et le détail des indicateurs : un relevé fautif, un relevé juste par règle."""

from __future__ import annotations

from jalon.pilotage.controles.releve import (
    Cellule,
    ColonneIndicateur,
    Lieu,
    Releve,
    TableauIndicateurs,
    TypeSection,
)
from jalon.sources.documents.cellules import lire_cellule
from tests.pilotage.controles.fabrique import (
    ANNEE,
    avancement,
    bilan,
    chiffres,
    fiche,
    fiches,
    indicateur,
    releve,
    section,
    tableau,
    texte,
)

SENSIBILISES = tableau((2021, 2022), indicateur("Nombre d'intervenants formés ou sensibilisés", 1496, 1777))
ORIENTATIONS = (
    "• 47 élèves au collège, dont 9 dans un autre\n• 6 élèves en lycée / {} en CFA, soit {}% en voie pro"
)


def lue(contenu: str) -> Cellule:
    """La cellule que la lecture donnerait de ce texte."""
    return lire_cellule(contenu, Lieu("tableau", contenu[:20], "2022", 1), annee=2022)


def _detail(apprentis: int, part: int) -> Releve:
    return chiffres(
        indicateur("Nombre d'élèves accueillis en dispositif", 60),
        indicateur("Répartition des élèves après le dispositif", lue(ORIENTATIONS.format(apprentis, part))),
        colonnes=(2022,),
    )


def _parts(agents: int) -> Releve:
    return chiffres(
        indicateur(
            "Nombre de personnes formées",
            lue("• Professeurs (44)\n• Agents (40)"),
            lue(f"• Professeurs (46)\n• Agents ({agents})"),
        )
    )


def _diplomes(obtenus: int) -> Releve:
    certifies = tableau((2022,), indicateur("Nombre de jeunes validant un diplôme", lue("2 CQP 6 Bafa")))
    certifies.operateur = "Sport pour tous"
    phrase = f"Sport pour tous : 8 jeunes inscrits au BAFA – {obtenus} ont obtenu leur diplôme"
    return texte(
        phrase, "Ufolep : 9 jeunes inscrits au BAFA – 3 ont obtenu leur diplôme", tableaux=[certifies]
    )


def _identifies(nombre: int) -> Releve:
    ligne = indicateur("Nb de bénéficiaires identifiés", 9, 12)
    colonnes = [ColonneIndicateur(f"2022 {nom}", ANNEE[2022], nom) for nom in ("Presol", "Association Adie")]
    par_operateur = TableauIndicateurs(
        "fiche", "Indicateurs", Lieu("fiche 1.1"), "1.1", colonnes=colonnes, lignes=[ligne]
    )
    return texte(f"L'équipe de l'Adie a identifié {nombre} créateurs.", tableaux=[par_operateur])


def _mobilises() -> TableauIndicateurs:
    lignes = (indicateur("Jeunes repérés", 33), indicateur("Nombre de prescripteurs mobilisés", 8))
    resultat = tableau((2022,), *lignes)
    resultat.operateur = "Adie"
    return resultat


def _pilotes(annonce: int) -> Releve:
    lignes = [avancement(code=c, pilote=p) for c, p in (("1", "CAF"), ("2", "Région"), ("3", "CAF"))]
    return releve(avancement=lignes, fiches=[fiche("1", "Aide", bilan(f"2 réunions des {annonce} pilotes"))])


def _nommes(annonce: str) -> Releve:
    return texte(
        f"{annonce} nouveaux territoires ont initié une démarche.",
        "Les territoires de Liffré et du pays de Redon sont nouvellement entrés.",
    )


def _comptes_rendus(nombre: int) -> Releve:
    return chiffres(indicateur("réunions", 6), indicateur("comptes rendus", nombre), colonnes=(2022,))


def _journee(mise_en_place: str) -> Releve:
    jour = section(TypeSection.DUREE, "Le 19 janvier 2023")
    return fiches(fiche("8.6", "Aide", section(TypeSection.MISE_EN_PLACE, mise_en_place), jour))


def _numeros(*imprimes: str) -> Releve:
    return fiches(*(fiche(n.replace("-", "."), "Aide", code_imprime=n) for n in imprimes))


def _partenaires(*titres: str) -> Releve:
    sections = [section(TypeSection.PARTENAIRES, "CAF", titre=t) for t in titres]
    return fiches(*(fiche(str(i), "Aide", s) for i, s in enumerate(sections)))


ACCORDS: dict[str, tuple[Releve, Releve]] = {
    "prose.cumul": (
        texte("Au total, ce sont 90 professionnels qui ont été sensibilisés.", tableaux=[SENSIBILISES]),
        texte("Au total, ce sont 281 professionnels qui ont été sensibilisés.", tableaux=[SENSIBILISES]),
    ),
    "prose.nouveaux": (_nommes("4"), _nommes("Deux")),
    "prose.diplomes": (_diplomes(4), _diplomes(6)),
    "prose.operateur_indicateur": (_identifies(13), _identifies(12)),
    "prose.pilotes": (_pilotes(3), _pilotes(2)),
    "pourcentages.detail": (_detail(7, 41), _detail(7, 22)),
    "pourcentages.sans_second": (
        texte("142 sorties positives (emploi 30,4 % / formation)"),
        texte("142 sorties positives (emploi 30,4 % / formation 8,8 %), soit 3 % / an"),
    ),
    "indicateurs.detail": (_detail(8, 23), _detail(7, 22)),
    "indicateurs.part_recopiee": (_parts(40), _parts(41)),
    "indicateurs.sans_valeur": (
        chiffres(indicateur("Personnes accompagnées", None, None), indicateur("Ateliers", 3, 4)),
        chiffres(indicateur("Personnes accompagnées", lue("/"), None), indicateur("Ateliers", 3, 4)),
    ),
    "indicateurs.pendant": (_comptes_rendus(5), _comptes_rendus(6)),
    "indicateurs.libelle_nombre": (
        chiffres(indicateur("Achat de 20 ordinateurs", lue("15 ordinateurs remis")), colonnes=(2022,)),
        chiffres(indicateur("Achat de 20 ordinateurs", lue("20 ordinateurs remis")), colonnes=(2022,)),
    ),
    "structure.date_ponctuelle": (_journee("2022"), _journee("Préparée en 2022, tenue en 2023")),
    "titres.numero_ecriture": (_numeros("1-1", "2.1", "2.2"), _numeros("1.1", "2.1", "2.2")),
    "titres.section": (
        _partenaires("Co-financeurs", "Co-financeurs", "Co-financiers"),
        _partenaires("Partenaires et co-financeurs", "Co-financeurs :", "Financeurs"),
    ),
    "structure.futur_passe": (
        releve(
            fiches=[fiche("6.1", "Aide", bilan("Le marché sera notifié courant avril 2022."))],
            date_arret="30/06/2023",
        ),
        releve(
            fiches=[fiche("6.1", "Aide", bilan("Le marché sera notifié courant avril 2024."))],
            date_arret="30/06/2023",
        ),
    ),
    "structure.fourchette": (
        texte("Ces dispositifs durent de 12 à 18 mois.", "- Un parcours d'environ 22 mois"),
        texte("Ces dispositifs durent de 12 à 24 mois.", "- Un parcours d'environ 22 mois"),
    ),
}

# Des textes voisins des fautifs, justes ou étrangers à la règle : aucune des règles ci-dessus ne s'y trompe.
VOISINS: dict[str, Releve] = {
    "un total d'autre chose": texte("Au total, 47 carnets ont été ouverts.", tableaux=[SENSIBILISES]),
    "un total de l'indicateur": texte(
        "Au total, 1 777 professionnels ont été sensibilisés.", tableaux=[SENSIBILISES]
    ),
    "des nouveautés non nommées": texte("L'association a enregistré 9 nouvelles demandes cette année."),
    "une barre qui n'énumère pas de parts": texte("La participation est restée faible (5 % / mois)."),
    "une parenthèse à deux taux": texte("Retours à l'emploi (CDI 12 % / CDD 18 %)."),
    "un verbe d'un autre opérateur": texte(
        "La CAF a identifié 40 familles.", tableaux=[_identifies(12).fiches[0].tableaux[0]]
    ),
    "un même verbe pour autre chose": texte(
        "L'Adie a mobilisé 20 jeunes et a mobilisé 3 formateurs.", tableaux=[_mobilises()]
    ),
    "un détail qui se dit partiel": chiffres(
        indicateur("Nombre d'élèves accueillis en dispositif", 121),
        indicateur(
            "Répartition des élèves après le dispositif",
            lue("43 élèves de collège : 70% et 27 élèves de lycée (collèges publics uniquement)"),
        ),
        colonnes=(2022,),
    ),
    "une répartition d'autre chose": chiffres(
        indicateur("Nombre de participants", 133),
        indicateur("Répartition structures publiques / privées", lue("47 publiques / 25 privées")),
        colonnes=(2022,),
    ),
    "une petite part inchangée": chiffres(
        indicateur("Diplômes", lue("2 CQP 6 Bafa"), lue("3 CQP 6 Bafa")), colonnes=(2021, 2022)
    ),
    "un tableau pas encore rempli": chiffres(indicateur("A", None), indicateur("B", None), colonnes=(2022,)),
    "des pilotes sans état d'avancement": texte("2 réunions de coordination des 8 pilotes"),
    "un passé daté": texte("Le marché, qui sera long, a été notifié. L'avis date d'avril 2021."),
    "deux façons de numéroter à égalité": _numeros("1-1", "1-2", "2.1", "2.2"),
    "deux titres de section différents": _partenaires("Partenaires", "Co-financeurs", "Prescripteurs"),
    "des mois qui ne sont pas un parcours": texte(
        "Les dispositifs durent de 12 à 18 mois.", "Un délai de 3 mois, un contrat de 24 mois."
    ),
}
