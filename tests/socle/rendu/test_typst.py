import io

import pytest
from pypdf import PdfReader

from jalon.socle.rendu import typst
from jalon.socle.rendu.glyphes import affichable, caracteres
from jalon.socle.rendu.typst import POLICES, RenduImpossible, en_pdf
from tests.socle.rendu.exemple import LIEN, document


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(io.BytesIO(en_pdf(document())))


def liens(lecteur: PdfReader) -> list[str]:
    annotations = [a.get_object() for page in lecteur.pages for a in page.get("/Annots", [])]
    return [a["/A"]["/URI"] for a in annotations if "/A" in a and "/URI" in a["/A"]]


def balises(lecteur: PdfReader) -> list[str]:
    """Noms des éléments de structure, dans l'ordre."""
    noms, a_voir = [], [lecteur.trailer["/Root"]["/StructTreeRoot"]]
    while a_voir:
        noeud = a_voir.pop().get_object()
        if not hasattr(noeud, "get"):
            continue
        if "/S" in noeud:
            noms.append(str(noeud["/S"]))
        enfants = noeud.get("/K", [])
        a_voir.extend(reversed(enfants if isinstance(enfants, list) else [enfants]))
    return noms


def test_le_pdf_se_dit_accessible(pdf):
    racine = pdf.trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"].value
    assert racine["/Lang"].startswith("fr")
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert "Rapport d'essai" in pdf.metadata.title
    assert b"pdfuaid:part" in racine["/Metadata"].get_object().get_data()


def test_le_pdf_a_signets_titres_et_en_tetes_de_tableau(pdf):
    signets = [s.title for s in pdf.outline if not isinstance(s, list)]
    assert signets == ["Première partie", "Seconde partie"]
    noms = balises(pdf)
    assert noms.count("/H1") >= 2 and "/H2" in noms
    assert noms.count("/TH") == 4 and "/Table" in noms and "/L" in noms


def test_l_image_a_un_texte_de_remplacement(pdf):
    a_voir, textes = [pdf.trailer["/Root"]["/StructTreeRoot"]], []
    while a_voir:
        noeud = a_voir.pop().get_object()
        if hasattr(noeud, "get"):
            textes.append(str(noeud.get("/Alt", "")))
            enfants = noeud.get("/K", [])
            a_voir.extend(enfants if isinstance(enfants, list) else [enfants])
    assert "Dépensé 4\xa0€ sur 10\xa0€." in textes


def test_chaque_montant_est_un_lien(pdf):
    assert liens(pdf).count(LIEN) >= 6


def test_les_pages_en_largeur_et_le_support_papier(pdf):
    largeurs = {round(p.mediabox.width) > round(p.mediabox.height) for p in pdf.pages}
    assert largeurs == {True, False}
    texte = "".join(p.extract_text() for p in pdf.pages)
    assert "Pour le papier." in texte and "Pour modifier." not in texte


def test_le_texte_n_est_jamais_du_balisage():
    hostile = '#panic("x") $x$ = titre \\ @ref <etiquette> #import "/etc/passwd" `x` _a_ *b*'
    texte = PdfReader(io.BytesIO(en_pdf(document(hostile)))).pages[2].extract_text()
    assert "#panic" in texte and "#import" in texte


def test_un_caractere_sans_dessin_ne_fait_pas_echouer():
    texte = PdfReader(io.BytesIO(en_pdf(document("Bravo 😀 — fin → là, ≥ 3")))).pages[2].extract_text()
    assert "Bravo" in texte and "là" in texte


def test_affichable_remplace_au_plus_proche():
    assert affichable("a → b ■", POLICES) == "a » b •"
    assert affichable("\U0001f600", POLICES) == "?"
    assert ord("é") in caracteres(POLICES) and ord("€") in caracteres(POLICES)


def test_des_polices_absentes_font_echouer(tmp_path):
    with pytest.raises(RenduImpossible, match="make statiques"):
        en_pdf(document(), polices=tmp_path)


def test_un_avertissement_fait_echouer(monkeypatch, tmp_path):
    gabarit = tmp_path / "document.typ"
    gabarit.write_text('#set document(title: "x")\n#set text(font: "Police Absente")\n= Titre\nun texte')
    monkeypatch.setattr(typst, "GABARIT", gabarit)
    monkeypatch.setattr(typst, "GABARITS", tmp_path)
    with pytest.raises(RenduImpossible, match="unknown font family"):
        en_pdf(document())
