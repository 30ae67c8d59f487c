"""Corriger une valeur depuis son adresse, retenir l'une de deux valeurs en désaccord, revenir en arrière.

Rien ne se corrige seul : chaque fonction fait ce qu'une personne vient de demander, et l'histoire garde
l'état d'avant.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from jalon.mesure.chiffres.enums import AVEC_VALEUR, Statut
from jalon.mesure.chiffres.models import Chiffre
from jalon.mesure.chiffres.services import Constat
from jalon.pilotage.bilans.services import corriger_indicateur
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.rapport import Anomalie, ValeurCitee
from jalon.pilotage.controles.regles import catalogue
from jalon.pilotage.controles.services import ecarter_mention, retablir_mention
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.pilotage.finances.services import corriger_montant
from jalon.pilotage.provenance.argent import MODELES
from jalon.pilotage.provenance.concordances import role_de
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

MOTIF_RETENUE = "une autre valeur a été retenue"
MODELES_SUIVIS: dict[str, Any] = MODELES | {"chiffre": Chiffre, "mention": Mention}


def objet_a(cible: str) -> Any:
    """L'objet à cette adresse, ou `None` pour une valeur déduite. Lève `ValidationError` s'il manque."""
    genre, _, reste = cible.partition(":")
    if genre not in MODELES_SUIVIS:
        return None
    try:
        return MODELES_SUIVIS[genre].objects.get(pk=reste)
    except ObjectDoesNotExist as erreur:
        raise ValidationError("Cette case n'existe plus : relisez l'anomalie.") from erreur


def memes_grandeurs(anomalie: Anomalie) -> bool:
    """Vrai si l'anomalie oppose deux cases qui devraient dire la même chose : on peut alors en retenir une.

    Une somme face à ses lignes, une partie face à son tout n'en sont pas : écrire l'une dans l'autre n'aurait
    pas de sens.
    """
    if len(anomalie.valeurs) != 2 or len(anomalie.cibles) != 2 or anomalie.ecart is None:
        return False
    regle = next((r for r in catalogue() if r.code == anomalie.regle), None)
    if regle is None or regle.operateur != "egalite":
        return False
    nombres = [v.valeur for v in anomalie.valeurs if isinstance(v.valeur, Decimal)]
    return len(nombres) == 2 and abs(nombres[0] - nombres[1]) == abs(anomalie.ecart)


def retenir_valeur(*, anomalie: Anomalie, rang: int, motif: str = "", acteur: Compte) -> None:
    """Retient `anomalie.valeurs[rang]` : l'autre case, si Jalon la tient, prend cette valeur ; si elle n'est
    qu'imprimée, elle est écartée.

    Lève `ValidationError` si les deux cases ne disent pas la même chose, ou si l'autre est une valeur
    déduite : elle ne s'écrit pas, on corrige une de ses lignes.
    """
    if not memes_grandeurs(anomalie):
        raise ValidationError("Ces valeurs ne sont pas deux fois la même : corrigez la case fautive.")
    retenue, autre = anomalie.valeurs[rang], anomalie.valeurs[1 - rang]
    objet = objet_a(autre.lieu.cible)
    if objet is None:
        raise ValidationError(
            f"« {autre.libelle} » se déduit de ses lignes : ouvrez-la et corrigez la ligne qui est fausse."
        )
    with acte("retenir_valeur", acteur=acteur):
        _remplacer(objet, autre, retenue, motif.strip() or MOTIF_RETENUE, acteur)


def retenir_mention(*, cible: str, mention: str, acteur: Compte) -> None:
    """Écrit dans un crédit, une dépense ou une contrepartie le montant qu'un document imprime ailleurs.

    Lève `ValidationError` si la case imprimée n'a pas de montant, ou ne dit pas celui de cette action.
    """
    objet, imprimee = objet_a(cible), objet_a(mention)
    if not isinstance(imprimee, Mention) or imprimee.nombre is None or isinstance(objet, Mention | Chiffre):
        raise ValidationError("Cette case imprimée ne donne pas de montant à retenir.")
    if objet is None or imprimee.action_id != objet.action_id:
        raise ValidationError("Cette case imprimée est celle d'une autre action.")
    with acte("retenir_valeur", acteur=acteur):
        corriger_montant(
            objet=objet,
            montant=au_centime(imprimee.nombre),
            part_executee=role_de(imprimee) == "contrepartie_executee",
            acteur=acteur,
        )


def _remplacer(objet: Any, autre: ValeurCitee, retenue: ValeurCitee, motif: str, acteur: Compte) -> None:
    if isinstance(objet, Mention):
        ecarter_mention(mention=objet, motif=motif, acteur=acteur)
        return
    if not isinstance(retenue.valeur, Decimal):
        raise ValidationError(
            f"« {retenue.ecrite()} » n'est pas un nombre : ouvrez « {autre.libelle} » et dites pourquoi."
        )
    if isinstance(objet, Chiffre):
        corriger_chiffre_a(chiffre=objet, valeur=retenue.valeur, statut=_statut(objet), acteur=acteur)
        return
    corriger_montant(
        objet=objet,
        montant=au_centime(retenue.valeur),
        part_executee=_part_executee(objet, autre, retenue),
        acteur=acteur,
    )


def au_centime(nombre: Decimal) -> Decimal:
    """Le nombre au centime. Lève `ValidationError` s'il est plus fin : Jalon n'arrondit pas."""
    montant = nombre.quantize(Decimal("0.01"))
    if montant != nombre:
        raise ValidationError("Ce nombre a plus de deux décimales : corrigez la case vous-même.")
    return montant


def _statut(chiffre: Chiffre) -> str:
    return chiffre.statut if chiffre.statut in AVEC_VALEUR else Statut.COMPTE


def _part_executee(objet: Credit | Depense | Contrepartie, autre: ValeurCitee, retenue: ValeurCitee) -> bool:
    """Une contrepartie porte deux montants sous une adresse : celui que l'anomalie cite change."""
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
            contrepartie = corriger_montant(objet=contrepartie, montant=montant, statut=statut, acteur=acteur)
        if (execute, statut_execute) != (contrepartie.execute, contrepartie.statut_execute):
            contrepartie = corriger_montant(
                objet=contrepartie, montant=execute, statut=statut_execute, part_executee=True, acteur=acteur
            )
    return contrepartie


def revenir_a(*, cible: str, evenement: int, acteur: Compte) -> None:
    """Revient à un état passé d'une valeur. Lève `ValidationError` s'il n'est pas dans son histoire."""
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
