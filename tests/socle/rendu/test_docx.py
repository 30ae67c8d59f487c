import io
import zipfile

import pytest
from docx import Document as lire_docx
from docx.oxml.ns import qn

from jalon.socle.rendu.docx import en_docx
from tests.socle.rendu.exemple import document


@pytest.fixture(scope="module")
def octets() -> bytes:
    return en_docx(document())


@pytest.fixture(scope="module")
def docx(octets):
    return lire_docx(io.BytesIO(octets))


def test_de_vrais_styles(docx):
    styles = {p.text: p.style.name for p in docx.paragraphs}
    assert styles["Première partie"] == "Heading 1" and styles["Tableau"] == "Heading 2"
    assert styles["un"] == "List Bullet" and styles["Crédits"] == "Caption"
    assert styles["Rapport d'essai"] == "Title"


def test_le_tableau_repete_son_en_tete(docx):
    (tableau,) = docx.tables
    assert [c.text for c in tableau.rows[0].cells] == ["Action", "Reçu", "Dépensé", "Reste"]
    assert tableau.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert tableau.rows[2].cells[0].text == "=1+1"
    assert tableau.rows[1].cells[0].text == tableau.rows[1].cells[3].text == "Axe 1"


def test_les_sections_changent_d_orientation(docx):
    assert [s.page_width > s.page_height for s in docx.sections] == [False, True, False]


def test_l_image_a_un_texte_de_remplacement_et_le_pied_sa_page(docx, octets):
    (image,) = docx.inline_shapes
    assert "sur 10" in image._inline.docPr.get("descr")
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        pieds = [archive.read(n).decode() for n in archive.namelist() if "footer" in n and n.endswith(".xml")]
    assert any('w:instr="PAGE"' in pied for pied in pieds)


def test_langue_titre_et_support_modifiable(docx):
    assert docx.core_properties.title == "Rapport d'essai" and docx.core_properties.language == "fr-FR"
    textes = [p.text for p in docx.paragraphs]
    assert "Pour modifier." in textes and "Pour le papier." not in textes


def test_un_texte_hostile_n_abime_pas_le_document():
    relu = lire_docx(io.BytesIO(en_docx(document("<w:p>&x;\x00\x0b]]> \ud800 fin"))))
    assert any("<w:p>&x;]]>" in p.text for p in relu.paragraphs)
