"""Les erreurs lues dans d'autres logiciels : chacune a son essai (dossier compté à la main, deux moteurs)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from jalon.mesure.indicateurs.catalogue import catalogue, declaration, enregistrer
from jalon.mesure.indicateurs.delais import delais_dates
from jalon.socle.parametres.services import fixer_parametre
from tests.mesure.kit import fixer, orienter, signer
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db

ANNEE = (date(2025, 1, 1), date(2025, 12, 31))
TARD = date(2026, 6, 30)


class Ville:
    """De quoi poser des faits sans le département du kit."""

    def __init__(self, kit):
        self.kit = kit

    def entrant(self, connu_le, orientation=None, notification=None, **dossier):
        pose = creer_dossier(connu_le=connu_le, **dossier)
        if orientation:
            orienter(self.kit, pose, decidee_le=orientation, notifiee_le=notification)
        return pose


@pytest.fixture
def ville(systeme):
    from tests.mesure import kit as pieces

    vide = object.__new__(pieces.Kit)
    vide.acteur = systeme
    vide.dossiers = {}
    pieces.poser_territoire()
    vide.organismes = {
        "departement": pieces.Organisation.objects.create(nom="Département d'essai", natures=["referent"])
    }
    vide.lieu = pieces.Lieu.objects.create(
        organisation=vide.organismes["departement"], nom="Maison d'essai", adresse="1 rue des Essais"
    )
    vide.motifs = {
        "accompagnement": pieces.Motif.objects.create(code="acc", libelle="acc", nature="accompagnement")
    }
    return Ville(vide)


def test_six_semaines_font_42_jours_et_pas_45(ville, valeur):
    depart = date(2025, 3, 3)
    for jours in (41, 42, 43, 45):
        ville.entrant(depart, depart + timedelta(days=jours))
    lu = valeur("loi.orientes_6_semaines", *ANNEE, arrete_au=TARD)
    assert (lu.numerateur, lu.denominateur, lu.valeur) == (2, 4, Decimal("50.00"))


def test_un_delai_se_compte_en_jours_pas_en_composante_mois(ville, valeur):
    """Treize mois ne font pas un mois : la composante « mois » d'une différence de dates vaudrait 1."""
    ville.entrant(date(2024, 1, 10), date(2025, 2, 10), date(2025, 2, 10))
    du, au = date(2024, 1, 1), date(2024, 12, 31)
    assert valeur("pdi.delai_orientation", du, au, arrete_au=TARD).valeur == 397
    assert valeur("calpae.orientes_1_mois", du, au, arrete_au=TARD).valeur == 0


def test_un_mois_va_de_date_a_date(ville, valeur):
    """Du 31 janvier, un mois finit le 28 février ; du 15 février, le 15 mars, soit 28 jours."""
    ville.entrant(date(2025, 1, 31), date(2025, 2, 28), date(2025, 2, 28))
    ville.entrant(date(2025, 1, 31), date(2025, 3, 1), date(2025, 3, 1))
    ville.entrant(date(2025, 2, 15), date(2025, 3, 15), date(2025, 3, 15))
    ville.entrant(date(2025, 2, 15), date(2025, 3, 16), date(2025, 3, 16))
    assert valeur("calpae.orientes_1_mois", *ANNEE, arrete_au=TARD).valeur == 2


def test_un_denominateur_vide_ne_fait_pas_zero(ville, valeur):
    for declare in catalogue():
        lu = valeur(declare.code, *ANNEE, arrete_au=TARD)
        if declare.genre in ("compte", "distinct"):
            assert (lu.valeur, lu.statut) == (0, "compte")
        else:
            assert (lu.valeur, lu.denominateur, lu.statut) == (None, 0, "non_calculable")


def test_une_part_nulle_est_une_valeur(ville, valeur):
    ville.entrant(date(2025, 3, 3))
    lu = valeur("loi.orientes_6_semaines", *ANNEE, arrete_au=TARD)
    assert (lu.valeur, lu.numerateur, lu.denominateur, lu.statut) == (0, 0, 1, "compte")


def test_trop_recent_n_est_ni_reussite_ni_echec(ville, valeur):
    """Le dernier jour du délai n'est pas fini : même orienté, ce séjour attend la fin du délai des autres."""
    ville.entrant(date(2025, 3, 3), date(2025, 3, 5))
    limite = date(2025, 3, 3) + timedelta(days=42)
    encore = valeur("loi.orientes_6_semaines", *ANNEE, arrete_au=limite)
    assert (encore.valeur, encore.pas_encore, encore.statut) == (None, 1, "en_attente")
    mur = valeur("loi.orientes_6_semaines", *ANNEE, arrete_au=limite + timedelta(days=1))
    assert (mur.valeur, mur.pas_encore) == (100, 0)


def test_qui_attend_encore_ne_disparait_pas_d_un_delai_moyen(ville, valeur):
    ville.entrant(date(2025, 3, 3), date(2025, 3, 13))
    for _ in range(9):
        ville.entrant(date(2025, 3, 3))
    lu = valeur("pdi.delai_orientation", *ANNEE, arrete_au=TARD)
    assert (lu.valeur, lu.denominateur, lu.pas_encore) == (10, 1, 9)


def test_les_mois_s_additionnent_en_annee(kit, valeur):
    """On compte des entrées, pas des personnes distinctes par mois qu'on additionnerait à tort."""
    annee = valeur("calpae.nouveaux_entrants", *ANNEE, arrete_au=TARD)
    mois = valeur("calpae.nouveaux_entrants", *ANNEE, arrete_au=TARD, par=("mois",))
    assert sum(r.valeur for r in mois) == annee.valeur == 15


def test_une_coupe_ne_perd_ni_ne_double_personne(kit, valeur):
    ensemble = valeur("calpae.orientes_1_mois", *ANNEE, arrete_au=TARD)
    for axe in ("territoire", "structure", "sexe", "age", "voie", "regime"):
        cases = valeur("calpae.orientes_1_mois", *ANNEE, arrete_au=TARD, par=(axe,))
        assert sum(r.numerateur for r in cases) == ensemble.numerateur, axe
        assert sum(r.denominateur for r in cases) == ensemble.denominateur, axe


def test_une_annee_passee_ne_se_calcule_pas_avec_l_etat_d_aujourd_hui(kit, valeur):
    """Sortie, réponse de la caisse ou orientation venues après n'y changent rien."""
    avant = valeur("oarsa.part_orientee", date(2025, 1, 1), date(2025, 3, 31), arrete_au=TARD)
    orienter(kit, kit.dossiers["P14"], decidee_le=date(2025, 4, 1))
    episode = kit.dossiers["P02"].episode
    episode.sortie, episode.motif_sortie = date(2025, 4, 1), "fin_droit"
    episode.save()
    assert valeur("oarsa.part_orientee", date(2025, 1, 1), date(2025, 3, 31), arrete_au=TARD) == avant


def test_des_jointures_en_eventail_ne_gonflent_rien(kit, valeurs):
    """Un indicateur de séjours ne bouge pas ; un indicateur de rendez-vous en voit huit de plus."""
    actes = {d.code for d in catalogue() if d.unite_compte == "rendez_vous"}
    avant = valeurs(*ANNEE)
    for rang in range(8):
        fixer(kit, kit.dossiers["P01"], date(2025, 3, 1) + timedelta(days=rang), issue="honore")
    orienter(kit, kit.dossiers["P01"], decidee_le=date(2025, 6, 1), notifiee_le=date(2025, 6, 2))
    signer(
        kit,
        kit.dossiers["P01"],
        date(2025, 8, 20),
        suite="renouvellement",
        precedent=kit.dossiers["P01"].personne.contrats.get(),
    )
    for code, lu in valeurs(*ANNEE).items():
        if code in actes:
            assert lu.denominateur == avant[code].denominateur + 8, code
        else:
            assert lu == avant[code], code


def test_un_changement_de_structure_garde_la_premiere(kit, valeur):
    orienter(kit, kit.dossiers["P01"], organisme="service_emploi", voie="emploi", decidee_le=date(2025, 6, 1))
    avant = {r.coupe["voie"]: r.numerateur for r in valeur("calpae.orientes_1_mois", *ANNEE, par=("voie",))}
    assert avant["sociale"] == 5 and avant["emploi"] == 1


def test_un_parametre_fixe_l_horloge_du_jour_ou_elle_part(ville, valeur, systeme):
    ville.entrant(date(2025, 3, 3), date(2025, 4, 20))
    ville.entrant(date(2025, 9, 3), date(2025, 10, 21))
    assert valeur("loi.orientes_6_semaines", *ANNEE, arrete_au=TARD).numerateur == 0
    fixer_parametre(
        code="loi.delai_orientation", valeur=60, du=date(2025, 9, 1), source="Essai", acteur=systeme
    )
    assert valeur("loi.orientes_6_semaines", *ANNEE, arrete_au=TARD).numerateur == 1


def test_un_delai_de_convention_reste_celui_de_la_definition():
    fins = {d.code: d.au for d in delais_dates(declaration("calpae.premiers_contrats_2_mois"))}
    assert fins == {"calpae.delai_contrat": None}


def test_deux_indicateurs_ne_prennent_pas_le_meme_code():
    with pytest.raises(ValueError, match="déclaré deux fois"):
        enregistrer(declaration("oarsa.d1"))


def test_chaque_fiche_est_complete():
    for d in catalogue():
        assert d.titre and len(d.definition) > 30 and d.source and d.horloge and d.maturite, d.code
        assert d.version >= 1 and d.unite and d.unite_compte and d.nature and d.additivite and d.sens


def test_la_meme_demande_refait_la_meme_valeur(kit, valeurs):
    premiere = valeurs(*ANNEE)
    assert valeurs(*ANNEE) == premiere
