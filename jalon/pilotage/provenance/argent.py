"""L'origine d'un montant saisi ou lu : crédit, dépense, contrepartie."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jalon.pilotage.finances.agregats import argent_par_action
from jalon.pilotage.finances.enums import Financeur, NatureCredit
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.pilotage.finances.selectors import ligne_action
from jalon.pilotage.finances.tableau import LigneTableau
from jalon.pilotage.programmes.models import Exercice, PlaceAction
from jalon.pilotage.programmes.selectors import place_de_action
from jalon.pilotage.provenance.concordances import ailleurs_pour_action, reference
from jalon.pilotage.provenance.ecriture import ecrire_exercice, ecrire_lieu, ecrire_statut
from jalon.pilotage.provenance.formes import AutreEndroit, AutrePeriode, Origine, Source
from jalon.pilotage.provenance.histoire import histoire_de

Montant = Credit | Depense | Contrepartie
MODELES: dict[str, type[Montant]] = {"credit": Credit, "depense": Depense, "contrepartie": Contrepartie}


def origine_montant(genre: str, cle: UUID) -> Origine:
    """L'origine d'un montant. Lève `ObjectDoesNotExist` s'il n'existe pas ou n'est pas visible."""
    objet = _charger(MODELES[genre]).get(pk=cle)
    exercice = objet.exercice
    place = place_de_action(exercice.programme, exercice, objet.action_id)
    role = role_du_montant(objet)
    origine = Origine(
        cible=f"{genre}:{objet.pk}",
        genre=genre,
        valeur=ecrire_statut(objet.montant, objet.statut),
        nombre=objet.montant,
        titre=titre_du_montant(objet),
        exercice=exercice,
        source=source_de(objet),
        sens=_sens(objet, place),
        periode=ecrire_exercice(exercice),
        statut=objet.get_statut_display(),
        place=place,
        details=_details(objet),
        histoire=histoire_de(objet, _ecrire_evenement),
        annees=_autres_exercices(objet),
        correction="contrepartie" if isinstance(objet, Contrepartie) else "montant",
        objet=objet,
    )
    if place is not None and role:
        origine.ailleurs = _ailleurs(objet, role, origine.cible, ligne_de(place, exercice))
    return origine


def _ailleurs(objet: Montant, role: str, cible: str, ligne: LigneTableau) -> list[AutreEndroit]:
    """Les cases imprimées qui disent ce montant ; retenables si ce montant fait toute la case de Jalon."""
    roles = [role, "contrepartie_executee"] if isinstance(objet, Contrepartie) else [role]
    return [
        replace(endroit, retenable=seul and not endroit.concorde and not endroit.ecartee)
        for dit in roles
        for seul in [reference(ligne, dit).cible == cible]
        for endroit in ailleurs_pour_action(objet.exercice, objet.action_id, dit, ligne)
    ]


def ligne_de(place: PlaceAction, exercice: Exercice) -> LigneTableau:
    """La ligne de l'action dans le tableau des crédits."""
    argent = argent_par_action(exercice.programme, exercice, [place.action_id])
    return ligne_action(place, exercice, argent.get(place.action_id), {})


def role_du_montant(objet: Montant) -> str:
    """Rôle du montant dans le tableau des crédits ; vide s'il n'y figure pas (autre financeur)."""
    if isinstance(objet, Contrepartie):
        return "contrepartie"
    if objet.financeur != Financeur.ETAT:
        return ""
    if isinstance(objet, Depense):
        return "execute"
    return "report_entrant" if objet.nature == NatureCredit.REPORT_ENTRANT else "participation"


def titre_du_montant(objet: Montant) -> str:
    """Ce que c'est, en quelques mots."""
    if isinstance(objet, Contrepartie):
        return "Contrepartie du département, prévue"
    financeur = str(objet.organisation or "") if isinstance(objet, Credit) else ""
    qui = financeur or objet.get_financeur_display()
    if isinstance(objet, Depense):
        return f"Dépense, part « {qui} », étape « {objet.get_etape_display()} »"
    if objet.nature == NatureCredit.REPORT_ENTRANT:
        return f"Report entrant, part « {qui} », crédits d'origine {objet.annee_origine or 'inconnue'}"
    return f"Participation de l'exercice, part « {qui} »"


def source_de(objet: Any) -> Source:
    """Saisi par quelqu'un, ou lu dans une case d'un document."""
    qui, quand = str(objet.saisi_par or "Jalon"), objet.saisi_le
    if objet.piece is not None:
        ou = ecrire_lieu(objet.lieu)
        return Source(
            "lu",
            f"Lu dans « {objet.piece.nom} »{f', {ou}' if ou else ''}",
            qui,
            quand,
            objet.piece,
            objet.lieu or {},
        )
    return Source("saisie", f"Saisi par {qui}", qui, quand)


def _charger(modele: type[Montant]) -> QuerySet[Any]:
    liens = ["action", "exercice__programme__modele", "piece", "saisi_par"]
    propres = {
        Credit: ["organisation", "acte"],
        Depense: ["beneficiaire", "operateur"],
        Contrepartie: ["preuve"],
    }
    return modele.objects.select_related(*liens, *propres[modele])


def _sens(objet: Montant, place: PlaceAction | None) -> str:
    action = str(place) if place else objet.action.intitule
    return f"pour l'action « {action} »"


def _details(objet: Montant) -> list[tuple[str, str]]:
    if isinstance(objet, Credit):
        lignes = [("Acte", str(objet.acte or "")), ("Année d'origine", str(objet.annee_origine or ""))]
    elif isinstance(objet, Depense):
        lignes = [
            ("Nature de la dépense", objet.libelle),
            ("Bénéficiaire", str(objet.beneficiaire or "")),
            ("Opérateur", str(objet.operateur or "")),
            ("Date", f"{objet.date:%d/%m/%Y}" if objet.date else ""),
        ]
    else:
        lignes = [
            ("Exécuté", ecrire_statut(objet.execute, objet.statut_execute)),
            ("Base", objet.get_base_display()),
            ("Ce qui est valorisé", objet.libelle),
            ("Preuve", objet.preuve.nom if objet.preuve else "aucune"),
        ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]


def _ecrire_evenement(evenement: Any) -> str:
    texte = ecrire_statut(evenement.montant, evenement.statut)
    if hasattr(evenement, "statut_execute"):
        return f"{texte} ; exécuté : {ecrire_statut(evenement.execute, evenement.statut_execute)}"
    return texte


def _autres_exercices(objet: Montant) -> list[AutrePeriode]:
    """La même sorte de montant, pour la même action, aux autres exercices."""
    filtre: dict[str, Any] = {"action": objet.action_id}
    if not isinstance(objet, Contrepartie):
        filtre["financeur"] = objet.financeur
    if isinstance(objet, Credit):
        filtre |= {"nature": objet.nature, "organisation": objet.organisation_id}
    if isinstance(objet, Depense):
        filtre |= {"etape": objet.etape, "operateur": objet.operateur_id}
    semblables = type(objet).objects.filter(**filtre).select_related("exercice", "piece")
    return [
        AutrePeriode(
            periode=autre.exercice.code,
            valeur=ecrire_statut(autre.montant, autre.statut),
            cible=f"{type(objet).__name__.lower()}:{autre.pk}",
            provenance=f"lu dans « {autre.piece.nom} »" if autre.piece else "saisi",
            actuelle=autre.pk == objet.pk,
        )
        for autre in semblables.order_by("exercice__debut_credits", "id")
    ]
