"""La tête et le pied : ce qui fait refuser le fichier entier."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from jalon.sources.flux_cnaf.analyse import normaliser_departement
from jalon.sources.flux_cnaf.decoupe import couper
from jalon.sources.flux_cnaf.enveloppe import Attendu
from jalon.sources.flux_cnaf.erreurs import FluxIllisible
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet
from tests.sources.flux_cnaf.fabrique import flux, foyer_simple, lus

DEUX = [foyer_simple("00000000001"), foyer_simple("00000000002")]
CHEMINS = pytest.mark.parametrize("raccourci", [True, False])


def refus(octets: bytes, attendu: Attendu | None = None, **options: Any) -> FluxIllisible:
    with pytest.raises(FluxIllisible) as leve:
        lus(octets, attendu, **options)
    return leve.value


@CHEMINS
def test_la_tete_et_le_pied_se_lisent(raccourci: bool) -> None:
    octets = flux(DEUX, encodage=None)
    with couper(BytesIO(octets), raccourci=raccourci) as decoupe:
        assert decoupe.tete.reference == date(2026, 3, 1)
        assert decoupe.tete.cree_le == date(2026, 3, 28)
        assert decoupe.tete.mensuel
        assert decoupe.pied is None
        rangs = [tranche.rang for tranche in decoupe]
        assert rangs == [1, 2]
        assert decoupe.pied is not None
        assert decoupe.pied.dossiers == 2
        assert decoupe.source.lus == len(octets)


@CHEMINS
@pytest.mark.parametrize("total", [0, 1, 3])
def test_un_total_faux_refuse_le_fichier(total: int, raccourci: bool) -> None:
    erreur = refus(flux(DEUX, total=total), raccourci=raccourci)
    assert f"annonce {total} dossiers" in str(erreur)
    assert "en contient 2" in str(erreur)


@pytest.mark.parametrize(("total", "anomalies"), [(3, 1), (5, 2)])
def test_le_total_peut_compter_les_dossiers_du_fichier_d_anomalies(total: int, anomalies: int) -> None:
    assert len(lus(flux(DEUX, total=total, anomalies=anomalies))) == 2


@CHEMINS
def test_un_total_absent_refuse_le_fichier(raccourci: bool) -> None:
    octets = flux(DEUX).replace(b"<NBTOTDOSRSATRANSM>2</NBTOTDOSRSATRANSM>", b"")
    assert "NBTOTDOSRSATRANSM" in str(refus(octets, raccourci=raccourci))


@CHEMINS
def test_un_pied_absent_refuse_le_fichier(raccourci: bool) -> None:
    octets = flux(DEUX)
    debut, fin = octets.index(b"<TransmissionFlux>"), octets.index(b"</Racine>")
    assert "pas de pied" in str(refus(octets[:debut] + octets[fin:], raccourci=raccourci))


@CHEMINS
@pytest.mark.parametrize(
    ("entete", "morceau"),
    [
        ({"NATFLUX": "F"}, "financier"),
        ({"NATFLUX": "Z"}, "NATFLUX"),
        ({"TYPEFLUX": "Z"}, "TYPEFLUX"),
        ({"APPLIEME": "ZZZ"}, "APPLIEME"),
        ({"NUMVERSIONAPPLIEME": "9999"}, "Cristal (CAF) (NUMVERSIONAPPLIEME) est inconnue"),
        ({"NUMVERSIONAPPLIEME": "ABCD"}, "NUMVERSIONAPPLIEME"),
        ({"DTREF": "2027-01-01"}, "janvier 2027"),
        ({"DTREF": "mars"}, "DTREF ne se lit pas"),
        ({"DTREF": ""}, "pas de DTREF"),
    ],
)
def test_une_tete_fausse_refuse_le_fichier(entete: dict[str, str], morceau: str, raccourci: bool) -> None:
    erreur = refus(flux(DEUX, **entete), raccourci=raccourci)
    assert morceau in str(erreur)
    assert erreur.ligne is not None


def test_la_ligne_d_un_champ_illisible_est_la_sienne() -> None:
    octets = flux(DEUX, DTREF="mars")
    erreur = refus(octets)
    assert octets.splitlines()[erreur.ligne - 1] == b"<DTREF>mars</DTREF>"


def test_une_version_se_fait_admettre() -> None:
    octets = flux(DEUX, NUMVERSIONAPPLIEME="9999")
    assert len(lus(octets, Attendu(versions_admises=frozenset({"9999"})))) == 2


def test_un_autre_mois_refuse_le_fichier() -> None:
    assert len(lus(flux(DEUX), Attendu(mois=date(2026, 3, 17)))) == 2
    erreur = refus(flux(DEUX), Attendu(mois=date(2026, 4, 1)))
    assert "mars 2026, pas sur avril 2026" in str(erreur)


@CHEMINS
def test_le_fichier_d_un_autre_departement_est_refuse(raccourci: bool) -> None:
    erreur = refus(flux(DEUX), Attendu(departement="019"), raccourci=raccourci)
    assert "autre département que 019" in str(erreur)


@pytest.mark.parametrize("code", ["87", "087", "087 "])
def test_un_departement_s_ecrit_avec_ou_sans_zero(code: str) -> None:
    assert len(lus(flux(DEUX), Attendu(departement=code))) == 2


def test_un_dossier_d_un_autre_departement_est_rejete_seul() -> None:
    intrus = foyer_simple("00000000003")
    intrus["IdentificationRSA"]["Partenaire"]["IDEPARTE"] = "019"
    un, deux, rejet = lus(flux([*DEUX, intrus]), Attendu(departement="87"))
    assert isinstance(un, FoyerLu) and isinstance(deux, FoyerLu) and isinstance(rejet, Rejet)
    assert "autre département" in rejet.motif


def test_le_departement_de_la_tete_vrsd_est_controle() -> None:
    octets = flux(DEUX, VERSIONFLUX="0301", IDEPARTE="019")
    assert "autre département" in str(refus(octets, Attendu(departement="87")))


@CHEMINS
def test_un_bloc_inconnu_de_la_racine_est_garde(raccourci: bool) -> None:
    octets = flux(DEUX).replace(b"<TransmissionFlux>", b"<Signature>abc</Signature><TransmissionFlux>")
    with couper(BytesIO(octets), raccourci=raccourci) as decoupe:
        assert len(list(decoupe)) == 2
        assert decoupe.inconnus == {"Signature": ["abc"]}


@pytest.mark.parametrize(
    "octets",
    [b"bonjour", b"<html></html>", b"<?xml version='1.0'?><Autre/>", b"NIR;NOM\n1;2\n", b"\x00" * 50],
)
def test_un_fichier_qui_n_est_pas_un_flux_est_refuse(octets: bytes) -> None:
    assert str(refus(octets))


@pytest.mark.parametrize(
    ("lu", "officiel"),
    [("035", "35"), ("35 ", "35"), ("001", "01"), ("1", "01"), ("2a", "2A"), ("02B", "2B"), ("971", "971")],
)
def test_un_departement_s_ecrit_par_son_code_officiel(lu: str, officiel: str) -> None:
    assert normaliser_departement(lu) == officiel
