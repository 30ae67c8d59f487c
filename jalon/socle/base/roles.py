"""Création des trois rôles, de la base et des droits par défaut : une fois, jamais dans une migration."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from jalon.socle.base.connexions import NOM_BASE, RoleBase

_ATTRIBUTS = "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS"


def creer_roles(connexion: Connection[Any], *, createdb: bool = False) -> list[str]:
    """Crée les rôles absents et règle leurs liens ; renvoie ceux créés. `createdb` : pour les tests.

    Le propriétaire peut prendre les rôles `application` et `mesure` (tests, reprises).
    Demande un compte qui peut créer des rôles.
    """
    existants = {nom for (nom,) in connexion.execute("SELECT rolname FROM pg_roles").fetchall()}
    crees = [str(role) for role in RoleBase if str(role) not in existants]
    for role in crees:
        connexion.execute(sql.SQL(f"CREATE ROLE {{}} {_ATTRIBUTS}").format(sql.Identifier(role)))
    if createdb:
        connexion.execute("ALTER ROLE proprietaire CREATEDB")
    if connexion.info.server_version >= 160000:
        connexion.execute("GRANT application, mesure TO proprietaire WITH INHERIT FALSE, SET TRUE")
    else:
        # NOINHERIT lui ôterait aussi le schéma public, qu'il tient de pg_database_owner.
        connexion.execute("GRANT application, mesure TO proprietaire")
    return crees


def creer_base(connexion: Connection[Any], nom: str = NOM_BASE) -> bool:
    """Crée la base du propriétaire si elle manque (hors transaction) ; dit si elle vient d'être créée."""
    if connexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [nom]).fetchone():
        return False
    classement = (
        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'"
        if connexion.info.server_version >= 170000
        else "LOCALE 'C.UTF-8'"
    )
    ordre = f"CREATE DATABASE {{}} OWNER proprietaire TEMPLATE template0 ENCODING 'UTF8' {classement}"
    connexion.execute(sql.SQL(ordre).format(sql.Identifier(nom)))
    return True


def poser_droits_par_defaut(connexion: Connection[Any]) -> None:
    """Droits des objets que le propriétaire créera dans cette base ; à poser avant la première migration."""
    for ordre in droits_par_defaut(connexion.info.dbname):
        connexion.execute(ordre.encode())


def droits_par_defaut(nom: str) -> list[str]:
    """Ordres SQL des droits par défaut de la base `nom`."""
    base = sql.Identifier(nom).as_string()
    droits = "ALTER DEFAULT PRIVILEGES FOR ROLE proprietaire IN SCHEMA public GRANT"
    return [
        f"REVOKE ALL ON DATABASE {base} FROM PUBLIC",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {base} TO proprietaire",
        f"GRANT CONNECT ON DATABASE {base} TO application, mesure",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT CREATE, USAGE ON SCHEMA public TO proprietaire",
        "GRANT USAGE ON SCHEMA public TO application, mesure",
        f"{droits} SELECT, INSERT, UPDATE, DELETE ON TABLES TO application",
        f"{droits} USAGE, SELECT ON SEQUENCES TO application",
    ]


def ordres_pour_administrateur(nom: str = NOM_BASE) -> str:
    """Ordres SQL qu'un administrateur de serveur doit passer quand Jalon ne peut pas créer les rôles."""
    lignes = [f"CREATE ROLE {role} {_ATTRIBUTS} PASSWORD '…';" for role in RoleBase]
    lignes.append(
        "GRANT application, mesure TO proprietaire WITH INHERIT FALSE, SET TRUE;  -- dès PostgreSQL 16"
    )
    lignes.append("GRANT application, mesure TO proprietaire;  -- PostgreSQL 15")
    lignes.append(
        f"CREATE DATABASE {nom} OWNER proprietaire TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';"
    )
    return "\n".join(lignes)
