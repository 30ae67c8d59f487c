"""L'origine d'une case imprimée, gardée à côté de ce que la base tient."""

from __future__ import annotations

from uuid import UUID

from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.selectors import mention_par_id
from jalon.pilotage.programmes.models import PlaceAction
from jalon.pilotage.programmes.selectors import place_de_action
from jalon.pilotage.provenance.argent import ligne_de
from jalon.pilotage.provenance.concordances import TABLEAUX, ailleurs_pour_action, egaux, reference, role_de
from jalon.pilotage.provenance.ecriture import ecrire_case, ecrire_lieu
from jalon.pilotage.provenance.formes import AutreEndroit, Origine, Source
from jalon.pilotage.provenance.histoire import histoire_de

LIBELLES_ROLES = {
    "contrepartie": "contrepartie prévue",
    "contrepartie_executee": "contrepartie exécutée",
    "report_entrant": "report entrant",
    "participation": "participation de l'exercice",
    "recettes": "recettes (report entrant et participation)",
    "execute": "exécuté",
    "solde": "solde (recettes moins exécuté)",
    "global_prevu": "budget global prévu",
    "global_execute": "budget global exécuté",
}


def origine_mention(cle: UUID) -> Origine:
    """L'origine d'une mention. Lève `ObjectDoesNotExist` si elle n'existe pas ou n'est pas visible."""
    mention = mention_par_id(cle)
    exercice = mention.exercice
    place = place_de_action(exercice.programme, exercice, mention.action_id) if mention.action_id else None
    role = role_de(mention)
    ou = ecrire_lieu(mention.lieu)
    origine = Origine(
        cible=f"mention:{mention.pk}",
        genre="mention",
        valeur=mention.texte or "case vide",
        nombre=mention.nombre,
        titre=f"Imprimé dans : {TABLEAUX.get(mention.tableau, mention.tableau)}",
        exercice=exercice,
        source=Source(
            "lu",
            f"Lu dans « {mention.piece.nom} »{f', {ou}' if ou else ''}",
            piece=mention.piece,
            lieu=mention.lieu,
        ),
        sens=LIBELLES_ROLES.get(role, mention.titre),
        periode=f"Exercice {exercice.code}",
        statut="écartée" if mention.ecartee_le else "compte dans les contrôles",
        place=place,
        details=_details(mention),
        histoire=histoire_de(mention, _ecrire_evenement),
        correction="mention",
        objet=mention,
    )
    if place is not None and role:
        origine.ailleurs = _ailleurs(mention, place, role)
    return origine


def _details(mention: Mention) -> list[tuple[str, str]]:
    lignes = [("Titre imprimé", mention.titre), ("Case", mention.cle)]
    if mention.ecartee_le:
        lignes += [("Écartée par", str(mention.ecartee_par)), ("Motif", mention.motif)]
    return [(nom, valeur) for nom, valeur in lignes if valeur]


def _ailleurs(mention: Mention, place: PlaceAction, role: str) -> list[AutreEndroit]:
    """Ce que Jalon tient pour ce rôle, puis les autres cases qui le disent."""
    ligne = ligne_de(place, mention.exercice)
    tenue = reference(ligne, role)
    concorde = None
    if tenue.montant is not None and mention.nombre is not None:
        concorde = egaux(tenue.montant, mention.nombre, mention.decimales)
    dans_jalon = AutreEndroit("Jalon", ecrire_case(tenue), concorde, tenue.cible)
    autres = ailleurs_pour_action(mention.exercice, place.action_id, role, ligne)
    return [dans_jalon, *(a for a in autres if a.cible != f"mention:{mention.pk}")]


def _ecrire_evenement(evenement: object) -> str:
    texte = getattr(evenement, "texte", "") or "case vide"
    return f"{texte} (écartée)" if getattr(evenement, "ecartee_le", None) else texte
