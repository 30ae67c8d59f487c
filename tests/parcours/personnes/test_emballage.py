"""Ce qui est gardé d'un dossier se relit toujours, avec ou sans amorce."""

from __future__ import annotations

import zlib
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.personnes.emballage import AMORCE, deballer, emballer
from jalon.socle.base.chiffrement import chiffrer

EMPREINTE = "babacc2167b75ab6014f7fa7f68c58b24df84848bf5032edf4879d3558dd0492"


def test_l_amorce_ne_change_jamais():
    assert sha256(AMORCE).hexdigest() == EMPREINTE


@given(st.binary(max_size=2000))
def test_ce_qui_est_emballe_se_deballe(octets):
    assert deballer(emballer(octets)) == octets


def test_un_contenu_garde_sans_amorce_se_relit():
    assert deballer(chiffrer(zlib.compress(b"<InfosFoyerRSA/>", 1))) == b"<InfosFoyerRSA/>"


def test_un_foyer_tient_en_peu_de_place():
    foyer = AMORCE[AMORCE.rindex(b"<InfosFoyerRSA>") :]
    assert len(emballer(foyer)) < len(zlib.compress(foyer)) / 4
