"""Retirer une personne d'un dossier gardé : rien d'elle n'y reste, rien des autres n'en part."""

from __future__ import annotations

import json

import pytest

from jalon.parcours.personnes.identite import cle_nir
from jalon.sources.flux_cnaf.conserve import conserver, observation_conservee
from jalon.sources.flux_cnaf.decoupe import couper
from jalon.sources.flux_cnaf.elements import Dialecte
from jalon.sources.flux_cnaf.enveloppe import Attendu
from jalon.sources.flux_cnaf.expurgation import blocs_de, expurger
from jalon.sources.tableurs.conserve import conserver as conserver_tableur
from tests.parcours.personnes.departement import fichiers, reglages


def dossiers(dossier, **options) -> list[bytes]:
    (mensuel,) = fichiers(reglages(60, **options), dossier)
    with couper(mensuel.chemin, Attendu("35")) as decoupe:
        return [conserver(tranche) for tranche in decoupe]


@pytest.mark.parametrize("dialecte", ["vrsb", "vrsd"])
def test_chaque_personne_de_chaque_dossier_partage_s_en_retire(tmp_path, dialecte):
    retirees = 0
    for garde in dossiers(tmp_path, dialecte=dialecte):
        membres = observation_conservee(garde).membres
        for visee in membres:
            reste = expurger(garde, {visee.identite.cle})
            if len(membres) == 1:
                assert reste is None
                continue
            autres = tuple(m for m in membres if m is not visee)
            assert observation_conservee(reste).membres == autres
            nir = visee.identite.nir
            if nir:
                assert nir.encode() not in reste and f"{nir}{cle_nir(nir):02}".encode() not in reste
            assert expurger(reste, {visee.identite.cle}) == reste
            retirees += 1
    assert retirees > 20


def test_le_lien_d_un_enfant_au_parent_efface_part_l_autre_reste(tmp_path):
    vus = 0
    for garde in dossiers(tmp_path, dialecte="vrsb"):
        if b"<Rattachement>" not in garde:
            continue
        parents = [m for m in observation_conservee(garde).membres if m.appartenance.valeur != ("ENF",)]
        liens = garde.count(b"<Rattachement>")
        for parent in parents:
            reste = expurger(garde, {parent.identite.cle})
            if reste is None:
                continue
            nomme = f"<NOMNAI>{parent.identite.nom_naissance}</NOMNAI>\n<PRENOM>{parent.identite.prenoms[0]}"
            assert nomme.encode() not in reste
            vus += reste.count(b"<Rattachement>") < liens
    assert vus


def test_une_cle_etrangere_ne_change_rien(tmp_path):
    for garde in dossiers(tmp_path)[:20]:
        assert expurger(garde, {bytes(16)}) == garde


def test_un_dossier_qui_ne_se_lit_plus_ne_reste_pas():
    assert expurger(f"{Dialecte.VRSB}\n<InfosFoyerRSA><Personne>".encode(), {bytes(16)}) is None


def test_ce_qui_est_a_une_personne_sans_nir_ni_parent(tmp_path):
    for garde in dossiers(tmp_path):
        membres = observation_conservee(garde).membres
        for membre in membres:
            (bloc,) = blocs_de(garde, {membre.identite.cle})
            texte = json.dumps(bloc, default=str, ensure_ascii=False)
            assert '"NIR"' not in texte
            assert bloc["Identification"]["DTNAI"] == membre.identite.date_naissance
            assert all(set(lien) == {"TYPEPAR"} for lien in bloc.get("Rattachement", ()))


def test_un_foyer_venu_d_un_tableur():
    commun = {"dossier": "1", "naissance": "1980-01-02", "nir": "1800135238001"}
    lignes = [
        commun | {"nom": "BENALI", "prenom": "Sophie", "role": "DEM"},
        commun | {"nom": "LE GOFF", "prenom": "Yann", "role": "CJT", "naissance": "1981-03-04"},
    ]
    garde = conserver_tableur(lignes)
    demandeuse, conjoint = observation_conservee(garde).membres
    reste = expurger(garde, {conjoint.identite.cle})
    assert observation_conservee(reste).membres == (demandeuse,)
    assert expurger(garde, {demandeuse.identite.cle}) is None, "sans demandeur, le foyer ne se lit plus"
    (bloc,) = blocs_de(garde, {conjoint.identite.cle})
    assert bloc["nom"] == "LE GOFF" and "nir" not in bloc
