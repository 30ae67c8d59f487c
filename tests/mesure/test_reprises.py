"""Les faits repris d'un autre logiciel comptent comme ceux nés ici : une fois, avec leur source."""

from __future__ import annotations

import os
from datetime import date

import pytest
from django.db import connection

from jalon.mesure.chiffres.calcul import calculer, demander, pourquoi
from jalon.mesure.conformite import ARRETE
from jalon.mesure.evenements.lecture import lecture
from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.parcours.personnes.models import Chargement, FaitRepris
from tests.flux import NORD
from tests.mesure.kit import fixer, orienter, signer
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db

DU, AU = date(2025, 1, 1), date(2025, 6, 30)
ENTREE, ORIENTE, RECU, ABSENT, SIGNE = (
    date(2025, 1, 6), date(2025, 1, 27), date(2025, 2, 10), date(2025, 3, 3), date(2025, 2, 20)
)  # fmt: skip
SOURCE = "parcours_personnes_faitrepris"
DEMANDENT_LA_NATURE_DU_RENDEZ_VOUS = {
    "calpae.premiers_rdv", "calpae.premiers_rdv_2_semaines", "calpae.part_premiers_rdv_2_semaines",
    "rdvi.accompagnes_30_jours",
}  # fmt: skip
"""Ce qu'un extrait ne dit pas : un rendez-vous d'orientation, ou d'accompagnement ?"""


def reprendre(dossier, nature, jour, *, systeme="webrsa", disparu_le=None, membre=True, **donnees):
    return FaitRepris.objects.create(
        systeme=systeme,
        nature=nature,
        cle_source=f"{nature}-{jour}-{FaitRepris.objects.count()}",
        membre=dossier.membre if membre else None,
        appariement="nir" if membre else "inconnu",
        date=jour,
        donnees=donnees,
        empreinte=os.urandom(16),
        contenu=b"x",
        chargement=Chargement.objects.first(),
        vu_le=ARRETE,
        disparu_le=disparu_le,
    )


def dossier_neuf():
    return creer_dossier(connu_le=ENTREE, entree=ENTREE, territoire=NORD, sexe="2", soumis="oui")


def ne_ici(kit, dossier):
    orienter(kit, dossier, decidee_le=ORIENTE, voie="sociale")
    fixer(kit, dossier, RECU, issue="honore")
    fixer(kit, dossier, ABSENT, issue="absent")
    signer(kit, dossier, SIGNE)


def repris(dossier, systeme="webrsa"):
    reprendre(dossier, "orientation", ORIENTE, systeme=systeme, statut="orienté")
    reprendre(dossier, "rendez_vous", RECU, systeme=systeme, statut="honore")
    reprendre(dossier, "rendez_vous", ABSENT, systeme=systeme, statut="absent")
    reprendre(dossier, "contrat", SIGNE, systeme=systeme, signature=str(SIGNE), fin="2025-08-19")


def evenements(dossier):
    with connection.cursor() as curseur:
        curseur.execute("SELECT pseudonyme FROM mesure_pseudonymes(%s)", [[dossier.personne.pk]])
        pseudonyme = curseur.fetchone()[0]
    with lecture() as curseur:
        requete = "SELECT type, date, source FROM mesure_evenements WHERE personne = %s ORDER BY type, date"
        return pseudonyme, curseur.execute(requete, (pseudonyme,)).fetchall()


def demandes_du_catalogue():
    return [demander(d, DU, AU, arrete_au=ARRETE) for d in catalogue()]


def situations(dossier, moteurs):
    """Pour chaque indicateur : (situation, raison, jours) de ce que cette personne y est."""
    pseudonyme, _ = evenements(dossier)
    trouvees, demandes = {}, demandes_du_catalogue()
    with moteurs() as (postgres, duckdb):
        for demande in demandes:
            d = demande.declaration
            lus = pourquoi(demande, duckdb, pseudonyme)
            assert lus == pourquoi(demande, postgres, pseudonyme), d.code
            trouvees[d.code] = sorted((m.situation, m.raison, m.jours) for m in lus)
    return trouvees


def valeurs(moteurs):
    demandes = demandes_du_catalogue()
    with moteurs() as (_, duckdb):
        return {d.declaration.code: calculer(d, duckdb) for d in demandes}


def test_un_fait_repris_compte_comme_un_fait_ne_ici(kit, moteurs):
    ici, ailleurs = dossier_neuf(), dossier_neuf()
    ne_ici(kit, ici)
    repris(ailleurs)
    attendues, lues = situations(ici, moteurs), situations(ailleurs, moteurs)
    differents = {code for code in attendues if attendues[code] != lues[code]}
    assert differents == DEMANDENT_LA_NATURE_DU_RENDEZ_VOUS
    for code in ("oarsa.part_orientee", "calpae.premiers_contrats", "pdi.delai_orientation", "oarsa.d1"):
        assert lues[code][0][0] == "compte", (code, lues[code])
    assert len(lues["rdvi.part_absences"]) == 2


def test_chaque_evenement_repris_dit_sa_source(kit):
    ici, ailleurs = dossier_neuf(), dossier_neuf()
    ne_ici(kit, ici)
    repris(ailleurs)
    (_, nes), (_, lus) = evenements(ici), evenements(ailleurs)
    attendus = {"orientation", "rdv_fixe", "rdv_honore", "rdv_absence", "contrat_signe", "contrat_debut"}
    assert {t for t, _, source in lus if source == SOURCE} >= attendus
    assert SOURCE not in {source for _, _, source in nes}
    assert [(t, j) for t, j, _ in lus if t in attendus] == [(t, j) for t, j, _ in nes if t in attendus]


def test_ce_que_jalon_sait_deja_ne_compte_pas_deux_fois(kit, moteurs):
    dossier = dossier_neuf()
    ne_ici(kit, dossier)
    avant, faits = valeurs(moteurs), evenements(dossier)
    repris(dossier)
    assert valeurs(moteurs) == avant and evenements(dossier) == faits


def test_deux_logiciels_qui_disent_le_meme_fait_n_en_font_qu_un(kit, moteurs):
    dossier = dossier_neuf()
    repris(dossier)
    avant, faits = valeurs(moteurs), evenements(dossier)
    repris(dossier, systeme="rdv-insertion")
    assert valeurs(moteurs) == avant and evenements(dossier) == faits
    reprendre(dossier, "rendez_vous", date(2025, 4, 7), systeme="aaa", statut="prevu")
    reprendre(dossier, "rendez_vous", date(2025, 4, 7), systeme="zzz", statut="honore")
    nouveaux = [t for t, jour, _ in evenements(dossier)[1] if jour == date(2025, 4, 7)]
    assert nouveaux == ["rdv_fixe", "rdv_honore"], "celui qui sait l'issue l'emporte"


def test_deux_rendez_vous_du_meme_logiciel_le_meme_jour_restent_deux(kit):
    dossier = dossier_neuf()
    for _ in range(2):
        reprendre(dossier, "rendez_vous", RECU, statut="honore")
    assert [t for t, _, _ in evenements(dossier)[1]].count("rdv_honore") == 2


@pytest.mark.parametrize(
    "fait",
    [
        {"statut": "Annulée"}, {"statut": "en attente de validation"}, {"disparu_le": ARRETE},
        {"membre": False},
    ],
)  # fmt: skip
def test_un_fait_vain_disparu_ou_sans_personne_ne_compte_pas(kit, moteurs, fait):
    dossier = dossier_neuf()
    avant = valeurs(moteurs)
    reprendre(dossier, "orientation", ORIENTE, **fait)
    assert valeurs(moteurs) == avant


def test_un_fait_repris_puis_disparu_de_l_extrait_cesse_de_compter(kit, moteurs):
    """La copie en colonnes suit : le fait repris entre et sort de la valeur."""
    dossier, code = dossier_neuf(), "oarsa.part_orientee"
    avant = valeurs(moteurs)[code]
    fait = reprendre(dossier, "orientation", ORIENTE, statut="orienté")
    (pendant,) = valeurs(moteurs)[code]
    assert pendant.numerateur == avant[0].numerateur + 1
    fait.disparu_le = ARRETE
    fait.save(update_fields=["disparu_le"])
    assert valeurs(moteurs)[code] == avant
