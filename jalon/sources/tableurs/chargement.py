"""Charger les foyers d'un tableur comme ceux d'un flux : un dossier faux est écarté entier et se rejoue."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from hashlib import blake2b
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.personnes.bilan import cloturer, cloturer_rejeu
from jalon.parcours.personnes.emballage import deballer, emballer
from jalon.parcours.personnes.enums import EtatRejet, Source
from jalon.parcours.personnes.integration import DossierRecu, Integration
from jalon.parcours.personnes.models import Chargement, Foyer, Rejet
from jalon.parcours.personnes.rapprochements import chercher_ressemblances
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.sources.chargements import Bilan, FichierRefuse, conduire
from jalon.sources.flux_cnaf.conserve import observation_conservee
from jalon.sources.tableurs.conserve import FoyerIncoherent, conserver, observer
from jalon.sources.tableurs.correspondance import Plan, verifier
from jalon.sources.tableurs.lecture import LigneLue, lire_brute, lire_lignes
from jalon.sources.tableurs.models import Correspondance
from jalon.sources.tableurs.natures import nature
from jalon.sources.tableurs.ouverture import ouvrir_tableur
from jalon.sources.tableurs.services import tableau_seul

BENEFICIAIRES = "beneficiaires"
TAILLE_LOT = 1000
DOSSIER_MAX = 40


def charger_tableur(
    chemin: Path,
    *,
    acteur: Compte,
    jour: date,
    departement: str = "",
    correspondance: Correspondance | None = None,
    complet: bool = False,
    nom: str = "",
    essai: bool = False,
) -> Bilan:
    """Charge les foyers d'un tableur, tels qu'ils étaient au `jour` ; `complet` : il porte tout le stock.

    Lève `PermissionDenied`.
    """

    def prendre(chargement: Chargement, bilan: Bilan) -> None:
        code = _departement(departement)
        dossiers, plan = _lire(chemin, nom, correspondance)
        chargement.reference, chargement.version = jour, BENEFICIAIRES
        chargement.cree_le = timezone.make_aware(datetime.combine(jour, time.min))
        chargement.save()
        integration = Integration(chargement, code, observation_conservee)
        rejets = _integrer(integration, dossiers, plan)
        Rejet.objects.bulk_create(rejets, batch_size=500)
        bilan.rejets = [{"dossier": r.dossier, "motif": r.motif, "ligne": r.ligne} for r in rejets]
        bilan.rapport = cloturer(
            integration, annonces=len(dossiers), lus=len(dossiers), rejets=len(rejets), complet=complet
        )
        chercher_ressemblances(integration.nouvelles)
        bilan.comptes = dict(integration.comptes) | {
            "foyers": len(dossiers),
            "personnes": sum(map(len, dossiers.values())),
        }

    return conduire(
        chemin,
        source=Source.TABLEUR,
        acteur=acteur,
        prendre=prendre,
        nom=nom,
        essai=essai,
        distinguer=lambda: f"{jour}",
    )


def rejouer_rejet(*, rejet: Rejet, acteur: Compte, lignes: Sequence[dict[str, str]] | None = None) -> str:
    """Reprend un dossier écarté, tel quel ou corrigé (`lignes` : nom de colonne → case), à sa place.

    Lève `ValidationError` s'il ne se lit toujours pas ou s'il est déjà traité.
    """
    with acte("rejouer_rejet", acteur=acteur, rejet=rejet.pk):
        verrouille = Rejet.objects.select_for_update().select_related("chargement").get(pk=rejet.pk)
        if verrouille.etat != EtatRejet.A_CORRIGER or verrouille.chargement.source != Source.TABLEUR:
            raise ValidationError("Ce rejet est déjà traité, ou n'est pas d'un tableur.", code="deja_traite")
        garde = json.loads(deballer(bytes(verrouille.contenu)))
        plan = Plan(nature(BENEFICIAIRES), garde["colonnes"], garde["codes"])
        brutes = garde["lignes"] if lignes is None else lignes
        lues = [lire_brute(brute, plan, verrouille.ligne) for brute in brutes]
        recu = _dossier_recu(lues)
        if isinstance(recu, str):
            raise ValidationError(f"Le dossier ne se lit toujours pas : {recu}"[:300], code="illisible")
        integration = Integration(verrouille.chargement, _departement(""), observation_conservee)
        integration.integrer([recu])
        cloturer_rejeu(integration)
        chercher_ressemblances(integration.nouvelles)
        suite = "Dossier nouveau pris." if integration.comptes["nouveaux"] else "Dossier connu complété."
        verrouille.etat, verrouille.suite = EtatRejet.REJOUE, suite
        verrouille.traite_par, verrouille.traite_le = acteur, timezone.now()
        verrouille.save(update_fields=["etat", "suite", "traite_par", "traite_le"])
    return suite


def _lire(
    chemin: Path, nom: str, correspondance: Correspondance | None
) -> tuple[dict[str, list[LigneLue]], Plan]:
    """Lignes de chaque dossier, où qu'elles soient dans le tableau. Lève `FichierRefuse`."""
    tableau, plan = tableau_seul(ouvrir_tableur(chemin, nom), BENEFICIAIRES, correspondance)
    verifier(plan, tableau.nom)
    dossiers: dict[str, list[LigneLue]] = defaultdict(list)
    for ligne in lire_lignes(tableau, plan):
        # Sans numéro de dossier lisible, la ligne fait un dossier à elle seule, qui sera écarté.
        dossiers[str(ligne.valeurs.get("dossier") or f"ligne {ligne.numero}")].append(ligne)
    if not dossiers:
        raise FichierRefuse("le tableau n'a aucune ligne sous ses titres. Vérifiez qu'il est entier.")
    return dossiers, plan


def _integrer(integration: Integration, dossiers: dict[str, list[LigneLue]], plan: Plan) -> list[Rejet]:
    lot: list[DossierRecu] = []
    rejets: list[Rejet] = []
    for lignes in dossiers.values():
        recu = _dossier_recu(lignes)
        if isinstance(recu, str):
            rejets.append(_rejet(integration.chargement, lignes, plan, recu))
            continue
        lot.append(recu)
        if len(lot) >= TAILLE_LOT:
            integration.integrer(lot)
            lot = []
    if lot:
        integration.integrer(lot)
    return rejets


def _dossier_recu(lignes: Sequence[LigneLue]) -> DossierRecu | str:
    """Le dossier, ou pourquoi il est écarté : une seule case fausse l'écarte entier."""
    fausses = [f"ligne {ligne.numero}, {ligne.motif}" for ligne in lignes if ligne.erreurs]
    if fausses:
        return " ; ".join(fausses)
    valeurs = [ligne.valeurs for ligne in lignes]
    try:
        observation = observer(valeurs)
    except FoyerIncoherent as erreur:
        return str(erreur)
    octets = conserver(valeurs)
    return DossierRecu(observation, blake2b(octets, digest_size=16).digest(), emballer(octets))


def _rejet(chargement: Chargement, lignes: Sequence[LigneLue], plan: Plan, motif: str) -> Rejet:
    garde = {"colonnes": plan.colonnes, "codes": plan.codes, "lignes": [ligne.brute for ligne in lignes]}
    return Rejet(
        chargement=chargement,
        dossier=str(lignes[0].valeurs.get("dossier", ""))[:DOSSIER_MAX],
        ligne=lignes[0].numero,
        motif=motif[:300],
        contenu=emballer(json.dumps(garde, ensure_ascii=False).encode()),
    )


def _departement(demande: str) -> str:
    """Le département dit, ou celui des foyers déjà chargés. Lève `FichierRefuse` s'ils diffèrent."""
    connu = Foyer.objects.values_list("departement", flat=True).first() or ""
    if demande and connu and demande != connu:
        raise FichierRefuse("les foyers déjà chargés sont d'un autre département.")
    if not demande and not connu:
        raise FichierRefuse("le département n'est pas connu : aucun foyer n'est chargé. Donnez son code.")
    return demande or connu
