"""Un agenda au format iCalendar (RFC 5545), pour le suivre d'ailleurs. Aucun nom de personne n'y est.

Quatre propriétés par rendez-vous : une bibliothèque n'y épargnerait rien. Lignes de 75 octets au plus, CRLF.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jalon.parcours.rendezvous.services.agenda import empreinte

OCTETS_LIGNE = 75
JOURS_PASSES = 30


class AgendaInconnu(LookupError):
    """L'adresse de cet agenda n'existe pas, ou a été remplacée."""


@dataclass(frozen=True, slots=True)
class Evenement:
    """Un rendez-vous tel qu'un agenda le montre. `pris` : nombre de personnes attendues."""

    cle: UUID
    debut: datetime
    fin: datetime
    motif: str
    lieu: str
    adresse: str
    pris: int
    annule_le: datetime | None
    fixe_le: datetime


def evenements(jeton: str, instant: datetime | None = None) -> list[Evenement]:
    """Les rendez-vous de l'agenda de ce jeton, depuis un mois. Lève `AgendaInconnu`."""
    depuis = (instant or timezone.now()) - timedelta(days=JOURS_PASSES)
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_rdv_abonne(%s)", [empreinte(jeton)])
        if not curseur.fetchone()[0]:
            raise AgendaInconnu("Cet agenda n'existe pas, ou son adresse a été remplacée.")
        curseur.execute("SELECT * FROM jalon_rdv_agenda_suivi(%s, %s)", [empreinte(jeton), depuis])
        return [Evenement(*ligne) for ligne in curseur.fetchall()]


def en_icalendar(suite: list[Evenement], nom: str = "Rendez-vous") -> bytes:
    """Le fichier : un rendez-vous vide ou annulé y est annulé, pour disparaître de l'agenda qui l'a lu."""
    lignes = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Jalon//Rendez-vous//FR",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_texte(nom)}",
    ]
    for evenement in suite:
        lignes += _evenement(evenement)
    lignes.append("END:VCALENDAR")
    return b"".join(morceau for ligne in lignes for morceau in _plier(ligne))


def _evenement(evenement: Evenement) -> list[str]:
    tenu = evenement.annule_le is None and evenement.pris > 0
    nombre = f" ({evenement.pris})" if evenement.pris else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{evenement.cle}@jalon",
        f"DTSTAMP:{_instant(evenement.annule_le or evenement.fixe_le)}",
        f"DTSTART:{_instant(evenement.debut)}",
        f"DTEND:{_instant(evenement.fin)}",
        f"SUMMARY:{_texte(evenement.motif)}{nombre}",
        f"LOCATION:{_texte(f'{evenement.lieu}, {evenement.adresse}')}",
        f"STATUS:{'CONFIRMED' if tenu else 'CANCELLED'}",
        "END:VEVENT",
    ]


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _texte(texte: str) -> str:
    for avant, apres in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        texte = texte.replace(avant, apres)
    return texte


def _plier(ligne: str) -> Iterator[bytes]:
    """Coupe une ligne trop longue sans couper un caractère ; la suite commence par une espace."""
    octets, debut, place = ligne.encode(), 0, OCTETS_LIGNE
    while len(octets) - debut > place:
        fin = debut + place
        while octets[fin] & 0xC0 == 0x80:  # au milieu d'un caractère
            fin -= 1
        yield (b" " if debut else b"") + octets[debut:fin] + b"\r\n"
        debut, place = fin, OCTETS_LIGNE - 1
    yield (b" " if debut else b"") + octets[debut:] + b"\r\n"
