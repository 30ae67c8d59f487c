"""Ma journée, listes de travail, portefeuilles et fiche à 60 000 personnes, contre la page d'aide.

`JALON_MESURE_FOYERS` change le nombre. Trois lecteurs : le gestionnaire du département entier, un agent d'un
territoire sur vingt, un référent de 60 personnes. Les durées sont celles du client de test, le p95 de chaque
page ; le temps de processeur est donné à côté, car une machine occupée ne change pas celui-là.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from bench.outils import afficher, chronometrer_page, sans_double_authentification, sur_base_jetable

PERSONNES = int(os.environ.get("JALON_MESURE_FOYERS", "60000"))
TERRITOIRES = 20
PAR_REFERENT = 60
BUT = 0.300
COMPTES = {"gestionnaire": "tout@demo.invalid", "agent": "part@demo.invalid", "référent": "ref0@demo.invalid"}
PAGES = (
    "/ma-journee/",
    "/listes/",
    "/listes/rien/",
    "/listes/sans_rdv_court/?page=3",
    "/listes/perdue_de_vue/",
    "/portefeuilles/",
    "/recherches/",
)

PARTICIPATIONS = "ALTER TABLE parcours_rendezvous_participation"
# Une personne sur deux orientée ; des rendez-vous, des contrats et des notes décroissants, aux dates étalées.
SEMER = """
CREATE TEMP TABLE g AS SELECT i, gen_random_uuid() AS p, gen_random_uuid() AS f, gen_random_uuid() AS m,
       jalon_aujourdhui() - 30 - mod(i * 7919, 900) AS entree FROM generate_series(1, {nombre}) i;
INSERT INTO parcours_personnes_personne (id, nom, nom_naissance, prenoms, date_naissance, precision_naissance,
    rang_gemellaire, sexe, commune_naissance, certifiee, trigrammes, vue_le)
SELECT p, 'NOM' || i, 'NOM' || i, ARRAY['Prenom'], date '1970-01-01' + mod(i, 12000), 'N', 1, '2', '', false,
    '{{}}', entree FROM g;
INSERT INTO parcours_personnes_perimetre (personne_id, departement, territoire, commune, organisations,
    referents)
SELECT p, '99', '2000000' || lpad(mod(i, {territoires})::text, 2, '0'), '', '{{}}',
       CASE WHEN mod(i, 2) = 0 THEN ARRAY[(SELECT id FROM socle_acces_compte WHERE courriel =
            'ref' || mod(i / 2, {referents}) || '@demo.invalid')] ELSE '{{}}'::uuid[] END FROM g;
INSERT INTO parcours_personnes_episode (id, personne_id, entree, motif_entree, motif_sortie, regime, connu_le)
SELECT gen_random_uuid(), p, entree, 'premier', '', 'plein_emploi', entree + 5 FROM g;
INSERT INTO parcours_orientation_orientation (id, personne_id, regime, voie, organisme_referent_id,
    decidee_le, motif, motif_texte, origine, enregistree_le, decidee_par_id)
SELECT gen_random_uuid(), p, 'plein_emploi', 'sociale', o.id, entree + 20, 'premiere', '', 'agent', now(),
       c.id
  FROM g, socle_organisations_organisation o, socle_acces_compte c
 WHERE mod(i, 5) < 4 AND o.nom = 'Maison de mesure' AND c.systeme;
INSERT INTO parcours_rendezvous_rendezvous (id, motif_id, lieu_id, mode, debut, fin, capacite, pris,
    convocation, motif_annulation, cree_par_id, cree_le)
SELECT f, m.id, l.id, 'sur_place', d, d + interval '1 hour', 1, 1, false, '', c.id, d - interval '9 days'
  FROM (SELECT f, i, entree + 25 + time '10:00' AT TIME ZONE 'Europe/Paris' AS d FROM g) g,
       parcours_rendezvous_motif m, parcours_rendezvous_lieu l, socle_acces_compte c
 WHERE mod(i, 3) > 0 AND m.code = 'mesure' AND l.nom = 'Maison' AND c.systeme;
INSERT INTO parcours_rendezvous_participation (id, rendezvous_id, personne_id, pris_par, pris_par_compte_id,
    pris_le, issue, issue_le, excuse)
SELECT gen_random_uuid(), f, p, 'agent', c.id, r.cree_le, CASE WHEN mod(i, 10) > 0 THEN 'honore' END,
       CASE WHEN mod(i, 10) > 0 THEN r.debut END, ''
  FROM g JOIN parcours_rendezvous_rendezvous r ON r.id = g.f, socle_acces_compte c WHERE c.systeme;
UPDATE parcours_suivi_synthese SET soumis = 'oui', contrat_debut = orientee_le + 30,
       contrat_signe_le = orientee_le + 28, contrat_fin = orientee_le + 210
 WHERE rdv_individuels > 0 AND get_byte(uuid_send(personne_id), 0) < 128;
UPDATE parcours_suivi_synthese SET soumis = 'oui' WHERE soumis = ''
"""


def mesurer() -> None:
    """Installe une base jetable, la sème comme propriétaire, mesure comme application."""
    sur_base_jetable("bench.listes", "semer", "chronometrer_listes", demonstration=False)


def semer() -> None:
    """Personnes, épisodes, orientations, rendez-vous en SQL : les déclencheurs en font la synthèse.

    Contrats et droits sont posés sur la synthèse même.
    """
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base.connexions import RoleBase

    with base_ouverte(RoleBase.PROPRIETAIRE):
        import pgtrigger
        from django.db import connection

        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.base.contexte import contexte_compte

        systeme = compte_systeme()
        with contexte_compte(systeme), connection.cursor() as curseur:
            sans_double_authentification(systeme)
            referents = max(PERSONNES // (2 * PAR_REFERENT), 1)
            _creer_comptes(systeme, referents)
            _creer_lieu()
            debut = time.perf_counter()
            valeurs = {"nombre": PERSONNES, "territoires": TERRITOIRES, "referents": referents}
            # Ni l'histoire des saisies, ni le placement un par un : 40 000 verrous d'un trait.
            curseur.execute(f"{PARTICIPATIONS} DISABLE TRIGGER placer")
            with pgtrigger.ignore():
                for ordre in SEMER.split(";\n"):
                    curseur.execute(ordre.format(**valeurs))
            curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
            curseur.execute(f"{PARTICIPATIONS} ENABLE TRIGGER placer")
            print(f"{PERSONNES} personnes semées en {time.perf_counter() - debut:.0f} s, synthèse comprise")
        with connection.cursor() as curseur:  # hors transaction : ce que la base fait seule dans la minute
            curseur.execute("VACUUM ANALYZE")


def _creer_lieu() -> None:
    from jalon.parcours.rendezvous.models import Lieu, Motif
    from jalon.socle.organisations.models import Organisation

    maison = Organisation.objects.create(nom="Maison de mesure")
    Lieu.objects.create(organisation=maison, nom="Maison", adresse="1 rue")
    Motif.objects.create(code="mesure", libelle="Entretien", nature="accompagnement")


def _creer_comptes(systeme: Any, referents: int) -> None:
    from jalon.socle.acces.enums import Role
    from jalon.socle.acces.models import Compte
    from jalon.socle.acces.services import accorder_habilitation, creer_compte

    Compte.objects.bulk_create(
        [Compte(courriel=f"ref{rang}@demo.invalid", nom=f"Référent {rang}") for rang in range(referents)]
    )
    for qui, role, perimetre in (
        ("gestionnaire", Role.GESTIONNAIRE_DROITS, {}),
        ("agent", Role.AGENT_ORIENTATION, {"territoire": "200000003"}),
    ):
        compte = creer_compte(courriel=COMPTES[qui], nom=qui, acteur=systeme)
        accorder_habilitation(compte=compte, role=role, acteur=systeme, **perimetre)
    moi = Compte.objects.get(courriel=COMPTES["référent"])
    accorder_habilitation(compte=moi, role=Role.REFERENT, acteur=systeme)


def chronometrer_listes() -> None:
    """p95 de chaque page, par lecteur, et nombre de requêtes."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from django.conf import settings
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from jalon.parcours.personnes.models import Personne
        from jalon.socle.acces.selectors import compte_par_courriel
        from jalon.socle.base.contexte import contexte_compte

        settings.ALLOWED_HOSTS = ["testserver"]
        for qui, courriel in COMPTES.items():
            compte = compte_par_courriel(courriel)
            assert compte is not None
            client = Client()
            with contexte_compte(compte):
                client.force_login(compte)
                une = Personne.objects.order_by("id").first()
            assert une is not None
            etalon, _ = chronometrer_page(client, "/aide/")
            for page in (*PAGES, f"/personnes/{une.pk}/suivi/"):
                duree, processeur = chronometrer_page(client, page)
                with CaptureQueriesContext(connection) as requetes:
                    client.get(page)
                nom = page if "personnes" not in page else "/personnes/…/suivi/"
                afficher(f"{qui} {nom} ({len(requetes)} requêtes)", duree, "page d'aide", etalon, BUT)
                print(f"    processeur, application et base : {processeur * 1000:.0f} ms")


if __name__ == "__main__":
    {"semer": semer, "chronometrer_listes": chronometrer_listes}[sys.argv[1]]()
