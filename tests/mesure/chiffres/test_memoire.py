"""Une valeur déjà calculée ne se recalcule pas, et ne survit pas à un fait qui change."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from jalon.mesure.chiffres.calcul import calculer, demander
from jalon.mesure.chiffres.memoire import Memoire, valeurs, valeurs_de
from jalon.mesure.indicateurs.catalogue import declaration
from jalon.mesure.indicateurs.moteurs import MoteurDuckdb
from tests.calculs import ARRETE, moteur_a_jour
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db
DU, AU = date(2025, 1, 1), date(2025, 6, 30)


class Compteur(MoteurDuckdb):
    """Un moteur qui compte ses lectures."""

    lectures = 0

    def lire_toutes(self, requetes):
        self.lectures += len(requetes)
        return super().lire_toutes(requetes)


def compteur(entrepot, version):
    return Compteur(moteur_a_jour(entrepot)._connexion, version)


def demande(code="calpae.orientes_1_mois", **options):
    return demander(declaration(code), DU, AU, **{"arrete_au": ARRETE} | options)


def test_les_memes_faits_ne_se_lisent_qu_une_fois(kit, entrepot):
    moteur = compteur(entrepot, str(uuid4()))
    premiere = valeurs(demande(), moteur)
    assert valeurs(demande(), moteur) == premiere == calculer(demande(), moteur_a_jour(entrepot))
    assert moteur.lectures == 1


def test_periode_coupe_arrete_et_indicateur_se_distinguent(kit, entrepot):
    moteur = compteur(entrepot, str(uuid4()))
    demandes = [
        demande(),
        demande(par=("sexe",)),
        demande(par=("sexe", "territoire")),
        demande(arrete_au=date(2025, 8, 1)),
        demande("calpae.nouveaux_entrants"),
    ]
    rendues = valeurs_de(demandes, moteur)
    assert moteur.lectures == 5
    assert valeurs_de(demandes[::-1], moteur) == rendues[::-1] and moteur.lectures == 5


def test_un_fait_change_la_valeur_lue(kit, entrepot):
    entrants = demande("calpae.nouveaux_entrants")
    (avant,) = valeurs(entrants, moteur_a_jour(entrepot))
    creer_dossier(connu_le=date(2025, 3, 5))
    (apres,) = valeurs(entrants, moteur_a_jour(entrepot))
    assert apres.valeur == avant.valeur + 1


def test_un_moteur_qui_ne_dit_pas_ses_faits_calcule_toujours(kit, entrepot):
    moteur = compteur(entrepot, "")
    valeurs(demande(), moteur)
    valeurs(demande(), moteur)
    assert moteur.lectures == 2


def test_la_memoire_est_bornee_et_se_vide_a_chaque_version():
    memoire = Memoire(demandes=3, cases=4)
    cles = [demande_de_jour(jour) for jour in range(1, 6)]
    for cle in cles:
        memoire.garder("v1", cle, [1])
    assert len(memoire) == 3 and memoire.lire("v1", cles[0]) is None and memoire.lire("v1", cles[4]) == [1]
    memoire.garder("v1", cles[0], [1, 2, 3])
    assert memoire.lire("v1", cles[0]) == [1, 2, 3] and len(memoire) == 2
    memoire.garder("v1", cles[1], [1] * 5)
    assert memoire.lire("v1", cles[1]) is None
    memoire.garder("v2", cles[2], [7])
    assert len(memoire) == 1 and memoire.lire("v1", cles[0]) is None and memoire.lire("v2", cles[2]) == [7]


def demande_de_jour(jour):
    return demander(
        declaration("calpae.nouveaux_entrants"), DU, date(2025, 6, jour), arrete_au=date(2025, 7, 1)
    )
