"""Un chiffre gelé se rejoue à l'identique et ne change plus ; l'écart dit ce qui a bougé depuis."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from jalon.mesure.chiffres.gel import ecart_depuis, rejouer, rejouer_tout
from jalon.mesure.chiffres.models import Calcul, Chiffre, LotMembres
from jalon.mesure.chiffres.services import degeler_chiffres, geler_chiffres
from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.indicateurs.declaration import Genre
from tests.calculs import ARRETE, calcul_de, moteur_a_jour, serie_de
from tests.fabriques import ProgrammeFabrique
from tests.mesure.kit import orienter, signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFabrique()


def geler(programme, systeme):
    quand = timezone.now()
    geler_chiffres(cloison=programme.pk, jusqu_au=date(2025, 12, 31), le=quand, acteur=systeme)
    return quand


def test_tout_le_catalogue_se_rejoue_a_l_identique(kit, entrepot, systeme, programme):
    for d in catalogue():
        calcul_de(
            d.code,
            entrepot,
            systeme,
            serie=serie_de(d.code, programme),
            mesure="mediane" if d.genre is Genre.DELAI else "valeur",
        )
    geler(programme, systeme)
    rejeux = rejouer_tout(Calcul.objects.select_related("chiffre"))
    assert len(rejeux) == len(catalogue()) >= 14
    assert [r.calcul.code for r in rejeux if not r.intact] == []


def test_un_chiffre_gele_ne_suit_pas_les_faits_et_l_ecart_dit_qui_est_entre(
    kit, entrepot, systeme, programme
):
    code = "calpae.premiers_contrats"
    serie = serie_de(code, programme)
    calcul_de(code, entrepot, systeme, serie=serie)
    geler(programme, systeme)
    signer(kit, kit.dossiers["P05"], date(2025, 3, 2))
    gele = Calcul.objects.get()
    ecart = ecart_depuis(gele, moteur=moteur_a_jour(entrepot))
    assert (ecart.valeur_gelee, ecart.valeur_du_jour, ecart.effet_net) == (5, 6, 1)
    (entre,) = ecart.entres
    assert (entre.avant.raison, entre.apres.raison, ecart.sortis) == ("sans_contrat", "compte", [])
    assert rejouer(gele).valeur == 5 and rejouer(gele).intact
    with pytest.raises(ValidationError, match="gelé"):
        calcul_de(code, entrepot, systeme, serie=serie)
    assert Chiffre.objects.get().valeur == 5


def test_l_ecart_dit_qui_est_sorti_du_compte(kit, entrepot, systeme, programme):
    code = "calpae.nouveaux_entrants"
    calcul = calcul_de(code, entrepot, systeme, serie=serie_de(code, programme))
    geler(programme, systeme)
    episode = kit.dossiers["P01"].episode
    episode.connu_le = date(2024, 12, 28)
    episode.save()
    calcul.refresh_from_db()
    ecart = ecart_depuis(calcul, moteur=moteur_a_jour(entrepot))
    assert ecart.effet_net == -1 and not ecart.entres and not ecart.nul
    (sorti,) = ecart.sortis
    assert sorti.avant.raison == "compte" and (sorti.apres is None or sorti.apres.situation == "ecarte")


def test_sans_fait_nouveau_l_ecart_est_nul_et_le_temps_seul_peut_le_creuser(
    kit, entrepot, systeme, programme
):
    calcul = calcul_de(
        "calpae.orientes_1_mois", entrepot, systeme, serie=serie_de("calpae.orientes_1_mois", programme)
    )
    moteur = moteur_a_jour(entrepot)
    assert ecart_depuis(calcul, moteur=moteur).nul
    plus_tard = ecart_depuis(calcul, arrete_au=date(2025, 9, 1), moteur=moteur)
    assert plus_tard.effet_net == 0 and [m.avant.raison for m in plus_tard.autres] == ["delai_en_cours"]


def test_la_base_refuse_de_changer_un_calcul_gele(kit, entrepot, systeme, programme):
    calcul = calcul_de(
        "calpae.premiers_rdv", entrepot, systeme, serie=serie_de("calpae.premiers_rdv", programme)
    )
    quand = geler(programme, systeme)
    for modele, champs in ((Calcul, {"valeur": 99}), (Chiffre, {"valeur": 99})):
        with pytest.raises(DatabaseError), transaction.atomic():
            modele.objects.update(**champs)
    assert degeler_chiffres(cloison=programme.pk, geles_le=quand, acteur=systeme) == 1
    calcul.refresh_from_db()
    assert calcul.gele_le is None
    calcul_de("calpae.premiers_rdv", entrepot, systeme, serie=calcul.serie)


@pytest.mark.parametrize("geste", ["raison", "membre", "valeur", "delai"])
def test_une_main_dans_l_instantane_se_voit(kit, entrepot, systeme, programme, geste):
    calcul = calcul_de(
        "calpae.orientes_1_mois", entrepot, systeme, serie=serie_de("calpae.orientes_1_mois", programme)
    )
    lot = LotMembres.objects.filter(situation="reste").first()
    if geste == "raison":
        LotMembres.objects.filter(pk=lot.pk).update(raison="non_soumis")
    elif geste == "membre":
        LotMembres.objects.filter(pk=lot.pk).update(episodes=[uuid4() for _ in lot.episodes])
    elif geste == "valeur":
        Calcul.objects.update(valeur=7)
    else:
        Calcul.objects.update(delais=[])
    assert not rejouer(Calcul.objects.select_related("chiffre").get(pk=calcul.pk)).intact


def test_annee_passee_calculee_avec_les_faits_de_l_epoque(kit, entrepot, systeme, programme):
    """Un fait daté d'après l'arrêté ne change pas une année passée, même recalculée aujourd'hui."""
    code = "calpae.premiers_contrats"
    serie = serie_de(code, programme)
    avant = calcul_de(code, entrepot, systeme, serie=serie).valeur
    orienter(kit, kit.dossiers["P05"], decidee_le=date(2025, 8, 1))
    signer(kit, kit.dossiers["P05"], date(2025, 8, 3))
    assert calcul_de(code, entrepot, systeme, serie=serie, arrete_au=ARRETE).valeur == avant
    assert calcul_de(code, entrepot, systeme, serie=serie, arrete_au=date(2025, 8, 10)).valeur == avant + 1
