"""Le rapport rendu : JSON du contrat, texte lisible, dispenses, clés stables."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.rapport import Anomalie, Certitude, Dispense, Gravite
from jalon.pilotage.controles.regles import lire_regles
from jalon.pilotage.controles.releve import Etat, Lieu, NonLu, Releve, Role, Valeur
from tests.pilotage.controles.exemples_montants import BON
from tests.pilotage.controles.fabrique import credits, indicateur, ligne, releve, tableau, texte

CLES = {"regle", "gravite", "certitude", "titre", "message", "objet", "valeurs", "ecart", "piste"}
JOUR = date(2026, 11, 22)


def _fautif(execute: int = 6) -> Releve:
    return credits(ligne("1.1", **BON | {"exe": execute}), document="essai.txt")


def _au_texte(releve_: Releve) -> str:
    return controler(releve_).en_texte().replace("\u00a0", " ")


def test_le_json_a_les_cles_du_contrat() -> None:
    fautif = _fautif()
    fautif.non_lus = [NonLu("??", "illisible", Lieu("tableau", "ligne"))]
    rendu = json.loads(json.dumps(controler(fautif).en_json()))
    assert set(rendu) == {"document", "chiffres_lus", "controles", "non_lus", "anomalies"}
    assert rendu["document"] == "essai.txt" and rendu["chiffres_lus"] == 6 and rendu["controles"] > 0
    assert rendu["non_lus"][0]["motif"] == "illisible"
    (anomalie,) = rendu["anomalies"]
    assert set(anomalie) == CLES
    assert anomalie["ecart"] == 1 and isinstance(anomalie["ecart"], int)
    assert {"libelle", "valeur", "ou"} == set(anomalie["valeurs"][0])
    assert anomalie["valeurs"][0]["valeur"] == 10
    assert "tableau « tableau d'essai »" in anomalie["valeurs"][0]["ou"]


def test_les_centimes_restent_des_nombres() -> None:
    cas = credits(ligne("1.1", **BON | {"rec": "10.39"}))
    (anomalie, *_) = controler(cas).en_json()["anomalies"]
    assert anomalie["ecart"] == pytest.approx(0.39)


def test_une_case_absente_n_est_ni_un_succes_ni_une_faute() -> None:
    rapport = controler(credits(ligne("1.1", rec=10)))
    assert rapport.anomalies == [] or all(a.regle == "credits.execute_vide" for a in rapport.anomalies)
    assert rapport.non_applicables > 0


def test_un_releve_vide_ne_fait_rien() -> None:
    rapport = controler(releve())
    assert (rapport.anomalies, rapport.controles, rapport.chiffres_lus) == ([], 0, 0)


def test_zero_n_est_pas_vide() -> None:
    """Exécuté à zéro et tout reporté : rien à redire ; exécuté vide : une faute."""
    zero = {"entrant": 0, "part": 10, "rec": 10, "exe": 0, "sort": 10}
    assert controler(credits(ligne("1.1", **zero))).anomalies == []
    vide = zero | {"exe": None, "sort": 4}
    assert [a.regle for a in controler(credits(ligne("1.1", **vide))).anomalies] == ["credits.execute_vide"]


def test_une_dispense_met_l_anomalie_a_part_et_le_dit() -> None:
    (anomalie,) = controler(_fautif()).anomalies
    dispense = Dispense(anomalie.cle, "avance de trésorerie", "C. Martin", JOUR)
    rapport = controler(_fautif(), dispenses=[dispense], jour=JOUR)
    assert rapport.anomalies == [] and rapport.dispensees == [(anomalie, dispense)]
    assert "avance de trésorerie (C. Martin, 22/11/2026)" in rapport.en_texte()


def test_une_dispense_echue_ne_couvre_plus() -> None:
    (anomalie,) = controler(_fautif()).anomalies
    echue = Dispense(anomalie.cle, "motif", "C. Martin", JOUR, jusqu_au=date(2026, 11, 21))
    assert controler(_fautif(), dispenses=[echue], jour=JOUR).anomalies == [anomalie]


def test_la_cle_survit_a_un_changement_de_valeur_et_de_ligne() -> None:
    (avant,) = controler(_fautif(6)).anomalies
    autre = _fautif(5)
    montants = autre.credits[0].montants
    for role, valeur in montants.items():
        montants[role] = replace(valeur, lieu=replace(valeur.lieu, ligne_fichier=99))
    (apres,) = controler(autre).anomalies
    assert avant.cle == apres.cle and avant.message != apres.message


def test_les_cibles_de_la_base_suivent_l_anomalie() -> None:
    fautif = _fautif()
    montants = fautif.credits[0].montants
    valeur = montants[Role.EXECUTE]
    montants[Role.EXECUTE] = replace(valeur, lieu=replace(valeur.lieu, cible="depense:42"))
    (anomalie,) = controler(fautif).anomalies
    assert anomalie.cibles == ("depense:42",)
    assert "cible" not in json.dumps(anomalie.en_json())


def test_le_texte_dit_les_deux_valeurs_leurs_places_et_l_ecart() -> None:
    texte = _au_texte(_fautif())
    assert "6 chiffres lus" in texte and "Erreurs certaines (1)" in texte
    assert "les recettes (10,00 €) ne font pas exécuté plus report sortant (9,00 €) : écart 1,00 €" in texte
    assert "recettes, Action 1.1 : 10,00 € — tableau d'essai / 1.1 rec / ligne 1" in texte


def test_le_texte_regroupe_les_ecarts_egaux() -> None:
    deux = credits(ligne("1.1", **BON | {"exe": 5007}), ligne("1.2", **BON | {"exe": 5007}))
    assert "Un même écart de 5 000,00 €" in _au_texte(deux)


def test_une_erreur_est_toujours_certaine() -> None:
    with pytest.raises(ValueError, match="seule une anomalie certaine"):
        Anomalie("r", "f", Gravite.ERREUR, Certitude.PROBABLE, "t", "m", "o")


REGLE = """
[[regle]]
code = "{code}"
titre = "Titre"
famille = "Famille"
portee = "credit_parite"
operateur = "au_moins"
gravite = "{gravite}"
certitude = "probable"
message = "m"
"""


def test_le_catalogue_refuse_une_erreur_incertaine_et_un_code_en_double() -> None:
    with pytest.raises(ValueError, match="doit être certaine"):
        lire_regles(REGLE.format(code="a", gravite="erreur"))
    with pytest.raises(ValueError, match="en double : a"):
        lire_regles(REGLE.format(code="a", gravite="information") * 2)


def test_un_indicateur_en_attente_ou_sans_objet_ne_compte_pas_comme_zero() -> None:
    attente = indicateur("Jeunes", 12, None)
    attente.cellules[1] = replace_etat(attente.cellules[1], Etat.EN_ATTENTE)
    cas = releve(annexes=[tableau((2021, 2022), attente, genre="annexe", action="")])
    assert controler(cas).anomalies == []


def replace_etat(cellule, etat: Etat):  # type: ignore[no-untyped-def]
    return replace(cellule, etat=etat, texte="en attente")


def test_un_taux_sur_un_nombre_absurde_ne_fait_pas_tomber_le_controle() -> None:
    enorme = "9" * 40
    assert controler(texte(f"- 3 sorties dont {enorme} (39,3 %) positives")).controles > 0


def test_les_valeurs_negatives_et_enormes_passent() -> None:
    lieu = Lieu("t", "l", "c")
    enorme = Valeur("9" * 30, lieu, nombre=Decimal("9" * 30), unite="€")
    cas = credits(ligne("1.1", **BON))
    cas.credits[0].montants[Role.RECETTES] = enorme
    cas.credits[0].montants[Role.EXECUTE] = Valeur("-5", lieu, nombre=Decimal(-5), unite="€")
    assert {a.regle for a in controler(cas).anomalies} >= {"credits.recettes", "credits.emploi"}
