"""Reprendre l'extrait d'un logiciel métier : un classeur ou un CSV, une nature de faits par feuille."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.personnes.emballage import deballer
from jalon.parcours.personnes.enums import EtatRejet, NatureFait, Source
from jalon.parcours.personnes.identite import normaliser
from jalon.parcours.personnes.models import Chargement, FaitRepris, Rejet
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.sources.chargements import Bilan, FichierRefuse, conduire, garder_rejets
from jalon.sources.extraits.application import Application
from jalon.sources.extraits.reprise import Reprise
from jalon.sources.extraits.systemes import code_nature, systemes
from jalon.sources.tableurs.correspondance import Plan, Tableau, proposer, trouver_tableau, verifier
from jalon.sources.tableurs.lecture import LigneLue, lire_brute, lire_lignes
from jalon.sources.tableurs.models import Correspondance
from jalon.sources.tableurs.natures import nature as nature_de_tableau
from jalon.sources.tableurs.ouverture import Feuille, ouvrir_tableur

ORDRE = tuple(NatureFait)
"""Les personnes d'abord : les autres faits les désignent par leur identifiant."""
MOTS = {
    "PERSONNE": NatureFait.PERSONNE,
    "INDIVIDU": NatureFait.PERSONNE,
    "REFERENT": NatureFait.REFERENT,
    "ORIENTATION": NatureFait.ORIENTATION,
    "RENDEZ VOUS": NatureFait.RENDEZ_VOUS,
    "RDV": NatureFait.RENDEZ_VOUS,
    "CONTRAT": NatureFait.CONTRAT,
}


@dataclass(frozen=True, slots=True)
class Extrait:
    """Ce qu'est l'extrait : son logiciel, le jour où il a été tiré, et s'il porte tout."""

    systeme: str
    jour: date
    nature: NatureFait | None = None
    complet: bool = True
    accepter_disparitions: bool = False


def reprendre_extrait(
    chemin: Path, extrait: Extrait, *, acteur: Compte, nom: str = "", essai: bool = False
) -> Bilan:
    """Reprend un extrait, ou dit pourquoi il est refusé. Lève `PermissionDenied`."""

    def prendre(chargement: Chargement, bilan: Bilan) -> None:
        if extrait.systeme not in systemes():
            raise FichierRefuse(f"ce logiciel n'est pas connu. Choisissez parmi : {', '.join(systemes())}.")
        tableaux = tableaux_de_l_extrait(ouvrir_tableur(chemin, nom), extrait)
        for _, tableau, plan in tableaux:
            verifier(plan, tableau.nom)
        chargement.reference, chargement.version = extrait.jour, extrait.systeme[:20]
        chargement.cree_le = timezone.make_aware(datetime.combine(extrait.jour, time.min))
        chargement.save()
        application = Application(chargement, extrait.jour, acteur)
        bilan.rapport["natures"] = {
            nature.value: _reprendre_tableau(nature, tableau, plan, extrait, application, bilan)
            for nature, tableau, plan in tableaux
        }
        totaux: Counter[str] = Counter(application.comptes)
        for comptes in bilan.rapport["natures"].values():
            totaux.update(comptes)
        bilan.comptes = dict(totaux)

    return conduire(
        chemin,
        source=Source.EXTRAIT,
        acteur=acteur,
        prendre=prendre,
        nom=nom,
        essai=essai,
        distinguer=lambda: f"{extrait.systeme} {extrait.jour}",
    )


def rejouer_rejet(*, rejet: Rejet, acteur: Compte, ligne: dict[str, str] | None = None) -> str:
    """Reprend une ligne écartée, telle quelle ou corrigée (nom de colonne → case), à la date de son extrait.

    Lève `ValidationError` si elle ne se lit toujours pas, ou si un extrait plus récent a montré ce fait.
    """
    with acte("rejouer_rejet", acteur=acteur, rejet=rejet.pk):
        verrouille = Rejet.objects.select_for_update().select_related("chargement").get(pk=rejet.pk)
        chargement = verrouille.chargement
        if verrouille.etat != EtatRejet.A_CORRIGER or chargement.source != Source.EXTRAIT:
            raise ValidationError("Ce rejet est déjà traité, ou n'est pas d'un extrait.", code="deja_traite")
        garde = json.loads(deballer(bytes(verrouille.contenu)))
        nature, jour = NatureFait(garde["nature"]), chargement.instant.jour
        plan = Plan(nature_de_tableau(code_nature(nature)), garde["colonnes"], garde["codes"])
        lue = lire_brute(garde["ligne"] if ligne is None else ligne, plan, verrouille.ligne)
        if lue.erreurs:
            raise ValidationError(f"La ligne ne se lit toujours pas : {lue.motif}"[:300], code="illisible")
        if FaitRepris.objects.filter(
            systeme=chargement.version, nature=nature, cle_source=lue.valeurs["id"], vu_le__gte=jour
        ).exists():
            raise ValidationError("Un extrait a déjà dit ce fait, le même jour ou depuis.", code="depasse")
        reprise = Reprise(chargement.version, nature, chargement, jour)
        reprise.reprendre_ligne(lue)
        Application(chargement, jour, acteur).appliquer(reprise)
        suite = "Fait pris." if reprise.changements[0].fait.membre_id else "Fait pris, sans personne connue."
        verrouille.etat, verrouille.suite = EtatRejet.REJOUE, suite
        verrouille.traite_par, verrouille.traite_le = acteur, timezone.now()
        verrouille.save(update_fields=["etat", "suite", "traite_par", "traite_le"])
    return suite


def plan_de_l_extrait(feuille: Feuille, systeme: str, nature: NatureFait) -> tuple[Tableau, Plan]:
    """Le tableau d'une feuille : correspondance enregistrée au nom du logiciel, sinon celle toute prête.

    Lève `FichierRefuse` s'il n'a pas d'en-tête reconnu.
    """
    code = code_nature(nature)
    connue = nature_de_tableau(code)
    enregistree = Correspondance.objects.filter(nom=systeme, nature=code).first()
    colonnes = systemes()[systeme].colonnes.get(nature, {}) | (enregistree.colonnes if enregistree else {})
    tableau = trouver_tableau(feuille, connue, colonnes)
    codes = enregistree.codes if enregistree else None
    return tableau, proposer(tableau.entete, connue, colonnes=colonnes, codes=codes)


def tableaux_de_l_extrait(
    feuilles: Sequence[Feuille], extrait: Extrait
) -> list[tuple[NatureFait, Tableau, Plan]]:
    """Ce que porte chaque feuille, les personnes d'abord.

    Lève `FichierRefuse` si une feuille ne dit pas sa nature, ou dit la même qu'une autre.
    """
    lus: dict[NatureFait, tuple[NatureFait, Tableau, Plan]] = {}
    for feuille in feuilles:
        nature = extrait.nature or _nature(feuille.nom)
        if nature is None:
            raise FichierRefuse(
                f"le nom « {feuille.nom[:60]} » ne dit pas s'il s'agit de personnes, de référents, "
                "d'orientations, de rendez-vous ou de contrats. Renommez la feuille ou dites "
                "sa nature (option --nature)."
            )
        if nature in lus:
            raise FichierRefuse(f"deux feuilles portent des {nature.label}. Gardez-en une seule.")
        lus[nature] = (nature, *plan_de_l_extrait(feuille, extrait.systeme, nature))
    return sorted(lus.values(), key=lambda lu: ORDRE.index(lu[0]))


def _nature(nom: str) -> NatureFait | None:
    return next((nature for mot, nature in MOTS.items() if mot in normaliser(nom)), None)


def _reprendre_tableau(
    nature: NatureFait, tableau: Tableau, plan: Plan, extrait: Extrait, application: Application, bilan: Bilan
) -> dict[str, int]:
    justes, fausses = _trier(lire_lignes(tableau, plan))
    if not justes and not fausses:
        raise FichierRefuse(f"« {tableau.nom[:60]} » n'a aucune ligne. Vérifiez que l'extrait est entier.")
    reprise = Reprise(extrait.systeme, nature, application.chargement, extrait.jour)
    reprise.reprendre(justes)
    illisibles = [ligne for ligne, _ in fausses if "id" not in ligne.valeurs]
    if extrait.complet and not illisibles:
        vus = {ligne.valeurs["id"] for ligne in justes} | {ligne.valeurs["id"] for ligne, _ in fausses}
        reprise.relever_disparus(vus, accepter=extrait.accepter_disparitions)
    application.appliquer(reprise)
    garder_rejets(
        application.chargement,
        bilan,
        [(ligne.numero, motif, _garde(nature, plan, ligne)) for ligne, motif in fausses],
    )
    reprise.comptes.update(lignes=len(justes) + len(fausses), rejets=len(fausses))
    return dict(reprise.comptes)


def _trier(lignes: Iterator[LigneLue]) -> tuple[list[LigneLue], list[tuple[LigneLue, str]]]:
    """Lignes justes, une par identifiant ; et les autres, avec leur motif."""
    justes: dict[str, LigneLue] = {}
    fausses: list[tuple[LigneLue, str]] = []
    for ligne in lignes:
        if ligne.erreurs:
            fausses.append((ligne, ligne.motif))
        elif ligne.valeurs["id"] in justes:
            premiere = justes[ligne.valeurs["id"]].numero
            fausses.append((ligne, f"même identifiant que la ligne {premiere}. Ôtez celle qui est en trop."))
        else:
            justes[ligne.valeurs["id"]] = ligne
    return list(justes.values()), fausses


def _garde(nature: NatureFait, plan: Plan, ligne: LigneLue) -> bytes:
    garde = {"nature": nature.value, "colonnes": plan.colonnes, "codes": plan.codes, "ligne": ligne.brute}
    return json.dumps(garde, ensure_ascii=False).encode()
