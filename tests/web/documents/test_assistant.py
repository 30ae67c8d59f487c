"""L'assistant : déposer, relire, confirmer ; une entrée hostile n'écrit rien."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jalon.pilotage.programmes.models import Programme
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.sources.documents.models import Lecture
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db


@pytest.fixture
def redactrice(creer_compte: Callable[..., Compte], monde: Monde) -> Compte:
    """Une chargée de mission sans borne de périmètre : elle peut créer un programme."""
    return creer_compte(Role.CHARGEE_MISSION)


def deposer(client: Any, nom: str, contenu: bytes) -> Any:
    return client.post(reverse("document_nouveau"), {"document": SimpleUploadedFile(nom, contenu)})


@pytest.mark.parametrize(
    ("nom", "contenu", "message"),
    [
        ("rapport.txt", b"", "vide"),
        ("rapport.pdf", b"%PDF-1.4", "docx"),
        ("rapport.txt", bytes(range(256)) * 20, "lisible"),
        ("rapport.docx", b"PK\x03\x04tronque", "rapport.docx"),
        ("rapport.txt", b"Un texte sans aucun tableau.", "reconnu"),
    ],
)
def test_un_mauvais_fichier_est_refuse_au_champ(
    redactrice: Compte, connecte: Callable[..., Any], nom: str, contenu: bytes, message: str
) -> None:
    avant = Programme.objects.count()
    with connecte(redactrice) as client:
        reponse = deposer(client, nom, contenu)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert message in page and 'href="#id_document"' in page
    assert Programme.objects.count() == avant and not Lecture.objects.exists()


def test_sans_fichier_le_formulaire_le_dit(redactrice: Compte, connecte: Callable[..., Any]) -> None:
    with connecte(redactrice) as client:
        reponse = client.post(reverse("document_nouveau"), {})
    assert reponse.status_code == 422 and "Choisissez un document." in reponse.content.decode()


def test_relire_confirmer_puis_rien_a_changer(
    redactrice: Compte, connecte: Callable[..., Any], documents_reels: Path
) -> None:
    contenu = (documents_reels / "cotes-d-armor-bilan-pdi-2023.txt").read_bytes()
    avant = Programme.objects.count()
    with connecte(redactrice) as client:
        depot = deposer(client, "bilan.txt", contenu)
        relecture = client.get(depot.url).content.decode()
        assert "Voici ce qui a été lu" in relecture and "Écrire dans Jalon" in relecture
        assert Programme.objects.count() == avant
        lecture = Lecture.objects.get()
        ecrite = client.post(reverse("document_confirmer", args=[lecture.pk]), {"envoi": "b" * 32})
        assert ecrite.status_code == 302 and "/programmes/" in ecrite.url
        assert Programme.objects.count() == avant + 1
        assert "Rien à changer" in client.get(depot.url).content.decode()


def test_refuser_n_ecrit_rien(
    redactrice: Compte, connecte: Callable[..., Any], documents_reels: Path
) -> None:
    contenu = (documents_reels / "cotes-d-armor-bilan-pdi-2023.txt").read_bytes()
    avant = Programme.objects.count()
    with connecte(redactrice) as client:
        deposer(client, "bilan.txt", contenu)
        client.post(reverse("document_refuser", args=[Lecture.objects.get().pk]))
    assert Programme.objects.count() == avant
    assert Lecture.objects.get().etat == "refusee"
