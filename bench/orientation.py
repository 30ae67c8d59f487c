"""Le passage de trente règles sur 5 000 entrants, et la file à 60 000 personnes, sur une base jetable."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bench.outils import afficher, chronometrer_page, sans_double_authentification, sur_base_jetable

PERSONNES = 60_000
ENTRANTS = 5_000
REGLES = 30
ORGANISMES = 12
BUT_PASSAGE = 10.0
BUT_PAGE = 0.300
COURRIEL = "mesure-orientation@demo.invalid"
TERRITOIRES = [f"2000000{n:02d}" for n in range(10)]

TABLES = (
    "personnes_personne", "personnes_foyer", "personnes_membre", "personnes_perimetre", "personnes_episode",
    "personnes_appartenance", "personnes_droitsdevoirs", "personnes_montant",
    "personnes_inscriptionfrancetravail", "orientation_orientation",
)  # fmt: skip

# Chaque personne seule dans son foyer ; les `ENTRANTS` dernières n'ont pas d'orientation.
PEUPLER = """
INSERT INTO parcours_personnes_personne (id, nom, nom_naissance, prenoms, date_naissance, precision_naissance,
    rang_gemellaire, sexe, commune_naissance, certifiee, trigrammes, vue_le)
SELECT md5('p' || n)::uuid, 'NOM' || n, 'NOM' || n, ARRAY['Prenom'], date '1960-01-01' + (n * 7 %% 16000), 'N',
    1, '2', '', false, ARRAY[]::varchar[], jalon_aujourdhui() FROM generate_series(1, %(total)s) n;
INSERT INTO parcours_personnes_foyer (id, departement, numero, organisme, numero_organisme, matricule,
    numero_precedent, arrive_de, parti_vers)
SELECT md5('f' || n)::uuid, '00', lpad(n::text, 11, '0'), 'CAF', '', n::text, '', '', ''
  FROM generate_series(1, %(total)s) n;
INSERT INTO parcours_personnes_membre (id, foyer_id, personne_id, nom, nom_naissance, prenoms, date_naissance,
    precision_naissance, rang_gemellaire, sexe, commune_naissance, certifiee, cle_identite, cles_vues)
SELECT md5('m' || n)::uuid, md5('f' || n)::uuid, md5('p' || n)::uuid, 'NOM' || n, 'NOM' || n, ARRAY['Prenom'],
    date '1960-01-01' + (n * 7 %% 16000), 'N', 1, '2', '', false, decode(md5('c' || n), 'hex'), ARRAY[]::bytea[]
  FROM generate_series(1, %(total)s) n;
INSERT INTO parcours_personnes_perimetre (personne_id, departement, territoire, commune, organisations, referents)
SELECT md5('p' || n)::uuid, '00', (%(territoires)s::varchar[])[n %% 10 + 1], '', '{}', '{}'
  FROM generate_series(1, %(total)s) n;
INSERT INTO parcours_personnes_episode (id, personne_id, entree, motif_entree, motif_sortie, regime, connu_le)
SELECT md5('e' || n)::uuid, md5('p' || n)::uuid, j.jour, 'premier', '', 'plein_emploi', j.jour
  FROM generate_series(1, %(total)s) n,
       LATERAL (SELECT jalon_aujourdhui() - CASE WHEN n > %(orientes)s THEN n %% 60 ELSE 90 + n %% 600 END AS jour) j;
INSERT INTO parcours_personnes_appartenance (membre_id, a_compter_du, chargement_id, role)
SELECT md5('m' || n)::uuid, date '2020-01-01', 1, 'DEM' FROM generate_series(1, %(total)s) n;
INSERT INTO parcours_personnes_droitsdevoirs (membre_id, a_compter_du, chargement_id, valeur)
SELECT md5('m' || n)::uuid, date '2020-01-01', 1, CASE WHEN n %% 20 = 0 THEN 'inconnu' ELSE 'oui' END
  FROM generate_series(1, %(total)s) n;
INSERT INTO parcours_personnes_montant (foyer_id, a_compter_du, chargement_id, natures, majore, total)
SELECT md5('f' || n)::uuid, date '2020-01-01', 1, '{}', n %% 9 = 0, 600 FROM generate_series(1, %(total)s) n;
INSERT INTO parcours_personnes_inscriptionfrancetravail (personne_id, a_compter_du, chargement_id, etat,
    categorie, code_motif, motif, identifiant)
SELECT md5('p' || n)::uuid, jalon_aujourdhui() - 100, 1, 'inscrit', 'G', '', '', '' FROM generate_series(1, %(total)s) n
 WHERE n %% 3 = 0;
INSERT INTO parcours_orientation_orientation (id, personne_id, regime, voie, organisme_referent_id, decidee_le,
    decidee_par_id, notifiee_le, notifiee_par_id, motif, motif_texte, origine, enregistree_le)
SELECT md5('o' || n)::uuid, md5('p' || n)::uuid, 'plein_emploi', 'emploi',
    (%(organismes)s::uuid[])[n %% %(nombre)s + 1], jalon_aujourdhui() - 60, %(compte)s, jalon_aujourdhui() - 60, %(compte)s,
    'premiere', '', 'agent', now() FROM generate_series(1, %(orientes)s) n;
"""  # noqa: E501


def mesurer() -> None:
    """Peuple une base jetable comme propriétaire, mesure comme application, sous cloisonnement."""
    sur_base_jetable("bench.orientation", "semer", "chronometrer", demonstration=False)


def semer() -> None:
    """60 000 personnes dont 5 000 attendent, trente règles, un agent du département, un d'un territoire."""
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base.connexions import RoleBase

    with base_ouverte(RoleBase.PROPRIETAIRE):
        from django.db import connection

        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.base.contexte import contexte_compte
        from jalon.socle.organisations.models import Organisation

        systeme = compte_systeme()
        with contexte_compte(systeme):
            organismes = [Organisation.objects.create(nom=f"Organisme {n}") for n in range(ORGANISMES)]
            _regles(systeme, organismes)
            _comptes(systeme)
            valeurs = {
                "total": PERSONNES,
                "orientes": PERSONNES - ENTRANTS,
                "territoires": TERRITOIRES,
                "organismes": [o.pk for o in organismes],
                "nombre": ORGANISMES,
                "compte": systeme.pk,
            }
            with connection.cursor() as curseur:
                # Ni l'histoire ni les synthèses ne sont mesurées ici : ligne à ligne, elles prendraient tout.
                _declencheurs(curseur, "DISABLE")
                for ordre in filter(str.strip, PEUPLER.split(";\n")):
                    curseur.execute(ordre, valeurs)
                curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
                _declencheurs(curseur, "ENABLE")
        with connection.cursor() as curseur:  # hors transaction : ce que la base fait seule dans la minute
            curseur.execute("VACUUM ANALYZE")


def chronometrer() -> None:
    """Le passage, puis les pages de la file, à côté de la page d'aide."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from django.conf import settings
        from django.test import Client

        from jalon.parcours.orientation.services import passer_regles
        from jalon.socle.acces.selectors import compte_par_courriel
        from jalon.socle.base.contexte import contexte_compte

        settings.ALLOWED_HOSTS = ["testserver"]
        compte = compte_par_courriel(COURRIEL)
        assert compte is not None
        etalon = _etalon()
        with contexte_compte(compte):
            debut, cpu = time.perf_counter(), time.process_time()
            passage = passer_regles(acteur=compte)
            duree, calcul = time.perf_counter() - debut, time.process_time() - cpu
        nombre = passage.bilan["personnes"]
        afficher(f"passage de {REGLES} règles sur {nombre} personnes", duree, "250 000 comparaisons", etalon,
                 BUT_PASSAGE)  # fmt: skip
        print(f"dont calcul en Python : {calcul:.2f} s de processeur")
        for courriel, nom in ((COURRIEL, "tout le département"), (f"un-{COURRIEL}", "un territoire")):
            client = Client()
            agent = compte_par_courriel(courriel)
            assert agent is not None
            with contexte_compte(agent):
                client.force_login(agent)
            aide, _ = chronometrer_page(client, "/aide/")
            for adresse in (
                "/orientation/",
                "/orientation/?etat=depassee&proposition=avec",
                "/orientation/delais/",
            ):
                duree, processeur = chronometrer_page(client, adresse)
                afficher(f"{adresse} ({nom}, p95)", duree, "page d'aide", aide, BUT_PAGE)
                print(f"    processeur, application et base : {processeur * 1000:.0f} ms")


def _declencheurs(curseur: Any, geste: str) -> None:
    for table in TABLES:
        curseur.execute(f"ALTER TABLE parcours_{table} {geste} TRIGGER USER")


def _regles(systeme: Any, organismes: list[Any]) -> None:
    from jalon.parcours.orientation import services

    jeu = services.creer_jeu(libelle="Mesure", acteur=systeme)
    for rang in range(REGLES - 1):
        criteres: list[dict[str, Any]] = [
            {"code": "age", "operateur": "au_moins", "valeur": 62 - rang},
            {"code": "inscrite", "operateur": "oui"},
            {"code": "enfants", "operateur": "au_plus", "valeur": rang % 4},
            {"code": "majoration", "operateur": "non"},
        ]
        services.ecrire_regle(
            jeu=jeu,
            libelle=f"Règle {rang}",
            destination="organisme",
            voie="emploi",
            organisme=organismes[rang % ORGANISMES],
            criteres=criteres,
            acteur=systeme,
        )
    services.ecrire_regle(jeu=jeu, libelle="Sinon", destination="diagnostic", acteur=systeme)
    services.mettre_en_service(jeu=jeu, acteur=systeme)
    for organisme in organismes:
        services.fixer_capacite(
            organisation=organisme,
            voie="emploi",
            places=PERSONNES,
            acteur=systeme,
            du=timezone.localdate() - timedelta(days=1),
        )


def _comptes(systeme: Any) -> None:
    from jalon.socle.acces.enums import Role
    from jalon.socle.acces.services import accorder_habilitation, creer_compte

    sans_double_authentification(systeme)
    for courriel, perimetre in ((COURRIEL, {}), (f"un-{COURRIEL}", {"territoire": TERRITOIRES[0]})):
        compte = creer_compte(courriel=courriel, nom="Mesure", acteur=systeme)
        accorder_habilitation(compte=compte, role=Role.AGENT_ORIENTATION, acteur=systeme, **perimetre)


def _etalon() -> float:
    """250 000 comparaisons de valeurs en Python : la part incompressible d'un passage."""
    valeurs = [{"age": n % 60} for n in range(250_000)]
    debut = time.perf_counter()
    sum(1 for v in valeurs if (lu := v.get("age")) is not None and lu >= 30)
    return time.perf_counter() - debut


if __name__ == "__main__":
    {"semer": semer, "chronometrer": chronometrer}[sys.argv[1]]()
