"""Personnes qui se ressemblent assez pour qu'on les montre à quelqu'un."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from jalon.parcours.personnes.civil import CHAMPS_CIVILS, identite_lue
from jalon.parcours.personnes.identite import SEUIL_EXAMEN, ressemblance
from jalon.parcours.personnes.models import Personne, Rapprochement
from jalon.socle.base.cles import en_tableau

# Trois façons de se ressembler ; deux membres d'un même foyer sont écartés, une date inventée aussi.
PAIRES = """
WITH nouvelles AS (
    SELECT * FROM parcours_personnes_personne WHERE id = ANY (%s::uuid[])
), paires AS (
    SELECT n.id AS une, p.id AS autre FROM nouvelles n
      JOIN parcours_personnes_personne p ON p.nir_cle = n.nir_cle AND p.id <> n.id
    UNION
    SELECT n.id, p.id FROM nouvelles n
      JOIN parcours_personnes_personne p ON p.date_naissance = n.date_naissance AND p.id <> n.id
     WHERE p.prenoms[1] = n.prenoms[1] OR p.nom = n.nom_naissance
        OR p.nom_naissance IN (n.nom_naissance, n.nom)
    UNION
    SELECT n.id, p.id FROM nouvelles n
      JOIN parcours_personnes_personne p
        ON p.nom_naissance = n.nom_naissance AND p.prenoms[1] = n.prenoms[1] AND p.id <> n.id
     WHERE abs(p.date_naissance - n.date_naissance) < 366 OR to_char(p.date_naissance, 'YYYYDDMM')
           = to_char(n.date_naissance, 'YYYYMMDD')
)
SELECT DISTINCT least(une, autre), greatest(une, autre) FROM paires
 WHERE NOT EXISTS (
    SELECT 1 FROM parcours_personnes_membre a JOIN parcours_personnes_membre b ON b.foyer_id = a.foyer_id
     WHERE a.personne_id = paires.une AND b.personne_id = paires.autre)
"""
NOUVELLES, LOT = 100_000, 5000
"""Personnes dont on cherche les semblables à la fois, et paires examinées à la fois."""


def chercher_ressemblances(nouvelles: Collection[UUID]) -> None:
    """Propose à l'examen les personnes qui ressemblent à ces nouvelles venues, chaque paire une fois."""
    liste = list(nouvelles)
    for debut in range(0, len(liste), NOUVELLES):
        with connection.cursor() as curseur:
            curseur.execute(PAIRES, [en_tableau(liste[debut : debut + NOUVELLES])])
            paires = curseur.fetchall()
        for premiere in range(0, len(paires), LOT):
            _proposer(paires[premiere : premiere + LOT])


def _proposer(paires: list[tuple[UUID, UUID]]) -> None:
    cles = {cle for paire in paires for cle in paire}
    identites = {
        cle: identite_lue(dict(zip(CHAMPS_CIVILS, champs, strict=True)))
        for cle, *champs in Personne.objects.filter(pk__in=cles).values_list("id", *CHAMPS_CIVILS)
    }
    propositions = []
    for une, autre in paires:
        score, raisons = ressemblance(identites[une], identites[autre])
        if score >= SEUIL_EXAMEN and "nir_differents" not in raisons:
            propositions.append(
                Rapprochement(personne_id=une, autre_id=autre, score=score, raisons=list(raisons))
            )
    Rapprochement.objects.bulk_create(propositions, ignore_conflicts=True, batch_size=1000)
