"""Par où joindre des personnes, en une requête : mobile, courriel, adresse postale."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from jalon.parcours.rendezvous.enums import Canal
from jalon.socle.messages.adresses import normaliser

COORDONNEES = """
SELECT p.id, upper(p.nom), initcap(coalesce(p.prenoms[1], '')),
       ARRAY(SELECT c.valeur FROM parcours_personnes_contact c
              WHERE c.personne_id = p.id AND c.nature = 'telephone' AND c.a_compter_du <= %(jour)s
                AND (c.fin IS NULL OR c.fin >= %(jour)s) ORDER BY c.a_compter_du DESC, c.id),
       ARRAY(SELECT c.valeur FROM parcours_personnes_contact c
              WHERE c.personne_id = p.id AND c.nature = 'courriel' AND c.a_compter_du <= %(jour)s
                AND (c.fin IS NULL OR c.fin >= %(jour)s) ORDER BY c.a_compter_du DESC, c.id),
       a.lignes
  FROM parcours_personnes_personne p
  LEFT JOIN LATERAL (
       SELECT ARRAY[x.complement, x.voie, x.lieu_dit, trim(x.code_postal || ' ' || x.nom_commune)] AS lignes
         FROM parcours_personnes_membre m
         JOIN parcours_personnes_foyer f ON f.id = m.foyer_id
         JOIN LATERAL (SELECT * FROM parcours_personnes_adresse
                        WHERE foyer_id = f.id AND a_compter_du <= %(jour)s
                        ORDER BY a_compter_du DESC LIMIT 1) x ON true
        WHERE m.personne_id = p.id
        ORDER BY f.dernier_chargement_id DESC NULLS LAST, f.numero LIMIT 1) a ON true
 WHERE p.id = ANY (%(personnes)s) AND p.effacee_le IS NULL
"""


@dataclass(frozen=True, slots=True)
class Coordonnees:
    """Ce qui est connu ; vide : ce canal ne peut pas servir."""

    sms: str = ""
    courriel: str = ""
    lettre: str = ""

    def adresse(self, canal: str) -> str:
        return str(getattr(self, canal))

    def canaux(self, voulus: Collection[str]) -> list[str]:
        """Les canaux voulus qui peuvent servir ; à défaut, la lettre."""
        possibles = [canal for canal in voulus if self.adresse(canal)]
        return possibles or ([Canal.LETTRE.value] if self.lettre else [])


def coordonnees(personnes: Collection[UUID], au: date | None = None) -> dict[UUID, Coordonnees]:
    """Coordonnées de ces personnes, dans le périmètre de qui agit."""
    if not personnes:
        return {}
    with connection.cursor() as curseur:
        curseur.execute(COORDONNEES, {"personnes": list(personnes), "jour": au or timezone.localdate()})
        lignes = curseur.fetchall()
    return {
        cle: Coordonnees(
            _premier(Canal.SMS, telephones),
            _premier(Canal.COURRIEL, courriels),
            _postale(f"{nom} {prenom}".strip(), adresse or []),
        )
        for cle, nom, prenom, telephones, courriels, adresse in lignes
    }


def _premier(canal: Canal, valeurs: list[str]) -> str:
    """La valeur la plus récente que le canal accepte."""
    for valeur in valeurs:
        try:
            return normaliser(canal.value, valeur)
        except ValidationError:
            continue
    return ""


def _postale(nom: str, lignes: list[str]) -> str:
    utiles = [ligne.strip() for ligne in lignes if ligne and ligne.strip()]
    return "\n".join([nom, *utiles]) if nom and utiles else ""
