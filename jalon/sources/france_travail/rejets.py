"""Reprendre une ligne écartée d'un fichier de France Travail, telle quelle ou corrigée."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.personnes.emballage import deballer
from jalon.parcours.personnes.enums import EtatRejet, NatureFranceTravail, Source
from jalon.parcours.personnes.models import Rejet
from jalon.parcours.personnes.reconnaissance import reconnaitre
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.sources.france_travail.chargement import ligne_a_garder, recalculer_par_lots
from jalon.sources.france_travail.lignes import LigneIllisible, lire_ligne


def rejouer_rejet(*, rejet: Rejet, acteur: Compte, octets: bytes | None = None) -> str:
    """Reprend la ligne à la place que son fichier lui donne dans le temps ; rend ce qui s'est passé.

    Lève `ValidationError` si elle ne se lit toujours pas ou si le rejet est déjà traité.
    """
    with acte("rejouer_rejet", acteur=acteur, rejet=rejet.pk):
        verrouille = Rejet.objects.select_for_update().select_related("chargement").get(pk=rejet.pk)
        chargement = verrouille.chargement
        if verrouille.etat != EtatRejet.A_CORRIGER or chargement.source != Source.FRANCE_TRAVAIL:
            raise ValidationError(
                "Ce rejet est déjà traité, ou n'est pas de France Travail.", code="deja_traite"
            )
        ligne = octets if octets is not None else deballer(bytes(verrouille.contenu))
        nature = NatureFranceTravail(chargement.version)
        try:
            lue = lire_ligne(ligne, nature, chargement.instant.jour)
        except LigneIllisible as erreur:
            raise ValidationError(f"La ligne ne se lit toujours pas : {erreur}.", code="illisible") from None
        (reconnue,) = reconnaitre([lue.recherche])
        ligne_a_garder(chargement, nature, verrouille.ligne, ligne, lue, reconnue).save(force_insert=True)
        if reconnue.personne:
            recalculer_par_lots({reconnue.personne})
        suite = f"Ligne prise : {reconnue.appariement.label}."
        verrouille.etat, verrouille.suite = EtatRejet.REJOUE, suite
        verrouille.traite_par, verrouille.traite_le = acteur, timezone.now()
        verrouille.save(update_fields=["etat", "suite", "traite_par", "traite_le"])
    return suite
