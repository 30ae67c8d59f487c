"""Les écrans des manquements, de la fiche au bordereau, sous le rôle `application` de la base."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jalon.parcours.manquements.models import Equipe, Manquement, Ordre, Passage, Seance
from jalon.socle.acces.delegations import accorder_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Compte, Delegation
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.models import Lecture
from jalon.socle.messages.models import Message
from jalon.socle.pieces.selectors import octets_de
from tests.flux import NORD
from tests.personnes import Dossier, creer_dossier
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(monde: Monde) -> Dossier:
    return creer_dossier(connu_le=date(2026, 2, 3))


@pytest.fixture
def gestionnaire(monde: Monde, creer_compte: Callable[..., Compte], systeme: Compte) -> Compte:
    compte = creer_compte(Role.GESTIONNAIRE_DROITS)
    with contexte_compte(systeme):
        for acte in (TypeActe.SANCTION, TypeActe.RECOURS, TypeActe.COURRIER):
            accorder_delegation(
                compte=compte,
                type_acte=acte,
                qualite="Directrice",
                reference="Arrêté 12",
                acteur=systeme,
                du=date(2020, 1, 1),
            )
    return compte


def envoyer(client: Client, nom: str, donnees: dict[str, Any] | None = None, **adresse: Any) -> Any:
    return client.post(reverse(nom, kwargs=adresse), donnees or {})


def geste(client: Client, m: Manquement, code: str, **donnees: Any) -> Manquement:
    reponse = envoyer(client, "manquement_geste", donnees, cle=m.pk, geste=code)
    assert reponse.status_code == 302, reponse.content.decode()[-4000:]
    return Manquement.objects.get(pk=m.pk)


def signaler(client: Client, dossier: Dossier, jour: date) -> Manquement:
    reponse = envoyer(
        client,
        "manquement_signaler",
        {"nature": "refus_contrat", "faits_du": f"{jour}", "faits": "Absence à la signature."},
        cle=dossier.personne.pk,
    )
    assert reponse.status_code == 302, reponse.content.decode()[-3000:]
    return Manquement.objects.get(personne=dossier.personne, faits_du=jour)


def vieillir(m: Manquement, jours: int) -> Manquement:
    """Recule toutes les dates d'un manquement, comme si ces jours avaient passé."""
    ecart = timedelta(days=jours)
    champs = ("faits_du", "signale_le", "qualifie_le", "averti_le", "averti_recu_le", "observations_jusqu_au")
    champs += ("decide_le", "notifie_le")
    dates = {c: getattr(m, c) - ecart for c in champs if getattr(m, c)}
    Manquement.objects.filter(pk=m.pk).update(**dates)
    return Manquement.objects.get(pk=m.pk)


def avertir(client: Client, dossier: Dossier) -> Manquement:
    jour = timezone.localdate()
    m = signaler(client, dossier, jour)
    m = geste(client, m, "qualifier", motif_legitime="non", texte="Aucun empêchement trouvé.")
    return geste(client, m, "avertir", sanction="suspension de 30 % pendant un mois")


def test_du_signalement_a_l_ordre_a_la_caisse(
    connecte: Any, gestionnaire: Compte, dossier: Dossier, systeme: Compte
) -> None:
    jour = timezone.localdate()
    with connecte(gestionnaire) as client:
        m = avertir(client, dossier)
        m = geste(client, m, "reception", recu_le=f"{jour}")
        page = client.get(reverse("manquement", kwargs={"cle": m.pk})).content.decode()
        assert "à partir du" in page and ">Décider<" not in page
        lettre = Message.objects.select_related("piece").get(cible=m.pk)
        gardee = reverse("message_pdf", args=[lettre.pk])
        assert gardee in page and client.get(gardee).content == octets_de(lettre.piece)
        m = geste(client, m, "observation", mode="oral", recue_le=f"{jour}", texte="Mon fils était malade.")
    m = vieillir(m, 30)
    with connecte(gestionnaire) as client:
        page = client.get(reverse("manquement", kwargs={"cle": m.pk})).content.decode()
        assert ">Décider<" in page
        decider = client.get(reverse("manquement_geste", kwargs={"cle": m.pk, "geste": "decider"}))
        assert "30 à 100 %, 1 à 2 mois" in decider.content.decode()
        trop = envoyer(
            client,
            "manquement_geste",
            {"suite": "suspension", "taux": "20", "duree_mois": "1", "debut": f"{jour}", "motivation": "x"},
            cle=m.pk,
            geste="decider",
        )
        assert trop.status_code == 422 and "de 30 à 100 %" in trop.content.decode()
        m = geste(
            client,
            m,
            "decider",
            suite="suspension",
            taux="30",
            duree_mois="1",
            debut=f"{jour}",
            motivation="Absence sans motif.",
        )
        m = geste(client, m, "notifier", recue_le=f"{jour}")
        assert envoyer(client, "bordereau_etablir").status_code == 302
        ordre = Ordre.objects.get(manquement=m)
        fichier = client.get(
            reverse("bordereau_export", kwargs={"cle": ordre.bordereau_id, "format": "csv"})
        ).content.decode("utf-8-sig")
        assert dossier.foyer.numero in fichier and "appliquer la sanction" in fichier
        notifie = reverse("manquement", kwargs={"cle": m.pk})
        page = client.get(notifie).content.decode()
        assert "Un recours peut être déposé" in page and "loi pour le plein emploi" in page
        ancien = vieillir(m, 100)
        assert "Un recours pouvait être déposé" in client.get(notifie).content.decode()
        vieillir(ancien, -100)
        geste(client, m, "lever", motif="contrat_signe", effet_le=f"{jour}")
        recours = geste(
            client,
            m,
            "recours",
            depose_le=f"{jour}",
            motifs="Je conteste.",
            association="Solidaires",
            mandat=SimpleUploadedFile("mandat.pdf", b"%PDF-1.4 mandat"),
        ).recours.get()
        assert client.get(reverse("recours_liste")).status_code == 200
        repondu = envoyer(
            client,
            "recours_geste",
            {"issue": "rejete", "motivation": "Aucun élément."},
            cle=recours.pk,
            geste="repondre",
        )
        assert repondu.status_code == 302
    assert Message.objects.filter(cible=m.pk).count() == 5
    assert Lecture.objects.filter(sujet=dossier.personne.pk, compte=gestionnaire).exists()


def test_la_file_se_filtre_et_s_emporte_en_un_nombre_borne_de_requetes(
    connecte: Any,
    gestionnaire: Compte,
    dossier: Dossier,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    dossiers = [dossier, *(creer_dossier(connu_le=date(2026, 2, 3)) for _ in range(2))]
    with connecte(gestionnaire) as client:
        for chacun in dossiers:
            signaler(client, chacun, timezone.localdate())
        with django_assert_max_num_queries(25):
            page = client.get(reverse("manquements"), {"file": "a_qualifier", "nature": "refus_contrat"})
        assert page.content.decode().count('<th scope="row">') == 3
        vide = client.get(reverse("manquements"), {"file": "a_notifier"}).content.decode()
        assert "Rien dans cette file" in vide
        export = client.get(reverse("manquements_export", kwargs={"format": "csv"}))
        assert export.content.decode("utf-8-sig").count("\n") == 4


def test_un_referent_signale_et_n_instruit_pas(
    connecte: Any, creer_compte: Callable[..., Compte], dossier: Dossier
) -> None:
    referent = creer_compte(Role.REFERENT)
    dossier.personne.perimetre.referents = [referent.pk]
    dossier.personne.perimetre.save()
    with connecte(referent) as client:
        m = signaler(client, dossier, timezone.localdate())
        page = client.get(reverse("manquement", kwargs={"cle": m.pk})).content.decode()
        assert "Chercher un motif légitime" not in page
        refuse = envoyer(
            client, "manquement_geste", {"motif_legitime": "non", "texte": "x"}, cle=m.pk, geste="qualifier"
        )
        assert refuse.status_code == 422 and "ne permet pas" in refuse.content.decode()
    assert Manquement.objects.get(pk=m.pk).etat == "signale"


def test_une_seance_de_l_invitation_au_proces_verbal(
    connecte: Any, gestionnaire: Compte, dossier: Dossier, creer_compte: Callable[..., Compte]
) -> None:
    siege = creer_compte(Role.ELU)
    with connecte(gestionnaire) as client:
        assert envoyer(client, "equipe_nouvelle", {"nom": "Équipe nord", "quorum": "1"}).status_code == 302
        equipe = Equipe.objects.get()
        membre = {"nom": "Mme Roy", "qualite": "insertion", "compte": f"{siege.pk}", "du": "2020-01-01"}
        assert envoyer(client, "equipe", membre, cle=equipe.pk).status_code == 302
        seance = {"prevue_le": f"{timezone.localdate()}T09:30", "lieu": "1 place des Essais"}
        assert envoyer(client, "seance_nouvelle", seance, cle=equipe.pk).status_code == 302
        creee = Seance.objects.get()
        m = geste(client, avertir(client, dossier), "reception", recu_le=f"{timezone.localdate()}")
        nomme = envoyer(
            client,
            "manquement_geste",
            {"seance": f"{creee.pk}", "expose": f"{dossier.personne.nom} était absente."},
            cle=m.pk,
            geste="inscrire",
        )
        assert nomme.status_code == 422 and "désigne la personne" in nomme.content.decode()
        geste(client, m, "inscrire", seance=f"{creee.pk}", expose="La personne était absente.")
        assert envoyer(client, "seance_geste", cle=creee.pk, geste="convoquer").status_code == 302
        presents = {"presents": [f"{equipe.membres.get().pk}"]}
        envoyer(client, "seance_geste", presents, cle=creee.pk, geste="tenir")
        passage = Passage.objects.get()
        avis = {"avis": "favorable", "motif": "Aucun motif légitime.", "venue": "absente"}
        assert envoyer(client, "passage", avis, cle=passage.pk).status_code == 302
        envoyer(client, "seance_geste", cle=creee.pk, geste="clore")
        assert Seance.objects.get().etat == "close"
        pv = client.get(reverse("seance_pv", kwargs={"cle": creee.pk}))
        assert pv.content.startswith(b"%PDF")
    with connecte(siege) as client:
        page = client.get(reverse("seance", kwargs={"cle": creee.pk})).content.decode()
        assert passage.pseudonyme in page and dossier.personne.nom not in page
        fiche = client.get(reverse("passage", kwargs={"cle": passage.pk})).content.decode()
        assert "La personne était absente." in fiche and dossier.personne.nom not in fiche
        assert client.get(reverse("seance_dossiers", kwargs={"cle": creee.pk})).content.startswith(b"%PDF")
    with connecte(creer_compte(Role.ELU)) as client:
        assert client.get(reverse("seance", kwargs={"cle": creee.pk})).status_code == 404
        assert client.get(reverse("passage", kwargs={"cle": passage.pk})).status_code == 404


def test_accorder_puis_retirer_une_delegation(connecte: Any, monde: Monde, creer_compte: Any) -> None:
    agente = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    admin = creer_compte(Role.ADMINISTRATEUR)
    donnees = {"compte": f"{agente.pk}", "type_acte": "sanction", "qualite": "Cheffe", "reference": "A 1"}
    with connecte(admin) as client:
        assert envoyer(client, "delegations", donnees).status_code == 302
        double = envoyer(client, "delegations", donnees)
        assert double.status_code == 422 and "a déjà cette délégation" in double.content.decode()
        delegation = Delegation.objects.get(compte=agente)
        jour = f"{timezone.localdate() - timedelta(days=1)}"
        retire = envoyer(client, "delegation_retirer", {"dernier_jour": jour}, cle=delegation.pk)
        assert retire.status_code == 302
    assert not Delegation.objects.filter(compte=agente, periode__contains=timezone.localdate()).exists()


def test_le_bareme_se_lit_et_se_resserre(connecte: Any, gestionnaire: Compte, systeme: Compte) -> None:
    from jalon.parcours.manquements.models import Bareme

    ligne = Bareme.objects.get(
        regime="plein_emploi", nature="refus_contrat", rang=1, suite="suspension", origine="loi"
    )
    donnees = {"taux_min": "30", "taux_max": "80", "plafond": "50", "duree_min": "1", "duree_max": "1"}
    donnees |= {"deliberation": "Délibération du 1er juillet 2026", "du": "2026-07-01"}
    with connecte(gestionnaire) as client:
        assert client.get(reverse("bareme")).status_code == 200
        hors = envoyer(
            client, "bareme_resserrer", donnees | {"taux_max": "100", "duree_max": "3"}, cle=ligne.pk
        )
        assert hors.status_code == 422 and "fourchette de la loi" in hors.content.decode()
        assert envoyer(client, "bareme_resserrer", donnees, cle=ligne.pk).status_code == 302
        assert "Délibération du 1er juillet 2026" in client.get(reverse("bareme")).content.decode()
