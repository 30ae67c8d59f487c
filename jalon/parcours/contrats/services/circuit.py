"""Le circuit de validation : les étapes d'un organisme, et leur passage pour chaque contrat soumis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from jalon.parcours.contrats.enums import RESULTATS, EtatContrat, NatureEtape, ResultatEtape
from jalon.parcours.contrats.etats import instant_de, jour_de, passer, verrouiller
from jalon.parcours.contrats.models import Contrat, ConventionSignature, EtapeCircuit, PassageCircuit
from jalon.parcours.echeances import Delai, ajouter
from jalon.parcours.echeances.calcul import Unite
from jalon.socle.acces.delegations import exiger_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import roles_de
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class EtapeSaisie:
    """Une étape telle qu'un organisme la demande, dans l'ordre de la liste."""

    nature: str
    libelle: str
    role: str
    delai_jours: int
    compte: Compte | None = None


def regler_circuit(
    *, organisation: Organisation | None, etapes: Sequence[EtapeSaisie], acteur: Compte
) -> list[EtapeCircuit]:
    """Remplace les étapes d'un organisme (ou, sans organisme, celles de tous les autres).

    Les contrats déjà soumis gardent les leurs. Lève `ValidationError` pour une étape mal écrite.
    """
    with acte("regler_circuit", acteur=acteur):
        EtapeCircuit.objects.filter(organisation=organisation).delete()
        neuves = [
            EtapeCircuit(
                organisation=organisation,
                ordre=rang,
                nature=etape.nature,
                libelle=etape.libelle.strip(),
                role=etape.role,
                compte=etape.compte,
                delai_jours=etape.delai_jours,
            )
            for rang, etape in enumerate(etapes, start=1)
        ]
        for neuve in neuves:
            neuve.clean_fields(exclude=["organisation", "compte"])
            neuve.save(force_insert=True)
    return neuves


def conventionner_organisme(
    *, organisation: Organisation, reference: str, acteur: Compte, du: date, au: date | None = None
) -> ConventionSignature:
    """Note la convention par laquelle un organisme signe lui-même, `au` exclu. Lève `ValidationError`."""
    convention = ConventionSignature(
        organisation=organisation, reference=reference.strip(), periode=DateRange(du, au, "[)")
    )
    with acte("conventionner_organisme", acteur=acteur, organisation=organisation.pk):
        convention.full_clean()
        convention.save(force_insert=True)
    return convention


def clore_convention(
    *, convention: ConventionSignature, dernier_jour: date, acteur: Compte
) -> ConventionSignature:
    """Met fin à une convention, ce jour-là compris : ensuite l'organisme ne signe plus de lui-même.

    Les contrats déjà signés ne changent pas. Lève `ValidationError` : jour avant son début, ou elle finit
    déjà plus tôt.
    """
    debut, fin = convention.periode.lower, convention.periode.upper
    if dernier_jour < debut:
        raise ValidationError({"dernier_jour": f"Cette convention commence le {debut:%d/%m/%Y}."})
    lendemain = dernier_jour + timedelta(days=1)
    if fin is not None and fin <= lendemain:
        raise ValidationError({"dernier_jour": "Cette convention finit déjà ce jour-là, ou plus tôt."})
    with acte("clore_convention", acteur=acteur, convention=convention.pk):
        convention.periode = DateRange(debut, lendemain, "[)")
        convention.save(update_fields=["periode"])
    return convention


def ouvrir_circuit(contrat: Contrat, jour: date) -> bool:
    """Prépare les passages de cette version et ouvre le premier ; faux si l'organisme ne demande rien."""
    etapes = _etapes_de(contrat.organisme_referent_id)
    PassageCircuit.objects.bulk_create(
        PassageCircuit(
            contrat=contrat,
            version=contrat.version,
            ordre=rang,
            nature=etape.nature,
            libelle=etape.libelle,
            role=etape.role,
            compte_id=etape.compte_id,
            delai_jours=etape.delai_jours,
            ouvert_le=jour if rang == 1 else None,
            limite=_limite(jour, etape.delai_jours) if rang == 1 else None,
        )
        for rang, etape in enumerate(etapes, start=1)
    )
    return bool(etapes)


def peut_franchir(passage: PassageCircuit, compte: Compte, roles: frozenset[Role]) -> bool:
    """Cette étape attend ce compte : son rôle, et lui seul si elle désigne quelqu'un."""
    if passage.ouvert_le is None or passage.resultat:
        return False
    return passage.role in roles and passage.compte_id in (None, compte.pk)


def franchir_etape(
    *,
    passage: PassageCircuit,
    resultat: str,
    acteur: Compte,
    texte: str = "",
    le: date | datetime | None = None,
) -> Contrat:
    """Fait l'étape ouverte et ouvre la suivante ; la dernière rend le contrat prêt à signer.

    Un renvoi, motivé, rend le contrat à sa rédaction. Lève `ValidationError` : étape déjà faite ou pas encore
    ouverte, compte qui n'est pas celui qu'elle attend, visa sans délégation en vigueur ce jour-là.
    """
    quand, jour = instant_de(le), jour_de(le)
    with acte("franchir_etape", acteur=acteur, passage=passage.pk):
        contrat = verrouiller(passage.contrat)
        frais = PassageCircuit.objects.select_for_update(of=("self",)).get(pk=passage.pk)
        _exiger_franchissable(contrat, frais, resultat, texte, acteur, jour)
        if frais.nature == NatureEtape.VISA and resultat != ResultatEtape.RENVOI:
            delegation = exiger_delegation(acteur, TypeActe.CONTRAT, jour)
            frais.delegation = f"{delegation.qualite} — {delegation.reference}"
        frais.resultat, frais.texte = resultat, texte.strip()
        frais.fait_le, frais.fait_par = quand, acteur
        frais.save(update_fields=["resultat", "texte", "fait_le", "fait_par", "delegation"])
        _continuer(contrat, frais, jour)
    return contrat


def _exiger_franchissable(
    contrat: Contrat, passage: PassageCircuit, resultat: str, texte: str, acteur: Compte, jour: date
) -> None:
    if contrat.etat != EtatContrat.EN_CIRCUIT or passage.version != contrat.version:
        raise ValidationError("Ce contrat n'attend plus cette étape : rechargez la page.", code="etat")
    if passage.ouvert_le is None or passage.resultat:
        raise ValidationError("Cette étape n'est pas ouverte, ou elle est déjà faite.", code="etape")
    if not peut_franchir(passage, acteur, roles_de(acteur, jour)):
        qui = passage.compte.nom if passage.compte else Role(passage.role).label
        raise ValidationError(f"Cette étape attend : {qui}.", code="pas_vous")
    if resultat not in RESULTATS[NatureEtape(passage.nature)]:
        raise ValidationError({"resultat": "Choisissez une réponse dans la liste."})
    if resultat == ResultatEtape.RENVOI and not texte.strip():
        raise ValidationError({"texte": "Un renvoi dit ce qu'il faut corriger."})


def _continuer(contrat: Contrat, passage: PassageCircuit, jour: date) -> None:
    if passage.resultat == ResultatEtape.RENVOI:
        passer(contrat, EtatContrat.BROUILLON, propose_le=None, soumis_le=None)
        return
    suivant = contrat.passages.filter(version=passage.version, ordre__gt=passage.ordre).first()
    if suivant is None:
        passer(contrat, EtatContrat.A_SIGNER, a_signer_le=jour)
        return
    suivant.ouvert_le, suivant.limite = jour, _limite(jour, suivant.delai_jours)
    suivant.save(update_fields=["ouvert_le", "limite"])


def _etapes_de(organisation: UUID) -> list[EtapeCircuit]:
    """Les étapes de l'organisme ; s'il n'en a aucune, celles de tous."""
    propres = list(EtapeCircuit.objects.filter(organisation=organisation))
    return propres or list(EtapeCircuit.objects.filter(organisation=None))


def _limite(jour: date, delai: int) -> date:
    return ajouter(jour, Delai(delai, Unite.JOURS))
