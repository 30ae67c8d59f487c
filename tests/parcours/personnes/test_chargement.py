"""Des fichiers entiers, du disque à la base : rien n'est perdu, rien n'est inventé, l'ordre n'importe pas."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from django.db import transaction

from jalon.parcours.personnes.enums import EtatChargement
from jalon.parcours.personnes.histoire import valeur_au
from jalon.parcours.personnes.models import Chargement, Foyer, Membre, Personne, Rapprochement
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE
from jalon.sources.flux_cnaf.chargement import charger_flux
from jalon.sources.flux_cnaf.simulation.verite import verite
from tests.parcours.personnes.departement import charger, fichiers, photo, reglages

pytestmark = pytest.mark.django_db


def test_recharger_un_fichier_ne_change_rien(tmp_path, systeme):
    (mensuel,) = fichiers(reglages(40), tmp_path)
    (premier,) = charger([mensuel.chemin], systeme)
    avant = photo()
    (second,) = charger([mensuel.chemin], systeme)
    assert second.deja_charge
    assert second.comptes["inchanges"] == premier.comptes["foyers"] == 40
    assert photo() == avant
    assert Chargement.objects.count() == 1


def test_un_essai_dit_tout_et_n_ecrit_rien(tmp_path, systeme):
    (mensuel,) = fichiers(reglages(20), tmp_path)
    bilan = charger_flux(mensuel.chemin, acteur=systeme, essai=True)
    assert bilan.comptes["nouveaux"] == 20
    assert not Foyer.objects.exists()
    assert not Chargement.objects.exists()


@pytest.mark.parametrize("dialecte", ["vrsb", "vrsd"])
def test_chaque_mois_la_base_dit_ce_que_dit_le_departement(tmp_path, systeme, dialecte):
    voulu = reglages(60, 6, dialecte=dialecte)
    par_mois = defaultdict(list)
    for presence in verite(voulu):
        par_mois[presence.mois].append(presence)
    for rang, fichier in enumerate(fichiers(voulu, tmp_path)):
        charger([fichier.chemin], systeme)
        _verifier_le_mois(par_mois[voulu.mois_numero(rang)])


def _verifier_le_mois(presences):
    jour = Chargement.objects.first().reference
    foyers = dict(Foyer.objects.values_list("numero", "pk"))
    etats, adresses = (
        TABLES_FOYER["etat"].lire(foyers.values()),
        TABLES_FOYER["adresse"].lire(foyers.values()),
    )
    membres = {
        (numero, nom, prenoms[0], naissance, rang): pk
        for numero, nom, prenoms, naissance, rang, pk in Membre.objects.values_list(
            "foyer__numero", "nom_naissance", "prenoms", "date_naissance", "rang_gemellaire", "pk"
        )
    }
    roles = TABLES_MEMBRE["appartenance"].lire(membres.values())
    devoirs = TABLES_MEMBRE["droits_devoirs"].lire(membres.values())
    vus = set()
    for p in presences:
        foyer = foyers[p.dossier]
        assert valeur_au(etats[foyer], jour)[0] == p.etat, p.dossier
        assert valeur_au(adresses[foyer], jour)[0] == ("" if p.pays == "HOR" else p.commune), p.dossier
        cle = (p.dossier, p.nom_naissance, p.prenom, p.naissance_transmise, p.rang_naissance)
        membre = membres[cle]
        vus.add(membre)
        assert valeur_au(roles[membre], jour) == (p.role,), cle
        if p.role in ("DEM", "CJT"):
            attendu = {True: "oui", False: "non", None: "inconnu"}[p.droits_devoirs]
            assert valeur_au(devoirs[membre], jour) == (attendu,), cle
    transmis = {foyers[p.dossier] for p in presences}
    presents = {
        pk
        for pk, foyer in Membre.objects.filter(foyer__in=transmis).values_list("pk", "foyer")
        if valeur_au(roles.get(pk, ()), jour) not in (None, ("",))
    }
    assert presents == vus


def test_aucune_personne_n_est_perdue_ni_inventee(tmp_path, systeme):
    voulu = reglages(150, 12, graine=3)
    charger([fichier.chemin for fichier in fichiers(voulu, tmp_path)], systeme)
    vraies: dict[str, set] = defaultdict(set)
    trouvees: dict[object, set] = defaultdict(set)
    personnes = {
        (numero, nom, prenoms[0], naissance, rang): personne
        for numero, nom, prenoms, naissance, rang, personne in Membre.objects.values_list(
            "foyer__numero", "nom_naissance", "prenoms", "date_naissance", "rang_gemellaire", "personne"
        )
    }
    for p in verite(voulu):
        cle = (p.dossier, p.nom_naissance, p.prenom, p.naissance_transmise, p.rang_naissance)
        if cle in personnes:
            vraies[p.personne].add(personnes[cle])
            trouvees[personnes[cle]].add(p.personne)
    assert [vraies_de for vraies_de in trouvees.values() if len(vraies_de) > 1] == []
    a_examiner = {frozenset(paire) for paire in Rapprochement.objects.values_list("personne", "autre")}
    for fiches in vraies.values():
        if len(fiches) > 1:
            assert any(paire <= fiches for paire in a_examiner)
    assert Personne.objects.count() == len(trouvees)


@pytest.mark.parametrize("graine", [1, 2, 3])
def test_l_ordre_des_fichiers_ne_change_pas_l_histoire(tmp_path, systeme, graine):
    voulu = reglages(25, 3, graine=graine, quotidiens=True)
    chemins = [fichier.chemin for fichier in fichiers(voulu, tmp_path)]
    with transaction.atomic():
        charger(chemins, systeme)
        attendue = photo()
        transaction.set_rollback(True)
    random.Random(graine).shuffle(chemins)  # noqa: S311
    charger(chemins, systeme)
    obtenue = photo()
    for nom, lignes in attendue.items():
        assert obtenue[nom] == lignes, nom


def test_vingt_quatre_mois_se_chargent_a_la_suite(tmp_path, systeme):
    voulu = reglages(30, 24, graine=5)
    bilans = charger([fichier.chemin for fichier in fichiers(voulu, tmp_path)], systeme)
    assert all(bilan.rapport["rapproche"] for bilan in bilans)
    assert Chargement.objects.filter(etat=EtatChargement.CHARGE).count() == 24
