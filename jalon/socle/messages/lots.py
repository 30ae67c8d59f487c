"""Les lettres prêtes sortent par lot : un PDF pour l'atelier de courrier, un bordereau, un jour de dépôt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages import verificateurs
from jalon.socle.messages.enums import TRANSITIONS_LOT, Canal, EtatLot, EtatMessage, Nature, Transport
from jalon.socle.messages.etats import passer
from jalon.socle.messages.models import Lot, Message
from jalon.socle.messages.pdf import garder_pdf, octets_gardes
from jalon.socle.pieces.services import deposer_piece
from jalon.socle.rendu.assemblage import assembler_pdf
from jalon.socle.rendu.classeur import exporter_liste

TAILLE_MAX = 2000
"""Lettres par lot : au-delà, un second lot."""
BORDEREAU = (
    "Rang", "Référence", "Destinataire", "Adresse", "Objet", "Première page", "Pages", "Empreinte SHA-256"
)  # fmt: skip
Avancer = Callable[[int, str], None]


def lettres_pretes(maintenant: datetime | None = None) -> QuerySet[Message]:
    """Lettres visibles dont l'heure est venue, la plus ancienne d'abord."""
    return Message.objects.filter(
        canal=Canal.LETTRE, etat=EtatMessage.PRET, a_envoyer_le__lte=maintenant or timezone.now()
    ).order_by("a_envoyer_le", "pk")


def preparer_lot(*, acteur: Compte, maintenant: datetime | None = None, limite: int = TAILLE_MAX) -> Lot:
    """Réunit les lettres prêtes que ce compte voit ; écarte les expirées et celles sans objet.

    Lève `ValidationError` s'il n'y en a aucune.
    """
    quand = maintenant or timezone.now()
    with acte("preparer_lot", acteur=acteur):
        cles = _ecarter(lettres_pretes(quand).select_for_update(skip_locked=True)[:limite], quand)
        lot = Lot.objects.create(cree_par=acteur, cree_le=quand)
        prises = passer(
            cles,
            EtatMessage.ENVOI,
            Nature.LOT,
            brut="mis dans un lot",
            compte=acteur,
            le=quand,
            lot=lot,
            transport=Transport.COURRIER,
        )
        lot.nombre = len(prises)
        lot.save(update_fields=["nombre"])
        if not prises:
            raise ValidationError("Aucune lettre n'attend d'être imprimée.", code="vide")
    return lot


def imprimer_lot(*, lot: Lot, acteur: Compte, avancer: Avancer = lambda part, texte: None) -> Lot:
    """Réunit les PDF gardés de ses lettres, avec un bordereau ; celles qui n'en ont pas le gardent d'abord.

    Refait après un arrêt, ou dans un autre lot, chaque lettre est la même. Lève `ValidationError` si le lot
    est déjà imprimé ou abandonné, ou si le PDF d'une lettre a été effacé.
    """
    with acte("imprimer_lot", acteur=acteur, lot=lot.pk):
        lot = _verrouiller(lot, EtatLot.A_DEPOSER)
        avancer(5, "lettres à garder")
        garder_pdf(
            _cles(lot),
            acteur=acteur,
            avancer=lambda faites, total: avancer(5 + 45 * faites // total, f"{faites} lettres sur {total}"),
        )
        lettres = list(
            lot.messages.select_related("piece")
            .defer("texte", "mise_en_page", "secret_chiffre")
            .order_by("a_envoyer_le", "pk")
        )
        avancer(50, "réunion des lettres")
        jour = timezone.localdate(lot.cree_le)
        nom = f"lettres-{jour:%Y-%m-%d}-{lot.pk.hex[:8]}"
        titre = f"{len(lettres)} lettres du {jour:%d/%m/%Y}, lot {lot.pk.hex[:8]}"
        pdf, pages = assembler_pdf(octets_gardes(lettres), titre=titre, jour=jour)
        avancer(90, "bordereau")
        lot.pdf = deposer_piece(nom=f"{nom}.pdf", contenu=pdf, acteur=acteur, type_mime="application/pdf")
        contenu = _bordereau(lettres, pages, lot.pdf.empreinte)
        lot.bordereau = deposer_piece(nom=f"{nom}.csv", contenu=contenu, acteur=acteur, type_mime="text/csv")
        lot.etat, lot.pages = EtatLot.A_DEPOSER, sum(pages)
        lot.save(update_fields=["etat", "pages", "pdf", "bordereau"])
    return lot


def deposer_lot(*, lot: Lot, acteur: Compte, le: date | None = None) -> int:
    """Le lot est remis au courrier : ses lettres sont envoyées ce jour-là. Rend leur nombre.

    Lève `ValidationError` si le lot n'est pas imprimé, ou si le jour est à venir ou avant le lot.
    """
    jour = le or timezone.localdate()
    with acte("deposer_lot", acteur=acteur, lot=lot.pk):
        lot = _verrouiller(lot, EtatLot.DEPOSE)
        if not timezone.localdate(lot.cree_le) <= jour <= timezone.localdate():
            raise ValidationError(
                "Le jour de remise au courrier est entre celui du lot et aujourd'hui.", code="jour"
            )
        quand = max(lot.cree_le, min(timezone.make_aware(datetime.combine(jour, time(18))), timezone.now()))
        envoyees = passer(
            _cles(lot), EtatMessage.ENVOYE, Nature.LOT, brut="remis au courrier", compte=acteur, le=quand
        )
        lot.etat, lot.depose_le = EtatLot.DEPOSE, jour
        lot.save(update_fields=["etat", "depose_le"])
    return len(envoyees)


def abandonner_lot(*, lot: Lot, acteur: Compte) -> int:
    """Rend ses lettres à la file : elles pourront s'imprimer dans un autre lot, ou s'annuler.

    Chacune garde son PDF ; la base vide les fichiers du lot, qui n'est pas parti.
    """
    with acte("abandonner_lot", acteur=acteur, lot=lot.pk):
        lot = _verrouiller(lot, EtatLot.ABANDONNE)
        rendues = passer(
            _cles(lot),
            EtatMessage.PRET,
            Nature.REPORTE,
            brut="lot abandonné",
            compte=acteur,
            lot=None,
        )
        lot.etat = EtatLot.ABANDONNE
        lot.save(update_fields=["etat"])
    return len(rendues)


def _ecarter(lettres: QuerySet[Message], quand: datetime) -> list[UUID]:
    """Les lettres à imprimer ; les expirées, les effacées et celles sans plus d'objet quittent la file."""
    gardees: list[UUID] = []
    par_objet: dict[str, list[tuple[UUID, UUID]]] = {}
    expirees: list[UUID] = []
    perdues: list[UUID] = []
    for lettre in lettres:
        if lettre.adresse_chiffree is None:
            perdues.append(lettre.pk)
        elif lettre.expire_le is not None and lettre.expire_le <= quand:
            expirees.append(lettre.pk)
        elif lettre.objet and lettre.cible is not None:
            par_objet.setdefault(lettre.objet, []).append((lettre.pk, lettre.cible))
        else:
            gardees.append(lettre.pk)
    for objet, paires in par_objet.items():
        bons = verificateurs.encore_valables(objet, {cible for _, cible in paires})
        gardees.extend(cle for cle, cible in paires if cible in bons)
        perdues.extend(cle for cle, cible in paires if cible not in bons)
    passer(expirees, EtatMessage.EXPIRE, Nature.EXPIRE, le=quand)
    passer(perdues, EtatMessage.ANNULE, Nature.ANNULE, brut="ce dont elle parle n'existe plus", le=quand)
    return gardees


def _verrouiller(lot: Lot, vers: EtatLot) -> Lot:
    verrouille = Lot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    if vers not in TRANSITIONS_LOT[EtatLot(verrouille.etat)]:
        raise ValidationError(
            f"Ce lot est « {verrouille.get_etat_display()} » : il ne peut pas devenir « {vers.label} ».",
            code="etat",
        )
    return verrouille


def _cles(lot: Lot) -> list[UUID]:
    return list(lot.messages.values_list("pk", flat=True))


def _bordereau(lettres: Sequence[Message], pages: Sequence[int], empreinte: str) -> bytes:
    """Une ligne par lettre, dans l'ordre du PDF ; la dernière compte lettres et pages, et son empreinte."""
    lignes: list[tuple[str | int, ...]] = []
    premiere = 1
    for rang, (lettre, nombre) in enumerate(zip(lettres, pages, strict=True), start=1):
        nom, *adresse = lettre.adresse.split("\n")
        gardee = lettre.piece.empreinte if lettre.piece else ""
        lignes.append(
            (rang, lettre.reference, nom, ", ".join(adresse), lettre.sujet, premiere, nombre, gardee)
        )
        premiere += nombre
    lignes.append(("Total", "", f"{len(lettres)} lettres", "", "", "", sum(pages), empreinte))
    return exporter_liste("bordereau", BORDEREAU, lignes, "csv")
