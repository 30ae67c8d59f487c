"""Les téléphones des personnes : un fournisseur de SMS qui suit le contrat de `docs/messages.md`."""

from __future__ import annotations

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DELAI = 40


class Telephones:
    """Garde chaque SMS reçu. Une même clé d'idempotence ne donne qu'un SMS, comme chez un fournisseur."""

    def __init__(self) -> None:
        self.recus: list[tuple[str, str]] = []
        self.cles: set[str] = set()
        self._serveur = ThreadingHTTPServer(("127.0.0.1", 0), self._lecteur())
        self._fil = threading.Thread(target=self._serveur.serve_forever, daemon=True)
        self._fil.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._serveur.server_port}/sms"

    def fermer(self) -> None:
        self._serveur.shutdown()
        self._serveur.server_close()

    def attendre(self, numero: str, motif: str) -> str:
        """Le premier groupe de `motif` dans le dernier SMS de ce numéro qui lui répond ; l'attend un peu."""
        limite = time.monotonic() + DELAI
        while time.monotonic() < limite:
            for adresse, texte in reversed(self.recus):
                if adresse.endswith(numero[1:]) and (trouve := re.search(motif, texte)):
                    return trouve[1]
            time.sleep(0.2)
        raise AssertionError(f"aucun SMS « {motif} » au {numero} en {DELAI} s ; reçus : {self.recus}")

    def nombre(self, numero: str) -> int:
        return sum(adresse.endswith(numero[1:]) for adresse, _ in self.recus)

    def _lecteur(self) -> type[BaseHTTPRequestHandler]:
        boite = self

        class Lecteur(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                corps = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                cle = self.headers["Idempotency-Key"]
                if cle not in boite.cles:
                    boite.cles.add(cle)
                    boite.recus.append((corps["destinataire"], corps["texte"]))
                reponse = json.dumps({"identifiant": cle}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(reponse)))
                self.end_headers()
                self.wfile.write(reponse)

            def log_message(self, *_: object) -> None:
                """Rien à la console."""

        return Lecteur
