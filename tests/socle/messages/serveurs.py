"""De vrais serveurs sur la boucle locale : SMTP et SMS, avec les fautes que font les vrais."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ServeurSms(ThreadingHTTPServer):
    """Fournisseur de SMS : compte les clés distinctes ; `fautes` consommées dans l'ordre, une par demande."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _ReponseSms)
        self.fautes: list[str] = []
        self.recus: list[dict[str, Any]] = []
        self.cles: Counter[str] = Counter()
        self.attente = 0.0
        self.verrou = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sms"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Une coupure voulue n'est pas une erreur à raconter."""


class _ReponseSms(BaseHTTPRequestHandler):
    server: ServeurSms
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        corps = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.verrou:
            self.server.recus.append(corps)
            self.server.cles[self.headers["Idempotency-Key"]] += 1
            faute = self.server.fautes.pop(0) if self.server.fautes else ""
        time.sleep(self.server.attente)
        match faute:
            case "coupure":
                self.close_connection = True
                return
            case "delai":
                time.sleep(3)
            case "429":
                self._repondre(429, {}, {"Retry-After": "90"})
            case "casse":
                self._repondre(200, None, {})
            case "double":
                self._repondre(202, {"identifiant": f"f-{corps['reference'][:8]}"}, {})
                self._repondre(202, {"identifiant": "d-autrui"}, {})
            case "":
                self._repondre(202, {"identifiant": f"f-{corps['reference'][:8]}"}, {})
            case _:
                self._repondre(int(faute), {"motif": "+33612345678 refusé"}, {})

    def _repondre(self, code: int, corps: dict[str, Any] | None, entetes: dict[str, str]) -> None:
        octets = b'{"identifiant": ' if corps is None else json.dumps(corps).encode()
        self.send_response(code)
        for nom, valeur in entetes.items():
            self.send_header(nom, valeur)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_: Any) -> None:
        """Silence."""


class ServeurSmtp(socketserver.ThreadingTCPServer):
    """Petit SMTP : garde les messages acceptés ; `fautes` par message : un code, ou une coupure."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SessionSmtp)
        self.fautes: list[str] = []
        self.recus: list[bytes] = []
        self.sessions = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Une coupure voulue n'est pas une erreur à raconter."""


class _SessionSmtp(socketserver.StreamRequestHandler):
    server: ServeurSmtp

    def handle(self) -> None:
        self.server.sessions += 1
        self._dire("220 essai")
        faute = ""
        while ligne := self.rfile.readline():
            ordre = ligne.split(b":")[0].split()[0].upper() if ligne.split() else b""
            if ordre == b"MAIL":
                faute = self.server.fautes.pop(0) if self.server.fautes else ""
                if faute == "coupure_avant":
                    return
                self._dire("250 ok")
            elif ordre == b"RCPT":
                self._dire(f"{faute[5:]} essai" if faute.startswith("rcpt_") else "250 ok")
            elif ordre == b"DATA":
                if not self._recevoir(faute):
                    return
            elif ordre == b"QUIT":
                self._dire("221 au revoir")
                return
            else:
                self._dire("250 ok")

    def _recevoir(self, faute: str) -> bool:
        self._dire("354 allez")
        lignes = []
        while (ligne := self.rfile.readline()) not in (b".\r\n", b""):
            lignes.append(ligne)
        if faute in ("coupure", ""):
            self.server.recus.append(b"".join(lignes))
        if faute == "coupure":
            return False
        self._dire(f"{faute} essai" if faute.isdigit() else "250 pris")
        return True

    def _dire(self, texte: str) -> None:
        self.wfile.write(f"{texte}\r\n".encode())


@contextmanager
def en_marche(serveur: ServeurSms | ServeurSmtp) -> Iterator[Any]:
    """Le serveur, le temps du bloc."""
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    fil.start()
    try:
        yield serveur
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()
