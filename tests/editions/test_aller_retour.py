"""Les deux rapports publiés : lus, écrits dans la base, imprimés, relus. Les mêmes chiffres en sortent."""

import pytest

from jalon.editions.services import editer_formats
from jalon.pilotage.finances.selectors import tableau_credits
from jalon.pilotage.programmes.models import Exercice
from jalon.sources.documents.lecture import lire_document
from jalon.sources.documents.services import deposer_document, ecrire_lecture
from tests.editions.lectures import budgets, chiffres, credits

pytestmark = pytest.mark.django_db
RELUS = ("docx", "xlsx", "ods")
LIGNE_DEDOUBLEE = "8.4"  # sa fiche parle de la ligne 8.4bis du tableau : la base garde les deux


def reprendre(chemin, code, systeme) -> Exercice:
    lecture = deposer_document(
        nom=chemin.name, contenu=chemin.read_bytes(), code_programme=code, acteur=systeme
    )
    ecrire_lecture(lecture=lecture, acteur=systeme)
    return Exercice.objects.select_related("programme__modele").get(programme__code=code)


def test_le_rapport_calpae_imprime_se_relit(documents_reels, systeme):
    source = documents_reels / "ille-et-vilaine-rapport-calpae-2022.txt"
    exercice = reprendre(source, "calpae", systeme)
    origine = lire_document(source, source.name)
    tableau = tableau_credits(exercice.programme, exercice)
    imprimes = editer_formats("rapport-execution", exercice.programme, exercice, RELUS)
    for format_, octets in imprimes.items():
        relu = lire_document(octets, f"rapport.{format_}")
        lus = credits(relu)
        for ligne in tableau.lignes():
            if not ligne.numero:
                continue
            assert lus[ligne.numero].get("recettes") == ligne.recettes.montant, (format_, ligne.numero)
            assert lus[ligne.numero].get("execute") == ligne.execute.montant
            assert lus[ligne.numero].get("report_sortant") == ligne.solde.montant
        assert lus["TOTAL"]["recettes"] == tableau.total.recettes.montant
        assert chiffres(relu) == chiffres(origine), format_
        attendus = {
            c: v
            for c, v in budgets(origine).items()
            if c[2] in ("etat", "departement") and c[1] == "prevu" and c[0] != LIGNE_DEDOUBLEE
        }
        relus = budgets(relu)
        ecarts = {cle for cle, valeur in attendus.items() if relus.get(cle) != valeur}
        assert not ecarts, format_


def test_le_bilan_pdi_imprime_se_relit(documents_reels, systeme):
    source = documents_reels / "cotes-d-armor-bilan-pdi-2023.txt"
    exercice = reprendre(source, "pdi", systeme)
    origine = lire_document(source, source.name)
    for format_, octets in editer_formats("bilan-pdi", exercice.programme, exercice, RELUS).items():
        relu = lire_document(octets, f"bilan.{format_}")
        assert chiffres(relu) == chiffres(origine), format_
        assert [(li.code, li.etat, li.pilote) for li in relu.avancement] == [
            (li.code, li.etat, li.pilote) for li in origine.avancement
        ]
        assert [(f.code, f.objectif_code) for f in relu.fiches] == [
            (f.code, f.objectif_code) for f in origine.fiches
        ]
