"""La copie en colonnes : à jour à chaque lecture, sans rien de nominatif, illisible des autres comptes."""

from __future__ import annotations

import json
import stat
from datetime import date

import duckdb
import pytest
from django.db import connection

from jalon.mesure.entrepot.copie import Entrepot
from jalon.mesure.entrepot.export import exporter
from jalon.mesure.evenements.lecture import lecture
from jalon.parcours.personnes.models import Personne
from jalon.parcours.personnes.services import fusionner_personnes
from jalon.socle.base.contexte import contexte_compte
from tests.mesure.kit import orienter, signer
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db

EPISODES = "SELECT * FROM mesure_episodes ORDER BY episode"
EVENEMENTS = "SELECT * FROM mesure_evenements ORDER BY personne, type, date, cle"


def prendre(entrepot):
    """Une première copie ; les essais n'ont qu'une transaction, ses changements passent pour validés."""
    etats(entrepot)
    with connection.cursor() as curseur:
        curseur.execute("UPDATE mesure_changement SET transaction = '1'")
    return entrepot.manifeste()


def etats(entrepot):
    """La base et la copie, lues de la même façon."""
    with lecture() as curseur:
        copie = entrepot.a_jour(curseur)
        base = [sorted(map(str, curseur.execute(r).fetchall())) for r in (EPISODES, EVENEMENTS)]
    with copie.cursor() as lecteur:
        return base, [sorted(map(str, lecteur.execute(r).fetchall())) for r in (EPISODES, EVENEMENTS)]


def test_la_copie_dit_ce_que_dit_la_base(kit, entrepot):
    base, copie = etats(entrepot)
    assert copie == base and len(base[0]) == 17


def test_un_fait_enregistre_se_voit_a_la_lecture_suivante(kit, entrepot):
    for _ in range(60):
        creer_dossier(connu_le=date(2024, 11, 5))
    avant = prendre(entrepot)
    orienter(kit, kit.dossiers["P05"], decidee_le=date(2025, 7, 1))
    signer(kit, kit.dossiers["P05"], date(2025, 7, 2))
    base, copie = etats(entrepot)
    assert copie == base
    apres = entrepot.manifeste()
    assert (apres.base, len(apres.deltas)) == (avant.base, 1)


@pytest.mark.parametrize("geste", ["annuler", "supprimer", "deplacer", "corriger", "etat_civil", "adresse"])
def test_un_changement_suit_sans_refaire_la_copie(kit, entrepot, geste):
    for _ in range(60):
        creer_dossier(connu_le=date(2024, 11, 5))
    base_avant = prendre(entrepot).base
    dossier = kit.dossiers["P05"]
    orientation = kit.dossiers["P01"].personne.orientations.get()
    if geste == "annuler":
        orientation.notifiee_le = orientation.notifiee_par = None
        orientation.annulee_le, orientation.annulee_par = date(2025, 2, 1), kit.acteur
        orientation.save()
    elif geste == "supprimer":
        kit.dossiers["P15"].personne.diagnostics.all().delete()
    elif geste == "deplacer":
        orientation.personne = dossier.personne
        orientation.decidee_le = date(2025, 3, 10)
        orientation.notifiee_le = date(2025, 3, 11)
        orientation.save()
    elif geste == "corriger":
        dossier.episode.entree = date(2025, 2, 1)
        dossier.episode.save()
    elif geste == "etat_civil":
        dossier.personne.sexe = "1"
        dossier.personne.save()
    else:
        dossier.foyer.adresse_set.update(commune="11002")
    base, copie = etats(entrepot)
    assert copie == base
    assert entrepot.manifeste().base == base_avant


def test_un_changement_sans_effet_n_ecrit_rien(kit, entrepot):
    avant = prendre(entrepot)
    Personne.objects.update(vue_le=date(2025, 7, 31))
    etats(entrepot)
    assert entrepot.manifeste() == avant


def test_une_boite_qui_a_oublie_fait_refaire_la_copie(kit, entrepot):
    avant = prendre(entrepot)
    signer(kit, kit.dossiers["P05"], date(2025, 7, 2))
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM mesure_changement")
        curseur.execute("UPDATE mesure_cle SET oublie = '9000000000000'")
    base, copie = etats(entrepot)
    assert copie == base and entrepot.manifeste().base != avant.base


def test_deux_fiches_reunies_ne_font_plus_qu_une_personne(kit, entrepot):
    for _ in range(60):
        creer_dossier(connu_le=date(2024, 11, 5))
    autre = creer_dossier(connu_le=date(2025, 2, 10))
    prendre(entrepot)
    with contexte_compte(kit.acteur):
        fusionner_personnes(gardee=kit.dossiers["P05"].personne, absorbee=autre.personne, acteur=kit.acteur)
    base, copie = etats(entrepot)
    assert copie == base
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM mesure_sejours WHERE personne_id = %s", [autre.personne.pk])
        assert curseur.fetchone() == (0,)


def test_deux_processus_lisent_la_meme_copie(kit, entrepot):
    etats(entrepot)
    autre = Entrepot(entrepot.dossier)
    assert etats(autre)[1] == etats(entrepot)[1]


def test_un_fichier_perdu_fait_refaire_la_copie(kit, entrepot):
    etats(entrepot)
    next(entrepot.dossier.glob("base-*.parquet")).unlink()
    base, copie = etats(Entrepot(entrepot.dossier))
    assert copie == base


def test_les_fichiers_ne_sont_lisibles_que_de_leur_compte(kit, entrepot):
    etats(entrepot)
    fichiers = [f for f in entrepot.dossier.iterdir() if f.name != "verrou"]
    assert fichiers and not list(entrepot.dossier.glob("*.csv"))
    assert {stat.S_IMODE(f.stat().st_mode) for f in fichiers} == {0o600}


def test_l_export_se_relit_par_departement_et_par_annee(kit, entrepot, tmp_path):
    with lecture() as curseur:
        bilan = exporter(entrepot.a_jour(curseur), tmp_path / "export")
        attendu = curseur.execute("SELECT count(*) FROM mesure_evenements").fetchone()[0]
    assert (bilan.evenements, bilan.episodes) == (attendu, 17)
    assert (tmp_path / "export/episodes/departement=11/annee=2025").is_dir()
    motif = str(tmp_path / "export/evenements/*/*/*.parquet")
    lues = duckdb.sql(f"SELECT * FROM read_parquet('{motif}', hive_partitioning=true)")
    assert lues.columns[:10] == [
        "personne",
        "episode",
        "type",
        "date",
        "structure",
        "territoire",
        "valeur",
        "unite",
        "source",
        "cle",
    ]
    assert len(lues.fetchall()) == attendu
    assert "orientation" in json.loads((tmp_path / "export/types.json").read_text())
    with pytest.raises(FileExistsError), lecture() as curseur:
        exporter(entrepot.a_jour(curseur), tmp_path / "export")
