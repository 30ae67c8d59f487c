"""Le rapport CALPAE 2022 publié, lu en entier (chiffres recopiés du document, à la main)."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest

from jalon.pilotage.controles.releve import Budget, Etat, Nature, Releve, Role, TypeSection, Valeur
from jalon.socle.montants import lire_montant, trouver_montants, trouver_nombres
from jalon.socle.periodes import Genre
from jalon.sources.documents.lecture import lire_document
from tests.sources.documents.outils import nombre, rapport_publie, valeurs

NOM = "ille-et-vilaine-rapport-calpae-2022.txt"

CREDITS = """
|0|21064|41918|62982|62982|0
1.1|80000||80000|80000|80000|0
2.1|110000||110000|110000|110000|0
3.1|40000||40000|40000|40000|0
3.2|40000||40000|40000|40000|0
4.1|138500|86775.39|60000|146775.39|82000|64775.39
5.1|130000|189380|130000|319380||253380
5.2|20000||20000|20000|20000|0
5.3|0||36000|36000|36000|0
5.4|157500||157500|157500|157500|0
5.5|32000||32000|32000|0|32000
5.6|20000||20000|20000|20000|0
5.7|50000||43082|43082|43082|0
5.8|50000||50000|50000|50000|0
5.9|45000||45000|45000|45000|0
6.1|90000|90000||90000|69000|21000
6.2|45000||45000|45000|45000|0
7.1|256218|5669|256218|261887|256218|5669
8.1|130000||107500|107500|107500|0
8.2|0||30000|30000|30000|0
8.3|0||90000|90000|90000|0
8.4|0||0|0||0
8.4bis||45000|0|45000|45000|0
8.5|20000||20000|20000|20000|0
8.6|5000||5000|5000|5000|0
"""

TOTAUX = """
Sous-total 3|80000||80000|80000|80000|
Sous-total 4 et 5|643000|297219.39|593582|869737.39|453582|350155.39
Sous-total 6|135000|90000|45000|135000|114000|21000
Sous-total engagements mesures socles|1304218|392888.39|1206718|1599606.39|1156782|376824.39
Total initiatives locales|155000|45000|252500|297500|297500|
TOTAL|1459218|437888.39|1459218|1897106.39|1454282|376824.39
"""

# code, ligne, prévu (total, État, Département, dont reports), exécuté (…, report sortant)
BUDGETS = """
|130|62982|62982||21064|62982|||
1.1|162|160000|80000|80000||160000|80000|80000|
2.1|242|220000|110000|110000||220000|110000|110000|
3.1|327|80000|40000|40000||80000|40000|40000|
3.2|413|80000|40000|40000||80000|40000|40000|
4.1|485|285275.39|146775.39|138500|86775.39|220500|82000|138500|64775.39
5.1|609|449380|319380|130000|189380|196000|66000|130000|253380
5.2|745|40000|20000|20000||40000|20000|20000|
5.3|874||36000|||36000|||
5.4|991|315000|157500|157500||315000|157500|157500|
5.5|1052|64000|32000|32000||0|||32000
5.6|1102|40000|20000|20000||40000|20000|20000|
5.7|1197|93082|43082|50000||93082|43082|50000|
5.8|1293|100000|50000|50000||100000|50000|50000|
5.9|1346|90000|45000|45000||90000|45000|45000|
6.1|1397|180000|90000|90000|90000|169000|69000|90000|
6.2|1487|90000|45000|45000||90000|45000|45000|
7.1|1568|518105|261887|256218|5669|512436|256218|256218|5669
8.1|1627|237500|107500|130000||237500|107500|130000|
8.2|1691|30000|30000|||30000|30000||
8.3|1839|90000|90000|||90000|90000||
8.4|2035|45000|45000||45000|45000|45000||
8.5|2077|40000|20000|20000||40000|20000|20000|
8.6|2157|10000|5000|5000||10000|5000|5000|
"""

ANNEXE = """
50|1106|643|675|1325|968|2329
64|60|70|100|100|100|100
65||23|23|23|23|23
66|45|61|70|106|106|172
67|||||98655|236772
68|70|200|553|1556|1620|1837
69||311|1951|3359|2799|3186
71|||6494|4427|6948|5015
72|||1632|1109|1691|1183
73|||1717|764|1053|614
74|||216|109|177|113
75|||986|764|1053|614
76|||256|302|492|281
78||3000|3000|3100|3146|3146
79|248|488|486|617|509|667
80|571|570|532|579|575|616
81|40|57|53|58|58|53
82|20.7|23.5|19.7|23.8|23.9|21.5
84|||57|144||
91|||184|150||
99|||312|633|574|895
100|||210|276|169|280
"""


def rangees(texte: str) -> list[list[str]]:
    return [ligne.split("|") for ligne in texte.strip("\n").splitlines()]


def decimaux(textes: list[str]) -> list[Decimal | None]:
    return [Decimal(t) if t else None for t in textes]


@pytest.fixture(scope="module")
def texte() -> list[str]:
    return rapport_publie(NOM).read_text(encoding="utf-8").split("\n")


@pytest.fixture(scope="module")
def releve() -> Releve:
    return lire_document(rapport_publie(NOM))


def test_ce_que_le_document_dit_de_lui_meme(releve: Releve) -> None:
    assert (releve.modele, releve.exercice, releve.departement) == ("calpae", "2022", "Ille-et-Vilaine")
    assert releve.date_arret == "30/06/2023"
    assert releve.titre.startswith(
        "Rapport d'exécution de la convention d'appui à la lutte contre la pauvreté"
    )
    assert [page for _, page, _ in releve.sommaire] == ["3", "4", "6", "9", "14", "18", "44", "49", "51"]


def test_les_vingt_cinq_lignes_du_tableau_des_credits(releve: Releve) -> None:
    lignes = [c for c in releve.credits if c.nature == Nature.ACTION]
    lues = [(c.code, [nombre(c.montants[r]) for r in Role]) for c in lignes]
    assert lues == [(code, decimaux(m)) for code, *m in rangees(CREDITS)]
    assert [c.lieu.ligne_fichier for c in lignes[:3]] == [7, 9, 11]


def test_sous_totaux_et_total(releve: Releve) -> None:
    totaux = [c for c in releve.credits if c.nature in (Nature.SOUS_TOTAL, Nature.TOTAL)]
    lus = [(c.titre, [nombre(c.montants[r]) for r in Role]) for c in totaux]
    assert lus == [(titre, decimaux(m)) for titre, *m in rangees(TOTAUX)]
    couvertes = {c.titre: len(c.actions) for c in totaux}
    assert list(couvertes.values()) == [2, 10, 2, 18, 7, 25]
    assert sum(1 for c in releve.credits if c.nature == Nature.RUBRIQUE) == 8


def test_vide_et_tiret_ne_se_confondent_pas_dans_les_credits(releve: Releve) -> None:
    cinq_un = releve.ligne_credit("5.1")
    assert cinq_un is not None and cinq_un.montants[Role.EXECUTE].etat == Etat.VIDE
    cinq_deux = releve.ligne_credit("5.2")
    assert cinq_deux is not None and cinq_deux.montants[Role.REPORT_SORTANT].texte == "- €"
    assert cinq_deux.montants[Role.REPORT_SORTANT].etat == Etat.LU


@pytest.mark.parametrize(
    ("code", "attendu"),
    [
        (
            "3.2",
            [
                ("Waker", 10000),
                ("ML Fougrès", 5000),
                ("ML Vitré", 5000),
                ("ML Redon", 5000),
                ("ML St malo", 5000),
            ],
        ),
        ("4.1", [("2ETP service RSA", 106000)]),
        ("5.1", [("CORACE", 15000)]),
        ("5.2", [("Armada", None), ("Elan créateur", None), ("Jardin Moderne", None)]),
        (
            "5.4",
            [
                ("Emmaüs Pays de Rennes", 45000),
                ("relais pour l'Emploi", 45000),
                ("Compagnons Bâisseurs", 45000),
                ("CLPS-PRELUDE", 22500),
            ],
        ),
        ("5.6", [("ADIE", 15000), ("PRESOL", 5000)]),
        (
            "7.1",
            [
                ("Pass Emploi (pays de St Malo)", 68000),
                (("Eureka emplois services (pays de Brociliande)"), 22500),
                ("WE KER", 51738),
                (("Mission Locale du Pays de Fougrès-ARHES"), 68980),
                (("Mission locale de Vitré-FIT Tremplin"), 45000),
            ],
        ),
        ("8.1", [("Financement postes éducateurs EDNa", 100000), ("CAF-aide au BAFABAFD", 7500)]),
        ("8.2", [("BIS", None), ("Sport pour tous", None)]),
        ("8.3", [("UFOLEP", None)]),
    ],
)
def test_les_operateurs_de_la_nature_des_depenses(releve: Releve, code: str, attendu: list) -> None:
    ligne = releve.ligne_credit(code)
    assert ligne is not None
    assert [(o.nom, o.valeur.nombre) for o in ligne.operateurs] == attendu


def test_chaque_fiche_et_ses_budgets(releve: Releve) -> None:
    def champs(budget: Budget | None, *noms: str) -> list[Decimal | None]:
        return [nombre(getattr(budget, nom)) for nom in noms]

    lus = [
        (
            f.code,
            str(f.lieu.ligne_fichier),
            champs(f.budget_prevu, "total", "etat", "departement", "dont_reports"),
            champs(f.budget_execute, "total", "etat", "departement", "report_sortant"),
        )
        for f in releve.fiches
    ]
    assert lus == [(c, n, decimaux(m[:4]), decimaux(m[4:])) for c, n, *m in rangees(BUDGETS)]


def test_la_date_d_arret_de_chaque_budget_execute(releve: Releve) -> None:
    dates = {
        f.code: f.budget_execute.date_arret.texte
        for f in releve.fiches
        if f.budget_execute and f.budget_execute.date_arret
    }
    assert len(dates) == 24
    assert {code for code, jour in dates.items() if jour != "30/06/2023"} == {"3.2"}
    assert dates["3.2"] == "30/05/2023"


@pytest.mark.parametrize(
    ("code", "attendu"),
    [
        (
            "3.2",
            [
                ("WE KER", 20000),
                ("ML Vitré", 5000),
                ("ML Fougères", 5000),
                ("ML Redon", 5000),
                ("ML St Malo", 5000),
            ],
        ),
        ("5.1", [("COORACE", 15000)]),
        ("5.2", [("Elan créateur", 10000), ("Jardins modernes", 5000), ("Armada Production", 5000)]),
        (
            "5.4",
            [
                ("Emmaüs Pays de Rennes", 45000),
                ("CLPS-PRELUDE", 22500),
                (("Relais pour l'Emploi Pays de Vitré La Roche aux Fées"), 45000),
                ("Compagnons Bâisseurs Pays de Saint-Malo", 45000),
            ],
        ),
        ("5.6", [("ADIE", 15000), ("Presol", 5000)]),
        ("5.7", [("WE KER", None)]),
        (
            "7.1",
            [
                ("Pass Emploi (pays de St Malo)", 68000),
                (("Eureka emplois services (pays de Brocéliande)"), 22500),
                (("Mission Locale du Pays de Fougères"), 68980),
                (("TREMPLIN (Pays de Vitré La Roche aux Fées)"), 45000),
                (("WE KER (bassin d'emploi de Rennes)"), 51738),
            ],
        ),
        ("8.2", [("Breizh Insertion Sport", None)]),
        ("8.3", [("UFOLEP", 45000), ("Sport pour tous", 45000)]),
        ("8.4", [("Louis Guilloux", None)]),
    ],
)
def test_les_operateurs_de_la_part_de_l_etat(releve: Releve, code: str, attendu: list) -> None:
    fiche = releve.fiche(code)
    assert fiche is not None and fiche.budget_execute is not None
    assert [(o.nom, o.valeur.nombre) for o in fiche.budget_execute.operateurs_etat] == attendu


def test_la_part_de_l_etat_de_8_1_additionne_la_subvention(releve: Releve) -> None:
    fiche = releve.fiche("8.1")
    assert fiche is not None and fiche.budget_execute is not None
    assert [o.valeur.nombre for o in fiche.budget_execute.operateurs_etat] == [100000, 7500]


def test_titres_codes_imprimes_et_axes(releve: Releve) -> None:
    un = releve.fiche("1.1")
    assert un is not None and un.code_imprime == "1-1" and un.axe == "Engagement du Socle 1 : Maraudes mixtes"
    assert releve.fiches[0].titre == "Accompagnement et accueil des jeunes sortant de l'ASE"
    assert {f.axe for f in releve.fiches if f.code.startswith("8.")} == {"Initiatives locales"}
    assert len({f.axe for f in releve.fiches}) == 9


def test_sections_numerotees_comme_imprimees(releve: Releve) -> None:
    numeros = {f.code: [s.numero for s in f.sections] for f in releve.fiches}
    assert numeros["5.6"] == ["1", "1", "2", "3", "4", "5", "7", "8"]
    assert numeros["4.1"] == ["1", "2", "3", "4", "5", "6", "7", "4"]
    assert numeros["8.6"] == ["1", "2", "3", "4", "5", "9", "10"]
    assert all(s.type != TypeSection.AUTRE for f in releve.fiches for s in f.sections)
    fiche = releve.fiche("8.3")
    assert fiche is not None
    description = fiche.section(TypeSection.DESCRIPTION)
    assert description is not None and "Action 4 : Une qualification professionnelle" in description.texte


def test_annexe_9_lignes_periodes_et_decalages(releve: Releve) -> None:
    (annexe,) = releve.annexes
    assert len(annexe.lignes) == 48
    remplies = [(x.lieu.ligne_fichier, [nombre(c.principal) for c in x.cellules]) for x in annexe.lignes]
    assert [r for r in remplies if any(v is not None for v in r[1])] == [
        (int(n), decimaux(m)) for n, *m in rangees(ANNEXE)
    ]
    assert [c.periode and c.periode.genre for c in annexe.colonnes] == [
        Genre.SITUATION, Genre.ANNEE, Genre.ANNEE, Genre.ANNEE, Genre.SEMESTRE, Genre.ANNEE,
    ]  # fmt: skip
    assert len(annexe.colonnes[4].periodes) == 2 and len(annexe.colonnes[2].periodes) == 2
    decalees = {x.lieu.ligne_fichier: (x.libelle, x.mesure[:3]) for x in annexe.lignes}
    assert decalees[62] == ("Nombre de nouvelles structures partenaires", "1.3")
    assert [decalees[n] for n in (94, 95, 96)] == [
        ("Développement social", "4.1"),
        ("Aller vers", "4.1"),
        ("Territoires", "4.1"),
    ]
    assert (
        decalees[76][1] == "3.2"
        and [x.dont for x in annexe.lignes if x.lieu.ligne_fichier in (57, 58, 59)] == [True] * 3
    )


@pytest.mark.parametrize(
    ("ligne", "attendu"),
    [
        (216, [85, 35, 166, 166]), (219, [None, 675, 1325, 2329]), (299, [None, None, 19731, 236772]),
        (382, [200, 495, 1496, 1777]), (457, [1416, 1711, 1475]), (557, [256, 302, 281]),
        (659, [Decimal("23.5"), Decimal("19.7"), Decimal("23.8"), Decimal("21.5")]), (795, [0, 3, 7]),
        (928, [None, None, None]), (930, [1597, 1400, None]), (1040, [3, 6]), (1159, [9, 0]),
        (1161, [None, 12]),
        (1243, [14, None, None, 165]), (1336, [233, 454, 558]), (1385, [67, 74]), (1475, [None, 133]),
        (1615, [250, 300]), (1670, [121, 97, 91, 104]), (1783, [17, 25]), (1957, [16, 20]), (1967, [3, None]),
        (1966, [3, None]), (2148, [15, None]), (2204, [260]),
    ],
)  # fmt: skip
def test_des_lignes_d_indicateurs_de_fiche(releve: Releve, ligne: int, attendu: list) -> None:
    trouvees = [x for t in releve.tableaux() for x in t.lignes if x.lieu.ligne_fichier == ligne]
    assert [nombre(c.principal) for c in trouvees[-1].cellules] == attendu


def test_etats_des_cases_particulieres(releve: Releve) -> None:
    etats = {
        (x.lieu.ligne_fichier, i): c.etat
        for t in releve.tableaux()
        for x in t.lignes
        for i, c in enumerate(x.cellules)
    }
    assert etats[299, 0] == Etat.VIDE and etats[299, 1] == Etat.NON_CALCULABLE
    assert etats[1160, 1] == Etat.SANS_OBJET and etats[1967, 1] == Etat.SANS_OBJET
    assert etats[1966, 1] == Etat.EN_ATTENTE


def test_repartitions_cle_valeur_et_deux_operateurs(releve: Releve) -> None:
    genres = {(t.action, t.genre): t for t in releve.tableaux()}
    six_un = [t for t in releve.tableaux() if t.action == "6.1" and t.genre == "repartition"]
    assert [(len(t.lignes) - 1, sum(v[0] or 0 for v in valeurs(t).values())) for t in six_un] == [
        (7, 15),
        (8, 19),
    ]
    bilan = genres["5.2", "liste"]
    assert bilan.operateur == "Le Jardin moderne" and len(bilan.lignes) == 9
    assert valeurs(bilan)["Nombre de prescriptions bénéficiaires du RSA"] == [12]
    assert [t.operateur for t in releve.tableaux() if t.action == "8.3"] == ["Sport pour Tous", "Ufolep"]
    assert [c.operateur for c in genres["5.6", "fiche"].colonnes] == [
        "Association Presol",
        "Association Adie",
    ]
    territoires = [x.cellules[0].principal for x in genres["8.2", "liste"].lignes]
    assert sum(nombre(v) or 0 for v in territoires) == 100


def test_chaque_montant_du_tableau_des_credits_est_dans_le_releve(texte: list[str], releve: Releve) -> None:
    for numero in range(7, 45):
        cases = texte[numero - 1].replace("<b>", "").replace("</b>", "").split("\t")
        attendus = sorted(lu.valeur for c in cases[1:] if (lu := lire_montant(c)) is not None)
        attendus += [t.nombre.valeur for t in trouver_montants(cases[6])] if len(cases) > 6 else []
        lus = [v.nombre for v in releve.valeurs() if v.lieu.ligne_fichier == numero and v.nombre is not None]
        assert sorted(lus) == sorted(attendus), f"ligne {numero}"


def test_chaque_nombre_d_un_tableau_d_indicateurs_est_dans_le_releve(
    texte: list[str], releve: Releve
) -> None:
    lus: dict[int, str] = {}
    for tableau in releve.tableaux():
        for ligne in tableau.lignes:
            numero = ligne.lieu.ligne_fichier or 0
            reste = [
                ligne.groupe,
                ligne.mesure,
                ligne.libelle,
                ligne.commentaire,
                *(c.texte for c in ligne.cellules),
            ]
            lus[numero] = lus.get(numero, "") + " ".join(reste)
    for numero in lus:
        if "\t" not in texte[numero - 1] or "<ul" in texte[numero - 1] or "<p>" in texte[numero - 1]:
            continue
        for trouve in trouver_nombres(re.sub(r"<[^>]*>", "", texte[numero - 1].replace("\t", " ⇥ "))):
            assert trouve.texte in lus[numero], f"ligne {numero} : {trouve.texte}"


def test_rien_n_est_laisse_de_cote_en_silence(releve: Releve) -> None:
    assert [n.motif for n in releve.non_lus] == ["chiffre écrit dans le libellé, aucune valeur dans la ligne"]


def test_chaque_valeur_a_une_place_precise(releve: Releve) -> None:
    sans_place: list[Valeur] = [
        v for v in releve.valeurs() if not (v.lieu.tableau and v.lieu.ligne and v.lieu.ligne_fichier)
    ]
    assert sans_place == []


@pytest.mark.mesure
def test_le_rapport_se_lit_en_moins_d_une_seconde_de_calcul() -> None:
    octets = rapport_publie(NOM).read_bytes()
    durees = []
    for _ in range(3):
        debut = time.process_time()
        lire_document(octets, NOM)
        durees.append(time.process_time() - debut)
    assert min(durees) < 0.8
