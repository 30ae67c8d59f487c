"""Qui ouvre quoi : chaque adresse × chaque rôle × visiteur × compte d'un autre programme.

La table dit tout ; une adresse qui n'y est pas fait échouer l'essai.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from jalon.mesure.chiffres.models import Calcul, Chiffre
from jalon.parcours.manquements.models import Bordereau
from jalon.parcours.manquements.services import signaler_manquement
from jalon.parcours.personnes.emballage import emballer
from jalon.parcours.personnes.enums import Regime
from jalon.parcours.personnes.models import Chargement, Fusion, ListeElimination, Rapprochement, Rejet
from jalon.pilotage.finances.models import Credit, Depense
from jalon.pilotage.programmes.models import OrganisationAction, SerieAction
from jalon.socle.acces.enums import ROLES_DOSSIERS, ROLES_PROGRAMMES, Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.messages.lettres.types import types_de_lettres
from jalon.socle.messages.services import deposer
from jalon.socle.pieces.services import deposer_piece
from jalon.socle.taches.models import Tache
from jalon.sources.documents.models import Lecture
from tests.fabriques import AffectationSoldeFabrique, LigneAnnexeFabrique, MesureFabrique, programme_garni
from tests.flux import foyer_de
from tests.orientation import orienter
from tests.parcours.contrats.fabriques import contrats_a_montrer
from tests.web.conftest import Dossiers, Monde

pytestmark = pytest.mark.django_db

PROGRAMMES = frozenset(ROLES_PROGRAMMES)
DOSSIERS = frozenset(ROLES_DOSSIERS)
GESTIONNAIRE = frozenset({Role.GESTIONNAIRE_DROITS})
CHARGEE = frozenset({Role.CHARGEE_MISSION})
ORIENTENT = frozenset({Role.AGENT_ORIENTATION, Role.GESTIONNAIRE_DROITS})
ENVOIENT = ORIENTENT | {Role.RESPONSABLE_STRUCTURE}
ECRIVENT = frozenset({Role.CHARGEE_MISSION, Role.PILOTE})
LISENT_DOCUMENTS = frozenset({Role.CHARGEE_MISSION, Role.DIRECTION})
LISENT_JOURNAL = frozenset({Role.ADMINISTRATEUR, Role.DIRECTION})
ADMIN = frozenset({Role.ADMINISTRATEUR})
COMPTE, PUBLIC, FERMEE = "compte", "public", "fermee"

# Portée : `rien` (pas d'objet), `objet` (404 hors du programme), `dossier` (404 hors du périmètre des
# personnes), `flux` (403 sans le département entier), `personnel` (404 si ce n'est pas le sien).
TABLE: dict[str, tuple[frozenset[Role] | str, str]] = {
    "accueil": (COMPTE, "rien"),
    "aide": (PUBLIC, "rien"),
    "accessibilite": (PUBLIC, "rien"),
    "mon_compte": (COMPTE, "rien"),
    **dict.fromkeys(
        (
            "programme_courant programme programme_export credits credits_export indicateurs "
            "indicateurs_export avancement avancement_export action section_lecture section_histoire "
            "action_anomalies anomalies anomalies_export provenance provenance_anomalies editions piece"
        ).split(),
        (PROGRAMMES, "objet"),
    ),
    **dict.fromkeys(
        (
            "action_etat action_freins action_montant chiffre_saisir section section_apercu "
            "section_brouillon section_brouillon_jeter anomalie_retenir provenance_corriger "
            "provenance_retenir provenance_revenir "
            "calcul_membres calcul_membres_export calcul_ecart calcul_prendre locale_retirer"
        ).split(),
        (ECRIVENT, "objet"),
    ),
    **dict.fromkeys(
        (
            "gestion programme_modifier exercice_nouveau exercice_modifier exercice_cloture acte_nouveau "
            "axe_nouveau objectif_nouveau action_nouvelle organisme_nouveau action_organismes "
            "organisme_retirer action_thematiques action_indicateur montant solde solde_annuler dispense "
            "dispense_retirer document_confirmer document_refuser montant acte_signataires "
            "signataire_retirer annexes mesure_souscrire formule formule_decider "
            "calculs calcul_regler calcul_retirer calculs_lancer chiffre_cible"
        ).split(),
        (CHARGEE, "objet"),
    ),
    **dict.fromkeys("personnes entrants entrants_export".split(), (DOSSIERS, "rien")),
    **dict.fromkeys(
        (
            "flux flux_depot chargement chargement_export chargement_dossiers chargement_dossiers_export "
            "rejets rejets_export rejet rejet_rejouer rejet_corriger "
            "rapprochements rapprochement fusions fusion_defaire conflits conflit_trancher "
            "tableur_depot tableur_demande tableur_apercu sans_personne sans_personne_export "
            "sans_personne_reconnaitre"
        ).split(),
        (GESTIONNAIRE, "flux"),
    ),
    **dict.fromkeys(
        (
            "elimination_etablir elimination_export elimination_viser elimination_executer "
            "elimination_abandonner dossier_export"
        ).split(),
        (GESTIONNAIRE, "flux"),
    ),
    **dict.fromkeys("conservation elimination".split(), (GESTIONNAIRE | {Role.DPO}, "flux")),
    **dict.fromkeys("personne foyer".split(), (DOSSIERS, "dossier")),
    # Rendez-vous.
    **dict.fromkeys(
        (
            "agenda agenda_suivre creneaux_ouvrir creneaux_fermer absence_noter absence_retirer "
            "absence_reprendre convoquer_plusieurs rendezvous "
            "rendezvous_export rendezvous_inviter rendezvous_envoi rendezvous_envoi_annuler "
            "rendezvous_a_clore reunion_nouvelle rendezvous_fiche rendezvous_issues rendezvous_annuler "
            "rendezvous_emargement"
        ).split(),
        (DOSSIERS, "rien"),
    ),
    **dict.fromkeys(
        "personne_rendezvous personne_prendre personne_convoquer personne_inscrire".split(),
        (DOSSIERS, "dossier"),
    ),
    "rendezvous_reglages": (DOSSIERS - {Role.REFERENT}, "rien"),
    **dict.fromkeys(
        "agenda_flux p_rendezvous p_rendezvous_heures p_rendezvous_confirmer p_rendezvous_annuler".split(),
        (PUBLIC, "rien"),
    ),
    # Manquements, équipes pluridisciplinaires, délégations.
    **dict.fromkeys(
        "manquements manquements_export recours_liste recours_geste bareme".split(), (DOSSIERS, "rien")
    ),
    **dict.fromkeys("manquement manquement_geste manquement_signaler".split(), (DOSSIERS, "dossier")),
    **dict.fromkeys(
        "ordres bordereau_etablir bordereau_export bareme_resserrer".split(), (GESTIONNAIRE, "flux")
    ),
    **dict.fromkeys("equipes seance seance_dossiers seance_pv passage".split(), (COMPTE, "rien")),
    **dict.fromkeys("equipe_nouvelle membre_retirer".split(), (GESTIONNAIRE, "rien")),
    **dict.fromkeys(
        "equipe seance_nouvelle seance_geste".split(), (GESTIONNAIRE | {Role.AGENT_ORIENTATION}, "rien")
    ),
    **dict.fromkeys("delegations delegation_retirer".split(), (ADMIN, "rien")),
    **dict.fromkeys("lectures lectures_export".split(), (frozenset({Role.DPO}), "rien")),
    # L'orientation. Les règles s'écrivent avec un périmètre de tout le département.
    **dict.fromkeys(
        (
            "orientation orientation_export orientation_lot orientation_a_notifier orientation_notifier "
            "orientation_passages orientation_passage orientation_passer orientation_regles orientation_jeu "
            "orientation_essai orientation_essai_export orientation_capacites"
        ).split(),
        (ORIENTENT, "rien"),
    ),
    **dict.fromkeys("orientation_delais orientation_delais_export".split(), (DOSSIERS, "rien")),
    **dict.fromkeys(
        (
            "orientation_jeu_copier orientation_jeu_servir orientation_regle orientation_regle_nouvelle "
            "orientation_regle_bouger"
        ).split(),
        (GESTIONNAIRE, "flux"),
    ),
    **dict.fromkeys(
        (
            "orientation_personne orientation_pourquoi orientation_lettre diagnostics diagnostic_nouveau "
            "diagnostic diagnostic_lien"
        ).split(),
        (DOSSIERS, "dossier"),
    ),
    **dict.fromkeys(
        "proposition_accepter proposition_refuser orientation_annuler".split(), (ORIENTENT, "dossier")
    ),
    "diagnostic_public": (PUBLIC, "rien"),
    # Le suivi.
    "mon_service": (frozenset({Role.RESPONSABLE_STRUCTURE}), "rien"),
    **dict.fromkeys(
        (
            "ma_journee listes_travail liste_travail liste_travail_export portefeuilles portefeuille "
            "portefeuille_export portefeuille_transferer transfert_annuler recherches recherche "
            "recherche_export recherche_clore recherche_noter recherche_ecrire"
        ).split(),
        (DOSSIERS, "rien"),
    ),
    **dict.fromkeys(
        (
            "suivi_personne carnet_lien note_ecrire note_corriger note_effacer tache_creer tache_terminer "
            "relais equipe_ajouter equipe_retirer"
        ).split(),
        (DOSSIERS, "dossier"),
    ),
    "limite_fixer": (DOSSIERS - {Role.REFERENT}, "rien"),
    **dict.fromkeys("cercles cercle_fermer".split(), (ADMIN, "rien")),
    "carnet": (PUBLIC, "rien"),
    # Les contrats.
    **dict.fromkeys("contrats contrats_export".split(), (DOSSIERS, "rien")),
    **dict.fromkeys("contrats_circuits convention_clore".split(), (GESTIONNAIRE, "flux")),
    **dict.fromkeys(
        (
            "contrats_personne contrat_nouveau contrat contrat_rediger contrat_apercu contrat_document "
            "contrat_preuve contrat_verifier contrat_versions contrat_reprendre contrat_abandonner "
            "contrat_resilier contrat_suite contrat_etape contrat_engagement contrat_signer "
            "contrat_signer_lien contrat_signer_ecran contrat_signer_papier contrat_signer_organisme"
        ).split(),
        (DOSSIERS, "dossier"),
    ),
    **dict.fromkeys(
        "contrat_public contrat_public_code contrat_public_signer contrat_public_document".split(),
        (PUBLIC, "rien"),
    ),
    # Les messages.
    **dict.fromkeys(
        (
            "envois envois_export lots lot_preparer lot lot_deposer lot_abandonner lot_fichier message_pdf"
        ).split(),
        (ENVOIENT, "rien"),
    ),
    **dict.fromkeys("message message_agir".split(), (ENVOIENT, "dossier")),
    **dict.fromkeys("lettres lettre lettre_apercu".split(), (ADMIN | GESTIONNAIRE, "rien")),
    "rappel_sms": (PUBLIC, "rien"),
    # La mesure.
    **dict.fromkeys(
        (
            "tableau_de_bord indicateurs_reference indicateurs_comparer indicateur indicateur_export "
            "indicateur_territoires"
        ).split(),
        (PROGRAMMES | DOSSIERS, "rien"),
    ),
    **dict.fromkeys("indicateur_membres indicateur_membres_export".split(), (DOSSIERS, "rien")),
    "personne_indicateurs": (DOSSIERS, "dossier"),
    **dict.fromkeys("tableau_regler contours".split(), (ADMIN, "rien")),
    "programme_nouveau": (CHARGEE, "rien"),
    "document_nouveau": (CHARGEE, "rien"),
    "documents": (LISENT_DOCUMENTS, "rien"),
    "document": (LISENT_DOCUMENTS, "objet"),
    "document_progres": (LISENT_DOCUMENTS, "objet"),
    "taches": (COMPTE, "rien"),
    "taches_cloche": (COMPTE, "rien"),
    "taches_vues": (COMPTE, "rien"),
    "tache": (COMPTE, "personnel"),
    "journal": (LISENT_JOURNAL, "rien"),
    "journal_export": (LISENT_JOURNAL, "rien"),
    **dict.fromkeys("comptes compte_nouveau parametres parametre_nouveau".split(), (ADMIN, "rien")),
    **dict.fromkeys("compte compte_fermer habilitation_retirer parametre".split(), (ADMIN, "rien")),
    # Les adresses des bibliothèques : ouvertes, réservées à un compte, ou fermées à tous.
    **dict.fromkeys(
        (
            "account_login account_inactive account_reset_password account_reset_password_done "
            "account_reset_password_from_key account_reset_password_from_key_done mfa_authenticate"
        ).split(),
        (PUBLIC, "rien"),
    ),
    **dict.fromkeys(
        (
            "account_logout account_reauthenticate account_change_password account_set_password mfa_index "
            "mfa_reauthenticate mfa_activate_totp mfa_generate_recovery_codes"
        ).split(),
        (COMPTE, "rien"),
    ),
    # Rien à montrer (404) tant que le compte n'a pas de second facteur.
    **dict.fromkeys(
        "mfa_deactivate_totp mfa_view_recovery_codes mfa_download_recovery_codes".split(),
        (COMPTE, "personnel"),
    ),
    **dict.fromkeys(
        (
            "account_signup account_email account_email_verification_sent account_confirm_login_code "
            "account_confirm_email"
        ).split(),
        (FERMEE, "rien"),
    ),
}


def noms_des_adresses(resolveur: URLResolver | None = None) -> Iterator[str]:
    for motif in (resolveur or get_resolver()).url_patterns:
        if isinstance(motif, URLResolver):
            yield from noms_des_adresses(motif)
        elif isinstance(motif, URLPattern):
            yield motif.name or f"sans nom : {motif.pattern}"


def test_toute_adresse_est_dans_la_table() -> None:
    assert set(noms_des_adresses()) == set(TABLE)


@pytest.fixture
def arguments(monde: Monde, systeme: Compte, dossiers: Dossiers) -> dict[str, dict[str, Any]]:
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
    membres = "calcul_membres calcul_ecart calcul_prendre locale_retirer chiffre_cible".split()
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
        **{nom: {"type": types_de_lettres()[0].code} for nom in ("lettre", "lettre_apercu")},
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


def adresses(arguments: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {nom: reverse(nom, kwargs=arguments.get(nom, {})) for nom in TABLE}


def vers_la_connexion(reponse: Any) -> bool:
    return reponse.status_code == 302 and reponse.url.startswith(reverse("account_login"))


@pytest.mark.ignore_template_errors  # les gabarits d'allauth citent des variables absentes
@pytest.mark.parametrize("role", list(Role))
def test_chaque_role_ouvre_ce_que_la_table_dit(
    role: Role,
    arguments: dict[str, dict[str, Any]],
    connecte: Callable[..., Any],
    agent: Callable[..., Compte],
    dossiers: Dossiers,
) -> None:
    ecarts = []
    restreint = role in ROLES_DOSSIERS and role != Role.GESTIONNAIRE_DROITS
    with connecte(agent(role, dossiers.une) if restreint else role) as client:
        for nom, adresse in adresses(arguments).items():
            if nom == "account_logout":
                continue
            ouverture, portee = TABLE[nom]
            statut = client.get(adresse).status_code
            permise = ouverture in (COMPTE, PUBLIC) or (ouverture != FERMEE and role in ouverture)
            attendus = {200, 302, 405} if permise else {403}
            if permise and (portee == "personnel" or CLE_ABSENTE in adresse or ouverture == PUBLIC):
                attendus |= {404}
            if statut not in attendus:
                ecarts.append(f"{nom} : {statut} au lieu de {sorted(attendus)}")
    assert not ecarts


def test_un_visiteur_ne_voit_que_le_public(
    arguments: dict[str, dict[str, Any]], connecte: Callable[..., Any]
) -> None:
    ecarts = []
    with connecte(None) as client:
        for nom, adresse in adresses(arguments).items():
            ouverture, _ = TABLE[nom]
            for reponse in (client.get(adresse), client.post(adresse)):
                if nom == "rappel_sms":  # ouverte à tous, elle n'écoute que le fournisseur qui signe
                    conforme = reponse.status_code in (403, 405)
                elif ouverture == PUBLIC:
                    conforme = reponse.status_code in (200, 302, 404, 405)
                else:
                    conforme = (
                        reponse.status_code == 403 if ouverture == FERMEE else vers_la_connexion(reponse)
                    )
                if not conforme:
                    ecarts.append(f"{nom} : {reponse.status_code}")
    assert not ecarts


@pytest.mark.parametrize("role", [Role.CHARGEE_MISSION, Role.PILOTE, Role.DIRECTION])
def test_hors_du_programme_rien_n_existe(
    role: Role,
    arguments: dict[str, dict[str, Any]],
    compte: Callable[..., Compte],
    connecte: Callable[..., Any],
) -> None:
    """404, pour lire comme pour écrire : pas même un refus, qui dirait que l'objet existe."""
    etranger = compte(role, programme=programme_garni(1).programme)
    ecarts = []
    with connecte(etranger) as client:
        for nom, adresse in adresses(arguments).items():
            ouverture, portee = TABLE[nom]
            if portee != "objet" or role not in ouverture:
                continue
            for reponse in (client.get(adresse), client.post(adresse)):
                if reponse.status_code not in (404, 405):
                    ecarts.append(f"{reponse.wsgi_request.method} {nom} : {reponse.status_code}")
    assert not ecarts


@pytest.mark.parametrize("role", ROLES_DOSSIERS)
def test_hors_du_perimetre_aucun_dossier(
    role: Role,
    arguments: dict[str, dict[str, Any]],
    agent: Callable[..., Compte],
    dossiers: Dossiers,
    connecte: Callable[..., Any],
) -> None:
    """La personne d'un autre territoire, d'une autre structure, d'un autre référent n'existe pas (404).

    Le flux est celui du département entier : un gestionnaire d'un territoire n'y entre pas (403).
    """
    ecarts = []
    with connecte(agent(role, dossiers.autre)) as client:
        for nom, adresse in adresses(arguments).items():
            ouverture, portee = TABLE[nom]
            if portee not in ("dossier", "flux") or role not in ouverture:
                continue
            permis = (403,) if portee == "flux" else (404, 405)
            for reponse in (client.get(adresse), client.post(adresse)):
                if reponse.status_code not in permis and reponse.status_code != 405:
                    ecarts.append(f"{reponse.wsgi_request.method} {nom} : {reponse.status_code}")
    assert not ecarts


def test_un_pilote_n_ecrit_que_dans_ses_actions(
    monde: Monde, arguments: dict[str, dict[str, Any]], connecte: Callable[..., Any]
) -> None:
    autre = monde.periode(cle=monde.places[1].numero)
    with connecte(Role.PILOTE) as client:
        assert client.get(reverse("action", kwargs=autre)).status_code == 200
        for nom, suite in (
            ("section", {"type": "bilan"}),
            ("action_etat", {}),
            ("action_montant", {"genre": "depense"}),
        ):
            assert client.get(reverse(nom, kwargs=autre | suite)).status_code == 403
            assert client.post(reverse(nom, kwargs=autre | suite)).status_code == 403


def test_sans_habilitation_rien(
    arguments: dict[str, dict[str, Any]], creer_compte: Any, connecte: Any
) -> None:
    with connecte(creer_compte()) as client:
        for nom, adresse in adresses(arguments).items():
            ouverture, _ = TABLE[nom]
            if isinstance(ouverture, frozenset):
                assert client.get(adresse).status_code == 403, nom
