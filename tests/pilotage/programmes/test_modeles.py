"""Les modèles de programme sont des données : un fichier de plus, un modèle de plus."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from jalon.pilotage.programmes.models import EtatModele, ModeleProgramme, SectionModele
from jalon.pilotage.programmes.services import charger_modeles
from jalon.pilotage.programmes.services.modeles import DOSSIER

pytestmark = pytest.mark.django_db

CONTRAT = """
code = "cls"
libelle = "Contrat local des solidarités"
avec_credits = true
avec_etats = true
sens_execute = "justifie"
editions = []
[niveaux]
axe = "Axe"
[parite]
niveau = "action"
base = "execute"
[[etats]]
code = "en_cours"
libelle = "En cours"
couleur = "vert"
[[sections]]
type = "realisations"
titre = "Ce qui a été fait"
"""


def test_les_deux_modeles_livres_portent_les_sections_des_documents(systeme):
    charger_modeles(acteur=systeme)
    titres = list(
        SectionModele.objects.filter(modele="calpae").order_by("ordre").values_list("titre", flat=True)
    )
    assert titres == [
        "Description de l'action",
        "Date de mise en place de l'action",
        "Partenaires et co-financeurs",
        "Durée de l'action",
        "Budget",
        "Indicateurs quantitatifs",
        "Bilan d'exécution",
        "Perspectives futures de mise en œuvre de l'action",
    ]
    types = list(SectionModele.objects.filter(modele="pdi").order_by("ordre").values_list("type", flat=True))
    assert types == ["realisations", "freins", "a_signaler", "bilan", "perspectives"]
    assert ModeleProgramme.objects.get(code="pdi").thematiques.count() == 4


def test_recharger_ne_change_rien(systeme):
    def photo():
        return [
            list(modele.objects.order_by("pk").values())
            for modele in (ModeleProgramme, EtatModele, SectionModele)
        ]

    charger_modeles(acteur=systeme)
    avant = photo()
    charger_modeles(acteur=systeme)
    assert photo() == avant


def test_un_fichier_de_plus_est_un_modele_de_plus(systeme, tmp_path):
    (tmp_path / "cls.toml").write_text(CONTRAT)
    (modele,) = charger_modeles(acteur=systeme, dossier=tmp_path)
    assert (modele.code, modele.sens_execute, modele.parite_niveau) == ("cls", "justifie", "action")
    (tmp_path / "cls.toml").write_text(CONTRAT.replace("Ce qui a été fait", "Réalisé"))
    charger_modeles(acteur=systeme, dossier=tmp_path)
    assert [s.titre for s in modele.sections.all()] == ["Réalisé"]


@pytest.mark.parametrize(
    ("ancien", "nouveau", "message"),
    [
        ('code = "cls"', "", "il manque « code »"),
        ("[niveaux]", "[niveaux", "fichier illisible"),
        ('type = "realisations"', 'type = "inconnu"', "cls.toml : type"),
        ('base = "execute"', 'base = "hasard"', "cls.toml : parite_base"),
    ],
)
def test_un_fichier_fautif_est_refuse_en_le_nommant(systeme, tmp_path, ancien, nouveau, message):
    (tmp_path / "cls.toml").write_text(CONTRAT.replace(ancien, nouveau))
    with pytest.raises(ValidationError, match=message):
        charger_modeles(acteur=systeme, dossier=tmp_path)
    assert not ModeleProgramme.objects.filter(code="cls").exists()


def test_aucun_numero_de_departement_dans_les_modeles():
    for fichier in DOSSIER.glob("*.toml"):
        assert "departement" not in fichier.read_text()
