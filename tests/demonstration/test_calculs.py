"""L'annexe de la convention et les délais du programme sortent d'eux-mêmes de la démonstration."""

from __future__ import annotations

from datetime import date

import pytest

from jalon.demonstration.calculs import calculer_demonstration
from jalon.demonstration.programmes import charger_programmes
from jalon.mesure.chiffres.enums import Provenance
from jalon.mesure.chiffres.gel import rejouer_tout
from jalon.mesure.chiffres.models import Calcul, Chiffre
from jalon.mesure.entrepot.copie import Entrepot
from jalon.pilotage.programmes.selectors import exercices_de
from tests.mesure.kit import Kit

pytestmark = pytest.mark.django_db
LIGNES_CALPAE = {
    "calpae.nouveaux_entrants",
    "calpae.orientes_1_mois",
    "calpae.premiers_rdv",
    "calpae.premiers_rdv_2_semaines",
    "calpae.premiers_contrats",
    "calpae.premiers_contrats_2_mois",
}
LIGNES_PDI = {"pdi.delai_premier_contact", "pdi.delai_orientation", "pdi.delai_contrat"}


def test_les_lignes_reconnues_se_calculent_a_cote_des_valeurs_publiees(systeme, monkeypatch, tmp_path):
    tmp_path.chmod(0o700)
    neuf = Entrepot(tmp_path)
    monkeypatch.setattr("jalon.mesure.indicateurs.moteurs.entrepot", lambda: neuf)
    Kit(systeme)
    programmes = {c.programme.modele_id: c.programme for c in charger_programmes(acteur=systeme)}
    lus = Chiffre.objects.filter(provenance=Provenance.IMPORT).count()
    for modele, attendues, nombre in (("calpae", LIGNES_CALPAE, 12), ("pdi", LIGNES_PDI, 3)):
        calcule = calculer_demonstration(programmes[modele], acteur=systeme, jour=date(2025, 9, 20))
        assert (calcule.reglees, len(calcule.bilan.ecrits), calcule.bilan.refus) == (nombre, nombre, [])
        assert {c.code for c in calcule.bilan.ecrits} == attendues
        assert calcule.exercice.code == "2025"
    assert Chiffre.objects.filter(provenance=Provenance.IMPORT).count() == lus
    assert all(rejeu.intact for rejeu in rejouer_tout(Calcul.objects.select_related("chiffre")))

    calculer_demonstration(programmes["pdi"], acteur=systeme, jour=date(2025, 9, 20))
    assert Calcul.objects.count() == 15
    assert [e.code for e in exercices_de(programmes["pdi"])] == ["2025", "2023"]
