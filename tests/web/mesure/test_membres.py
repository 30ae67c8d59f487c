"""Membres et non-membres : nommés dans le périmètre du lecteur seulement, et chaque lecture notée."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from jalon.mesure.chiffres.calcul import demander, membres
from jalon.mesure.conformite import ARRETE
from jalon.mesure.indicateurs.catalogue import declaration
from jalon.mesure.indicateurs.enums import Situation
from jalon.mesure.indicateurs.moteurs import NomMoteur, ouvrir
from jalon.mesure.tableaux import membres as lus
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.enums import Role
from jalon.socle.journal.models import Lecture
from tests.flux import NORD, SUD
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db

CODE = "calpae.nouveaux_entrants"
SEMESTRE = "?du=2025-01-01&au=2025-06-30"
PAGE = f"/indicateurs/{CODE}/membres/{SEMESTRE}"
EXPORT = f"/indicateurs/{CODE}/membres/export/csv/{SEMESTRE}"


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.content.decode()[:2000]
    return reponse.content.decode()


def personnes_citees(page):
    return set(re.findall(r'href="/personnes/([0-9a-f-]{36})/"', page))


def du_territoire(kit, territoire):
    return {
        str(d.personne.pk) for d in kit.dossiers.values() if d.personne.perimetre.territoire == territoire
    }


def test_la_liste_montre_exactement_les_comptes(kit, connecte):
    """Quinze entrées, quatorze personnes : une est revenue."""
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = lire(client, PAGE)
    with ouvrir(NomMoteur.POSTGRES) as moteur:
        vrais = membres(
            demander(declaration(CODE), date(2025, 1, 1), date(2025, 6, 30), arrete_au=ARRETE),
            moteur, situations=[Situation.COMPTE],
        )  # fmt: skip
    assert len(vrais) == 15 and "15 séjours" in page
    assert len(personnes_citees(page)) == len({m.personne for m in vrais})


def test_les_non_membres_disent_pourquoi(kit, connecte):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        decembre = f"/indicateurs/{CODE}/membres/?du=2024-12-01&au=2024-12-31"
        page = lire(client, decembre)
        stock = lire(client, decembre + "&situation=ecarte&raison=stock_initial")
    assert "Déjà dans le RSA au premier fichier reçu" in page
    assert str(kit.dossiers["P11"].personne.pk) in personnes_citees(stock)
    assert str(kit.dossiers["P01"].personne.pk) not in personnes_citees(stock)


def test_un_agent_ne_nomme_que_son_territoire(kit, connecte, creer_compte):
    with connecte(creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)) as client:
        page = lire(client, PAGE)
        emporte = client.get(EXPORT).content.decode("utf-8-sig")
    citees = personnes_citees(page)
    assert citees and citees <= du_territoire(kit, NORD)
    assert "6 autres sont hors de votre périmètre" in page
    assert len(list(csv.DictReader(io.StringIO(emporte), delimiter=";"))) >= 9


def test_quelques_personnes_hors_du_perimetre_ne_se_comptent_pas(kit, connecte, creer_compte):
    """En mai, une seule entrée est au sud : dire « une » la désignerait."""
    with connecte(creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)) as client:
        page = lire(client, f"/indicateurs/{CODE}/membres/?du=2025-05-01&au=2025-05-31")
    assert "Quelques autres sont hors de votre périmètre" in page


def test_un_referent_sans_personne_ne_nomme_personne(kit, connecte, creer_compte):
    with connecte(creer_compte(Role.REFERENT)) as client:
        page = lire(client, PAGE)
    assert not personnes_citees(page)


def test_montrer_des_personnes_et_les_emporter_se_note(kit, connecte, compte):
    gestionnaire = compte(Role.GESTIONNAIRE_DROITS)
    with connecte(gestionnaire) as client:
        citees = personnes_citees(lire(client, PAGE))
        client.get(EXPORT)
    for ecran in ("indicateur_membres", "indicateur_membres_export"):
        notees = Lecture.objects.filter(compte=gestionnaire, ecran=ecran).values_list("sujet", flat=True)
        assert {str(cle) for cle in notees} >= citees, ecran


@pytest.mark.parametrize("case", ["c_territoire=1", "c_sexe=femmes", "c_mois=2025", "c_structure=%00"])
def test_une_part_inconnue_se_refuse_et_dit_ce_qui_est_possible(kit, connecte, case):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        for adresse in (PAGE, EXPORT):
            reponse = client.get(f"{adresse}&{case}")
            assert reponse.status_code == 404 and "Valeurs possibles" in reponse.content.decode()


def test_une_part_connue_ou_il_n_y_a_personne_le_dit(kit, connecte):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        assert "la part existe, elle est vide" in lire(client, f"{PAGE}&c_mois=2031-01")


def test_l_export_n_a_aucun_nom(kit, connecte):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        texte = client.get(EXPORT).content.decode("utf-8-sig")
    for dossier in kit.dossiers.values():
        assert dossier.personne.nom not in texte and str(dossier.personne.pk) not in texte


def test_une_personne_effacee_compte_sans_nom(kit, connecte):
    efface = kit.dossiers["P01"].personne
    Personne.objects.filter(pk=efface.pk).update(
        nom="", nom_naissance="", prenoms=[], date_naissance=date(1988, 1, 1), precision_naissance="O",
        trigrammes=[], effacee_le=date(2026, 1, 1),
    )  # fmt: skip
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = lire(client, PAGE)
    assert "15 séjours" in page and "identité effacée" in page
    assert str(efface.pk) not in personnes_citees(page)


def test_la_base_ne_ramene_un_pseudonyme_qu_au_perimetre(kit, en_tant_que, creer_compte, systeme):
    """Sous le rôle de l'application : ni un autre territoire, ni un rôle de programme, ni personne."""
    with en_tant_que(systeme):
        pseudonymes = lus.pseudonymes_visibles()
    assert len(pseudonymes) == Personne.objects.count()
    attendus = {NORD: du_territoire(kit, NORD), SUD: du_territoire(kit, SUD)}
    for territoire, attendu in attendus.items():
        agent = creer_compte(Role.AGENT_ORIENTATION, territoire=territoire)
        with en_tant_que(agent):
            assert set(map(str, lus.personnes_de(pseudonymes).values())) == attendu
            autre = kit.dossiers["P03" if territoire == NORD else "P01"].personne
            assert lus.pseudonyme_de(autre.pk) is None
    for lecteur in (None, creer_compte(Role.DIRECTION, departement="99"), creer_compte(Role.REFERENT)):
        with en_tant_que(lecteur):
            assert lus.personnes_de(pseudonymes) == {}
            assert lus.pseudonymes_visibles() == []
            assert not lus.lit_tous_les_dossiers()
    with pytest.raises(ProgrammingError), en_tant_que(systeme), transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute("SELECT * FROM mesure_pseudonyme")


def test_qui_a_le_departement_entier_voit_tout(kit, en_tant_que, creer_compte):
    """Chaque département où quelqu'un est connu ; un département de trop ailleurs ne suffit pas."""
    une = kit.dossiers["P01"].personne.perimetre.departement
    for departement, tout in ((une, True), ("2A" if une != "2A" else "35", False)):
        lecteur = creer_compte(Role.GESTIONNAIRE_DROITS, departement=departement)
        with en_tant_que(lecteur):
            assert lus.lit_tous_les_dossiers() is tout


def test_les_deux_moteurs_trouvent_les_memes_groupes(kit, systeme, en_tant_que):
    demande = demander(declaration(CODE), date(2025, 1, 1), date(2025, 6, 30), arrete_au=ARRETE)
    with en_tant_que(systeme):
        parmi = lus.pseudonymes_visibles()[:5]
    trouves = []
    for nom in NomMoteur.POSTGRES, NomMoteur.DUCKDB:
        with ouvrir(nom) as moteur:
            choix = lus.Choix(coupe=(("sexe", "femme"),))
            trouves.append(
                (
                    lus.groupes(demande, moteur, choix, parmi),
                    lus.page(demande, moteur, choix, parmi, nombre=3),
                )
            )
    assert trouves[0] == trouves[1]
    assert sum(g.nombre for g in trouves[0][0]) >= 7


def test_pourquoi_cette_personne_n_est_pas_comptee(kit, connecte, compte):
    stock = kit.dossiers["P11"].personne
    gestionnaire = compte(Role.GESTIONNAIRE_DROITS)
    with connecte(gestionnaire) as client:
        page = lire(
            client,
            reverse("personne_indicateurs", args=[stock.pk]) + "?du=2024-01-01&au=2024-12-31&famille=calpae",
        )
        fiche = lire(client, reverse("personne", args=[stock.pk]))
    assert "Déjà dans le RSA au premier fichier reçu" in page
    assert reverse("personne_indicateurs", args=[stock.pk]) in fiche
    assert Lecture.objects.filter(compte=gestionnaire, sujet=stock.pk, ecran="personne_indicateurs").exists()


def test_une_personne_creee_ensuite_a_son_pseudonyme(kit, systeme, en_tant_que):
    nouvelle = creer_dossier(territoire=SUD).personne
    with en_tant_que(systeme):
        trouve = lus.pseudonyme_de(nouvelle.pk)
        assert lus.personnes_de([trouve]) == {trouve: nouvelle.pk}
    with connection.cursor() as curseur:
        curseur.execute("SELECT pseudonyme FROM mesure_pseudonymes(%s::uuid[])", [[nouvelle.pk]])
        assert curseur.fetchone()[0] == trouve
