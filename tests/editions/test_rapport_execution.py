from decimal import Decimal

import pytest

from jalon.editions.services import (
    ECRIVAINS,
    FORMATS,
    EditionImpossible,
    editer,
    editer_formats,
    editer_octets,
)
from jalon.pilotage.bilans.models import SectionFiche
from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.controles.services import accorder_dispense
from jalon.pilotage.finances.models import Credit, Depense
from jalon.pilotage.finances.selectors import tableau_credits
from jalon.pilotage.programmes.models import PlaceAction
from jalon.sources.documents.lecture import lire_document
from tests.editions.lectures import budgets, chiffres, credits, liens_pdf, signets_pdf, texte_pdf
from tests.fabriques import ExerciceFabrique, MentionFabrique, ProgrammeFabrique, programme_garni

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercice():
    exercice = programme_garni(6)
    exercice.date_arret = exercice.fin_credits
    exercice.save()
    return exercice


def octets(exercice, format_: str) -> bytes:
    return editer_octets("rapport-execution", exercice.programme, exercice, format_)


def test_le_pdf_a_tout_ce_que_le_rapport_promet(exercice):
    pdf = octets(exercice, "pdf")
    signets = signets_pdf(pdf)
    assert signets[:2] == ["Présentation", "Tableau des crédits"]
    assert signets[-1] == "Annexe des anomalies et des dispenses"
    texte = texte_pdf(pdf)
    for attendu in ("1 250,50 €", "900,25 €", "350,25 €", "7 503,00 €", "Budget global", "non renseigné"):
        assert attendu in texte, attendu


def test_chaque_montant_du_pdf_mene_a_sa_provenance(exercice, monkeypatch):
    monkeypatch.setenv("JALON_URL", "https://jalon.exemple/")
    liens = set(liens_pdf(octets(exercice, "pdf")))
    assert all(lien.startswith("https://jalon.exemple/provenance/") for lien in liens)
    for credit in Credit.objects.filter(exercice=exercice):
        assert f"https://jalon.exemple/provenance/credit/{credit.pk}/" in liens
    tableau = tableau_credits(exercice.programme, exercice)
    reste = tableau.total.recettes.cible.partition(":")[2]
    assert f"https://jalon.exemple/provenance/derive/{reste}/" in liens


def test_vide_zero_en_attente_et_sans_objet_ne_se_confondent_pas(exercice):
    depenses = list(Depense.objects.filter(exercice=exercice).order_by("pk")[:4])
    cas = (
        (None, "non_renseigne"),
        (Decimal("0.00"), "renseigne"),
        (None, "en_attente"),
        (None, "sans_objet"),
    )
    for depense, (montant, statut) in zip(depenses, cas, strict=True):
        depense.montant, depense.statut = montant, statut
        depense.save()
    texte = texte_pdf(octets(exercice, "pdf"))
    for attendu in ("non renseigné", "0,00 €", "en attente", "sans objet", "(partiel)"):
        assert attendu in texte, attendu
    relu = lire_document(octets(exercice, "xlsx"), "rapport.xlsx")
    etats = [ligne.montants["execute"].etat.value for ligne in relu.credits if ligne.code]
    assert sorted(etats) == ["en_attente", "lu", "lu", "lu", "sans_objet", "vide"]


@pytest.mark.parametrize("format_", ["docx", "xlsx", "ods"])
def test_ce_qui_s_imprime_se_relit(exercice, format_):
    relu = lire_document(octets(exercice, format_), f"rapport.{format_}")
    tableau = tableau_credits(exercice.programme, exercice)
    lus = credits(relu)
    for ligne in tableau.lignes():
        assert lus[ligne.numero] == {
            "valorisation": ligne.contrepartie.montant,
            "report_entrant": ligne.report_entrant.montant,
            "participation": ligne.participation.montant,
            "recettes": ligne.recettes.montant,
            "execute": ligne.execute.montant,
            "report_sortant": ligne.solde.montant,
        }
    assert lus["TOTAL"]["recettes"] == Decimal("7503.00")
    assert relu.modele == "calpae" and relu.exercice == "2022"
    assert sum(chiffres(relu).values()) == 6 * 2 * 2
    lus_budgets = budgets(relu)
    for ligne in tableau.lignes():
        assert lus_budgets[(ligne.numero, "prevu", "dont_reports")] == Decimal("250.50")
        assert lus_budgets[(ligne.numero, "execute", "total")] == Decimal("1900.25")
        assert lus_budgets[(ligne.numero, "execute", "report_sortant")] == Decimal("350.25")


def test_une_anomalie_dispensee_est_imprimee_avec_son_motif(exercice, systeme):
    credit = Credit.objects.filter(exercice=exercice).first()
    place = PlaceAction.objects.get(action=credit.action)
    MentionFabrique(
        exercice=exercice, action=credit.action, cle="ligne", role="recettes", nombre=Decimal("9999.00"),
        decimales=2, lieu={"tableau": "Crédits", "ligne": f"Action {place.numero}", "colonne": "Recettes"},
    )  # fmt: skip
    anomalies = rapport_controle(exercice.programme, exercice).anomalies
    assert anomalies, "des recettes imprimées qui ne sont pas la somme de leurs parts sont une anomalie"
    texte = texte_pdf(octets(exercice, "pdf"))
    assert "9 999,00" in texte and "Dispenses (" not in texte
    for anomalie in anomalies:
        accorder_dispense(
            exercice=exercice,
            regle=anomalie.regle,
            cle=anomalie.cle,
            titre=anomalie.titre,
            motif="Avance accordée par le comité.",
            acteur=systeme,
        )
    texte = texte_pdf(octets(exercice, "pdf"))
    assert "Avance accordée par le comité." in texte and f"Dispenses ({len(anomalies)})" in texte


def test_le_markdown_hostile_d_une_section_s_imprime_tel_quel(exercice):
    section = SectionFiche.objects.filter(fiche__exercice=exercice).first()
    section.texte = '<script>alert(1)</script> #panic("x") **gras** =1+1 [x](javascript:alert(1))'
    section.save()
    texte = texte_pdf(octets(exercice, "pdf"))
    assert "<script>alert(1)</script>" in texte and '#panic("x")' in texte
    assert not any("javascript" in lien for lien in liens_pdf(octets(exercice, "pdf")))


def test_un_jeton_imprime_le_chiffre_de_la_fiche(exercice):
    from jalon.pilotage.programmes.models import SerieAction

    section = SectionFiche.objects.filter(fiche__exercice=exercice).first()
    lien = SerieAction.objects.filter(action=section.fiche.action).first()
    section.texte = f"Ce sont [[chiffre:{lien.serie.indicateur.code}]] personnes suivies."
    section.save()
    assert "Ce sont 12 personnes suivies." in texte_pdf(octets(exercice, "pdf"))


def test_editer_ecrit_un_fichier_par_format(exercice, tmp_path):
    chemins = editer(
        "rapport-execution", exercice.programme, exercice, formats=FORMATS, dossier=tmp_path / "d"
    )
    assert [c.suffix for c in chemins] == [".pdf", ".docx", ".xlsx", ".ods"]
    assert sorted(tmp_path.joinpath("d").iterdir()) == sorted(chemins)
    assert chemins[0].read_bytes().startswith(b"%PDF") and chemins[0].stem.endswith("2022-rapport-execution")


def test_un_programme_sans_action_s_imprime(tmp_path):
    exercice = ExerciceFabrique(programme=ProgrammeFabrique())
    for format_ in FORMATS:
        assert octets(exercice, format_)


def test_les_demandes_impossibles_le_disent(exercice):
    with pytest.raises(EditionImpossible, match="Choix : rapport-execution, bilan-pdi"):
        editer_octets("inconnu", exercice.programme, exercice, "pdf")
    with pytest.raises(EditionImpossible, match="pdf, docx, xlsx, ods"):
        editer_octets("rapport-execution", exercice.programme, exercice, "odt")
    with pytest.raises(EditionImpossible, match="n'est pas un exercice"):
        editer_octets("rapport-execution", ProgrammeFabrique(), exercice, "pdf")


def test_le_nombre_de_requetes_ne_depend_pas_des_actions(django_assert_max_num_queries):
    from jalon.editions.rapport_execution import rassembler

    exercice = programme_garni(12)
    with django_assert_max_num_queries(90):
        rassembler(exercice.programme, exercice)


def test_hors_de_son_perimetre_rien_ne_s_imprime(exercice, creer_compte, en_tant_que):
    from jalon.socle.acces.enums import Role

    ailleurs = creer_compte(Role.CHARGEE_MISSION, departement="99")
    with en_tant_que(ailleurs):
        texte = texte_pdf(octets(exercice, "pdf"))
    assert "1 250,50 €" not in texte and "Action d'essai" not in texte


def test_plusieurs_formats_ensemble_valent_chacun_seul(exercice):
    ensemble = editer_formats("rapport-execution", exercice.programme, exercice, FORMATS)
    assert list(ensemble) == list(FORMATS)
    assert texte_pdf(ensemble["pdf"]) == texte_pdf(octets(exercice, "pdf"))
    relus = [lire_document(ensemble[f], f"rapport.{f}") for f in ("docx", "xlsx", "ods")]
    assert all(chiffres(r) == chiffres(relus[0]) and credits(r) == credits(relus[0]) for r in relus)


def test_une_panne_du_pdf_arrete_tous_les_formats(exercice, monkeypatch):
    def panne(document):
        raise EditionImpossible("plus de police")

    monkeypatch.setitem(ECRIVAINS, "pdf", panne)
    with pytest.raises(EditionImpossible, match="plus de police"):
        editer_formats("rapport-execution", exercice.programme, exercice, ("docx", "pdf"))
