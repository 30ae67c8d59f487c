"""500 règles sur 60 actions en moins d'une seconde ; lire et contrôler un rapport réel aussi."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.regles import Regle, catalogue
from jalon.pilotage.controles.releve import Nature, Releve
from jalon.sources.documents.lecture import lire_document
from tests.pilotage.controles.fabrique import (
    bilan,
    budget,
    fiche,
    indicateur,
    ligne,
    nommes,
    releve,
    tableau,
    total,
)
from tests.pilotage.controles.test_documents import NOM_CALPAE, texte


def _programme(actions: int) -> Releve:
    codes = [f"{1 + i // 10}.{1 + i % 10}" for i in range(actions)]
    ligne_type = {"val": 8, "entrant": 2, "part": 8, "rec": 10, "exe": 7, "sort": 3}
    lignes = [ligne(c, f"Aide {c}", **ligne_type) for c in codes]
    fiches = [
        fiche(
            code,
            f"Aide {code}",
            bilan(*(f"En 2022, {400 + i} jeunes ont été accompagnés dans le lieu {i}." for i in range(20))),
            budget_prevu=budget(total=18, etat=10, departement=8, dont_reports=2),
            budget_execute=budget(
                total=15, etat=7, departement=8, report_sortant=3, operateurs_etat=nommes(ADIL=4, Soliha=3)
            ),
            tableaux=[
                tableau((2020, 2021, 2022), *(indicateur(f"Suivi {i}", i, i + 1, i + 2) for i in range(8)))
            ],
        )
        for code in codes
    ]
    sommes = {nom: actions * n for nom, n in ligne_type.items()}
    return releve(credits=[*lignes, total(codes, Nature.TOTAL, **sommes)], fiches=fiches)


def _cinq_cents() -> list[Regle]:
    regles = [r for r in catalogue()]
    copies = [replace(r, code=f"{r.code}.{i}") for i in range(1 + 500 // len(regles)) for r in regles]
    return copies[:500]


def test_cinq_cents_regles_sur_soixante_actions() -> None:
    programme, regles = _programme(60), _cinq_cents()
    assert len(regles) == 500
    rapport = controler(programme, regles=regles)
    duree = min(_chronometrer(lambda: controler(programme, regles=regles)) for _ in range(2))
    assert rapport.controles > 10_000 and rapport.anomalies == []
    assert duree < 1, f"{duree:.2f} s"


def test_lire_et_controler_le_rapport_reel() -> None:
    octets = texte(NOM_CALPAE).encode()
    duree = min(_chronometrer(lambda: controler(lire_document(octets, NOM_CALPAE))) for _ in range(2))
    assert duree < 1, f"{duree:.2f} s"


def _chronometrer(travail: Callable[[], object]) -> float:
    depart = time.process_time()
    travail()
    return time.process_time() - depart
