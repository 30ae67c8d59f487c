"""Les deux rapports publiés : ce qu'un auditeur y trouve, et rien sur leur copie corrigée."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.rapport import Anomalie, Certitude, Gravite, Rapport
from jalon.sources.documents.lecture import lire_document
from tests.pilotage.controles.corrections import CALPAE, PDI, corriger

DOCUMENTS = Path(__file__).resolve().parents[4] / "shared" / "documents"
NOM_CALPAE = "ille-et-vilaine-rapport-calpae-2022.txt"
NOM_PDI = "cotes-d-armor-bilan-pdi-2023.txt"


def texte(nom: str) -> str:
    chemin = DOCUMENTS / nom
    if not chemin.exists():
        pytest.skip(f"document {nom} absent de ../shared/documents : contrôle sur pièce réelle non joué")
    return chemin.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def calpae() -> Rapport:
    return controler(lire_document(texte(NOM_CALPAE).encode(), NOM_CALPAE))


@pytest.fixture(scope="module")
def pdi() -> Rapport:
    return controler(lire_document(texte(NOM_PDI).encode(), NOM_PDI))


def trouver(rapport: Rapport, regle: str, objet: str, *nombres: str | int) -> Anomalie:
    """L'anomalie de cette règle, sur cet objet, qui cite tous ces nombres."""
    voulus = {Decimal(str(n)) for n in nombres}
    for anomalie in rapport.anomalies:
        cites = {v.valeur for v in anomalie.valeurs}
        if anomalie.regle == regle and objet in anomalie.objet and voulus <= cites:
            return anomalie
    raise AssertionError(f"{regle} sur « {objet} » {nombres} : pas d'anomalie")


CERTAINES = [
    ("credits.execute_vide", "Action 5.1", (319380, 253380)),
    ("credits.total", "Sous-total 4 et 5", ("297219.39", "86775.39", 189380)),
    ("credits.recettes", "Sous-total 4 et 5", ("869737.39", "297219.39", 593582)),
    ("credits.emploi", "Sous-total 4 et 5", ("869737.39", 453582, "350155.39")),
    ("credits.emploi", "mesures socles", ("1599606.39", 1156782)),
    ("credits.emploi", "TOTAL", ("1897106.39", 1454282, "376824.39")),
    ("credits.valorisation_sans_action", "Action 5.5", (32000, 0)),
    ("budget.parts_execute", "Fiche 6.1", (169000, 69000, 90000)),
    ("operateurs.montants", "Action 3.2", (10000, 20000)),
    ("operateurs.tableau", "Action 3.2", (10000, 5000, 40000)),
    ("annexe.fiche", "rendez-vous d'accompagnement", (764, 1095)),
    ("annexe.fiche", "2 semaines", (109, 150)),
    ("indicateurs.periode_partie", "« Nombre de nouveaux entrants »", (6948, 5015)),
    ("indicateurs.periode_partie", "1 mois", (1691, 1183)),
    ("indicateurs.periode_partie", "rendez-vous d'accompagnement", (1053, 614)),
    ("indicateurs.periode_partie", "2 semaines", (177, 113)),
    ("indicateurs.periode_partie", "1ers contacts", (1053, 614)),
    ("indicateurs.periode_partie", "2 mois", (492, 281)),
]
AUTRES = [
    ("budget.report_absent", "Fiche 6.1", (21000,)),
    ("budget.date_arret", "Fiche 3.2", ()),
    ("operateurs.tableau_plafond", "Action 4.1", (106000, 82000)),
    ("operateurs.absents_fiche", "Action 8.2", ()),
    ("operateurs.absents_tableau", "Action 8.3", (45000,)),
    ("operateurs.noms", "Action 5.1", ()),
    ("operateurs.noms", "Action 7.1", ()),
    ("contreparties.tableau", "Action 3.2, Action 8.5", (40000, 20000)),
    ("contreparties.fiches", "Fiche 5.4, Fiche 7.1", (157500, 256218)),
    ("contreparties.libelle", "Action 5.4", ()),
    ("annexe.decalage", "Nombre de structures (hors", (23, 70, 106, 172)),
    ("annexe.decalage", "des CD uniquement", (61, 70, 106, 172)),
    ("annexe.decalage", "au sein des autres structures", (236772,)),
    ("annexe.fiche", "accompagnées par un référent", (3359, 1126, 1711)),
    ("annexe.fiche", "accompagnées par un référent", (3186, 1507, 1475)),
    ("annexe.fiche", "des CD uniquement", (61, 65)),
    ("annexe.vide", "garantie d'activité", (565, 580)),
    ("annexe.libelle", "HEOL", ()),
    ("annexe.mesure", "dans les 2 mois", ()),
    ("annexe.mot", "1ers contacts", ()),
    ("indicateurs.recopie", "1ers contacts", (764, 1053, 614)),
    ("indicateurs.recopie", "Fiche 4.1", (614,)),
    ("indicateurs.autre_periode", "Fiche 1.1", (166, 122)),
    ("indicateurs.extrapolation", "Fiche 2.1", (236772, 19731)),
    ("indicateurs.extrapolation", "Annexe 9", (98655, 19731)),
    ("indicateurs.part_recopiee", "Fiche 6.2", (44,)),
    ("indicateurs.sans_valeur", "Fiche 5.3", ()),
    ("indicateurs.sans_valeur", "Fiche 8.5, « Achat de 10 tablettes", ()),
    ("indicateurs.sans_valeur", "Fiche 8.5, « Nombre de CISP", ()),
    ("indicateurs.sans_valeur", "Fiche 8.5, « Achats de 20 ordinateurs", ()),
    ("indicateurs.libelle_nombre", "Fiche 8.5", (20, 15)),
    ("indicateurs.interrompu", "CNFPT", ()),
    ("indicateurs.interrompu", "financement spécifique", ()),
    ("indicateurs.bornes", "Annexe 9", ()),
    ("indicateurs.unites", "Fiche 5.7", ()),
    ("indicateurs.unites", "Fiche 5.9", ()),
    ("indicateurs.date_future", "Fiche 8.3", ()),
    ("prose.autre_sens", "Fiche 5.1", (667,)),
    ("prose.meme_chose", "Fiche 5.7", (83, 69)),
    ("prose.operateur", "Fiche 8.1", (5000, 7500)),
    ("prose.liste", "Fiche 8.2", ()),
    ("prose.liste_indicateur", "Fiche 8.2", (20, 8)),
    ("prose.groupe_maximum", "Fiche 6.1", (133, 8, 15)),
    ("prose.sous_parties", "Fiche 5.2", (21, 3, 4, 13)),
    ("prose.effectif", "Fiche 8.2", (26, 25)),
    ("prose.motif", "Fiche 8.4", (138, 103)),
    ("prose.cumul", "Fiche 3.1", (90, 1496, 1777)),
    ("prose.nouveaux", "Fiche 2.1", (4, 2)),
    ("prose.diplomes", "Fiche 8.3", (4, 6)),
    ("pourcentages.evolution", "Fiche 1.1", (75, 1325, 2329)),
    ("pourcentages.fraction", "Fiche 1.1", (166,)),
    ("pourcentages.repartition_phrase", "Fiche 3.1", (14, 38, 28, 19)),
    ("titres.numero", "Fiche 8.4", ()),
    ("titres.faute", "Action 6.2", ()),
    ("titres.mot", "Action 8.6", ()),
    ("titres.mesure", "Référé", ()),
    ("titres.numero_ecriture", "Fiche 1-1", ()),
    ("titres.section", "Fiche 4.1", ()),
    ("titres.section", "Fiche 5.7", ()),
    ("structure.futur_passe", "Fiche 6.1", ()),
    ("structure.date_rapport", "Date du rapport", ()),
    ("structure.bornes_inversees", "Fiche 8.3", ()),
    ("structure.numeros", "Fiche 4.1", ()),
    ("structure.numeros", "Fiche 5.6", ()),
    ("structure.numeros", "Fiche 8.6", ()),
    ("structure.lettres", "Fiche 8.3", ()),
    ("structure.date_debut", "Fiche 8.2", ()),
    ("structure.duree", "Fiche 8.3", ()),
    ("structure.fourchette", "Fiche 8.3", ()),
    ("structure.date_ponctuelle", "Fiche 8.6", ()),
    ("structure.sans_indicateur", "Fiche 8.4", (45000,)),
]
DU_PDI = [
    ("pourcentages.recalcul", "Fiche 3", ("39.3", 142, 362)),
    ("pourcentages.recalcul", "Fiche 5", ("39.3", 142, 362)),
    ("pourcentages.sans_second", "Fiche 3", ()),
    ("pourcentages.sans_second", "Fiche 5", ()),
    ("prose.groupes", "Fiche 17", (17, 7, 8)),
    ("prose.pilotes", "Fiche 28", (8, 5)),
    ("indicateurs.pendant", "Fiche 29", (5, 6)),
    ("titres.avancement", "Fiche 18", ()),
    ("titres.axe", "1", ()),
    ("titres.numero_ecriture", "Objectif 1.2", ()),
    ("titres.publics", "Fiche 12", ()),
    ("structure.tableau_joint", "Fiche 20", ()),
    ("structure.section_decalee", "Fiche 28", ()),
    ("structure.etat", "Fiche 24", ()),
]


@pytest.mark.parametrize(("regle", "objet", "nombres"), CERTAINES)
def test_les_fautes_certaines_du_calpae(
    calpae: Rapport, regle: str, objet: str, nombres: tuple[str | int, ...]
) -> None:
    anomalie = trouver(calpae, regle, objet, *nombres)
    assert (anomalie.gravite, anomalie.certitude) == (Gravite.ERREUR, Certitude.CERTAINE)
    assert all(v.lieu.ligne_fichier for v in anomalie.valeurs)


def test_aucune_autre_erreur_dans_le_calpae(calpae: Rapport) -> None:
    assert len(calpae.erreurs) == len(CERTAINES)


@pytest.mark.parametrize(("regle", "objet", "nombres"), AUTRES)
def test_le_reste_de_l_inventaire_du_calpae(
    calpae: Rapport, regle: str, objet: str, nombres: tuple[str | int, ...]
) -> None:
    assert trouver(calpae, regle, objet, *nombres).gravite is not Gravite.ERREUR


@pytest.mark.parametrize(("regle", "objet", "nombres"), DU_PDI)
def test_l_inventaire_du_pdi(pdi: Rapport, regle: str, objet: str, nombres: tuple[str | int, ...]) -> None:
    assert trouver(pdi, regle, objet, *nombres)


def test_l_ecart_du_sous_total_est_explique(calpae: Rapport) -> None:
    anomalie = trouver(calpae, "credits.total", "Sous-total 4 et 5", "297219.39")
    assert anomalie.ecart == Decimal("21064.00")
    assert "report entrant de l'action « Accompagnement et accueil des jeunes majeurs »" in anomalie.piste


def test_la_case_vide_est_expliquee_par_la_fiche(calpae: Rapport) -> None:
    anomalie = trouver(calpae, "credits.execute_vide", "Action 5.1")
    assert anomalie.ecart == Decimal(-66000)
    assert "66\u00a0000,00\u00a0€, la part État exécutée de la fiche 5.1" in anomalie.piste


def test_la_mauvaise_addition_est_expliquee(calpae: Rapport) -> None:
    anomalie = trouver(calpae, "annexe.fiche", "accompagnées par un référent", 3186)
    assert "1\u00a0711 + 1\u00a0475" in anomalie.piste


@pytest.mark.parametrize(("nom", "corrections"), [(NOM_CALPAE, CALPAE), (NOM_PDI, PDI)])
def test_la_copie_corrigee_ne_donne_aucune_anomalie(
    nom: str, corrections: tuple[tuple[str, str, str], ...]
) -> None:
    rapport = controler(lire_document(corriger(texte(nom), corrections).encode(), nom))
    assert [(a.regle, a.objet, a.message) for a in rapport.anomalies] == []
    assert rapport.controles > 100


@pytest.mark.parametrize(
    ("nom", "corrections", "faute", "regle", "objet"),
    [
        (NOM_CALPAE, CALPAE, ("identifié 12 créateurs", "12", "13"), "prose.operateur_indicateur", "5.6"),
        (NOM_CALPAE, CALPAE, ("10 situations difficile", "10 situations", "14 situations"),
         "indicateurs.detail", "8.1"),
        (NOM_CALPAE, CALPAE, ("soit près de 52%", "52%", "62%"), "pourcentages.detail", "8.1"),
        (NOM_CALPAE, CALPAE, ("4 en CFA, soit 31%", "31%", "32%"), "pourcentages.detail", "8.1"),
        (NOM_CALPAE, CALPAE, ("Sport pour Tous : 6 jeunes", "– 4 ont", "– 5 ont"), "prose.diplomes", "8.3"),
        (NOM_PDI, PDI, ("*formation 8,8 %", " 8,8 %", ""), "pourcentages.sans_second", "Fiche 3"),
    ],
)  # fmt: skip
def test_une_faute_remise_dans_la_copie_corrigee_est_vue(
    nom: str,
    corrections: tuple[tuple[str, str, str], ...],
    faute: tuple[str, str, str],
    regle: str,
    objet: str,
) -> None:
    fautif = corriger(texte(nom), (*corrections, faute))
    assert trouver(controler(lire_document(fautif.encode(), nom)), regle, objet)
