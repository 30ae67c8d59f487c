"""Le kit de conformité attrape chaque faute semée, n'en voit aucune ailleurs, et compare un autre système."""

from __future__ import annotations

import csv

import pytest
from click.testing import CliRunner
from django.db import connection

from jalon.cli import principale
from jalon.mesure.chiffres.calcul import calculer, demander, membres
from jalon.mesure.conformite import ARRETE, CLES, VALEURS, attendus, comparer, fautes
from jalon.mesure.evenements.lecture import lecture
from jalon.mesure.indicateurs.catalogue import catalogue, declaration
from jalon.mesure.indicateurs.enums import Situation
from jalon.mesure.indicateurs.moteurs import MoteurDuckdb
from tests.mesure.kit import TERRITOIRES
from tests.mesure.kit.fautes import FAUTES


@pytest.fixture
def copie(kit, entrepot):
    """La copie du kit, son moteur, et le pseudonyme de chaque personne."""
    with lecture() as curseur:
        memoire = entrepot.a_jour(curseur).cursor()
    with connection.cursor() as curseur:
        curseur.execute("SELECT pseudonyme, personne FROM mesure_pseudonymes(%s)", [list(kit.codes)])
        codes = {kit.codes[personne]: str(pseudonyme) for pseudonyme, personne in curseur.fetchall()}
    return memoire, MoteurDuckdb(memoire), codes


def _demande(attendu):
    coupe = {axe: TERRITOIRES.get(v, v) for axe, v in attendu.coupe.items()}
    demande = demander(
        declaration(attendu.indicateur), attendu.du, attendu.au, par=tuple(coupe), arrete_au=ARRETE
    )
    return demande, coupe


def _ligne(resultats, coupe):
    """Les cases d'un résultat, écrites comme dans `attendus.csv`."""
    lu = next((r for r in resultats if r.coupe == coupe), None)
    valeurs = {nom: getattr(lu, nom, None) for nom in VALEURS}
    return {nom: "" if valeur is None else str(valeur) for nom, valeur in valeurs.items()}


@pytest.mark.django_db
def test_le_kit_attrape_chaque_faute_et_aucune_autre(copie):
    memoire, moteur, codes = copie
    lignes = {attendu.cle: attendu for attendu in attendus()}
    justes = {}
    noms = {pseudonyme: code for code, pseudonyme in codes.items()}
    for cle, attendu in lignes.items():
        demande, coupe = _demande(attendu)
        comptes = membres(demande, moteur, situations=[Situation.COMPTE], coupe=coupe)
        justes[cle] = _ligne(calculer(demande, moteur), coupe) | {
            "comptes": " ".join(noms[str(m.personne)] for m in comptes)
        }
    assert comparer(justes) == []

    semees = fautes()
    assert {f.code for f in semees} == set(FAUTES) and len(semees) >= 40
    for semee in semees:
        demande, coupe = _demande(lignes[semee.cle])
        resultats = FAUTES[semee.code].resultats(demande, memoire, moteur, codes)
        fausse = _ligne(resultats, coupe)
        ecarts = {e.champ for e in comparer(justes | {semee.cle: fausse})}
        assert (fausse["valeur"], "valeur" in ecarts) == (semee.faux, True), semee
        assert semee.juste == lignes[semee.cle].valeurs["valeur"] != semee.faux, semee


def test_chaque_indicateur_est_compte_a_la_main():
    assert {d.code for d in catalogue()} == {attendu.indicateur for attendu in attendus()}


def test_un_autre_systeme_se_compare(tmp_path):
    lancer = CliRunner().invoke
    assert lancer(principale, ["conformite", "ecrire", str(tmp_path / "kit")]).exit_code == 0
    resultats = tmp_path / "kit" / "attendus.csv"
    juste = lancer(principale, ["conformite", "comparer", str(resultats)], standalone_mode=False)
    assert (juste.return_value, f"{len(attendus())} lignes justes" in juste.output) == (0, True)

    lignes = list(csv.DictReader(resultats.read_text().splitlines()))
    for ligne in lignes:
        if ligne["indicateur"] == "loi.orientes_6_semaines" and ligne["valeur"] == "50.00":
            ligne["valeur"] = "58,33"
    _ecrire(tmp_path / "autre.csv", lignes[:-1])
    autre = lancer(principale, ["conformite", "comparer", str(tmp_path / "autre.csv")], standalone_mode=False)
    assert autre.return_value == 1
    assert "attendu « 50.00 », lu « 58,33 »" in autre.output
    assert "faute connue F11" in autre.output
    assert "attendu « présente »" in autre.output
    assert f"{len(attendus()) - 2} lignes justes" in autre.output


@pytest.mark.parametrize(
    "contenu", ["", "indicateur,du,au\nx,1,2\n", "indicateur,du,au,coupe\na,b,c,\na,b,c,\n"]
)
def test_un_fichier_illisible_se_dit(tmp_path, contenu):
    (tmp_path / "faux.csv").write_text(contenu)
    rendu = CliRunner().invoke(principale, ["conformite", "comparer", str(tmp_path / "faux.csv")])
    assert rendu.exit_code == 1 and "n'est pas lisible" in rendu.output


def test_le_kit_ne_s_ecrit_pas_sur_un_autre(tmp_path):
    lancer = CliRunner().invoke
    lancer(principale, ["conformite", "ecrire", str(tmp_path)])
    assert lancer(principale, ["conformite", "ecrire", str(tmp_path)]).exit_code == 1


def _ecrire(chemin, lignes):
    with chemin.open("w", newline="") as sortie:
        ecrivain = csv.DictWriter(sortie, [*CLES, *VALEURS, "comptes"])
        ecrivain.writeheader()
        ecrivain.writerows(lignes)
