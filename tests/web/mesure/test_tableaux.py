"""Tableau de bord, référence, comparaisons, territoires, contours."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from jalon.mesure.chiffres.comparaison import wilson
from jalon.mesure.indicateurs.catalogue import catalogue, declaration
from jalon.mesure.indicateurs.enums import Situation
from jalon.mesure.tableaux.enums import Duree
from jalon.mesure.tableaux.models import ChiffreChoisi
from jalon.mesure.tableaux.reference import en_markdown, fiche, fiches
from jalon.mesure.tableaux.selectors import chiffres_choisis, periode
from jalon.mesure.tableaux.services import choisir_chiffres
from jalon.socle.acces.enums import Role
from jalon.socle.territoire.contours import charger_contours, simplifier
from jalon.socle.territoire.models import Contour
from tests.flux import NORD, SUD

pytestmark = pytest.mark.django_db
RACINE = Path(__file__).resolve().parents[3]


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.content.decode()[:2000]
    return reponse.content.decode()


def carre(code, x=0.0, **autres):
    anneau = [[x, 47.0], [x + 0.1, 47.0], [x + 0.1, 47.1], [x, 47.1], [x, 47.0]]
    return {
        "type": "Feature",
        "properties": {"SIREN": code},
        "geometry": {"type": "Polygon", "coordinates": [anneau]},
    } | autres


def geojson(*objets):
    return json.dumps({"type": "FeatureCollection", "features": objets}).encode()


@pytest.mark.parametrize(
    ("duree", "attendu"),
    [
        (Duree.TRIMESTRE, (date(2026, 7, 1), date(2026, 9, 30))),
        (Duree.SEMESTRE, (date(2026, 1, 1), date(2026, 6, 30))),
        (Duree.ANNEE, (date(2025, 1, 1), date(2025, 12, 31))),
        (Duree.DOUZE_MOIS, (date(2025, 11, 1), date(2026, 10, 31))),
    ],
)
def test_une_periode_du_tableau_est_finie(duree, attendu):
    assert periode(duree, date(2026, 11, 22)) == attendu


def test_chaque_role_voit_ses_chiffres(kit, connecte):
    with connecte(Role.DIRECTION) as client:
        page = lire(client, "/indicateurs/")
    premier = chiffres_choisis([Role.DIRECTION])[0][0]
    assert f'<a href="/indicateurs/{premier.code}/' in page and "Tous les indicateurs" in page
    assert "/indicateurs/tableaux/" not in page


def test_les_codes_de_depart_existent():
    connus = {d.code for d in catalogue()}
    assert {choisi.code for choisi in ChiffreChoisi.objects.all()} <= connus


def test_l_administrateur_choisit_et_lui_seul(kit, connecte, creer_compte, en_tant_que):
    envoi = {f"duree_{rang}": "annee" for rang in range(6)} | {"code_1": "oarsa.d1", "code_3": "oarsa.d2"}
    with connecte(Role.ADMINISTRATEUR) as client:
        assert client.post("/indicateurs/tableaux/elu/", envoi).status_code == 302
        double = client.post("/indicateurs/tableaux/elu/", envoi | {"code_2": "oarsa.d1"})
        assert double.status_code == 422 and "choisi deux fois" in double.content.decode()
    choisis = [(d.code, duree) for d, duree in chiffres_choisis([Role.ELU])]
    assert choisis == [("oarsa.d1", "annee"), ("oarsa.d2", "annee")]
    direction = creer_compte(Role.DIRECTION)
    with pytest.raises(ProgrammingError), en_tant_que(direction), transaction.atomic():
        choisir_chiffres(role=Role.ELU, choix=[("pdi.delai_contrat", Duree.ANNEE)], acteur=direction)


def test_la_reference_dit_tout_et_le_depot_est_a_jour():
    toutes = fiches()
    assert [f.declaration.code for f in toutes] == [d.code for d in catalogue()]
    for f in toutes:
        assert f.declaration.definition and f.declaration.source and f.declaration.maturite
        assert any(f.raisons.values()), f.declaration.code
    ecrite = (RACINE / "docs/indicateurs.md").read_text(encoding="utf-8")
    assert ecrite == en_markdown(toutes), "docs/indicateurs.md n'est plus à jour : « jalon reference »"


def test_une_fiche_tire_ses_raisons_de_la_requete():
    raisons = fiche(declaration("loi.orientes_6_semaines")).raisons
    assert "pas fait, délai dépassé" in raisons[Situation.RESTE]
    assert "trop récent : le délai court encore" in raisons[Situation.PAS_ENCORE]
    assert any("soumis aux droits et devoirs" in raison for raison in raisons[Situation.ECARTE])


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_l_intervalle_contient_la_part_et_reste_entre_0_et_100(paire):
    numerateur, denominateur = paire
    trouve = wilson(numerateur, denominateur)
    part = Decimal(numerateur * 100) / denominateur
    assert 0 <= trouve.bas <= part + Decimal("0.005") and part - Decimal("0.005") <= trouve.haut <= 100


def test_l_intervalle_de_wilson_d_un_exemple_connu():
    """R, prop.test(15, 20, correct = FALSE) : 0,5313 à 0,8881."""
    trouve = wilson(15, 20)
    assert (trouve.bas, trouve.haut) == (Decimal("53.13"), Decimal("88.81"))
    with pytest.raises(ValueError):
        wilson(0, 0)


def test_deux_definitions_cote_a_cote(kit, connecte):
    adresse = "/indicateurs/comparer/?a=loi.orientes_6_semaines&b=calpae.orientes_1_mois"
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = lire(client, adresse + "&du=2025-01-01&au=2025-06-30")
        seul = lire(client, "/indicateurs/comparer/?a=rien")
    assert "Les deux sont vrais" in page and "CALPAE" in page and "D. 262-65-2" in page
    assert "Choisissez deux indicateurs" in seul


def test_les_territoires_avec_leur_carte_ou_ce_qu_il_faut_faire(kit, connecte, systeme):
    adresse = "/indicateurs/oarsa.part_orientee/territoires/?du=2025-01-01&au=2025-06-30"
    with connecte(Role.ADMINISTRATEUR) as client:
        assert "contours de ces territoires ne sont pas chargés" in lire(client, adresse)
    charger_contours(contenu=geojson(carre(NORD), carre(SUD, 0.1)), source="Essai, 2026", acteur=systeme)
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = lire(client, adresse)
    assert page.count('fill-rule="evenodd"') == 2 and "Contours : Essai, 2026" in page
    assert "leurs intervalles" in page


def test_l_administrateur_charge_les_contours_par_l_ecran(kit, connecte):
    fichier = SimpleUploadedFile("contours.geojson", geojson(carre(NORD), carre("123456789")))
    with connecte(Role.ADMINISTRATEUR) as client:
        reponse = client.post("/indicateurs/contours/", {"fichier": fichier, "source": "Essai"})
        assert reponse.status_code == 302
        refus = client.post(
            "/indicateurs/contours/", {"fichier": SimpleUploadedFile("x", b"{}"), "source": "Essai"}
        )
    assert refus.status_code == 422 and "collection" in refus.content.decode()
    assert [c.pk for c in Contour.objects.all()] == [NORD]


@pytest.mark.parametrize(
    "contenu",
    [
        b"\xff\xfe\x00", b"[" * 200_000, b'{"type": "FeatureCollection", "features": [NaN]}',
        geojson(carre("123456789")), geojson("rien"), geojson(carre(NORD, geometry=None)),
        geojson(carre(NORD, geometry={"type": "Point", "coordinates": [0, 0]})),
        geojson(carre(NORD, geometry={"type": "Polygon", "coordinates": [[[1e9, 0]] * 5]})),
        geojson(carre(NORD, geometry={"type": "Polygon", "coordinates": [[["x", 0]] * 5]})),
        geojson(carre(NORD, geometry={"type": "Polygon", "coordinates": 12})),
        geojson(carre(NORD, geometry={"type": "MultiPolygon", "coordinates": [[[[]]]]})),
        geojson(carre({"code": NORD})), geojson(carre(NORD, properties=["x"])),
    ],
)  # fmt: skip
def test_un_geojson_hostile_est_refuse_sans_rien_garder(kit, systeme, contenu):
    with pytest.raises(ValidationError):
        charger_contours(contenu=contenu, source="Essai", acteur=systeme)
    assert not Contour.objects.exists()


def test_un_contour_se_simplifie_sans_se_deformer():
    droite = [(x / 1000, 0.0) for x in range(1000)]
    boucle = [*droite, (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
    assert len(simplifier(boucle, 0.001)) <= 8
    assert (1.0, 1.0) in simplifier(boucle, 0.001)


def test_les_contours_ne_se_chargent_que_par_un_administrateur(kit, creer_compte, en_tant_que):
    gestionnaire = creer_compte(Role.GESTIONNAIRE_DROITS)
    with pytest.raises(ProgrammingError), en_tant_que(gestionnaire), transaction.atomic():
        charger_contours(contenu=geojson(carre(NORD)), source="Essai", acteur=gestionnaire)
