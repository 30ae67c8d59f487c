"""Signer : par lien avec un code, à l'écran de l'agent, sur papier, et pour l'organisme."""

from __future__ import annotations

import ipaddress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from jalon.parcours.contrats.contenu import contenu_de, empreinte_de, sans_identite
from jalon.parcours.contrats.enums import EtatContrat, ModeSignature, MotifCloture, NaturePiece, Partie, Suite
from jalon.parcours.contrats.etats import instant_de, jour_de, passer, verrouiller
from jalon.parcours.contrats.models import (
    CodeSignature,
    Contrat,
    ConventionSignature,
    PieceContrat,
    Signature,
    VersionContrat,
)
from jalon.parcours.contrats.models.contrats import FIN_PASSEE
from jalon.parcours.contrats.regles import exiger_en_cours
from jalon.parcours.contrats.scans import exiger_scan
from jalon.parcours.contrats.services.codes import verifier_code
from jalon.parcours.contrats.tasks import demander_scellement
from jalon.socle.acces.delegations import exiger_delegation
from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme, habilitations_en_vigueur
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.contexte import acte
from jalon.socle.pieces.services import deposer_piece

PAS_RELU = "La personne coche elle-même qu'elle a relu et qu'elle signe."
SANS_IDENTITE = "Dites comment vous avez vérifié son identité."


def signer_par_lien(
    *,
    contrat: Contrat,
    empreinte: str,
    code: str,
    lien: UUID,
    ip: str = "",
    le: datetime | None = None,
) -> Contrat:
    """La personne signe, par son lien ouvert, ce qu'elle a lu (`empreinte`) avec le code reçu.

    Lève `ValidationError` : code faux, passé, déjà servi, essais épuisés ; contrat changé depuis la lecture ;
    déjà signé. L'essai faux reste compté.
    """
    quand, systeme = instant_de(le), compte_systeme()
    with acte("signer_par_lien", acteur=systeme, contrat=contrat.pk, lien=lien):
        frais = verrouiller(contrat)
        _exiger_lu(frais, empreinte)
        refus = verifier_code(contrat=frais, code=code, quand=quand)
        if not refus:
            _signer(
                frais,
                Partie.PERSONNE,
                ModeSignature.LIEN_CODE,
                systeme,
                quand,
                lien=lien,
                ip=tronquer_ip(ip),
                moyen_identite="code à usage unique envoyé à la personne",
            )
    if refus:
        raise ValidationError({"code": refus})
    return frais


def signer_a_l_ecran(
    *,
    contrat: Contrat,
    empreinte: str,
    moyen_identite: str,
    relu: bool,
    acteur: Compte,
    ip: str = "",
    le: date | datetime | None = None,
) -> Contrat:
    """La personne relit et coche devant l'agent, qui atteste son identité (`moyen_identite`).

    Lève `ValidationError` : pas relu, identité non attestée, contrat changé depuis, déjà signé.
    """
    if not relu:
        raise ValidationError({"relu": PAS_RELU})
    if not moyen_identite.strip():
        raise ValidationError({"moyen_identite": SANS_IDENTITE})
    with acte("signer_a_l_ecran", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        _exiger_lu(frais, empreinte)
        _signer(
            frais,
            Partie.PERSONNE,
            ModeSignature.ECRAN,
            acteur,
            instant_de(le),
            identite_verifiee_par=acteur,
            moyen_identite=moyen_identite.strip(),
            ip=tronquer_ip(ip),
        )
    return frais


def signer_sur_papier(
    *,
    contrat: Contrat,
    empreinte: str,
    nom_fichier: str,
    contenu: bytes,
    moyen_identite: str,
    acteur: Compte,
    avec_organisme: bool = False,
    le: date | datetime | None = None,
) -> Contrat:
    """Joint l'exemplaire signé à la main ; l'agent atteste que c'est bien cette version, signée par elle.

    `avec_organisme` : la signature de l'organisme est sur la même feuille, l'agent en répond. Lève
    `ValidationError` : ni PDF ni image, identité non attestée, contrat changé depuis, déjà signé.
    """
    exiger_scan(nom_fichier, contenu)
    if not moyen_identite.strip():
        raise ValidationError({"moyen_identite": SANS_IDENTITE})
    with acte("signer_sur_papier", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        _exiger_lu(frais, empreinte)
        piece = deposer_piece(nom=nom_fichier, contenu=contenu, acteur=acteur)
        PieceContrat.objects.create(
            contrat=frais, version=frais.version, nature=NaturePiece.SCAN, piece=piece
        )
        if avec_organisme:
            qualite, reference = _pouvoir_de_signer(frais, acteur, jour_de(le))
            _signer(
                frais, Partie.ORGANISME, ModeSignature.PAPIER, acteur, instant_de(le),
                signataire=acteur, qualite=qualite, reference=reference, piece=piece,
            )  # fmt: skip
        _signer(
            frais, Partie.PERSONNE, ModeSignature.PAPIER, acteur, instant_de(le),
            identite_verifiee_par=acteur, moyen_identite=moyen_identite.strip(), piece=piece,
        )  # fmt: skip
    return frais


def signer_pour_organisme(
    *, contrat: Contrat, empreinte: str, acteur: Compte, ip: str = "", le: date | datetime | None = None
) -> Contrat:
    """L'organisme référent signe : par sa convention, ou par délégation du président du département.

    Lève `ValidationError` sans l'une ni l'autre ce jour-là, ou si le contrat a changé depuis la lecture.
    """
    with acte("signer_pour_organisme", acteur=acteur, contrat=contrat.pk):
        frais = verrouiller(contrat)
        _exiger_lu(frais, empreinte)
        qualite, reference = _pouvoir_de_signer(frais, acteur, jour_de(le))
        _signer(
            frais,
            Partie.ORGANISME,
            ModeSignature.COMPTE,
            acteur,
            instant_de(le),
            signataire=acteur,
            qualite=qualite,
            reference=reference,
            ip=tronquer_ip(ip),
        )
    return frais


def tronquer_ip(ip: str) -> str:
    """L'adresse réseau sans ce qui désigne un appareil : /24 en version 4, /48 en version 6."""
    try:
        adresse = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    reseau = ipaddress.ip_network(f"{adresse}/{24 if adresse.version == 4 else 48}", strict=False)
    return str(reseau)


def _exiger_lu(contrat: Contrat, empreinte: str) -> VersionContrat:
    """La version à signer est celle qui a été lue, et les clauses en base sont toujours les siennes."""
    if contrat.etat != EtatContrat.A_SIGNER:
        raise ValidationError(
            f"Ce contrat est « {contrat.get_etat_display()} » : il n'est pas à signer.", code="etat"
        )
    version = contrat.versions.get(numero=contrat.version)
    intacte = version.empreinte == empreinte_de(version.contenu)
    if empreinte != version.empreinte or not intacte or not _memes_clauses(contrat, version):
        raise ValidationError(
            "Le contrat a changé depuis que vous l'avez lu : relisez-le avant de signer.", code="empreinte"
        )
    return version


def _memes_clauses(contrat: Contrat, version: VersionContrat) -> bool:
    """Les noms (organisme, référent) peuvent être corrigés ailleurs : seules les clauses comptent."""
    noms = ("organisme", "referent")
    ecrit = {c: v for c, v in sans_identite(contenu_de(contrat)).items() if c not in noms}
    return ecrit == {c: v for c, v in sans_identite(version.contenu).items() if c not in noms}


def _pouvoir_de_signer(contrat: Contrat, compte: Compte, jour: date) -> tuple[str, str]:
    """Qualité et référence de qui signe pour l'organisme. Lève `ValidationError` sans ce pouvoir."""
    convention = ConventionSignature.objects.filter(
        organisation=contrat.organisme_referent_id, periode__contains=jour
    ).first()
    if convention is None:
        delegation = exiger_delegation(compte, TypeActe.CONTRAT, jour)
        return delegation.qualite, delegation.reference
    de_l_organisme = habilitations_en_vigueur(compte, jour).filter(organisation=contrat.organisme_referent_id)
    if compte.pk != contrat.referent_id and not de_l_organisme.exists():
        raise ValidationError(
            "Cet organisme signe lui-même : seul son référent, ou son responsable, signe pour lui.",
            code="pas_vous",
        )
    return f"pour {contrat.organisme_referent.nom}", convention.reference


def _signer(
    contrat: Contrat,
    partie: Partie,
    mode: ModeSignature,
    acteur: Compte,
    quand: datetime,
    **precisions: Any,
) -> None:
    """Écrit la signature ; la seconde partie rend le contrat signé, clôt le précédent, demande le scellé."""
    _exiger_a_temps(contrat, timezone.localdate(quand))
    version = contrat.versions.get(numero=contrat.version)
    if Signature.objects.filter(contrat=contrat, version=version.numero, partie=partie).exists():
        raise ValidationError("Cette partie a déjà signé cette version.", code="deja_signe")
    try:
        with transaction.atomic():
            Signature.objects.create(
                contrat=contrat,
                version=version.numero,
                empreinte=version.empreinte,
                partie=partie,
                mode=mode,
                quand=quand,
                **precisions,
            )
    except IntegrityError:
        raise ValidationError("Cette partie a déjà signé cette version.", code="deja_signe") from None
    if contrat.signatures.filter(version=version.numero).count() == len(Partie):
        with contexte_compte(acteur):  # par lien, la personne signe ; le reste se fait au nom du système
            _conclure(contrat, quand)


def _exiger_a_temps(contrat: Contrat, jour: date) -> None:
    """Dès la première signature : le contrat n'a pas fini, ce qu'il révise non plus."""
    if contrat.fin is not None and contrat.fin < jour:
        raise ValidationError(FIN_PASSEE, code="fin_passee")
    if contrat.suite == Suite.REVISION and contrat.precedent is not None:
        exiger_en_cours(contrat.precedent, max(contrat.debut, jour))


def _conclure(contrat: Contrat, quand: datetime) -> None:
    jour = timezone.localdate(quand)
    CodeSignature.objects.filter(contrat=contrat, utilise_le=None, retire_le=None).update(retire_le=quand)
    if contrat.precedent is not None:
        _clore_precedent(contrat, contrat.precedent, max(contrat.debut, jour), jour)
    passer(contrat, EtatContrat.SIGNE, signe_le=jour, notifie_le=jour)
    demander_scellement(contrat.pk)


def _clore_precedent(contrat: Contrat, suivi: Contrat, effet: date, jour: date) -> None:
    """Le précédent court jusqu'à la veille de l'effet ; un renouvellement peut venir après sa fin."""
    precedent = verrouiller(suivi)
    if contrat.suite == Suite.REVISION:
        exiger_en_cours(precedent, effet)
    elif precedent.etat != EtatContrat.SIGNE or (precedent.fin is not None and precedent.fin < effet):
        return
    passer(
        precedent,
        EtatContrat.REMPLACE,
        clos_le=jour,
        fin_effective=effet - timedelta(days=1),
        motif_cloture=MotifCloture.SUITE,
    )
