"""Le recalcul de nuit : ce qui change s'écrit, le reste ne bouge pas ; un passage interrompu reprend."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from procrastinate.contrib.django import app

from jalon.mesure.chiffres.calculs import recalculer_chiffre
from jalon.mesure.chiffres.models import Calcul, Chiffre, Passage, ReglageCalcul
from jalon.mesure.chiffres.services import Constat, saisir_chiffre
from jalon.pilotage.calculs.nuit import PASSAGES_GARDES, dernier_passage, recalculer_vivants
from jalon.pilotage.calculs.services import regler_ligne
from jalon.pilotage.programmes.services import cloturer_exercice
from jalon.socle.acces.enums import Role
from jalon.socle.periodes import Genre, Periode
from tests.calculs import ARRETE, moteur_a_jour, serie_de
from tests.fabriques import ExerciceFabrique, ProgrammeFabrique
from tests.mesure.kit import Kit, signer
from tests.processus import tuer_au_temoin

pytestmark = pytest.mark.django_db
CODES = ("calpae.nouveaux_entrants", "calpae.orientes_1_mois", "calpae.premiers_contrats")
ANNEE = Periode(date(2025, 1, 1), date(2025, 12, 31), Genre.ANNEE)


@pytest.fixture
def kit(systeme):
    return Kit(systeme)


@pytest.fixture
def exercice(kit, systeme):
    """Un exercice 2025 ouvert, trois lignes calculées, dans l'ordre de `CODES`."""
    exercice = ExerciceFabrique(programme=ProgrammeFabrique(departement="35"), annee=2025)
    for code in CODES:
        serie = serie_de(code, exercice.programme)
        regler_ligne(programme=exercice.programme, serie=serie, code=code, acteur=systeme)
    return exercice


@pytest.fixture
def passer(entrepot, systeme):
    def faire(jour=ARRETE, moteur=None):
        passages = recalculer_vivants(acteur=systeme, jour=jour, moteur=moteur or moteur_a_jour(entrepot))
        return passages[0] if passages else None

    faire.moteur = lambda: moteur_a_jour(entrepot)
    return faire


def etats():
    return {
        c.code: (c.pk, c.valeur, c.empreinte, c.arrete_au, c.calcule_le)
        for c in Calcul.objects.order_by("code")
    }


def test_la_nuit_remplit_les_cases_et_le_dit(exercice, passer):
    passage = passer()
    assert (passage.regardees, len(passage.changements), passage.refus) == (3, 3, [])
    assert {c["avant"] for c in passage.changements} == {None}
    assert {c["chiffre"] for c in passage.changements} == {str(c.pk) for c in Chiffre.objects.all()}
    assert passage.fini_le >= passage.commence_le and dernier_passage(exercice.programme.pk) == passage


def test_sans_fait_nouveau_rien_ne_s_ecrit_meme_un_autre_jour(exercice, passer):
    passer(jour=date(2026, 1, 10))
    avant, histoire = etats(), Chiffre.events.rel.related_model.objects.count()
    for jour in (date(2026, 1, 10), date(2026, 1, 11)):
        passage = passer(jour=jour)
        assert (passage.regardees, passage.changements) == (3, [])
    assert etats() == avant and Chiffre.events.rel.related_model.objects.count() == histoire


def test_seule_la_case_d_un_fait_nouveau_change(exercice, passer, kit):
    passer(jour=date(2026, 1, 10))
    avant = etats()
    sans = next(
        d for d in kit.dossiers.values() if not d.personne.contrats.exists() and d.episode.sortie is None
    )
    signer(kit, sans, date(2025, 7, 1))
    (change,) = passer(jour=date(2026, 1, 11)).changements
    apres = etats()
    assert [code for code in CODES if apres[code] != avant[code]] == ["calpae.premiers_contrats"]
    assert int(change["apres"]) == int(change["avant"]) + 1 == apres["calpae.premiers_contrats"][1]


def test_une_case_saisie_reste_et_le_calcul_a_cote_suit(exercice, passer, systeme):
    serie = ReglageCalcul.objects.get(code=CODES[0]).serie
    saisi = saisir_chiffre(
        serie=serie, periode=ANNEE, libelle_periode="2025", constat=Constat(Decimal(99)), acteur=systeme
    )
    passage = passer()
    saisi.refresh_from_db()
    assert saisi.valeur == 99 and str(saisi.pk) in {c["chiffre"] for c in passage.changements}
    assert passer().changements == []


def test_un_exercice_clos_ne_bouge_pas(exercice, passer, systeme, kit):
    passer(jour=date(2026, 1, 10))
    cloturer_exercice(exercice=exercice, acteur=systeme)
    avant = etats()
    signer(kit, kit.dossiers["P06"], date(2025, 7, 1))
    assert passer(jour=date(2026, 1, 11)).regardees == 0
    gele = Calcul.objects.get(code=CODES[2])
    rendu = recalculer_chiffre(
        serie=gele.serie, periode=ANNEE, libelle_periode="2025", moteur=passer.moteur(), acteur=systeme
    )
    assert rendu is None and etats() == avant


PASSER = """
import pathlib, sys, time
import django
django.setup()
from datetime import date
from jalon.mesure.indicateurs.moteurs import MoteurDuckdb
from jalon.pilotage.calculs.nuit import recalculer_vivants
from jalon.socle.acces.selectors import compte_systeme
from tests.calculs import moteur_a_jour
from jalon.mesure.entrepot.copie import Entrepot

vrai, lire, lues = moteur_a_jour(Entrepot(pathlib.Path(sys.argv[2]))), MoteurDuckdb.lire, []

def suspendre(moteur, requete):
    lues.append(requete)
    if len(lues) > 4:
        pathlib.Path(sys.argv[1]).touch()
        time.sleep(600)
    return lire(moteur, requete)

MoteurDuckdb.lire = suspendre
recalculer_vivants(acteur=compte_systeme(), jour=date.fromisoformat(sys.argv[3]), moteur=vrai)
"""


@pytest.mark.django_db(transaction=True)
def test_un_passage_tue_reprend_sans_rien_perdre_ni_refaire(exercice, passer, entrepot, tmp_path):
    """Un vrai `kill -9` au milieu de la troisième case : chacune lit les faits deux fois."""
    tuer_au_temoin(PASSER, tmp_path / "temoin", str(entrepot.dossier), ARRETE.isoformat())
    interrompu = dernier_passage(exercice.programme.pk)
    faits = etats()
    assert interrompu.fini_le is None and len(faits) == len(interrompu.changements) == 2
    repris = passer()
    assert repris.pk == interrompu.pk and repris.fini_le and repris.regardees == 3
    assert len(repris.changements) == 3 == len(etats())
    assert {code: etat for code, etat in etats().items() if code in faits} == faits


def test_une_ligne_qui_se_refuse_n_arrete_pas_les_autres(exercice, passer):
    ReglageCalcul.objects.filter(code=CODES[1]).update(coupe={"territoire": "999999999"})
    passage = passer()
    assert len(passage.changements) == 2 and passage.fini_le
    ((titre, motif),) = passage.refus
    assert "999999999" in motif and "2025" in titre


def test_une_periode_d_avant_les_faits_n_est_pas_un_refus_de_chaque_nuit(exercice, passer):
    ExerciceFabrique(programme=exercice.programme, annee=2019)
    passage = passer()
    assert (passage.regardees, passage.refus) == (3, [])


def test_les_vieux_passages_s_effacent(exercice, passer):
    for _ in range(3):
        Passage.objects.bulk_create(
            [
                Passage(
                    cloison=exercice.programme.pk,
                    commence_le=f"20{n}-01-01T00:00Z",
                    fini_le=f"20{n}-01-02T00:00Z",
                )
                for n in range(10, 10 + PASSAGES_GARDES // 2)
            ]
        )
    passer()
    assert Passage.objects.count() == PASSAGES_GARDES


def test_un_passage_se_voit_avec_son_programme_et_seul_le_systeme_l_ecrit(
    exercice, passer, creer_compte, en_tant_que, systeme
):
    passer()
    dedans = creer_compte(Role.DIRECTION, departement="35")
    dehors = creer_compte(Role.DIRECTION, departement="22")
    for compte, nombre in ((dedans, 1), (dehors, 0), (None, 0)):
        with en_tant_que(compte):
            assert Passage.objects.count() == nombre
    with en_tant_que(dedans):
        assert Passage.objects.update(regardees=0) == 0
    with en_tant_que(systeme):
        assert passer().changements == []


def test_la_tache_passe_chaque_nuit():
    taches = {p.task.name: p.cron for p in app.periodic_registry.periodic_tasks.values()}
    assert taches["jalon.recalculer_chiffres"] == "47 4 * * *"
