"""La démonstration : les chiffres publiés, des récits nouveaux, un compte par rôle, deux fois sans rien
changer."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password

from jalon.demonstration.comptes import COMPTES, creer_comptes, tirer_mot_de_passe
from jalon.demonstration.programmes import DONNEES, charger_programmes
from jalon.pilotage.bilans.models import SectionFiche
from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.releve import Releve
from jalon.pilotage.programmes.models import Programme
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.acces.selectors import roles_de
from jalon.sources.documents.lecture import lire_document
from tests.sources.reprise import charger_departements, chiffres_de, compter_evenements

PUBLIES = {
    "calpae.txt": "ille-et-vilaine-rapport-calpae-2022.txt",
    "pdi.txt": "cotes-d-armor-bilan-pdi-2023.txt",
}
MOTS_DE_SUITE = 12


@pytest.mark.django_db
def test_charger_deux_fois_ne_change_rien(systeme: Compte) -> None:
    charger_departements()
    premiers = charger_programmes(acteur=systeme)
    avant = compter_evenements()
    seconds = charger_programmes(acteur=systeme)
    assert [c.nouveau for c in premiers] == [True, True]
    assert [c.nouveau for c in seconds] == [False, False]
    assert compter_evenements() == avant
    assert {(c.programme.code, c.exercice.code) for c in seconds} == {
        ("calpae-35", "2022"),
        ("pdi-22", "2023"),
    }
    assert not SectionFiche.objects.filter(illustration=False).exists()


@pytest.mark.django_db
def test_un_compte_par_role_qui_voit_ce_quil_doit(systeme: Compte) -> None:
    charger_departements()
    programmes = [c.programme for c in charger_programmes(acteur=systeme)]
    for _ in range(2):
        comptes, mot_de_passe = creer_comptes(programmes, acteur=systeme)
    assert {c.role for c in comptes} == set(Role) == {role for _, _, role in COMPTES}
    for demonstration in comptes:
        assert demonstration.courriel.endswith("@demo.invalid")
        compte = Compte.objects.get(courriel=demonstration.courriel)
        assert compte.check_password(mot_de_passe)
        assert demonstration.role in roles_de(compte)
    dossiers = len(ROLES_DOSSIERS) + 1  # et le délégué à la protection des données
    attendues = 4 * len(programmes) + 1 + 1 + dossiers
    assert Habilitation.objects.filter(compte__courriel__endswith="@demo.invalid").count() == attendues
    assert Programme.objects.count() == 2


def test_le_mot_de_passe_tire_suit_la_regle() -> None:
    tires = {tirer_mot_de_passe() for _ in range(50)}
    assert len(tires) == 50
    for mot_de_passe in tires:
        validate_password(mot_de_passe)


@pytest.mark.parametrize("fichier", PUBLIES)
def test_les_montants_et_les_anomalies_sont_ceux_publies(fichier: str, documents_reels: Path) -> None:
    demonstration, publie = _releves(fichier, documents_reels)
    notres, leurs = chiffres_de(demonstration), chiffres_de(publie)
    exacts = {cle: valeur for cle, valeur in leurs.items() if cle.startswith(("credits", "budget", "annexe"))}
    assert {cle: _nombres(notres.get(cle, [])) for cle in exacts} == {
        cle: _nombres(valeur) for cle, valeur in exacts.items()
    }
    chiffrees = {cle for cle, valeur in leurs.items() if _nombres(valeur)}
    assert len(chiffrees & set(notres)) > 0.9 * len(chiffrees), "trop de lignes chiffrées manquent"
    perdues = _regles(publie) - _regles(demonstration)
    assert not perdues, f"anomalies publiées que la démonstration ne montre plus : {perdues}"


@pytest.mark.parametrize("fichier", PUBLIES)
def test_aucun_recit_nest_recopie(fichier: str, documents_reels: Path) -> None:
    demonstration, _ = _releves(fichier, documents_reels)
    publie = _mots((documents_reels / PUBLIES[fichier]).read_text())
    suites = {tuple(publie[i : i + MOTS_DE_SUITE]) for i in range(len(publie) - MOTS_DE_SUITE + 1)}
    recopies = []
    for fiche in demonstration.fiches:
        for section in fiche.sections:
            if section.type.value in ("budget", "indicateurs", "partenaires"):
                continue
            for ligne in section.texte.splitlines():
                mots = _mots(ligne)
                recopies += [
                    ligne
                    for i in range(len(mots) - MOTS_DE_SUITE + 1)
                    if tuple(mots[i : i + MOTS_DE_SUITE]) in suites
                ]
    assert recopies == []


def _releves(fichier: str, documents_reels: Path) -> tuple[Releve, Releve]:
    publie = documents_reels / PUBLIES[fichier]
    return lire_document(DONNEES / fichier, fichier), lire_document(publie, publie.name)


def _nombres(cases: Any) -> list[Any]:
    """Les nombres d'une ligne, dans l'ordre ; les noms sans montant ne comptent pas."""
    valeurs = cases.values() if isinstance(cases, dict) else cases
    return [valeur for valeur in valeurs if "vide" not in valeur]


def _regles(releve: Releve) -> Counter[tuple[str, str]]:
    return Counter((a.regle, a.objet) for a in controler(releve).anomalies)


def _mots(texte: str) -> list[str]:
    return re.findall(r"\w+", texte.lower())
