"""Ce dont la durée est passée se compte, se liste, se vise, puis s'efface ; les comptes publiés restent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from jalon.parcours.personnes.bilan import cloturer
from jalon.parcours.personnes.conservation.durees import limite_des_dossiers, mois_avant
from jalon.parcours.personnes.conservation.effacement import effacer_personnes
from jalon.parcours.personnes.conservation.selectors import (
    apercu_elimination,
    lignes_de,
    listes_elimination,
    personnes_eliminables,
)
from jalon.parcours.personnes.conservation.services import (
    abandonner_liste,
    approuver_liste,
    etablir_liste,
)
from jalon.parcours.personnes.emballage import deballer, emballer
from jalon.parcours.personnes.integration import DossierRecu, Integration
from jalon.parcours.personnes.models import (
    Adresse,
    Appartenance,
    ChangementDossier,
    Episode,
    Foyer,
    Fusion,
    LigneElimination,
    ListeElimination,
    Membre,
    ObservationDossier,
    Personne,
    Rapprochement,
    Rejet,
    Ressources,
    VersionDossier,
)
from jalon.parcours.personnes.selectors import dossier_personne
from jalon.parcours.personnes.services import fusionner_personnes, noter_contact
from jalon.socle.acces.enums import Role
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.parametres.services import fixer_parametre
from jalon.sources.flux_cnaf.conserve import observation_conservee
from jalon.sources.flux_cnaf.expurgation import expurger
from tests.parcours.personnes.comptes_publies import comptes_publies
from tests.parcours.personnes.departement import charger, fichiers, reglages

pytestmark = pytest.mark.django_db

AUJOURDHUI = timezone.localdate()


@pytest.fixture
def departement(tmp_path, systeme):
    """Six mois de fichiers d'un petit département, clos il y a longtemps pour qui en est sorti."""
    charger([fichier.chemin for fichier in fichiers(reglages(70, 6, graine=5), tmp_path)], systeme)
    duree = {"code": "dossiers.conservation_apres_sortie", "valeur": 6}
    fixer_parametre(**duree, du=date(2020, 1, 1), source="essai", acteur=systeme)
    with contexte_compte(systeme):
        yield


@pytest.fixture
def visee(departement, systeme):
    return viser(systeme)


def viser(acteur):
    liste = etablir_liste(a_la_date=AUJOURDHUI, acteur=acteur)
    return approuver_liste(liste=liste, visa_reference="AD35 2026/12", visa_le=AUJOURDHUI, acteur=acteur)


def effacer(liste, acteur, **options):
    return effacer_personnes(liste=liste, acteur=acteur, expurger=expurger, **options)


def identites() -> set[tuple]:
    """Tous les états civils de la base, ceux des dossiers gardés compris."""
    connues = {
        (nom, prenoms[0], naissance)
        for modele in (Personne, Membre)
        for nom, prenoms, naissance in modele.objects.exclude(nom="").values_list(
            "nom_naissance", "prenoms", "date_naissance"
        )
    }
    for version in VersionDossier.objects.all():
        observation = observation_conservee(deballer(bytes(version.contenu)))
        for membre in observation.membres:
            lue = membre.identite
            connues.add((lue.nom_naissance, lue.prenoms[0], lue.date_naissance))
    return connues


def test_la_duree_se_compte_en_mois_pleins(systeme):
    assert mois_avant(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert mois_avant(date(2026, 1, 15), 24) == date(2024, 1, 15)
    assert limite_des_dossiers(date(2026, 1, 15)) == date(2024, 1, 15)
    fixer_parametre(
        code="dossiers.archive_intermediaire", valeur=24, du=date(2025, 1, 1), source="essai", acteur=systeme
    )
    assert limite_des_dossiers(date(2026, 1, 15)) == date(2022, 1, 15)


def test_seul_qui_n_a_ni_droit_ni_sejour_ni_fait_recent_est_propose(departement, systeme):
    proposees = personnes_eliminables(AUJOURDHUI, systeme)
    limite = limite_des_dossiers(AUJOURDHUI)
    assert proposees
    for eliminable in proposees:
        assert eliminable.dernier_fait < limite
        assert not Episode.objects.filter(personne=eliminable.personne, sortie=None).exists()
        dossier = dossier_personne(eliminable.personne, systeme)
        assert not any(foyer.ouvert for foyer, membre in dossier.foyers if membre.present)
    cles = {e.personne for e in proposees}
    for personne in Personne.objects.exclude(pk__in=cles):
        dossier = dossier_personne(personne.pk, systeme)
        ouvert = any(foyer.ouvert for foyer, membre in dossier.foyers if membre.present)
        assert ouvert or dossier.episode or personne.vue_le >= limite or _vu_depuis(personne, limite)


def _vu_depuis(personne, limite) -> bool:
    vus = ObservationDossier.objects.filter(foyer__membres__personne=personne)
    return any(reference >= limite for (reference,) in vus.values_list("chargement__reference"))


def test_un_contact_recent_ou_un_rejet_a_corriger_retient_le_dossier(departement, systeme):
    avant = personnes_eliminables(AUJOURDHUI, systeme)
    joint, rejete = avant[0].personne, avant[-1].personne
    noter_contact(
        personne=Personne.objects.get(pk=joint),
        nature="telephone",
        valeur="0600000000",
        source="accueil",
        acteur=systeme,
    )
    membre = Membre.objects.filter(personne=rejete).first()
    Rejet.objects.create(
        chargement=membre.foyer.dernier_chargement,
        dossier=membre.foyer.numero,
        ligne=1,
        motif="x",
        contenu=b"",
    )
    restent = {e.personne for e in personnes_eliminables(AUJOURDHUI, systeme)}
    assert joint not in restent and rejete not in restent
    assert any("rejet" in raison for raison, _ in apercu_elimination(AUJOURDHUI, systeme).retenues)


def test_l_apercu_compte_ce_que_la_liste_contient(departement, systeme):
    apercu = apercu_elimination(AUJOURDHUI, systeme)
    proposees = personnes_eliminables(AUJOURDHUI, systeme)
    assert apercu.total == len(proposees) == sum(c.nombre for c in apercu.comptes)
    liste = etablir_liste(a_la_date=AUJOURDHUI, acteur=systeme)
    assert liste.nombre == apercu.total == liste.lignes.count()
    assert {(m, a): n for m, a, n in liste.comptes} == {(c.motif, c.annee): c.nombre for c in apercu.comptes}
    with pytest.raises(ValidationError):
        etablir_liste(a_la_date=AUJOURDHUI, acteur=systeme)


def test_sans_visa_rien_ne_s_efface(departement, systeme):
    liste = etablir_liste(a_la_date=AUJOURDHUI, acteur=systeme)
    with pytest.raises(ValidationError):
        effacer(liste, systeme)
    with pytest.raises(ValidationError):
        approuver_liste(liste=liste, visa_reference=" ", visa_le=AUJOURDHUI, acteur=systeme)
    with pytest.raises(ValidationError):
        approuver_liste(
            liste=liste, visa_reference="AD", visa_le=AUJOURDHUI + timedelta(days=1), acteur=systeme
        )
    abandonner_liste(liste=liste, motif="doublon", acteur=systeme)
    with pytest.raises(ValidationError):
        effacer(liste, systeme)
    assert not Personne.objects.filter(effacee_le__isnull=False).exists()


def test_effacer_ne_change_aucun_compte_publie(visee, systeme):
    avant = comptes_publies(systeme)
    bilan = effacer(visee, systeme, taille=7)
    assert bilan.effacees == visee.nombre and bilan.ecartees == 0
    assert comptes_publies(systeme) == avant
    visee.refresh_from_db()
    assert visee.etat == "executee" and visee.effacees == bilan.effacees


def test_il_ne_reste_ni_nom_ni_nir_ni_adresse_des_effacees(visee, systeme):
    cles = list(visee.lignes.values_list("personne", flat=True))
    membres = Membre.objects.filter(personne__in=cles)
    gardees = {
        (m.nom_naissance, m.prenoms[0], m.date_naissance) for m in Membre.objects.exclude(personne__in=cles)
    }
    effacees = {(m.nom_naissance, m.prenoms[0], m.date_naissance) for m in membres} - gardees
    foyers = set(membres.values_list("foyer", flat=True))
    vides = foyers - set(Membre.objects.exclude(personne__in=cles).values_list("foyer", flat=True))
    numeros = set(Foyer.objects.filter(pk__in=vides).values_list("numero", "matricule"))
    assert effacees & identites() == effacees and vides
    effacer(visee, systeme)
    assert not effacees & identites()
    assert gardees <= identites()
    assert not numeros & set(Foyer.objects.values_list("numero", "matricule"))
    assert not Ressources.objects.filter(membre__personne__in=cles).exists()
    assert not Adresse.objects.filter(foyer__in=vides).exclude(voie="", code_postal="").exists()
    assert Adresse.objects.filter(foyer__in=vides).exclude(commune="").exists()
    assert not ObservationDossier.objects.filter(foyer__in=vides).exists()
    assert not ChangementDossier.objects.filter(foyer__in=vides).exists()
    notes = ChangementDossier.objects.filter(foyer__in=foyers, nature__in=("ressources", "activites"))
    assert not notes.exclude(avant="", apres="").exists()
    for personne in Personne.objects.filter(pk__in=cles):
        assert (personne.effacee_le, personne.trigrammes, personne.nir_cle) == (AUJOURDHUI, [], None)
        with pytest.raises(Personne.DoesNotExist):
            dossier_personne(personne.pk, systeme)


def test_un_foyer_partage_garde_ce_qui_est_a_l_autre(departement, systeme):
    foyer, parti, reste = _couple_separe(systeme)
    liste = viser(systeme)
    assert set(liste.lignes.values_list("personne", flat=True)) >= {parti.personne_id}
    avant = Foyer.objects.filter(pk=foyer.pk).values().get()
    effacer(liste, systeme)
    parti.refresh_from_db()
    assert parti.efface_le == AUJOURDHUI and parti.nom == ""
    apres = Foyer.objects.filter(pk=foyer.pk).values().get()
    assert {**apres, "derniere_empreinte": None} == {**avant, "derniere_empreinte": None}
    versions = VersionDossier.objects.filter(foyer=foyer)
    vus = [observation_conservee(deballer(bytes(v.contenu))).membres for v in versions]
    assert vus and all(
        {m.identite.nom_naissance, *m.identite.prenoms} & {reste.nom_naissance, *reste.prenoms}
        for membres in vus
        for m in membres
    )
    assert dossier_personne(reste.personne_id, systeme).foyers


def _couple_separe(systeme):
    """Un conjoint parti d'un foyer resté ouvert : son départ est noté, rien depuis ne le concerne."""
    for foyer in Foyer.objects.filter(etatdroit__isnull=False).distinct().order_by("numero"):
        membres = list(foyer.membres.all())
        ouvert = foyer.etatdroit_set.order_by("-a_compter_du").first().etat == "2"
        if ouvert and len(membres) == 2 and len({m.nom_naissance for m in membres}) == 2:
            parti, reste = membres
            roles = Appartenance.objects.filter(membre=parti)
            Appartenance.objects.create(
                membre=parti, a_compter_du=date(2024, 12, 15), role="", chargement=roles.first().chargement
            )
            roles.filter(a_compter_du__gt=date(2024, 12, 15)).delete()
            Personne.objects.filter(pk=parti.personne_id).update(vue_le=date(2024, 12, 1))
            Episode.objects.filter(personne=parti.personne_id).update(
                sortie=date(2024, 12, 15), motif_sortie="separation"
            )
            return foyer, parti, reste
    raise AssertionError("aucun foyer de deux personnes dans l'essai")


def test_revue_par_un_nouveau_flux_c_est_une_personne_neuve(visee, systeme):
    cle = visee.lignes.order_by("id").first().personne_id
    membre = Membre.objects.filter(personne=cle).first()
    version = VersionDossier.objects.filter(foyer=membre.foyer).first()
    octets, numero = deballer(bytes(version.contenu)), membre.foyer.numero
    chargement = membre.foyer.dernier_chargement
    effacer(visee, systeme)
    integration = Integration(chargement, "35", observation_conservee)
    integration.integrer([DossierRecu(observation_conservee(octets), bytes(16), emballer(octets))])
    cloturer(integration, annonces=1, lus=1, rejets=0, complet=False)
    nouveau = Foyer.objects.get(numero=numero)
    neuves = set(nouveau.membres.values_list("personne", flat=True))
    assert neuves and not neuves & set(
        Personne.objects.filter(effacee_le__isnull=False).values_list("pk", flat=True)
    )


def test_fusions_et_rapprochements_s_en_vont_avec_la_personne(departement, systeme):
    par_foyer = {}
    for membre in Membre.objects.filter(
        personne__in=[e.personne for e in personnes_eliminables(AUJOURDHUI, systeme)]
    ):
        par_foyer.setdefault(membre.foyer_id, membre.personne)
    gardee, absorbee, voisine = list(par_foyer.values())[:3]
    active = Personne.objects.filter(episodes__sortie=None, episodes__isnull=False).first()
    fusionner_personnes(gardee=gardee, absorbee=absorbee, motif="un nom", acteur=systeme)
    une, autre = sorted((voisine.pk, active.pk))
    Rapprochement.objects.create(personne_id=une, autre_id=autre, score=80)
    liste = viser(systeme)
    assert absorbee.pk not in set(liste.lignes.values_list("personne", flat=True))
    effacer(liste, systeme)
    for personne in (gardee, absorbee, voisine):
        personne.refresh_from_db()
        assert personne.effacee_le and personne.nom == ""
    assert not Fusion.objects.exists() and not Rapprochement.objects.filter(personne_id=une).exists()
    with pytest.raises(ValidationError):
        fusionner_personnes(gardee=active, absorbee=gardee, acteur=systeme)


def test_un_fait_venu_depuis_la_liste_ecarte_la_personne(visee, systeme):
    cle = visee.lignes.first().personne_id
    noter_contact(
        personne=Personne.objects.get(pk=cle),
        nature="courriel",
        valeur="a@exemple.invalid",
        source="accueil",
        acteur=systeme,
    )
    bilan = effacer(visee, systeme)
    assert bilan.ecartees == 1
    assert Personne.objects.get(pk=cle).effacee_le is None
    assert visee.lignes.get(personne=cle).etat == "ecartee"


def test_un_arret_brutal_ne_perd_que_le_lot_en_cours(visee, systeme):
    class Arret(Exception):
        pass

    def couper(traitees: int, total: int) -> None:
        if traitees >= 4:
            raise Arret

    with pytest.raises(Arret):
        effacer(visee, systeme, taille=2, avancer=couper)
    assert Personne.objects.filter(effacee_le__isnull=False).count() >= 4
    bilan = effacer(visee, systeme, taille=50)
    assert bilan.effacees == visee.nombre - 4
    assert effacer(visee, systeme).effacees == 0
    visee.refresh_from_db()
    assert (visee.etat, visee.effacees) == ("executee", visee.nombre)


def test_la_base_refuse_ce_que_l_application_oublierait(visee, systeme, creer_compte, en_tant_que):
    cle = visee.lignes.first().personne_id
    gestionnaire = creer_compte(Role.GESTIONNAIRE_DROITS)
    with en_tant_que(gestionnaire):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Personne.objects.filter(pk=cle).update(effacee_le=AUJOURDHUI)
        with pytest.raises(ProgrammingError), transaction.atomic():
            LigneElimination.objects.create(
                liste=visee, personne_id=cle, motif="sortie", dernier_fait=AUJOURDHUI
            )
        assert effacer(visee, gestionnaire).effacees == visee.nombre
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            Personne.objects.filter(pk=cle).update(nom="REVENUE")
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            Personne.objects.filter(pk=cle).update(effacee_le=None, nom="REVENUE")


def test_le_delegue_voit_des_comptes_et_aucune_personne(visee, systeme, creer_compte, en_tant_que):
    total = apercu_elimination(AUJOURDHUI, systeme).total
    dpo, agent = creer_compte(Role.DPO), creer_compte(Role.AGENT_ORIENTATION)
    with en_tant_que(dpo):
        assert apercu_elimination(AUJOURDHUI, dpo).total == total > 0
        assert [liste.nombre for liste in listes_elimination(dpo)] == [visee.nombre]
        assert not lignes_de(visee, dpo).exists() and not personnes_eliminables(AUJOURDHUI, dpo)
        with pytest.raises(PermissionDenied):
            effacer(visee, dpo)
        with pytest.raises(PermissionDenied):
            etablir_liste(a_la_date=AUJOURDHUI, acteur=dpo)
    with en_tant_que(agent):
        assert not ListeElimination.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            apercu_elimination(AUJOURDHUI, agent)
