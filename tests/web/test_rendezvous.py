"""Les écrans de rendez-vous : agenda, statuts, invitations, présences, et la page que la personne ouvre."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from jalon.parcours.personnes.models import Perimetre
from jalon.parcours.rendezvous import services
from jalon.parcours.rendezvous.enums import Statut
from jalon.parcours.rendezvous.models import (
    Absence,
    Creneau,
    Invitation,
    Lieu,
    Motif,
    Participation,
    RendezVous,
)
from jalon.socle.acces.enums import Role
from jalon.socle.acces.liens import creer_lien
from jalon.socle.acces.models import Compte, LienPersonnel
from jalon.socle.journal.models import Lecture
from jalon.socle.messages.models import Message
from jalon.socle.organisations.models import Organisation
from tests.parcours.rendezvous.fabriques import (
    HEURE,
    Maison,
    batir_maison,
    creer_lieu,
    creer_motif,
    creer_rendezvous,
    demain,
)

pytestmark = pytest.mark.django_db
REQUETES = 40


@pytest.fixture
def maison(creer_compte: Callable[..., Compte], monde: Any) -> Maison:
    return batir_maison(creer_compte)


def lien(maison: Maison, personne: Any, en_tant_que: Any) -> str:
    with en_tant_que(maison.referent):
        return creer_lien(
            personne=personne.pk, objet="rendezvous", expire_le=demain(jours=20), acteur=maison.referent
        )


def inviter(maison: Maison, *personnes: Any) -> services.Envoi:
    return services.inviter(
        personnes=[p.pk for p in personnes], motif=maison.motif, acteur=maison.responsable
    )


def test_un_responsable_ouvre_une_semaine_type_et_la_voit(maison, connecte):
    lundi = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    donnees = {
        "lieu": maison.lieu.pk, "motifs": [maison.motif.pk], "agent": maison.responsable.pk,
        "jours": ["0", "2"], "debut": "9h", "fin": "12:00", "duree": "60", "pause": "0", "places": "1",
        "du": lundi.isoformat(), "au": (lundi + timedelta(days=6)).isoformat(),
    }  # fmt: skip
    with connecte(maison.responsable) as client:
        reponse = client.post(reverse("creneaux_ouvrir"), donnees)
        assert reponse.status_code == 302, reponse.content.decode()
        page = client.get(reponse.url).content.decode()
        assert page.count('name="creneau"') == Creneau.objects.count() > 3
        encore = client.post(reverse("creneaux_ouvrir"), donnees)
        assert encore.status_code == 422 and "Déjà prises" in encore.content.decode()
        cles = list(Creneau.objects.values_list("pk", flat=True)[:2])
        client.post(reverse("creneaux_fermer"), {"creneau": cles, "suite": "vue=semaine"})
    assert Creneau.objects.exclude(annule_le=None).count() == 2


def test_un_formulaire_faux_revient_rempli(maison, connecte):
    with connecte(maison.responsable) as client:
        reponse = client.post(
            reverse("creneaux_ouvrir"), {"debut": "12:00", "fin": "9 h", "jours": ["9"], "duree": "x"}
        )
        page = reponse.content.decode()
    assert reponse.status_code == 422 and "La fin vient avant le début" in page and 'value="12:00"' in page


def test_inviter_en_lot_puis_annuler_avant_l_envoi(maison, connecte):
    personnes = [maison.confier(), maison.confier()]
    maison.creneau()
    autre = creer_motif("information_collective")
    with connecte(maison.responsable) as client:
        adresse = reverse("rendezvous")
        for motif in (maison.motif, autre):
            page = client.get(adresse, {"motif": motif.pk, "statut": "a_inviter"}).content.decode()
        assert all(str(p.pk) in page for p in personnes)
        refus = client.post(
            reverse("rendezvous_inviter"),
            {"motif": autre.pk, "personne": [p.pk for p in personnes], "canaux": ["sms"]},
            follow=True,
        )
        assert "Aucun créneau libre" in refus.content.decode() and not Invitation.objects.exists()
        envoi = {
            "motif": maison.motif.pk,
            "personne": [p.pk for p in personnes],
            "canaux": ["sms"],
            "envoi": "jeton",
        }
        reponse = client.post(reverse("rendezvous_inviter"), envoi)
        assert client.post(reverse("rendezvous_inviter"), envoi).url == reponse.url  # double clic
        assert Invitation.objects.count() == Message.objects.count() == 2
        lot = reponse.url
        assert "2 invitations" in client.get(lot).content.decode()
        client.post(f"{lot}annuler/")
        assert "rien n'est parti" in client.get(lot).content.decode().replace("&#x27;", "'")
    assert set(Message.objects.values_list("etat", flat=True)) == {"annule"}
    assert not LienPersonnel.objects.filter(retire_le=None).exists()


def test_un_envoi_parti_ne_se_reprend_pas(maison, connecte):
    personne = maison.confier()
    maison.creneau()
    envoi = inviter(maison, personne)
    maintenant = timezone.now()
    for etat in ("envoi", "envoye"):
        Message.objects.update(
            etat=etat, pris_le=maintenant, envoye_le=maintenant if etat == "envoye" else None
        )
    with connecte(maison.responsable) as client:
        page = client.post(
            reverse("rendezvous_envoi_annuler", kwargs={"lot": envoi.lot}), follow=True
        ).content.decode()
    assert "déjà partis" in page and Invitation.objects.filter(annulee_le=None).count() == 1


def test_prendre_noter_et_lire_les_rendezvous_d_une_personne(maison, connecte):
    personne, creneau = maison.confier(), maison.creneau(agent=maison.referent)
    adresse = reverse("personne_rendezvous", kwargs={"cle": personne.pk})
    with connecte(maison.referent) as client:
        assert "Aucun rendez-vous" in client.get(adresse).content.decode()
        prise = {"motif": maison.motif.pk, "creneau": creneau.pk}
        client.post(reverse("personne_prendre", kwargs={"cle": personne.pk}), prise)
        place = Participation.objects.get()
        page = client.get(adresse).content.decode()
        assert "rendez-vous à venir" in page
        jour = {"jour": timezone.localdate(creneau.debut).isoformat(), "agent": maison.referent.pk}
        assert escape(personne.nom.upper()) in client.get(reverse("agenda"), jour).content.decode()
        fiche = reverse("rendezvous_fiche", kwargs={"cle": place.rendezvous_id})
        assert "après le début" in client.get(fiche).content.decode()
        trop_tot = client.post(f"{fiche}issues/", {f"issue-{place.pk}": "honore"}, follow=True)
        assert "pas encore commencé" in trop_tot.content.decode()
        client.post(f"{fiche}issues/", {f"issue-{place.pk}": "excuse", f"excuse-{place.pk}": "malade"})
        assert "malade" in client.get(adresse).content.decode()
    place.refresh_from_db()
    assert place.issue == "excuse" and place.issue_par == maison.referent
    assert {"personne_rendezvous", "rendezvous"} <= set(
        Lecture.objects.filter(sujet=personne.pk).values_list("ecran", flat=True)
    )


def test_convoquer_et_annuler_depuis_l_ecran(maison, connecte):
    personne = maison.confier()
    donnees = {
        "motif": maison.motif.pk, "lieu": maison.lieu.pk, "agent": maison.responsable.pk, "mode": "sur_place",
        "jour": demain().date().isoformat(), "heure": "14:30",
    }  # fmt: skip
    with connecte(maison.responsable) as client:
        adresse = reverse("personne_convoquer", kwargs={"cle": personne.pk})
        assert client.get(adresse).status_code == 200
        assert client.post(adresse, donnees | {"heure": "zz"}).status_code == 422
        assert client.post(adresse, donnees).status_code == 302
        rdv = RendezVous.objects.get()
        assert rdv.convocation and timezone.localtime(rdv.debut).hour == 14
        autre = client.post(adresse, donnees)
        assert autre.status_code == 422 and "déjà un rendez-vous" in autre.content.decode()
        fiche = reverse("rendezvous_fiche", kwargs={"cle": rdv.pk})
        assert "convocation" in client.get(fiche).content.decode()
        page = client.post(f"{fiche}annuler/", {"motif": "lieu_ferme"}, follow=True).content.decode()
    assert "lieu fermé" in page and Participation.objects.get().issue == "annule_service"


def test_convoquer_et_confier_proposent_les_agents_habilites_de_la_structure_avec_leur_charge(
    maison, connecte, creer_compte
):
    """Un agenda qui n'a jamais servi se propose ; un agent d'une autre structure, non."""
    personne, jour = maison.confier(), demain().date().isoformat()
    camille = creer_compte(Role.REFERENT, organisation=maison.structure)
    ailleurs = creer_compte(Role.REFERENT, organisation=Organisation.objects.create(nom="Autre maison"))
    maison_d_ailleurs = creer_lieu(Organisation.objects.create(nom="Encore une autre"))
    creer_rendezvous(maison.motif, maison_d_ailleurs, demain(jours=3), agent=ailleurs)
    creer_rendezvous(maison.motif, maison.lieu, demain(jours=3), agent=maison.referent)
    parti = creer_compte(Role.REFERENT, organisation=maison.structure)
    Compte.objects.filter(pk=parti.pk).update(actif=False)
    Perimetre.objects.filter(personne=personne).update(referents=[camille.pk])
    creer_rendezvous(maison.motif, maison.lieu, demain(jours=40), agent=camille)
    rdv = creer_rendezvous(maison.motif, maison.lieu, agent=maison.responsable)
    services.inscrire(rendezvous=rdv, personnes=[personne.pk], acteur=maison.responsable)
    with connecte(maison.responsable) as client:
        page = client.get(reverse("personne_convoquer", kwargs={"cle": personne.pk})).content.decode()
        libelle = f"{camille.nom} · Maison des solidarités · suit 1 personne · 0 rendez-vous à venir"
        assert libelle in page and f"{maison.responsable.nom} · " in page
        assert "suit 0 personne · 1 rendez-vous à venir" in page
        assert f"{maison.referent.nom} · 0 rendez-vous à venir" in page, (
            "reçoit ici ; sa charge ne se voit pas"
        )
        assert str(ailleurs.pk) not in page and str(parti.pk) not in page
        client.post(reverse("absence_noter"), {"agent": maison.responsable.pk, "du": jour, "au": jour})
        reprise = reverse("absence_reprendre", kwargs={"cle": Absence.objects.get().pk})
        assert libelle in client.get(reprise).content.decode()
        fait = client.post(reprise, {"geste": "confier", "agent": camille.pk, "rendezvous": [rdv.pk]})
        assert fait.status_code == 302
    rdv.refresh_from_db()
    assert rdv.agent == camille


def test_un_referent_ne_convoque_que_dans_son_agenda(maison, connecte, creer_compte):
    personne = maison.confier()
    creer_compte(Role.REFERENT, organisation=maison.structure)
    adresse = reverse("personne_convoquer", kwargs={"cle": personne.pk})
    donnees = {
        "motif": maison.motif.pk, "lieu": maison.lieu.pk, "agent": "", "mode": "sur_place",
        "jour": demain().date().isoformat(), "heure": "14:30",
    }  # fmt: skip
    with connecte(maison.referent) as client:
        page = client.get(adresse).content.decode()
        assert page.count("<option") and "à venir" not in page, "le sien seulement"
        refus = client.post(adresse, donnees)
        assert refus.status_code == 422 and "pas à votre main" in refus.content.decode()
        assert client.post(adresse, donnees | {"agent": maison.referent.pk}).status_code == 302
    assert RendezVous.objects.get().agent == maison.referent


def test_une_reunion_son_emargement_et_sa_cloture(maison, connecte):
    reunion = creer_motif("information_collective", collectif=True)
    une, deux = maison.confier(), maison.confier()
    donnees = {
        "motif": reunion.pk, "lieu": maison.lieu.pk, "agent": "", "places": "1",
        "jour": demain().date().isoformat(), "heure": "10:00",
    }  # fmt: skip
    with connecte(maison.responsable) as client:
        assert client.get(reverse("reunion_nouvelle")).status_code == 200
        fiche = client.post(reverse("reunion_nouvelle"), donnees).url
        rdv = RendezVous.objects.get()
        for personne, attendu in ((une, "inscrite"), (deux, "plus de place")):
            page = client.post(
                reverse("personne_inscrire", kwargs={"cle": personne.pk}), {"rendezvous": rdv.pk}, follow=True
            ).content.decode()
            assert attendu in page
        assert client.get(f"{fiche}emargement.pdf").content.startswith(b"%PDF")
        assert "Rien à clore" in client.get(reverse("rendezvous_a_clore")).content.decode()
    Participation.objects.all().delete()
    passe = {"debut": timezone.now() - 2 * HEURE, "fin": timezone.now() - HEURE}
    for champs in ({"pris": 0}, passe):
        RendezVous.objects.filter(pk=rdv.pk).update(**champs)
    services.inscrire(rendezvous=rdv, personnes=[une.pk], acteur=maison.responsable)
    with connecte(maison.responsable) as client:
        assert fiche in client.get(reverse("rendezvous_a_clore")).content.decode()
        cle = Participation.objects.get().pk
        client.post(f"{fiche}issues/", {f"issue-{cle}": "absent"})
        assert "Rien à clore" in client.get(reverse("rendezvous_a_clore")).content.decode()


def test_la_personne_choisit_change_et_annule_sans_compte(maison, connecte, en_tant_que):
    personne = maison.confier()
    un, deux = maison.creneau(), maison.creneau(debut=demain(15))
    invitation = inviter(maison, personne).invitations[0]
    base = f"/p/{lien(maison, personne, en_tant_que)}/rendez-vous/"
    with connecte(None) as client:
        page = client.get(base).content.decode()
        assert "Choisir mon heure" in page and personne.nom.upper() not in page.upper()
        heures = client.get(f"{base}heures/?invitation={invitation.pk}").content.decode()
        assert str(un.pk) in heures and str(deux.pk) in heures
        demande = f"invitation={invitation.pk}&creneau={un.pk}"
        assert "C'est bien cette heure" in client.get(f"{base}confirmer/?{demande}").content.decode()
        prise = {"invitation": invitation.pk, "creneau": un.pk}
        for _ in range(2):  # un double clic ne prend qu'une place
            assert client.post(f"{base}confirmer/", prise).status_code == 302
        place = Participation.objects.get()
        client.post(f"{base}confirmer/", {"place": place.pk, "creneau": deux.pk})
        assert "Je ne peux pas venir" in client.get(base).content.decode()
        client.post(f"{base}annuler/", {"place": place.pk, "excuse": "école"})
        reponse = client.get(base)
    place.refresh_from_db()
    assert (place.pris_par, place.issue, place.excuse) == ("personne", "excuse", "école")
    assert place.rendezvous.debut == deux.debut
    assert reponse["Referrer-Policy"] == "same-origin" and "no-store" in reponse["Cache-Control"]
    cles = Message.objects.filter(personne=personne.pk).values_list("cle", "etat")
    etats = {cle.split(":")[0]: etat for cle, etat in cles}
    assert etats == {"invitation": "pret", "confirmation": "annule"}


def test_la_personne_ne_choisit_que_ce_qui_lui_est_propose(maison, connecte, en_tant_que):
    personne, autre = maison.confier(), maison.confier()
    creneau, proche = maison.creneau(), maison.creneau(debut=timezone.now() + HEURE / 4)
    invitation = inviter(maison, personne).invitations[0]
    etrangere = inviter(maison, autre).invitations[0]
    base = f"/p/{lien(maison, personne, en_tant_que)}/rendez-vous/"
    with connecte(None) as client:
        volee = {"invitation": etrangere.pk, "creneau": creneau.pk}
        assert client.post(f"{base}confirmer/", volee).url == base
        refus = client.post(f"{base}confirmer/", {"invitation": invitation.pk, "creneau": proche.pk})
        assert refus.status_code == 409 and "trop proche" in refus.content.decode()
        for faux in ("?invitation=zzz", "?place=1", ""):
            assert client.get(f"{base}heures/{faux}").url == base
    assert not Participation.objects.exists()


def test_un_lien_passe_dit_quoi_faire(maison, connecte, en_tant_que):
    personne = maison.confier()
    base = f"/p/{lien(maison, personne, en_tant_que)}/rendez-vous/"
    LienPersonnel.objects.update(expire_le=timezone.now() - HEURE)
    with connecte(None) as client:
        for adresse in (base, "/p/invente/rendez-vous/", f"{base}annuler/?place=1"):
            reponse = client.get(adresse)
            assert reponse.status_code == 404 and "appelez le service" in reponse.content.decode()


def test_l_agenda_suivi_d_ailleurs_ne_nomme_personne(maison, connecte, en_tant_que):
    personne, creneau = maison.confier(), maison.creneau(agent=maison.referent)
    with en_tant_que(maison.referent):
        services.prendre_creneau(
            creneau=creneau, motif=maison.motif, personne=personne, acteur=maison.referent, prevenir=False
        )
    with connecte(maison.referent) as client:
        page = client.post(reverse("agenda_suivre")).content.decode()
        adresse = page.split("<code>")[1].split("</code>")[0].replace("http://testserver", "")
    with connecte(None) as client:
        fichier = client.get(adresse)
        assert fichier["Content-Type"].startswith("text/calendar")
        texte = fichier.content.decode()
        assert "(1)" in texte and personne.nom not in texte and personne.prenom not in texte
        assert client.get("/agenda/flux/invente.ics").status_code == 404
    with connecte(maison.referent) as client:
        client.post(reverse("agenda_suivre"))
    with connecte(None) as client:
        assert client.get(adresse).status_code == 404  # remplacée


def test_les_reglages_tiennent_le_perimetre(maison, connecte, monde):
    with connecte(maison.responsable) as client:
        adresse = reverse("rendezvous_reglages")
        motif = {
            "quoi": "motif",
            "motif-libelle": "Atelier CV",
            "motif-nature": "accompagnement",
            "motif-duree": "60",
        }
        hors = client.post(adresse, motif)
        assert hors.status_code == 422 and "de votre organisation" in hors.content.decode()
        assert client.post(adresse, motif | {"motif-organisation": maison.structure.pk}).status_code == 302
        lieu = {
            "quoi": "lieu",
            "lieu-nom": "Antenne",
            "lieu-adresse": "2 rue",
            "lieu-organisation": maison.structure.pk,
        }
        assert client.post(adresse, lieu).status_code == 302
        assert "Antenne" in client.get(adresse).content.decode()
    assert Motif.objects.filter(libelle="Atelier CV").exists() and Lieu.objects.filter(nom="Antenne").exists()


def test_une_absence_ferme_les_heures_libres_et_se_retire(maison, connecte):
    creneau = maison.creneau(agent=maison.responsable)
    jour = timezone.localdate(creneau.debut).isoformat()
    with connecte(maison.responsable) as client:
        assert client.get(reverse("absence_noter")).status_code == 200
        envoi = {"agent": maison.responsable.pk, "du": jour, "au": jour}
        assert client.post(reverse("absence_noter"), envoi).status_code == 302
        creneau.refresh_from_db()
        assert creneau.motif_annulation == "absence_agent"
        absence = maison.responsable.absences.get()
        page = client.get(reverse("agenda"), {"jour": jour, "agent": maison.responsable.pk}).content.decode()
        assert "Absence jusqu" in page
        client.post(reverse("absence_retirer", kwargs={"cle": absence.pk}))
    creneau.refresh_from_db()
    assert creneau.annule_le is None


def test_les_exports_et_les_filtres_hostiles_restent_calmes(maison, connecte):
    maison.confier()
    with connecte(maison.responsable) as client:
        for format in ("csv", "ods"):
            reponse = client.get(reverse("rendezvous_export", kwargs={"format": format}))
            assert reponse.status_code == 200 and reponse.content
        for requete in (
            {"motif": "x", "statut": "'; --", "page": "-1"},
            {"jour": "9999-99-99", "agent": "x"},
        ):
            assert client.get(reverse("rendezvous"), requete).status_code == 200
            assert client.get(reverse("agenda"), requete | {"vue": "siècle"}).status_code == 200


def test_les_pages_coutent_un_nombre_borne_de_requetes(maison, connecte, en_tant_que):
    maison.creneau()
    personnes = [maison.confier() for _ in range(6)]
    inviter(maison, *personnes[:3])
    with en_tant_que(maison.responsable):
        for rang, personne in enumerate(personnes[3:]):
            services.convoquer(
                personnes=[personne.pk],
                motif=maison.motif,
                lieu=maison.lieu,
                debut=demain(10 + 2 * rang),
                fin=demain(11 + 2 * rang),
                agent=maison.responsable,
                acteur=maison.responsable,
                prevenir=False,
            )
    with connecte(maison.responsable) as client:
        for nom, requete in (
            ("rendezvous", {"motif": maison.motif.pk, "statut": Statut.RDV_A_VENIR.value}),
            ("agenda", {"vue": "semaine", "jour": demain().date().isoformat()}),
            ("rendezvous_a_clore", {}),
        ):
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(reverse(nom), requete).status_code == 200
            assert len(requetes) <= REQUETES, (nom, len(requetes))


def test_la_page_publique_ne_demande_ni_script_ni_compte(maison, en_tant_que):
    personne = maison.confier()
    with en_tant_que(None):
        page = Client().get(f"/p/{lien(maison, personne, en_tant_que)}/rendez-vous/")
    assert page.status_code == 200 and "Rien à choisir" in page.content.decode()
