"""Champs français, exports sans formule, différences lisibles, extraits de document."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from jalon.socle.rendu.classeur import neutraliser
from jalon.sources.documents.flux import Case, Rangee, Tableau, Texte
from jalon.web.actions.difference import difference
from jalon.web.exports import exporter
from jalon.web.formulaires import ChampDate, ChampMontant, ChampNombre, Formulaire
from jalon.web.provenance.extrait import extrait_de


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [("1 234,50 €", "1234.50"), ("0", "0"), ("1.234,50", "1234.50"), ("12\u00a0000", "12000"), ("-5", "-5")],
)
def test_un_montant_s_ecrit_a_la_francaise(ecrit: str, lu: str) -> None:
    assert ChampMontant().clean(ecrit) == Decimal(lu)


def test_vide_n_est_pas_zero() -> None:
    assert ChampNombre(required=False).clean("") is None
    assert ChampNombre(required=False).clean("0") == 0


def test_une_date_se_tape_au_clavier() -> None:
    assert str(ChampDate().clean("22/11/2026")) == "2026-11-22"


def test_les_erreurs_menent_aux_champs() -> None:
    class Essai(Formulaire):
        nom = forms.CharField(label="Nom")

    formulaire = Essai({})
    assert formulaire.erreurs_resumees() == [("id_nom", "Nom", "Ce champ est obligatoire.")]
    rendu = str(formulaire)
    assert (
        'href="#id_nom"' in rendu and 'aria-describedby="id_nom_error"' in rendu and "id_nom_error" in rendu
    )


@pytest.mark.parametrize("texte", ["=1+1", "+1", "-1", "@A1", "\t=1"])
def test_une_formule_reste_un_texte(texte: str) -> None:
    assert neutraliser(texte).startswith("'")
    contenu = exporter("essai", ["a"], [[texte]], "csv").content.decode("utf-8-sig")
    assert "'" in contenu.splitlines()[1]


@given(st.text(max_size=200), st.text(max_size=200))
def test_une_difference_redonne_les_deux_textes(avant: str, apres: str) -> None:
    morceaux = difference(avant, apres)
    assert "".join(m.texte for m in morceaux if m.sort != "ajoute") == avant
    assert "".join(m.texte for m in morceaux if m.sort != "ote") == apres


def rangee(ligne: int, *textes: str) -> Rangee:
    return Rangee(tuple(Case(texte) for texte in textes), ligne)


def test_l_extrait_retrouve_la_colonne_et_les_voisines() -> None:
    tableau = Tableau(
        [rangee(1, "Titre"), rangee(2, "Action", "Exécuté"), rangee(3, "A", "1"), rangee(4, "B", "2")]
    )
    extrait = extrait_de([tableau], {"ligne_fichier": 4, "ligne": "B", "colonne": "Exécuté"})
    assert extrait is not None and extrait.entetes == ("Action", "Exécuté")
    lue = next(ligne for ligne in extrait.lignes if ligne.lue)
    assert lue.textes[lue.colonne] == "2"


def test_l_extrait_d_une_phrase_est_la_phrase() -> None:
    extrait = extrait_de([Texte("Bonjour", "Bonjour", ligne=7)], {"ligne_fichier": 7})
    assert extrait is not None and extrait.passage == "Bonjour"
    assert extrait_de([Texte("Bonjour", "Bonjour", ligne=7)], {"ligne_fichier": 99}) is None
