"""Deux signatures à la même seconde, par deux vraies connexions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from jalon.parcours.contrats import services
from jalon.parcours.contrats.enums import EtatContrat
from jalon.parcours.contrats.models import Contrat
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from tests.parcours.contrats.fabriques import LE, Equipe, a_signer, creer_equipe, empreinte, signer

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30


@pytest.fixture
def pret(creer_compte: Callable[..., Compte]) -> tuple[Equipe, Contrat]:
    with contexte_compte(compte_systeme()):
        equipe = creer_equipe(creer_compte, compte_systeme())
        return equipe, a_signer(equipe)


def en_meme_temps(*gestes: Callable[[], object]) -> list[object]:
    """Lance chaque geste dans sa connexion, au même signal ; rend l'état obtenu ou le code du refus."""
    depart = threading.Barrier(len(gestes), timeout=PATIENCE)

    def lancer(geste: Callable[[], object]) -> object:
        try:
            depart.wait()
            with contexte_compte(compte_systeme()):
                return geste()
        except ValidationError as refus:
            return refus.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(gestes)) as fils:
        return [futur.result(timeout=PATIENCE) for futur in [fils.submit(lancer, g) for g in gestes]]


def organisme(equipe: Equipe, contrat: Contrat, lue: str) -> Callable[[], object]:
    return lambda: (
        services.signer_pour_organisme(contrat=contrat, empreinte=lue, acteur=equipe.responsable, le=LE).etat
    )


def personne(equipe: Equipe, contrat: Contrat, lue: str) -> Callable[[], object]:
    return lambda: (
        services.signer_a_l_ecran(
            contrat=contrat, empreinte=lue, moyen_identite="connue", relu=True, acteur=equipe.referent, le=LE
        ).etat
    )


def test_la_meme_partie_deux_fois(pret: tuple[Equipe, Contrat]) -> None:
    equipe, contrat = pret
    geste = organisme(equipe, contrat, empreinte(contrat))
    assert sorted(map(str, en_meme_temps(geste, geste, geste))) == ["a_signer", "deja_signe", "deja_signe"]
    assert contrat.signatures.count() == 1


def test_les_deux_parties_a_la_fois(pret: tuple[Equipe, Contrat]) -> None:
    """L'une des deux est la seconde : le contrat est signé, une fois, et demandé au scellement une fois."""
    equipe, contrat = pret
    lue = empreinte(contrat)
    resultats = en_meme_temps(organisme(equipe, contrat, lue), personne(equipe, contrat, lue))
    assert sorted(map(str, resultats)) == ["a_signer", "signe"]
    contrat.refresh_from_db()
    assert contrat.etat == EtatContrat.SIGNE and contrat.signatures.count() == 2
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'jalon.sceller_contrat'"
            " AND args ->> 'contrat' = %s",
            [str(contrat.pk)],
        )
        assert curseur.fetchone() == (1,)


def test_deux_revisions_a_la_fois(pret: tuple[Equipe, Contrat]) -> None:
    """Par la même porte ou par deux portes, une seule s'ouvre ; l'autre dit qu'elle existe."""
    equipe, contrat = pret
    with contexte_compte(compte_systeme()):
        ancien = signer(equipe, contrat, le=LE)

    def reviser() -> object:
        return services.continuer_contrat(
            contrat=ancien, suite="revision", acteur=equipe.referent, le=date(2025, 5, 1)
        ).etat

    def ouvrir() -> object:
        return services.creer_contrat(
            personne=equipe.personne, organisme_referent=equipe.organisme, acteur=equipe.referent, le=LE
        ).etat

    obtenus = sorted(map(str, en_meme_temps(reviser, reviser, ouvrir)))
    assert obtenus == ["brouillon", "deja_ouvert", "deja_ouvert"]


def test_signer_la_revision_pendant_qu_on_arrete_le_contrat(pret: tuple[Equipe, Contrat]) -> None:
    """L'un des deux passe, et l'autre dit pourquoi il ne passe plus : jamais les deux."""
    equipe, contrat = pret
    jour = date(2025, 5, 1)
    with contexte_compte(compte_systeme()):
        ancien = signer(equipe, contrat, le=LE)
        suite = services.continuer_contrat(contrat=ancien, suite="revision", acteur=equipe.referent, le=jour)
        suite = services.soumettre_contrat(contrat=suite, acteur=equipe.referent, le=jour)
        lue = empreinte(suite)
        services.signer_pour_organisme(contrat=suite, empreinte=lue, acteur=equipe.responsable, le=jour)

    def signer_la_suite() -> object:
        return services.signer_a_l_ecran(
            contrat=suite, empreinte=lue, moyen_identite="connue", relu=True, acteur=equipe.referent, le=jour
        ).etat

    def arreter() -> object:
        return services.resilier_contrat(contrat=ancien, motif="emploi", acteur=equipe.referent, le=jour).etat

    obtenus = set(map(str, en_meme_temps(signer_la_suite, arreter)))
    assert obtenus in ({"signe", "etat"}, {"revision_tardive", "resilie"})
