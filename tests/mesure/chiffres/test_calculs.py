"""Un chiffre calculé : sa valeur, ses membres, son empreinte ; ce qu'une personne peut écrire à côté."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from jalon.mesure.chiffres.calculs import calculer_chiffre, regler_calcul, retirer_calcul
from jalon.mesure.chiffres.enums import Provenance, Statut
from jalon.mesure.chiffres.gel import membres_gardes
from jalon.mesure.chiffres.locales import donner_contre_valeur
from jalon.mesure.chiffres.models import Calcul, Chiffre, ContreValeur, LotMembres
from jalon.mesure.chiffres.services import Constat, Origine, corriger_chiffre, saisir_chiffre
from jalon.socle.acces.enums import Role
from jalon.socle.periodes import Genre, Periode
from tests.calculs import ARRETE, SEMESTRE, calcul_de, moteur_a_jour, serie_de
from tests.fabriques import PieceFabrique, ProgrammeFabrique, SerieFabrique
from tests.flux import NORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "valeur", "numerateur", "denominateur", "statut"),
    [
        ("calpae.nouveaux_entrants", "15", 15, None, Statut.COMPTE),
        ("calpae.orientes_1_mois", "6", 6, 15, Statut.PROVISOIRE),
        ("loi.contrats_1_mois", "50", 4, 8, Statut.COMPTE),
        ("pdi.delai_contrat", "39.4", 197, 5, Statut.COMPTE),
    ],
)
def test_la_case_prend_la_valeur_comptee_a_la_main(
    kit, entrepot, systeme, code, valeur, numerateur, denominateur, statut
):
    calcul = calcul_de(code, entrepot, systeme)
    chiffre = Chiffre.objects.get(pk=calcul.chiffre_id)
    assert (chiffre.valeur, chiffre.numerateur, chiffre.denominateur) == (
        Decimal(valeur),
        numerateur,
        denominateur,
    )
    assert (chiffre.statut, chiffre.provenance, chiffre.arrete_au) == (statut, Provenance.CALCUL, ARRETE)
    assert len(chiffre.empreinte) == 64 and chiffre.empreinte == calcul.empreinte


def test_une_case_peut_prendre_une_mediane_ou_une_coupe(kit, entrepot, systeme):
    mediane = calcul_de("pdi.delai_orientation", entrepot, systeme, mesure="mediane")
    assert mediane.chiffre.valeur == 11 and mediane.valeur == 24
    nord = calcul_de("calpae.nouveaux_entrants", entrepot, systeme, coupe={"territoire": NORD})
    femmes = calcul_de("calpae.nouveaux_entrants", entrepot, systeme, coupe={"sexe": "femme"})
    assert (nord.chiffre.valeur, femmes.chiffre.valeur) == (9, 7)


@pytest.mark.parametrize(
    ("coupe", "attendu"),
    [
        ({"sexe": "femmes"}, "« femmes » est inconnue.*femme, homme"),
        ({"territoire": "999999999"}, "SIREN d'une intercommunalité"),
        ({"territoire": "\x00"}, "SIREN"),
        ({"structure": "Maison"}, "identifiant d'une structure"),
        ({"mois": "2025-13"}, "2025-03"),
        ({"taille": "1"}, "Coupes possibles : territoire"),
    ],
)
def test_une_part_inconnue_se_refuse_au_lieu_de_donner_zero(kit, entrepot, systeme, coupe, attendu):
    with pytest.raises(ValidationError, match=attendu):
        calcul_de("calpae.nouveaux_entrants", entrepot, systeme, coupe=coupe)


def test_une_part_connue_sans_personne_donne_un_vrai_zero(kit, entrepot, systeme):
    personne = calcul_de("calpae.nouveaux_entrants", entrepot, systeme, coupe={"age": "inconnu"})
    assert (personne.chiffre.valeur, personne.chiffre.statut) == (0, Statut.COMPTE)


def test_une_part_qui_n_existe_plus_ne_se_calcule_plus(kit, entrepot, systeme):
    calcul = calcul_de("calpae.nouveaux_entrants", entrepot, systeme, coupe={"territoire": NORD})
    calcul.serie.reglage.__class__.objects.update(coupe={"territoire": "999999999"})
    with pytest.raises(ValidationError, match="999999999"):
        calculer_chiffre(
            serie=calcul.serie,
            periode=SEMESTRE,
            libelle_periode="",
            moteur=moteur_a_jour(entrepot),
            acteur=systeme,
        )


def test_les_membres_et_les_autres_sont_gardes_avec_leur_raison(kit, entrepot, systeme):
    calcul = calcul_de("calpae.orientes_1_mois", entrepot, systeme)
    tous = membres_gardes(calcul)
    assert [len(membres_gardes(calcul, situation=s)) for s in ("compte", "pas_encore")] == [6, 1]
    assert sum(n for raisons in calcul.raisons.values() for n in raisons.values()) == len(tous)
    assert set(calcul.raisons["reste"]) <= {"hors_delai", "jamais", "sorti_avant"}
    assert membres_gardes(calcul, premier=3, nombre=4) == tous[3:7]
    connues = {str(dossier.personne.pk) for dossier in kit.dossiers.values()}
    assert not connues & {str(m.personne) for m in tous}


def test_recalculer_sans_fait_nouveau_ne_change_rien(kit, entrepot, systeme):
    premier = calcul_de("calpae.premiers_contrats", entrepot, systeme)
    second = calcul_de("calpae.premiers_contrats", entrepot, systeme, serie=premier.serie)
    assert (second.pk, second.empreinte) == (premier.pk, premier.empreinte)
    assert Calcul.objects.count() == 1 and Chiffre.objects.count() == 1
    plus_tard = calcul_de(
        "calpae.premiers_contrats", entrepot, systeme, serie=premier.serie, arrete_au=date(2025, 7, 11)
    )
    assert plus_tard.empreinte != premier.empreinte


def test_sans_denominateur_la_case_dit_pourquoi_elle_est_vide(kit, entrepot, systeme):
    aout = Periode(date(2025, 8, 1), date(2025, 8, 31), Genre.MOIS)
    vide = calcul_de("pdi.delai_contrat", entrepot, systeme, periode=aout)
    assert (vide.chiffre.valeur, vide.chiffre.statut) == (None, Statut.NON_CALCULABLE)
    juin = Periode(date(2025, 6, 1), date(2025, 6, 30), Genre.MOIS)
    attente = calcul_de("loi.orientes_6_semaines", entrepot, systeme, periode=juin)
    assert (attente.chiffre.valeur, attente.chiffre.statut) == (None, Statut.EN_ATTENTE)


def saisir(serie, systeme, valeur, **origine):
    return saisir_chiffre(
        serie=serie,
        periode=SEMESTRE,
        libelle_periode="1er semestre 2025",
        constat=Constat(Decimal(valeur)),
        origine=Origine(**origine),
        acteur=systeme,
    )


def test_une_valeur_saisie_n_est_pas_remplacee_le_calcul_reste_a_cote(kit, entrepot, systeme):
    serie = serie_de("calpae.orientes_1_mois")
    saisi = saisir(serie, systeme, 8)
    calcul = calcul_de("calpae.orientes_1_mois", entrepot, systeme, serie=serie)
    saisi.refresh_from_db()
    assert (saisi.valeur, saisi.provenance) == (8, Provenance.SAISIE)
    assert (calcul.chiffre_id, calcul.valeur) == (None, 6) and len(membres_gardes(calcul)) > 6


def test_une_case_calculee_ne_se_corrige_pas_mais_un_document_peut_la_dire(kit, entrepot, systeme):
    calcul = calcul_de("calpae.orientes_1_mois", entrepot, systeme)
    with pytest.raises(ValidationError, match="valeur locale"):
        corriger_chiffre(chiffre=calcul.chiffre, constat=Constat(Decimal(7)), acteur=systeme)
    with pytest.raises(ValidationError, match="valeur locale"):
        saisir(calcul.serie, systeme, 7)
    lu = saisir(calcul.serie, systeme, 7, provenance=Provenance.IMPORT, piece=PieceFabrique())
    calcul.refresh_from_db()
    assert (lu.valeur, calcul.chiffre_id, calcul.valeur) == (7, None, 6)


def test_une_ligne_qui_ne_se_calcule_plus_redevient_libre(kit, entrepot, systeme):
    calcul = calcul_de("calpae.orientes_1_mois", entrepot, systeme)
    retirer_calcul(serie=calcul.serie, acteur=systeme)
    assert corriger_chiffre(chiffre=calcul.chiffre, constat=Constat(Decimal(7)), acteur=systeme).valeur == 7
    with pytest.raises(ValidationError, match="ne se calcule pas"):
        calculer_chiffre(
            serie=calcul.serie,
            periode=SEMESTRE,
            libelle_periode="",
            moteur=moteur_a_jour(entrepot),
            acteur=systeme,
        )


def test_la_valeur_locale_est_a_cote_et_se_justifie(kit, entrepot, systeme):
    chiffre = calcul_de("calpae.orientes_1_mois", entrepot, systeme).chiffre
    dire = {"chiffre": chiffre, "valeur": Decimal("6.5"), "le": date(2025, 7, 1), "acteur": systeme}
    juste = {"raison": "double compte d'un foyer", "source": "tableau de suivi", "methode": "recomptage"}
    for manque in juste:
        with pytest.raises(ValidationError) as refus:
            donner_contre_valeur(**dire, **juste | {manque: "  "})
        assert manque in refus.value.message_dict
    with pytest.raises(ValidationError, match="déjà la valeur officielle"):
        donner_contre_valeur(**dire | {"valeur": Decimal(6)}, **juste)
    donner_contre_valeur(**dire, **juste)
    chiffre.refresh_from_db()
    assert (chiffre.valeur, chiffre.contre_valeur.valeur) == (6, Decimal("6.5"))
    assert ContreValeur.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "options", "champ"),
    [
        ("n.existe_pas", {}, "code"),
        ("loi.contrats_1_mois", {}, "code"),
        ("calpae.nouveaux_entrants", {"coupe": {"signe": "vierge"}}, "coupe"),
        ("calpae.nouveaux_entrants", {"mesure": "mediane"}, "mesure"),
        ("calpae.nouveaux_entrants", {"pas": "decennie"}, "pas"),
    ],
)
def test_un_reglage_qui_n_a_pas_de_sens_se_refuse(systeme, code, options, champ):
    serie = SerieFabrique(cloison=ProgrammeFabrique().pk)
    with pytest.raises(ValidationError) as refus:
        regler_calcul(serie=serie, code=code, acteur=systeme, **options)
    assert champ in refus.value.message_dict


def test_les_pseudonymes_ne_se_montrent_qu_a_qui_ecrit_le_programme(
    kit, entrepot, systeme, creer_compte, en_tant_que
):
    programme = ProgrammeFabrique(departement="35")
    calcul_de(
        "calpae.orientes_1_mois", entrepot, systeme, serie=serie_de("calpae.orientes_1_mois", programme)
    )
    attendus = {
        Role.CHARGEE_MISSION: (1, True),
        Role.DIRECTION: (1, False),
        Role.ELU: (1, False),
        Role.ETAT: (1, False),
        Role.GESTIONNAIRE_DROITS: (0, False),
    }
    for role, (calculs, lots) in attendus.items():
        with en_tant_que(creer_compte(role, departement="35")):
            assert (Calcul.objects.count(), LotMembres.objects.exists()) == (calculs, lots), role
    with en_tant_que(creer_compte(Role.CHARGEE_MISSION, departement="22")):
        assert not Calcul.objects.exists() and not LotMembres.objects.exists()
    with en_tant_que(None):
        assert not Calcul.objects.exists()


def test_avant_le_premier_dossier_recu_rien_n_est_zero(kit, entrepot, systeme):
    avant = Periode(date(2001, 1, 1), date(2001, 12, 31), Genre.ANNEE)
    with pytest.raises(ValidationError, match="avant le premier dossier reçu"):
        calcul_de("calpae.nouveaux_entrants", entrepot, systeme, periode=avant)
    assert not Chiffre.objects.exists()


def test_sans_aucun_dossier_il_n_y_a_rien_a_compter(db, entrepot, systeme):
    with pytest.raises(ValidationError, match="Aucun dossier"):
        calcul_de("calpae.nouveaux_entrants", entrepot, systeme)


def test_une_periode_qui_court_encore_est_provisoire(kit, entrepot, systeme):
    annee = Periode(date(2025, 1, 1), date(2025, 12, 31), Genre.ANNEE)
    serie = serie_de("calpae.nouveaux_entrants")
    en_cours = calcul_de("calpae.nouveaux_entrants", entrepot, systeme, serie=serie, periode=annee)
    assert en_cours.chiffre.statut == Statut.PROVISOIRE
    finie = calcul_de(
        "calpae.nouveaux_entrants",
        entrepot,
        systeme,
        serie=serie,
        periode=annee,
        arrete_au=date(2025, 12, 31),
    )
    assert finie.chiffre.statut == Statut.COMPTE
