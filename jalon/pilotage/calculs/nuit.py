"""Chaque nuit, les chiffres vivants se recalculent d'après les faits ; seul ce qui change s'écrit.

Chaque case a sa transaction : un processus tué ne perd que celle qu'il écrivait. Le passage interrompu
reprend ; il garde ce qu'il avait changé et retrouve le reste inchangé.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from jalon.mesure.chiffres.calculs import AvantLesFaits, calculs_de, cases_de, constat_de, recalculer_chiffre
from jalon.mesure.chiffres.models import Calcul, Passage, ReglageCalcul
from jalon.mesure.chiffres.services import decimales_de
from jalon.mesure.indicateurs.moteurs import Moteur, ouvrir
from jalon.pilotage.calculs.periodes import periodes_de
from jalon.pilotage.programmes.models import Exercice
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.contexte import acte
from jalon.socle.periodes import Periode

PASSAGES_GARDES = 30
CONCURRENT = "Un autre calcul écrivait cette case au même moment : la nuit prochaine la reprendra."


def recalculer_vivants(
    *, acteur: Compte, jour: date | None = None, moteur: Moteur | None = None
) -> list[Passage]:
    """Recalcule les cases réglées des exercices ouverts de chaque programme, sur les mêmes faits."""
    if moteur is None:
        with ouvrir() as ouvert:
            return recalculer_vivants(acteur=acteur, jour=jour, moteur=ouvert)
    with contexte_compte(acteur):
        regles = ReglageCalcul.objects.order_by("serie__cloison")
        programmes = list(regles.values_list("serie__cloison", flat=True).distinct())
    return [_passer(cle, jour or timezone.localdate(), moteur, acteur) for cle in programmes]


def dernier_passage(programme: UUID) -> Passage | None:
    """Le passage le plus récent de ce programme, fini ou non."""
    return Passage.objects.filter(cloison=programme).order_by("-commence_le").first()


def _passer(programme: UUID, jour: date, moteur: Moteur, acteur: Compte) -> Passage:
    with contexte_compte(acteur):
        passage = Passage.objects.filter(cloison=programme, fini_le=None).first() or Passage(
            cloison=programme, commence_le=timezone.now()
        )
        passage.regardees, passage.refus = 0, []
        passage.save()
        cases = list(_cases(programme, jour))
    for reglage, periode, libelle in cases:
        passage.regardees += 1
        try:
            _une_case(passage, reglage, periode, libelle, jour, moteur, acteur)
        except AvantLesFaits:
            passage.regardees -= 1
        except ValidationError as erreur:
            passage.refus.append([f"{reglage.serie.indicateur.titre}, {libelle}", " ".join(erreur.messages)])
        except IntegrityError:
            passage.refus.append([f"{reglage.serie.indicateur.titre}, {libelle}", CONCURRENT])
    with contexte_compte(acteur):
        passage.fini_le = timezone.now()
        passage.save()
        anciens = Passage.objects.filter(cloison=programme).order_by("-commence_le")[PASSAGES_GARDES:]
        Passage.objects.filter(pk__in=[ancien.pk for ancien in anciens]).delete()
    return passage


def _cases(programme: UUID, jour: date) -> Iterator[tuple[ReglageCalcul, Periode, str]]:
    """Les cases à regarder : les périodes commencées des exercices ouverts, chacune une fois."""
    exercices = list(Exercice.objects.filter(programme=programme, clos_le=None).order_by("debut_indicateurs"))
    for reglage in ReglageCalcul.objects.filter(serie__cloison=programme).select_related("serie__indicateur"):
        periodes = {p: libelle for e in exercices for p, libelle in periodes_de(e, reglage.pas)}
        for periode, libelle in periodes.items():
            if periode.debut <= jour:
                yield reglage, periode, libelle


def _une_case(
    passage: Passage, reglage: ReglageCalcul, periode: Periode, libelle: str, jour: date, moteur: Moteur,
    acteur: Compte,
) -> None:  # fmt: skip
    with contexte_compte(acteur), acte("recalculer_chiffre", acteur=acteur, serie=reglage.serie_id):
        avant = calculs_de(reglage.serie_id, periode).first()
        calcul = recalculer_chiffre(
            serie=reglage.serie,
            periode=periode,
            libelle_periode=libelle,
            arrete_au=jour,
            moteur=moteur,
            acteur=acteur,
        )
        if calcul is not None:
            passage.changements.append(_changement(reglage, libelle, avant, calcul))
            passage.save(update_fields=["changements"])


def _changement(reglage: ReglageCalcul, libelle: str, avant: Calcul | None, apres: Calcul) -> dict[str, Any]:
    return {
        "chiffre": str(apres.chiffre_id or cases_de(apres).values_list("pk", flat=True).first() or ""),
        "titre": reglage.serie.indicateur.titre,
        "periode": libelle,
        "avant": None if avant is None else _dire(avant),
        "apres": _dire(apres),
    }


def _dire(calcul: Calcul) -> str:
    """La valeur telle qu'un tableau l'écrit, ou son statut."""
    constat = constat_de(calcul)
    if constat.valeur is None:
        return str(calcul.get_statut_display())
    texte = f"{constat.valeur:.{decimales_de(constat.valeur)}f}".replace(".", ",")
    return f"{texte} (provisoire)" if constat.statut == "provisoire" else texte
