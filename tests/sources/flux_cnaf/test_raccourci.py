"""Le raccourci rend ce que rend le vrai analyseur ; un fichier coupé ne passe jamais pour entier."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.sources.flux_cnaf import limites
from jalon.sources.flux_cnaf.decoupe import couper
from jalon.sources.flux_cnaf.erreurs import FluxIllisible
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet
from tests.sources.flux_cnaf.fabrique import en_xml, flux, foyer_complet, foyer_simple, lus

REGLAGES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ENTIER = flux([foyer_simple("00000000001"), foyer_complet("00000000002"), foyer_simple("00000000003")])
BORNES = b"<InfosFoyerRSA>", b"</InfosFoyerRSA>"


def vu(octets: bytes, raccourci: bool) -> Any:
    """Ce que la lecture rend, en valeurs comparables : les lignes comprises, les octets non."""
    try:
        trouves = lus(octets, raccourci=raccourci)
    except FluxIllisible:
        return "refusé"
    return [
        (lu.dossier, lu.ligne, lu.donnees, lu.inconnus, lu.codes_inconnus)
        if isinstance(lu, FoyerLu)
        else (lu.dossier, lu.ligne, lu.motif)
        for lu in trouves
    ]


textes = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"], exclude_characters="\x7f\xa0"), max_size=12
).map(lambda texte: "".join(c if c not in "&<>" else f"&#{ord(c)};" for c in texte))
noms = st.sampled_from(["NOM", "NIR", "DTNAI", "Personne", "InfosFoyerRSAX", "Racine", "ZZZ", "Anomalie"])
pieges = st.sampled_from(
    [
        "<!-- </InfosFoyerRSA> -->",
        "<!-- <InfosFoyerRSA> -->",
        "<![CDATA[</InfosFoyerRSA>]]>",
        "<![CDATA[<InfosFoyerRSA>]]>",
        "<?pi </InfosFoyerRSA> ?>",
        "&lt;/InfosFoyerRSA&gt;",
        "]] >",
        "",
        "\r\n",
    ]
)


@st.composite
def foyers(tirer: Any) -> str:
    """Un foyer bien formé, avec des éléments connus ou non et de quoi tromper qui cherche ses bornes."""
    base = foyer_simple(tirer(st.sampled_from(["00000000001", "00000000002", "00000000003"])))
    nom = tirer(noms)
    libre = f"<{nom}>{tirer(textes)}{tirer(pieges)}{tirer(textes)}</{nom}>"
    attribut = tirer(st.sampled_from(["", ' a="1"', ' xmlns="urn:x"', " b='/&gt;'"]))
    ouvre = tirer(st.sampled_from(["<InfosFoyerRSA>", f"<InfosFoyerRSA{attribut}>", "<InfosFoyerRSA\n>"]))
    ferme = tirer(st.sampled_from(["</InfosFoyerRSA>", "</InfosFoyerRSA >"]))
    corps = en_xml(base, " ")
    place = tirer(st.sampled_from(["</Personne>", "</DonneesAdministratives>", "</PrestationRSA>"]))
    corps = corps.replace(place, libre + place, 1)
    entre = tirer(st.sampled_from(["", "\n", "<!-- entre -->", "<?entre deux?>", "\r\n\t"]))
    return f"{ouvre}\n{corps}{ferme}{entre}"


@REGLAGES
@given(
    st.lists(foyers(), max_size=4),
    st.sampled_from(["", "<!-- avant -->", "<?avant x?>"]),
    st.integers(7, 400),
)
def test_le_raccourci_rend_ce_que_rend_l_analyseur(
    monkeypatch: pytest.MonkeyPatch, corps: list[str], avant: str, morceau: int
) -> None:
    octets = flux(corps).replace(b"<IdentificationFlux>", avant.encode() + b"<IdentificationFlux>", 1)
    with monkeypatch.context() as contexte:
        contexte.setattr(limites, "MORCEAU", morceau)
        assert vu(octets, raccourci=True) == vu(octets, raccourci=False)


@REGLAGES
@given(st.integers(0, len(ENTIER.rstrip()) - 1))
def test_un_fichier_coupe_a_tout_octet_est_refuse(place: int) -> None:
    for raccourci in (True, False):
        with pytest.raises(FluxIllisible) as leve:
            lus(ENTIER[:place], raccourci=raccourci)
        assert leve.value.ligne == ENTIER[:place].count(b"\n") + 1 or place < 400, place


def test_un_fichier_en_clair_coupe_est_refuse_avant_d_etre_parcouru(tmp_path: Path) -> None:
    chemin = tmp_path / "coupe.RCV"
    chemin.write_bytes(ENTIER[: ENTIER.rindex(b"</Racine")])
    with pytest.raises(FluxIllisible) as leve:
        couper(chemin)
    assert leve.value.ligne == ENTIER[: ENTIER.rindex(b"</Racine")].count(b"\n") + 1
    with couper(BytesIO(chemin.read_bytes())) as decoupe, pytest.raises(FluxIllisible) as parcouru:
        list(decoupe)
    assert leve.value.motif == parcouru.value.motif


@REGLAGES
@given(st.integers(0, len(ENTIER) - 1), st.binary(min_size=1, max_size=6))
def test_un_fichier_abime_ne_perd_ni_n_invente_de_dossier(place: int, parasite: bytes) -> None:
    """Octets écrasés n'importe où : refus, ou autant de dossiers lus et rejetés qu'annoncé."""
    abime = ENTIER[:place] + parasite + ENTIER[place + len(parasite) :]
    for raccourci in (True, False):
        try:
            trouves = lus(abime, raccourci=raccourci)
        except FluxIllisible:
            continue
        assert len(trouves) == 3


@pytest.mark.parametrize("raccourci", [True, False])
@pytest.mark.parametrize("morceau", [1, 3, 17, 64, 1000])
def test_la_taille_des_lectures_ne_change_rien(
    raccourci: bool, morceau: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    attendus = vu(ENTIER, raccourci)
    monkeypatch.setattr(limites, "MORCEAU", morceau)
    assert vu(ENTIER, raccourci) == attendus


def test_une_tranche_est_a_sa_place_et_a_sa_ligne() -> None:
    with couper(BytesIO(ENTIER)) as decoupe:
        for tranche in decoupe:
            fin = tranche.decalage + len(tranche.octets)
            assert ENTIER[tranche.decalage : fin] == tranche.octets
            assert tranche.ligne == ENTIER[: tranche.decalage].count(b"\n") + 1
            assert tranche.octets.startswith(BORNES[0]) and tranche.octets.endswith(BORNES[1])


def test_les_deux_chemins_donnent_la_meme_empreinte_a_un_fichier_ordinaire() -> None:
    with couper(BytesIO(ENTIER)) as court, couper(BytesIO(ENTIER), raccourci=False) as long:
        assert [t.empreinte for t in court] == [t.empreinte for t in long]


def test_l_empreinte_suit_le_moindre_octet() -> None:
    with (
        couper(BytesIO(ENTIER)) as avant,
        couper(BytesIO(ENTIER.replace(b"1990-03-04", b"1990-03-05"))) as apres,
    ):
        assert not {t.empreinte for t in avant} & {t.empreinte for t in apres if t.rang != 2}


def test_un_foyer_dans_un_foyer_refuse_le_fichier() -> None:
    dedans = f"<InfosFoyerRSA>{en_xml(foyer_simple())}<InfosFoyerRSA></InfosFoyerRSA></InfosFoyerRSA>"
    for raccourci in (True, False):
        with pytest.raises(FluxIllisible, match="en contient un autre"):
            lus(flux([dedans]), raccourci=raccourci)


def test_un_espace_de_noms_ne_change_pas_les_foyers() -> None:
    octets = ENTIER.replace(b"<Racine>", b'<Racine xmlns="urn:cnaf">')
    assert vu(octets, True) == vu(ENTIER, True)
    assert not any(isinstance(lu, Rejet) for lu in lus(octets))
