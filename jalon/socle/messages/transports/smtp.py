"""Le courriel, par SMTP : identifiant fixe, et la différence entre « pas parti » et « sans réponse »."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from jalon.socle.messages.enums import Transport
from jalon.socle.messages.transports import Envoi, Issue, Reponse


class _Connexion(smtplib.SMTP):
    """Sait si le serveur attend le corps, ou l'a reçu sans encore répondre (code 354)."""

    sans_reponse = False

    def getreply(self) -> tuple[int, bytes]:
        code, texte = super().getreply()
        self.sans_reponse = code == 354
        return code, texte


@dataclass(slots=True)
class PorteurSmtp:
    """Une connexion, ouverte au premier envoi, gardée pour les suivants, rouverte après une coupure."""

    hote: str
    port: int
    expediteur: str
    compte: str = ""
    mot_de_passe: str = ""
    tls: bool = True
    delai: float = 20
    nom: Transport = Transport.SMTP
    interne: bool = False
    _connexion: _Connexion | None = field(default=None, repr=False)

    @classmethod
    def des_reglages(cls) -> PorteurSmtp:
        return cls(
            hote=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            expediteur=settings.DEFAULT_FROM_EMAIL,
            compte=settings.EMAIL_HOST_USER,
            mot_de_passe=settings.EMAIL_HOST_PASSWORD,
            tls=settings.EMAIL_USE_TLS,
            delai=settings.EMAIL_TIMEOUT,
        )

    def envoyer(self, envoi: Envoi) -> Reponse:
        identifiant = f"<{envoi.reference}@{parseaddr(self.expediteur)[1].rpartition('@')[2] or 'jalon'}>"
        octets = self._composer(envoi, identifiant)
        try:
            connexion = self._ouvrir()
        except smtplib.SMTPAuthenticationError:
            return self._couper(Reponse(Issue.REPORTE, detail="le serveur de courriel refuse le compte"))
        except (OSError, smtplib.SMTPException):
            return self._couper(Reponse(Issue.REPORTE, detail="serveur de courriel injoignable"))
        try:
            connexion.sendmail(parseaddr(self.expediteur)[1], [envoi.adresse], octets)
        except smtplib.SMTPRecipientsRefused as refus:
            return _selon(next(iter(refus.recipients.values()))[0])
        except smtplib.SMTPResponseException as refus:
            return self._couper(_selon(refus.smtp_code))
        except (OSError, smtplib.SMTPException):
            if connexion.sans_reponse:
                return self._couper(Reponse(Issue.INCERTAIN, identifiant, "coupure après l'envoi du corps"))
            return self._couper(Reponse(Issue.REPORTE, detail="coupure avant l'envoi du corps"))
        return Reponse(Issue.ACCEPTE, identifiant)

    def fermer(self) -> None:
        if self._connexion is not None:
            self._connexion.close()
            self._connexion = None

    def _ouvrir(self) -> _Connexion:
        if self._connexion is None:
            connexion = _Connexion(self.hote, self.port, timeout=self.delai)
            self._connexion = connexion
            if self.tls:
                connexion.starttls()
            if self.compte:
                connexion.login(self.compte, self.mot_de_passe)
        return self._connexion

    def _couper(self, reponse: Reponse) -> Reponse:
        self.fermer()
        return reponse

    def _composer(self, envoi: Envoi, identifiant: str) -> bytes:
        courriel = EmailMessage(
            subject=envoi.sujet,
            body=envoi.texte,
            from_email=self.expediteur,
            to=[envoi.adresse],
            headers={"Message-ID": identifiant, "Auto-Submitted": "auto-generated"},
        )
        for fichier in envoi.fichiers:
            courriel.attach(fichier.nom, fichier.octets, fichier.type_mime)
        return courriel.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]


def _selon(code: int) -> Reponse:
    """4xx : plus tard ; 5xx : jamais (RFC 5321, section 4.2.1)."""
    issue = Issue.REPORTE if 400 <= code < 500 else Issue.REFUSE
    return Reponse(issue, detail=f"réponse {code} du serveur de courriel")
