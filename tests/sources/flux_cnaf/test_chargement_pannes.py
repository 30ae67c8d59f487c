"""Une panne de la machine au milieu d'un chargement : rien n'est écrit, et le fichier n'est pas en cause."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import re
import threading

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Model

from jalon.parcours.personnes.ecriture import Ecrivain
from jalon.parcours.personnes.enums import EtatChargement
from jalon.parcours.personnes.models import Chargement, VersionDossier
from jalon.sources.chargements import VERROU
from jalon.sources.flux_cnaf import archives
from jalon.sources.flux_cnaf.archives import dossier_archives, lire_archive
from jalon.sources.flux_cnaf.chargement import charger_flux
from jalon.sources.flux_cnaf.releve import relever_dossier
from jalon.sources.flux_cnaf.simulation.fautes import contenu, ecrire_fautes
from jalon.sources.flux_cnaf.simulation.reglages import ajouter_mois
from jalon.sources.flux_cnaf.tasks import relever_flux
from tests.parcours.personnes.departement import charger, photo, reglages
from tests.sources.flux_cnaf.test_chargement_fautes import identites

VOULU = reglages(30)


@pytest.fixture
def fichier(tmp_path):
    chemin = tmp_path / "flux.RCV"
    chemin.write_bytes(contenu(VOULU).octets())
    return chemin


@pytest.fixture
def avant(tmp_path, systeme):
    chemin = tmp_path / "avant.RCV"
    chemin.write_bytes(contenu(VOULU, mois=ajouter_mois(VOULU.mois, -1)).octets())
    charger([chemin], systeme)
    return photo()


def brouillons() -> list[str]:
    return [chemin.name for chemin in dossier_archives().glob("*.brouillon")]


@pytest.mark.django_db
def test_un_disque_plein_ne_change_rien_et_le_dit(fichier, avant, systeme, monkeypatch):
    def ouvrir(chemin):
        chemin.touch()
        raise OSError(errno.ENOSPC, "No space left on device", str(chemin))

    with monkeypatch.context() as plein:
        plein.setattr(archives, "_ouvrir_neuf", ouvrir)
        bilan = charger_flux(fichier, acteur=systeme)
    assert "le disque du serveur est plein" in bilan.refus
    assert "Libérez de la place" in bilan.refus
    assert str(fichier.parent) not in bilan.refus
    assert bilan.en_attente
    assert photo() == avant
    assert brouillons() == []
    assert not Chargement.objects.filter(etat=EtatChargement.REFUSE).exists()
    charger([fichier], systeme)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("erreur", "dit"),
    [
        (psycopg.errors.DiskFull, "la base n'a plus de place (code 53100)"),
        (psycopg.errors.AdminShutdown, "la base a interrompu le chargement (code 57P01)"),
        (psycopg.errors.LockNotAvailable, "la base a interrompu le chargement (code 55P03)"),
    ],
)
def test_une_base_pleine_ou_arretee_ne_change_rien(erreur, dit, fichier, avant, systeme, monkeypatch):
    ajouter = Ecrivain.ajouter

    def manquer(self: Ecrivain, modele: type[Model], lignes: object, *colonnes: str) -> int:
        if modele is VersionDossier:
            raise OperationalError("Key (nom)=(DUPONT)") from erreur("Key (nom)=(DUPONT)")
        return ajouter(self, modele, lignes, *colonnes)

    with monkeypatch.context() as plein:
        plein.setattr(Ecrivain, "ajouter", manquer)
        bilan = charger_flux(fichier, acteur=systeme)
    assert dit in bilan.refus
    assert "rien n'a été changé" in bilan.refus
    assert "DUPONT" not in bilan.refus
    assert bilan.en_attente
    assert photo() == avant
    charger([fichier], systeme)


@pytest.mark.django_db
def test_une_valeur_que_la_base_refuse_ne_sort_pas_dans_le_message(fichier, avant, systeme, monkeypatch):
    monkeypatch.setattr("jalon.sources.flux_cnaf.traduction.debordement", lambda _: "")
    octets = fichier.read_bytes()
    nom = octets.partition(b"<NOM>")[2].partition(b"<")[0]
    fichier.write_bytes(octets.replace(b"<NOM>" + nom + b"<", b"<NOM>" + nom * 20 + b"<"))
    bilan = charger_flux(fichier, acteur=systeme)
    assert "la base a refusé une valeur" in bilan.refus
    assert nom.decode() not in bilan.refus
    assert not bilan.en_attente
    assert photo() == avant


@pytest.mark.django_db(transaction=True)
def test_deux_chargements_a_la_fois_le_second_attend_poliment(fichier, systeme):
    pris, fini = threading.Event(), threading.Event()

    def tenir() -> None:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU])
            pris.set()
            fini.wait(30)
        connection.close()

    premier = threading.Thread(target=tenir)
    premier.start()
    try:
        assert pris.wait(10)
        bilan = charger_flux(fichier, acteur=systeme)
        assert "un autre fichier est en cours de chargement" in bilan.refus
        assert bilan.en_attente
        assert not Chargement.objects.exists()
        ((nom, releve),) = relever_dossier(fichier.parent, acteur=systeme)
        assert (nom, releve.en_attente, fichier.exists()) == (fichier.name, True, True)
    finally:
        fini.set()
        premier.join()
    ((_, releve),) = relever_dossier(fichier.parent, acteur=systeme)
    assert not releve.refus
    assert (fichier.parent / "pris" / fichier.name).exists()
    charge = Chargement.objects.get()
    assert b"".join(lire_archive(charge)) == contenu(VOULU).octets()


@pytest.mark.django_db(transaction=True)
def test_une_archive_restee_en_brouillon_est_remise_en_place(fichier, systeme, tmp_path):
    charger([fichier], systeme)
    charge = Chargement.objects.get()
    gardee = dossier_archives() / charge.archive
    gardee.rename(gardee.with_suffix(".brouillon"))
    abandonne = gardee.with_name("f" * 64 + ".brouillon")
    abandonne.touch()
    suivant = tmp_path / "suivant.RCV"
    suivant.write_bytes(contenu(VOULU, mois=ajouter_mois(VOULU.mois, 1)).octets())
    charger([suivant], systeme)
    assert b"".join(lire_archive(charge)) == fichier.read_bytes()
    assert brouillons() == []


@pytest.mark.django_db
def test_aucun_nom_ni_nir_ne_sort_ni_dans_un_message_ni_dans_un_journal(tmp_path, systeme, caplog):
    fautes = ecrire_fautes(VOULU, tmp_path)
    caplog.set_level(logging.DEBUG)
    dits, secrets = [], set()
    for faute in fautes:
        chemin = tmp_path / faute.fichier
        secrets |= identites(chemin.read_bytes())
        bilan = charger_flux(chemin, acteur=systeme)
        dits += [bilan.refus, str(bilan.rejets), str(bilan.rapport), repr(bilan)]
    dits += [enregistrement.getMessage() for enregistrement in caplog.records]
    dits += [str(ligne) for ligne in Chargement.objects.values_list("motif_refus", "rapport", "nom_fichier")]
    tout = "\n".join(dits)
    assert len(secrets) > 100
    assert [secret for secret in secrets if re.search(rf"\b{re.escape(secret)}\b", tout)] == []


@pytest.mark.django_db(transaction=True)
def test_le_releve_planifie_prend_les_fichiers_entiers_dans_l_ordre(tmp_path, systeme, monkeypatch):
    depot = tmp_path / "depot"
    depot.mkdir()
    monkeypatch.delenv("JALON_FLUX_DOSSIER", raising=False)
    relever_flux(timestamp=0)
    monkeypatch.setenv("JALON_FLUX_DOSSIER", str(depot))
    for nom, rang in (("a.RCV", 1), ("b.RCV", 0), ("c.RCV", 2)):
        (depot / nom).write_bytes(contenu(VOULU, mois=ajouter_mois(VOULU.mois, rang)).octets())
    (depot / "coupe.RCV").write_bytes(contenu(VOULU).octets()[:5000])
    (depot / "note.txt").write_text("pas un flux")
    relever_flux(timestamp=0)
    assert not Chargement.objects.exists(), "ces fichiers viennent d'être écrits"
    for nom in ("a.RCV", "b.RCV", "coupe.RCV"):
        os.utime(depot / nom, (0, 0))
    relever_flux(timestamp=0)
    pris = Chargement.objects.filter(etat=EtatChargement.CHARGE).order_by("pk")
    assert [(charge.nom_fichier, charge.compte) for charge in pris] == [
        ("b.RCV", systeme),
        ("a.RCV", systeme),
    ]
    assert sorted(chemin.name for chemin in depot.iterdir()) == ["c.RCV", "note.txt", "pris", "refuses"]
    assert [chemin.name for chemin in (depot / "refuses").iterdir()] == ["coupe.RCV"]
    monkeypatch.setenv("JALON_FLUX_DOSSIER", str(tmp_path / "absent"))
    relever_flux(timestamp=0)


@pytest.mark.django_db(transaction=True)
def test_deux_fichiers_de_meme_taille_se_distinguent_par_leurs_octets(fichier, systeme, tmp_path):
    premier = fichier.read_bytes()
    second = re.sub(rb"<NUMVOIE>.", b"<NUMVOIE>7", premier)
    autre = tmp_path / "autre.RCV"
    autre.write_bytes(second)
    assert (len(second), second == premier) == (len(premier), False)
    charger([fichier, autre], systeme)
    assert charger_flux(autre, acteur=systeme).deja_charge
    for charge, octets in zip(Chargement.objects.order_by("id"), (premier, second), strict=True):
        assert charge.empreinte == hashlib.sha256(octets).hexdigest()
        assert b"".join(lire_archive(charge)) == octets
