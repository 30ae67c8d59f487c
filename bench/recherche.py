"""Recherche d'une personne mal tapée parmi 150 000, contre un parcours de toute la table (`ILIKE`).

Les requêtes passent par le rôle `application`, cloisonnement compris : un gestionnaire du département entier,
puis un agent qui ne voit qu'une intercommunalité sur vingt.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from datetime import date, timedelta
from typing import Any

from bench.outils import p95, sur_base_jetable

PERSONNES = 150_000
TERRITOIRES = 20
REQUETES = 120
BUT = 0.200
TOUT, PART = "tout@demo.invalid", "part@demo.invalid"
SYLLABES = (
    "ba be bi bo bou bran bre ca car cha che cor da del den du fa fer gau ger gui hu jo la lan le lem ler "
    "lo ma mar mer mo mon ni no pe per pi poi ra ri ro rou sa sau se ta ti tou va ver vi"
).split()
FINS = "ard aud eau el ent er et eux iac ier in is ois on ont ot oux quet rand ric tier ville y".split()


def mesurer() -> None:
    """Installe une base jetable, la sème comme propriétaire, cherche comme application."""
    sur_base_jetable("bench.recherche", "semer", "chronometrer_recherches")


def semer() -> None:
    """150 000 personnes inventées, une par foyer, et deux comptes."""
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base.connexions import RoleBase

    with base_ouverte(RoleBase.PROPRIETAIRE):
        from django.db import connection

        from jalon.socle.acces.enums import Role
        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.acces.services import accorder_habilitation, creer_compte
        from jalon.socle.base.contexte import contexte_compte

        _peupler(random.Random(7))  # noqa: S311 - des noms inventés
        systeme = compte_systeme()
        with contexte_compte(systeme):
            for courriel, role, perimetre in (
                (TOUT, Role.GESTIONNAIRE_DROITS, {}),
                (PART, Role.AGENT_ORIENTATION, {"territoire": _siren(3)}),
            ):
                compte = creer_compte(courriel=courriel, nom="Mesure", acteur=systeme)
                accorder_habilitation(compte=compte, role=role, acteur=systeme, **perimetre)
        with connection.cursor() as curseur:
            curseur.execute("ANALYZE")


def _peupler(hasard: random.Random) -> None:
    from uuid import UUID

    from django.db import connection

    from jalon.parcours.personnes.identite import trigrammes
    from jalon.sources.flux_cnaf.simulation.reglages import listes

    usuels = [*listes()["prenoms_femmes"], *listes()["prenoms_hommes"]]
    personnes, foyers, membres, perimetres = [], [], [], []
    for rang in range(PERSONNES):
        cle, foyer, membre = (UUID(int=hasard.getrandbits(128), version=4) for _ in range(3))
        nom, prenoms = _nom(hasard), hasard.sample(usuels, 2)
        naissance = date(1955, 1, 1) + timedelta(days=hasard.randrange(18_000))
        civil = (nom, nom, prenoms, naissance, "N", 1, "", "", False)
        personnes.append((cle, *civil, trigrammes(nom, *prenoms), date(2025, 1, 1)))
        foyers.append((foyer, "00", f"{rang:011d}", "CAF", "001", f"{rang:015d}", "", "", ""))
        membres.append((membre, foyer, cle, *civil, b"", []))
        perimetres.append((cle, "00", _siren(rang % TERRITOIRES), "", [], []))
    civils = "nom nom_naissance prenoms date_naissance precision_naissance rang_gemellaire sexe"
    civils += " commune_naissance certifiee"
    with connection.cursor() as curseur:
        _copier(curseur, "personne", f"id {civils} trigrammes vue_le", personnes)
        _copier(
            curseur,
            "foyer",
            "id departement numero organisme numero_organisme matricule numero_precedent arrive_de"
            " parti_vers",
            foyers,
        )
        _copier(curseur, "membre", f"id foyer_id personne_id {civils} cle_identite cles_vues", membres)
        _copier(
            curseur,
            "perimetre",
            "personne_id departement territoire commune organisations referents",
            perimetres,
        )


def _copier(curseur: Any, table: str, colonnes: str, lignes: list[tuple[Any, ...]]) -> None:
    ordre = f"COPY parcours_personnes_{table} ({', '.join(colonnes.split())}) FROM STDIN"
    with curseur.copy(ordre) as copie:
        for ligne in lignes:
            copie.write_row(ligne)


def _nom(hasard: random.Random) -> str:
    """Quarante mille noms ; le plus porté l'est par une personne sur deux cents, comme en France."""
    rang = int(40_000 * hasard.random() ** 2)
    tirage = random.Random(rang)  # noqa: S311 - le même rang donne le même nom
    return ("".join(tirage.choices(SYLLABES, k=tirage.choice((1, 2, 2)))) + tirage.choice(FINS)).upper()


def _siren(rang: int) -> str:
    return f"2000000{rang:02d}"


def chronometrer_recherches() -> None:
    """Durée de chaque recherche fautive, et part de celles où la bonne personne est dans les 50 premières."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from jalon.socle.acces.selectors import compte_par_courriel
        from jalon.socle.base.contexte import contexte_compte

        for courriel, qui in ((TOUT, "département entier"), (PART, "un territoire sur vingt")):
            compte = compte_par_courriel(courriel)
            assert compte is not None
            with contexte_compte(compte):
                _chronometrer(compte, qui)


def _chronometrer(compte: Any, qui: str) -> None:
    from jalon.parcours.personnes.models import Personne
    from jalon.parcours.personnes.selectors import chercher_personnes

    hasard = random.Random(11)  # noqa: S311
    connues = list(Personne.objects.order_by("id")[: REQUETES * 5 : 5])
    durees, naives, trouvees = [], [], 0
    for rang, personne in enumerate(connues):
        texte = _mal_taper(personne, rang, hasard)
        debut = time.perf_counter()
        cles = [trouvee.personne.pk for trouvee in chercher_personnes(texte, compte)]
        durees.append(time.perf_counter() - debut)
        trouvees += personne.pk in cles
        debut = time.perf_counter()
        list(Personne.objects.filter(nom__icontains=personne.nom[1:-1]).values_list("pk")[:50])
        naives.append(time.perf_counter() - debut)
    duree, etalon = p95(durees), p95(naives)
    print(
        f"recherche parmi {PERSONNES} personnes, {qui} : p95 {duree * 1000:.0f} ms, médiane "
        f"{statistics.median(durees) * 1000:.0f} ms ; parcours de la table : p95 {etalon * 1000:.0f} ms ; "
        f"rapport {duree / etalon:.2f} ; retrouvées {trouvees}/{len(connues)}"
        f" ; but < {BUT:g} s : {'tenu' if duree < BUT else 'MANQUÉ'}"
    )


def _mal_taper(personne: Any, rang: int, hasard: random.Random) -> str:
    """Une lettre de moins ou deux lettres inversées, avec le prénom, l'année ou la date."""
    nom = personne.nom
    ici = hasard.randrange(1, max(len(nom) - 1, 2))
    abime = (
        nom[:ici] + nom[ici + 1 :]
        if rang % 2
        else nom[: ici - 1] + nom[ici : ici + 1] + nom[ici - 1] + nom[ici + 1 :]
    )
    suite = (personne.prenom, str(personne.date_naissance.year), f"{personne.date_naissance:%d/%m/%Y}", "")
    complement = suite[rang % 4] or personne.prenoms[1]
    return f"{complement} {abime}" if rang % 3 else f"{abime} {complement}"


if __name__ == "__main__":
    {"semer": semer, "chronometrer_recherches": chronometrer_recherches}[sys.argv[1]]()
