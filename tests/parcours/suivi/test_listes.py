"""Listes de travail : un compteur est la longueur de sa liste, et la synthèse suit chaque fait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.parcours.contrats.models import Contrat
from jalon.parcours.orientation.enums import Motif as MotifOrientation
from jalon.parcours.orientation.enums import Origine, Voie
from jalon.parcours.orientation.models import Diagnostic, Orientation
from jalon.parcours.personnes.models import Episode
from jalon.parcours.rendezvous.models import Lieu, Motif, Participation, RendezVous
from jalon.parcours.suivi import selectors, services
from jalon.parcours.suivi.catalogue import LISTES
from jalon.parcours.suivi.models import Synthese
from jalon.parcours.suivi.selectors import Filtres, ListeOuverte
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from tests.flux import NORD, SUD
from tests.parcours.contrats.fabriques import contrat_signe, creer_equipe
from tests.parcours.suivi.conftest import Suivi
from tests.personnes import Dossier, creer_dossier

pytestmark = pytest.mark.django_db

JOUR = date(2025, 9, 1)


def il_y_a(jours: int) -> date:
    return JOUR - timedelta(days=jours)


def orienter(dossier: Dossier, suivi: Suivi, le: date) -> Orientation:
    return Orientation.objects.create(
        personne=dossier.personne,
        regime=dossier.episode.regime,
        voie=Voie.SOCIALE,
        organisme_referent=suivi.une,
        decidee_le=le,
        decidee_par=suivi.agent,
        motif=MotifOrientation.PREMIERE,
        origine=Origine.AGENT,
    )


def recevoir(
    dossier: Dossier, suivi: Suivi, le: date, issue: str | None = "honore", collectif: bool = False
) -> Participation:
    motif, _ = Motif.objects.get_or_create(
        code=f"essai-{collectif}",
        defaults={"libelle": "Entretien", "nature": "accompagnement", "collectif": collectif},
    )
    lieu, _ = Lieu.objects.get_or_create(organisation=suivi.une, nom="Maison", defaults={"adresse": "1 rue"})
    debut = timezone.make_aware(datetime.combine(le, time(10)))
    rdv = RendezVous.objects.create(
        motif=motif, lieu=lieu, debut=debut, fin=debut + timedelta(hours=1), cree_par=suivi.agent,
        cree_le=debut - timedelta(days=9), capacite=20,
    )  # fmt: skip
    return Participation.objects.create(
        rendezvous=rdv, personne=dossier.personne, pris_par="agent", pris_par_compte=suivi.agent,
        pris_le=debut - timedelta(days=9), issue=issue, issue_le=debut if issue else None,
    )  # fmt: skip


def codes(suivi: Suivi, lecteur: Compte | None = None, jour: date = JOUR) -> dict[str, set[Any]]:
    """Liste → personnes, et la preuve que chaque compteur est la longueur de sa liste."""
    qui = lecteur or suivi.gestionnaire
    ouvertes = {
        liste.code: {ligne.personne.pk for ligne in ListeOuverte(liste.code, qui, jour=jour)}
        for liste in LISTES
    }
    assert {liste.code: nombre for liste, nombre in selectors.compter_listes(qui, jour=jour)} == {
        code: len(personnes) for code, personnes in ouvertes.items()
    }
    return ouvertes


def dans(suivi: Suivi, dossier: Dossier, **options: Any) -> set[str]:
    return {code for code, cles in codes(suivi, **options).items() if dossier.personne.pk in cles}


def test_chaque_fait_change_les_listes(suivi: Suivi, en_tant_que: Any) -> None:
    dossier = suivi.dossier
    with en_tant_que(suivi.gestionnaire):
        assert dans(suivi, dossier) == {"rien", "perdue_de_vue"}
    orienter(dossier, suivi, il_y_a(70))
    assert dans(suivi, dossier) == {"diagnostic_vide", "sans_rdv_court", "sans_rdv_long"}
    recevoir(dossier, suivi, il_y_a(60), collectif=True)
    assert dans(suivi, dossier) == {
        "diagnostic_vide", "sans_rdv_court", "sans_rdv_long", "collectif_seulement"
    }  # fmt: skip
    recevoir(dossier, suivi, il_y_a(30))
    Diagnostic.objects.create(personne=dossier.personne, date=il_y_a(30), auteur=suivi.referent)
    assert dans(suivi, dossier) == {"sans_rdv_court", "rdv_sans_contrat"}
    ouvert = recevoir(dossier, suivi, il_y_a(3), issue=None).rendezvous
    assert dans(suivi, dossier) == {"sans_rdv_court", "rdv_sans_contrat", "rdv_a_clore"}
    RendezVous.objects.filter(pk=ouvert.pk).update(
        annule_le=timezone.now(), motif_annulation="planning", pris=0
    )
    assert dans(suivi, dossier) == {"sans_rdv_court", "rdv_sans_contrat"}, "annulé : plus rien à clore"


def test_les_bornes_comptent_le_dernier_jour(suivi: Suivi) -> None:
    orienter(suivi.dossier, suivi, il_y_a(0))
    for jours, attendu in ((29, set()), (30, {"sans_rdv_court"}), (59, {"sans_rdv_court"})):
        assert dans(suivi, suivi.dossier, jour=JOUR + timedelta(days=jours)) & {
            "sans_rdv_court", "sans_rdv_long"
        } == attendu  # fmt: skip
    assert "sans_rdv_long" in dans(suivi, suivi.dossier, jour=JOUR + timedelta(days=60))


def test_un_rendez_vous_passe_sans_issue_est_a_clore_et_un_prevu_rassure(suivi: Suivi) -> None:
    orienter(suivi.dossier, suivi, il_y_a(90))
    place = recevoir(suivi.dossier, suivi, il_y_a(2), issue=None)
    assert {"rdv_a_clore", "sans_rdv_long"} <= dans(suivi, suivi.dossier)
    assert "rdv_a_clore" not in dans(suivi, suivi.dossier, jour=il_y_a(2)), (
        "le jour même, rien n'est en retard"
    )
    assert "sans_rdv_long" not in dans(suivi, suivi.dossier, jour=il_y_a(2))
    Participation.objects.filter(pk=place.pk).update(issue="absent", issue_le=timezone.now())
    assert "rdv_a_clore" not in dans(suivi, suivi.dossier)


def test_taches_et_sortie_du_rsa(suivi: Suivi) -> None:
    with contexte_compte(suivi.referent):
        tache = services.creer_tache(
            personne=suivi.dossier.personne, libelle="Appeler", echeance=il_y_a(1), acteur=suivi.referent
        )
    assert "tache_en_retard" in dans(suivi, suivi.dossier)
    with contexte_compte(suivi.referent):
        services.terminer_tache(tache=tache, acteur=suivi.referent)
    assert "tache_en_retard" not in dans(suivi, suivi.dossier)
    suivi.dossier.episode.sortie, suivi.dossier.episode.motif_sortie = JOUR, "mutation"
    suivi.dossier.episode.save()
    assert dans(suivi, suivi.dossier) == set(), "le premier jour hors du RSA, elle n'est plus dans une liste"
    assert dans(suivi, suivi.dossier, jour=il_y_a(1)) != set()


def test_qui_revient_au_rsa_repart_de_zero(suivi: Suivi) -> None:
    premier = suivi.dossier.episode
    orienter(suivi.dossier, suivi, il_y_a(200))
    recevoir(suivi.dossier, suivi, il_y_a(150))
    premier.sortie, premier.motif_sortie = il_y_a(100), "mutation"
    premier.save()
    assert dans(suivi, suivi.dossier) == set()
    retour = Episode.objects.create(
        personne=suivi.dossier.personne, entree=il_y_a(20), motif_entree="retour", regime=premier.regime,
        connu_le=il_y_a(15),
    )  # fmt: skip
    assert dans(suivi, suivi.dossier) == {"rien"}
    synthese = Synthese.objects.get(pk=suivi.dossier.personne.pk)
    assert (synthese.orientee_le, synthese.rdv_individuels, synthese.connu_le) == (None, 0, il_y_a(15))
    retour.delete()
    synthese.refresh_from_db()
    assert (synthese.orientee_le, synthese.rdv_individuels) == (il_y_a(200), 1), "corrigé, tout revient"


def test_les_delais_qui_courent(suivi: Suivi) -> None:
    personne = suivi.dossier.personne.pk

    def attendus(jour: date) -> dict[tuple[str, str], int]:
        echeances = selectors.echeances_de(Synthese.objects.get(pk=personne), jour)
        assert [e.reste for e in echeances] == sorted(e.reste for e in echeances)
        return {(e.attendu, e.horloge.libelle): e.reste for e in echeances}

    connu = suivi.dossier.episode.connu_le
    assert attendus(connu)[("Orientation", "loi")] == 42
    assert attendus(connu + timedelta(days=43))[("Orientation", "loi")] == -1
    orientation = orienter(suivi.dossier, suivi, il_y_a(30))
    assert {attendu for attendu, _ in attendus(JOUR)} == {"Premier rendez-vous", "Contrat"}
    Orientation.objects.filter(pk=orientation.pk).update(notifiee_le=il_y_a(20), notifiee_par=suivi.agent)
    apres = attendus(JOUR)
    recevoir(suivi.dossier, suivi, il_y_a(10))
    assert {attendu for attendu, _ in attendus(JOUR)} == {"Contrat"}
    assert all(attendus(JOUR)[cle] == reste for cle, reste in apres.items() if cle[0] == "Contrat")
    suivi.dossier.episode.sortie, suivi.dossier.episode.motif_sortie = JOUR, "mutation"
    suivi.dossier.episode.save()
    assert attendus(JOUR) == {}


def test_un_parcours_social_se_reexamine_six_mois_apres_la_signature(
    suivi: Suivi, creer_compte: Callable[..., Compte], systeme: Compte
) -> None:
    equipe = creer_equipe(creer_compte, systeme)
    dossier = replace(suivi.dossier, personne=equipe.personne)
    orienter(dossier, suivi, date(2025, 2, 1))
    with contexte_compte(systeme):
        contrat_signe(equipe)
    synthese = Synthese.objects.get(pk=equipe.personne.pk)
    [revue] = [
        e
        for e in selectors.echeances_de(synthese, date(2025, 8, 1))
        if e.attendu == "Réexamen du parcours social"
    ]
    assert (revue.horloge.limite, revue.reste) == (date(2025, 8, 5), 4)
    for jour, attendu in ((date(2025, 8, 4), False), (date(2025, 8, 5), True)):
        lue = ListeOuverte("revue_sociale", suivi.gestionnaire, jour=jour)
        assert (equipe.personne.pk in {ligne.personne.pk for ligne in lue}) is attendu


def test_des_difficultes_reconnues_ont_leur_liste_a_douze_mois(
    suivi: Suivi, creer_compte: Callable[..., Compte], systeme: Compte
) -> None:
    equipe = creer_equipe(creer_compte, systeme)
    orienter(replace(suivi.dossier, personne=equipe.personne), suivi, date(2025, 2, 1))
    with contexte_compte(systeme):
        contrat = contrat_signe(equipe)
        Contrat.objects.filter(pk=contrat.pk).update(voie="sociale", motif_reexamen="logement")
    synthese = Synthese.objects.get(pk=equipe.personne.pk)
    limites = {e.attendu: e.horloge.limite for e in selectors.echeances_de(synthese, date(2025, 8, 1))}
    assert limites["Réexamen du parcours social"] == date(2026, 2, 5)
    for jour, attendues in ((date(2026, 2, 4), set()), (date(2026, 2, 5), {"revue_sociale_motivee"})):
        dans_quelles = {
            code
            for code in ("revue_sociale", "revue_sociale_motivee")
            if equipe.personne.pk
            in {ligne.personne.pk for ligne in ListeOuverte(code, suivi.gestionnaire, jour=jour)}
        }
        assert dans_quelles == attendues


def test_sans_referent_ni_droits_et_devoirs(suivi: Suivi) -> None:
    orienter(suivi.autre, suivi, il_y_a(1))
    assert "sans_referent" in dans(suivi, suivi.autre)
    dispense = creer_dossier(soumis="non")
    assert "rien" not in dans(suivi, dispense)


def test_chacun_ne_compte_que_son_perimetre(suivi: Suivi, en_tant_que: Any) -> None:
    attendus = {
        suivi.gestionnaire: {suivi.dossier.personne.pk, suivi.autre.personne.pk},
        suivi.agent: {suivi.dossier.personne.pk},
        suivi.referent: {suivi.dossier.personne.pk},
        suivi.responsable: {suivi.dossier.personne.pk},
        suivi.agent_sud: {suivi.autre.personne.pk},
        suivi.exterieur: set(),
    }
    for compte, personnes in attendus.items():
        with en_tant_que(compte):
            assert codes(suivi, compte)["rien"] == personnes
    with en_tant_que(None):
        assert codes(suivi)["rien"] == set() and not Synthese.objects.exists()


def test_les_filtres_reduisent_le_compteur_et_la_liste(suivi: Suivi) -> None:
    for filtres, personne in (
        (Filtres(territoire=NORD), suivi.dossier),
        (Filtres(territoire=SUD), suivi.autre),
        (Filtres(organisation=suivi.une.pk), suivi.dossier),
        (Filtres(referent=suivi.referent.pk), suivi.dossier),
    ):
        liste = ListeOuverte("rien", suivi.gestionnaire, filtres, JOUR)
        assert [ligne.personne.pk for ligne in liste] == [personne.personne.pk]
        assert dict(
            (lu.code, n) for lu, n in selectors.compter_listes(suivi.gestionnaire, filtres, JOUR)
        )["rien"] == len(liste) == 1  # fmt: skip


def test_la_charge_d_un_referent_et_sa_limite(suivi: Suivi) -> None:
    with contexte_compte(suivi.responsable):
        services.fixer_limite(nombre=40, compte=suivi.referent, acteur=suivi.responsable)
        services.fixer_limite(nombre=1, compte=suivi.referent, acteur=suivi.responsable)
    (charge,), (structure,) = selectors.charges(suivi.gestionnaire)
    assert (charge.cle, charge.nombre, charge.limite, charge.reste) == (suivi.referent.pk, 1, 1, 0)
    assert (structure.cle, structure.nombre, structure.limite) == (suivi.une.pk, 1, None)
    assert selectors.charges(suivi.gestionnaire, referent=suivi.collegue.pk)[0] == []


FAITS = st.lists(
    st.tuples(st.sampled_from(["rdv", "note", "tache", "orientation"]), st.integers(0, 400), st.booleans()),
    max_size=6,
    unique_by=lambda fait: fait[:2],
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(faits=FAITS)
def test_compteur_egale_liste_pour_toute_suite_de_faits(suivi: Suivi, faits: list[Any]) -> None:
    dossier = creer_dossier(connu_le=date(2025, 1, 10))
    for rang, (nature, jours, vrai) in enumerate(faits):
        if nature == "rdv":
            recevoir(dossier, suivi, il_y_a(jours), issue="honore" if vrai else None, collectif=rang % 2 == 0)
        elif nature == "orientation":
            orienter(dossier, suivi, il_y_a(jours))
        elif nature == "note":
            with contexte_compte(suivi.agent):
                services.ecrire_note(
                    personne=dossier.personne, texte="x", cercle="moi", le=il_y_a(jours), acteur=suivi.agent
                )
        else:
            with contexte_compte(suivi.agent):
                services.creer_tache(
                    personne=dossier.personne, libelle="x", echeance=il_y_a(jours), acteur=suivi.agent
                )
    codes(suivi)
