"""Ce qu'il faut changer aux deux rapports publiés pour qu'ils ne se contredisent plus.

Chaque correction : un bout de la ligne à trouver (une seule ; `^` : son début ; `*` : plusieurs lignes), ce
qu'on y remplace, par quoi.
Les valeurs de remplacement sont choisies pour la cohérence, pas pour la vérité. `|` vaut une tabulation.
"""

from __future__ import annotations

Correction = tuple[str, str, str]

CALPAE: tuple[Correction, ...] = (
    # tableau des crédits
    ("Action 5.1- Garantie", "||253 380,00 €", "|66 000,00 €|253 380,00 €"),
    ("Sous-total 4 et 5", "297 219,39", "276 155,39"),
    ("Sous-total 4 et 5", "453 582,00", "519 582,00"),
    ("Sous-total 4 et 5", "643 000,00", "611 000,00"),
    ("mesures socles</b>", "1 156 782,00", "1 222 782,00"),
    ("mesures socles</b>", "1 304 218,00", "1 272 218,00"),
    ("<b>TOTAL</b>", "1 454 282,00", "1 520 282,00"),
    ("Action 5.5- Acctg", "Intérim|32 000,00 €", "Intérim|0,00 €"),
    ("Action 8.1 - Prévention", "|130 000,00 €", "|162 000,00 €"),
    ("Total initiatives locales", "155 000,00", "187 000,00"),
    ("Action 3.2 - Référent", "Waker: 10000€, ML Fougrès", "WE KER: 20000€, ML Fougères"),
    ("Action 3.2 - Référent", "Délégation Mlocales", "Délégation Mlocales RSA"),
    ("Action 8.5: Lab", "Délégation Mlocales", "Délégation Mlocales numérique"),
    ("Action 4.1 - Orientation", "106000 €", "82000 €"),
    ("Action 5.1- Garantie", "CORACE", "COORACE"),
    ("Action 5.8-Action", "|FSL|", "|FSL évaluation|"),
    ("Action 5.9- Action", "|FSL|", "|FSL équipe mobile|"),
    ("Action 8.6: Organisation", "|FSL|", "|FSL incurie|"),
    ("Action 8.6: Organisation", "journée courte", "journée incurie"),
    ("Action 6.2-Parler", "Babin", "Bambin"),
    ("Action 7.1 -Plateformes", "Fougrès-ARHES", "Fougères"),
    ("Action 7.1 -Plateformes", "Mission locale de Vitré-FIT Tremplin", "Tremplin"),
    ("Action 8.2 - BAFABAFD", "Participations BIS et Sport pour tous", "Participation BIS"),
    ("Action 8.3 - Action", "Participation UFOLEP", "Participations UFOLEP et Sport pour tous"),
    ("Action 8.4 - Action Renfort", "Action 8.4 -", "Action 8.7 -"),
    ("Action 8.4bis- Création", "8.4bis", "8.4"),
    # annexe
    ("Situation au 31 déc. 2018|", "30/05/22", "30/06/22"),
    ("suivis par l'accueil de jour HEOL", "familles et d'enfants suivis par", "passages à"),
    ("|Nombre de structures (hors dispositif du CD) ou", "||23|23|23|23|23|", "||65|70|106|106|172|"),
    ("reçues par les structures de premier accueil social inconditionnel des CD uniquement|Depuis",
     "|45|61|70|106|106|172|", "||||19731||241300|"),
    ("au sein des autres structures", "|98655|236772|", "|||"),
    ("2.2. Référé de parcours", "Référé", "Référent"),
    ("Ensemble des personnes bénéficiant", "|3359|2799|3186|", "|2837|2799|2982|"),
    ("3.1. Orienter et accompagner", "|6948|", "|2948|"),
    ("nouveaux entrants orientés en 1 mois et moins|Date", "|1691|", "|691|"),
    ("rendez-vous d'accompagnement fixés|L'objectif", "|764|1053|614|", "|1095|353|714|"),
    ("à 2 semaines ou moins fixés", "|109|177|", "|150|77|"),
    ("1ers contacts d'engagements", "|1053|", "|333|"),
    ("1ers contacts d'engagements", "contacts", "contrats"),
    ("3.2. Garantie d'activité|Nombre de 1ers contrats", "3.2. Garantie d'activité|", "|"),
    ("Nombre de 1ers contrats d'engagements réciproques dans les 2 mois", "|492|", "|192|"),
    ("|Nombre de bénéficiaires du RSA orientés vers la garantie", "|Nombre",
     "3.2. Garantie d'activité|Nombre"),
    ("Nombre de bénéficiaires du RSA orientés vers la garantie", "|||||||", "||||565||580|"),
    ("catalogue CNFPT", "|57|144|||", "|57|144||96|"),
    ("d'un financement spécifique", "|184|150|||", "|184|150||133|"),
    ("05 mai 2023", "05 mai 2023", "05 juillet 2023"),
    # fiches du socle
    ("Les territoires de Liffré", "communauté et du pays de Chateaugiron",
     "communauté, du pays de Chateaugiron, de Vitré et de Redon"),
    ("^**62 982€** de participation", "travailleurs sociaux",
     "travailleurs sociaux\n\n## 4. Indicateurs quantitatifs\n\nNom de l'action|Indicateurs|2021|2022\n"
     "Jeunes majeurs|Nombre de jeunes majeurs suivis|41|52\n\n"),
    ("^## Action 1-1", "1-1", "1.1"),
    ("*Partenaires et co-financiers", "co-financiers", "co-financeurs"),
    ("sera notifié courant avril 2022", "sera notifié", "a été notifié"),
    ("nombre de ménages accompagnés|85", "166 (122 en 2021)", "122"),
    ("75% d'augmentation", "75%", "76%"),
    ("uniquement||Eléments non stabilisés", "236 772", "241 300"),
    ("Au total, ce sont 90 professionnels", "90 professionnels", "281 professionnels"),
    ("1507 PPEF sont en cours", "19%", "20%"),
    ("Budget exécuté au 30/05/2023", "30/05/2023", "30/06/2023"),
    ("1er rendez-vous d'accompagnement fixé|1 717", "|614", "|714"),
    ("^#### *4. Perspectives futures de mise", "4.", "8."),
    ("En 2022, 667", "accompagnés dans", "orientés dans"),
    ("Nombre de bénéficiaires accompagnés|8", "|21", "|20"),
    ("Taux de sorties positives|2", "Taux", "Nombre"),
    ("Nombre de personnes accompagnées cadre ACCO", "|Nombre", "Nombre"),
    ("Nombre de personnes accompagnées cadre ACCO", "GLOBAL||", "GLOBAL|140|120|"),
    ("157 500€ au titre du fonds d'aide", "fonds d'aide aux jeunes mobilité",
     "Contrats d'Accompagnement dans l'Emploi"),
    ("Part Département=32 000€", "32 000€", "0€"),
    ("Budget global= 64000€", "64000€", "32000€"),
    ("^*1. Date de mise en place de l'action*", "1.", "2."),
    ("^*2. Partenaires et co-financeurs*", "2.", "3."),
    ("^*3. Durée de l'action*", "3.", "4."),
    ("^*4. Budget*", "4.", "5."),
    ("^*5. Indicateurs quantitatifs*", "5.", "6."),
    ("jeunes accédant à un logement|14",
     "10% bénéficient d'un logement autonome, et seuls 20% d'un hébergement pérenne",
     "35 jeunes ont un logement autonome"),
    ("jeunes accédant à un logement|14",
     "8% bénéficient d'un logement autonome, et seuls 18% d'un hébergement pérenne",
     "29 jeunes ont un logement autonome"),
    ("Sur les 83 jeunes sortis", "83", "69"),
    ("50 000€ au titre du FSL", "FSL", "FSL évaluation"),
    ("45 000€ au titre du FSL", "FSL", "FSL équipe mobile"),
    ("ménages contactés :|67", "74 personnes", "74 Ménages"),
    ("groupes de 8 à 15", "15", "17"),
    ("^**169 000€**", "169 000", "159 000"),
    ("(0,05 ETP", "pédagogique", "pédagogique\n\n**Reports sur 2023 : 21 000€**"),
    ("42 assistantes maternelles", "<b>44</b>)</li><li>• Réseau", "<b>46</b>)</li><li>• Réseau"),
    # initiatives locales
    ("Part Département= 130 000€", "130 000", "162 000"),
    ("Budget global= 237 500 €", "237 500", "269 500"),
    ("^**237 500€**", "237 500", "269 500"),
    ("Dont part Département : 130 000€ au titre de la continuité", "130 000", "162 000"),
    ("à hauteur de 5000 €", "5000", "7500"),
    ("3 types d'actions", "3 types", "4 types"),
    ("Novembre 2021", "2021", "2020"),
    ("parcours|28", "sociales et professionnelles/actions sportives et culturelles",
     "par le BAFA"),
    ("26 personnes ont pu bénéficier", "26 personnes", "25 personnes"),
    ("25 personnes ont pu bénéficier", "14 hommes", "13 hommes"),
    ("prescripteurs mobilisés|10|20", "|20", "|8"),
    ("file active de 103", "138", "98"),
    ("Programmés entre 12 à 18 mois", "entre 12 à 18", "entre 12 et 24"),
    ("environ 22 mois", "22", "24"),
    ("parcours de 10 mois", "10", "12"),
    ("## C) La phase", "C)", "B)"),
    ("160h et 90h", "90h", "190h"),
    ("jeunes inscrits dans le parcours|16", "dec 23", "dec 22"),
    ("|2 CQP 6 Bafa", "6 Bafa|", "4 Bafa|"),
    ("### 6. Bilan d'exécution", "### 6. Bilan",
     "### 6. Indicateurs quantitatifs\n\nNom de l'action|Indicateurs|2022\n"
     "Santé mentale|Nombre de consultations|240\n\n### 7. Bilan"),
    ("Achat de 10 tablettes", "|||", "||10 tablettes|"),
    ("15 ordinateurs remis", "15 ordinateurs", "20 ordinateurs"),
    ("Nombre de CISP formés (6)", "service)|", "service)|6 CISP formés, 3 expérimentations"),
    ("^|Achats de 20 ordinateurs", "jeunes||", "jeunes||20 ordinateurs"),
    ("^Le 19 Janvier 2023", "Le 19 Janvier 2023", "2022-2023"),
    ("^Dont part Département : 5 000€ au titre du FSL", "FSL", "FSL incurie"),
    ("^## *9. Indicateurs quantitatifs*", "9.", "6."),
    ("^## *10. Bilan d'exécution*", "10.", "7."),
)  # fmt: skip

PDI: tuple[Correction, ...] = (
    ("*362 sorties dont 142", "39,3 %", "39,2 %"),
    ("*362 sorties dont 142", "formation*)", "formation 8,8 %*)"),
    ("réunions de coordination des 8 pilotes", "8 pilotes", "5 pilotes"),
    ("5 comptes rendus", "5 comptes", "6 comptes"),
    ("AXE 1 DYNAMISER", "SINGULARITÉS ET DES BESOINS", "SINGULARITÉS, DES BESOINS"),
    ("|1.2|Valoriser", "1.2", "1-2"),
    ("||18|Consacrer", "des Maisons du Département", "du Département"),
    ("Action mise en suspens", "Action mise en suspens", "Action en cours"),
    ("cf. tableau joint", "cf. tableau joint", "504"),
    ("17 stagiaires sont", "17", "15"),
    ("artistes : 160", "160", "160\n - travailleurs indépendants : 50"),
    (
        "^> Le manque de disponibilité des pilotes",
        "Le manque de disponibilité des pilotes et de la pilote de cette fiche",
        "RAS",
    ),
)


def _est_la(ancre: str, ligne: str) -> bool:
    if ancre.startswith("^"):
        return ligne.startswith(ancre[1:])
    return ancre.removeprefix("*") in ligne


def corriger(texte: str, corrections: tuple[Correction, ...]) -> str:
    """Le texte corrigé ; `AssertionError` si une ancre n'est pas sur une ligne et une seule qui s'y prête."""
    lignes = texte.splitlines()
    for ancre, ancien, nouveau in corrections:
        ancre, ancien, nouveau = (x.replace("|", "\t") for x in (ancre, ancien, nouveau))
        rangs = [i for i, ligne in enumerate(lignes) if _est_la(ancre, ligne) and ancien in ligne]
        assert rangs and (len(rangs) == 1 or ancre.startswith("*")), f"« {ancre} » : {len(rangs)} lignes"
        for rang in rangs:
            lignes[rang] = lignes[rang].replace(ancien, nouveau, 1)
    return "\n".join(lignes) + "\n"
