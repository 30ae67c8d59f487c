import io

import pytest
from docx import Document as lire_docx

from jalon.editions.services import editer_octets
from jalon.pilotage.bilans.models import FicheBilan
from jalon.pilotage.programmes.models import Thematique
from jalon.sources.documents.lecture import lire_document
from tests.editions.lectures import chiffres, signets_pdf, texte_pdf
from tests.fabriques import programme_garni

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercice():
    exercice = programme_garni(6, modele="pdi", annee=2023)
    fiche = FicheBilan.objects.filter(exercice=exercice).order_by("pk").first()
    fiche.etat = "non_lu"
    fiche.save()
    theme, _ = Thematique.objects.get_or_create(code="sante", defaults={"libelle": "Santé"})
    fiche.action.thematiques.add(theme)
    return exercice


def octets(exercice, format_: str) -> bytes:
    return editer_octets("bilan-pdi", exercice.programme, exercice, format_)


def test_le_pdf_montre_etats_legende_et_thematiques(exercice):
    pdf = octets(exercice, "pdf")
    texte = texte_pdf(pdf)
    assert "I - État d'avancement 2023" in signets_pdf(pdf)
    for attendu in (
        "non lu",
        "Action en cours",
        "Action questionnée",
        "Santé",
        "Réalisation 2023",
        "Perspectives 2024",
    ):
        assert attendu in texte, attendu


@pytest.mark.parametrize("format_", ["docx", "xlsx", "ods"])
def test_ce_qui_s_imprime_se_relit(exercice, format_):
    relu = lire_document(octets(exercice, format_), f"bilan.{format_}")
    assert relu.modele == "pdi" and relu.exercice == "2023"
    assert sorted(ligne.etat for ligne in relu.avancement) == ["en_cours"] * 5 + ["non_lu"]
    assert len(relu.fiches) == 6 and len(relu.avancement) == 6
    assert sum(chiffres(relu).values()) == 6 * 2 * 2
    assert [f.thematiques for f in relu.fiches if f.thematiques] == [["Santé"]]


def test_les_titres_du_docx_suivent_les_niveaux(exercice):
    docx = lire_docx(io.BytesIO(octets(exercice, "docx")))
    niveaux = [int(p.style.name[-1]) for p in docx.paragraphs if p.style.name.startswith("Heading")]
    assert niveaux[0] == 1 and all(b - a <= 1 for a, b in zip(niveaux, niveaux[1:], strict=False))
