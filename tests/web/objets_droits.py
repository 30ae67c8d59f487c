"""Un objet réel pour chaque adresse de la table des droits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from jalon.mesure.chiffres.models import Calcul, Chiffre
from jalon.parcours.manquements.models import Bordereau
from jalon.parcours.manquements.services import signaler_manquement
from jalon.parcours.personnes.emballage import emballer
from jalon.parcours.personnes.enums import Regime
from jalon.parcours.personnes.models import Chargement, Fusion, ListeElimination, Rapprochement, Rejet
from jalon.pilotage.finances.models import Credit, Depense
from jalon.pilotage.programmes.models import OrganisationAction, SerieAction
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.messages.services import deposer
from jalon.socle.pieces.services import deposer_piece
from jalon.socle.taches.models import Tache
from jalon.sources.documents.models import Lecture
from tests.fabriques import AffectationSoldeFabrique, LigneAnnexeFabrique, MesureFabrique
from tests.flux import foyer_de
from tests.orientation import orienter
from tests.parcours.contrats.fabriques import contrats_a_montrer
from tests.web.conftest import Dossiers, Monde
from tests.web.table_droits import TABLE

PAR_LISTE = "elimination elimination_viser elimination_executer elimination_abandonner".split()
CLE_ABSENTE = "00000000-0000-0000-0000-000000000000"
PAR_PERSONNE_RENDEZVOUS = "personne_rendezvous personne_prendre personne_convoquer personne_inscrire".split()
PAR_RENDEZVOUS = (
    "rendezvous_fiche rendezvous_issues rendezvous_annuler rendezvous_emargement absence_retirer "
    "absence_reprendre"
).split()
EXPORTS = (
    "journal_export",
    "lectures_export",
    "entrants_export",
    "rejets_export",
    "sans_personne_export",
    "rendezvous_export",
)
PAR_PROGRAMME = (
    "gestion programme_modifier exercice_nouveau acte_nouveau axe_nouveau objectif_nouveau action_nouvelle "
    "organisme_nouveau annexes calculs"
).split()
PAR_EXERCICE = (
    "programme credits indicateurs avancement anomalies editions exercice_modifier exercice_cloture "
    "calculs_lancer"
).split()
PAR_ANOMALIE = ("dispense", "dispense_retirer", "anomalie_retenir")
PAR_ACTION = (
    "action action_anomalies action_etat action_freins action_organismes action_thematiques "
    "action_indicateur solde"
).split()
PAR_LECTURE = ("document", "document_progres", "document_confirmer", "document_refuser")


def arguments_de(monde: Monde, systeme: Compte, dossiers: Dossiers) -> dict[str, dict[str, Any]]:
    """Des arguments qui désignent quelque chose de réel, pour chaque adresse qui en demande."""
    credit = Credit.objects.filter(action=monde.place.action_id).first()
    assert credit is not None
    depense = Depense.objects.get(action=monde.place.action_id)
    valeur = {"genre": "depense", "reste": str(depense.pk)}
    piece = deposer_piece(nom="note.txt", contenu=b"x", cloison=monde.programme.pk, acteur=systeme)
    lecture = Lecture.objects.create(
        piece=piece, programme=monde.programme, etat="illisible", erreur="essai", deposee_par=systeme
    )
    decision = AffectationSoldeFabrique(
        action=monde.place.action, exercice=monde.exercice, decide_par=systeme
    )
    serie = SerieAction.objects.filter(action=monde.place.action_id).first()
    lien = OrganisationAction.objects.filter(action=monde.place.action_id).first()
    acte = monde.programme.actes.create(genre="convention", intitule="Convention")
    signataire = acte.signataires.create(organisation=monde.pilote)
    ligne = LigneAnnexeFabrique(mesure=MesureFabrique(programme=monde.programme))
    tache = Tache.objects.create(verbe="essai", libelle="Essai", compte=systeme)
    assert serie is not None and lien is not None
    habilitation = Habilitation.objects.first()
    return {
        "programme_courant": {"code": monde.programme.code},
        **{nom: {"code": monde.programme.code} for nom in TABLE if nom in PAR_PROGRAMME},
        **{nom: monde.periode() for nom in PAR_EXERCICE},
        **{nom: monde.periode(format="csv") for nom in TABLE if nom.endswith("_export")},
        **{nom: {"format": "csv"} for nom in EXPORTS},
        **arguments_flux(systeme, dossiers),
        **arguments_contrats(systeme, dossiers),
        **arguments_orientation(systeme, dossiers),
        **arguments_suivi(dossiers),
        **arguments_messages(systeme, dossiers),
        **arguments_manquements(systeme, dossiers),
        **arguments_mesure(dossiers),
        "personne": {"cle": dossiers.une.pk},
        **{nom: {"cle": dossiers.une.pk} for nom in TABLE if nom in PAR_PERSONNE_RENDEZVOUS},
        **{nom: {"cle": CLE_ABSENTE} for nom in PAR_RENDEZVOUS},
        **{nom: {"lot": CLE_ABSENTE} for nom in ("rendezvous_envoi", "rendezvous_envoi_annuler")},
        **{nom: {"jeton": "x"} for nom in TABLE if nom == "agenda_flux" or nom.startswith("p_rendezvous")},
        "foyer": {"cle": foyer_de(dossiers.une).pk},
        "montant": monde.periode(genre="credit", cle=credit.pk),
        "solde_annuler": monde.periode(decision=decision.pk),
        **{nom: monde.periode(cle="0123456789abcdef") for nom in PAR_ANOMALIE},
        **{nom: monde.adresse() for nom in PAR_ACTION},
        "action_montant": monde.adresse(genre="depense"),
        "chiffre_saisir": monde.adresse(serie=serie.serie_id),
        "acte_signataires": {"code": monde.programme.code, "acte": acte.pk},
        "signataire_retirer": {
            "code": monde.programme.code,
            "acte": acte.pk,
            "signataire": signataire.pk,
        },
        **{nom: {"code": monde.programme.code, "ligne": ligne.pk} for nom in ("formule", "formule_decider")},
        "mesure_souscrire": {"code": monde.programme.code, "mesure": ligne.mesure_id},
        **arguments_calculs(monde, systeme, serie),
        "organisme_retirer": monde.adresse(lien=lien.pk),
        **{nom: monde.adresse(type="bilan") for nom in TABLE if nom.split("_")[0] == "section"},
        **{nom: valeur for nom in TABLE if nom.split("_")[0] == "provenance"},
        **{nom: {"cle": lecture.pk} for nom in PAR_LECTURE},
        "piece": {"cle": piece.pk},
        "tache": {"cle": tache.pk},
        "compte": {"cle": CLE_ABSENTE},
        "compte_fermer": {"cle": CLE_ABSENTE},
        "habilitation_retirer": {"cle": habilitation.pk if habilitation else CLE_ABSENTE},
        "parametre": {"code": "acces.double_authentification_exigee"},
        "account_confirm_email": {"key": "essai"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "essai"},
    }


def arguments_contrats(systeme: Compte, dossiers: Dossiers) -> dict[str, dict[str, Any]]:
    """Un contrat proposé ; ni étape, ni document scellé, ni lien personnel valable."""
    propose = contrats_a_montrer(dossiers.une, dossiers.autre, systeme)["propose"]
    clause = propose.engagements.first()
    assert clause is not None
    return {
        **{nom: {"cle": propose.pk} for nom in TABLE if nom.startswith("contrat_")},
        "contrats_export": {"format": "csv"},
        "contrat": {"cle": propose.pk},
        **{nom: {"cle": dossiers.une.pk} for nom in ("contrats_personne", "contrat_nouveau")},
        **{nom: {"cle": CLE_ABSENTE} for nom in ("contrat_document", "contrat_preuve", "contrat_etape")},
        "convention_clore": {"cle": CLE_ABSENTE},
        "contrat_versions": {"cle": propose.pk, "une": 1, "autre": 1},
        "contrat_suite": {"cle": propose.pk, "suite": "revision"},
        "contrat_engagement": {"cle": clause.pk},
        **{nom: {"jeton": "inconnu"} for nom in TABLE if nom.startswith("contrat_public")},
    }


def arguments_mesure(dossiers: Dossiers) -> dict[str, dict[str, Any]]:
    """Un indicateur calculé, le tableau d'un rôle, une personne."""
    code = {"code": "calpae.nouveaux_entrants"}
    return {
        **{nom: code for nom in ("indicateur", "indicateur_territoires", "indicateur_membres")},
        **{nom: code | {"format": "csv"} for nom in ("indicateur_export", "indicateur_membres_export")},
        "tableau_regler": {"role": "elu"},
        "personne_indicateurs": {"cle": dossiers.une.pk},
    }


def arguments_calculs(monde: Monde, systeme: Compte, lien: SerieAction) -> dict[str, dict[str, Any]]:
    """Un chiffre calculé de la fiche du pilote, une ligne à régler."""
    chiffre = Chiffre.objects.filter(serie=lien.serie_id, coupe={}).first()
    assert chiffre is not None
    Calcul.objects.create(
        serie=lien.serie,
        chiffre=chiffre,
        genre_periode=chiffre.genre_periode,
        debut=chiffre.debut,
        fin=chiffre.fin,
        code="calpae.nouveaux_entrants",
        version=1,
        mesure="valeur",
        arrete_au=chiffre.fin,
        statut="compte",
        valeur=chiffre.valeur,
        calcule_le=timezone.now(),
        calcule_par=systeme,
    )
    ligne = {"code": monde.programme.code, "serie": lien.serie_id}
    membres = (
        "calcul_membres calcul_ecart calcul_prendre locale_retirer chiffre_cible chiffre_sources".split()
    )
    return {
        **{nom: {"cle": chiffre.pk} for nom in membres},
        "calcul_membres_export": {"cle": chiffre.pk, "format": "csv"},
        **{nom: ligne for nom in ("calcul_regler", "calcul_retirer")},
    }


def arguments_messages(systeme: Compte, dossiers: Dossiers) -> dict[str, dict[str, Any]]:
    """Un message à une personne, un type de lettre ; aucun lot encore."""
    envoi = deposer(
        cle="essai", canal="sms", adresse="0612345678", texte="x", personne=dossiers.une.pk, acteur=systeme
    )
    return {
        "envois_export": {"format": "csv"},
        **{nom: {"cle": CLE_ABSENTE} for nom in "lot lot_deposer lot_abandonner message_pdf".split()},
        "lot_fichier": {"cle": CLE_ABSENTE, "quoi": "lettres"},
        **{nom: {"cle": envoi.pk} for nom in ("message", "message_agir")},
        **{nom: {"type": "rdv_convocation"} for nom in ("lettre", "lettre_apercu", "lettre_commune")},
    }


def arguments_manquements(systeme: Compte, dossiers: Dossiers) -> dict[str, dict[str, Any]]:
    """Un manquement signalé ; le reste n'existe pas encore."""
    signale = signaler_manquement(
        personne=dossiers.une,
        nature="refus_contrat",
        faits="Absence.",
        faits_du=date(2025, 9, 1),
        regime=Regime.PLEIN_EMPLOI,
        acteur=systeme,
    )
    absente = {"cle": CLE_ABSENTE}
    return {
        "manquements_export": {"format": "csv"},
        "manquement": {"cle": signale.pk},
        "manquement_geste": {"cle": signale.pk, "geste": "qualifier"},
        "manquement_signaler": {"cle": dossiers.une.pk},
        "recours_geste": absente | {"geste": "repondre"},
        "bordereau_export": {"cle": Bordereau.objects.create(par=systeme).pk, "format": "csv"},
        "seance_geste": absente | {"geste": "clore"},
        **{
            nom: absente
            for nom in (
                "bareme_resserrer equipe membre_retirer seance_nouvelle seance seance_dossiers "
                "seance_pv passage delegation_retirer"
            ).split()
        },
    }


def arguments_suivi(dossiers: Dossiers) -> dict[str, dict[str, Any]]:
    """La fiche d'une personne ; le reste n'existe pas encore."""
    une = {"cle": dossiers.une.pk}
    absente = {"cle": CLE_ABSENTE}
    return {
        **{
            nom: une
            for nom in "suivi_personne carnet_lien note_ecrire tache_creer relais equipe_ajouter".split()
        },
        **{nom: une | {"note": CLE_ABSENTE} for nom in ("note_corriger", "note_effacer")},
        "tache_terminer": une | {"tache": CLE_ABSENTE},
        "equipe_retirer": une | {"membre": CLE_ABSENTE},
        "liste_travail": {"code": "rien"},
        "liste_travail_export": {"code": "rien", "format": "csv"},
        **{nom: absente for nom in "portefeuille portefeuille_transferer transfert_annuler".split()},
        **{nom: absente for nom in "recherche recherche_clore recherche_ecrire cercle_fermer".split()},
        "portefeuille_export": absente | {"format": "csv"},
        "recherche_export": absente | {"format": "csv"},
        "recherche_noter": absente | {"ligne": CLE_ABSENTE},
        "limite_fixer": absente | {"genre": "referent"},
        "carnet": {"jeton": "essai"},
    }


def arguments_orientation(systeme: Compte, dossiers: Dossiers) -> dict[str, dict[str, Any]]:
    """Une proposition, une orientation décidée, un diagnostic, une version des règles en brouillon."""
    objets = {nom: {"cle": cle} for nom, cle in orienter(systeme, dossiers.une).items()}
    une, csv = {"cle": dossiers.une.pk}, {"format": "csv"}
    return {
        **{nom: csv for nom in ("orientation_export", "orientation_delais_export")},
        **{nom: une for nom in ("orientation_personne", "diagnostics", "diagnostic_nouveau")},
        **{nom: objets["diagnostic"] for nom in ("diagnostic", "diagnostic_lien")},
        **{nom: objets["proposition"] for nom in ("proposition_accepter", "proposition_refuser")},
        **{
            nom: objets["orientation"]
            for nom in ("orientation_pourquoi", "orientation_annuler", "orientation_lettre")
        },
        **{
            f"orientation_{nom}": objets["jeu"]
            for nom in "jeu jeu_copier jeu_servir regle_nouvelle essai".split()
        },
        "orientation_essai_export": objets["jeu"] | csv,
        **{nom: objets["regle"] for nom in ("orientation_regle", "orientation_regle_bouger")},
        "orientation_passage": objets["passage"],
        "diagnostic_public": {"jeton": "essai"},
    }


def arguments_flux(systeme: Compte, dossiers: Dossiers) -> dict[str, dict[str, Any]]:
    """Un fichier chargé, un rejet, une paire à examiner, une fusion à défaire."""
    fichier = Chargement.objects.filter(etat="charge").first()
    assert fichier is not None
    contenu = emballer(b"VRSB\n<x/>")
    rejet = Rejet.objects.create(chargement=fichier, dossier="1", ligne=1, motif="essai", contenu=contenu)
    une, autre = sorted((dossiers.une.pk, dossiers.autre.pk))
    paire = Rapprochement.objects.create(personne_id=une, autre_id=autre, score=80)
    fusion = Fusion.objects.create(gardee_id=une, absorbee_id=autre, membres=[], faite_par=systeme)
    jour = fichier.reference
    liste = ListeElimination.objects.create(a_la_date=jour, limite=jour, creee_par=systeme)
    return {
        **{nom: {"cle": liste.pk} for nom in PAR_LISTE},
        "elimination_export": {"cle": liste.pk, "format": "csv"},
        "dossier_export": {"cle": dossiers.une.pk},
        "chargement": {"cle": fichier.pk},
        "chargement_export": {"cle": fichier.pk, "format": "csv"},
        "chargement_dossiers": {"cle": fichier.pk},
        "chargement_dossiers_export": {"cle": fichier.pk, "format": "csv"},
        "rejet": {"cle": rejet.pk},
        "rejet_corriger": {"cle": rejet.pk},
        "rejet_rejouer": {"cle": rejet.pk},
        "rapprochement": {"cle": paire.pk},
        "fusion_defaire": {"cle": fusion.pk},
        **{nom: {"cle": CLE_ABSENTE} for nom in ("conflit_trancher", "tableur_demande", "tableur_apercu")},
    }
