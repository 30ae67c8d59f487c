"""Sème la base du serveur que les tests de navigateur pilotent. Lancé dans son propre processus.

`python -m tests.navigateur.semer installer` crée la base ; `… garnir` reprend les rapports de démonstration,
crée un compte par rôle et écrit sur la sortie, en JSON, les identifiants dont les pages ont besoin.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.navigateur.fiches import poser_fiches

RACINE = Path(__file__).resolve().parent.parent.parent
DONNEES = RACINE / "jalon/demonstration/donnees"
MOT_DE_PASSE = "Un-mot-2-passe!"


def installer() -> None:
    """La base, ses rôles et son schéma, sans référentiel des territoires ni second facteur exigé."""
    from jalon.cli.base import _sans_second_facteur
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base import installation
    from jalon.socle.base.connexions import RoleBase
    from jalon.socle.base.grappe import grappe_embarquee

    grappe_embarquee().initialiser()
    with base_ouverte(RoleBase.PROPRIETAIRE):
        installation.installer()
        _sans_second_facteur()


def garnir() -> None:
    """Rapports, comptes, une décision et une tâche ; écrit les repères."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.base.contexte import contexte_compte

        systeme = compte_systeme()
        with contexte_compte(systeme):
            reperes: dict[str, Any] = {"comptes": _creer_comptes(systeme)}
            dossiers = _charger_flux(systeme)
            dossiers["tableur"] = _deposer_tableur(reperes["comptes"]["gestionnaire_droits"])
            dossiers |= _orienter(dossiers["personne"], systeme)
            dossiers |= _contracter(dossiers["personne"], systeme)
            dossiers |= _deposer_messages(dossiers["personne"], systeme)
            dossiers |= poser_fiches(dossiers["personne"], reperes["comptes"], systeme)
            for fichier in sorted(DONNEES.glob("*.txt")):
                reperes[fichier.stem] = _reprendre(fichier, systeme)
                reperes[fichier.stem] |= dossiers | {"compte": reperes["comptes"]["elu"]}
        with contexte_compte(systeme):
            reperes["calpae"]["calcule"] = _calculer(systeme)
        print(json.dumps(reperes))


def _charger_flux(systeme: Any) -> dict[str, str]:
    """Trente foyers simulés sur trois mois ; une personne dont le droit a changé, et son foyer."""
    from django.db.models import Count

    from jalon.parcours.personnes.models import Membre
    from tests.flux import charger_simule

    with TemporaryDirectory() as dossier:
        charger_simule(Path(dossier), systeme, foyers=30, mois=3)
    membre = (
        Membre.objects.filter(personne__episodes__isnull=False)
        .annotate(etats=Count("foyer__etatdroit"))
        .order_by("-etats", "id")[0]
    )
    return {"personne": str(membre.personne_id), "foyer": str(membre.foyer_id)} | _a_decider(systeme, membre)


def _a_decider(systeme: Any, montree: Any) -> dict[str, str]:
    """Un rejet à corriger, une paire à examiner, une fusion faite."""
    from jalon.parcours.personnes.emballage import emballer
    from jalon.parcours.personnes.models import Chargement, Rapprochement, Rejet
    from jalon.parcours.personnes.services import fusionner_personnes

    chargement = Chargement.objects.filter(etat="charge").latest("id")
    brut = emballer(b"VRSB\n<InfosFoyerRSA>\n</InfosFoyerRSA>")
    rejet = Rejet.objects.create(
        chargement=chargement,
        dossier="00000000001",
        ligne=12,
        motif="date de naissance absente",
        contenu=brut,
    )
    # Une par foyer, jamais vue ailleurs : des clés tirées au sort réuniraient parfois un couple.
    une, autre, gardee, absorbee = _de_foyers_differents(4, montree)
    paire = Rapprochement.objects.create(
        personne=une, autre=autre, score=82, raisons=["meme_prenom", "nom_proche", "naissance_proche"]
    )
    fusionner_personnes(gardee=gardee, absorbee=absorbee, motif="essai", acteur=systeme)
    return {
        "chargement": str(chargement.pk),
        "rejet": str(rejet.pk),
        "rapprochement": str(paire.pk),
        "elimination": _liste_elimination(systeme),
    }


def _de_foyers_differents(nombre: int, montree: Any) -> list[Any]:
    """Des personnes d'un seul foyer, chacune du sien, par clé croissante ; aucune du foyer montré."""
    from collections import Counter

    from jalon.parcours.personnes.models import Membre

    membres = list(Membre.objects.select_related("personne").order_by("foyer__numero", "date_naissance"))
    foyers = Counter(membre.personne_id for membre in membres)
    par_foyer = {m.foyer_id: m.personne for m in membres if foyers[m.personne_id] == 1}
    par_foyer.pop(montree.foyer_id, None)
    return sorted(list(par_foyer.values())[:nombre], key=lambda personne: personne.pk)


def _orienter(personne: str, systeme: Any) -> dict[str, str]:
    """Une orientation décidée, une proposition, un diagnostic et le lien où la personne se place."""
    from jalon.parcours.orientation import services
    from jalon.parcours.orientation.models import Diagnostic
    from jalon.parcours.personnes.models import Personne
    from tests.orientation import orienter

    cles = orienter(systeme, Personne.objects.get(pk=personne))
    diagnostic = Diagnostic.objects.get(pk=cles["diagnostic"])
    jeton = services.envoyer_lien(diagnostic=diagnostic, acteur=systeme)
    return {nom: str(cle) for nom, cle in cles.items()} | {"jeton": jeton}


def _contracter(personne: str, systeme: Any) -> dict[str, str]:
    """Un contrat proposé à la personne ; pour une autre, un contrat à signer et son lien."""
    from datetime import timedelta

    from django.utils import timezone

    from jalon.parcours.personnes.models import Personne
    from jalon.parcours.personnes.services import noter_contact
    from jalon.socle.acces.liens import creer_lien
    from tests.parcours.contrats.fabriques import contrats_a_montrer

    une = Personne.objects.get(pk=personne)
    autre = Personne.objects.exclude(pk=personne).filter(episodes__isnull=False).order_by("id")[0]
    noter_contact(personne=autre, nature="telephone", valeur="0612345678", source="essai", acteur=systeme)
    contrats = contrats_a_montrer(une, autre, systeme)
    jeton = creer_lien(
        personne=autre.pk,
        objet="contrat",
        cible=contrats["a_signer"].pk,
        expire_le=timezone.now() + timedelta(days=1),
        acteur=systeme,
    )
    return {f"contrat_{nom}": str(c.pk) for nom, c in contrats.items()} | {
        "jeton_contrat": jeton,
        "organisme_contrat": str(contrats["propose"].organisme_referent_id),
    }


def _deposer_messages(personne: str, systeme: Any) -> dict[str, str]:
    """Un message échoué à régler, et deux lettres réunies dans un lot imprimé."""
    from uuid import UUID

    from jalon.socle.messages.lots import imprimer_lot, preparer_lot
    from jalon.socle.messages.models import Message
    from jalon.socle.messages.services import ADeposer, deposer, deposer_en_lot

    commun = {"texte": "Votre rendez-vous est demain à 9 h.", "personne": UUID(personne)}
    deposer_en_lot([ADeposer(cle="semer:sms", canal="sms", adresse="néant", **commun)], systeme)
    for rang in range(2):
        deposer(
            cle=f"semer:lettre:{rang}",
            canal="lettre",
            adresse=f"Mme Essai\n{rang} rue des Essais\n00000 VILLE",
            sujet="Convocation",
            acteur=systeme,
            **commun,
        )
    lot = imprimer_lot(lot=preparer_lot(acteur=systeme), acteur=systeme)
    return {
        "message": str(Message.objects.get(cle="semer:sms").pk),
        "lot": str(lot.pk),
        "type_lettre": "rdv_convocation",
    }


def _deposer_tableur(compte: str) -> str:
    """Un tableau de foyers déposé, dont une case est fausse et une écriture à traduire."""
    from uuid import UUID

    from jalon.sources.flux_cnaf.depots import deposer
    from jalon.sources.tableurs.demandes import Demande, enregistrer_demande

    octets = (
        b"numdemrsa;nom;prenom;ne le;role;etat du droit\n"
        b"A1;ESSAI;Anne;05/01/1985;demandeur;phase deux\n"
        b"B2;ESSAI;Paul;41/01/1985;demandeur;ouvert\n"
    )
    cle = str(UUID(deposer("foyers.csv", [octets])))
    enregistrer_demande(Demande(cle, compte, "foyers.csv", contenu="foyers", jour="2025-01-31"))
    return cle


def _liste_elimination(systeme: Any) -> str:
    """Une liste d'élimination de deux personnes, qui attend son visa."""
    from jalon.parcours.personnes.models import LigneElimination, ListeElimination, Personne

    comptes = [["sortie", 2023, 2]]
    jour = date(2026, 1, 15)
    liste = ListeElimination.objects.create(
        a_la_date=jour, limite=date(2024, 1, 15), nombre=2, comptes=comptes, creee_par=systeme
    )
    for personne in Personne.objects.order_by("id")[4:6]:
        LigneElimination.objects.create(
            liste=liste, personne=personne, motif="sortie", dernier_fait=date(2023, 5, 2)
        )
    return str(liste.pk)


def _creer_comptes(systeme: Any) -> dict[str, str]:
    from jalon.socle.acces import services
    from jalon.socle.acces.enums import Role

    cles = {}
    for role in Role:
        compte = services.creer_compte(
            courriel=f"{role.value}@exemple.invalid",
            nom=role.label,
            mot_de_passe=MOT_DE_PASSE,
            acteur=systeme,
        )
        services.accorder_habilitation(compte=compte, role=role, acteur=systeme, du=date(2020, 1, 1))
        cles[role.value] = str(compte.pk)
    return cles


def _calculer(systeme: Any) -> str:
    """Un chiffre de 2025, calculé d'après les personnes simulées."""
    from jalon.demonstration.calculs import calculer_demonstration
    from jalon.mesure.chiffres.models import Chiffre
    from jalon.pilotage.programmes.models import Programme

    programme = Programme.objects.get(code="essai-calpae")
    calculer_demonstration(programme, acteur=systeme, jour=date(2025, 12, 31))
    calcules = Chiffre.objects.filter(serie__cloison=programme.pk, provenance="calcul", valeur__isnull=False)
    return str(calcules.order_by("id")[0].pk)


def _reprendre(fichier: Path, systeme: Any) -> dict[str, str]:
    """Reprend un rapport et nomme ce que les pages montreront : une action, un montant, un chiffre…"""
    from jalon.mesure.chiffres.models import Chiffre
    from jalon.pilotage.controles.models import Mention
    from jalon.pilotage.controles.selectors import rapport_controle
    from jalon.pilotage.finances.models import Credit
    from jalon.pilotage.finances.selectors import tableau_credits
    from jalon.pilotage.programmes.models import Exercice, LigneAnnexe, PlaceAction, SerieAction
    from jalon.socle.parametres.models import Parametre
    from jalon.sources.documents.enums import EtatLecture
    from jalon.sources.documents.services import deposer_document, ecrire_lecture, lire
    from jalon.web.anomalies.liste import code_de

    code = f"essai-{fichier.stem}"
    lecture = deposer_document(
        nom=fichier.name, contenu=fichier.read_bytes(), code_programme=code, acteur=systeme
    )
    if lecture.etat == EtatLecture.DEPOSEE:
        lire(lecture=lecture, acteur=systeme)
    ecrire_lecture(lecture=lecture, acteur=systeme)
    exercice = Exercice.objects.select_related("programme").get(programme__code=code)
    credit = Credit.objects.filter(exercice=exercice, montant__gt=0).order_by("id").first()
    lien = (
        SerieAction.objects.filter(action__programme=exercice.programme)
        .exclude(serie__chiffres=None)
        .order_by("id")
        .first()
    )
    place = PlaceAction.objects.filter(programme=exercice.programme).exclude(numero="").order_by("ordre")[1]
    chiffre = Chiffre.objects.filter(serie__cloison=exercice.programme_id).order_by("id").first()
    mention = Mention.objects.filter(exercice=exercice, nombre__isnull=False).order_by("id").first()
    ligne = LigneAnnexe.objects.filter(mesure__programme=exercice.programme).order_by("id").first()
    tableau = tableau_credits(exercice.programme, exercice)
    soldes = [li.numero for li in tableau.lignes() if li.numero and li.solde.montant]
    anomalies = rapport_controle(exercice.programme, exercice).anomalies
    return {
        "programme": code,
        "exercice": exercice.code,
        "exercice_id": str(exercice.pk),
        "action": place.numero,
        "action_avec_serie": lien.action.places.first().numero if lien else "",
        "serie": str(lien.serie_id) if lien else "",
        "document": str(lecture.pk),
        "credit": str(credit.pk) if credit else "",
        "chiffre": str(chiffre.pk) if chiffre else "",
        "mention": str(mention.pk) if mention else "",
        "anomalie": code_de(anomalies[0]) if anomalies else "",
        "action_a_decider": soldes[0] if soldes else "",
        "parametre": Parametre.objects.order_by("code").first().code,
        "acte": str(_declarer_convention(exercice.programme, systeme).pk),
        "ligne": str(ligne.pk) if ligne else "",
    }


def _declarer_convention(programme: Any, systeme: Any) -> Any:
    """Une convention et son signataire : les rapports de démonstration n'en ont pas."""
    from jalon.pilotage.programmes.services import ajouter_signataire, declarer_acte
    from jalon.socle.organisations.services import creer_organisation

    acte = declarer_acte(
        programme=programme, genre="convention", intitule="Convention d'essai", acteur=systeme
    )
    signataire = creer_organisation(nom=f"Signataire {programme.code}", acteur=systeme)
    ajouter_signataire(acte_signe=acte, organisation=signataire, qualite="directrice", acteur=systeme)
    return acte


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "jalon.config.settings"
    {"installer": installer, "garnir": garnir}[sys.argv[1]]()
