"""Entrées hostiles ou abîmées : un message en français, jamais une trace, jamais une lecture à moitié."""

import random
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from jalon.sources.documents import limites, ouverture
from jalon.sources.documents.lecture import DocumentIllisible, lire_document
from tests.sources.documents.outils import ENTETE_CREDITS, en_docx, en_ods, en_xlsx

CREDITS = f"{ENTETE_CREDITS}\nAction 1.1 - Été\t1 €\t\t\t2 €\t2 €\t\t2 €\t- €\n"
CELLULES: list[list[object]] = [list(ligne.split("\t")) for ligne in CREDITS.splitlines()]


def refus(octets: bytes, nom: str = "fichier.bin") -> str:
    with pytest.raises(DocumentIllisible) as erreur:
        lire_document(octets, nom)
    message = str(erreur.value)
    assert message.startswith(f"{nom} : ")
    return message


def archive(fichiers: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", compression) as zip_:
        for nom, contenu in fichiers.items():
            zip_.writestr(nom, contenu)
    return sortie.getvalue()


def remplacer(octets: bytes, nom: str, contenu: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(octets)) as zip_:
        fichiers = {n: zip_.read(n) for n in zip_.namelist()}
    return archive({**fichiers, nom: contenu})


@pytest.mark.parametrize(
    "encodage", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]
)
def test_l_encodage_du_texte_est_reconnu(encodage: str) -> None:
    assert lire_document(CREDITS.encode(encodage), "x.txt").credits[0].titre == "Été"


@pytest.mark.parametrize("fin", ["\r\n", "\r"])
def test_les_fins_de_ligne_ne_changent_pas_les_places(fin: str) -> None:
    ligne = lire_document(CREDITS.replace("\n", fin).encode(), "x.txt").credits[0]
    assert ligne.lieu.ligne_fichier == 2


@pytest.mark.parametrize("octets", [b"", b"   \n\t ", b"\xef\xbb\xbf"])
def test_vide(octets: bytes) -> None:
    assert "vide" in refus(octets) or "aucun tableau" in refus(octets)


def test_binaire() -> None:
    assert "texte lisible" in refus(random.Random(1).randbytes(5000))  # noqa: S311


def test_accents_abimes() -> None:
    abime = (
        CREDITS.replace("Été", "Été à réviser, créé, énoncé").encode().decode("cp1252", "replace").encode()
    )
    assert "mauvais encodage" in refus(abime)


def test_un_texte_sans_rien_de_reconnaissable() -> None:
    assert "aucun tableau" in refus("Une simple lettre.\n\nBien à vous.".encode())


@pytest.mark.parametrize(
    ("octets", "mot"),
    [(b"%PDF-1.7 ...", "PDF"), (b"{\\rtf1 x}", "RTF"), (b"PK\x05\x06" + b"\0" * 18, "vide")],
)
def test_formats_non_lus(octets: bytes, mot: str) -> None:
    assert mot in refus(octets)


def test_ancien_office_et_office_chiffre() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert "ancien format" in refus(ole)
    assert "mot de passe" in refus(ole + "EncryptedPackage".encode("utf-16-le"))


def test_ods_chiffre() -> None:
    manifeste = b'<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    assert "mot de passe" in refus(remplacer(en_ods(CELLULES), "META-INF/manifest.xml", manifeste))


@pytest.mark.parametrize(
    "fabrique", [lambda: en_docx([]), lambda: en_xlsx(CELLULES), lambda: en_ods(CELLULES)]
)
@pytest.mark.parametrize("part", [0.3, 0.7, 0.98])
def test_tronque(fabrique: object, part: float) -> None:
    octets = fabrique()  # type: ignore[operator]
    assert "tronqué ou abîmé" in refus(octets[: int(len(octets) * part)])


def test_archive_d_autre_chose() -> None:
    assert "ni un .docx" in refus(archive({"a.txt": b"x"}))


def test_trop_gros(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chemin = tmp_path / "gros.txt"
    with chemin.open("wb") as flux:
        flux.truncate(limites.OCTETS_MAX + 1)
    with pytest.raises(DocumentIllisible, match="pèse 100 Mo"):
        lire_document(chemin)
    monkeypatch.setattr(ouverture, "OCTETS_MAX", 10)
    assert "Mo admis" in refus(b"x" * 11)


def test_fichier_absent(tmp_path: Path) -> None:
    with pytest.raises(DocumentIllisible, match="ne s'ouvre pas"):
        lire_document(tmp_path / "absent.txt")


def test_bombe_zip_refusee_sans_etre_decompressee() -> None:
    bombe = archive({"word/document.xml": b"\0" * (limites.RATIO_DES + 1)})
    debut = time.perf_counter()
    assert "démesurée" in refus(bombe, "bombe.docx")
    assert time.perf_counter() - debut < 1


def test_bombe_de_nombreux_fichiers() -> None:
    assert "démesurée" in refus(archive({f"{i}.xml": b"" for i in range(limites.FICHIERS_ARCHIVE_MAX + 1)}))


def test_taille_annoncee_mensongere() -> None:
    octets = bytearray(archive({"word/document.xml": b"<a>" + b" " * 50_000 + b"</a>"}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        debut = octets.find(signature)
        octets[debut + place : debut + place + 4] = (10).to_bytes(4, "little")
    assert "abîmé" in refus(bytes(octets)) or "démesurée" in refus(bytes(octets))


@pytest.mark.parametrize(
    ("nom", "fabrique"),
    [
        ("word/document.xml", lambda: en_docx([])),
        ("xl/workbook.xml", lambda: en_xlsx(CELLULES)),
        ("content.xml", lambda: en_ods(CELLULES)),
    ],
)
def test_entites_xml_refusees(nom: str, fabrique: object) -> None:
    piege = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert "entités XML" in refus(remplacer(fabrique(), nom, piege))  # type: ignore[operator]


def test_docx_au_xml_casse() -> None:
    assert "abîmé" in refus(remplacer(en_docx([]), "word/document.xml", b"<w:document>"))


def test_des_milliers_de_colonnes() -> None:
    assert "colonnes" in refus(("\t".join(str(i) for i in range(5000)) + "\n").encode())
    assert "colonnes" in refus(en_xlsx([[i for i in range(5000)]]))


def test_html_dans_une_case_est_neutralise() -> None:
    piege = CREDITS.replace(
        "Été",
        "<b>Été</b> <script>alert(1)</script><img src=x onerror=alert(2)> &lt;script&gt;a&lt;/script&gt;",
    )
    titre = lire_document(piege.encode(), "x.txt").credits[0].titre
    assert "<" not in titre and "alert" not in titre and titre.startswith("Été")


def test_une_formule_n_est_que_sa_valeur() -> None:
    octets = en_xlsx(CELLULES)
    with zipfile.ZipFile(BytesIO(octets)) as zip_:
        feuille = zip_.read("xl/worksheets/sheet1.xml")
    formule = feuille.replace(b"</row></sheetData>", b'<c r="J2"><f>1+1</f><v>2</v></c></row></sheetData>')
    releve = lire_document(remplacer(octets, "xl/worksheets/sheet1.xml", formule), "x.xlsx")
    assert [n.texte for n in releve.non_lus] == ["2"]


@pytest.mark.parametrize("graine", range(30))
def test_un_octet_change_au_hasard_ne_fait_jamais_tomber(graine: int) -> None:
    hasard = random.Random(graine)  # noqa: S311
    fabriques = (
        lambda: en_docx([]),
        lambda: en_xlsx(CELLULES),
        lambda: en_ods(CELLULES),
        lambda: CREDITS.encode(),
    )
    octets = bytearray(fabriques[graine % 4]())
    for _ in range(5):
        octets[hasard.randrange(len(octets))] = hasard.randrange(256)
    try:
        lire_document(bytes(octets), "x")
    except DocumentIllisible as erreur:
        assert str(erreur).startswith("x : ")


def test_une_case_demesuree_est_refusee() -> None:
    message = refus(CREDITS.replace("Été", "x" * (limites.CARACTERES_MAX + 1)).encode(), "x.txt")
    assert "caractères" in message


def test_un_texte_sans_commune_mesure_avec_un_rapport(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ouverture, "CARACTERES_DOCUMENT_MAX", 100)
    assert "ce n'est pas un rapport" in refus(CREDITS.encode(), "x.txt")


@pytest.mark.parametrize(
    "motif", ["1 ", "(", "*", "**a ", "<a ", "<li>1", "1/", "1+", "1€ et ", "5 = ", "9", "12h", "."]
)
def test_une_case_piegee_se_lit_en_un_temps_borne(motif: str) -> None:
    piege = (motif * limites.CARACTERES_ANALYSES_MAX)[: limites.CARACTERES_ANALYSES_MAX - 10]
    texte = (
        f"{CREDITS.replace('Été', piege)}\n# Action 1.1 : A\n\n## 5. Budget\n\nPart Etat = 3€ {piege}\n\n"
        f"## 6. Indicateurs\n\nNom\tIndicateurs\t2030\na\tb\t{piege}\n\n- {piege}\n"
    )
    debut = time.process_time()
    lire_document(texte.encode(), "x.txt")
    assert time.process_time() - debut < 5
