"""La lecture sans arbre : prise quand la forme est simple, exacte, cédée à lxml sinon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.sources.flux_cnaf.analyse import analyser_tranche
from jalon.sources.flux_cnaf.elements import Dialecte
from jalon.sources.flux_cnaf.encodage import Encodage
from jalon.sources.flux_cnaf.rapide import lire_vite
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet, Tranche
from tests.sources.flux_cnaf.fabrique import en_xml, foyer_complet, foyer_simple

ENCODAGE = Encodage("cp1252", "windows-1252", sur=True)


def tranche(texte: str) -> Tranche:
    return Tranche(1, 1, 0, texte.encode("cp1252"), b"", "", "", ENCODAGE, Dialecte.VRSB)


def foyer(valeurs: dict[str, Any], retrait: str = " ") -> str:
    return f"<InfosFoyerRSA>\n{en_xml(valeurs, retrait)}</InfosFoyerRSA>"


def resultat(lu: FoyerLu | Rejet) -> Any:
    if isinstance(lu, Rejet):
        return lu.motif, lu.ligne
    return lu.donnees, lu.inconnus, lu.codes_inconnus


def pareil(texte: str) -> Any:
    """Ce que rendent les deux chemins, une fois vérifié qu'ils rendent la même chose, deux fois de suite."""
    attendu = resultat(analyser_tranche(tranche(texte), raccourci=False))
    for _ in range(2):
        assert resultat(analyser_tranche(tranche(texte))) == attendu
    return attendu


def est_simple(texte: str) -> bool:
    return lire_vite(texte.encode("cp1252"), ENCODAGE) is not None


@pytest.mark.parametrize(
    "ecrire",
    [
        lambda texte: texte,
        lambda texte: texte.replace("\n", "\r\n"),
        lambda texte: texte.replace("\n", "\n\n\t"),
        lambda texte: "".join(ligne.strip() for ligne in texte.splitlines()),
    ],
    ids=["en lignes", "fins de ligne de Windows", "lignes vides", "d'un seul tenant"],
)
def test_un_foyer_complet_se_lit_sans_arbre_quelle_que_soit_la_mise_en_page(
    ecrire: Callable[[str], str],
) -> None:
    texte = ecrire(foyer(foyer_complet()))
    assert est_simple(texte)
    assert pareil(texte)[0] == foyer_complet()


@pytest.mark.parametrize(
    "vide", ["<QUAL/>", "<QUAL></QUAL>", "<QUAL>   </QUAL>", "<RGNAI/>", "<RGNAI></RGNAI>"]
)
def test_un_champ_vide_de_toute_ecriture_ne_dit_rien(vide: str) -> None:
    texte = foyer(foyer_simple()).replace("<NOM>", f"{vide}<NOM>")
    assert est_simple(texte)
    assert pareil(texte) == (foyer_simple(), {}, {})


def test_un_code_inconnu_est_compte_a_chaque_fois() -> None:
    texte = foyer(foyer_simple(SEXE="9"))
    assert est_simple(texte)
    assert pareil(texte)[2] == {"SEXE": ["9"]}


@pytest.mark.parametrize("nom", ["A &amp; B", "L&apos;A", "A&quot;B", "A &amp;lt; B"])
def test_une_reference_courante_se_lit_sans_arbre(nom: str) -> None:
    texte = foyer(foyer_simple(NOM="@@")).replace("@@", nom)
    assert est_simple(texte)
    pareil(texte)


@pytest.mark.parametrize("nom", ["CŒUR", "L’ÉTÉ", "ÉLÈVE"])
def test_un_caractere_propre_a_windows_se_lit_sans_arbre(nom: str) -> None:
    texte = foyer(foyer_simple(NOM=nom))
    assert est_simple(texte)
    assert pareil(texte)[0] == foyer_simple(NOM=nom)


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("<NOM>", "<NOM a='1'>"),
        ("<NOM>", "<NOM>\N{NO-BREAK SPACE}"),
        ("</NOM>", "</NOM><NOM/>"),
        ("</NOM>", "</NOM><NOM>\n</NOM>"),
        ("<NOM>", "<NOM>A</NOM>B<NOM>"),
        ("<NOM>", "<NOM >"),
        ("<NOM>", "<NOM>&lt;"),
        ("<NOM>", "<NOM&gt;"),
        ("<NOM>", "<NOM>&#233;"),
        ("<NOM>", "<NOM>]]>"),
        ("<NOM>", "<NOM>\x01"),
        ("<NOM>", "<NOM>a\nb"),
        ("<NOM>", "texte<NOM>"),
        ("</NOM>", "</NOMNAI>"),
        ("</NOM>", "</NOM><NOM>DEUX</NOM>"),
        ("</NOM>", "<X/></NOM>"),
        ("</NOM>", "</NOM><INCONNU>1</INCONNU>"),
        ("</NOM>", "</NOM>queue"),
        ("<DTNAI>", "<DTNAI>x"),
        ("<Identification>", "<Identification/><Identification>"),
        ("<Identification>", "<Identification><!-- rien -->"),
        ("</Identification>", ""),
        ("</InfosFoyerRSA>", "</InfosFoyerRSA>\n<A/>"),
    ],
)
def test_toute_autre_forme_est_laissee_a_l_analyseur(avant: str, apres: str) -> None:
    texte = foyer(foyer_simple()).replace(avant, apres)
    assert not est_simple(texte)
    pareil(texte)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_un_foyer_abime_au_hasard_rend_la_meme_chose_par_les_deux_chemins(donnees: st.DataObject) -> None:
    texte = foyer(foyer_simple(personnes=2))
    for _ in range(donnees.draw(st.integers(1, 3))):
        place = donnees.draw(st.integers(0, len(texte)))
        longueur = donnees.draw(st.integers(0, 12))
        morceaux = [
            "",
            "<",
            ">",
            "/",
            "&",
            "&amp;",
            "\n",
            "\r\n",
            " ",
            "a",
            "<NOM>",
            "</NOM>",
            "<NOM/>",
            "]]>",
            "é",
        ]
        texte = texte[:place] + donnees.draw(st.sampled_from(morceaux)) + texte[place + longueur :]
    pareil(texte)
