"""Les écrans de l'orientation, de la file à la notification, sous le rôle de l'application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jalon.parcours.orientation import services
from jalon.parcours.orientation.enums import EtatProposition, MotifRefus
from jalon.parcours.orientation.models import JeuRegles, Orientation, Proposition
from jalon.parcours.personnes.enums import Reponse
from jalon.socle.acces.delegations import accorder_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.journal.models import Lecture
from jalon.socle.messages.models import Message
from jalon.socle.organisations.models import Organisation
from jalon.socle.pieces.selectors import octets_de
from jalon.web.orientation.radar import dessiner
from tests.flux import NORD, SUD, poser_territoire
from tests.parcours.orientation.conftest import agir
from tests.personnes import Dossier, creer_dossier

pytestmark = pytest.mark.django_db

REQUETES = 45
"""Au plus, tout compris, quel que soit le nombre de personnes."""


def il_y_a(jours: int) -> date:
    return timezone.localdate() - timedelta(days=jours)


@pytest.fixture
def mission(systeme: Compte) -> Organisation:
    return Organisation.objects.create(nom="Mission locale d'essai", natures=["referent"])


@pytest.fixture
def file(mission: Organisation, systeme: Compte, monde: Any) -> list[Dossier]:
    """En retard, à l'échéance, à temps, d'ailleurs, non soumise."""
    poser_territoire()
    jeu = agir(services.creer_jeu, libelle="Essai", acteur=systeme)
    agir(services.ecrire_regle, jeu=jeu, libelle="Tous à la mission", destination="organisme",
         voie="emploi", organisme=mission, acteur=systeme)  # fmt: skip
    agir(services.mettre_en_service, jeu=jeu, acteur=systeme)
    return [
        creer_dossier(connu_le=il_y_a(50), nom="Retard"),
        creer_dossier(connu_le=il_y_a(38), nom="Bientot"),
        creer_dossier(connu_le=il_y_a(3), nom="Recente"),
        creer_dossier(connu_le=il_y_a(60), nom="Ailleurs", territoire=SUD),
        creer_dossier(connu_le=il_y_a(60), nom="Dehors", soumis=Reponse.INCONNU),
    ]


@pytest.fixture
def agent(creer_compte: Callable[..., Compte], monde: Any, systeme: Compte) -> Compte:
    compte = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    agir(accorder_delegation, compte=compte, type_acte=TypeActe.ORIENTATION, qualite="Responsable",
         reference="Arrêté 1", acteur=systeme)  # fmt: skip
    return compte


@pytest.fixture
def departement(creer_compte: Callable[..., Compte], monde: Any) -> Compte:
    """Un agent de tout le département : il écrit les règles."""
    return creer_compte(Role.AGENT_ORIENTATION)


def proposer(file: list[Dossier], systeme: Compte) -> Proposition:
    agir(services.passer_regles, acteur=systeme)
    return Proposition.objects.get(personne=file[0].personne)


def test_la_file_repond_d_abord_et_classe_par_echeance(file: Any, agent: Compte, connecte: Any) -> None:
    with connecte(agent) as client:
        page = client.get(reverse("orientation")).content.decode()
        assert "<strong>3 personnes</strong> attendent" in page
        assert "1 en retard" in page and "1 bientôt à l'échéance" in page
        assert page.index("RETARD") < page.index("BIENTOT") < page.index("RECENTE")
        assert "AILLEURS" not in page and "DEHORS" not in page
        autres = client.get(reverse("orientation"), {"soumis": "autres"}).content.decode()
        assert "DEHORS" in autres and "RETARD" not in autres


@pytest.mark.parametrize(
    ("filtre", "montre"),
    [
        ({"etat": "depassee"}, {"RETARD"}),
        ({"etat": "alerte"}, {"BIENTOT"}),
        ({"horloge": "locale", "etat": "depassee"}, {"RETARD", "BIENTOT"}),
        ({"age": "40"}, {"RETARD"}),
        ({"territoire": SUD}, set()),
        ({"proposition": "avec"}, set()),
        ({"proposition": "sans"}, {"RETARD", "BIENTOT", "RECENTE"}),
        ({"age": "x", "etat": "?", "horloge": "'; --", "organisme": "zz"}, {"RETARD", "BIENTOT", "RECENTE"}),
        ({"apres": "n'importe_quoi"}, {"RETARD", "BIENTOT", "RECENTE"}),
    ],
)
def test_la_file_se_filtre_par_l_adresse(
    file: Any, agent: Compte, connecte: Any, filtre: dict[str, str], montre: set[str]
) -> None:
    with connecte(agent) as client:
        page = client.get(reverse("orientation"), filtre).content.decode()
        assert {nom for nom in ("RETARD", "BIENTOT", "RECENTE", "AILLEURS") if nom in page} == montre
        liste = client.get(reverse("orientation_export", args=["csv"]), filtre).content.decode("utf-8-sig")
        assert {nom for nom in ("RETARD", "BIENTOT", "RECENTE", "AILLEURS") if nom in liste.upper()} == montre


def test_les_pages_se_suivent_par_cle(
    file: Any, agent: Compte, connecte: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jalon.parcours.orientation.selectors import file as selecteur

    monkeypatch.setattr(selecteur.file_orientation, "__kwdefaults__",
                        selecteur.file_orientation.__kwdefaults__ | {"combien": 2})  # fmt: skip
    with connecte(agent) as client:
        premiere = client.get(reverse("orientation"))
        suite = premiere.context["page"].suite
        seconde = client.get(reverse("orientation"), {"apres": suite}).content.decode()
    assert [a.personne.nom for a in premiere.context["page"].lignes] == ["Retard", "Bientot"]
    assert "RECENTE" in seconde and "BIENTOT" not in seconde


def test_le_nombre_de_requetes_ne_depend_pas_de_la_file(
    file: Any, agent: Compte, connecte: Any, systeme: Compte
) -> None:
    def compter() -> int:
        with connecte(agent) as client:
            client.get(reverse("orientation"))
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(reverse("orientation")).status_code == 200
        return len(requetes)

    avant = compter()
    for rang in range(12):
        creer_dossier(connu_le=il_y_a(rang))
    agir(services.passer_regles, acteur=systeme)
    assert compter() == avant <= REQUETES


def test_decider_en_lot_puis_notifier(file: Any, agent: Compte, connecte: Any, systeme: Compte) -> None:
    proposer(file, systeme)
    choisies = [str(p.pk) for p in Proposition.objects.filter(personne__in=[d.personne for d in file[:2]])]
    with connecte(agent) as client:
        page = client.get(reverse("orientation"), {"proposition": "avec"}).content.decode()
        assert all(cle in page for cle in choisies)
        confirmation = client.post(reverse("orientation_lot"), {"proposition": choisies})
        assert "Décider ces 2 orientations" in confirmation.content.decode()
        assert not Orientation.objects.exists()
        fait = client.post(reverse("orientation_lot"), {"proposition": choisies, "confirmer": "oui"})
        assert fait.url == reverse("orientation_a_notifier")
        decidees = [str(o.pk) for o in Orientation.objects.all()]
        client.post(reverse("orientation_annuler", args=[decidees[0]]), {"retour": "liste"})
        lettre = reverse("orientation_lettre", args=[decidees[1]])
        assert client.get(lettre).content.startswith(b"%PDF"), "telle qu'elle partirait"
        client.post(reverse("orientation_notifier"), {"orientation": decidees})
        piece = Message.objects.get(cible=decidees[1]).piece
        assert client.get(lettre).content == octets_de(piece)
        pourquoi = client.get(reverse("orientation_pourquoi", args=[decidees[1]])).content.decode()
        assert piece.empreinte in pourquoi and "telle que signée" in pourquoi
        assert "Aucune décision" in client.get(reverse("orientation_a_notifier")).content.decode()
    assert sorted((o.annulee_le is None, o.notifiee_le is None) for o in Orientation.objects.all()) == [
        (False, True),
        (True, False),
    ]


def test_un_agent_d_ailleurs_ne_decide_rien(
    file: Any, creer_compte: Callable[..., Compte], connecte: Any, systeme: Compte
) -> None:
    proposition = proposer(file, systeme)
    with connecte(creer_compte(Role.AGENT_ORIENTATION, territoire=SUD)) as client:
        client.post(reverse("orientation_lot"), {"proposition": [proposition.pk], "confirmer": "oui"})
        for nom in ("proposition_accepter", "proposition_refuser"):
            assert client.post(reverse(nom, args=[proposition.pk])).status_code == 404
        adresse = reverse("orientation_personne", args=[proposition.personne_id])
        assert client.get(adresse).status_code == 404
    assert not Orientation.objects.exists()


def test_la_fiche_decide_reoriente_et_dit_pourquoi(
    file: Any, agent: Compte, connecte: Any, mission: Organisation, systeme: Compte
) -> None:
    proposition = proposer(file, systeme)
    fiche = reverse("orientation_personne", args=[proposition.personne_id])
    with connecte(agent) as client:
        assert "Tous à la mission" in client.get(fiche).content.decode()
        client.post(reverse("proposition_accepter", args=[proposition.pk]))
        orientation = Orientation.objects.get()
        pourquoi = client.get(reverse("orientation_pourquoi", args=[orientation.pk])).content.decode()
        assert "version 1 des règles" in pourquoi and "R. 311-3-1-2" in pourquoi
        saisie = {"voie": "sociale", "organisme": mission.pk, "apres": str(orientation.pk)}
        refus = client.post(fiche, saisie)
        assert refus.status_code == 422 and "Une réorientation dit pourquoi" in refus.content.decode()
        Orientation.objects.update(decidee_le=il_y_a(2))
        assert client.post(fiche, saisie | {"motif": "situation"}).status_code == 302
    assert Lecture.objects.filter(sujet=proposition.personne_id, ecran="orientation").exists()
    assert Orientation.objects.order_by("-enregistree_le").first().precedente == orientation


def test_refuser_demande_un_motif(file: Any, agent: Compte, connecte: Any, systeme: Compte) -> None:
    proposition = proposer(file, systeme)
    adresse = reverse("proposition_refuser", args=[proposition.pk])
    with connecte(agent) as client:
        assert client.get(adresse).status_code == 200
        assert client.post(adresse, {}).status_code == 422
        client.post(adresse, {"motif_refus": MotifRefus.CAPACITE})
        refusees = client.get(reverse("orientation"), {"proposition": "refusee"}).content.decode()
        assert "RETARD" in refusees and "BIENTOT" not in refusees
    proposition.refresh_from_db()
    assert proposition.etat == EtatProposition.REFUSEE


def test_ecrire_essayer_et_servir_des_regles(
    file: Any, departement: Compte, connecte: Any, mission: Organisation
) -> None:
    servie = JeuRegles.objects.get().pk
    with connecte(departement) as client:
        copiee = client.post(reverse("orientation_jeu_copier", args=[servie]), follow=True)
        copie = copiee.context["jeu"]
        nouvelle = reverse("orientation_regle_nouvelle", args=[copie.pk])
        saisie = {
            "libelle": "Jeunes", "destination": "organisme", "voie": "emploi", "organisme": mission.pk,
            "si_complet": "suivante", "critere_1": "age", "operateur_1": "au_plus", "valeur_1": "vingt",
        }  # fmt: skip
        refus = client.post(nouvelle, saisie)
        assert refus.status_code == 422 and "nombre entier" in refus.content.decode()
        assert client.post(nouvelle, saisie | {"valeur_1": "25"}).status_code == 302
        jeunes = client.get(reverse("orientation_jeu", args=[copie.pk])).context["regles"][1][0]
        client.post(reverse("orientation_regle_bouger", args=[jeunes.pk]), {"geste": "monter"})
        page = client.get(reverse("orientation_jeu", args=[copie.pk])).content.decode()
        assert page.index("Jeunes") < page.index("Tous à la mission") and "au plus 25 ans" in page
        assert client.get(reverse("orientation_regle", args=[jeunes.pk])).status_code == 200
        bornes = {"du": il_y_a(90), "au": il_y_a(0), "montrer": "tous"}
        essai = client.get(reverse("orientation_essai", args=[copie.pk]), bornes)
        assert essai.context["total"] == 5 and essai.context["changent"] == 0
        servir = client.post(reverse("orientation_jeu_servir", args=[copie.pk]), follow=True)
        assert "choisissez un jour après" in servir.content.decode()
    assert not Proposition.objects.exists()


def test_un_agent_d_un_territoire_lit_les_regles_sans_les_ecrire(
    file: Any, agent: Compte, connecte: Any
) -> None:
    jeu = JeuRegles.objects.get()
    with connecte(agent) as client:
        assert client.get(reverse("orientation_jeu", args=[jeu.pk])).status_code == 200
        assert client.get(reverse("orientation_capacites")).status_code == 200
        assert client.post(reverse("orientation_jeu_copier", args=[jeu.pk])).status_code == 403
        client.post(reverse("orientation_regles"), {"libelle": "x"})
    assert JeuRegles.objects.count() == 1


def test_les_delais_comptent_aussi_ceux_qui_attendent(
    file: Any, agent: Compte, connecte: Any, mission: Organisation
) -> None:
    orientation = agir(services.decider_orientation, personne=file[2].personne, voie="emploi",
                       organisme=mission, acteur=agent)  # fmt: skip
    agir(services.notifier_orientation, orientation=orientation, acteur=agent)
    bornes = {"du": il_y_a(90), "au": il_y_a(0)}
    with connecte(agent) as client:
        total = client.get(reverse("orientation_delais"), bornes).context["total"]
        assert (total.entrants, total.a_temps, total.attendent_a_temps, total.attendent_en_retard) == (
            3,
            1,
            1,
            1,
        )
        assert total.age_maximal == 50 and total.mediane == 3
        for par in ("territoire", "organisme", "referent", "voie"):
            assert client.get(reverse("orientation_delais"), bornes | {"par": par}).status_code == 200
        export = client.get(reverse("orientation_delais_export", args=["csv"]), bornes)
        assert "ensemble" in export.content.decode("utf-8-sig")


def test_la_personne_se_place_par_son_lien_et_rien_d_autre(file: Any, agent: Compte, connecte: Any) -> None:
    personne = file[0].personne
    with connecte(agent) as client:
        client.post(reverse("diagnostic_nouveau", args=[personne.pk]))
        diagnostic = personne.diagnostics.get()
        page = client.post(reverse("diagnostic_lien", args=[diagnostic.pk]))
        adresse = page.context["adresse"].split("testserver")[1]
    assert str(personne.pk) not in adresse and personne.nom.lower() not in adresse.lower()
    with connecte(None) as client:
        assert client.get(adresse).status_code == 200
        assert client.post(adresse, {"position_personne_sante": "9"}).status_code == 422
        assert client.post(adresse, {"position_personne_sante": "2"}).status_code == 200
        assert client.get("/p/inconnu/diagnostic/").status_code == 404
        assert client.get(reverse("diagnostics", args=[personne.pk])).status_code == 302
    with connecte(agent) as client:
        reponse = client.post(
            reverse("diagnostic", args=[diagnostic.pk]),
            {"position_personne_sante": "2", "position_pro_sante": "4", "situation_logement": "precaire",
             "note": "À revoir"},
        )  # fmt: skip
        assert reponse.status_code == 302
        lu = client.get(reverse("diagnostics", args=[personne.pk])).content.decode()
        assert "précaire, hébergée" in lu and "difficultés en santé" in lu and 'class="radar"' in lu
        client.post(reverse("diagnostic_nouveau", args=[personne.pk]))
        compare = client.get(
            reverse("diagnostics", args=[personne.pk]), {"avec": str(diagnostic.pk)}
        ).content.decode()
        assert "style=" not in compare
    position = diagnostic.positions.get(domaine="sante")
    assert (position.position_personne, position.position_pro) == (2, 4)


@pytest.mark.parametrize(
    ("places", "segments", "plein"),
    [([1, 2, 3, 4], 4, True), ([1, 2, None, 4], 2, False), ([1, None, 3, None], 0, False)],
)
def test_le_radar_ne_relie_que_des_voisins(places: list[int | None], segments: int, plein: bool) -> None:
    (trace,) = dessiner("abcd", [("elle", "etat-vert", False, places)]).traces
    assert len(trace.segments) == segments and bool(trace.contour) is plein
    assert len(trace.points) == sum(p is not None for p in places)
    assert dessiner("abcd", [("elle", "", False, [None] * 4)]).traces == []


def test_les_capacites_se_fixent_a_l_ecran(
    file: Any, departement: Compte, connecte: Any, mission: Organisation
) -> None:
    adresse = reverse("orientation_capacites")
    with connecte(departement) as client:
        assert client.post(adresse, {"organisation": mission.pk, "voie": "emploi"}).status_code == 422
        saisie = {"organisation": mission.pk, "voie": "emploi", "places": "0", "du": il_y_a(0)}
        assert client.post(adresse, saisie).status_code == 302
        assert "tout le département" in client.get(adresse).content.decode()
        client.post(reverse("orientation_passer"), {"territoire": ""})
        assert client.get(reverse("orientation_passages")).status_code == 200
