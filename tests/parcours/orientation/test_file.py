"""Qui est dans la file, à quelle échéance, et ce que deviennent les entrants."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jalon.parcours.echeances import horloges
from jalon.parcours.orientation import selectors, services
from jalon.parcours.orientation.selectors.file import Filtres
from jalon.parcours.orientation.selectors.horloges import HorlogesDesJours
from jalon.parcours.personnes.enums import NatureFait, Reponse
from jalon.parcours.personnes.models import Chargement, DroitsDevoirs, Episode, FaitRepris
from tests.flux import SUD
from tests.parcours.orientation.conftest import JOUR, agir, voir
from tests.personnes import creer_dossier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territoires")]


def file(lecteur, jour=JOUR, **filtres):
    page = voir(lecteur, selectors.file_orientation, lecteur, Filtres(**filtres), jour=jour)
    return [a.personne.pk for a in page.lignes]


def test_une_orientation_fait_sortir_de_la_file_son_annulation_y_remet(systeme, agent, organisme):
    personne = creer_dossier().personne
    assert file(systeme) == [personne.pk]
    orientation = agir(
        services.decider_orientation,
        personne=personne,
        voie="sociale",
        organisme=organisme,
        acteur=agent,
        le=JOUR,
    )
    assert file(systeme) == [] and file(systeme, JOUR - timedelta(days=1)) == [personne.pk]
    agir(services.annuler_orientation, orientation=orientation, acteur=agent, le=JOUR)
    assert file(systeme) == [personne.pk]


def test_un_retour_attend_de_nouveau(systeme, agent, organisme):
    dossier = creer_dossier(connu_le=date(2024, 2, 5))
    agir(
        services.decider_orientation,
        personne=dossier.personne,
        voie="sociale",
        organisme=organisme,
        acteur=agent,
        le=date(2024, 3, 1),
    )
    Episode.objects.filter(pk=dossier.episode.pk).update(sortie=date(2024, 10, 1), motif_sortie="fin_droit")
    assert file(systeme) == []
    Episode.objects.create(
        personne=dossier.personne,
        entree=date(2025, 2, 1),
        motif_entree="retour",
        regime="plein_emploi",
        connu_le=date(2025, 2, 10),
    )
    assert file(systeme) == [dossier.personne.pk]


def test_une_orientation_reprise_d_un_autre_logiciel_compte(systeme):
    dossier = creer_dossier()
    FaitRepris.objects.create(
        systeme="ancien",
        nature=NatureFait.ORIENTATION,
        cle_source="1",
        membre=dossier.membre,
        appariement="nir",
        date=date(2025, 2, 1),
        empreinte=b"",
        contenu=b"",
        chargement=Chargement.objects.get(),
        vu_le=JOUR,
    )
    assert file(systeme) == []


def test_non_et_inconnu_sont_a_part_et_changent_a_leur_jour(systeme):
    non, inconnu = (creer_dossier(soumis=r) for r in (Reponse.NON, Reponse.INCONNU))
    DroitsDevoirs.objects.create(
        membre=non.membre,
        a_compter_du=date(2025, 3, 1),
        valeur=Reponse.OUI,
        chargement=Chargement.objects.get(),
    )
    avant = voir(systeme, selectors.compter_file, systeme, jour=date(2025, 2, 1))
    apres = voir(systeme, selectors.compter_file, systeme, jour=JOUR)
    assert (avant.soumis, avant.non_soumis, avant.inconnus) == (0, 1, 1)
    assert (apres.soumis, apres.non_soumis, apres.inconnus) == (1, 0, 1)
    assert file(systeme, soumis=Reponse.NON) == [inconnu.personne.pk]


@pytest.mark.parametrize(
    ("connu_le", "limite", "etats"),
    [
        # 42 jours ne sont pas six semaines et demie : le dernier jour compte, le suivant est en retard.
        (date(2025, 1, 10), date(2025, 2, 21), {33: "en_cours", 34: "alerte", 42: "alerte", 43: "depassee"}),
        # Ancien régime : deux mois, jusqu'au dernier jour de février.
        (date(2023, 12, 31), date(2024, 2, 29), {40: "en_cours", 48: "alerte", 60: "alerte", 61: "depassee"}),
    ],
)
def test_les_deux_regimes_a_leurs_jours(systeme, connu_le, limite, etats):
    creer_dossier(connu_le=connu_le)
    for jours, attendu in etats.items():
        jour = connu_le + timedelta(days=jours)
        comptes = voir(systeme, selectors.compter_file, systeme, jour=jour)
        assert [e for e, n in comptes.etats["loi"].items() if n] == [attendu], jours
        (ligne,) = voir(systeme, selectors.file_orientation, systeme, jour=jour).lignes
        assert ligne.horloges["loi"].limite == limite and ligne.age == jours
        assert len(file(systeme, jour, etat=attendu)) == 1


def test_les_horloges_des_jours_sont_celles_d_un_dossier(db):
    des_jours = HorlogesDesJours(JOUR)
    for regime, debut in (("avant_2025", date(2024, 8, 31)), ("plein_emploi", date(2025, 1, 31))):
        attendues = horloges("orientation", regime=regime, debut=debut)
        lues = des_jours.de((debut, regime))
        assert sorted(h.limite for h in lues.values()) == sorted(h.limite for h in attendues)
        assert des_jours.limite((debut, regime), "loi") == attendues[0].limite


def test_un_agent_ne_compte_que_son_territoire(en_tant_que, agent):
    creer_dossier()
    creer_dossier(territoire=SUD)
    with en_tant_que(agent):
        assert selectors.compter_file(agent, jour=JOUR).soumis == 1
        total, _ = selectors.delais_orientation(agent, du=date(2025, 1, 1), au=JOUR, jour=JOUR)
        assert total.entrants == 1
    with en_tant_que(None):
        assert selectors.compter_file(agent, jour=JOUR).soumis == 0


def test_les_delais_disent_ce_que_chacun_est_devenu(systeme, agent, organisme):
    jour = date(2025, 4, 1)
    a_temps, en_retard, decide, attend, sorti = (creer_dossier(connu_le=date(2025, 1, 20)) for _ in range(5))
    recent = creer_dossier(connu_le=date(2025, 3, 25))
    for dossier, le, notifiee in (
        (a_temps, date(2025, 2, 1), date(2025, 2, 3)),
        (en_retard, date(2025, 3, 3), date(2025, 3, 4)),
        (decide, date(2025, 2, 1), None),
    ):
        orientation = agir(
            services.decider_orientation,
            personne=dossier.personne,
            voie="emploi",
            organisme=organisme,
            acteur=agent,
            le=le,
        )
        if notifiee:
            agir(services.notifier_orientation, orientation=orientation, acteur=agent, le=notifiee)
    Episode.objects.filter(pk=sorti.episode.pk).update(sortie=date(2025, 3, 1), motif_sortie="fin_droit")
    bornes = {"du": date(2025, 1, 1), "au": date(2025, 3, 31), "jour": jour}
    total, mois = voir(systeme, selectors.delais_orientation, systeme, **bornes)
    assert (total.entrants, total.a_temps, total.en_retard) == (6, 1, 1)
    assert (total.attendent_en_retard, total.attendent_a_temps, total.a_notifier, total.sortis) == (
        2,
        1,
        1,
        1,
    )
    assert (total.mediane, total.age_maximal) == (14, (jour - attend.episode.connu_le).days)
    assert [(m.groupe, m.entrants) for m in mois] == [("2025-01", 5), ("2025-03", 1)]
    assert str(total.part_a_temps) == "25.0" and recent.episode.connu_le.month == 3
    _, organismes = voir(systeme, selectors.delais_orientation, systeme, par="organisme", **bornes)
    assert [(o.groupe, o.entrants) for o in organismes] == [(organisme.nom, 3), ("pas encore décidé", 3)]


def test_effacer_vide_les_textes_et_garde_les_dates(systeme, agent, organisme):
    from django.db import connection

    from jalon.parcours.orientation.models import Diagnostic, Orientation

    personne = creer_dossier().personne
    agir(
        services.decider_orientation,
        personne=personne,
        voie="sociale",
        organisme=organisme,
        acteur=agent,
        le=JOUR,
        motif_texte="Un secret",
    )
    diagnostic = agir(services.ouvrir_diagnostic, personne=personne, acteur=systeme, le=JOUR)
    agir(
        services.repondre_diagnostic,
        diagnostic=diagnostic,
        acteur=systeme,
        note="Un secret",
        reponses={"sante_frein": "oui"},
    )
    with connection.cursor() as curseur:
        curseur.execute("SELECT max(jour) FROM jalon_dernier_fait_orientation(%s)", [[personne.pk]])
        assert curseur.fetchone()[0] == JOUR
        curseur.execute("SELECT jalon_effacer_textes_orientation(%s)", [[personne.pk]])
        for table in ("orientation", "orientationevent", "diagnostic", "diagnosticevent"):
            curseur.execute(
                f"SELECT count(*) FROM parcours_orientation_{table} t WHERE t::text LIKE '%secret%'"
            )
            assert curseur.fetchone()[0] == 0, table
    assert Orientation.objects.get().decidee_le == JOUR and Diagnostic.objects.get().reponses == {}


def test_l_export_du_dossier_dit_tout(systeme, agent, organisme):
    from jalon.parcours.orientation.rubriques import rassembler

    personne = creer_dossier().personne
    agir(
        services.decider_orientation,
        personne=personne,
        voie="sociale",
        organisme=organisme,
        acteur=agent,
        le=JOUR,
    )
    diagnostic = agir(services.ouvrir_diagnostic, personne=personne, acteur=systeme, le=JOUR)
    agir(services.repondre_diagnostic, diagnostic=diagnostic, acteur=systeme, reponses={"garde": "trouvee"})
    rubrique = voir(systeme, rassembler, personne.pk, systeme)
    assert rubrique["orientations"][0]["organisme"] == organisme.nom
    assert rubrique["diagnostics"][0]["situation"] == {"Garde d'enfants ou d'un proche": "solution trouvée"}


@pytest.mark.parametrize(
    ("filtres", "nombre"),
    [({}, 9), ({"horloge": "locale"}, 9), ({"soumis": Reponse.NON}, 2), ({"proposition": "sans"}, 9)],
)
def test_les_pages_mises_bout_a_bout_sont_la_file(systeme, filtres, nombre):
    """Une page ne relit que ses jours : deux régimes, deux jours pleins, des réponses de la caisse mêlées."""
    for rang in range(11):
        dossier = creer_dossier(connu_le=date(2025, 1, 3 + rang // 3))
        if rang % 2:
            Episode.objects.filter(pk=dossier.episode.pk).update(regime="avant_2025")
        if rang % 4 == 3:
            DroitsDevoirs.objects.filter(membre__personne=dossier.personne).update(valeur=Reponse.NON)
    choix = Filtres(**filtres)
    entiere = voir(systeme, selectors.file_orientation, systeme, choix, jour=JOUR, combien=None).lignes
    lues, apres = [], ""
    for _ in range(len(entiere) + 1):
        page = voir(systeme, selectors.file_orientation, systeme, choix, jour=JOUR, combien=2, apres=apres)
        assert len(page.lignes) <= 2
        lues += page.lignes
        if not (apres := page.suite):
            break
    assert [a.personne.pk for a in lues] == [a.personne.pk for a in entiere]
    assert len(entiere) == nombre
