"""Reprise d'un document : ce qu'elle ferait (`proposer`), puis l'écrire (`ecrire`). Rien n'est corrigé.

Les faits sont comparés un par un à la base ; relire le même fichier n'écrit rien. Voir `reprise_ecriture`.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone
from django.utils.text import slugify

from jalon.pilotage.controles.releve import Nature, Releve, TableauIndicateurs
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import Exercice, ModeleProgramme, Programme
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.periodes import Genre, Periode, lire_periode
from jalon.socle.pieces.services import rattacher_piece
from jalon.socle.territoire.models import Departement
from jalon.sources.documents.formes import Proposition, ResumeLecture, TableauLu
from jalon.sources.documents.models import Lecture
from jalon.sources.documents.releves import releve_de_la_piece
from jalon.sources.documents.reprise_annexes import noter_annexes
from jalon.sources.documents.reprise_carnet import Carnet
from jalon.sources.documents.reprise_ecriture import Comparaison, comparer, ecrire_comparaison, proposition
from jalon.sources.documents.reprise_faits import Contexte
from jalon.sources.documents.reprise_fiches import noter_document, noter_fiches
from jalon.sources.documents.reprise_finances import noter_credits
from jalon.sources.documents.reprise_indicateurs import noter_indicateurs
from jalon.sources.documents.reprise_organismes import Organismes
from jalon.sources.documents.reprise_rapprochements import actions_lues
from jalon.sources.documents.reprise_structure import departement_du, noter_actions, noter_programme

VERBE = "reprendre_document"


class RepriseImpossible(Exception):
    """Le document est lisible, mais ne peut pas être repris. Le message dit pourquoi et que faire."""


def proposer(lecture: Lecture) -> Proposition:
    """Ce qu'écrire cette lecture ferait, sans rien écrire. Lève `DocumentIllisible` ou
    `RepriseImpossible`."""
    carnet = _ouvrir(lecture, lecture.deposee_par_id, illustration=False)
    return proposition(carnet, _remplir(carnet))


def verifier(lecture: Lecture) -> None:
    """Lève `RepriseImpossible` si ce document, lisible, ne peut pas être repris."""
    _ouvrir(lecture, lecture.deposee_par_id, illustration=False)


def ecrire(
    lecture: Lecture, acteur: Compte, *, remplacer: Collection[str] = (), illustration: bool = False
) -> Proposition:
    """Écrit la lecture en une transaction et rend ce qui a été fait.

    `remplacer` : clés des conflits où le document l'emporte. `illustration` : les récits sont marqués comme
    tels.
    Lève `DocumentIllisible`, `RepriseImpossible` ou `PermissionDenied` ; rien n'est alors écrit.
    """
    try:
        with transaction.atomic(), acte(VERBE, acteur=acteur, lecture=lecture.pk):
            carnet = _ouvrir(lecture, acteur.pk, illustration=illustration)
            _exiger(acteur, carnet)
            lecture.piece = rattacher_piece(
                piece=lecture.piece, cloison=carnet.contexte.programme, acteur=acteur
            )
            carnet.piece = lecture.piece_id
            comparaison = _remplir(carnet)
            resultat = proposition(carnet, comparaison)
            ecrire_comparaison(carnet, comparaison, lecture, remplacer)
            return resultat
    except (IntegrityError, ProgrammingError) as erreur:
        raise RepriseImpossible(_message(erreur)) from erreur


def programme_vise(lecture: Lecture) -> tuple[str, Programme | None, Exercice | None]:
    """Code du programme que vise la lecture, et le programme et l'exercice s'ils existent déjà."""
    releve = releve_de_la_piece(lecture.piece_id)
    code = code_programme(releve, lecture.code_programme)
    programme = Programme.objects.filter(code=code).first()
    exercice = (
        Exercice.objects.filter(programme=programme, code=releve.exercice).first() if programme else None
    )
    return code, programme, exercice


def code_programme(releve: Releve, demande: str = "") -> str:
    """Code demandé, sinon celui que disent le modèle et le département du document (« calpae-35 »)."""
    if demande:
        return demande
    departement = departement_du(releve)
    return f"{releve.modele}-{departement.code.lower()}" if departement else releve.modele


def _ouvrir(lecture: Lecture, acteur: uuid.UUID, *, illustration: bool) -> Carnet:
    releve = releve_de_la_piece(lecture.piece_id)
    if not releve.exercice:
        raise RepriseImpossible(
            "Le document ne dit pas l'année dont il rend compte : écrivez-la dans son titre (« … 2022 »), "
            "puis redéposez-le."
        )
    code, programme, exercice = programme_vise(lecture)
    modele = _modele(releve, programme)
    contexte = Contexte(
        programme.pk if programme else uuid.uuid4(),
        exercice.pk if exercice else uuid.uuid4(),
        releve.exercice,
    )
    if exercice is not None and exercice.clos_le is not None:
        raise RepriseImpossible(
            f"L'exercice {exercice.code} est clos : rouvrez-le dans la gestion du programme avant de "
            "reprendre un document."
        )
    carnet = Carnet(
        releve,
        contexte,
        lecture.piece_id,
        acteur,
        code,
        modele.pk,
        _periode(releve.exercice, exercice),
        illustration=illustration,
        organismes=Organismes.connus(),
    )
    departement = departement_du(releve)
    noter_programme(carnet, code, modele, _intitule(releve, modele, departement), departement)
    return carnet


def _modele(releve: Releve, programme: Programme | None) -> ModeleProgramme:
    if programme is not None and releve.modele not in ("", programme.modele_id):
        raise RepriseImpossible(
            f"Le document est un rapport « {releve.modele} », le programme {programme.code} est un "
            f"« {programme.modele} » : choisissez un autre programme."
        )
    modele = programme.modele if programme else ModeleProgramme.objects.filter(pk=releve.modele).first()
    if modele is None:
        raise RepriseImpossible(
            "Le genre de programme n'est pas reconnu (PDI, CALPAE…) : créez d'abord le programme, puis "
            "reprenez le document en donnant son code."
        )
    return modele


def _periode(code: str, exercice: Exercice | None) -> Periode:
    if exercice is not None:
        return Periode(exercice.debut_indicateurs, exercice.fin_indicateurs, Genre.INTERVALLE)
    lue = lire_periode(code)
    annee = timezone.localdate().year
    return Periode(lue.debut, lue.fin) if lue else Periode(date(annee, 1, 1), date(annee, 12, 31))


def _intitule(releve: Releve, modele: ModeleProgramme, departement: Departement | None) -> str:
    return f"{modele.libelle} — {departement.nom}" if departement else releve.titre or modele.libelle


def _remplir(carnet: Carnet) -> Comparaison:
    noter_actions(carnet)
    noter_document(carnet)
    noter_credits(carnet)
    noter_fiches(carnet, carnet.modele)
    noter_indicateurs(carnet)
    noter_annexes(carnet)
    return comparer(carnet)


def _exiger(acteur: Compte, carnet: Carnet) -> None:
    """Lève `PermissionDenied` si le compte ne peut pas reprendre un document dans ce programme, existant ou
    à créer."""
    programme = carnet.objet("programme", carnet.contexte.programme)
    if not isinstance(programme, Programme):
        champs = carnet.faits["programme", carnet.code_programme].champs
        programme = Programme(pk=carnet.contexte.programme, **champs)
    exiger(acteur, "reprendre_document", programme)


def _message(erreur: Exception) -> str:
    texte = str(erreur).splitlines()[0]
    if "row-level security" in texte or "permission denied" in texte:
        return (
            "Votre compte ne peut pas écrire dans ce programme : demandez une habilitation "
            "de chargé·e de mission."
        )
    return f"La base a refusé une valeur du document ; rien n'a été écrit. ({texte})"


def resumer(releve: Releve, code: str = "") -> ResumeLecture:
    """Ce qu'un document contient, en nombres : avant toute écriture, et avant même de viser un programme."""
    modele = ModeleProgramme.objects.filter(pk=releve.modele).first()
    vise = code_programme(releve, code)
    tableaux = _tableaux(releve)
    montants = sum(1 for ligne in releve.credits for v in ligne.montants.values() if v.presente)
    chiffres = sum(t.chiffres for t in tableaux if t.genre in ("annexe", "fiche", "liste", "repartition"))
    organismes = {slugify(m.nom) for ligne in releve.credits for m in ligne.operateurs}
    return ResumeLecture(
        document=releve.document,
        modele=releve.modele,
        modele_libelle=modele.libelle if modele else "",
        exercice=releve.exercice,
        titre=releve.titre,
        departement=releve.departement,
        code_programme=vise,
        programme_existe=Programme.objects.filter(code=vise).exists(),
        comptes={
            "tableaux": len(tableaux),
            "fiches": len(releve.fiches),
            "actions": len(actions_lues(releve)),
            "montants": montants,
            "chiffres": chiffres,
            "sections": sum(len(f.sections) for f in releve.fiches) + len(releve.preambule),
            "organismes": len(organismes),
            "non_lus": len(releve.non_lus),
        },
        tableaux=tableaux,
    )


def _tableaux(releve: Releve) -> list[TableauLu]:
    lus: list[TableauLu] = []
    if releve.credits:
        actions = sum(1 for c in releve.credits if c.nature == Nature.ACTION)
        montants = sum(1 for c in releve.credits for v in c.montants.values() if v.presente)
        lieu = releve.credits[0].lieu
        lus.append(TableauLu("credits", lieu.tableau or "Crédits", actions, montants, str(lieu)))
    if releve.avancement:
        lieu = releve.avancement[0].lieu
        lus.append(TableauLu("avancement", lieu.tableau, len(releve.avancement), 0, str(lieu)))
    return lus + [_tableau_lu(t) for t in releve.tableaux()]


def _tableau_lu(tableau: TableauIndicateurs) -> TableauLu:
    chiffres = sum(len(c.chiffres) for ligne in tableau.lignes for c in ligne.cellules)
    titre = tableau.titre or f"Indicateurs de l'action {tableau.action}"
    return TableauLu(tableau.genre, titre, len(tableau.lignes), chiffres, str(tableau.lieu))
