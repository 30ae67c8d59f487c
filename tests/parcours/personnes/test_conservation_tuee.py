"""Un effacement tué net (`kill -9`) au milieu d'un lot : le lot d'avant est fait, celui-là est intact, et le
travail se reprend."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from jalon.parcours.personnes.conservation.effacement import effacer_personnes
from jalon.parcours.personnes.conservation.services import approuver_liste, etablir_liste
from jalon.parcours.personnes.models import ListeElimination, Membre, Personne
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.parametres.services import fixer_parametre
from jalon.sources.flux_cnaf.expurgation import expurger
from tests.parcours.personnes.comptes_publies import comptes_publies
from tests.parcours.personnes.departement import charger, fichiers, reglages
from tests.processus import tuer_au_temoin

pytestmark = pytest.mark.django_db(transaction=True)

LOT = 2
EFFACER = """
import pathlib, sys, time
import django
django.setup()
from jalon.parcours.personnes.conservation import effacement
from jalon.parcours.personnes.models import ListeElimination
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.expurgation import expurger

temoin, lot = sys.argv[1:]
vrai, appels = effacement._effacer, []

def suspendre(*arguments):
    fait = vrai(*arguments)
    appels.append(fait)
    if len(appels) == 2:
        pathlib.Path(temoin).touch()
        time.sleep(600)
    return fait

effacement._effacer = suspendre
acteur = compte_systeme()
with contexte_compte(acteur):
    liste = ListeElimination.objects.get()
effacement.effacer_personnes(liste=liste, acteur=acteur, expurger=expurger, taille=int(lot))
"""


def test_tue_au_deuxieme_lot_le_premier_reste_et_la_suite_se_reprend(tmp_path):
    acteur = compte_systeme()
    liste = _liste_visee(tmp_path, acteur)
    with contexte_compte(acteur):
        avant = comptes_publies(acteur)
    tuer_au_temoin(EFFACER, tmp_path / "temoin", str(LOT))
    assert Personne.objects.exclude(effacee_le=None).count() == LOT
    assert Membre.objects.exclude(efface_le=None).exclude(nom="").count() == 0
    liste.refresh_from_db()
    assert (liste.etat, liste.effacees) == ("approuvee", LOT)
    with contexte_compte(acteur):
        assert comptes_publies(acteur) == avant
    bilan = effacer_personnes(liste=liste, acteur=acteur, expurger=expurger, taille=50)
    assert bilan.effacees == liste.nombre - LOT
    liste.refresh_from_db()
    assert (liste.etat, liste.effacees) == ("executee", liste.nombre)
    with contexte_compte(acteur):
        assert comptes_publies(acteur) == avant


def _liste_visee(dossier: Path, acteur) -> ListeElimination:
    charger([fichier.chemin for fichier in fichiers(reglages(80, 6, graine=5), dossier)], acteur)
    aujourdhui = timezone.localdate()
    with contexte_compte(acteur):
        duree = {"code": "dossiers.conservation_apres_sortie", "valeur": 6}
        fixer_parametre(**duree, du=date(2020, 1, 1), source="essai", acteur=acteur)
        liste = etablir_liste(a_la_date=aujourdhui, acteur=acteur)
        assert liste.nombre > 2 * LOT
        return approuver_liste(liste=liste, visa_reference="AD 1", visa_le=aujourdhui, acteur=acteur)
