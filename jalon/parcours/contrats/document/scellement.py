"""Sceller un PDF (PAdES, par pyHanko) et dire s'il est intact.

La clé de scellement est dans le dossier des clés, jamais dans la base : `scellement-cle.pem` et
`scellement-certificat.pem`, créés au premier besoin (certificat auto-signé), remplaçables par ceux d'une
autorité (docs/exploitation.md).
"""

from __future__ import annotations

import fcntl
import io
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import embed
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from jalon.socle.base.dossier import chemin_cles

CHAMP = "Scellement"
DUREE = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Verification:
    """Ce que dit un PDF scellé : présent, intact, et sous la clé de cette installation."""

    scelle: bool
    intact: bool
    de_cette_installation: bool
    certificat: str = ""

    @property
    def valable(self) -> bool:
        return self.scelle and self.intact and self.de_cette_installation


def sceller(pdf: bytes, *, raison: str, jointes: Mapping[str, bytes] | None = None) -> bytes:
    """Le PDF scellé, ses pièces jointes comprises : rien ne s'y change ensuite sans que cela se voie."""
    cle, certificat = chemins()
    ecrivain = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for nom, octets in (jointes or {}).items():
        contenu = embed.EmbeddedFileObject.from_file_data(ecrivain, data=octets, mime_type="application/json")
        specification = embed.FileSpec(
            nom, file_name=nom, embedded_data=contenu, description="Dossier de preuve"
        )
        embed.embed_file(ecrivain, specification)
    signataire = signers.SimpleSigner.load(key_file=str(cle), cert_file=str(certificat))
    if signataire is None:
        raise RuntimeError("La clé de scellement ne se lit pas : vérifiez les fichiers scellement-*.pem.")
    reglages = signers.PdfSignatureMetadata(
        field_name=CHAMP,
        reason=raison,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    sortie = io.BytesIO()
    signers.PdfSigner(reglages, signer=signataire).sign_pdf(ecrivain, output=sortie)
    return sortie.getvalue()


def verifier(pdf: bytes) -> Verification:
    """Dit si le PDF porte un scellé, si aucun octet n'a changé depuis, et si la clé est la nôtre."""
    try:
        lecteur = PdfFileReader(io.BytesIO(pdf))
        scelles = lecteur.embedded_signatures
        if not scelles:
            return Verification(False, False, False)
        notre = _certificat_der()
        contexte = ValidationContext(trust_roots=[], allow_fetching=False)
        etat = validate_pdf_signature(scelles[0], contexte)
        entier = etat.coverage is SignatureCoverageLevel.ENTIRE_FILE
        intact = bool(etat.intact and etat.valid and etat.docmdp_ok and entier)
        intact = intact and not _remplissage(bytes(scelles[0].pkcs7_content))
        porteur = etat.signing_cert
        return Verification(True, intact, porteur.dump() == notre, porteur.subject.human_friendly)
    except Exception:  # un fichier abîmé peut faire échouer le lecteur n'importe où : il n'est pas intact
        return Verification(False, False, False)


def _remplissage(signature: bytes) -> bytes:
    """Ce qui suit la signature dans sa place réservée, que rien d'autre ne protège : vide si intact."""
    longueur, debut = signature[1], 2
    if longueur >= 0x80:  # DER : la longueur elle-même s'écrit sur plusieurs octets
        debut += longueur & 0x7F
        longueur = int.from_bytes(signature[2:debut], "big")
    return signature[debut + longueur :].strip(b"\x00")


def chemins() -> tuple[Path, Path]:
    """La clé et le certificat de scellement, créés s'ils manquent, une seule fois même à deux processus."""
    dossier = chemin_cles().parent
    cle, certificat = dossier / "scellement-cle.pem", dossier / "scellement-certificat.pem"
    if not (cle.exists() and certificat.exists()):
        dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (dossier / "scellement.verrou").open("w") as verrou:
            fcntl.flock(verrou, fcntl.LOCK_EX)
            if not (cle.exists() and certificat.exists()):
                _creer(cle, certificat)
    if cle.stat().st_mode & 0o077:
        raise PermissionError(f"La clé {cle} est lisible par d'autres comptes : lancez « chmod 600 {cle} ».")
    return cle, certificat


def _creer(cle: Path, certificat: Path) -> None:
    privee = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Jalon — scellement des documents")])
    debut = datetime.now(UTC) - timedelta(minutes=5)
    signe = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(privee.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(debut)
        .not_valid_after(debut + DUREE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usages(), critical=True)
        .sign(privee, hashes.SHA256())
    )
    pem = privee.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _ecrire(certificat, signe.public_bytes(serialization.Encoding.PEM))
    _ecrire(cle, pem)


def _usages() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _ecrire(chemin: Path, octets: bytes) -> None:
    brouillon = chemin.with_name(f"{chemin.name}.{secrets.token_hex(6)}")
    descripteur = os.open(brouillon, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "wb") as fichier:
        fichier.write(octets)
        fichier.flush()
        os.fsync(fichier.fileno())
    brouillon.replace(chemin)


def _certificat_der() -> bytes:
    _, certificat = chemins()
    lu = x509.load_pem_x509_certificate(certificat.read_bytes())
    return lu.public_bytes(serialization.Encoding.DER)
