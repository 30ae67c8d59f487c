"""Couper d'avance : le même ordre, la même erreur, une avance bornée, et rien ne survit à l'arrêt."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import islice

import pytest

from jalon.sources.flux_cnaf import avance
from jalon.sources.flux_cnaf.avance import en_avance
from jalon.sources.flux_cnaf.decoupe import couper
from jalon.sources.flux_cnaf.erreurs import FluxIllisible
from jalon.sources.flux_cnaf.reconnus import Connu, distinguer
from jalon.sources.flux_cnaf.simulation.fautes import contenu
from jalon.sources.flux_cnaf.tranches import Tranche
from tests.parcours.personnes.departement import reglages

VOULU = reglages(30)


@pytest.fixture
def fichier(tmp_path):
    chemin = tmp_path / "flux.RCV"
    chemin.write_bytes(contenu(VOULU).octets())
    return chemin


def paires(tranches: Iterator[Tranche], lues: list[int]) -> Iterator[tuple[Tranche, None]]:
    for tranche in tranches:
        lues.append(tranche.rang)
        yield tranche, None


@pytest.mark.parametrize("taille", [1, 7, 1000])
def test_l_avance_rend_les_memes_tranches_dans_le_meme_ordre(fichier, taille, monkeypatch):
    monkeypatch.setattr(avance, "TAILLE_PAQUET", taille)
    with couper(fichier) as decoupe:
        attendues = list(decoupe)
    with couper(fichier) as decoupe, closing(en_avance(paires(iter(decoupe), []))) as lues:
        assert [tranche for tranche, _ in lues] == attendues


def test_un_total_faux_se_dit_apres_la_derniere_tranche_comme_sans_avance(fichier):
    octets = fichier.read_bytes()
    debut = octets.rindex(b"<InfosFoyerRSA>")
    fin = octets.index(b"</InfosFoyerRSA>", debut) + len(b"</InfosFoyerRSA>")
    fichier.write_bytes(octets[:debut] + octets[fin:])
    lues: list[int] = []
    with couper(fichier) as decoupe, closing(en_avance(paires(iter(decoupe), lues))) as tranches:
        with pytest.raises(FluxIllisible):
            list(tranches)
    assert len(lues) == 29


def test_l_avance_est_bornee_et_s_arrete_avec_qui_la_lit(fichier, monkeypatch):
    monkeypatch.setattr(avance, "TAILLE_PAQUET", 2)
    monkeypatch.setattr(avance, "AVANCE", 3)
    lues: list[int] = []
    avant = threading.active_count()
    with couper(fichier) as decoupe:
        with closing(en_avance(paires(iter(decoupe), lues))) as tranches:
            assert [tranche.rang for tranche, _ in islice(tranches, 4)] == [1, 2, 3, 4]
        arret = len(lues)
        assert arret <= 2 * (3 + 2)
        assert threading.active_count() == avant
        assert len(lues) == arret


def test_un_dossier_reconnu_perd_ses_octets_sauf_s_il_reviendra(fichier):
    with couper(fichier) as decoupe:
        tranches = list(decoupe)
    un, deux, trois = tranches[:3]
    connus = {
        un.dossier: Connu("un", 1, un.empreinte, 1, "un"),
        deux.dossier: Connu("deux", 2, deux.empreinte, 2, "deux"),
        trois.dossier: Connu("trois", 3, b"autre", 3, "trois"),
    }
    with couper(fichier) as decoupe:
        vus = list(distinguer(decoupe, connus, {deux.dossier: 40}))
    assert vus[0] == (un._replace(octets=b""), connus[un.dossier])
    assert vus[1] == (deux, connus[deux.dossier])
    assert vus[2:] == [(tranche, None) for tranche in tranches[2:]]


def test_le_texte_d_une_tranche_ne_montre_personne(fichier):
    with couper(fichier) as decoupe:
        texte = repr(next(iter(decoupe)))
    assert texte.startswith("Tranche(rang=1, ligne=") and "<" not in texte
