"""Ce qu'un fichier change se note quand il le change : le rapport et la liste disent la même chose."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.personnes.changements import LIGNES, changements, nature
from jalon.parcours.personnes.enums import NatureChangement as N
from jalon.parcours.personnes.histoire import PARTI, Etape, valeur_au
from jalon.parcours.personnes.models import ChangementDossier, Chargement, EtatDroit
from jalon.parcours.personnes.selectors import changements_du_chargement
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.simulation.fautes import contenu
from tests.parcours.personnes.departement import charger, fichiers, reglages

DEBUT = date(2025, 1, 1)
JOURS = 12
series = st.dictionaries(st.integers(0, JOURS - 1), st.sampled_from("ABC"), max_size=4).map(
    lambda dites: tuple(Etape(DEBUT + timedelta(jour), (dites[jour],), 1) for jour in sorted(dites))
)


@given(series, series, st.sampled_from([None, PARTI]))
def test_les_changements_disent_chaque_jour_ou_deux_histoires_different(avant, apres, absent):
    trouves = changements(avant, apres, absent=absent)
    rejoues, precedent = [], None
    for jour in (DEBUT + timedelta(n) for n in range(JOURS)):
        paire = (valeur_au(avant, jour) or absent, valeur_au(apres, jour) or absent)
        if paire != precedent and paire[0] != paire[1] and None not in paire:
            rejoues.append((jour, *paire))
        precedent = paire
    assert [tuple(trouve) for trouve in trouves] == rejoues


@given(series)
def test_une_histoire_redite_ne_change_rien(serie):
    assert changements(serie, tuple(etape._replace(chargement=2) for etape in serie)) == []


@pytest.mark.parametrize(
    ("avant", "apres", "attendue"),
    [
        ("2", ("5", ()), N.CLOTURE),
        ("2", ("6", ("MUT",)), N.DEPART),
        ("5", ("6", ("MUT",)), N.ETAT),
        ("2", ("4", ()), N.SUSPENSION),
        ("3", ("2", ()), N.REPRISE),
        ("0", ("2", ()), N.OUVERTURE),
        ("0", ("1", ()), N.ETAT),
        ("5", ("2", ()), N.ETAT),
    ],
)
def test_chaque_changement_d_etat_a_une_seule_nature(avant, apres, attendue):
    (trouve,) = changements((Etape(DEBUT, (avant, ()), 1),), (Etape(DEBUT, apres, 2),))
    assert nature("etat", trouve) == attendue


@pytest.mark.django_db
def test_un_dossier_ouvert_absent_du_fichier_est_nomme_et_reste_ouvert(tmp_path, systeme):
    depart, suivant = contenu(reglages(12)), contenu(reglages(12), mois=date(2025, 2, 1))
    complet, ampute = tmp_path / "complet.RCV", tmp_path / "ampute.RCV"
    complet.write_bytes(depart.octets())
    ampute.write_bytes(replace(suivant, blocs=suivant.blocs[1:]).octets())
    charger([complet, ampute], systeme)
    with contexte_compte(systeme):
        pris = Chargement.objects.latest("pk")
        (absent,) = changements_du_chargement(pris.pk, systeme, ligne="absents")
        assert pris.rapport["comptes"]["absents"] == 1
        assert f"<NUMDEMRSA>{absent.foyer.numero}<" in suivant.blocs[0]
        assert EtatDroit.objects.filter(foyer=absent.foyer).latest("a_compter_du").etat == absent.avant
        assert N.ABSENT not in {dit.nature for dit in changements_du_chargement(pris.pk, systeme)}


@pytest.mark.django_db
def test_dans_le_desordre_aussi_le_rapport_compte_ce_que_la_liste_montre(tmp_path, systeme):
    trois = [fichier.chemin for fichier in fichiers(reglages(60, 3), tmp_path)]
    vus: dict[int, list[tuple]] = {}
    for chemin in (trois[0], trois[2], trois[1]):
        charger([chemin], systeme)
        with contexte_compte(systeme):
            pris = Chargement.objects.latest("pk")
            vus[pris.pk] = _notes(pris.pk)
            comptes = pris.rapport["comptes"]
            for ligne in LIGNES:
                montres = changements_du_chargement(pris.pk, systeme, ligne=ligne).count()
                assert montres == comptes[ligne], (chemin.name, ligne)
            # Un fichier venu depuis, même plus ancien, ne récrit pas ce qu'un autre avait changé.
            assert all(_notes(cle) == notes for cle, notes in vus.items())
    natures = Counter(note[1] for notes in vus.values() for note in notes)
    assert natures[N.NOUVEAU] and natures[N.MONTANT] and natures[N.DROITS_DEVOIRS]


def _notes(chargement: int) -> list[tuple]:
    notees = ChangementDossier.objects.filter(chargement=chargement).order_by("pk")
    return list(notees.values_list("foyer", "nature", "role", "a_compter_du", "avant", "apres"))
