"""Le SMS, par un fournisseur HTTP qui suit le contrat de `docs/messages.md`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jalon.socle.messages.enums import Transport
from jalon.socle.messages.transports import Envoi, Issue, Reponse

REPONSE_MAX = 64 * 1024
LOCAUX = frozenset({"127.0.0.1", "localhost", "::1"})
_IDENTIFIANT = re.compile(r"[\w.:\-]{1,200}")


@dataclass(slots=True)
class PorteurSms:
    """Un POST par SMS. La connexion n'est pas gardée : une réponse ne peut servir qu'à sa demande."""

    url: str
    cle: str
    expediteur: str = ""
    delai: float = 20
    nom: Transport = Transport.SMS
    interne: bool = False

    @classmethod
    def des_reglages(cls) -> PorteurSms:
        return cls(url=settings.SMS_URL, cle=settings.SMS_CLE, expediteur=settings.SMS_EXPEDITEUR)

    def envoyer(self, envoi: Envoi) -> Reponse:
        corps = json.dumps(
            {
                "reference": envoi.reference,
                "destinataire": envoi.adresse,
                "expediteur": self.expediteur,
                "texte": envoi.texte,
            },
            ensure_ascii=False,
        ).encode()
        connexion = self._connexion()
        try:
            try:
                connexion.connect()
                self._entetes(connexion, envoi.reference, len(corps))
            except (OSError, HTTPException):
                return Reponse(Issue.REPORTE, detail="fournisseur de SMS injoignable")
            connexion.send(corps)
            reponse = connexion.getresponse()
            return _lire(reponse, reponse.read(REPONSE_MAX))
        except (OSError, HTTPException):
            return Reponse(Issue.INCERTAIN, detail="coupure après l'envoi du corps")
        finally:
            connexion.close()

    def fermer(self) -> None:
        """Rien à rendre : chaque envoi ferme sa connexion."""

    def _connexion(self) -> HTTPConnection:
        adresse = urlsplit(self.url)
        if adresse.scheme == "https":
            return HTTPSConnection(adresse.netloc, timeout=self.delai)
        if adresse.scheme == "http" and adresse.hostname in LOCAUX:
            return HTTPConnection(adresse.netloc, timeout=self.delai)
        raise ImproperlyConfigured("JALON_SMS_URL doit être une adresse https.")

    def _entetes(self, connexion: HTTPConnection, reference: str, taille: int) -> None:
        adresse = urlsplit(self.url)
        connexion.putrequest("POST", f"{adresse.path or '/'}{'?' if adresse.query else ''}{adresse.query}")
        connexion.putheader("Authorization", f"Bearer {self.cle}")
        connexion.putheader("Content-Type", "application/json; charset=utf-8")
        connexion.putheader("Content-Length", str(taille))
        connexion.putheader("Idempotency-Key", reference)
        connexion.putheader("Connection", "close")
        connexion.endheaders()


def _lire(reponse: HTTPResponse, corps: bytes) -> Reponse:
    """Ce que dit une réponse. Un 2xx illisible est incertain : le fournisseur a peut-être pris le message."""
    code = reponse.status
    if 200 <= code < 300:
        identifiant = _identifiant(corps)
        if identifiant is None:
            return Reponse(Issue.INCERTAIN, detail=f"réponse {code} illisible du fournisseur de SMS")
        return Reponse(Issue.ACCEPTE, identifiant)
    detail = f"réponse {code} du fournisseur de SMS"
    if code == 429 or code >= 500:
        return Reponse(Issue.REPORTE, detail=detail, attendre=_attente(reponse.getheader("Retry-After")))
    return Reponse(Issue.REFUSE, detail=detail)


def _identifiant(corps: bytes) -> str | None:
    try:
        lu = json.loads(corps)
    except ValueError:
        return None
    identifiant = lu.get("identifiant") if isinstance(lu, dict) else None
    return identifiant if isinstance(identifiant, str) and _IDENTIFIANT.fullmatch(identifiant) else None


def _attente(entete: str | None) -> int:
    """Secondes demandées par `Retry-After` (nombre ou date), 0 s'il n'y en a pas de lisible."""
    if not entete:
        return 0
    if entete.strip().isdigit():
        return int(entete.strip()[:6])
    try:
        attendu = parsedate_to_datetime(entete)
    except ValueError:
        return 0
    if attendu.tzinfo is None:
        attendu = attendu.replace(tzinfo=UTC)
    return max(0, int((attendu - datetime.now(UTC)).total_seconds()))
