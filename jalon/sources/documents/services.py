"""Déposer un document, le lire, l'écrire ou le refuser."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.pieces.services import deposer_piece
from jalon.socle.taches.models import Tache
from jalon.socle.taches.services import lancer_tache
from jalon.sources.documents.enums import TRANSITIONS, EtatLecture
from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.formes import Proposition
from jalon.sources.documents.lecture import lire_document
from jalon.sources.documents.models import Lecture
from jalon.sources.documents.releves import releve_de_la_piece
from jalon.sources.documents.reprise import RepriseImpossible, ecrire, programme_vise, resumer, verifier

OCTETS_LUS_AUSSITOT = 2_000_000
VERBE_LIRE = "lire_document"


def deposer_document(*, nom: str, contenu: bytes, code_programme: str = "", acteur: Compte) -> Lecture:
    """Garde un document et le lit : tout de suite jusqu'à 2 Mo, en tâche au-delà (`lecture.tache`).

    Le même fichier redéposé par le même compte pour le même programme rend la lecture déjà là.
    Lève `DocumentIllisible` ; rien n'est alors gardé. Lisible mais impossible à reprendre (genre de programme
    inconnu…), la lecture est gardée à l'état illisible, avec la raison.
    """
    deja = Lecture.objects.filter(
        piece__empreinte=sha256(contenu).hexdigest(), code_programme=code_programme, deposee_par=acteur
    ).first()
    if deja is not None and deja.etat not in (EtatLecture.REFUSEE, EtatLecture.ILLISIBLE):
        return deja
    aussitot = len(contenu) <= OCTETS_LUS_AUSSITOT
    if aussitot:
        lire_document(contenu, nom)
    with acte("deposer_document", acteur=acteur):
        lecture = deja or _deposer(nom, contenu, code_programme, acteur)
        if deja is not None:
            changer_etat(lecture, EtatLecture.DEPOSEE, erreur="")
        if aussitot:
            lire(lecture=lecture, acteur=acteur)
        else:
            lire_en_tache(lecture=lecture, acteur=acteur)
    return lecture


def _deposer(nom: str, contenu: bytes, code_programme: str, acteur: Compte) -> Lecture:
    try:
        piece = deposer_piece(nom=nom, contenu=contenu, acteur=acteur)
    except ValidationError as erreur:
        raise DocumentIllisible(" ".join(erreur.messages)) from erreur
    return Lecture.objects.create(piece=piece, code_programme=code_programme, deposee_par=acteur)


def lire_en_tache(*, lecture: Lecture, acteur: Compte) -> Tache:
    """Demande la lecture d'un gros document ; la tâche dit où elle en est."""
    with acte("lire_en_tache", acteur=acteur, lecture=lecture.pk):
        tache = lancer_tache(
            VERBE_LIRE,
            acteur=acteur,
            libelle=f"Lecture de {lecture.piece.nom}"[:200],
            lecture=str(lecture.pk),
        )
        lecture.tache = tache
        lecture.save(update_fields=["tache"])
    return tache


def lire(*, lecture: Lecture, acteur: Compte) -> Lecture:
    """Lit un document déposé et le propose.

    Illisible ou impossible à reprendre, la lecture le dit (`erreur`) au lieu de lever.
    """
    with acte("lire_document", acteur=acteur, lecture=lecture.pk):
        try:
            releve = releve_de_la_piece(lecture.piece_id)
            programme, exercice = programme_vise(lecture)[1:]
            verifier(lecture)
        except (DocumentIllisible, RepriseImpossible) as erreur:
            return changer_etat(lecture, EtatLecture.ILLISIBLE, erreur=str(erreur))
        resume = resumer(releve, lecture.code_programme)
        return changer_etat(
            lecture,
            EtatLecture.PROPOSEE,
            programme=programme,
            exercice=exercice,
            resume={
                "exercice": resume.exercice,
                "modele": resume.modele,
                "titre": resume.titre,
                **resume.comptes,
            },
        )


def ecrire_lecture(
    *, lecture: Lecture, remplacer: Collection[str] = (), illustration: bool = False, acteur: Compte
) -> Proposition:
    """Écrit une lecture proposée, en une transaction ; rend ce qui a été fait.

    `remplacer` : clés des conflits et des valeurs gardées où celle du document l'emporte. Une lecture déjà
    écrite se réécrit : seules les différences trouvées changent quelque chose. Lève `DocumentIllisible`,
    `RepriseImpossible`, `PermissionDenied`, ou `ValueError` si la lecture n'est pas proposée.
    """
    if lecture.etat not in (EtatLecture.PROPOSEE, EtatLecture.ECRITE):
        raise ValueError(f"Une lecture {lecture.get_etat_display()} ne peut pas être écrite.")
    with acte("ecrire_lecture", acteur=acteur, lecture=lecture.pk):
        resultat = ecrire(lecture, acteur, remplacer=remplacer, illustration=illustration)
        if lecture.etat == EtatLecture.PROPOSEE:
            programme, exercice = programme_vise(lecture)[1:]
            changer_etat(
                lecture,
                EtatLecture.ECRITE,
                piece=lecture.piece,
                programme=programme,
                exercice=exercice,
                ecrite_par=acteur,
                ecrite_le=timezone.now(),
            )
    return resultat


def refuser_lecture(*, lecture: Lecture, acteur: Compte) -> Lecture:
    """Écarte une lecture proposée : rien n'est écrit, le document reste à qui l'a déposé."""
    with acte("refuser_lecture", acteur=acteur, lecture=lecture.pk):
        return changer_etat(lecture, EtatLecture.REFUSEE)


def changer_etat(lecture: Lecture, etat: EtatLecture, **champs: object) -> Lecture:
    """Seule porte des changements d'état ; lève `ValueError` si le passage n'est pas permis."""
    if etat not in TRANSITIONS[EtatLecture(lecture.etat)]:
        raise ValueError(f"Une lecture {lecture.get_etat_display()} ne peut pas devenir « {etat.label} ».")
    lecture.etat = etat
    for nom, valeur in champs.items():
        setattr(lecture, nom, valeur)
    lecture.save(update_fields=["etat", *champs])
    return lecture
