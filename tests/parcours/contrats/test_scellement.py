"""Le contrat signé devient un PDF accessible, scellé, avec sa preuve ; le moindre octet changé se voit."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from pypdf import PdfReader

from jalon.parcours.contrats import services
from jalon.parcours.contrats.contenu import contenu_de, empreinte_de
from jalon.parcours.contrats.document.composition import composer_apercu
from jalon.parcours.contrats.document.preuve import NOM_PREUVE
from jalon.parcours.contrats.document.scellement import chemins, sceller, verifier
from jalon.parcours.contrats.enums import NaturePiece
from jalon.parcours.contrats.tasks import sceller_en_retard, sceller_un
from jalon.socle.acces.models import Compte
from jalon.socle.pieces.selectors import octets_de
from tests.parcours.contrats.fabriques import Equipe, a_signer, contrat_signe, empreinte, rediger

pytestmark = pytest.mark.django_db


@pytest.fixture
def scelle(equipe: Equipe) -> bytes:
    contrat = contrat_signe(equipe)
    sceller_un(contrat.pk)
    return octets_de(contrat.pieces.get(nature=NaturePiece.SCELLE).piece)


def test_le_contrat_scelle_est_intact_et_a_nous(scelle: bytes) -> None:
    assert verifier(scelle).valable


def test_un_octet_change_et_il_ne_vaut_plus(scelle: bytes) -> None:
    """Tout le long du fichier, et plus serré dans la place de la signature : jamais valable."""
    debut = scelle.index(b"/Contents <") if b"/Contents <" in scelle else scelle.index(b"/ByteRange")
    places = {*range(10, len(scelle), len(scelle) // 100), *range(debut, len(scelle), 97)}
    for place in sorted(places):
        abime = bytearray(scelle)
        abime[place] ^= 0x01
        assert not verifier(bytes(abime)).valable, f"octet {place}"


def test_ajouter_apres_le_scelle_se_voit(scelle: bytes) -> None:
    assert not verifier(scelle + b"\n% ajout\n").valable


def test_un_pdf_sans_scelle_ou_un_autre_fichier(equipe: Equipe) -> None:
    contrat = rediger(equipe)
    contenu = contenu_de(contrat)
    for octets in (composer_apercu(contrat, contenu, empreinte_de(contenu)), b"", b"bonjour"):
        resultat = verifier(octets)
        assert not resultat.scelle and not resultat.valable


def test_une_autre_cle_n_est_pas_la_notre(
    scelle: bytes, tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JALON_CLES", str(tmp_path / "cles.json"))
    resultat = verifier(scelle)
    assert resultat.intact and not resultat.de_cette_installation and not resultat.valable


def test_la_cle_est_a_son_seul_proprietaire() -> None:
    cle, _ = chemins()
    assert cle.stat().st_mode & 0o077 == 0
    cle.chmod(0o644)
    try:
        with pytest.raises(PermissionError, match="chmod 600"):
            sceller(b"%PDF-1.4", raison="essai")
    finally:
        cle.chmod(0o600)


def test_la_preuve_est_jointe_et_dit_qui_a_signe(scelle: bytes, equipe: Equipe) -> None:
    jointes = PdfReader(io.BytesIO(scelle)).attachments
    preuve = json.loads(jointes[NOM_PREUVE][0])
    assert {s["partie"]: s["mode"] for s in preuve["signatures"]} == {
        "organisme": "compte",
        "personne": "ecran",
    }
    assert preuve["empreinte_sha256"] == empreinte_de(preuve["contenu"])
    assert preuve["signatures"][0]["reference"] == "Arrêté 2025-01"


def test_le_document_dit_ses_clauses_et_reste_accessible(scelle: bytes, equipe: Equipe) -> None:
    lu = PdfReader(io.BytesIO(scelle))
    texte = "\n".join(page.extract_text() for page in lu.pages)
    for attendu in ("1.1", "1.2", "2.1", "Envoyer trois candidatures", "30/04/2025", "identité attestée"):
        assert attendu in texte
    assert lu.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert lu.trailer["/Root"]["/Lang"].startswith("fr")


def test_les_deux_types_ont_leurs_textes(equipe: Equipe) -> None:
    cer = rediger(equipe, le=date(2024, 11, 4))
    cer = services.soumettre_contrat(contrat=cer, acteur=equipe.referent, le=date(2024, 11, 4))
    contenu = contenu_de(cer)
    texte = PdfReader(io.BytesIO(composer_apercu(cer, contenu, empreinte(cer)))).pages[-1].extract_text()
    assert "L. 262-34 à L. 262-36" in texte.replace("\xa0", " ").replace("\n", " ")


def test_sceller_deux_fois_ne_change_rien(equipe: Equipe, systeme: Compte) -> None:
    contrat = contrat_signe(equipe)
    premiere = services.sceller_contrat(contrat=contrat, acteur=systeme)
    assert services.sceller_contrat(contrat=contrat, acteur=systeme) == premiere
    assert contrat.pieces.count() == 2


def test_un_passage_manque_se_rattrape(equipe: Equipe) -> None:
    contrat = contrat_signe(equipe)
    assert sceller_en_retard() == 1
    assert sceller_en_retard() == 0
    assert contrat.pieces.filter(nature=NaturePiece.SCELLE).count() == 1


def test_un_contrat_pas_signe_ne_se_scelle_pas(equipe: Equipe, systeme: Compte) -> None:
    assert services.sceller_contrat(contrat=a_signer(equipe), acteur=systeme) is None
