"""Corriger une valeur depuis son adresse, retenir l'une de deux valeurs en désaccord, revenir en arrière.

Rien ne se corrige seul : chaque fonction fait ce qu'une personne vient de demander, et l'histoire garde
l'état d'avant.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from jalon.mesure.chiffres.enums import AVEC_VALEUR, Statut
from jalon.mesure.chiffres.models import Chiffre
from jalon.mesure.chiffres.services import Constat
from jalon.pilotage.bilans.services import corriger_indicateur
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.rapport import ValeurCitee
from jalon.pilotage.controles.services import ecarter_mention, retablir_mention
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.pilotage.finances.services import corriger_montant
from jalon.pilotage.provenance.argent import MODELES
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

MOTIF_RETENUE = "une autre valeur a été retenue"
MODELES_SUIVIS: dict[str, Any] = MODELES | {"chiffre": Chiffre, "mention": Mention}


def objet_a(cible: str) -> Any:
    """L'objet qu'une adresse désigne, ou `None` pour une valeur déduite. Lève `ValidationError` s'il manque."""
    genre, _, reste = cible.partition(":")
    if genre not in MODELES_SUIVIS:
        return None
    try:
        return MODELES_SUIVIS[genre].objects.get(pk=reste)
    except ObjectDoesNotExist as erreur:
        raise ValidationError("Cette case n'existe plus : relisez l'anomalie.") from erreur


def retenir_valeur(*, valeurs: Sequence[ValeurCitee], rang: int, motif: str = "", acteur: Compte) -> int:
    """Retient `valeurs[rang]` : l'écrit dans les cases de la base qui disaient autre chose, et écarte les
    cases imprimées qui la contredisent. Rend le nombre de cases changées.

    Lève `ValidationError` si l'autre valeur est un total, qui se déduit et ne s'écrit pas, ou si rien ne
    peut changer.
    """
    retenue = valeurs[rang]
    autres = [v for i, v in enumerate(valeurs) if i != rang and v.valeur != retenue.valeur]
    deduites = [v for v in autres if v.lieu.cible.startswith("derive:")]
    if deduites and retenue.lieu.cible.startswith("mention:"):
        raise ValidationError(
            f"« {deduites[0].libelle} » est un total : il se déduit de ses lignes. Ouvrez-le et corrigez la "
            "ligne qui est fausse, ou retenez le total déduit."
        )
    a_changer = [v for v in autres if v.lieu.cible and not v.lieu.cible.startswith("derive:")]
    if not a_changer:
        raise ValidationError("Aucune case de Jalon ne changerait : corrigez la ligne fautive depuis sa page.")
    with acte("retenir_valeur", acteur=acteur):
        for autre in a_changer:
            _remplacer(objet_a(autre.lieu.cible), autre, retenue, motif.strip() or MOTIF_RETENUE, acteur)
    return len(a_changer)


def _remplacer(objet: Any, autre: ValeurCitee, retenue: ValeurCitee, motif: str, acteur: Compte) -> None:
    if isinstance(objet, Mention):
        ecarter_mention(mention=objet, motif=motif, acteur=acteur)
        return
    if not isinstance(retenue.valeur, Decimal):
        raise ValidationError(
            f"« {retenue.ecrite()} » n'est pas un nombre : ouvrez « {autre.libelle} » pour dire pourquoi il manque."
        )
    if isinstance(objet, Chiffre):
        corriger_chiffre_a(chiffre=objet, valeur=retenue.valeur, statut=_statut(objet), acteur=acteur)
        return
    corriger_montant(
        objet=objet,
        montant=retenue.valeur,
        part_executee=_part_executee(objet, autre, retenue),
        acteur=acteur,
    )


def _statut(chiffre: Chiffre) -> str:
    return chiffre.statut if chiffre.statut in AVEC_VALEUR else Statut.COMPTE


def _part_executee(objet: Credit | Depense | Contrepartie, autre: ValeurCitee, retenue: ValeurCitee) -> bool:
    """Une contrepartie porte deux montants sous une adresse : celui que l'anomalie cite est celui à changer."""
    if not isinstance(objet, Contrepartie) or objet.montant == autre.valeur:
        return False
    return objet.execute == autre.valeur


def corriger_chiffre_a(
    *, chiffre: Chiffre, valeur: Decimal | None, statut: str, methode: str = "", acteur: Compte
) -> Chiffre:
    """Remplace la valeur d'un chiffre, sur la même période et la même coupe."""
    constat = Constat(valeur, statut, coupe=chiffre.coupe, methode=methode or chiffre.methode)
    return corriger_indicateur(chiffre=chiffre, constat=constat, acteur=acteur)


def corriger_contrepartie(
    *,
    contrepartie: Contrepartie,
    montant: Decimal | None,
    statut: str,
    execute: Decimal | None,
    statut_execute: str,
    acteur: Compte,
) -> Contrepartie:
    """Corrige ensemble le prévu et l'exécuté d'une contrepartie ; ne touche pas celui qui ne change pas."""
    with acte("corriger_montant", acteur=acteur, objet=contrepartie.pk):
        if (montant, statut) != (contrepartie.montant, contrepartie.statut):
            contrepartie = corriger_montant(
                objet=contrepartie, montant=montant, statut=statut, acteur=acteur
            )
        if (execute, statut_execute) != (contrepartie.execute, contrepartie.statut_execute):
            contrepartie = corriger_montant(
                objet=contrepartie, montant=execute, statut=statut_execute, part_executee=True, acteur=acteur
            )
    return contrepartie


def revenir_a(*, cible: str, evenement: int, acteur: Compte) -> None:
    """Revient à un état passé d'une valeur. Lève `ValidationError` si cet état n'est pas dans son histoire."""
    objet = objet_a(cible)
    if objet is None:
        raise ValidationError("Une valeur déduite n'a pas d'état passé : revenez sur ses lignes.")
    passe = objet.events.filter(pgh_id=evenement).first()
    if passe is None:
        raise ValidationError("Cet état n'est pas dans l'histoire de cette valeur.")
    with acte("revenir_a", acteur=acteur):
        if isinstance(objet, Mention):
            _revenir_mention(objet, passe, acteur)
        elif isinstance(objet, Chiffre):
            corriger_chiffre_a(
                chiffre=objet, valeur=passe.valeur, statut=passe.statut, methode=passe.methode, acteur=acteur
            )
        elif isinstance(objet, Contrepartie):
            corriger_contrepartie(
                contrepartie=objet,
                montant=passe.montant,
                statut=passe.statut,
                execute=passe.execute,
                statut_execute=passe.statut_execute,
                acteur=acteur,
            )
        else:
            corriger_montant(objet=objet, montant=passe.montant, statut=passe.statut, acteur=acteur)


def _revenir_mention(mention: Mention, passe: Any, acteur: Compte) -> None:
    if passe.ecartee_le is None:
        retablir_mention(mention=mention, acteur=acteur)
    else:
        ecarter_mention(mention=mention, motif=passe.motif or MOTIF_RETENUE, acteur=acteur)
