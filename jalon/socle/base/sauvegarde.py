"""Sauvegarde cohérente, restauration vérifiée, mise à niveau de la version de PostgreSQL.

Une sauvegarde est une archive tar : `base.dump` (format de pg_dump) et `manifeste.json` (date, empreinte,
nombre de lignes de chaque table, compté dans le même instantané que la copie). Les clés de l'installation
n'y sont pas : elles se gardent ailleurs.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from jalon.socle.base.connexions import NOM_BASE, RoleBase, base_donnee
from jalon.socle.base.grappe import PORT, VERSION_MAJEURE, Grappe, binaires, grappe_embarquee
from jalon.socle.base.installation import preparer_grappe
from jalon.socle.base.roles import droits_par_defaut

MANIFESTE, COPIE = "manifeste.json", "base.dump"
FORME = 1
MANIFESTE_MAX = 5 * 1024**2


class ErreurSauvegarde(RuntimeError):
    """La sauvegarde ou la restauration n'a pas pu se faire ; la base n'a pas changé."""


@dataclass(frozen=True, slots=True)
class Manifeste:
    """Ce que contient une sauvegarde : date (UTC, ISO), empreinte de la copie, lignes par table."""

    date: str
    empreinte: str
    lignes: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.lignes.values())


def sauvegarder(fichier: Path, chaine: str) -> Manifeste:
    """Sauvegarde la base que désigne `chaine` (rôle proprietaire) ; le fichier n'apparaît que complet.

    Lève `ErreurSauvegarde` si la copie échoue ou si le fichier existe déjà.
    """
    if fichier.exists():
        raise ErreurSauvegarde(f"Le fichier {fichier} existe déjà : choisissez un autre nom.")
    fichier.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=fichier.parent, prefix=".sauvegarde-") as travail:
        copie = Path(travail) / COPIE
        with psycopg.connect(chaine) as connexion:
            connexion.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            instantane = _un(connexion, "SELECT pg_export_snapshot()")
            lignes = _compter(connexion)
            _lancer("pg_dump", chaine, "--format=custom", f"--snapshot={instantane}", f"--file={copie}")
        manifeste = Manifeste(datetime.now(UTC).isoformat(timespec="seconds"), _empreinte(copie), lignes)
        brouillon = Path(travail) / "complete.tar"
        _archiver(brouillon, copie, manifeste)
        os.replace(brouillon, fichier)
    return manifeste


def lire_manifeste(fichier: Path) -> Manifeste:
    """Manifeste d'une sauvegarde ; lève `ErreurSauvegarde` si le fichier n'en est pas une."""
    try:
        with tarfile.open(fichier) as archive:
            membre = archive.getmember(MANIFESTE)
            flux = archive.extractfile(membre)
            if flux is None or membre.size > MANIFESTE_MAX:
                raise KeyError(MANIFESTE)
            donnees = json.load(flux)
        if donnees.pop("forme") != FORME:
            raise ErreurSauvegarde(f"{fichier} a été écrit par une version plus récente de Jalon.")
        return Manifeste(**donnees)
    except (OSError, tarfile.TarError, KeyError, ValueError, TypeError) as erreur:
        raise ErreurSauvegarde(
            f"{fichier} n'est pas une sauvegarde de Jalon, ou elle est abîmée."
        ) from erreur


def restaurer(fichier: Path, chaine: str) -> Manifeste:
    """Remplace le contenu de la base par celui de la sauvegarde, en une transaction vérifiée.

    Le nombre de lignes de chaque table est comparé au manifeste avant de valider : au moindre écart, rien ne
    change. Lève `ErreurSauvegarde` si l'archive est abîmée ou si l'application est encore connectée.
    """
    manifeste = lire_manifeste(fichier)
    with psycopg.connect(chaine, autocommit=True) as connexion:
        base, version = connexion.info.dbname, connexion.info.server_version
        autres = _un(
            connexion,
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'application'",
        )
        proprietaire_du_schema = _un(
            connexion, "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public'"
        )
    if autres:
        raise ErreurSauvegarde("Jalon est en service : arrêtez « jalon servir » avant de restaurer.")
    with TemporaryDirectory(prefix="jalon-restauration-") as travail:
        copie = Path(travail) / COPIE
        with tarfile.open(fichier) as archive, copie.open("wb") as cible:
            flux = archive.extractfile(COPIE)
            if flux is None:
                raise ErreurSauvegarde(f"{fichier} ne contient pas de copie de la base.")
            shutil.copyfileobj(flux, cible)
        if _empreinte(copie) != manifeste.empreinte:
            raise ErreurSauvegarde(f"{fichier} est abîmé : l'empreinte de la copie ne correspond pas.")
        script = Path(travail) / "restauration.sql"
        brut = Path(travail) / "brut.sql"
        _lancer("pg_restore", None, "--no-owner", f"--file={brut}", str(copie))
        _adapter(brut, script, version)
        avant = Path(travail) / "avant.sql"
        avant.write_text(
            f"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public AUTHORIZATION {proprietaire_du_schema};\n"
        )
        apres = Path(travail) / "apres.sql"
        apres.write_text(_verification(manifeste) + ";\n".join(droits_par_defaut(base)) + ";\n")
        fichiers = [f"--file={etape}" for etape in (avant, script, apres)]
        _lancer(
            "psql",
            chaine,
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            *fichiers,
        )
    return manifeste


def mettre_a_niveau(grappe: Grappe | None = None) -> int | None:
    """Fait passer la grappe embarquée à la version de PostgreSQL de ce Jalon ; renvoie l'ancienne, ou `None`.

    Copie vérifiée dans une grappe neuve, puis échange ; l'ancien dossier reste, `donnees-<version>`.
    Relancée après une coupure, elle reprend où elle en était.
    """
    if grappe is None:
        if base_donnee():
            raise ErreurSauvegarde(
                "La base est sur un serveur donné : sa mise à niveau revient à son administrateur."
            )
        grappe = grappe_embarquee()
    nouvelle = Grappe(grappe.racine / "nouvelle", rapide=grappe.rapide)
    if not grappe.initialisee and nouvelle.initialisee:  # coupure entre les deux renommages
        nouvelle.donnees.rename(grappe.donnees)
        return None
    ancienne_version = grappe.version_des_donnees
    if ancienne_version is None:
        raise ErreurSauvegarde(
            "La base embarquée n'est pas installée : lancez d'abord « jalon base installer »."
        )
    if ancienne_version == VERSION_MAJEURE:
        return None
    shutil.rmtree(nouvelle.racine, ignore_errors=True)
    _copier(Grappe(grappe.racine, version=ancienne_version, rapide=grappe.rapide), nouvelle)
    grappe.donnees.rename(grappe.racine / f"donnees-{ancienne_version}")
    nouvelle.donnees.rename(grappe.donnees)
    shutil.rmtree(nouvelle.racine)
    return ancienne_version


def _copier(ancienne: Grappe, nouvelle: Grappe) -> None:
    """Copie la base d'une grappe dans une grappe neuve, qui est laissée arrêtée."""
    with TemporaryDirectory(prefix="jalon-mise-a-niveau-") as travail:
        archive = Path(travail) / "base.tar"
        with ancienne.en_marche():
            sauvegarder(archive, _chaine(ancienne))
        nouvelle.initialiser()
        with nouvelle.en_marche():
            preparer_grappe(nouvelle)
            restaurer(archive, _chaine(nouvelle))


def _chaine(grappe: Grappe) -> str:
    return f"host={grappe.prise} port={PORT} user={RoleBase.PROPRIETAIRE} dbname={NOM_BASE}"


def _compter(connexion: psycopg.Connection[Any]) -> dict[str, int]:
    tables = connexion.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    compter = sql.SQL("SELECT count(*) FROM public.{}")
    return {nom: _un(connexion, compter.format(sql.Identifier(nom))) for (nom,) in tables}


def _adapter(brut: Path, script: Path, version: int) -> None:
    """Ôte de l'en-tête le réglage que notre pg_restore écrit et qu'un serveur plus ancien ne connaît pas."""
    inconnus = (b"SET transaction_timeout",) if version < 170000 else ()
    with brut.open("rb") as source, script.open("wb") as cible:
        for _, ligne in zip(range(40), source, strict=False):
            if not ligne.startswith(inconnus):
                cible.write(ligne)
        shutil.copyfileobj(source, cible)


def _verification(manifeste: Manifeste) -> str:
    """Bloc SQL qui fait échouer la transaction si une table n'a pas le nombre de lignes attendu."""
    attendus = json.dumps(manifeste.lignes)
    return (
        "DO $verification$ DECLARE attendu record; trouve bigint; BEGIN\n"
        f"FOR attendu IN SELECT * FROM json_each_text({sql.Literal(attendus).as_string()}::json) LOOP\n"
        "EXECUTE format('SELECT count(*) FROM public.%I', attendu.key) INTO trouve;\n"
        "IF trouve <> attendu.value::bigint THEN RAISE EXCEPTION\n"
        "'table % : % lignes attendues, % restaurées', attendu.key, attendu.value, trouve; END IF;\n"
        "END LOOP; END $verification$;\n"
    )


def _archiver(fichier: Path, copie: Path, manifeste: Manifeste) -> None:
    texte = json.dumps(
        {"forme": FORME, "date": manifeste.date, "empreinte": manifeste.empreinte, "lignes": manifeste.lignes}
    ).encode()
    descripteur = os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "wb") as cible:
        with tarfile.open(fileobj=cible, mode="w") as archive:
            entree = tarfile.TarInfo(MANIFESTE)
            entree.size = len(texte)
            archive.addfile(entree, io.BytesIO(texte))
            archive.add(copie, arcname=COPIE, filter=_sans_proprietaire)
        cible.flush()
        os.fsync(cible.fileno())


def _sans_proprietaire(entree: tarfile.TarInfo) -> tarfile.TarInfo:
    entree.uid = entree.gid = 0
    entree.uname = entree.gname = ""
    entree.mode = 0o600
    return entree


def _empreinte(fichier: Path) -> str:
    with fichier.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def _un(connexion: psycopg.Connection[Any], requete: Any) -> Any:
    ligne = connexion.execute(requete).fetchone()
    return ligne[0] if ligne else None


def _lancer(programme: str, chaine: str | None, *arguments: str) -> None:
    """Lance un programme client ; le mot de passe passe par l'environnement, pas par la commande."""
    environnement = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    environnement["PGOPTIONS"] = "-c client_min_messages=warning"
    if chaine is not None:
        cles = {
            "host": "PGHOST",
            "port": "PGPORT",
            "user": "PGUSER",
            "password": "PGPASSWORD",
            "dbname": "PGDATABASE",
        }
        cles |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
        donnees = conninfo_to_dict(chaine)
        environnement |= {cles[nom]: str(valeur) for nom, valeur in donnees.items() if nom in cles and valeur}
    resultat = subprocess.run(  # noqa: S603 - programme et arguments viennent de ce module
        [_client(programme), *arguments], capture_output=True, text=True, env=environnement
    )
    if resultat.returncode:
        raise ErreurSauvegarde(f"{programme} a échoué, rien n'a changé : {resultat.stderr.strip()[-600:]}")


def _client(programme: str) -> str:
    """Programme client : pour un serveur donné, celui du système s'il est plus récent ; sinon le nôtre."""
    systeme = shutil.which(programme) if base_donnee() else None
    if systeme:
        dit = subprocess.run([systeme, "--version"], capture_output=True, text=True).stdout  # noqa: S603
        version = re.search(r"(\d+)", dit)
        if version and int(version.group(1)) > VERSION_MAJEURE:
            return systeme
    return str(binaires() / programme)
