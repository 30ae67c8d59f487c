"""Un seul référent à la fois, par toutes les voies : la base le tient, avec la phrase du formulaire."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from jalon.parcours.orientation.services import annuler_orientation, decider_orientation
from jalon.parcours.personnes.models import Affectation
from jalon.parcours.personnes.services import defaire_fusion, fusionner_personnes
from jalon.parcours.personnes.suivis import confier_personne, retirer_personne
from jalon.parcours.suivi import selectors, services
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from tests.flux import poser_territoire
from tests.parcours.suivi.conftest import DEPUIS, Suivi
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db

SEUL = "Cette personne a déjà un référent pendant cette période : passez le relais."
JOUR = timedelta(days=1)


def confier(suivi: Suivi, acteur: Compte, **options: Any) -> Any:
    with contexte_compte(acteur):
        return confier_personne(acteur=acteur, **{"personne": suivi.dossier.personne} | options)


def referent(suivi: Suivi, jour: date | None = None) -> Any:
    trouve = selectors.referent_de(suivi.dossier.personne.pk, suivi.gestionnaire, jour)
    return trouve and trouve.compte_id


def relayer(suivi: Suivi, systeme: Compte, le: date = date(2025, 4, 1)) -> Any:
    """Le collègue prend la suite du référent."""
    with contexte_compte(systeme):
        return services.passer_le_relais(
            personne=suivi.dossier.personne,
            de=suivi.referent,
            vers=suivi.collegue,
            motif="congé",
            le=le,
            acteur=systeme,
        )


@pytest.mark.parametrize(
    ("du", "au", "libre"),
    [
        (DEPUIS, None, False),
        (DEPUIS - 10 * JOUR, DEPUIS, False),
        (DEPUIS - 10 * JOUR, DEPUIS - JOUR, True),
        (DEPUIS + 400 * JOUR, None, False),
    ],
)
def test_une_affectation_directe(
    suivi: Suivi, systeme: Compte, du: date, au: date | None, libre: bool
) -> None:
    """Le dernier jour compte : le suivant commence le lendemain."""
    if libre:
        confier(suivi, systeme, compte=suivi.exterieur, du=du, au=au)
    else:
        with pytest.raises(ValidationError, match=SEUL):
            confier(suivi, systeme, compte=suivi.exterieur, du=du, au=au)
    assert referent(suivi) == suivi.referent.pk


def test_ce_qui_n_est_pas_un_second_referent(suivi: Suivi, systeme: Compte) -> None:
    """Une structure, l'équipe, le même référent deux fois, et une affectation annulée."""
    with contexte_compte(suivi.referent):
        for compte, fonction in ((suivi.exterieur, "formateur"), (suivi.collegue, "partenaire")):
            services.ajouter_a_l_equipe(
                personne=suivi.dossier.personne, compte=compte, fonction=fonction, acteur=suivi.referent
            )
    confier(suivi, systeme, organisation=suivi.deux)
    confier(suivi, systeme, organisation=suivi.deux, compte=suivi.referent)
    confier(suivi, systeme, compte=suivi.exterieur, du=DEPUIS, au=DEPUIS - JOUR)
    assert referent(suivi) == suivi.referent.pk
    assert Affectation.objects.filter(membre=suivi.dossier.membre).count() == 6


@pytest.mark.parametrize(
    "ordre",
    [
        "INSERT INTO {t} (id, membre_id, compte_id, debut, decidee_par_id, decidee_le)"
        " SELECT gen_random_uuid(), membre_id, %(avant)s, debut, decidee_par_id, now()"
        " FROM {t} WHERE compte_id = %(referent)s",
        "UPDATE {t} SET fin = NULL WHERE compte_id = %(avant)s",
        "UPDATE {t} SET debut = debut - 1 WHERE compte_id = %(referent)s",
        "UPDATE {t} SET dans_equipe = false WHERE compte_id = %(equipier)s",
        "UPDATE {t} SET dans_equipe = false, compte_id = %(avant)s WHERE compte_id = %(equipier)s",
        "UPDATE {t} SET membre_id = %(chez)s WHERE membre_id <> %(chez)s",
    ],
)
def test_en_sql_nu(suivi: Suivi, systeme: Compte, ordre: str) -> None:
    """Même le propriétaire de la base n'en écrit pas deux."""
    confier(suivi, systeme, compte=suivi.exterieur, du=DEPUIS - 9 * JOUR, au=DEPUIS - JOUR)
    confier(suivi, systeme, personne=suivi.autre.personne, compte=suivi.agent, du=DEPUIS)
    with contexte_compte(systeme):
        services.ajouter_a_l_equipe(
            personne=suivi.dossier.personne, compte=suivi.collegue, fonction="formateur", acteur=systeme
        )
    valeurs = {
        "avant": suivi.exterieur.pk,
        "referent": suivi.referent.pk,
        "equipier": suivi.collegue.pk,
        "chez": suivi.dossier.membre.pk,
    }
    with pytest.raises(IntegrityError, match=SEUL), transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(ordre.format(t="parcours_personnes_affectation"), valeurs)


def test_une_reorientation_arrete_aussi_le_referent_venu_d_un_relais(suivi: Suivi, systeme: Compte) -> None:
    """Annulée, elle rend la personne à celui qui la suivait la veille, pas à celui d'avant le relais."""
    poser_territoire()
    options: dict[str, Any] = {"personne": suivi.dossier.personne, "voie": "sociale", "acteur": systeme}
    with contexte_compte(systeme):
        premiere = decider_orientation(
            organisme=suivi.une, referent=suivi.referent, le=date(2025, 3, 3), **options
        )
    relayer(suivi, systeme)
    with contexte_compte(systeme):
        seconde = decider_orientation(
            organisme=suivi.deux,
            referent=suivi.exterieur,
            le=date(2025, 5, 5),
            motif="situation",
            apres=premiere.pk,
            **options,
        )
    jours = (date(2025, 3, 31), date(2025, 4, 1), date(2025, 5, 4), date(2025, 5, 5))
    attendus = [suivi.referent, suivi.collegue, suivi.collegue, suivi.exterieur]
    assert [referent(suivi, jour) for jour in jours] == [compte.pk for compte in attendus]
    with contexte_compte(systeme):
        annuler_orientation(orientation=seconde, acteur=systeme, le=date(2025, 5, 5))
    assert [referent(suivi, jour) for jour in jours[1:]] == [suivi.collegue.pk] * 3


def test_une_premiere_orientation_sans_referent_laisse_celui_qui_suit(suivi: Suivi, systeme: Compte) -> None:
    poser_territoire()
    with contexte_compte(systeme):
        decider_orientation(
            personne=suivi.dossier.personne,
            voie="sociale",
            organisme=suivi.deux,
            le=date(2025, 3, 3),
            acteur=systeme,
        )
    assert referent(suivi) == suivi.referent.pk


def test_annuler_un_relais_ne_rend_pas_un_second_referent(suivi: Suivi, systeme: Compte) -> None:
    relais = relayer(suivi, systeme)
    ouverte = Affectation.objects.get(compte=suivi.collegue)
    with contexte_compte(systeme):
        retirer_personne(affectation=ouverte, acteur=systeme, dernier_jour=date(2025, 4, 30))
    confier(suivi, systeme, compte=suivi.exterieur, du=date(2025, 5, 1))
    with contexte_compte(systeme), pytest.raises(ValidationError, match=SEUL):
        services.annuler_relais(relais=relais, acteur=systeme)


def test_reunir_deux_fiches_suivies_par_deux_referents(suivi: Suivi, systeme: Compte) -> None:
    """Le passé de chacune reste ; à compter d'aujourd'hui, il n'en faut qu'un. Défaire rend chacun."""
    hier = timezone.localdate() - JOUR
    cle = confier(suivi, systeme, personne=suivi.autre.personne, compte=suivi.exterieur, du=DEPUIS)
    fiches = {"gardee": suivi.dossier.personne, "absorbee": suivi.autre.personne, "acteur": systeme}
    with contexte_compte(systeme):
        with pytest.raises(ValidationError, match="n'ont pas le même référent"):
            fusionner_personnes(**fiches)
        retirer_personne(affectation=cle, acteur=systeme, dernier_jour=hier)
        fusion = fusionner_personnes(**fiches)
        with pytest.raises(ValidationError, match=SEUL):
            confier_personne(personne=suivi.dossier.personne, compte=suivi.collegue, acteur=systeme)
        defaire_fusion(fusion=fusion, acteur=systeme)
        confier_personne(personne=suivi.autre.personne, compte=suivi.referent, acteur=systeme)
        assert fusionner_personnes(**fiches).defaite_le is None
    assert referent(suivi) == suivi.referent.pk


@pytest.mark.django_db(transaction=True)
def test_deux_referents_nommes_a_la_meme_seconde(creer_compte: Callable[..., Compte]) -> None:
    """Par de vraies connexions : le second attend le premier, puis se voit refuser."""
    systeme = compte_systeme()
    with contexte_compte(systeme):
        personne = creer_dossier().personne
        candidats = [creer_compte(Role.REFERENT) for _ in range(3)]
    depart = threading.Barrier(len(candidats), timeout=30)

    def nommer(compte: Compte) -> str:
        try:
            depart.wait()
            with contexte_compte(systeme):
                confier_personne(personne=personne, compte=compte, acteur=systeme)
            return "nommé"
        except ValidationError as refus:
            return refus.messages[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(candidats)) as fils:
        obtenus = [futur.result(timeout=60) for futur in [fils.submit(nommer, c) for c in candidats]]
    assert sorted(obtenus) == sorted(["nommé", SEUL, SEUL])
    with contexte_compte(systeme):
        assert Affectation.objects.count() == 1
