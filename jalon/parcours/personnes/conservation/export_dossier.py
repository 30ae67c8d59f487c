"""Tout ce que Jalon sait d'une personne, à lui remettre (RGPD, article 15) : rien d'autrui.

Les autres membres de ses foyers n'y sont que par leur rôle.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from jalon.parcours.personnes.conservation.document_dossier import document_du_dossier
from jalon.parcours.personnes.conservation.rubrique_messages import lettres_gardees
from jalon.parcours.personnes.conservation.rubriques import mentions, rassembler_rubriques
from jalon.parcours.personnes.emballage import deballer
from jalon.parcours.personnes.enums import EtatDossier, RoleFoyer
from jalon.parcours.personnes.models import (
    Affectation,
    FaitRepris,
    InscriptionFranceTravail,
    Membre,
    ObservationDossier,
    Personne,
)
from jalon.parcours.personnes.observations import ADRESSE
from jalon.parcours.personnes.selectors.dossier import (
    DossierPersonne,
    HistoireFoyer,
    HistoireMembre,
    dossier_personne,
)
from jalon.parcours.personnes.selectors.periodes import Periode
from jalon.parcours.personnes.series import TABLES_MEMBRE
from jalon.socle.acces.models import Compte
from jalon.socle.base.chiffrement import dechiffrer
from jalon.socle.journal.lectures import noter_lecture
from jalon.socle.parametres.selectors import parametre
from jalon.socle.rendu.typst import en_pdf

NIR_PERMIS = "dossiers.nir_dans_export"
ECRAN = "export"
MENTIONS = {
    "etat_civil": "Votre état civil, tel que la caisse le transmet.",
    "contacts": "Vos numéros de téléphone et adresses électroniques connus, avec leur source.",
    "episodes": "Chaque séjour dans le RSA : entrée, sortie, motifs.",
    "foyers": "Chaque dossier RSA où vous figurez : droits, adresses, montants, vos droits et devoirs, vos "
    "activités et vos ressources. Les autres personnes du foyer n'y sont que par leur rôle.",
    "france_travail": "Ce que France Travail a transmis de votre inscription.",
    "faits_repris": "Ce qu'un autre logiciel du département a transmis de votre suivi.",
    "affectations": "La structure ou le référent à qui votre suivi a été confié.",
    "fichiers": "Les fichiers reçus qui parlent de vous, et ce qu'ils disent de vous aux noms de la CNAF, "
    "hors numéro de sécurité sociale.",
}
"""Ce que porte chaque rubrique de dossier.json."""

MOTIFS = {
    EtatDossier.REFUSE.value: "MOTIREFURSA",
    EtatDossier.DROIT_SUSPENDU.value: "MOTISUSDRORSA",
    EtatDossier.VERSEMENT_SUSPENDU.value: "MOTISUSVERSRSA",
    EtatDossier.CLOS.value: "MOTICLORSA",
    EtatDossier.CLOS_ANTERIEUR.value: "MOTICLORSA",
}
"""État du droit → liste de codes de ses motifs."""

Libelle = Callable[[str, str], str]
"""Liste de codes, code → libellé."""
Lire = Callable[[bytes, Collection[bytes]], list[dict[str, Any]]]
"""Octets gardés d'un dossier, clés d'identité → ce qu'il dit de ces personnes, sans NIR."""


def exporter_dossier(personne: UUID, lecteur: Compte, *, libelle: Libelle, lire: Lire) -> bytes:
    """Archive zip : `dossier.json`, `dossier.pdf`, `LISEZ-MOI.txt` et les lettres gardées, sous `lettres/`.

    L'export se note au journal des lectures.

    Lève `Personne.DoesNotExist` hors du périmètre du lecteur ; ce que la base ne lui montre pas n'y est pas.
    """
    contenu = rassembler(personne, lecteur, libelle=libelle, lire=lire)
    noter_lecture(lecteur, personne, ECRAN)
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("LISEZ-MOI.txt", _lisez_moi(contenu))
        archive.writestr("dossier.json", json.dumps(contenu, ensure_ascii=False, indent=2, default=_simple))
        archive.writestr("dossier.pdf", en_pdf(document_du_dossier(contenu)))
        for nom, octets in lettres_gardees(personne, lecteur):
            archive.writestr(nom, octets)
    return sortie.getvalue()


def rassembler(personne: UUID, lecteur: Compte, *, libelle: Libelle, lire: Lire) -> dict[str, Any]:
    """Le contenu de `dossier.json` ; ses rubriques sont celles de `MENTIONS`."""
    dossier = dossier_personne(personne, lecteur)
    membres = list(Membre.objects.filter(personne=personne, efface_le=None))
    return {
        "dossier": str(personne),
        "etabli_le": timezone.localdate(),
        "rubriques": MENTIONS | mentions(),
        "etat_civil": _etat_civil(dossier.personne),
        "contacts": [
            {
                "nature": c.get_nature_display(),
                "valeur": c.valeur,
                "source": c.source,
                "du": c.a_compter_du,
                "au": c.fin,
            }
            for c in dossier.contacts
        ],
        "episodes": [
            {
                "entree": e.entree,
                "motif_entree": e.get_motif_entree_display(),
                "sortie": e.sortie,
                "motif_sortie": e.get_motif_sortie_display() if e.motif_sortie else "",
                "regime": e.get_regime_display(),
                "connu_le": e.connu_le,
            }
            for e in dossier.episodes
        ],
        "foyers": [_foyer(foyer, membre, libelle) for foyer, membre in dossier.foyers],
        **_autres_sources(dossier, membres),
        **rassembler_rubriques(personne, lecteur),
        "fichiers": _fichiers(membres, lire),
    }


def _etat_civil(personne: Personne) -> dict[str, Any]:
    civil: dict[str, Any] = {
        "nom": personne.nom,
        "nom_naissance": personne.nom_naissance,
        "prenoms": personne.prenoms,
        "date_naissance": personne.date_naissance,
        "precision_naissance": personne.get_precision_naissance_display(),
        "rang_naissance": personne.rang_gemellaire,
        "sexe": personne.get_sexe_display() if personne.sexe else "",
        "commune_naissance": personne.commune_naissance,
        "certifie": personne.certifiee,
        "nir_connu": personne.nir_cle is not None,
    }
    if personne.nir_chiffre and parametre(NIR_PERMIS, timezone.localdate(), defaut=False):
        civil["nir"] = dechiffrer(bytes(personne.nir_chiffre)).decode()
    return civil


def _foyer(foyer: HistoireFoyer, membre: HistoireMembre, libelle: Libelle) -> dict[str, Any]:
    droits = [
        {
            "etat": _clair(EtatDossier, p.valeur[0]),
            "motifs": [libelle(MOTIFS.get(p.valeur[0], ""), motif) for motif in p.valeur[1]],
        }
        | _dates(p)
        for p in foyer.droits
    ]
    return {
        "numero_demande": foyer.foyer.numero,
        "matricule": foyer.foyer.matricule,
        "organisme": libelle("FONORG", foyer.foyer.organisme),
        "date_demande": foyer.foyer.date_demande,
        "votre_role": [{"role": _clair(RoleFoyer, p.valeur[0])} | _dates(p) for p in membre.roles],
        "autres_membres": _autres(foyer, membre),
        "droits": droits,
        "droits_et_devoirs": [{"soumis": p.valeur[0]} | _dates(p) for p in membre.droits_devoirs],
        "activites": [
            {"activites": [libelle("ACT", code) for code in p.valeur[0]]} | _dates(p)
            for p in membre.activites
        ],
        "ressources": [_ressources(p, libelle) for p in membre.ressources],
        "adresses": [dict(zip(ADRESSE, p.valeur, strict=True)) | _dates(p) for p in foyer.adresses],
        "situations": [{"situation": libelle("SITFAM", p.valeur[0])} | _dates(p) for p in foyer.situations],
        "montants": [
            {
                "natures": [libelle("NATPF", n) for n in p.valeur[0]],
                "majore": p.valeur[1],
                "total": p.valeur[2],
            }
            | _dates(p)
            for p in foyer.montants
        ],
    }


def _ressources(periode: Periode, libelle: Libelle) -> dict[str, Any]:
    fin, nulles, total, detail = periode.valeur
    natures = json.loads(detail) if isinstance(detail, str) else detail
    return {
        "du": periode.du,
        "au": fin,
        "nulles": nulles,
        "total": total,
        "detail": {libelle("NATRESS", nature): montant for nature, montant in natures.items()},
    }


def _autres(foyer: HistoireFoyer, membre: HistoireMembre) -> list[str]:
    """Les rôles des autres personnes qui ont été dans ce foyer, sans rien qui les désigne."""
    autres = (
        Membre.objects.filter(foyer=foyer.foyer).exclude(pk=membre.membre.pk).values_list("pk", flat=True)
    )
    series = TABLES_MEMBRE["appartenance"].lire(list(autres))
    roles = ([e.valeur[0] for e in serie if e.valeur[0]] for serie in series.values())
    return sorted(_clair(RoleFoyer, suite[-1]) for suite in roles if suite)


def _autres_sources(dossier: DossierPersonne, membres: Iterable[Membre]) -> dict[str, Any]:
    cles = [membre.pk for membre in membres]
    inscriptions = InscriptionFranceTravail.objects.filter(personne=dossier.personne).order_by("a_compter_du")
    faits = FaitRepris.objects.filter(membre__in=cles).order_by("date", "nature")
    affectations = Affectation.objects.filter(membre__in=cles).select_related("organisation", "compte")
    return {
        "france_travail": [
            {
                "a_compter_du": i.a_compter_du,
                "etat": i.get_etat_display(),
                "categorie": i.categorie,
                "motif": i.motif,
                "identifiant": i.identifiant,
            }
            for i in inscriptions
        ],
        "faits_repris": [
            {
                "logiciel": fait.systeme,
                "nature": fait.get_nature_display(),
                "date": fait.date,
                "donnees": fait.donnees,
            }
            for fait in faits
        ],
        "affectations": [
            {
                "structure": str(a.organisation) if a.organisation else "",
                "referent": a.compte.nom if a.compte else "",
                "du": a.debut,
                "au": a.fin,
            }
            for a in affectations.order_by("debut", "id")
        ],
    }


def _fichiers(membres: Iterable[Membre], lire: Lire) -> list[dict[str, Any]]:
    """Chaque version de ses dossiers qui parle d'elle, avec le premier fichier qui l'a montrée."""
    fichiers = []
    for membre in membres:
        cles = {bytes(cle) for cle in membre.cles_vues}
        vues: set[int] = set()
        observations = (
            ObservationDossier.objects.filter(foyer=membre.foyer_id)
            .select_related("version", "chargement")
            .order_by("chargement__reference", "chargement__cree_le")
        )
        for observation in observations:
            if observation.version_id in vues:
                continue
            vues.add(observation.version_id)
            for donnees in lire(deballer(bytes(observation.version.contenu)), cles):
                fichiers.append(
                    {
                        "source": observation.chargement.get_source_display(),
                        "jour": observation.chargement.reference,
                        "donnees": donnees,
                    }
                )
    return fichiers


def _dates(periode: Periode) -> dict[str, date | None]:
    return {"du": periode.du, "au": periode.au}


def _clair(codes: Any, code: str) -> str:
    return str(codes(code).label) if code in codes.values else code


def _simple(valeur: Any) -> str:
    """Dates en ISO, montants en texte : ce que JSON ne sait pas écrire."""
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, Decimal):
        return f"{valeur:f}"
    return str(valeur)


def _lisez_moi(contenu: dict[str, Any]) -> str:
    rubriques = "\n".join(f"  {nom} : {mention}" for nom, mention in MENTIONS.items())
    return (
        f"Dossier {contenu['dossier']}, établi le {contenu['etabli_le']:%d/%m/%Y}.\n\n"
        "Ce sont les données que le département tient sur vous dans Jalon (RGPD, article 15).\n"
        "dossier.pdf se lit et s'imprime. dossier.json porte les mêmes données, et tout le détail, pour un "
        "autre logiciel ; les dates y sont écrites année-mois-jour, les montants en euros. Le "
        "dossier « lettres » a les lettres qui vous ont été écrites, telles que parties.\n\n"
        f"Rubriques de dossier.json :\n{rubriques}\n\n"
        "Pour faire corriger une donnée, ou savoir qui a ouvert votre dossier, écrivez au délégué à la "
        "protection des données du département.\n"
    )
