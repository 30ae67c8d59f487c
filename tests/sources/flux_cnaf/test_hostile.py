"""L'entrée hostile : archives, encodages, entités, tailles."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from jalon.sources.flux_cnaf import limites
from jalon.sources.flux_cnaf.erreurs import FluxIllisible
from jalon.sources.flux_cnaf.lecture import lire_flux
from jalon.sources.flux_cnaf.ouverture import Bornes
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet
from tests.sources.flux_cnaf.fabrique import flux, foyer_complet, foyer_simple, lus

DEUX = [foyer_simple("00000000001"), foyer_complet("00000000002")]
CHEMINS = pytest.mark.parametrize("raccourci", [True, False])


def refus(octets: bytes, **options: object) -> FluxIllisible:
    with pytest.raises(FluxIllisible) as leve:
        lus(octets, **options)
    return leve.value


def en_zip(*contenus: bytes, methode: int = zipfile.ZIP_DEFLATED) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", methode) as archive:
        for rang, contenu in enumerate(contenus):
            archive.writestr(f"flux{rang}.RCV", contenu)
    return tampon.getvalue()


@pytest.mark.parametrize("nom", ["flux.RCV", "flux.xml", "flux.gz", "flux.zip"])
def test_un_chemin_clair_ou_comprime_donne_les_memes_foyers(nom: str, tmp_path: Path) -> None:
    clair = flux(DEUX)
    contenu = {"gz": gzip.compress, "zip": en_zip}.get(nom[-3:].lstrip("."), bytes)(clair)
    chemin = tmp_path / nom
    chemin.write_bytes(contenu)
    foyers = list(lire_flux(chemin))
    assert [foyer.donnees for foyer in foyers if isinstance(foyer, FoyerLu)] == DEUX


def test_un_chemin_absent_se_dit_simplement(tmp_path: Path) -> None:
    with pytest.raises(FluxIllisible, match="ne se lit pas"):
        list(lire_flux(tmp_path / "absent.xml"))


def test_un_fichier_vide_est_refuse() -> None:
    assert "vide" in str(refus(b""))


def test_un_zip_de_plusieurs_fichiers_est_refuse() -> None:
    assert "contient 2 fichiers" in str(refus(en_zip(flux(DEUX), flux(DEUX))))


def test_un_zip_vide_est_refuse() -> None:
    assert "contient 0 fichiers" in str(refus(en_zip()))


@pytest.mark.parametrize("comprimer", [gzip.compress, en_zip])
@pytest.mark.parametrize("part", [0.3, 0.8, 0.99])
def test_une_archive_coupee_est_refusee(comprimer: object, part: float) -> None:
    octets = comprimer(flux([foyer_complet(f"{n:011d}") for n in range(30)]))  # type: ignore[operator]
    assert "coupé" in str(refus(octets[: int(len(octets) * part)]))


@pytest.mark.parametrize("comprimer", [gzip.compress, en_zip])
def test_une_bombe_est_refusee(comprimer: object) -> None:
    texte = f"<InfosFoyerRSA><A>{' ' * 3_000_000}</A></InfosFoyerRSA>"
    octets = comprimer(flux([texte] * 3))  # type: ignore[operator]
    assert "démesurée" in str(refus(octets, bornes=Bornes(taux_des=1_000_000)))


def test_une_taille_demesuree_est_refusee() -> None:
    assert "dépasse" in str(refus(flux(DEUX * 50), bornes=Bornes(octets_max=100_000)))


@CHEMINS
def test_un_foyer_sans_fin_est_refuse(raccourci: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "OCTETS_FOYER_MAX", 100_000)
    monkeypatch.setattr(limites, "MORCEAU", 10_000)
    enorme = f"<InfosFoyerRSA>{'<A>b</A>' * 700_000}</InfosFoyerRSA>"
    assert "ne se termine pas" in str(refus(flux([enorme]), raccourci=raccourci))


@CHEMINS
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Racine [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Racine SYSTEM "http://exemple.invalid/x.dtd">',
        '<!-- <InfosFoyerRSA> --><!DOCTYPE Racine [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE lolz [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
        + "]>",
    ],
)
def test_une_entite_ou_un_type_de_document_est_refuse(doctype: str, raccourci: bool) -> None:
    octets = flux([foyer_simple(NOM="@@")]).replace(b"@@", b"&x;&m;")
    octets = octets.replace(b"<Racine>", doctype.encode() + b"\n<Racine>")
    erreur = refus(octets, raccourci=raccourci)
    assert "root:" not in str(erreur)
    assert "interdits par sécurité" in str(erreur) or "mal formé" in str(erreur)


@CHEMINS
def test_une_entite_dans_un_foyer_ne_se_resout_pas(raccourci: bool) -> None:
    octets = flux([foyer_simple(NOM="@@")]).replace(b"@@", b"&externe;")
    if raccourci:
        (rejet,) = lus(octets)
        assert isinstance(rejet, Rejet)
    else:
        assert "mal formé" in str(refus(octets, raccourci=False))


@CHEMINS
def test_une_declaration_fausse_se_voit(raccourci: bool) -> None:
    utf8 = flux(DEUX, encodage="UTF-8").replace(b'"UTF-8"', b'"windows-1252"')
    assert "écrits en UTF-8" in str(refus(utf8, raccourci=raccourci))
    windows = flux(DEUX, encodage="windows-1252").replace(b'"windows-1252"', b'"UTF-8"')
    erreur = refus(windows, raccourci=raccourci)
    assert "écrits en windows-1252" in str(erreur)
    assert erreur.ligne is not None and erreur.ligne > 1


@CHEMINS
def test_sans_declaration_l_encodage_s_essaie(raccourci: bool) -> None:
    octets = flux(DEUX, encodage="windows-1252").split(b"\n", 1)[1]
    assert [foyer.donnees for foyer in lus(octets, raccourci=raccourci)] == DEUX  # type: ignore[union-attr]


def test_un_caractere_hors_de_l_encodage_ne_rejette_que_son_dossier() -> None:
    octets = flux([DEUX[1], foyer_simple("00000000003", NOM="@@")]).replace(b"@@", b"A\x81B")
    bon, rejet = lus(octets)
    assert isinstance(bon, FoyerLu) and isinstance(rejet, Rejet)
    assert "windows-1252" in rejet.motif
    assert octets.splitlines()[rejet.ligne - 1].strip().startswith(b"<NOM>")


@pytest.mark.parametrize("encodage", ["EBCDIC-CP-FR", "UTF-7", "UTF-32"])
def test_un_encodage_non_admis_est_refuse(encodage: str) -> None:
    octets = flux([foyer_simple()]).replace(b"windows-1252", encodage.encode())
    assert f"l'encodage {encodage} n'est pas admis" in str(refus(octets))


def test_l_utf_16_est_refuse() -> None:
    assert "UTF-16" in str(refus(flux([foyer_simple()]).decode("cp1252").encode("utf-16")))


def test_la_marque_utf_8_et_la_fin_de_fichier_des_grands_systemes_sont_admises() -> None:
    octets = b"\xef\xbb\xbf" + flux(DEUX, encodage="UTF-8") + b"\x1a\x00\n"
    assert len(lus(octets)) == 2


def test_aucun_message_ne_porte_de_nom_ni_de_nir() -> None:
    casses = [
        flux([foyer_simple(NOM="SECRETNOM", DTNAI="SECRETNOM")]),
        flux([foyer_simple(NOM="SECRETNOM")]).replace(b"</NOM>", b"</SECRETNOM>"),
        flux([foyer_simple(NOM="SECRETNOM&SECRETNOM;")]).replace(b"&amp;", b"&"),
    ]
    for octets in casses:
        for lu in lus(octets):
            assert isinstance(lu, Rejet)
            assert "SECRET" not in lu.motif
            assert "290039912345678" not in lu.motif
        if b"DTNAI>SECRET" not in octets:
            assert "SECRET" not in str(refus(octets, raccourci=False))
