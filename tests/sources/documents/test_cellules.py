"""Une case d'indicateur et ses chiffres : un essai par forme rencontrée."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.pilotage.controles.releve import Cellule, Etat, Lieu
from jalon.sources.documents.cellules import lire_cellule
from jalon.sources.documents.nettoyage import clair_case


def cellule(texte: str) -> Cellule:
    return lire_cellule(clair_case(texte), Lieu("T", "L", "C", 3), annee=2030)


def chiffres(texte: str) -> list[tuple[str, Decimal | None, str]]:
    return [(c.role, c.valeur.nombre, c.qualite) for c in cellule(texte).chiffres]


@pytest.mark.parametrize(
    ("texte", "etat"),
    [
        ("", Etat.VIDE),
        ("0", Etat.LU),
        ("6 494", Etat.LU),
        ("/", Etat.SANS_OBJET),
        ("-", Etat.SANS_OBJET),
        ("Sans objet", Etat.SANS_OBJET),
        ("(en attente)", Etat.EN_ATTENTE),
        ("ouverture prévue au 1er trimestre 2031", Etat.EN_ATTENTE),
        ("trop tôt pour conclure", Etat.EN_ATTENTE),
        ("Eléments non stabilisés", Etat.NON_CALCULABLE),
        ("n.c.", Etat.NON_CALCULABLE),
        ("Déploiement dans les collèges", Etat.TEXTE),
        ("Entre 130 et 150", Etat.TEXTE),
    ],
)
def test_vide_zero_sans_objet_attente_et_texte_sont_distincts(texte: str, etat: Etat) -> None:
    lue = cellule(texte)
    assert lue.etat == etat
    assert (lue.principal is None) == (etat != Etat.LU)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("47 publiques / 25 privées", [("composante", 47, "publiques"), ("composante", 25, "privées")]),
        ("9 validés 8 en cours", [("composante", 9, "validés"), ("composante", 8, "en cours")]),
        ("9 validés, 8 en cours", [("composante", 9, "validés"), ("composante", 8, "en cours")]),
        ("2 CQP 6 Bafa", [("composante", 2, "CQP"), ("composante", 6, "Bafa")]),
        (
            "104 = 67 (public) + 37 (privé)",
            [("principal", 104, ""), ("composante", 67, "public"), ("composante", 37, "privé")],
        ),
        (
            "234 (dont 153 entrées et 81 renouvellements)",
            [("principal", 234, ""), ("composante", 153, "entrées"), ("composante", 81, "renouvellements")],
        ),
        ("9 (enveloppe consommée)", [("principal", 9, "enveloppe consommée")]),
        ("PAC : 23 Ufopeps 10", [("composante", 23, "PAC"), ("composante", 10, "Ufopeps")]),
        (
            "PAQ : 8 PAC (long) : 4 Ufo peps : 10 2ème session",
            [("composante", 8, "PAQ"), ("composante", 4, "PAC (long)"), ("composante", 10, "Ufo peps")],
        ),
        ("1+1+2", [("composante", 1, ""), ("composante", 1, ""), ("composante", 2, "")]),
        ("Régime intermittent : 1", [("principal", 1, "Régime intermittent")]),
        (
            "<ul><li>• Ecoles (<b>44</b>)</li><li>• Crèches (environ <b>120</b>)</li></ul>",
            [("composante", 44, "Ecoles"), ("composante", 120, "Crèches")],
        ),
        (
            "67 ménages aidés Dont 38 orientés par A et 29 par B",
            [
                ("principal", 67, "ménages aidés"),
                ("composante", 38, "orientés par A et"),
                ("composante", 29, "par B"),
            ],
        ),
        (
            "16 (ceux déjà là début 22 et ceux entrés en sept)",
            [("principal", 16, "ceux déjà là début 22 et ceux entrés en sept")],
        ),
    ],
)
def test_une_cellule_composee_donne_chacun_de_ses_chiffres(texte: str, attendu: list) -> None:
    lus = [(role, n, q) for role, n, q in chiffres(texte)]
    propres = [(role, n, q.removesuffix(" et")) for role, n, q in lus]
    assert propres == [(role, Decimal(n), q.removesuffix(" et")) for role, n, q in attendu]


def test_un_chiffre_d_une_autre_annee_garde_son_annee() -> None:
    principal, autre = cellule("166 (122 en 2021)").chiffres
    assert (principal.role, principal.valeur.nombre) == ("principal", 166)
    assert (autre.role, autre.valeur.nombre) == ("autre_periode", 122)
    assert autre.periode is not None and autre.periode.debut.year == 2021


def test_contre_une_autre_annee_garde_l_unite() -> None:
    principal, autre = cellule("6 jours contre 19 en 2022").chiffres
    assert (principal.valeur.nombre, principal.valeur.unite) == (6, "jours")
    assert (autre.role, autre.valeur.nombre, autre.valeur.unite) == ("autre_periode", 19, "jours")


def test_les_sexes_et_les_entretiens_d_une_meme_case() -> None:
    assert chiffres("135 Jeunes (71F et 64H)  Correspondant à 298 entretiens") == [
        ("principal", 135, "Jeunes"),
        ("composante", 71, "F"),
        ("composante", 64, "H"),
        ("precision", 298, "entretiens"),
    ]


def test_le_pourcentage_entre_parentheses_precise_le_nombre_d_avant() -> None:
    assert chiffres("362 sorties dont 142 (39,3 %) positives (emploi 30,4 % / formation)") == [
        ("principal", 362, "sorties"),
        ("composante", 142, "positives"),
        ("precision", Decimal("39.3"), "positives"),
        ("composante", Decimal("30.4"), "emploi"),
    ]


@pytest.mark.parametrize(
    ("texte", "nombre", "unite", "decimales"),
    [
        ("23,5 jrs", "23.5", "jours", 1),
        ("3 Mois", "3", "mois", 0),
        ("100 %", "100", "%", 0),
        ("1,8 ETP", "1.8", "ETP", 1),
        ("21h00 de formation", "21", "heures", 0),
    ],
)
def test_l_unite_et_les_decimales_imprimees_restent(
    texte: str, nombre: str, unite: str, decimales: int
) -> None:
    valeur = cellule(texte).principal
    assert valeur is not None
    assert (valeur.nombre, valeur.unite, valeur.decimales) == (Decimal(nombre), unite, decimales)


def test_un_qualificatif_reste_avec_le_nombre() -> None:
    assert chiffres("19731 mensuel") == [("principal", 19731, "mensuel")]


def test_environ_et_plus_ou_moins_sont_des_approximations() -> None:
    assert [c.valeur.approche for c in cellule("+/-150 suivis individuels").chiffres] == [True]
    assert [c.valeur.approche for c in cellule("Entre 130 et 150").chiffres] == [True, True]
    assert [c.valeur.nombre for c in cellule("une quarantaine de personnes").chiffres] == [40]


@pytest.mark.parametrize(
    "texte",
    [
        "élèves de 3ème",
        "depuis 2021",
        "réunion du 13.11.23",
        "le 7 décembre",
        "étape 2",
        "phase 1",
        "Insertion22",
    ],
)
def test_dates_rangs_et_numeros_ne_sont_pas_des_chiffres(texte: str) -> None:
    assert cellule(texte).chiffres == []


def test_chaque_chiffre_sait_ou_il_est() -> None:
    assert all(c.valeur.lieu == Lieu("T", "L", "C", 3) for c in cellule("47 publiques / 25 privées").chiffres)


@given(st.text(alphabet="0123456789 ()/+=%,.-:dontetDF•\n éà", max_size=60))
def test_lire_une_cellule_n_echoue_jamais(texte: str) -> None:
    lue = lire_cellule(texte, Lieu())
    assert (lue.etat == Etat.VIDE) == (not texte.strip())


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_deux_parts_sont_toujours_lues(a: int, b: int) -> None:
    assert [c.valeur.nombre for c in cellule(f"{a} publiques / {b} privées").chiffres] == [a, b]


def test_plus_de_est_une_approximation_sauf_pour_un_age() -> None:
    ((role, nombre, qualite),) = chiffres("plus de 3000 personnes de moins de 26 ans")
    assert (role, nombre) == ("principal", 3000) and qualite.startswith("personnes")
    assert cellule("plus de 3000 personnes").chiffres[0].valeur.approche
