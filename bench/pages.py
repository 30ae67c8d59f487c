"""Pages d'un programme de 60 actions, contre la page d'aide (même cadre), sur une base jetable."""

from __future__ import annotations

import statistics
import sys
import time

from bench.outils import afficher, sur_base_jetable

ACTIONS = 60
BUT = 0.150
COURRIEL = "mesure@demo.invalid"
PAGES = {"programme": "", "crédits": "credits/", "indicateurs": "indicateurs/", "avancement": "avancement/"}


def mesurer() -> None:
    """Installe une base jetable, la sème comme propriétaire, mesure comme application."""
    sur_base_jetable("bench.pages", "semer", "chronometrer_pages")


def semer() -> None:
    """Un programme garni et un compte de chargée de mission."""
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base.connexions import RoleBase

    with base_ouverte(RoleBase.PROPRIETAIRE):
        from jalon.socle.acces.enums import Role
        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.acces.services import accorder_habilitation, creer_compte
        from jalon.socle.base.contexte import contexte_compte
        from tests.fabriques import programme_garni

        systeme = compte_systeme()
        with contexte_compte(systeme):
            exercice = programme_garni(ACTIONS)
            compte = creer_compte(courriel=COURRIEL, nom="Mesure", acteur=systeme)
            accorder_habilitation(
                compte=compte, role=Role.CHARGEE_MISSION, programme_id=exercice.programme_id, acteur=systeme
            )


def chronometrer_pages() -> None:
    """Durée médiane et nombre de requêtes de chaque page, par le client de test de Django."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from django.conf import settings
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from jalon.pilotage.programmes.models import Exercice
        from jalon.socle.acces.selectors import compte_par_courriel
        from jalon.socle.base.contexte import contexte_compte

        settings.ALLOWED_HOSTS = ["testserver"]
        compte = compte_par_courriel(COURRIEL)
        assert compte is not None
        client = Client()
        with contexte_compte(compte):
            client.force_login(compte)
            exercice = Exercice.objects.select_related("programme").get()
        racine = f"/programmes/{exercice.programme.code}/{exercice.code}/"
        etalon = _duree(client, "/aide/")
        for nom, suite in PAGES.items():
            duree = _duree(client, racine + suite)
            with CaptureQueriesContext(connection) as requetes:
                client.get(racine + suite)
            afficher(
                f"page {nom} ({ACTIONS} actions, {len(requetes)} requêtes)", duree, "page d'aide", etalon, BUT
            )


def _duree(client: object, adresse: str, fois: int = 15) -> float:
    durees = []
    for _ in range(fois + 1):
        debut = time.perf_counter()
        reponse = client.get(adresse)  # type: ignore[attr-defined]
        durees.append(time.perf_counter() - debut)
        assert reponse.status_code == 200, (adresse, reponse.status_code)
    return statistics.median(durees[1:])


if __name__ == "__main__":
    {"semer": semer, "chronometrer_pages": chronometrer_pages}[sys.argv[1]]()
