"""Un rejet se rejoue d'où qu'il vienne."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jalon.parcours.personnes.enums import Source
from jalon.parcours.personnes.models import Rejet
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.extraits.chargement import Extrait, reprendre_extrait
from jalon.sources.france_travail.chargement import charger_france_travail
from jalon.sources.rejets import REJOUER, rejouer_rejet
from jalon.sources.tableurs.chargement import charger_tableur

JOUR = date(2025, 1, 31)
INSCRIPTIONS = (
    "nir;identifiantpe;nom;prenom;dtnai;dateinscription;categoriepe;nir2\n"
    ";1234567A001;LE GOFF;ANNE;31/02/1985;10/01/2025;1;\n"
)
FOYERS = "Numéro de dossier;Nom;Prénom;Né le\nA1;LE GOFF;Anne;31/02/1985\n"
PERSONNES = "N° individu;Nom;Prénom;Date naissance\nS1;LE GOFF;Anne;31/02/1985\n"


def test_toute_source_a_son_rejeu():
    assert set(REJOUER) == set(Source)


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["france_travail", "tableur", "extrait"])
def test_un_rejet_va_au_rejeu_de_sa_source(tmp_path, systeme, source):
    chemin = tmp_path / "personnes.csv"
    textes = {"france_travail": INSCRIPTIONS, "tableur": FOYERS, "extrait": PERSONNES}
    chemin.write_text(textes[source], "utf-8")
    if source == "france_travail":
        charger_france_travail(chemin, acteur=systeme, jour=JOUR)
    elif source == "tableur":
        charger_tableur(chemin, acteur=systeme, jour=JOUR, departement="35")
    else:
        reprendre_extrait(chemin, Extrait("solis", JOUR), acteur=systeme)
    rejet = Rejet.objects.get()
    assert rejet.chargement.source == source
    with contexte_compte(systeme), pytest.raises(ValidationError, match="ne se lit toujours pas"):
        rejouer_rejet(rejet=rejet, acteur=systeme)
