"""Un seul référent à la fois ; un relais ouvre et ferme le dossier ; une équipe s'ouvre et se ferme."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from jalon.parcours.personnes.models import Affectation, Personne
from jalon.parcours.personnes.services import _deplacer_faits
from jalon.parcours.suivi import selectors, services
from jalon.parcours.suivi.models import EquipePersonne, Relais
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from tests.parcours.suivi.conftest import DEPUIS, Suivi

pytestmark = pytest.mark.django_db


def voit(en_tant_que: Any, compte: Compte, suivi: Suivi) -> bool:
    with en_tant_que(compte):
        return Personne.objects.filter(pk=suivi.dossier.personne.pk).exists()


def passer(suivi: Suivi, acteur: Compte, vers: Compte, **options: Any) -> Any:
    with contexte_compte(acteur):
        return services.passer_le_relais(
            personne=suivi.dossier.personne, acteur=acteur, vers=vers,
            **{"de": suivi.referent, "motif": "départ"} | options,
        )  # fmt: skip


def test_un_relais_ouvre_a_l_un_et_ferme_a_l_autre(suivi: Suivi, en_tant_que: Any) -> None:
    assert voit(en_tant_que, suivi.referent, suivi) and not voit(en_tant_que, suivi.collegue, suivi)
    cle = passer(suivi, suivi.responsable, suivi.collegue)
    assert voit(en_tant_que, suivi.collegue, suivi) and not voit(en_tant_que, suivi.referent, suivi)
    assert voit(en_tant_que, suivi.responsable, suivi), "la structure garde le dossier"
    nouvelle = selectors.referent_de(suivi.dossier.personne.pk, suivi.collegue)
    assert nouvelle is not None and nouvelle.compte_id == suivi.collegue.pk
    assert nouvelle.organisation_id == suivi.une.pk
    with contexte_compte(suivi.responsable):
        services.annuler_relais(relais=cle, acteur=suivi.responsable)
    assert voit(en_tant_que, suivi.referent, suivi) and not voit(en_tant_que, suivi.collegue, suivi)


def test_le_referent_ne_passe_qu_a_un_collegue_de_sa_structure(suivi: Suivi) -> None:
    with pytest.raises(ProgrammingError, match="main"):
        passer(suivi, suivi.referent, suivi.exterieur)
    passer(suivi, suivi.referent, suivi.collegue)
    with pytest.raises(ProgrammingError, match="main"):
        passer(suivi, suivi.referent, suivi.collegue, de=None)


@pytest.mark.parametrize("qui", ["collegue", "exterieur", "responsable_deux", "agent_sud"])
def test_qui_ne_suit_pas_ne_passe_aucun_relais(suivi: Suivi, qui: str) -> None:
    with pytest.raises(ProgrammingError, match="main"):
        passer(suivi, getattr(suivi, qui), suivi.collegue)


def test_un_seul_referent_a_la_fois_meme_demain(suivi: Suivi) -> None:
    demain = timezone.localdate() + timedelta(days=1)
    passer(suivi, suivi.agent, suivi.exterieur, le=demain)
    with pytest.raises(ValidationError, match="déjà prévu"):
        passer(suivi, suivi.agent, suivi.collegue)
    en_cours = Affectation.objects.filter(membre__personne=suivi.dossier.personne).order_by("debut")
    assert [(a.compte_id, a.debut, a.fin) for a in en_cours] == [
        (suivi.referent.pk, DEPUIS, demain - timedelta(days=1)),
        (suivi.exterieur.pk, demain, None),
    ]


@pytest.mark.parametrize(
    ("options", "mot"),
    [
        ({"motif": " "}, "pourquoi"),
        ({"vers": "referent"}, "déjà suivie"),
        ({"vers": "responsable"}, "pas référent"),
        ({"de": "collegue"}, "plus suivie"),
    ],
)
def test_un_relais_faux_est_refuse(suivi: Suivi, options: dict[str, str], mot: str) -> None:
    comptes = {cle: getattr(suivi, valeur) if cle != "motif" else valeur for cle, valeur in options.items()}
    with pytest.raises(ValidationError, match=mot):
        passer(suivi, suivi.gestionnaire, **{"vers": suivi.collegue} | comptes)
    assert not Relais.objects.exists()


def test_on_n_annule_pas_un_relais_qu_un_autre_a_suivi(suivi: Suivi) -> None:
    premier = passer(suivi, suivi.agent, suivi.collegue)
    passer(suivi, suivi.agent, suivi.exterieur, de=suivi.collegue)
    with contexte_compte(suivi.agent), pytest.raises(ValidationError, match="un autre"):
        services.annuler_relais(relais=premier, acteur=suivi.agent)


def test_un_transfert_est_entier_ou_rien_et_s_annule(suivi: Suivi, systeme: Compte) -> None:
    cles = [suivi.dossier.personne.pk, suivi.autre.personne.pk]
    arguments = {"de": suivi.referent, "vers": suivi.collegue, "motif": "congé", "acteur": suivi.gestionnaire}
    with (
        contexte_compte(suivi.gestionnaire),
        pytest.raises(ValidationError, match="plus suivie"),
        transaction.atomic(),
    ):
        services.transferer_personnes(personnes=cles, **arguments)
    assert not Relais.objects.exists()
    with contexte_compte(suivi.gestionnaire):
        transfert = services.transferer_personnes(personnes=cles[:1], **arguments)
        assert services.annuler_transfert(transfert=transfert, acteur=suivi.gestionnaire) == 1
        with pytest.raises(ValidationError, match="déjà annulé"):
            services.annuler_transfert(transfert=transfert, acteur=suivi.gestionnaire)
    retrouve = selectors.referent_de(cles[0], suivi.gestionnaire)
    assert retrouve is not None and retrouve.compte_id == suivi.referent.pk


def test_un_membre_de_l_equipe_voit_le_dossier_sans_etre_le_referent(suivi: Suivi, en_tant_que: Any) -> None:
    with contexte_compte(suivi.referent):
        membre = services.ajouter_a_l_equipe(
            personne=suivi.dossier.personne,
            compte=suivi.exterieur,
            fonction="formateur",
            acteur=suivi.referent,
        )
        with pytest.raises(ValidationError, match="déjà dans l'équipe"):
            services.ajouter_a_l_equipe(
                personne=suivi.dossier.personne, compte=suivi.exterieur, fonction="partenaire",
                acteur=suivi.referent,
            )  # fmt: skip
    assert voit(en_tant_que, suivi.exterieur, suivi)
    en_cours = selectors.referent_de(suivi.dossier.personne.pk, suivi.referent)
    assert en_cours is not None and en_cours.compte_id == suivi.referent.pk
    with contexte_compte(suivi.exterieur):  # un membre peut partir, pas composer l'équipe
        with pytest.raises(ProgrammingError):
            services.ajouter_a_l_equipe(
                personne=suivi.dossier.personne, organisation=suivi.deux, fonction="partenaire",
                acteur=suivi.exterieur,
            )  # fmt: skip
        services.retirer_de_l_equipe(
            membre=membre, acteur=suivi.exterieur, dernier_jour=timezone.localdate() - timedelta(days=1)
        )
    assert not voit(en_tant_que, suivi.exterieur, suivi)


def test_reunir_deux_fiches_garde_une_presence_et_la_rend(suivi: Suivi, systeme: Compte) -> None:
    with contexte_compte(systeme):
        for dossier in (suivi.dossier, suivi.autre):
            services.ajouter_a_l_equipe(
                personne=dossier.personne, compte=suivi.exterieur, fonction="formateur", acteur=systeme
            )
        une, autre = suivi.dossier.personne.pk, suivi.autre.personne.pk
        deplaces = _deplacer_faits(autre, une)
        presences = EquipePersonne.objects.filter(personne=une)
        assert sorted(presences.values_list("doublon", flat=True)) == [False, True]
        _deplacer_faits(une, autre, deplaces)
    assert list(EquipePersonne.objects.values_list("doublon", flat=True)) == [False, False]


def test_l_effacement_vide_les_textes_et_garde_les_jours(suivi: Suivi, systeme: Compte) -> None:
    personne = suivi.dossier.personne
    with contexte_compte(suivi.referent):
        services.ecrire_note(personne=personne, texte="secret", cercle="equipe", acteur=suivi.referent)
        services.creer_tache(
            personne=personne, libelle="secret", echeance=date(2030, 1, 1), acteur=suivi.referent
        )
    with connection.cursor() as curseur:
        curseur.execute("SELECT jour FROM jalon_dernier_fait_suivi(%s)", [[personne.pk]])
        assert curseur.fetchall() == [(date(2030, 1, 1),)]
        curseur.execute("SELECT jalon_effacer_textes_suivi(%s)", [[personne.pk]])
        curseur.execute("SELECT jalon_effacer_textes_suivi(%s)", [[personne.pk]])
        for table in ("notecarnet", "tachesuivi", "relais"):
            curseur.execute(f"SELECT t::text FROM parcours_suivi_{table} t")  # noqa: S608
            assert "secret" not in str(curseur.fetchall())
        curseur.execute("SELECT count(*) FROM parcours_suivi_notecarnet WHERE date = jalon_aujourdhui()")
        assert curseur.fetchone() == (1,)
