"""Les lignes de budget d'une fiche."""

from decimal import Decimal

from jalon.pilotage.controles.releve import Budget, Etat
from tests.sources.documents.outils import fiche, nombre


def budgets(*lignes: str) -> tuple[Budget | None, Budget | None, list[str]]:
    releve = fiche("## 5. Budget\n\n" + "\n\n".join(lignes))
    lue = releve.fiches[0]
    return lue.budget_prevu, lue.budget_execute, [n.motif for n in releve.non_lus]


def prevu(*lignes: str) -> Budget:
    lu, _, non_lus = budgets("→Budget prévisionnel 2030", *lignes)
    assert lu is not None and non_lus == []
    return lu


def execute(*lignes: str) -> Budget:
    _, lu, non_lus = budgets("→ Budget exécuté au 30/06/2031", *lignes)
    assert lu is not None and non_lus == []
    return lu


def noms(budget: Budget) -> list[tuple[str, Decimal | None]]:
    return [(m.nom, m.valeur.nombre) for m in budget.operateurs_etat]


def test_parts_et_total_prevus() -> None:
    lu = prevu("*Part Etat = 80 000€*", "Part Département= 70 000,50€", "**Budget global**= 150 000,50 €")
    assert (nombre(lu.etat), nombre(lu.departement)) == (80000, Decimal("70000.50"))
    assert nombre(lu.total) == Decimal("150000.50")
    assert lu.libelle == "Budget prévisionnel 2030"
    assert lu.total is not None and lu.total.lieu.colonne == "Budget prévisionnel 2030"
    assert lu.total.lieu.ligne == "Budget global" and lu.total.lieu.ligne_fichier == 11


def test_dont_de_reports_sur_la_part_et_sur_le_total() -> None:
    lu = prevu(
        "Part Etat = 319 380 € dont 189 380 € de reports 2029",
        "Budget global= 180 000€ dont 90 000€ de reports",
    )
    assert (nombre(lu.etat), nombre(lu.dont_reports)) == (319380, 189380)
    assert (nombre(lu.total), nombre(lu.dont_reports_total)) == (180000, 90000)


def test_la_part_est_tout_entiere_un_report_meme_mal_orthographiee() -> None:
    lu = prevu("Par Etat = report crédits 2029 de 90 000€")
    assert (nombre(lu.etat), nombre(lu.dont_reports)) == (90000, 90000)
    lu = prevu("Part Etat = 45 000 € de reports de 2029")
    assert (nombre(lu.etat), nombre(lu.dont_reports)) == (45000, 45000)


def test_total_execute_seul_sur_sa_ligne_et_date_d_arret() -> None:
    lu = execute(
        "**220 500€**", "Dont part Etat : 82 000€ au titre de deux postes", "Dont part département : 138 500€"
    )
    assert (nombre(lu.total), nombre(lu.etat), nombre(lu.departement)) == (220500, 82000, 138500)
    assert lu.date_arret is not None
    assert (lu.date_arret.texte, lu.date_arret.etat) == ("30/06/2031", Etat.TEXTE)
    assert lu.libelle_etat == "au titre de deux postes"


def test_titre_de_budget_et_total_colles_sur_deux_lignes() -> None:
    _, lu, _ = budgets("→Budget exécuté au 30/06/2031  \n**220 500€**")
    assert lu is not None and nombre(lu.total) == 220500


def test_total_suivi_de_son_objet() -> None:
    lu = execute("36 000 € au titre de la participation versée à l'association Lumen")
    assert nombre(lu.total) == 36000 and lu.etat is None
    assert lu.libelle_total.startswith("au titre de la participation") and noms(lu) == [("Lumen", None)]


def test_reports_sur_l_annee_suivante() -> None:
    lu = execute("**0 €**", "**Reports sur 2031 :32 000€**")
    assert (nombre(lu.total), nombre(lu.report_sortant)) == (0, 32000)
    lu = execute(
        "10€", "**Reports part Etat sur 2031 sur la part financée par l'Etat : 253 380€** : marché retardé"
    )
    assert nombre(lu.report_sortant) == 253380


def test_operateurs_d_une_part_coupee_en_deux_paragraphes() -> None:
    lu = execute(
        "100 000€",
        (
            "Dont part Etat : 100 000€ au titre des participations versées "
            "aux associations : Pass 31 020€ ; Mission Locale du Pays de"
        ),
        "Fer 68 980€.",
        "Dont part Département : 0 €",
    )
    assert noms(lu) == [("Pass", 31020), ("Mission Locale du Pays de Fer", 68980)]
    assert nombre(lu.departement) == 0


def test_un_plus_hors_parentheses_s_ajoute_a_la_part() -> None:
    lu = execute(
        "107 500€", "Dont part Etat : 100 000€ pour deux postes + Subvention CAF de 7 500€ pour l'aide"
    )
    assert nombre(lu.etat) == 107500
    assert [n for _, n in noms(lu)] == [100000, 7500]


def test_un_plus_entre_parentheses_est_un_detail_de_la_part() -> None:
    lu = execute(
        "66 000€", "Dont part Etat : 66 000 € au titre du financement d'un poste + subvention COO (15 000€)"
    )
    assert nombre(lu.etat) == 66000 and noms(lu) == [("COO", 15000)]


def test_une_part_sans_montant_annonce_est_la_somme_de_ses_participations() -> None:
    lu = execute(
        "85 000€",
        (
            "Dont part Etat : participation de 45000€ versée à l'association "
            "UFO et une participation de 40000€ versée à l'association SPT"
        ),
    )
    assert nombre(lu.etat) == 85000 and noms(lu) == [("UFO", 45000), ("SPT", 40000)]


def test_une_ligne_de_budget_inconnue_est_signalee() -> None:
    _, _, motifs = budgets("→Budget prévisionnel 2030", "Part Etat = 10€", "Mécénat d'entreprise : 12 000 €")
    assert motifs == ["montant 12 000 € non rattaché au budget"]


def test_un_second_montant_dans_une_part_est_rattache_ou_signale() -> None:
    _, _, motifs = budgets("→Budget prévisionnel 2030", "Part Etat = 10€", "Part Etat = 12€")
    assert motifs == ["montant 10€ non rattaché au budget"]


def test_tiers_financeurs_sans_montant() -> None:
    releve = fiche(
        "## 3. Partenaires et co-financeurs\n\nFinanceurs : Lumen, Etat et le FSE\n\nPartenaires : CCAS\n\n"
        "## 5. Budget\n\n→Budget prévisionnel 2030\n\nPart Etat = 1€\n"
    )
    budget = releve.fiches[0].budget_prevu
    assert budget is not None
    assert [(t.nom, t.valeur.etat) for t in budget.tiers] == [("Lumen", Etat.VIDE), ("FSE", Etat.VIDE)]
