"""Les gestes d'un jour : choisir le référent en orientant, convoquer une liste, envoyer le carnet, finir une
convention, trouver ses séances."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from jalon.parcours.contrats.models import ConventionSignature
from jalon.parcours.contrats.services import clore_convention, conventionner_organisme
from jalon.parcours.manquements.models import Equipe, MembreEquipe
from jalon.parcours.orientation.models import Orientation
from jalon.parcours.personnes.models import Perimetre
from jalon.parcours.rendezvous.models import Participation, RendezVous
from jalon.parcours.suivi.services import donner_le_carnet
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte, LienPersonnel
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.messages.models import Message
from jalon.socle.organisations.models import Organisation
from jalon.web.navigation import menu_de
from tests.flux import NORD, poser_territoire
from tests.parcours.rendezvous.fabriques import Maison, batir_maison, creer_motif
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def maison(creer_compte: Callable[..., Compte], monde: Any) -> Maison:
    return batir_maison(creer_compte)


class TestChoisirLeReferent:
    """En décidant une orientation, l'agent nomme qui suivra la personne : elle l'est le jour même."""

    def envoyer(self, client: Any, personne: Any, organisme: Any, referent: Any) -> Any:
        donnees = {"voie": "sociale", "organisme": organisme.pk, "referent": referent.pk, "apres": ""}
        return client.post(reverse("orientation_personne", kwargs={"cle": personne.pk}), donnees)

    @pytest.fixture(autouse=True)
    def decor(self, creer_compte: Any, monde: Any) -> None:
        poser_territoire()
        self.agent = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
        self.organisme = Organisation.objects.create(nom="Service d'essai", natures=["referent"])
        self.referent = creer_compte(Role.REFERENT, organisation=self.organisme)
        ailleurs = Organisation.objects.create(nom="Ailleurs", natures=["referent"])
        self.exterieur = creer_compte(Role.REFERENT, organisation=ailleurs)
        self.personne = creer_dossier(connu_le=timezone.localdate() - timedelta(days=5)).personne

    def test_le_referent_choisi_suit_la_personne(self, connecte: Any) -> None:
        with connecte(self.agent) as client:
            page = client.get(reverse("orientation_personne", kwargs={"cle": self.personne.pk}))
            assert f"{self.referent.nom} (Service d&#x27;essai)" in page.content.decode()
            assert self.envoyer(client, self.personne, self.organisme, self.referent).status_code == 302
        assert Orientation.objects.get().referent_id == self.referent.pk
        assert Perimetre.objects.get(personne=self.personne).referents == [self.referent.pk]
        with connecte(self.referent) as client:
            suivi = client.get(reverse("suivi_personne", kwargs={"cle": self.personne.pk}))
        assert suivi.status_code == 200 and self.referent.nom in suivi.content.decode()

    def test_un_referent_d_une_autre_structure_est_refuse(self, connecte: Any) -> None:
        with connecte(self.agent) as client:
            refus = self.envoyer(client, self.personne, self.organisme, self.exterieur)
        assert refus.status_code == 422 and "ne travaille pas à" in refus.content.decode()
        assert not Orientation.objects.exists()


class TestConvoquerUneListe:
    """Les personnes cochées d'une liste : l'une après l'autre, ou ensemble ; toutes, ou aucune."""

    def envoi(self, maison: Maison, personnes: list[Any], **options: Any) -> dict[str, Any]:
        jour = timezone.localdate() + timedelta(days=8)
        return {
            "personne": [p.pk for p in personnes], "motif": maison.motif.pk, "jour": jour.isoformat(),
            "heure": "09:00", "lieu": maison.lieu.pk, "agent": maison.responsable.pk, "mode": "sur_place",
        } | options  # fmt: skip

    def test_l_une_apres_l_autre(self, maison: Maison, connecte: Any) -> None:
        personnes = [maison.confier(mobile=f"06 00 00 00 2{rang}") for rang in range(3)]
        with connecte(maison.responsable) as client:
            choix = client.get(reverse("convoquer_plusieurs"), {"personne": [p.pk for p in personnes]})
            assert all(escape(p.nom.upper()) in choix.content.decode() for p in personnes)
            fait = client.post(reverse("convoquer_plusieurs"), self.envoi(maison, personnes))
            assert fait.status_code == 302, fait.content.decode()
        debuts = list(RendezVous.objects.order_by("debut").values_list("debut", flat=True))
        assert [(d - debuts[0]).seconds // 60 for d in debuts] == [
            0,
            maison.motif.duree,
            2 * maison.motif.duree,
        ]
        assert [p.personne_id for p in Participation.objects.order_by("rendezvous__debut")] == [
            p.pk for p in personnes
        ]
        canaux = sorted(Message.objects.values_list("canal", flat=True))
        assert canaux == ["lettre"] * 3 + ["sms"] * 3

    def test_ensemble_pour_un_motif_collectif(self, maison: Maison, connecte: Any) -> None:
        collectif = creer_motif("information_collective", collectif=True)
        personnes = [maison.confier(mobile=f"06 00 00 00 3{rang}") for rang in range(3)]
        with connecte(maison.responsable) as client:
            client.post(reverse("convoquer_plusieurs"), self.envoi(maison, personnes, motif=collectif.pk))
        assert RendezVous.objects.get().pris == 3

    def test_une_personne_deja_prise_empeche_tout_et_se_nomme_par_son_rang(
        self, maison: Maison, connecte: Any
    ) -> None:
        libre, prise = maison.confier(), maison.confier(mobile="06 00 00 00 41")
        with connecte(maison.responsable) as client:
            client.post(reverse("convoquer_plusieurs"), self.envoi(maison, [prise], heure="09:30", agent=""))
            refus = client.post(reverse("convoquer_plusieurs"), self.envoi(maison, [libre, prise]))
        assert refus.status_code == 422 and "Personne n° 2 de la liste" in refus.content.decode()
        assert RendezVous.objects.count() == 1

    def test_sans_personne_ou_hors_du_perimetre_rien(self, maison: Maison, connecte: Any) -> None:
        ailleurs = creer_dossier().personne
        with connecte(maison.responsable) as client:
            for cles in ([], [ailleurs.pk]):
                reponse = client.get(reverse("convoquer_plusieurs"), {"personne": cles})
                assert reponse.url == reverse("listes_travail")


class TestEnvoyerLeCarnet:
    """L'adresse du carnet va à la personne ; elle n'est dans aucun texte qu'un agent relit."""

    def test_par_sms_l_adresse_reste_secrete(self, maison: Maison, connecte: Any) -> None:
        personne = maison.confier()
        adresse = reverse("carnet_lien", kwargs={"cle": personne.pk})
        with connecte(maison.referent) as client:
            fiche = client.get(reverse("suivi_personne", kwargs={"cle": personne.pk})).content.decode()
            assert "Envoyer l'adresse par SMS" in fiche and "par courriel" not in fiche
            page = client.post(adresse, {"canal": "sms"}, follow=True).content.decode()
            client.post(adresse, {"canal": "courriel"}, follow=True)
        envoi = Message.objects.get()
        assert (envoi.canal, envoi.objet) == ("sms", "carnet") and "/p/" not in envoi.texte
        assert "/p/" not in page
        assert LienPersonnel.objects.filter(objet="carnet", retire_le=None).count() == 1

    def test_la_nouvelle_adresse_ouvre_et_l_ancienne_non(
        self, maison: Maison, connecte: Any, client: Any
    ) -> None:
        personne = maison.confier()
        with contexte_compte(maison.referent):
            ancienne, neuve = (
                donner_le_carnet(personne=personne.pk, acteur=maison.referent) for _ in range(2)
            )
        with connecte(None) as visiteur:
            statuts = [visiteur.get("/p/" + a.partition("/p/")[2]).status_code for a in (ancienne, neuve)]
        assert statuts == [404, 200]


class TestFinirUneConvention:
    def test_l_organisme_ne_signe_plus_apres_le_dernier_jour(
        self, monde: Any, connecte: Any, creer_compte: Any, systeme: Compte
    ) -> None:
        organisme = Organisation.objects.create(nom="Mission d'essai")
        convention = conventionner_organisme(
            organisation=organisme, reference="C 1", du=date(2025, 1, 1), acteur=systeme
        )
        page = f"{reverse('contrats_circuits')}?organisme={organisme.pk}"
        clore = reverse("convention_clore", kwargs={"cle": convention.pk})
        with connecte(creer_compte(Role.GESTIONNAIRE_DROITS)) as client:
            assert "Y mettre fin" in client.get(page).content.decode()
            refus = client.post(clore, {"dernier_jour": "2024-12-31"}, follow=True).content.decode()
            assert "commence le 01/01/2025" in refus
            client.post(clore, {"dernier_jour": "2025-06-30"})
            assert "Y mettre fin" not in client.get(page).content.decode()
        convention.refresh_from_db()
        assert convention.periode == DateRange(date(2025, 1, 1), date(2025, 7, 1), "[)")
        du_jour = ConventionSignature.objects.filter(organisation=organisme)
        assert du_jour.filter(periode__contains=date(2025, 6, 30)).exists()
        assert not du_jour.filter(periode__contains=date(2025, 7, 1)).exists()

    def test_une_convention_finie_ne_se_prolonge_pas(self, systeme: Compte) -> None:
        convention = conventionner_organisme(
            organisation=Organisation.objects.create(nom="M"), reference="C 2",
            du=date(2025, 1, 1), au=date(2025, 3, 1), acteur=systeme,
        )  # fmt: skip
        with pytest.raises(ValidationError, match="finit déjà"):
            clore_convention(convention=convention, dernier_jour=date(2025, 6, 1), acteur=systeme)


class TestSieger:
    """Un membre d'équipe sans rôle trouve ses séances ; sans mandat, rien."""

    def test_un_membre_arrive_sur_ses_seances(
        self, monde: Any, connecte: Any, creer_compte: Any, systeme: Compte
    ) -> None:
        membre, passe = creer_compte(), creer_compte()
        equipe = Equipe.objects.create(nom="Équipe nord", quorum=1)
        for compte, periode in (
            (membre, DateRange(date(2025, 1, 1), None, "[)")),
            (passe, DateRange(date(2025, 1, 1), date(2025, 2, 1), "[)")),
        ):
            MembreEquipe.objects.create(
                equipe=equipe, nom=compte.nom, qualite="insertion", compte=compte, periode=periode
            )
        with connecte(membre) as client:
            assert client.get(reverse("accueil")).url == reverse("equipes")
            page = client.get(reverse("equipes")).content.decode()
            assert "Équipes pluridisciplinaires</a>" in page and "préparer une séance" not in page
            assert client.get(reverse("personnes")).status_code == 403
        with connecte(passe) as client:
            assert client.get(reverse("accueil")).status_code == 200
            assert "Équipes pluridisciplinaires" not in client.get(reverse("accueil")).content.decode()

    def test_le_menu_ne_double_pas_l_entree_de_qui_ouvre_des_dossiers(self) -> None:
        assert [lien.libelle for lien in menu_de([], "/", siege=True)] == ["Équipes pluridisciplinaires"]
        siege, ailleurs = (menu_de([Role.ELU], "/", siege=vrai) for vrai in (True, False))
        assert [entree.libelle for entree in siege[1:]] == [entree.libelle for entree in ailleurs]
