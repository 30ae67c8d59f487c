"""Dépôt et visibilité des fichiers."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError

from jalon.socle.pieces.models import ContenuPiece, Piece
from jalon.socle.pieces.selectors import octets_de, piece_par_id
from jalon.socle.pieces.services import deposer_piece, nom_de_fichier, rattacher_piece

pytestmark = pytest.mark.django_db


def test_un_contenu_depose_deux_fois_est_une_seule_piece(creer_compte, en_tant_que):
    compte = creer_compte()
    with en_tant_que(compte):
        piece = deposer_piece(nom="bilan.txt", contenu=b"octets", acteur=compte)
        assert deposer_piece(nom="autre.txt", contenu=b"octets", acteur=compte) == piece
        assert octets_de(piece) == b"octets"
        assert (piece.taille, piece.type_mime) == (6, "text/plain")


def test_une_piece_sans_programme_n_est_vue_que_de_qui_l_a_deposee(creer_compte, en_tant_que):
    deposant, autre = creer_compte(), creer_compte()
    with en_tant_que(deposant):
        piece = deposer_piece(nom="a.txt", contenu=b"secret", acteur=deposant)
    for compte in (autre, None):
        with en_tant_que(compte):
            assert not Piece.objects.exists()
            assert not ContenuPiece.objects.exists()
            with pytest.raises(Piece.DoesNotExist):
                piece_par_id(piece.pk)
    with en_tant_que(autre):
        assert deposer_piece(nom="b.txt", contenu=b"secret", acteur=autre) != piece


def test_le_contenu_d_une_piece_ne_change_jamais(creer_compte, en_tant_que):
    compte = creer_compte()
    with en_tant_que(compte):
        deposer_piece(nom="a.txt", contenu=b"avant", acteur=compte)
    with pytest.raises(ProgrammingError), en_tant_que(compte):
        ContenuPiece.objects.update(octets=b"apres")
    with pytest.raises(ProgrammingError), en_tant_que(compte):
        Piece.objects.update(empreinte="0" * 64)


def test_rattacher_rend_la_piece_que_le_programme_detient_deja(systeme):
    programme = uuid.uuid4()
    premiere = deposer_piece(nom="a.txt", contenu=b"x", acteur=systeme, cloison=programme)
    seconde = deposer_piece(nom="a.txt", contenu=b"x", acteur=systeme)
    assert seconde != premiere
    assert rattacher_piece(piece=seconde, cloison=programme, acteur=systeme) == premiere
    libre = deposer_piece(nom="b.txt", contenu=b"y", acteur=systeme)
    assert rattacher_piece(piece=libre, cloison=programme, acteur=systeme).cloison == programme


@pytest.mark.parametrize(
    ("donne", "garde"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\bilan.docx", "bilan.docx"),
        ("bilan\x00\n2022.xlsx", "bilan2022.xlsx"),
        ("...", "fichier"),
        ("é" * 300 + ".ods", "é" * 251 + ".ods"),
    ],
)
def test_le_nom_garde_est_sans_danger(donne, garde):
    assert nom_de_fichier(donne) == garde


def test_un_fichier_vide_ou_trop_grand_est_refuse(systeme, settings):
    settings.TAILLE_MAX_PIECE = 1024
    with pytest.raises(ValidationError, match="vide"):
        deposer_piece(nom="a.txt", contenu=b"", acteur=systeme)
    with pytest.raises(ValidationError, match="limite"):
        deposer_piece(nom="a.txt", contenu=b"x" * 1025, acteur=systeme)
    assert not Piece.objects.exists()
