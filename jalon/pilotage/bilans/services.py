"""Écrire une fiche : ses sections (chacune avec sa version), son état, ses freins, ses indicateurs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jalon.mesure.chiffres.models import Chiffre
from jalon.mesure.chiffres.services import Constat, corriger_chiffre, saisir_chiffre
from jalon.pilotage.bilans.models import FicheBilan, FreinAction, SectionFiche
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.enums import SECTIONS_REDIGEES
from jalon.pilotage.programmes.models import (
    Action,
    EtatModele,
    Exercice,
    LigneAnnexe,
    Programme,
    SerieAction,
)
from jalon.pilotage.programmes.services.commun import enregistrer, modifier, refuser_si_clos
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.periodes import Periode

TAILLE_SECTION = 60_000
CHAMPS_FICHE = frozenset({"zoom", "zoom_texte", "pilote_libelle"})


class ConflitDeVersion(Exception):
    """Une autre personne a enregistré la section entre-temps. Rien n'est perdu : les deux textes existent.

    `texte_actuel`, `auteur`, `version` et `quand` : ce que la base tient (version 0 : plus de section).
    """

    def __init__(self, texte_actuel: str, auteur: str, version: int, quand: datetime | None = None) -> None:
        super().__init__(f"{auteur or 'Quelqu’un'} a modifié cette section pendant que vous écriviez.")
        self.texte_actuel = self.texte = texte_actuel
        self.auteur = auteur
        self.version = version
        self.quand = quand

    @classmethod
    def avec(cls, section: SectionFiche) -> ConflitDeVersion:
        """Le conflit avec la section telle que la base la tient."""
        auteur = str(section.modifiee_par or "")
        return cls(section.texte, auteur, section.version, section.modifiee_le)


def ouvrir_fiche(*, action: Action, exercice: Exercice, acteur: Compte) -> FicheBilan:
    """La fiche d'une action pour l'exercice, créée si elle n'existe pas encore."""
    existante = FicheBilan.objects.filter(action=action, exercice=exercice).first()
    if existante is not None:
        return existante
    with acte("ouvrir_fiche", acteur=acteur, action=action.pk):
        exiger(acteur, "rediger_fiche", exercice.programme, action)
        refuser_si_clos(exercice)
        return enregistrer(FicheBilan(action=action, exercice=exercice))


def modifier_section(
    *, fiche: FicheBilan, type: str, texte: str, version: int, acteur: Compte
) -> SectionFiche:
    """Enregistre une section si sa version n'a pas bougé depuis `version` (0 : elle n'existait pas).

    Lève `ConflitDeVersion`, avec le texte actuel, si quelqu'un d'autre l'a enregistrée entre-temps ;
    `ValidationError` si la section ne se rédige pas ou si le texte est trop long.
    """
    if type not in SECTIONS_REDIGEES:
        raise ValidationError({"type": "Le budget et les indicateurs ne se rédigent pas : ils se déduisent."})
    texte = _nettoyer(texte)
    with acte("modifier_section", acteur=acteur, fiche=fiche.pk, section=type):
        exiger(acteur, "rediger_fiche", fiche.exercice.programme, fiche.action)
        refuser_si_clos(fiche.exercice)
        section = _section_verrouillee(fiche, type)
        if section is None:
            if version != 0:
                raise ConflitDeVersion("", "", 0)
            return _creer_section(fiche, type, texte, acteur)
        if section.texte == texte:
            return section
        if section.version != version:
            raise ConflitDeVersion.avec(section)
        section.texte = texte
        section.version = version + 1
        section.illustration = False
        section.modifiee_par = acteur
        return enregistrer(section)


def changer_etat(*, fiche: FicheBilan, etat: str, motif: str = "", acteur: Compte) -> FicheBilan:
    """Change l'état d'une action pour l'exercice. Lève `ValidationError` s'il n'est pas dans la légende."""
    programme = fiche.exercice.programme
    if not EtatModele.objects.filter(modele=programme.modele_id, code=etat).exists():
        raise ValidationError({"etat": "Cet état n'est pas dans la légende du programme."})
    with acte("changer_etat", acteur=acteur, fiche=fiche.pk):
        exiger(acteur, "changer_etat", programme, fiche.action)
        refuser_si_clos(fiche.exercice)
        return modifier(fiche, {"etat": etat, "etat_motif": motif.strip()}, frozenset({"etat", "etat_motif"}))


def modifier_fiche(*, fiche: FicheBilan, acteur: Compte, **champs: object) -> FicheBilan:
    """Change la mise en lumière (`zoom`, `zoom_texte`) ou le pilote tel qu'écrit."""
    with acte("modifier_fiche", acteur=acteur, fiche=fiche.pk):
        exiger(acteur, "rediger_fiche", fiche.exercice.programme, fiche.action)
        refuser_si_clos(fiche.exercice)
        return modifier(fiche, champs, CHAMPS_FICHE)


def definir_freins(*, fiche: FicheBilan, libelles: Iterable[str], acteur: Compte) -> FicheBilan:
    """Dit les freins rencontrés, pris dans la liste partagée ; un libellé nouveau s'y ajoute."""
    voulus = list(dict.fromkeys(" ".join(libelle.split()) for libelle in libelles if libelle.strip()))
    with acte("definir_freins", acteur=acteur, fiche=fiche.pk):
        exiger(acteur, "rediger_fiche", fiche.exercice.programme, fiche.action)
        refuser_si_clos(fiche.exercice)
        connus = {f.libelle.casefold(): f for f in FreinAction.objects.all()}
        freins = [
            connus.get(libelle.casefold()) or enregistrer(FreinAction(libelle=libelle)) for libelle in voulus
        ]
        fiche.freins.set(freins)
        return fiche


def saisir_indicateur(
    *,
    lien: SerieAction,
    exercice: Exercice,
    periode: Periode,
    libelle_periode: str,
    constat: Constat,
    acteur: Compte,
) -> Chiffre:
    """Saisit le chiffre d'un indicateur d'une action.

    Mêmes refus que `mesure.chiffres.services.saisir_chiffre`.
    """
    with acte("saisir_indicateur", acteur=acteur, action=lien.action_id):
        exiger(acteur, "saisir_chiffre", exercice.programme, lien.action)
        refuser_si_clos(exercice)
        return saisir_chiffre(
            serie=lien.serie,
            periode=periode,
            libelle_periode=libelle_periode,
            constat=constat,
            acteur=acteur,
        )


def corriger_indicateur(*, chiffre: Chiffre, constat: Constat, acteur: Compte) -> Chiffre:
    """Corrige un chiffre d'une fiche ou d'une annexe, après avoir vérifié qui peut le faire."""
    with acte("corriger_indicateur", acteur=acteur, chiffre=chiffre.pk):
        lien = SerieAction.objects.filter(serie=chiffre.serie_id).select_related("action__programme").first()
        if lien is not None:
            exiger(acteur, "saisir_chiffre", lien.action.programme, lien.action)
        else:
            exiger(acteur, "gerer_annexes", _programme_de(chiffre))
        return corriger_chiffre(chiffre=chiffre, constat=constat, acteur=acteur)


def _programme_de(chiffre: Chiffre) -> Programme:
    ligne = LigneAnnexe.objects.filter(serie=chiffre.serie_id).select_related("mesure__programme").first()
    if ligne is not None:
        return ligne.mesure.programme
    return Programme.objects.get(pk=chiffre.serie.cloison)


def _section_verrouillee(fiche: FicheBilan, type_: str) -> SectionFiche | None:
    return (
        SectionFiche.objects.select_for_update(of=("self",))
        .select_related("modifiee_par")
        .filter(fiche=fiche, type=type_)
        .first()
    )


def _creer_section(fiche: FicheBilan, type_: str, texte: str, acteur: Compte) -> SectionFiche:
    """Première version ; deux créations simultanées se départagent par la contrainte d'unicité."""
    section = SectionFiche(fiche=fiche, type=type_, texte=texte, modifiee_par=acteur)
    try:
        with transaction.atomic():
            section.save()
    except IntegrityError as erreur:
        actuelle = _section_verrouillee(fiche, type_)
        if actuelle is None:
            raise
        if actuelle.texte == texte:
            return actuelle
        raise ConflitDeVersion.avec(actuelle) from erreur
    return section


def _nettoyer(texte: str) -> str:
    """Fins de ligne uniformes ; refuse les caractères que ni la base ni un document n'acceptent."""
    if "\x00" in texte:
        raise ValidationError({"texte": "Le texte contient un caractère illisible (code zéro) : retirez-le."})
    texte = texte.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if len(texte) > TAILLE_SECTION:
        raise ValidationError(
            {"texte": f"Le texte a {len(texte)} caractères ; une section en a au plus {TAILLE_SECTION}."}
        )
    return texte
