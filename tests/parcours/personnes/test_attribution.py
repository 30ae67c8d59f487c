"""À qui est ce membre ? Jumeaux, homonymes, noms changés, NIR absents, provisoires ou corses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from jalon.parcours.personnes import rapprochements, services
from jalon.parcours.personnes.bilan import cloturer
from jalon.parcours.personnes.emballage import emballer
from jalon.parcours.personnes.enums import EtatChargement, EtatRapprochement, Source
from jalon.parcours.personnes.identite import Identite, cle_nir, nir_lu, normaliser, ressemblance
from jalon.parcours.personnes.integration import DossierRecu, Integration
from jalon.parcours.personnes.models import Chargement, Episode, Membre, Personne, Rapprochement
from jalon.parcours.personnes.observations import Fait, MembreObserve, ObservationFoyer
from tests.parcours.personnes.departement import photo

ANNE = Identite(
    nom="MARTIN",
    nom_naissance="LE GOFF",
    prenoms=("ANNE",),
    date_naissance=date(1990, 5, 12),
    sexe="2",
    commune_naissance="RENNES",
    nir="2900535238123",
    certifiee=True,
)


def foyer(
    numero: str, *identites: Identite, etat: str = "2", demande: date = date(2025, 1, 3)
) -> ObservationFoyer:
    roles = ["DEM", "CJT", *["ENF"] * 8]
    membres = tuple(
        MembreObserve(identite, Fait((role,), demande), droits_devoirs=Fait(("oui",)))
        for identite, role in zip(identites, roles, strict=False)
    )
    return ObservationFoyer(
        numero, demande, "CAF", "351", "0001", membres, etat=Fait(("2", ()), demande.replace(day=1))
    )


@pytest.fixture
def prendre(db, systeme):
    """`prendre(foyer, …)` : un chargement de plus, chaque fois un mois plus tard."""
    mois = iter(range(1, 12))

    def charger(*foyers: ObservationFoyer) -> Integration:
        rang = next(mois)
        chargement = Chargement.objects.create(
            source=Source.FLUX_MENSUEL,
            nom_fichier=f"{rang}.RCV",
            empreinte=f"{rang:064d}",
            octets=1,
            reference=date(2025, rang, 28),
            cree_le=datetime(2025, rang, 28, tzinfo=UTC),
            etat=EtatChargement.CHARGE,
            fini_le=datetime(2025, rang, 28, tzinfo=UTC),
            compte=systeme,
        )
        integration = Integration(chargement, "35", lambda _: foyers[0])
        integration.integrer([DossierRecu(vu, bytes([rang]) * 16, emballer(b"x")) for vu in foyers])
        cloturer(integration, annonces=len(foyers), lus=len(foyers), rejets=0, complet=False)
        rapprochements.chercher_ressemblances(integration.nouvelles)
        return integration

    from jalon.socle.base.contexte import contexte_compte

    with contexte_compte(systeme):
        yield charger


def test_le_meme_nir_certain_reunit_malgre_un_nouveau_nom(prendre):
    prendre(foyer("1", ANNE))
    prendre(foyer("2", replace(ANNE, nom="DURAND")))
    assert Personne.objects.count() == 1
    assert Membre.objects.count() == 2


def test_un_nir_non_certifie_ou_provisoire_ne_reunit_pas_seul(prendre):
    autre_nom = {"nom": "ROUX", "nom_naissance": "ROUX"}
    prendre(
        foyer("1", replace(ANNE, certifiee=False)),
        foyer("3", replace(ANNE, nir="7900535238123", prenoms=("ZOE",))),
    )
    prendre(
        foyer("2", replace(ANNE, certifiee=False, **autre_nom)),
        foyer("4", replace(ANNE, nir="7900535238123", prenoms=("ZOE",), **autre_nom)),
    )
    assert Personne.objects.count() == 4
    assert Rapprochement.objects.filter(etat=EtatRapprochement.A_EXAMINER).count() == 2


def test_le_meme_nir_sur_deux_etats_civils_trop_differents_se_fait_examiner(prendre):
    prendre(foyer("1", ANNE))
    prendre(
        foyer(
            "2",
            replace(
                ANNE,
                nom="KONE",
                nom_naissance="KONE",
                prenoms=("ISSA",),
                sexe="1",
                date_naissance=date(1961, 1, 2),
            ),
        )
    )
    assert Personne.objects.count() == 2


def test_sans_nir_la_meme_identite_et_la_meme_commune_reunissent(prendre):
    prendre(foyer("1", replace(ANNE, nir=None)))
    prendre(foyer("2", replace(ANNE, nir=None, nom="AUTRE NOM D'USAGE")))
    assert Personne.objects.count() == 1


def test_sans_nir_ni_commune_on_demande(prendre):
    prendre(foyer("1", replace(ANNE, nir=None, commune_naissance="")))
    prendre(foyer("2", replace(ANNE, nir=None, commune_naissance="")))
    assert Personne.objects.count() == 2
    rapprochement = Rapprochement.objects.get()
    assert rapprochement.score >= 75
    assert {"meme_nom", "meme_prenom", "meme_naissance"} <= set(rapprochement.raisons)


@pytest.mark.parametrize("ensemble", [1, 100])
def test_deux_nouvelles_qui_se_ressemblent_ne_se_proposent_qu_une_fois(prendre, monkeypatch, ensemble):
    """Cherchées l'une après l'autre, la paire se trouve des deux côtés."""
    monkeypatch.setattr(rapprochements, "NOUVELLES", ensemble)
    doute = replace(ANNE, nir=None, commune_naissance="")
    prendre(foyer("1", doute), foyer("2", doute))
    assert Personne.objects.count() == 2
    assert Rapprochement.objects.count() == 1


def test_deux_homonymes_aux_nir_differents_restent_deux_sans_rien_demander(prendre):
    prendre(foyer("1", ANNE))
    prendre(foyer("2", replace(ANNE, nir="2900535288456")))
    assert Personne.objects.count() == 2
    assert not Rapprochement.objects.exists()


def test_une_date_inventee_ne_reunit_pas(prendre):
    inconnue = replace(ANNE, nir=None, precision_naissance="O", date_naissance=date(1990, 1, 1))
    prendre(foyer("1", inconnue))
    prendre(foyer("2", inconnue))
    assert Personne.objects.count() == 2


def test_des_jumeaux_homonymes_restent_deux_par_leur_rang(prendre):
    un, deux = (replace(ANNE, nir=None, rang_gemellaire=rang) for rang in (1, 2))
    prendre(foyer("1", ANNE, un, deux))
    prendre(foyer("1", ANNE, deux, un))
    assert Personne.objects.count() == 3
    assert Membre.objects.count() == 3


def test_deux_membres_d_un_foyer_ne_sont_jamais_la_meme_personne(prendre):
    prendre(foyer("1", ANNE))
    prendre(foyer("2", ANNE, replace(ANNE, prenoms=("ANNE", "MARIE"))))
    personnes = Membre.objects.filter(foyer__numero="2").values_list("personne", flat=True)
    assert len(set(personnes)) == 2


def test_un_nir_qui_arrive_plus_tard_est_garde_sur_la_meme_personne(prendre):
    prendre(foyer("1", replace(ANNE, nir=None, certifiee=False)))
    prendre(foyer("1", ANNE))
    personne = Personne.objects.get()
    assert personne.certifiee
    assert personne.nir_cle is not None


def test_un_nom_de_naissance_corrige_garde_le_membre(prendre):
    prendre(foyer("1", ANNE))
    prendre(foyer("1", replace(ANNE, nom_naissance="LEGOFF", nir=None)))
    assert Membre.objects.count() == 1
    assert Personne.objects.get().nom_naissance == "LEGOFF"


def test_reunir_puis_defaire_rend_tout_comme_avant(prendre, systeme):
    sans_commune = replace(ANNE, nir=None, commune_naissance="")
    prendre(foyer("1", sans_commune), foyer("2", sans_commune, demande=date(2025, 3, 8)))
    avant = photo()
    fusion = services.decider_rapprochement(
        rapprochement=Rapprochement.objects.get(), meme=True, acteur=systeme, motif="pièces vues"
    )
    assert Membre.objects.filter(personne=fusion.gardee).count() == 2
    assert Episode.objects.filter(personne=fusion.absorbee).count() == 0
    services.defaire_fusion(fusion=fusion, acteur=systeme)
    assert photo() == avant
    with pytest.raises(ValidationError, match="déjà défaite"):
        services.defaire_fusion(fusion=fusion, acteur=systeme)


def test_deux_personnes_d_un_meme_foyer_ne_se_reunissent_pas(prendre, systeme):
    prendre(foyer("1", ANNE, replace(ANNE, nir=None, prenoms=("ANNIE",))))
    une, autre = Personne.objects.order_by("pk")
    with pytest.raises(ValidationError, match="même foyer"):
        services.fusionner_personnes(gardee=une, absorbee=autre, acteur=systeme)


def test_un_rapprochement_ne_se_decide_qu_une_fois(prendre, systeme):
    sans_commune = replace(ANNE, nir=None, commune_naissance="")
    prendre(foyer("1", sans_commune), foyer("2", sans_commune))
    rapprochement = Rapprochement.objects.get()
    services.decider_rapprochement(rapprochement=rapprochement, meme=False, acteur=systeme)
    with pytest.raises(ValidationError, match="déjà décidé"):
        services.decider_rapprochement(rapprochement=rapprochement, meme=True, acteur=systeme)


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("290053523812307", None),
        ("2900535238123", "2900535238123"),
        ("2 90 05 35 238 123", "2900535238123"),
        ("190052A004123", "190052A004123"),
        ("190052b004123", "190052B004123"),
        ("9900535238123", None),
        ("29005", None),
        ("", None),
        (None, None),
    ],
)
def test_un_nir_se_lit_s_il_en_a_la_forme(brut, attendu):
    assert nir_lu(brut) == attendu


@given(st.from_regex(r"[12]\d{2}(0[1-9]|1[0-2])(\d{2}|2[AB])\d{6}", fullmatch=True))
def test_la_cle_d_un_nir_le_valide_corse_comprise(nir):
    assert nir_lu(f"{nir}{cle_nir(nir):02d}") == nir
    assert nir_lu(f"{nir}{cle_nir(nir) % 97 + 1:02d}") is None


@given(st.text(max_size=30))
def test_normaliser_deux_fois_ne_change_rien(texte):
    assert normaliser(normaliser(texte)) == normaliser(texte)


def test_un_prenom_proche_et_un_chiffre_de_date_se_remarquent():
    score, raisons = ressemblance(
        replace(ANNE, nir=None), replace(ANNE, nir=None, prenoms=("ANE",), date_naissance=date(1990, 5, 13))
    )
    assert score >= 75
    assert {"prenom_proche", "naissance_proche"} <= set(raisons)
