"""Les indicateurs sur un département (60 000 personnes, un million de faits), puis sur le pays.

Les faits sont écrits d'ensemble, en colonnes. À côté, dans la même exécution : les mêmes nombres par pandas
nu et par le même SQL sur les tables de PostgreSQL.
"""

from __future__ import annotations

import statistics
import sys
import time
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.outils import p95, sur_base_jetable

if TYPE_CHECKING:
    from jalon.mesure.chiffres.calcul import Demande

SEMIS = Path(__file__).with_suffix(".sql")
ANNEE = (date(2025, 1, 1), date(2025, 12, 31))
ARRETE = date(2026, 3, 31)
COUPES = ("territoire", "sexe", "age")
DEPARTEMENT = (60_000, 20, 5)
"""Personnes, territoires, rendez-vous par personne orientée."""
ECHELLES = ((131_250, 104, 4), (525_000, 104, 4), (2_100_000, 104, 4))
"""1×, 4×, 16× : la dernière est nationale, 104 territoires et trente millions de faits."""


class Duree(NamedTuple):
    mur: float
    processeur: float


def mesurer() -> None:
    """Une base jetable ne sert qu'aux délais datés et à l'étalon PostgreSQL."""
    sur_base_jetable("bench.indicateurs", "membres", "departement", "pays", demonstration=False)


def membres() -> None:
    """Dans un processus neuf, la première page des membres de chaque indicateur, puis la même."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from jalon.config.demarrage import charger_les_pages, ecrire_les_classements
        from jalon.mesure.chiffres.calcul import demander
        from jalon.mesure.indicateurs.catalogue import catalogue
        from jalon.mesure.indicateurs.moteurs import MoteurDuckdb

        charger_les_pages()  # comme le serveur
        ecrit = _ms(ecrire_les_classements, 0)
        print(f"classements écrits d'avance au démarrage : processeur {ecrit.processeur:.0f} ms")
        demandes = [demander(d, *ANNEE, arrete_au=ARRETE) for d in catalogue()]
        with _semer(*DEPARTEMENT) as copie:
            moteur = MoteurDuckdb(copie)
            for quoi in ("jamais demandée", "requête déjà écrite"):
                durees = [_ms(_premiere_page, d, moteur) for d in demandes]
                _dire(f"première page des membres, {quoi}", durees, 200)


def departement() -> None:
    """Chaque indicateur × trois coupes × douze mois : à froid, à chaud, et les deux étalons."""
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base.connexions import RoleBase

    with base_ouverte(RoleBase.PROPRIETAIRE):
        from jalon.mesure.chiffres.memoire import valeurs_de
        from jalon.mesure.indicateurs.moteurs import MoteurDuckdb

        with _semer(*DEPARTEMENT) as copie:
            series = _series()
            moteur = MoteurDuckdb(copie, "essai")
            froid = [_ms(_calculer, s, moteur) for s in series]
            prets = [_ms(_calculer, s, moteur) for s in series]
            for serie in series:
                valeurs_de(serie, moteur)
            chaud = [_ms(valeurs_de, s, moteur) for s in series]
            nombre = len(series)
            print(f"{nombre} séries (indicateur × coupe × 12 mois)")
            _dire("à froid, compilation comprise", froid, 500)
            _dire("sans mémoire, requête déjà écrite", prets, None)
            _dire("à chaud, gardées par version des faits", chaud, 100)
            _pandas(copie, moteur)
            _postgres(copie, moteur)


def pays() -> None:
    """Tout le catalogue par territoire pour un an, à 1×, 4× et 16×."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from jalon.mesure.chiffres.calcul import calculer, demander
        from jalon.mesure.indicateurs.catalogue import catalogue
        from jalon.mesure.indicateurs.moteurs import MoteurDuckdb

        demandes = [demander(d, *ANNEE, par=("territoire",), arrete_au=ARRETE) for d in catalogue()]
        for rang, (personnes, lieux, rdv) in enumerate(ECHELLES):
            with _semer(personnes, lieux, rdv) as copie:
                moteur = MoteurDuckdb(copie)
                durees = [_ms(calculer, d, moteur) for d in demandes]
                total, processeur = (sum(d[colonne] for d in durees) / 1000 for colonne in (0, 1))
                verdict = ""
                if rang == len(ECHELLES) - 1:
                    verdict = f" ; but < 60 s : {'tenu' if total < 60 else 'MANQUÉ'}"
                longue = f"processeur {processeur:.1f} s, le plus long {max(durees).mur:.0f} ms"
                print(f"{4**rang}× : tout le catalogue en {total:.1f} s, {longue}{verdict}")


@contextmanager
def _semer(personnes: int, lieux: int, rdv: int) -> Iterator[Any]:
    import duckdb

    debut = time.perf_counter()
    with duckdb.connect(":memory:", config={"threads": 2}) as copie:
        for ordre in SEMIS.read_text().format(n=personnes, lieux=lieux, rdv=rdv).split(";\n"):
            copie.execute(ordre)
        (faits,) = copie.execute("SELECT count(*) FROM mesure_evenements").fetchone() or (0,)
        print(f"\n{personnes} personnes, {faits} faits, semés en {time.perf_counter() - debut:.0f} s")
        yield copie


def _series() -> list[list[Demande]]:
    """Une série : une requête par mois du départ ; douze requêtes pour une situation à une date."""
    from jalon.mesure.chiffres.calcul import demander
    from jalon.mesure.indicateurs.catalogue import catalogue

    series = []
    for d in catalogue():
        for axe in COUPES:
            if d.arret_a_la_fin:
                mois = [(date(2025, m, 1), date(2025, m, monthrange(2025, m)[1])) for m in range(1, 13)]
                series.append([demander(d, *m, par=(axe,), arrete_au=ARRETE) for m in mois])
            else:
                series.append([demander(d, *ANNEE, par=(axe, "mois"), arrete_au=ARRETE)])
    return series


def _calculer(serie: list[Demande], moteur: Any) -> None:
    from jalon.mesure.chiffres.calcul import calculer_toutes

    calculer_toutes(serie, moteur)


def _premiere_page(demande: Demande, moteur: Any) -> None:
    """Ce que l'écran des membres lit dans les faits ; les noms, une requête de plus, sont à la base."""
    from jalon.mesure.tableaux.membres import Choix, groupes, page

    groupes(demande, moteur, Choix())
    page(demande, moteur, Choix(), nombre=50)


def _pandas(copie: Any, moteur: Any) -> None:
    """Deux indicateurs écrits à la main en pandas, par territoire et par mois ; les mêmes nombres d'abord."""
    from jalon.mesure.chiffres.calcul import calculer, demander
    from jalon.mesure.indicateurs.catalogue import declaration

    seances = copie.execute("SELECT * FROM mesure_episodes").df()
    for code, compter in (
        ("calpae.orientes_1_mois", _pandas_orientes),
        ("pdi.delai_orientation", _pandas_delai),
    ):
        demande = demander(declaration(code), *ANNEE, par=("territoire", "mois"), arrete_au=ARRETE)
        rendu = {tuple(r.coupe.values()): r.numerateur for r in calculer(demande, moteur) if r.numerateur}
        if rendu != compter(seances):
            raise SystemExit(f"pandas et Jalon ne comptent pas pareil : {code}")
        jalon = statistics.median(_ms(calculer, demande, moteur).processeur for _ in range(5))
        etalon = statistics.median(_ms(compter, seances).processeur for _ in range(5))
        print(
            f"{code} : processeur {jalon:.0f} ms ; pandas nu {etalon:.0f} ms ; rapport {jalon / etalon:.2f}"
        )


def _pandas_orientes(s: Any) -> dict[tuple[str, str], int]:
    import pandas as pd

    limite = s.connu_le + pd.DateOffset(months=1)
    garde = s[s.connu_le.between(*map(pd.Timestamp, ANNEE)) & ~s.stock_initial & (s.notification <= limite)]
    comptes = garde.groupby(["territoire", garde.connu_le.dt.strftime("%Y-%m")]).size()
    return {cle: int(n) for cle, n in comptes.items()}


def _pandas_delai(s: Any) -> dict[tuple[str, str], int]:
    import pandas as pd

    garde = s[
        s.connu_le.between(*map(pd.Timestamp, ANNEE)) & ~s.stock_initial & (s.orientation >= s.connu_le)
    ]
    garde = garde[garde.orientation <= pd.Timestamp(ARRETE)]
    jours = (garde.orientation - garde.connu_le).dt.days
    sommes = jours.groupby([garde.territoire, garde.connu_le.dt.strftime("%Y-%m")]).sum()
    return {cle: int(n) for cle, n in sommes.items() if n}


def _postgres(copie: Any, moteur: Any) -> None:
    """Le même SQL sur des tables de PostgreSQL indexées et analysées, par territoire et par mois."""
    from django.db import connection, transaction

    from jalon.mesure.chiffres.calcul import calculer
    from jalon.mesure.indicateurs.moteurs import MoteurPostgres

    with transaction.atomic(), connection.cursor() as curseur:
        for table, index in (("evenements", "type, date"), ("episodes", "connu_le")):
            _copier(copie, table)
            curseur.execute(f"CREATE INDEX ON pg_temp.mesure_{table} ({index})")
            curseur.execute(f"ANALYZE pg_temp.mesure_{table}")
        with connection.connection.cursor() as nu:
            etalon = MoteurPostgres(nu)
            ecarts = []
            for serie in _series()[:: len(COUPES)]:
                une = serie[-1]
                if calculer(une, etalon) != calculer(une, moteur):
                    raise SystemExit(f"PostgreSQL et DuckDB ne comptent pas pareil : {une.declaration.code}")
                ecarts.append((_ms(calculer, une, moteur).mur, _ms(calculer, une, etalon).mur))
        transaction.set_rollback(True)
    jalon, autre = (statistics.median(e[rang] for e in ecarts) for rang in (0, 1))
    print(f"médiane DuckDB {jalon:.0f} ms ; PostgreSQL {autre:.0f} ms ; rapport {autre / jalon:.1f}")


def _copier(copie: Any, table: str) -> None:
    from django.db import connection

    from jalon.mesure.evenements.schema import COLONNES_EPISODES, COLONNES_EVENEMENTS

    colonnes = {"evenements": COLONNES_EVENEMENTS, "episodes": COLONNES_EPISODES}[table]
    types = {"string": "text", "int64": "bigint", "int32": "integer"}
    champs = ", ".join(f"{nom} {types.get(sorte, sorte)}" for nom, sorte in colonnes.items())
    with connection.connection.cursor() as curseur:
        curseur.execute(f"CREATE TEMPORARY TABLE mesure_{table} ({champs}) ON COMMIT DROP")
        lecteur = copie.cursor().execute(f"SELECT * FROM mesure_{table}")  # noqa: S608
        with curseur.copy(f"COPY pg_temp.mesure_{table} FROM STDIN") as ecrit:
            while lignes := lecteur.fetchmany(50_000):
                for ligne in lignes:
                    ecrit.write_row(ligne)


def _ms(travail: Callable[..., object], *arguments: object) -> Duree:
    """Durée au mur et temps processeur (tous fils), en ms : une machine occupée n'allonge que la première."""
    debut, processeur = time.perf_counter(), time.process_time()
    travail(*arguments)
    return Duree((time.perf_counter() - debut) * 1000, (time.process_time() - processeur) * 1000)


def _dire(quoi: str, durees: Sequence[Duree], but: int | None) -> None:
    mur, processeur = (p95([d[rang] for d in durees]) for rang in (0, 1))
    verdict = f" ; but < {but} ms : {'tenu' if mur < but else 'MANQUÉ'}" if but else ""
    print(f"{quoi} : p95 {mur:.1f} ms, processeur {processeur:.1f} ms{verdict}")


if __name__ == "__main__":
    {"membres": membres, "departement": departement, "pays": pays}[sys.argv[1]]()
