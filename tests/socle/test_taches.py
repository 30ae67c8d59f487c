"""Tâches : lancées avec la transaction, suivies, finies ou échouées sans rien laisser à moitié."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from jalon.socle.parametres.models import Parametre
from jalon.socle.pieces.services import deposer_piece
from jalon.socle.taches import selectors, services, verbes
from jalon.socle.taches.enums import EtatTache
from jalon.socle.taches.models import Tache

pytestmark = pytest.mark.django_db


@pytest.fixture
def verbe(monkeypatch):
    monkeypatch.setattr(verbes, "VERBES", {})
    monkeypatch.setattr(services, "VERBES", verbes.VERBES)

    def declarer(fonction):
        verbes.verbe("essai", "Essai")(fonction)

    return declarer


def test_une_tache_reussie_rend_sa_piece(verbe, creer_compte, en_tant_que):
    compte = creer_compte()

    @verbe
    def faire(suivi, *, mot):
        suivi.resultat["mot"] = mot
        return deposer_piece(nom="r.txt", contenu=mot.encode(), acteur=suivi.acteur)

    with en_tant_que(compte):
        tache = services.lancer_tache("essai", acteur=compte, mot="bonjour")
        services.executer(tache.pk, compte.pk)
        tache.refresh_from_db()
        assert (tache.etat, tache.avancement, tache.resultat) == (EtatTache.TERMINEE, 100, {"mot": "bonjour"})
        assert tache.piece.nom == "r.txt"
        assert list(selectors.cloche(compte)) == [tache]
        services.marquer_vue(tache=tache, acteur=compte)
        assert list(selectors.cloche(compte)) == []


def test_la_demande_disparait_avec_sa_transaction(verbe, systeme):
    verbe(lambda suivi: None)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.lancer_tache("essai", acteur=systeme)
        raise RuntimeError("panne")
    assert not Tache.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="jalon.executer_tache").exists()


@pytest.mark.parametrize(
    ("erreur", "dit"),
    [
        (ValidationError("Ligne 3 illisible."), "Ligne 3 illisible."),
        (KeyError("secret"), services.MESSAGE_INTERNE),
    ],
)
def test_une_tache_echouee_n_ecrit_rien_et_dit_pourquoi(verbe, systeme, erreur, dit):
    @verbe
    def faire(suivi):
        Parametre.objects.all().delete()
        raise erreur

    avant = Parametre.objects.count()
    tache = services.lancer_tache("essai", acteur=systeme)
    services.executer(tache.pk, systeme.pk)
    tache.refresh_from_db()
    assert (tache.etat, tache.erreur) == (EtatTache.ECHOUEE, dit)
    assert tache.finie_le is not None
    assert Parametre.objects.count() == avant > 0


def test_une_tache_interrompue_est_refaite_une_tache_finie_non(verbe, systeme):
    fois = []
    verbe(lambda suivi: fois.append(1))
    tache = services.lancer_tache("essai", acteur=systeme)
    Tache.objects.filter(pk=tache.pk).update(etat=EtatTache.EN_COURS, commencee_le=tache.creee_le)
    services.executer(tache.pk, systeme.pk)
    services.executer(tache.pk, systeme.pk)
    assert fois == [1]


def test_personne_ne_voit_la_tache_d_un_autre(verbe, creer_compte, en_tant_que):
    verbe(lambda suivi: None)
    compte, autre = creer_compte(), creer_compte()
    with en_tant_que(compte):
        services.lancer_tache("essai", acteur=compte)
    with en_tant_que(autre):
        assert not Tache.objects.exists()
    with en_tant_que(None):
        assert not Tache.objects.exists()


def test_un_verbe_inconnu_est_refuse(systeme):
    with pytest.raises(LookupError, match="inconnu"):
        services.lancer_tache("rien", acteur=systeme)


@pytest.mark.django_db(transaction=True)
def test_l_avancement_se_voit_avant_la_fin(verbe, systeme):
    vus = []

    @verbe
    def faire(suivi):
        suivi.avancer(40, "quatre sur dix")
        vus.append(Tache.objects.values_list("avancement", "message").get(pk=suivi.tache.pk))

    tache = services.lancer_tache("essai", acteur=systeme)
    services.executer(tache.pk, systeme.pk)
    assert vus == [(40, "quatre sur dix")]
    tache.refresh_from_db()
    assert tache.etat == EtatTache.TERMINEE
