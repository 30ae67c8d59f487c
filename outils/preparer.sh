#!/bin/sh
# Vérifie ce que la machine doit fournir ; en root sur Debian, installe ce qui manque, sinon dit quoi installer.
set -eu

installer() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installation de : $*"
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 || {
            apt-get update -qq >/dev/null 2>&1
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
        }
    else
        return 1
    fi
}

case "${1:-base}" in
base)
    for commande in python3 node npm; do
        command -v "$commande" >/dev/null || {
            echo "Il manque « $commande » : installez Python 3.11 ou plus, Node 20 ou plus et npm." >&2
            exit 1
        }
    done
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "Jalon demande Python 3.11 ou plus ; cette machine a $(python3 --version)." >&2
        exit 1
    }
    python3 -c 'import ensurepip, venv' 2>/dev/null || installer python3-venv || {
        echo "Il manque le module venv de Python : installez le paquet python3-venv, puis recommencez." >&2
        exit 1
    }
    ;;
spark)
    command -v java >/dev/null || installer openjdk-17-jre-headless || {
        echo "Il manque Java 17 : installez le paquet openjdk-17-jre-headless, puis recommencez." >&2
        exit 1
    }
    ;;
tests)
    command -v chromium >/dev/null || installer chromium ||
        echo "Chromium absent : les tests de navigateur seront passés (paquet chromium)."
    [ -x /usr/lib/postgresql/15/bin/postgres ] || installer postgresql-15 ||
        echo "PostgreSQL 15 absent : ses tests seront passés (paquet postgresql-15)."
    ;;
esac
