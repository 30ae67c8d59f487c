"""Retrouver quelqu'un malgré les fautes, et jamais hors de son périmètre."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jalon.parcours.personnes.models import Membre, Personne
from jalon.parcours.personnes.selectors import chercher_personnes
from jalon.parcours.personnes.selectors.recherche import lire_demande
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.base.chiffrement import dechiffrer
from jalon.socle.base.contexte import contexte_compte
from tests.flux import NORD, SUD, charger_simule, foyer_de, personne_de

pytestmark = pytest.mark.django_db


@pytest.fixture
def personne(tmp_path: Path, systeme: Compte) -> Personne:
    charger_simule(tmp_path / "flux", systeme, foyers=40, mois=1)
    return personne_de(NORD)


def cles(texte: str, lecteur: Compte) -> list[Any]:
    with contexte_compte(lecteur):
        return [trouvee.personne.pk for trouvee in chercher_personnes(texte, lecteur)]


@pytest.mark.parametrize(
    ("texte", "mots", "depuis", "jusque", "numeros"),
    [
        ("lefèvre Marie", ("LEFEVRE", "MARIE"), None, None, ()),
        ("12/05/1984 durand", ("DURAND",), date(1984, 5, 12), date(1984, 5, 12), ()),
        ("durand 12051984", ("DURAND",), date(1984, 5, 12), date(1984, 5, 12), ("12051984",)),
        ("1984 petit", ("PETIT",), date(1984, 1, 1), date(1984, 12, 31), ()),
        ("00000114008", (), None, None, ("00000114008",)),
        ("31/02/1984", (), date(1984, 1, 1), date(1984, 12, 31), ()),
        ("   ", (), None, None, ()),
    ],
)
def test_la_saisie_est_comprise(texte, mots, depuis, jusque, numeros) -> None:
    demande = lire_demande(texte)
    assert (demande.mots, demande.depuis, demande.jusque) == (mots, depuis, jusque)
    assert demande.numeros == numeros


@pytest.mark.parametrize("abimer", ["retirer", "inverser", "doubler", "changer", "minuscules"])
def test_une_faute_de_frappe_ne_gene_pas(personne: Personne, systeme: Compte, abimer: str) -> None:
    nom, milieu = personne.nom, len(personne.nom) // 2
    abime = {
        "retirer": nom[:milieu] + nom[milieu + 1 :],
        "inverser": nom[: milieu - 1] + nom[milieu] + nom[milieu - 1] + nom[milieu + 1 :],
        "doubler": nom[:milieu] + nom[milieu] + nom[milieu:],
        "changer": f"{nom[:milieu]}k{nom[milieu + 1 :]}",
        "minuscules": nom.lower(),
    }[abimer]
    assert personne.pk in cles(f"{personne.prenom} {abime}", systeme)
    assert personne.pk in cles(f"{abime} {personne.date_naissance:%d/%m/%Y}", systeme)


def test_l_ordre_des_mots_ne_compte_pas(personne: Personne, systeme: Compte) -> None:
    devant = cles(f"{personne.nom} {personne.prenom}", systeme)
    assert devant[0] == personne.pk
    assert cles(f"{personne.prenom} {personne.nom}", systeme) == devant


def test_la_date_departage(personne: Personne, systeme: Compte) -> None:
    nee = personne.date_naissance
    for ecrite in (f"{nee:%d/%m/%Y}", f"{nee:%d%m%Y}", f"{nee:%d-%m-%Y}", f"{nee:%Y}"):
        assert cles(f"{personne.nom} {ecrite}", systeme)[0] == personne.pk
        assert personne.pk in cles(ecrite, systeme)


def test_matricule_et_numero_de_demande_rendent_le_foyer(personne: Personne, systeme: Compte) -> None:
    foyer = foyer_de(personne)
    membres = set(Membre.objects.filter(foyer=foyer).values_list("personne", flat=True))
    for numero in (foyer.numero, foyer.matricule, foyer.matricule.lstrip("0")):
        assert set(cles(numero, systeme)) == membres


def test_le_nir_ne_sert_qu_au_gestionnaire(
    personne: Personne, creer_compte: Callable[..., Compte], en_tant_que: Any
) -> None:
    membre = Membre.objects.exclude(nir_chiffre=None).first()
    nir = dechiffrer(membre.nir_chiffre).decode()
    for role, attendu in ((Role.GESTIONNAIRE_DROITS, True), (Role.AGENT_ORIENTATION, False)):
        compte = creer_compte(role)
        with en_tant_que(compte):
            assert (membre.personne_id in cles(nir, compte)) is attendu


def test_rien_hors_du_perimetre(
    personne: Personne, creer_compte: Callable[..., Compte], en_tant_que: Any
) -> None:
    """Sous le rôle de l'application : le nom exact d'une personne du nord ne dit rien à l'agent du sud."""
    foyer = foyer_de(personne)
    demandes = (f"{personne.nom} {personne.prenom}", f"{personne.date_naissance:%d/%m/%Y}", foyer.numero)
    for territoire, attendu in ((NORD, True), (SUD, False)):
        agent = creer_compte(Role.AGENT_ORIENTATION, territoire=territoire)
        with en_tant_que(agent):
            for demande in demandes:
                assert (personne.pk in cles(demande, agent)) is attendu
    for role in (Role.ADMINISTRATEUR, Role.CHARGEE_MISSION, Role.DPO):
        compte = creer_compte(role)
        with en_tant_que(compte):
            assert cles(demandes[0], compte) == []


def test_la_fonction_de_recherche_applique_le_perimetre_en_sql(
    personne: Personne, creer_compte: Callable[..., Compte], en_tant_que: Any
) -> None:
    sud = creer_compte(Role.AGENT_ORIENTATION, territoire=SUD)
    requete = "SELECT personne FROM jalon_chercher_personnes(%s::varchar[], NULL, NULL, 10000)"
    territoires = dict(Personne.objects.values_list("id", "perimetre__territoire"))
    with en_tant_que(sud), connection.cursor() as curseur:
        curseur.execute(requete, [["AR", "AN ", "  M", "  L", "RE ", "ER "]])
        vues = {cle for (cle,) in curseur.fetchall()}
    assert vues and {territoires[cle] for cle in vues} == {SUD}
    with en_tant_que(None), connection.cursor() as curseur:
        curseur.execute(requete, [["  M"]])
        assert curseur.fetchall() == []


def test_le_nombre_de_requetes_est_borne(
    personne: Personne, systeme: Compte, django_assert_max_num_queries: Any
) -> None:
    for texte in ("a", "ma 1980", "1980", foyer_de(personne).numero, f"{personne.nom} 12051984"):
        with contexte_compte(systeme), django_assert_max_num_queries(6):
            chercher_personnes(texte, systeme)
