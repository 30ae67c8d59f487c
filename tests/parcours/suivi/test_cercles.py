"""Qui lit quoi dans le carnet : SQL nu, par cercle et par rôle ; la santé ne s'ouvre à personne d'autre."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.utils import IntegrityError, InternalError, ProgrammingError
from django.utils import timezone

from jalon.parcours.suivi import services
from jalon.parcours.suivi.models import AccesCercle, Cercle, NoteCarnet
from jalon.socle.acces.enums import Role
from jalon.socle.acces.liens import creer_lien, ouvrir_lien
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from tests.parcours.suivi.conftest import Suivi

pytestmark = pytest.mark.django_db

CERCLES = ("equipe", "structure", "social", "sante", "moi")


@pytest.fixture
def soignant(suivi: Suivi, systeme: Compte) -> Compte:
    """Un référent de l'autre structure, que l'administrateur a ouvert au cercle santé, membre de l'équipe."""
    compte = suivi.creer(Role.REFERENT, organisation=suivi.deux)
    with contexte_compte(systeme):
        services.ouvrir_cercle(compte=compte, cercle="sante", motif="infirmière", acteur=systeme)
        services.ajouter_a_l_equipe(
            personne=suivi.dossier.personne, compte=compte, fonction="partenaire", acteur=systeme
        )
    return compte


@pytest.fixture
def notes(suivi: Suivi, soignant: Compte, systeme: Compte) -> dict[str, NoteCarnet]:
    """Une note du référent par cercle, sauf la santé, écrite par le soignant."""
    with contexte_compte(systeme):
        services.ouvrir_cercle(
            compte=suivi.collegue, cercle="social", motif="assistante sociale", acteur=systeme
        )
    ecrites = {}
    for cercle in CERCLES:
        auteur = soignant if cercle == "sante" else suivi.referent
        with contexte_compte(auteur):
            ecrites[cercle] = services.ecrire_note(
                personne=suivi.dossier.personne, texte=f"note {cercle}", cercle=cercle, acteur=auteur
            )
    return ecrites


def lus(en_tant_que: Any, compte: Compte | None) -> set[str]:
    """Les cercles que ce compte lit, en SQL nu ; les deux tables disent pareil."""
    with en_tant_que(compte), connection.cursor() as curseur:
        curseur.execute("SELECT cercle_id FROM parcours_suivi_notecarnet")
        notes = {cercle for (cercle,) in curseur.fetchall()}
        curseur.execute("SELECT cercle_id FROM parcours_suivi_notecarnetevent")
        assert {cercle for (cercle,) in curseur.fetchall()} == notes
    return notes


def test_chaque_role_lit_les_cercles_qui_sont_les_siens(
    suivi: Suivi, soignant: Compte, notes: dict[str, NoteCarnet], en_tant_que: Any, systeme: Compte
) -> None:
    assert lus(en_tant_que, suivi.referent) == {"equipe", "structure", "social", "moi"}  # les siennes
    assert lus(en_tant_que, suivi.responsable) == {"equipe", "structure"}
    assert lus(en_tant_que, soignant) == {"equipe", "sante"}
    for sans_lien in (suivi.collegue, suivi.exterieur, suivi.responsable_deux, suivi.agent_sud, None):
        assert lus(en_tant_que, sans_lien) == set()
    for voit_le_dossier in (suivi.agent, suivi.gestionnaire, systeme):
        assert lus(en_tant_que, voit_le_dossier) == set(), "voir un dossier n'ouvre aucun cercle"


def test_un_cercle_ouvert_ne_sert_que_sur_les_dossiers_visibles(
    suivi: Suivi, notes: dict[str, NoteCarnet], en_tant_que: Any, systeme: Compte
) -> None:
    assert lus(en_tant_que, suivi.collegue) == set()
    with contexte_compte(systeme):
        services.ajouter_a_l_equipe(
            personne=suivi.dossier.personne, compte=suivi.collegue, fonction="formateur", acteur=systeme
        )
    assert lus(en_tant_que, suivi.collegue) == {"equipe", "structure", "social"}


def test_un_acces_passe_ou_un_compte_ferme_ne_lit_plus(
    suivi: Suivi, soignant: Compte, notes: dict[str, NoteCarnet], en_tant_que: Any, systeme: Compte
) -> None:
    NoteCarnet.objects.create(
        personne=suivi.dossier.personne, date=date(2025, 3, 1), auteur=suivi.referent, cercle_id="sante",
        texte="par un autre",
    )  # fmt: skip
    assert "sante" in lus(en_tant_que, soignant)
    hier = timezone.localdate() - timedelta(days=1)
    with contexte_compte(systeme):
        services.fermer_cercle(
            acces=AccesCercle.objects.get(compte=soignant), dernier_jour=hier, acteur=systeme
        )
    with en_tant_que(soignant):
        assert set(NoteCarnet.objects.filter(cercle="sante").values_list("auteur", flat=True)) == {
            soignant.pk
        }


def test_une_fonction_reservee_ne_se_donne_pas_sans_la_lire(
    suivi: Suivi, soignant: Compte, notes: dict[str, NoteCarnet], en_tant_que: Any, systeme: Compte
) -> None:
    medecin = suivi.creer(Role.REFERENT, organisation=suivi.deux)
    with contexte_compte(systeme), pytest.raises(ProgrammingError, match="cercle réservé"):
        services.ajouter_a_l_equipe(
            personne=suivi.dossier.personne, compte=medecin, fonction="soignant", acteur=systeme
        )
    with contexte_compte(suivi.referent), pytest.raises(ProgrammingError, match="cercle réservé"):
        services.ajouter_a_l_equipe(
            personne=suivi.dossier.personne, compte=medecin, fonction="soignant", acteur=suivi.referent
        )


def test_la_sante_s_ouvre_par_qui_la_lit(
    suivi: Suivi, notes: dict[str, NoteCarnet], en_tant_que: Any, systeme: Compte
) -> None:
    """Un référent qui lit la santé peut donner la fonction qui l'ouvre ; elle s'arrête avec la présence."""
    with contexte_compte(systeme):
        services.ouvrir_cercle(compte=suivi.referent, cercle="sante", motif="infirmier", acteur=systeme)
    medecin = suivi.creer(Role.REFERENT, organisation=suivi.deux)
    with contexte_compte(suivi.referent):
        membre = services.ajouter_a_l_equipe(
            personne=suivi.dossier.personne, compte=medecin, fonction="soignant", acteur=suivi.referent
        )
    assert lus(en_tant_que, medecin) == {"equipe", "sante"}
    with contexte_compte(suivi.referent):
        services.retirer_de_l_equipe(
            membre=membre, acteur=suivi.referent, dernier_jour=timezone.localdate() - timedelta(days=1)
        )
    assert lus(en_tant_que, medecin) == set()


@pytest.mark.parametrize("qui", ["referent", "responsable", "gestionnaire", "agent"])
def test_seul_un_administrateur_ouvre_un_cercle_et_pas_a_lui_meme(suivi: Suivi, qui: str) -> None:
    compte = getattr(suivi, qui)
    with contexte_compte(compte), pytest.raises(ProgrammingError, match="administrateur"):
        services.ouvrir_cercle(compte=compte, cercle="sante", motif="curieux", acteur=compte)
    administrateur = suivi.creer(Role.ADMINISTRATEUR)
    with contexte_compte(administrateur), pytest.raises(ProgrammingError, match="administrateur"):
        services.ouvrir_cercle(compte=administrateur, cercle="sante", motif="curieux", acteur=administrateur)


@pytest.mark.parametrize(
    "ordre",
    [
        "INSERT INTO parcours_suivi_accescercle"
        " (id, compte_id, cercle_id, periode, motif, pose_par_id, pose_le)"
        " SELECT gen_random_uuid(), jalon_compte(), 'sante', '[2020-01-01,)', 'x', jalon_compte(), now()",
        "UPDATE parcours_suivi_accescercle SET compte_id = jalon_compte()",
        "UPDATE parcours_suivi_cercle SET regle = 'equipe'",
        "UPDATE parcours_suivi_fonctionequipe SET cercles = '{sante}'",
        "UPDATE parcours_suivi_equipepersonne SET compte_id = jalon_compte()",
        "DELETE FROM parcours_suivi_relais",
        "UPDATE parcours_suivi_synthese SET note_le = NULL",
    ],
)
def test_l_application_n_ecrit_pas_ce_qui_ouvre_un_cercle(suivi: Suivi, en_tant_que: Any, ordre: str) -> None:
    with pytest.raises(ProgrammingError), en_tant_que(suivi.referent), connection.cursor() as curseur:
        curseur.execute(ordre)


def test_on_n_ecrit_qu_en_son_nom_et_pour_sa_structure(suivi: Suivi, en_tant_que: Any) -> None:
    champs = {
        "personne": suivi.dossier.personne,
        "date": date(2025, 3, 1),
        "cercle_id": "equipe",
        "texte": "x",
    }
    for faute in ({"auteur": suivi.collegue}, {"auteur": suivi.referent, "organisation": suivi.deux}):
        with pytest.raises(ProgrammingError, match="row-level"), en_tant_que(suivi.referent):
            NoteCarnet.objects.create(**champs, **faute)
    with pytest.raises(ProgrammingError, match="row-level"), en_tant_que(suivi.exterieur):
        NoteCarnet.objects.create(**champs, auteur=suivi.exterieur)


def test_une_note_ne_se_change_pas(suivi: Suivi, notes: dict[str, NoteCarnet], en_tant_que: Any) -> None:
    for champ, valeur in (("texte", "autre"), ("date", date(2020, 1, 1)), ("cercle_id", "moi")):
        with pytest.raises((IntegrityError, InternalError)), en_tant_que(suivi.referent):
            NoteCarnet.objects.filter(pk=notes["equipe"].pk).update(**{champ: valeur})
    with en_tant_que(suivi.responsable):
        assert NoteCarnet.objects.filter(pk=notes["equipe"].pk).update(partagee=True) == 0


def test_corriger_garde_l_ancienne_et_effacer_ote_les_textes(
    suivi: Suivi, notes: dict[str, NoteCarnet], en_tant_que: Any
) -> None:
    with contexte_compte(suivi.referent):
        nouvelle = services.corriger_note(note=notes["equipe"], texte="mieux", acteur=suivi.referent)
        with pytest.raises(ValidationError, match="déjà corrigée"):
            services.corriger_note(note=notes["equipe"], texte="encore", acteur=suivi.referent)
        with pytest.raises(ValidationError, match="pourquoi"):
            services.effacer_note(note=nouvelle, motif=" ", acteur=suivi.referent)
        services.effacer_note(note=nouvelle, motif="demande de la personne", acteur=suivi.referent)
    restes = NoteCarnet.objects.filter(pk__in=(nouvelle.pk, notes["equipe"].pk))
    assert {(n.texte, n.motif_effacement) for n in restes} == {("", "demande de la personne")}
    with contexte_compte(suivi.responsable), pytest.raises(ValidationError, match="auteur"):
        services.effacer_note(note=notes["structure"], motif="x", acteur=suivi.responsable)
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM information_schema.columns"
            " WHERE table_name = 'parcours_suivi_notecarnetevent'"
            " AND column_name IN ('texte', 'motif_effacement')"
        )
        assert curseur.fetchone() == (0,)


def test_la_personne_ne_lit_par_son_lien_que_ce_qu_on_lui_montre(
    suivi: Suivi, notes: dict[str, NoteCarnet], en_tant_que: Any
) -> None:
    with contexte_compte(suivi.referent):
        montree, corrigee = (
            services.ecrire_note(
                personne=suivi.dossier.personne, texte=texte, cercle="equipe", partagee=True,
                acteur=suivi.referent,
            )
            for texte in ("à lire", "à corriger")
        )  # fmt: skip
        services.corriger_note(note=corrigee, texte="interne", partagee=False, acteur=suivi.referent)
        with pytest.raises(ValidationError, match="montrée"):
            services.ecrire_note(
                personne=suivi.dossier.personne, texte="x", cercle="structure", partagee=True,
                acteur=suivi.referent,
            )  # fmt: skip
        jeton = creer_lien(
            personne=suivi.dossier.personne.pk, objet="carnet", acteur=suivi.referent,
            expire_le=datetime(2099, 1, 1, tzinfo=timezone.get_current_timezone()),
        )  # fmt: skip
        autre = creer_lien(
            personne=suivi.autre.personne.pk, objet="carnet", acteur=suivi.referent,
            expire_le=datetime(2099, 1, 1, tzinfo=timezone.get_current_timezone()),
        )  # fmt: skip
    with en_tant_que(None):
        ouvrir_lien(jeton)
        assert list(NoteCarnet.objects.values_list("pk", flat=True)) == [montree.pk]
        ouvrir_lien(autre)
        assert not NoteCarnet.objects.exists()


def test_les_cercles_livres_sont_la(suivi: Suivi) -> None:
    assert set(Cercle.objects.values_list("code", flat=True)) >= set(CERCLES)
