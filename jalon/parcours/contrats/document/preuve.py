"""Le dossier de preuve d'un contrat signé, et son PDF scellé."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from jalon.parcours.contrats.document.composition import composer_contrat
from jalon.parcours.contrats.document.scellement import sceller
from jalon.parcours.contrats.enums import SIGNES, NaturePiece
from jalon.parcours.contrats.models import Contrat, PieceContrat, Signature, VersionContrat
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.pieces.services import deposer_piece

NOM_PREUVE = "dossier-de-preuve.json"


def sceller_contrat(*, contrat: Contrat, acteur: Compte) -> PieceContrat | None:
    """Compose, joint la preuve, scelle et garde le PDF d'un contrat signé ; sans effet s'il l'est déjà.

    Rend `None` si le contrat n'est pas signé. Lève `RenduImpossible` si le PDF ne se compose pas.
    """
    with acte("sceller_contrat", acteur=acteur, contrat=contrat.pk):
        frais = Contrat.objects.select_for_update(of=("self",)).get(pk=contrat.pk)
        if frais.etat not in SIGNES:
            return None
        fait = frais.pieces.filter(version=frais.version, nature=NaturePiece.SCELLE).first()
        if fait is not None:
            return fait
        version = frais.versions.get(numero=frais.version)
        preuve = json.dumps(dossier_de_preuve(version), ensure_ascii=False, indent=2).encode()
        pdf = sceller(
            composer_contrat(version, signe=True),
            raison=f"Contrat signé le {frais.signe_le:%d/%m/%Y}, version {version.numero}",
            jointes={NOM_PREUVE: preuve},
        )
        _garder(frais, NaturePiece.PREUVE, f"preuve-{frais.pk}.json", preuve, "application/json", acteur)
        return _garder(frais, NaturePiece.SCELLE, f"contrat-{frais.pk}.pdf", pdf, "application/pdf", acteur)


def dossier_de_preuve(version: VersionContrat) -> dict[str, Any]:
    """Version, empreinte, étapes, signatures : qui, quand, par quel moyen ; ni code, ni adresse entière."""
    contrat = version.contrat
    signatures = contrat.signatures.filter(version=version.numero).select_related(
        "signataire", "identite_verifiee_par", "piece"
    )
    passages = contrat.passages.filter(version=version.numero).exclude(resultat="")
    return {
        "contrat": str(contrat.pk),
        "version": version.numero,
        "empreinte_sha256": version.empreinte,
        "figee_le": _instant(version.figee_le),
        "figee_par": version.figee_par.nom,
        "contenu": version.contenu,
        "validation": [
            {
                "etape": p.libelle,
                "nature": p.nature,
                "resultat": p.resultat,
                "par": p.fait_par.nom if p.fait_par else "",
                "le": _instant(p.fait_le),
                "delegation": p.delegation,
            }
            for p in passages.select_related("fait_par")
        ],
        "signatures": [_signature(s) for s in signatures],
    }


def _signature(signature: Signature) -> dict[str, Any]:
    atteste = signature.identite_verifiee_par
    return {
        "partie": signature.partie,
        "mode": signature.mode,
        "le": _instant(signature.quand),
        "empreinte_lue_sha256": signature.empreinte,
        "signataire": signature.signataire.nom if signature.signataire else "",
        "qualite": signature.qualite,
        "reference": signature.reference,
        "identite_attestee_par": atteste.nom if atteste else "",
        "moyen": signature.moyen_identite,
        "lien": str(signature.lien or ""),
        "reseau": signature.ip,
        "numerisation_sha256": signature.piece.empreinte if signature.piece else "",
    }


def _garder(
    contrat: Contrat, nature: NaturePiece, nom: str, octets: bytes, type_mime: str, acteur: Compte
) -> PieceContrat:
    piece = deposer_piece(nom=nom, contenu=octets, acteur=acteur, type_mime=type_mime)
    return PieceContrat.objects.create(contrat=contrat, version=contrat.version, nature=nature, piece=piece)


def _instant(quand: Any) -> str:
    return timezone.localtime(quand).isoformat(timespec="seconds") if quand else ""
