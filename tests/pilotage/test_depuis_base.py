"""Un programme repris d'un document donne les mêmes anomalies que le document.

Corrigé, il n'en donne plus.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from jalon.pilotage.controles.depuis_base import releve_programme
from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.rapport import Rapport
from jalon.pilotage.programmes.models import Exercice
from jalon.pilotage.programmes.services import charger_modeles

pytestmark = pytest.mark.django_db

DOCUMENTS = ("ille-et-vilaine-rapport-calpae-2022.txt", "cotes-d-armor-bilan-pdi-2023.txt")


def reprendre(chemin: Path, acteur) -> Exercice:
    """Reprend un document entier, comme le ferait la commande."""
    from jalon.sources.documents.reprise import ecrire
    from jalon.sources.documents.services import deposer_document

    charger_modeles(acteur=acteur)
    lecture = deposer_document(nom=chemin.name, contenu=chemin.read_bytes(), acteur=acteur)
    ecrire(lecture, acteur)
    return Exercice.objects.select_related("programme__modele").get()


def empreintes(rapport: Rapport) -> Counter:
    return Counter((a.regle, a.objet, a.gravite.value, a.ecart) for a in rapport.anomalies)


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_un_document_repris_donne_les_memes_anomalies(nom, documents_reels, systeme):
    from jalon.sources.documents.lecture import lire_document

    chemin = documents_reels / nom
    lu = controler(lire_document(chemin, chemin.name))
    exercice = reprendre(chemin, systeme)
    refait = controler(releve_programme(exercice.programme, exercice))
    avant, apres = empreintes(lu), empreintes(refait)
    assert apres - avant == Counter(), "anomalies que le document n'a pas"
    assert avant - apres == Counter(), "anomalies du document perdues"
