"""Un chiffre : sa valeur, son statut, sa provenance, et ce qu'une formule en déduit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jalon.mesure.chiffres.enums import AVEC_VALEUR, Statut
from jalon.mesure.chiffres.formules import RANG_STATUT, evaluer, series_de, verifier_formule
from jalon.mesure.chiffres.models import Chiffre
from jalon.mesure.chiffres.selectors import chiffre_par_id, histoire_chiffre, serie_chiffres
from jalon.mesure.chiffres.services import (
    Constat,
    Origine,
    corriger_chiffre,
    creer_serie,
    decimales_de,
    saisir_chiffre,
    supprimer_chiffre,
)
from jalon.mesure.indicateurs.selectors import indicateur_par_code
from jalon.mesure.indicateurs.services import ajouter_alias, declarer_indicateur, versionner_indicateur
from jalon.socle.periodes import Genre, Periode
from tests.fabriques import ChiffreFabrique, IndicateurFabrique, PieceFabrique, SerieFabrique

ANNEE = Periode(date(2022, 1, 1), date(2022, 12, 31), Genre.ANNEE)
CLE_ANNEE = ("annee", ANNEE.debut, ANNEE.fin)
CLOISON = uuid4()


def serie(**champs):
    return SerieFabrique(cloison=CLOISON, **champs)


def saisir(serie, systeme, constat, **champs):
    return saisir_chiffre(
        serie=serie, periode=ANNEE, libelle_periode="2022", constat=constat, acteur=systeme, **champs
    )


@pytest.mark.django_db
class TestSaisie:
    def test_zero_est_une_valeur(self, systeme):
        assert saisir(serie(), systeme, Constat(Decimal(0))).valeur == 0

    @pytest.mark.parametrize(
        ("constat", "champ"),
        [
            (Constat(None), "valeur"),
            (Constat(Decimal(1), statut=Statut.EN_ATTENTE), "valeur"),
            (Constat(Decimal(1), statut=Statut.SANS_OBJET), "valeur"),
            (Constat(Decimal(1), statut=Statut.ESTIME), "methode"),
            (Constat(Decimal(1), statut="certain"), "statut"),
            (Constat(Decimal(1), denominateur=Decimal(0)), "denominateur"),
        ],
    )
    def test_une_valeur_qui_contredit_son_statut_est_refusee_au_bon_champ(self, systeme, constat, champ):
        with pytest.raises(ValidationError) as refus:
            saisir(serie(), systeme, constat)
        assert champ in refus.value.message_dict

    def test_une_estimation_dit_sa_methode(self, systeme):
        constat = Constat(Decimal("236772"), statut=Statut.ESTIME, methode="douze fois le mois de juin")
        assert saisir(serie(), systeme, constat).methode == "douze fois le mois de juin"

    def test_ressaisir_corrige_et_garde_l_histoire(self, systeme):
        une = serie()
        saisir(une, systeme, Constat(Decimal("5015")))
        chiffre = saisir(une, systeme, Constat(Decimal("6948.5")))
        assert [c.valeur for c in serie_chiffres(une.pk)] == [Decimal("6948.5")]
        etapes = histoire_chiffre(chiffre_par_id(chiffre.pk))
        assert [e.valeur for e in etapes] == [Decimal("6948.5"), Decimal("5015")]
        assert {e.acteur for e in etapes} == {str(systeme.pk)}
        assert chiffre.decimales == 1

    def test_deux_coupes_de_la_meme_periode_coexistent(self, systeme):
        une = serie()
        for part in ("publiques", "privées"):
            saisir(une, systeme, Constat(Decimal(1), coupe={"part": part}))
        assert serie_chiffres(une.pk).count() == 2

    def test_un_chiffre_lu_cite_son_document(self, systeme):
        with pytest.raises(ValidationError, match="cite son document"):
            saisir(serie(), systeme, Constat(Decimal(1)), origine=Origine(provenance="import"))

    def test_corriger_un_chiffre_lu_garde_sa_case_pas_son_document(self, systeme):
        lu = ChiffreFabrique(
            serie=serie(),
            provenance="import",
            piece=PieceFabrique(),
            lieu={"tableau": "Annexe", "colonne_rang": 3, "role": "principal", "cellule": "12"},
        )
        corrige = corriger_chiffre(chiffre=lu, constat=Constat(Decimal(13)), acteur=systeme)
        assert (corrige.piece, corrige.provenance) == (None, "saisie")
        assert corrige.lieu == {"colonne_rang": 3, "role": "principal"}

    def test_un_chiffre_gele_ne_bouge_plus(self, systeme):
        gele = ChiffreFabrique(serie=serie(), gele_le=timezone.now())
        for refus in (
            lambda: corriger_chiffre(chiffre=gele, constat=Constat(Decimal(1)), acteur=systeme),
            lambda: supprimer_chiffre(chiffre=gele, acteur=systeme),
        ):
            with pytest.raises(ValidationError, match="gelé"):
                refus()
        with pytest.raises(DatabaseError), transaction.atomic():
            Chiffre.objects.filter(pk=gele.pk).update(valeur=1)

    def test_creer_une_serie_deux_fois_rend_la_meme(self, systeme):
        indicateur = IndicateurFabrique()
        series = {creer_serie(indicateur=indicateur, cloison=CLOISON, acteur=systeme).pk for _ in range(2)}
        assert len(series) == 1


@pytest.mark.django_db
class TestFormules:
    def test_une_somme_compte_ses_membres(self):
        chiffres = [ChiffreFabrique(serie=serie(), valeur=valeur) for valeur in (10, 32)]
        resultat = evaluer({"somme": [str(c.serie_id) for c in chiffres]}, chiffres, CLE_ANNEE)
        assert (resultat.valeur, resultat.statut, resultat.partiel) == (42, "compte", False)
        assert set(resultat.membres) == {c.pk for c in chiffres}

    def test_un_terme_absent_rend_la_somme_partielle(self):
        present, absente = ChiffreFabrique(serie=serie()), serie()
        formule = {"somme": [str(present.serie_id), str(absente.pk)]}
        resultat = evaluer(formule, [present], CLE_ANNEE)
        assert resultat.partiel and resultat.manquants == [absente.pk] and resultat.valeur == 12

    def test_une_somme_n_est_pas_plus_sure_que_son_terme_le_plus_fragile(self):
        chiffres = [
            ChiffreFabrique(serie=serie()),
            ChiffreFabrique(serie=serie(), statut="estime", methode="×12"),
        ]
        resultat = evaluer({"somme": [str(c.serie_id) for c in chiffres]}, chiffres, CLE_ANNEE)
        assert resultat.statut == "estime"

    @pytest.mark.parametrize("statut", ["en_attente", "non_calculable", "sans_objet"])
    def test_sans_aucune_valeur_le_resultat_dit_pourquoi(self, statut):
        chiffre = ChiffreFabrique(serie=serie(), valeur=None, statut=statut)
        resultat = evaluer({"somme": [str(chiffre.serie_id)]}, [chiffre], CLE_ANNEE)
        assert (resultat.valeur, resultat.statut) == (None, statut)

    def test_au_31_decembre_se_compare_a_l_annee(self):
        une = serie()
        situation = ChiffreFabrique(
            serie=une, genre_periode="situation", debut=ANNEE.fin, fin=ANNEE.fin, valeur=7
        )
        assert evaluer({"somme": [str(une.pk)]}, [situation], CLE_ANNEE).valeur == 7
        exacte = ChiffreFabrique(serie=une, valeur=8)
        for ordre in ([situation, exacte], [exacte, situation]):
            assert evaluer({"somme": [str(une.pk)]}, ordre, CLE_ANNEE).valeur == 8

    def test_une_composante_ne_compte_pas_pour_le_total(self):
        chiffre = ChiffreFabrique(serie=serie(), coupe={"sexe": "f"})
        resultat = evaluer({"somme": [str(chiffre.serie_id)]}, [chiffre], CLE_ANNEE)
        assert resultat.valeur is None

    @pytest.mark.parametrize(
        ("champs", "message"),
        [
            ({"additivite": "distinct"}, "ne s'additionne pas"),
            ({"additivite": "ratio"}, "ne s'additionne pas"),
            ({"additivite": "quantile"}, "ne s'additionne pas"),
            ({"unite": "euro"}, "unités différentes"),
            ({"unite_compte": "menage"}, "unités de compte différentes"),
            ({"nature": "stock"}, "situation à une date"),
        ],
    )
    def test_on_refuse_une_somme_qui_n_a_pas_de_sens(self, champs, message):
        series = [serie(), serie(indicateur=IndicateurFabrique(**champs))]
        with pytest.raises(ValidationError, match=message):
            verifier_formule({"somme": [str(s.pk) for s in series]}, CLOISON)

    def test_un_ratio_seul_se_recopie(self):
        ratio = serie(indicateur=IndicateurFabrique(additivite="ratio"))
        assert verifier_formule({"somme": [str(ratio.pk)]}, CLOISON) == [ratio]


@pytest.mark.parametrize(
    "formule", [{"produit": []}, {"somme": []}, {"somme": "x"}, {"somme": ["x"]}, {"somme": [1], "autre": 2}]
)
def test_une_formule_illisible_est_refusee(formule):
    with pytest.raises(ValidationError):
        series_de(formule)


def test_une_serie_ne_se_compte_pas_deux_fois():
    cle = str(uuid4())
    with pytest.raises(ValidationError, match="deux fois"):
        series_de({"somme": [cle, cle]})


@given(st.lists(st.tuples(st.sampled_from([*Statut]), st.integers(0, 10**6)), min_size=1, max_size=6))
def test_le_statut_d_une_somme_se_deduit_toujours(termes):
    chiffres = [
        Chiffre(
            serie_id=uuid4(),
            genre_periode="annee",
            debut=ANNEE.debut,
            fin=ANNEE.fin,
            statut=statut,
            valeur=Decimal(valeur) if statut in AVEC_VALEUR else None,
        )
        for statut, valeur in termes
    ]
    resultat = evaluer({"somme": [str(c.serie_id) for c in chiffres]}, chiffres, CLE_ANNEE)
    connus = [c for c in chiffres if c.statut in AVEC_VALEUR]
    assert resultat.valeur == (sum(c.valeur for c in connus) if connus else None)
    assert (resultat.statut in RANG_STATUT) is bool(connus)
    manque = any(c.statut not in AVEC_VALEUR and c.statut != Statut.SANS_OBJET for c in chiffres)
    assert resultat.partiel is manque


@given(st.decimals(min_value=0, max_value=10**6, places=3))
def test_les_decimales_sont_celles_ecrites(valeur):
    assert decimales_de(valeur) == 3


@pytest.mark.django_db
def test_une_definition_se_versionne_sans_se_perdre(systeme):
    premier = declarer_indicateur(code="essai.delai", titre="Délai", unite="jour", acteur=systeme)
    second = versionner_indicateur(indicateur=premier, titre="Délai moyen", acteur=systeme)
    assert (second.version, second.unite) == (2, "jour")
    assert indicateur_par_code("essai.delai") == second
    assert indicateur_par_code("essai.delai", 1) == premier
    with pytest.raises(ValidationError, match="existe déjà"):
        declarer_indicateur(code="essai.delai", titre="Encore", acteur=systeme)
    for _ in range(2):
        ajouter_alias(indicateur=second, libelle="Délai  moyen", acteur=systeme)
    assert second.alias.count() == 1
