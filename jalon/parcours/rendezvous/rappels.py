"""Les rappels, par fenêtre : tout rendez-vous proche et pas encore rappelé. Un passage manqué se rattrape."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jalon.parcours.rendezvous import textes
from jalon.parcours.rendezvous.coordonnees import coordonnees
from jalon.parcours.rendezvous.envois import CANAUX, OBJET_LIEN, RENDEZVOUS, adresse_personnelle
from jalon.socle.acces.liens import creer_liens
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.services import ADeposer, deposer_en_lot
from jalon.socle.parametres.selectors import parametre

# Une ligne par place, prise d'un seul ordre : deux passages simultanés ne la voient jamais tous deux.
A_RAPPELER = """
WITH proches AS (
    SELECT p.id FROM parcours_rendezvous_participation p
      JOIN parcours_rendezvous_rendezvous r ON r.id = p.rendezvous_id
     WHERE p.issue IS NULL AND p.rappel_le IS NULL AND r.annule_le IS NULL
       AND r.debut > %(instant)s AND r.debut <= %(limite)s
       FOR UPDATE OF p SKIP LOCKED
), prises AS (
    UPDATE parcours_rendezvous_participation p SET rappel_le = %(instant)s
      FROM proches WHERE proches.id = p.id RETURNING p.id, p.personne_id, p.rendezvous_id
)
SELECT t.id, t.personne_id, r.debut, m.libelle, l.nom || ', ' || l.adresse, l.telephone
  FROM prises t
  JOIN parcours_rendezvous_rendezvous r ON r.id = t.rendezvous_id
  JOIN parcours_rendezvous_motif m ON m.id = r.motif_id
  JOIN parcours_rendezvous_lieu l ON l.id = r.lieu_id
"""


def rappeler(*, acteur: Compte, le: datetime | None = None) -> int:
    """Dépose le rappel de chaque rendez-vous qui commence dans la fenêtre ; rend le nombre de places."""
    instant = le or timezone.now()
    heures = int(parametre("rendezvous.fenetre_rappel", timezone.localdate(instant)))
    limite = instant + timedelta(hours=heures)
    with acte("rappeler", acteur=acteur):
        with connection.cursor() as curseur:
            curseur.execute(A_RAPPELER, {"instant": instant, "limite": limite})
            places = curseur.fetchall()
        deposer_en_lot(_messages(places, acteur), acteur, le=le)
    return len(places)


def _messages(places: list[tuple[UUID, UUID, datetime, str, str, str]], acteur: Compte) -> list[ADeposer]:
    connues = coordonnees({personne for _, personne, *_ in places})
    joignables = [
        (place, personne, debut, motif, lieu, telephone, canal)
        for place, personne, debut, motif, lieu, telephone in places
        if personne in connues
        for canal in [c for c in CANAUX if connues[personne].adresse(c)][:1]
    ]
    jetons = creer_liens(
        [(personne, place, debut) for place, personne, debut, *_ in joignables],
        objet=OBJET_LIEN,
        acteur=acteur,
    )
    return [
        ADeposer(
            cle=f"rappel:{place}:{timezone.localtime(debut):%Y-%m-%d}",
            canal=canal,
            adresse=connues[personne].adresse(canal),
            texte=textes.rappel(motif, debut, lieu, telephone),
            sujet=textes.SUJETS["rappel"],
            personne=personne,
            objet=RENDEZVOUS,
            cible=place,
            expire_le=debut,
            secret=adresse_personnelle(jeton),
        )
        for (place, personne, debut, motif, lieu, telephone, canal), jeton in zip(
            joignables, jetons, strict=True
        )
    ]
