"""Écrire un contrat : l'ouvrir, garder son brouillon, le proposer, le soumettre, le reprendre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F

from jalon.parcours.contrats.contenu import contenu_de, empreinte_de
from jalon.parcours.contrats.enums import MODIFIABLES, EtatContrat, MotifCloture
from jalon.parcours.contrats.etats import ecrire, instant_de, jour_de, ouvrir, passer, verrouiller
from jalon.parcours.contrats.models import CodeSignature, Contrat, Engagement, Objectif, VersionContrat
from jalon.parcours.contrats.regles import exiger_complet, regime_au, type_de
from jalon.parcours.contrats.services.circuit import ouvrir_circuit
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.liens import retirer_liens
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.services import annuler
from jalon.socle.organisations.models import Organisation

OBJET = "contrat"
"""Objet des liens et des messages qui parlent d'un contrat."""


@dataclass(frozen=True, slots=True)
class ClauseSaisie:
    """Un engagement tel qu'écrit ; `id` : celui qu'elle modifie, vide pour un nouveau."""

    partie: str
    libelle: str
    debut: date | None = None
    echeance: date | None = None
    heures_semaine: Decimal | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ObjectifSaisi:
    domaine: str
    libelle: str
    engagements: Sequence[ClauseSaisie] = ()
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Saisie:
    """Tout ce que l'écran de rédaction envoie. Un champ vide reste vide : rien n'est inventé."""

    debut: date
    fin: date | None = None
    heures_semaine: Decimal | None = None
    motif_reduction: str = ""
    precision_reduction: str = ""
    motif_reexamen: str = ""
    diagnostic: str = ""
    emploi_recherche: str = ""
    zone_recherche: str = ""
    salaire_attendu: str = ""
    objectifs: Sequence[ObjectifSaisi] = field(default_factory=tuple)

    def champs(self) -> dict[str, object]:
        return {nom: getattr(self, nom) for nom in self.__slots__ if nom != "objectifs"}


def creer_contrat(
    *,
    personne: Personne,
    organisme_referent: Organisation,
    acteur: Compte,
    referent: Compte | None = None,
    debut: date | None = None,
    fin: date | None = None,
    voie: str = "",
    precedent: Contrat | None = None,
    suite: str = "",
    le: date | datetime | None = None,
) -> Contrat:
    """Ouvre un brouillon ; le régime, donc le type, est celui du jour où il est établi.

    Lève `ValidationError` si un contrat de cette personne est déjà en préparation, ou si la fin précède le
    début.
    """
    jour = jour_de(le)
    regime = regime_au(jour)
    with acte("creer_contrat", acteur=acteur, personne=personne.pk):
        contrat = Contrat(
            personne=personne,
            regime=regime,
            type=type_de(regime),
            voie=voie,
            organisme_referent=organisme_referent,
            referent=referent,
            etabli_le=jour,
            debut=debut or jour,
            fin=fin,
            precedent=precedent,
            suite=suite,
            cree_par=acteur,
        )
        ouvrir(contrat)
    return contrat


def enregistrer_brouillon(
    *, contrat: Contrat, saisie: Saisie, acteur: Compte, revision_lue: int | None = None
) -> Contrat:
    """Garde le brouillon, même incomplet ; un contrat proposé redevient brouillon.

    `revision_lue` : le rang d'enregistrement que l'écran montrait. Lève `ValidationError` : contrat déjà
    soumis, dates ou heures impossibles, ou quelqu'un d'autre a enregistré entre-temps (`code="conflit"`).
    """
    with acte("enregistrer_contrat", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        _exiger_modifiable(frais)
        if revision_lue is not None and revision_lue != frais.revision:
            raise ValidationError(
                "Quelqu'un a enregistré ce contrat pendant que vous l'écriviez : relisez sa version.",
                code="conflit",
            )
        if frais.etat == EtatContrat.PROPOSE:
            passer(frais, EtatContrat.BROUILLON, propose_le=None)
        for nom, valeur in saisie.champs().items():
            setattr(frais, nom, valeur.strip() if isinstance(valeur, str) else valeur)
        frais.revision += 1
        ecrire(frais, *saisie.champs(), "revision")
        _ecrire_clauses(frais, saisie.objectifs)
    return frais


def proposer_contrat(*, contrat: Contrat, acteur: Compte, le: date | datetime | None = None) -> Contrat:
    """Fige ce qui est écrit pour que la personne le lise. Lève `ValidationError` s'il est incomplet."""
    with acte("proposer_contrat", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        exiger_complet(frais, jour_de(le))
        _figer(frais, acteur, instant_de(le))
        passer(frais, EtatContrat.PROPOSE, propose_le=jour_de(le), version=frais.version)
    return frais


def soumettre_contrat(*, contrat: Contrat, acteur: Compte, le: date | datetime | None = None) -> Contrat:
    """Fige le contrat et l'envoie au circuit de son organisme ; sans étape, il est prêt à signer.

    Lève `ValidationError` (par champ) s'il est incomplet.
    """
    with acte("soumettre_contrat", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        _exiger_modifiable(frais)
        jour = jour_de(le)
        exiger_complet(frais, jour)
        _figer(frais, acteur, instant_de(le))
        if ouvrir_circuit(frais, jour):
            passer(frais, EtatContrat.EN_CIRCUIT, soumis_le=jour, version=frais.version)
        else:
            passer(frais, EtatContrat.A_SIGNER, soumis_le=jour, a_signer_le=jour, version=frais.version)
    return frais


def reprendre_contrat(*, contrat: Contrat, acteur: Compte) -> Contrat:
    """Rouvre un contrat proposé, en validation ou à signer ; l'ancienne version garde ses signatures."""
    with acte("reprendre_contrat", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        passer(frais, EtatContrat.BROUILLON, propose_le=None, soumis_le=None, a_signer_le=None)
        fermer_les_liens(frais, acteur)
    return frais


def abandonner_contrat(
    *,
    contrat: Contrat,
    motif: str,
    acteur: Compte,
    precision: str = "",
    le: date | datetime | None = None,
) -> Contrat:
    """Renonce à un contrat pas encore signé. Lève `ValidationError` sans motif."""
    exiger_motif(motif, precision)
    with acte("abandonner_contrat", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        passer(
            frais,
            EtatContrat.ABANDONNE,
            clos_le=jour_de(le),
            motif_cloture=motif,
            precision_cloture=precision.strip(),
        )
        fermer_les_liens(frais, acteur)
    return frais


def fermer_les_liens(contrat: Contrat, acteur: Compte) -> None:
    """Le lien et le code envoyés pour une version qui n'existe plus ne servent plus."""
    retirer_liens(personne=contrat.personne_id, objet=OBJET, cible=contrat.pk)
    annuler(objet=OBJET, cible=contrat.pk, motif="le contrat a changé", acteur=acteur)
    CodeSignature.objects.filter(contrat=contrat, utilise_le=None, retire_le=None).update(
        retire_le=instant_de(None)
    )


def exiger_motif(motif: str, precision: str) -> None:
    """Lève `ValidationError` sans motif connu, ou pour « autre » sans précision."""
    if motif not in MotifCloture.values:
        raise ValidationError({"motif": "Choisissez un motif dans la liste."})
    if motif == MotifCloture.AUTRE and not precision.strip():
        raise ValidationError({"precision": "Précisez le motif."})


def _exiger_modifiable(contrat: Contrat) -> None:
    if contrat.etat not in MODIFIABLES:
        raise ValidationError(
            f"Ce contrat est « {contrat.get_etat_display()} » : reprenez-le, ou révisez-le, pour le changer.",
            code="etat",
        )


def _figer(contrat: Contrat, acteur: Compte, quand: datetime) -> VersionContrat:
    """La version de ce qui est écrit : la dernière si rien n'a changé ni été dit d'elle, ou une nouvelle."""
    contenu = contenu_de(contrat)
    empreinte = empreinte_de(contenu)
    derniere = contrat.versions.order_by("-numero").first()
    if derniere is not None and derniere.empreinte == empreinte and not _deja_vue(contrat, derniere.numero):
        contrat.version = derniere.numero
        return derniere
    contrat.version = (derniere.numero if derniere else 0) + 1
    return VersionContrat.objects.create(
        contrat=contrat,
        numero=contrat.version,
        contenu=contenu,
        empreinte=empreinte,
        figee_le=quand,
        figee_par=acteur,
    )


def _deja_vue(contrat: Contrat, numero: int) -> bool:
    """Une version passée par le circuit, ou signée d'un côté, garde ce qui en a été dit."""
    return (
        contrat.passages.filter(version=numero).exists() or contrat.signatures.filter(version=numero).exists()
    )


def _ecrire_clauses(contrat: Contrat, saisis: Sequence[ObjectifSaisi]) -> None:
    """Met les objectifs et leurs engagements dans l'ordre saisi ; ce qui n'est plus saisi est retiré."""
    objectifs = {o.pk: o for o in contrat.objectifs.all()}
    clauses = {e.pk: e for e in contrat.engagements.all()}
    gardes: set[UUID] = set()
    place = 0
    Objectif.objects.filter(contrat=contrat).update(ordre=F("ordre") + 1000)
    Engagement.objects.filter(contrat=contrat).update(ordre=F("ordre") + 1000)
    for rang, saisi in enumerate(saisis, start=1):
        objectif = (objectifs.get(saisi.id) if saisi.id else None) or Objectif(contrat=contrat)
        objectif.domaine, objectif.libelle, objectif.ordre = saisi.domaine, saisi.libelle.strip(), rang
        objectif.clean_fields(exclude=["contrat"])
        objectif.save()
        gardes.add(objectif.pk)
        for ecrite in saisi.engagements:
            place += 1
            clause = (clauses.get(ecrite.id) if ecrite.id else None) or Engagement(contrat=contrat)
            gardes.add(_ecrire_clause(clause, ecrite, objectif, contrat.debut, place))
    Engagement.objects.filter(contrat=contrat).exclude(pk__in=gardes).delete()
    Objectif.objects.filter(contrat=contrat).exclude(pk__in=gardes).delete()


def _ecrire_clause(
    clause: Engagement, ecrite: ClauseSaisie, objectif: Objectif, debut: date, place: int
) -> UUID:
    clause.objectif = objectif
    clause.partie, clause.libelle = ecrite.partie, ecrite.libelle.strip()
    clause.debut, clause.echeance = ecrite.debut or debut, ecrite.echeance
    clause.heures_semaine, clause.ordre = ecrite.heures_semaine, place
    clause.clean_fields(exclude=["contrat", "objectif", "etat_le"])
    clause.validate_constraints(exclude=["ordre"])
    clause.save()
    return clause.pk
