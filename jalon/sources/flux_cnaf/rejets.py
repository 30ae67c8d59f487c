"""Les dossiers écartés d'un fichier : gardés, montrés, rejoués à leur place quand la cause est levée."""

from __future__ import annotations

import zlib
from hashlib import blake2b

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.personnes.bilan import cloturer_rejeu
from jalon.parcours.personnes.emballage import deballer, emballer
from jalon.parcours.personnes.enums import EtatRejet, Source
from jalon.parcours.personnes.integration import DossierRecu, Integration
from jalon.parcours.personnes.models import Rejet
from jalon.parcours.personnes.rapprochements import chercher_ressemblances
from jalon.socle.acces.models import Compte
from jalon.socle.base.chiffrement import Indechiffrable
from jalon.socle.journal.contexte import acte
from jalon.sources.flux_cnaf.analyse import normaliser_departement
from jalon.sources.flux_cnaf.chargement import departement_charge
from jalon.sources.flux_cnaf.conserve import observation_conservee, relire
from jalon.sources.flux_cnaf.erreurs import DossierIllisible
from jalon.sources.flux_cnaf.traduction import traduire
from jalon.sources.flux_cnaf.tranches import Rejet as Illisible


def rejouer_rejet(*, rejet: Rejet, acteur: Compte, octets: bytes | None = None) -> str:
    """Reprend un dossier écarté, tel quel ou corrigé (`octets` : le XML du foyer en UTF-8).

    Il prend la place que son fichier lui donne dans le temps : ce qui a été dit depuis l'emporte toujours.
    Rend ce qui s'est passé, en clair. Lève `ValidationError` s'il ne se lit toujours pas.
    """
    with acte("rejouer_rejet", acteur=acteur, rejet=rejet.pk):
        verrouille = Rejet.objects.select_for_update().select_related("chargement").get(pk=rejet.pk)
        _verifier_a_corriger(verrouille)
        conserve = deballer(bytes(verrouille.contenu))
        if octets is not None:
            conserve = conserve.partition(b"\n")[0] + b"\n" + octets
        lu = relire(conserve)
        if isinstance(lu, Illisible):
            raise ValidationError(
                f"Le dossier ne se lit toujours pas : {lu.motif} (ligne {lu.ligne} du dossier).",
                code="illisible",
            )
        attendu = departement_charge()
        partenaire = lu.donnees["IdentificationRSA"].get("Partenaire", {}).get("IDEPARTE", "")
        departement = normaliser_departement(partenaire) if partenaire else attendu or ""
        if attendu and departement != attendu:
            raise ValidationError("Ce dossier est celui d'un autre département.", code="departement")
        try:
            observation = traduire(lu)
        except DossierIllisible as erreur:
            raise ValidationError(
                f"Le dossier ne se lit toujours pas : {erreur.motif}.", code="illisible"
            ) from None
        integration = Integration(verrouille.chargement, departement, observation_conservee)
        empreinte = blake2b(conserve, digest_size=16).digest()
        integration.integrer([DossierRecu(observation, empreinte, emballer(conserve))])
        cloturer_rejeu(integration)
        chercher_ressemblances(integration.nouvelles)
        suite = "Dossier nouveau pris." if integration.comptes["nouveaux"] else "Dossier connu complété."
        if octets is not None:
            suite = f"Corrigé à l'écran. {suite}"
        _clore(verrouille, EtatRejet.REJOUE, suite, acteur)
    return suite


def xml_du_rejet(rejet: Rejet) -> str | None:
    """Le dossier écarté tel qu'il a été reçu, à corriger ; `None` s'il ne se relit plus ou n'est pas du flux.

    Un octet hors de l'encodage du fichier, gardé tel quel, s'y lit comme du windows-1252.
    """
    if rejet.chargement.source not in (Source.FLUX_MENSUEL, Source.FLUX_QUOTIDIEN):
        return None
    try:
        octets = deballer(bytes(rejet.contenu)).partition(b"\n")[2]
    except (Indechiffrable, zlib.error):
        return None
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def abandonner_rejet(*, rejet: Rejet, motif: str, acteur: Compte) -> None:
    """Renonce à un dossier écarté, en disant pourquoi. Lève `ValidationError` sans motif."""
    if not motif.strip():
        raise ValidationError("Dites pourquoi ce dossier est abandonné.", code="motif")
    with acte("abandonner_rejet", acteur=acteur, rejet=rejet.pk):
        verrouille = Rejet.objects.select_for_update().get(pk=rejet.pk)
        _verifier_a_corriger(verrouille)
        _clore(verrouille, EtatRejet.ABANDONNE, motif.strip(), acteur)


def _verifier_a_corriger(rejet: Rejet) -> None:
    if rejet.etat != EtatRejet.A_CORRIGER:
        raise ValidationError("Ce rejet est déjà traité.", code="deja_traite")


def _clore(rejet: Rejet, etat: EtatRejet, suite: str, acteur: Compte) -> None:
    rejet.etat, rejet.suite = etat, suite[:300]
    rejet.traite_par, rejet.traite_le = acteur, timezone.now()
    rejet.save(update_fields=["etat", "suite", "traite_par", "traite_le"])
