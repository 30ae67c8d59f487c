"""Sceller les contrats signés, hors de la requête, au nom du système ; un passage manqué se rattrape."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from jalon.parcours.contrats.document.preuve import sceller_contrat
from jalon.parcours.contrats.enums import SIGNES, NaturePiece
from jalon.parcours.contrats.models import Contrat, PieceContrat
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte

journal = logging.getLogger(__name__)
TAILLE_LOT = 200


def demander_scellement(cle: UUID) -> None:
    """Demande le scellement ; il part quand la transaction en cours est validée."""
    app.configure_task("jalon.sceller_contrat", queue="jalon").defer(contrat=str(cle))


@app.task(name="jalon.sceller_contrat", queue="jalon", retry=5)
def sceller(contrat: str) -> None:
    """Scelle un contrat. Sans effet s'il l'est déjà."""
    sceller_un(UUID(contrat))


@app.periodic(cron="23 * * * *")
@app.task(name="jalon.sceller_contrats_en_retard", queue="jalon", queueing_lock="scellements")
def rattraper(timestamp: int) -> None:
    """Chaque heure, les contrats signés dont le scellement n'a pas eu lieu."""
    sceller_en_retard()


def sceller_en_retard(limite: int = TAILLE_LOT) -> int:
    """Scelle au plus `limite` contrats signés qui ne le sont pas ; rend combien l'ont été."""
    with contexte_compte(compte_systeme()):
        scelles = PieceContrat.objects.filter(
            contrat=OuterRef("pk"), version=OuterRef("version"), nature=NaturePiece.SCELLE
        )
        attendus = Contrat.objects.filter(~Exists(scelles), etat__in=SIGNES, personne__effacee_le=None)
        cles = list(attendus.order_by("signe_le").values_list("pk", flat=True)[:limite])
    return sum(_essayer(cle) for cle in cles)


def sceller_un(cle: UUID) -> bool:
    systeme = compte_systeme()
    with contexte_compte(systeme):
        return sceller_contrat(contrat=Contrat.objects.get(pk=cle), acteur=systeme) is not None


def _essayer(cle: UUID) -> bool:
    try:
        return sceller_un(cle)
    except Exception:
        journal.exception("contrat %s : scellement impossible, nouvel essai plus tard", cle)
        return False
