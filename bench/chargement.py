"""Charger un département : premier fichier, le même, puis deux mois où 5 % et 35 % des dossiers changent.

Les dossiers nouveaux y sont tous, et comptent dans ces parts.

L'étalon est un COPY nu, sans index ni cloisonnement, des lignes que le premier chargement a écrites. Durées
au mur et en temps de processeur (Python, ses deux processus d'analyse, PostgreSQL) : le reste de la machine
ne compte que dans la première. `JALON_MESURE_FOYERS` change la taille (60 000 par défaut).
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.outils import Chrono, Duree, sur_base_jetable

FOYERS = int(os.environ.get("JALON_MESURE_FOYERS", "60000"))
BUT_PREMIER, BUT_MEME = 60 * FOYERS / 60_000, 3.0
BUT_MEMOIRE = 400
BUTS_PART = {0.05: 0.15, 0.35: 0.5}
ETALON = (
    "personne membre foyer versiondossier observationdossier etatdroit adresse situationfamiliale montant"
    " appartenance droitsdevoirs activite ressources episode perimetre"
).split()


def mesurer() -> None:
    """Simule trois mois, mêle leurs dossiers, puis charge dans une base jetable sans démonstration."""
    with tempfile.TemporaryDirectory(prefix="jalon-mesure-flux-") as dossier:
        jalon = Path(sys.executable).parent / "jalon"
        simuler = [jalon, "flux", "simuler", "--foyers", str(FOYERS), "--mois", "2026-03"]
        simuler += ["--nombre-mois", "3", "--sortie", dossier]
        subprocess.run(simuler, check=True, stdout=subprocess.DEVNULL)
        premier, deuxieme, troisieme = sorted(Path(dossier).glob("*.RCV"))
        os.environ["JALON_MESURE_FLUX"] = dossier
        melanger(premier, deuxieme, 0.05)
        melanger(deuxieme, troisieme, 0.35)
        sur_base_jetable("bench.chargement", "charger", demonstration=False)


def melanger(avant: Path, apres: Path, part: float) -> None:
    """Réécrit `apres` : `part` de ses dossiers sont nouveaux ou changés, les autres comme dans `avant`."""
    from jalon.sources.flux_cnaf.decoupe import couper

    with couper(avant) as decoupe:
        connus = {t.dossier: (t.decalage, len(t.octets), t.empreinte) for t in decoupe}
    with couper(apres) as decoupe:
        differents = [t.dossier for t in decoupe if connus.get(t.dossier, (0, 0, b""))[2] != t.empreinte]
        voulus = round(part * decoupe.nombre)
    changes = [dossier for dossier in differents if dossier in connus]
    voulus -= len(differents) - len(changes)
    retenus = set(random.Random(5).sample(changes, min(len(changes), voulus)))  # noqa: S311
    mele = apres.with_suffix(".mele")
    with couper(apres) as decoupe, avant.open("rb") as lu, apres.open("rb") as brut, mele.open("wb") as ecrit:
        fin = 0
        for tranche in decoupe:
            brut.seek(fin)
            ecrit.write(brut.read(tranche.decalage - fin))
            fin = tranche.decalage + len(tranche.octets)
            octets = tranche.octets
            if tranche.dossier in connus and tranche.dossier not in retenus:
                lu.seek(connus[tranche.dossier][0])
                octets = lu.read(connus[tranche.dossier][1])
            ecrit.write(octets)
        brut.seek(fin)
        ecrit.write(brut.read())
    mele.replace(apres)


def charger() -> None:
    """Les quatre chargements et l'étalon, sur la même connexion."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from jalon.socle.acces.selectors import compte_systeme

        systeme, chrono = compte_systeme(), Chrono()
        premier, deuxieme, troisieme = sorted(Path(os.environ["JALON_MESURE_FLUX"]).glob("*.RCV"))
        reference, bilan = chrono(_charger, premier, systeme)
        _imprimer(f"premier chargement, {_taille(bilan)}", reference, but=BUT_PREMIER)
        etalon, lignes = chrono(_copie_nue, systeme)
        print(f"  COPY nu des mêmes {lignes} lignes : {etalon} ; rapport {reference.mur / etalon.mur:.1f}")
        meme, bilan = chrono(_charger, premier, systeme)
        assert bilan.deja_charge
        _imprimer("le même fichier", meme, but=BUT_MEME)
        for fichier, part in zip((deuxieme, troisieme), BUTS_PART, strict=True):
            suite, bilan = chrono(_charger, fichier, systeme)
            _imprimer_suite(part, suite, reference, bilan)
        _memoire()


def _charger(fichier: Path, systeme: Any) -> Any:
    from jalon.sources.flux_cnaf.chargement import charger_flux

    bilan = charger_flux(fichier, acteur=systeme)
    assert not bilan.refus, bilan.refus
    return bilan


def _copie_nue(systeme: Any) -> int:
    """Recopie les lignes écrites dans des tables temporaires ; seule la copie vers la base est un étalon."""
    from django.db import connection
    from psycopg import sql

    from jalon.socle.base.contexte import contexte_compte

    nombre = 0
    with contexte_compte(systeme), connection.cursor() as curseur:
        for nom in ETALON:
            table, nue = sql.Identifier(f"parcours_personnes_{nom}"), sql.Identifier(f"nu_{nom}")
            vide = sql.SQL("CREATE TEMPORARY TABLE {n} ON COMMIT DROP AS SELECT * FROM {t} WITH NO DATA")
            curseur.execute(vide.format(n=nue, t=table))
            with curseur.copy(sql.SQL("COPY (SELECT * FROM {t}) TO STDOUT").format(t=table)) as sortie:
                blocs = [bytes(bloc) for bloc in sortie]
            with curseur.copy(sql.SQL("COPY {n} FROM STDIN").format(n=nue)) as entree:
                for bloc in blocs:
                    entree.write(bloc)
            nombre += curseur.rowcount
    return nombre


def _taille(bilan: Any) -> str:
    comptes = bilan.comptes
    return f"{comptes['foyers']} foyers, {comptes['personnes']} personnes, {bilan.octets / 1e6:.0f} Mo"


def _imprimer(quoi: str, duree: Duree, *, but: float) -> None:
    print(f"{quoi} : {duree} ; but < {but:g} s : {'tenu' if duree.mur < but else 'MANQUÉ'}")


def _imprimer_suite(part: float, suite: Duree, reference: Duree, bilan: Any) -> None:
    rapport, but = suite.mur / reference.mur, BUTS_PART[part]
    changes = bilan.comptes["nouveaux"] + bilan.comptes["modifies"]
    print(
        f"mois suivant, {changes / bilan.comptes['foyers']:.0%} de dossiers changés : {suite} ; rapport "
        f"{rapport:.2f} au mur, {suite.processeur / reference.processeur:.2f} de processeur ; but < {but} : "
        f"{'tenu' if rapport < but else 'MANQUÉ'}"
    )


def _memoire() -> None:
    pics = [
        resource.getrusage(qui).ru_maxrss / 1024 for qui in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    tenu = "tenu" if max(pics) < BUT_MEMOIRE else "MANQUÉ"
    print(
        f"mémoire au plus haut : {pics[0]:.0f} Mo, le plus gros des processus d'analyse {pics[1]:.0f} Mo ; "
        f"but < {BUT_MEMOIRE} Mo chacun : {tenu}"
    )


if __name__ == "__main__":
    {"charger": charger}[sys.argv[1]]()
