"""Ce qui a été décidé dans Jalon revient au logiciel d'origine, à ses identifiants, sans NIR ni formule."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from django.utils import timezone

from jalon.parcours.personnes.services import fusionner_personnes, noter_contact
from jalon.parcours.personnes.suivis import confier_personne
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.organisations.models import Organisation
from jalon.sources.extraits.rendu import RENDUS, neutre, rendre_decisions
from jalon.sources.extraits.systemes import code_nature, systemes
from jalon.sources.tableurs.natures import nature
from tests.parcours.personnes.departement import charger, fichiers, reglages
from tests.sources.extraits.feuilles import extrait, personne, reprendre
from tests.sources.france_travail.lignes import adultes_au_nir, identite

JOUR = date(2025, 1, 31)


def lire(chemin):
    with chemin.open(encoding="utf-8-sig", newline="") as fichier:
        return list(csv.reader(fichier, delimiter=";"))


@pytest.mark.django_db
def test_ce_qui_est_decide_dans_jalon_est_rendu(tmp_path, systeme):
    charger([fichier.chemin for fichier in fichiers(reglages(12), tmp_path / "caf")], systeme)
    un, autre, inconnu = adultes_au_nir(3)
    (tmp_path / "e").mkdir()
    chemin = extrait(
        tmp_path / "e", JOUR, Personnes=[personne("S1", un, "0601020304"), personne("S2", autre)]
    )
    reprendre(chemin, JOUR, systeme)
    aujourd_hui = timezone.localdate()
    with contexte_compte(systeme):
        for membre in (un, inconnu):
            noter_contact(
                personne=membre.personne,
                nature="telephone",
                valeur="+33699999999",
                source="J",
                acteur=systeme,
            )
        structure = Organisation.objects.create(nom="=SOMME(A1)")
        confier_personne(personne=autre.personne_id, organisation=structure, acteur=systeme)
        fusionner_personnes(gardee=un.personne, absorbee=autre.personne, acteur=systeme)
        comptes = rendre_decisions("solis", aujourd_hui, tmp_path / "rendu")
    assert comptes == {"contacts": 2, "referents": 2, "rapprochements": 1, "sans_identifiant": 1}
    jour = aujourd_hui.isoformat()
    assert lire(tmp_path / "rendu/contacts.csv") == [
        ["personne", "nature", "valeur", "a_compter_du", "jusqu_au"],
        ["S1", "telephone", "'+33699999999", jour, ""],
        ["S2", "telephone", "'+33699999999", jour, ""],
    ]
    assert lire(tmp_path / "rendu/referents.csv")[1] == ["S1", "'=SOMME(A1)", "", jour, ""]
    assert lire(tmp_path / "rendu/rapprochements.csv")[1:] == [["S1", "S2", "reunies", jour]]
    ecrits = "".join(fichier.read_text("utf-8-sig") for fichier in (tmp_path / "rendu").iterdir())
    for membre in (un, autre, inconnu):
        assert identite(membre).nir not in ecrits and identite(membre).nom not in ecrits
    assert "0601020304" not in ecrits
    decrites = {(ligne[0], ligne[2]) for ligne in lire(tmp_path / "rendu/dictionnaire.csv")[1:]}
    for fichier in ("contacts.csv", "referents.csv", "rapprochements.csv"):
        assert {(fichier, colonne) for colonne in lire(tmp_path / "rendu" / fichier)[0]} <= decrites
    with contexte_compte(systeme), pytest.raises(FileExistsError):
        rendre_decisions("solis", aujourd_hui, tmp_path / "rendu")
    with contexte_compte(systeme):
        demain = rendre_decisions("solis", aujourd_hui + timedelta(days=1), tmp_path / "demain")
    assert set(demain.values()) == {0}


@pytest.mark.parametrize("debut", "=+-@\t\r")
def test_une_formule_est_neutralisee(debut):
    assert neutre(f"{debut}1") == f"'{debut}1"


def test_les_correspondances_toutes_pretes_ne_nomment_que_des_champs_qui_existent():
    assert {"solis", "iodas", "webrsa", "generique"} <= set(systemes())
    for logiciel in systemes().values():
        for genre, colonnes in logiciel.colonnes.items():
            connue = nature(code_nature(genre))
            assert set(colonnes) <= set(connue.champs), (logiciel.code, genre)
            assert len(set(colonnes.values())) == len(colonnes)
    assert all(rendu.colonnes for rendu in RENDUS.values())
