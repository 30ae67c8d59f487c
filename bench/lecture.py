"""Lire et contrôler le rapport de 160 ko, contre un découpage nu du même fichier."""

from __future__ import annotations

import re
from decimal import Decimal

from bench.outils import afficher, chronometrer, document_calpae

NOMBRE = re.compile(r"\d[\d \u00a0\u202f]*(?:,\d+)?")


def decoupage_nu(octets: bytes) -> int:
    """L'étalon : décoder, couper en cases, convertir chaque nombre ; aucune compréhension."""
    total = Decimal(0)
    nombres = 0
    for ligne in octets.decode("utf-8").splitlines():
        for case in ligne.split("\t"):
            for trouve in NOMBRE.finditer(case):
                total += Decimal(re.sub(r"\s", "", trouve[0]).replace(",", "."))
                nombres += 1
    return nombres


def mesurer() -> None:
    from jalon.pilotage.controles.moteur import controler
    from jalon.sources.documents.lecture import lire_document

    chemin = document_calpae()
    octets = chemin.read_bytes()
    releve = lire_document(octets, chemin.name)
    rapport = controler(releve)
    print(
        f"document de {len(octets) / 1000:.0f} ko, {len(list(releve.valeurs()))} valeurs, "
        f"{len(rapport.anomalies)} anomalies"
    )
    etalon = chronometrer(lambda: decoupage_nu(octets))
    afficher("lire", chronometrer(lambda: lire_document(octets, chemin.name)), "découpage nu", etalon)
    afficher(
        "lire et contrôler",
        chronometrer(lambda: controler(lire_document(octets, chemin.name))),
        "découpage nu",
        etalon,
        but=1,
    )
