import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.socle.rendu.markdown import (
    ChiffreEcrit,
    Liste,
    codes_des_jetons,
    en_html,
    en_lignes,
    lire_markdown,
)


def test_le_sous_ensemble_devient_du_html():
    html = en_html(
        "Du **gras**, de l'*italique*, un [lien](https://exemple.fr/a?b=1&c=2).\n\n- un\n- deux\n  - trois"
    )
    assert "<strong>gras</strong>" in html and "<em>italique</em>" in html
    assert '<a href="https://exemple.fr/a?b=1&amp;c=2" rel="noopener noreferrer">lien</a>' in html
    assert "<ul><li>un</li><li><p>deux</p><ul><li>trois</li></ul></li></ul>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        '[x](https://e.fr/"onmouseover="alert(1))',
        "**<b onclick=x>**",
        "![x](https://e.fr/i.png)",
        "&lt;script&gt;",
        "[[chiffre:<script>]]",
    ],
)
def test_un_texte_hostile_reste_du_texte(hostile):
    html = en_html(hostile)
    assert "<script" not in html and "<img" not in html and "<b " not in html
    assert 'href="javascript' not in html and 'href="data' not in html and 'href="vbscript' not in html
    assert 'onmouseover="' not in html


@given(st.text(max_size=300))
def test_aucun_texte_ne_produit_de_balise_inattendue(texte):
    html = en_html(texte)
    for morceau in html.split("<")[1:]:
        nom = morceau.strip("/").split(">")[0].split()[0]
        assert nom in {"p", "ul", "ol", "li", "strong", "em", "a", "br", "span"}


def test_titres_et_code_ne_sont_pas_du_sous_ensemble():
    assert en_html("# Titre") == "<p># Titre</p>"
    assert en_html("`code`") == "<p>`code`</p>"


def test_un_jeton_devient_le_chiffre_et_son_lien():
    texte = "Suivis : [[chiffre:essai.suivis]] personnes."
    assert codes_des_jetons(texte) == ["essai.suivis"]
    html = en_html(texte, {"essai.suivis": ChiffreEcrit("1 475", "https://j.fr/provenance/chiffre/1/")})
    assert '<a href="https://j.fr/provenance/chiffre/1/" rel="noopener noreferrer">1 475</a>' in html


def test_un_jeton_inconnu_se_voit():
    assert "introuvable" in en_html("[[chiffre:rien]]", {})
    assert '<span class="jeton">[[chiffre:rien]]</span>' in en_html("[[chiffre:rien]]")


def test_les_caracteres_de_controle_disparaissent():
    assert en_html("a\x00b\u202ec\ud800") == "<p>abc</p>"


def test_une_liste_numerotee_garde_son_depart():
    (liste,) = lire_markdown("3. trois\n4. quatre")
    assert isinstance(liste, Liste) and liste.ordonnee and liste.debut == 3
    assert list(en_lignes((liste,))) == ["3. trois", "4. quatre"]
