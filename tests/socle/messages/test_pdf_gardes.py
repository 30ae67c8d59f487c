"""Ce qui part se garde tel que parti : un PDF par lettre, une fois ; le lot réunit ces PDF, page à page."""

from __future__ import annotations

import csv
import io
from datetime import date
from hashlib import sha256
from uuid import uuid4

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jalon.socle.messages import lots, services
from jalon.socle.messages.enums import Canal, EtatMessage, Nature
from jalon.socle.messages.models import Message
from jalon.socle.messages.pdf import garder_pdf
from jalon.socle.pieces.models import ContenuPiece
from jalon.socle.pieces.selectors import octets_de
from jalon.socle.rendu.assemblage import assembler_pdf
from jalon.socle.rendu.lettre import Lettre, en_noeuds, lettres_en_pdf, paragraphes
from jalon.socle.rendu.markdown import lire_markdown

JOUR = date(2026, 3, 14)
LONG = "\n\n".join(f"Paragraphe {rang}. " + "Une phrase pour remplir la page. " * 12 for rang in range(12))


def pages_de(octets: bytes) -> list[bytes]:
    """Ce que chaque page dessine, octet pour octet."""
    return [page.get_contents().get_data() for page in pypdf.PdfReader(io.BytesIO(octets)).pages]


@pytest.fixture
def lettre(systeme):
    def deposer(nom: str, texte: str = "Venez.", **champs) -> Message:
        base = {
            "cle": f"essai:{uuid4()}", "canal": Canal.LETTRE, "adresse": f"Mme {nom}\n1 rue\n00000 VILLE",
            "sujet": f"Pour {nom}", "texte": texte, "acteur": systeme,
        }  # fmt: skip
        return services.deposer(**base | champs)

    return deposer


@pytest.fixture
def imprimer(systeme):
    return lambda: lots.imprimer_lot(lot=lots.preparer_lot(acteur=systeme), acteur=systeme)


@pytest.mark.django_db
def test_le_lot_reunit_les_pdf_gardes_et_le_bordereau_dit_leurs_empreintes(lettre, imprimer, systeme):
    signee = lettre("Une", LONG)
    garder_pdf([signee.pk], acteur=systeme)
    lettre("Deux")
    lot = imprimer()
    gardees = list(lot.messages.select_related("piece").order_by("a_envoyer_le", "pk"))
    separees = [octets_de(gardee.piece) for gardee in gardees]
    assert pages_de(octets_de(lot.pdf)) == [page for octets in separees for page in pages_de(octets)]
    lignes = list(csv.reader(io.StringIO(octets_de(lot.bordereau).decode("utf-8-sig")), delimiter=";"))
    assert [ligne[-1] for ligne in lignes[1:3]] == [sha256(octets).hexdigest() for octets in separees]
    assert [ligne[5:7] for ligne in lignes[1:]] == [["1", "2"], ["3", "1"], ["", "3"]]
    assert lignes[3][2] == "2 lettres" and lignes[3][-1] == sha256(octets_de(lot.pdf)).hexdigest()
    assert lot.pages == 3


@pytest.mark.django_db
def test_une_lettre_sans_pdf_le_garde_une_fois_et_une_autre_impression_rend_les_memes_octets(
    lettre, imprimer, systeme
):
    message = lettre("Une")
    premier = imprimer()
    message.refresh_from_db()
    (note,) = message.evenements.filter(nature=Nature.PDF)
    avant = octets_de(message.piece)
    assert note.brut.endswith(message.piece.empreinte) and note.compte == systeme
    assert garder_pdf([message.pk], acteur=systeme) == 0
    lots.abandonner_lot(lot=premier, acteur=systeme)
    second = imprimer()
    message.refresh_from_db()
    assert octets_de(message.piece) == avant and message.evenements.filter(nature=Nature.PDF).count() == 1
    assert pages_de(octets_de(second.pdf)) == pages_de(avant)


@pytest.mark.django_db
def test_un_lot_abandonne_ne_garde_pas_ses_fichiers(lettre, imprimer, systeme):
    """Ses lettres l'ont quitté : l'effacement d'une personne ne le retrouverait plus."""
    lettre("Une")
    lot = imprimer()
    fichiers = [lot.pdf_id, lot.bordereau_id]
    assert ContenuPiece.objects.filter(pk__in=fichiers).count() == 2
    lots.abandonner_lot(lot=lot, acteur=systeme)
    lot.refresh_from_db()
    assert (lot.pdf, lot.bordereau) == (None, None)
    assert not ContenuPiece.objects.filter(pk__in=fichiers).exists()


@pytest.mark.django_db
def test_en_sql_nu_un_pdf_garde_ne_change_plus_et_une_lettre_partie_n_en_recoit_pas(lettre, systeme):
    gardee, partie = lettre("Une"), lettre("Deux")
    garder_pdf([gardee.pk], acteur=systeme)
    gardee.refresh_from_db()
    Message.objects.filter(pk=partie.pk).update(etat=EtatMessage.ENVOI, pris_le=timezone.now())
    Message.objects.filter(pk=partie.pk).update(etat=EtatMessage.ENVOYE, envoye_le=timezone.now())
    assert garder_pdf([partie.pk], acteur=systeme) == 0
    ordre = "UPDATE socle_messages_message SET piece_id = %s WHERE id = %s"
    for valeurs in ([None, gardee.pk], [gardee.piece_id, partie.pk]):
        with pytest.raises(IntegrityError, match="se garde une fois"), transaction.atomic():
            with connection.cursor() as curseur:
                curseur.execute(ordre, valeurs)


@pytest.mark.django_db
def test_effacer_une_personne_vide_son_pdf_et_son_lot_ne_s_imprime_plus(lettre, systeme):
    elle = uuid4()
    sienne, autre = lettre("Une", personne=elle), lettre("Deux", personne=uuid4())
    garder_pdf([sienne.pk, autre.pk], acteur=systeme)
    lot = lots.preparer_lot(acteur=systeme)
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_effacer_textes_messages(%s::uuid[])", [[elle]])
    sienne.refresh_from_db()
    autre.refresh_from_db()
    assert sienne.piece.nom == "effacé" and octets_de(autre.piece)
    assert set(sienne.evenements.values_list("brut", flat=True)) == {""}
    assert not ContenuPiece.objects.filter(pk=sienne.piece_id).exists()
    with pytest.raises(ValidationError, match="a été effacé"):
        lots.imprimer_lot(lot=lot, acteur=systeme)
    lots.abandonner_lot(lot=lot, acteur=systeme)
    suivant = lots.preparer_lot(acteur=systeme)
    assert [m.pk for m in suivant.messages.all()] == [autre.pk]
    sienne.refresh_from_db()
    assert sienne.etat == EtatMessage.ANNULE


@pytest.mark.django_db
def test_un_pdf_altere_ne_s_imprime_pas(lettre, systeme):
    message = lettre("Une")
    garder_pdf([message.pk], acteur=systeme)
    message.refresh_from_db()
    ContenuPiece.objects.filter(pk=message.piece_id).update(octets=octets_de(message.piece) + b" ")
    with pytest.raises(ValidationError, match="n'est plus le même"):
        lots.imprimer_lot(lot=lots.preparer_lot(acteur=systeme), acteur=systeme)


@pytest.mark.django_db
def test_une_lettre_ne_porte_pas_de_secret_et_renvoyee_ailleurs_refait_son_pdf(lettre, systeme):
    with pytest.raises(ValidationError, match="ne porte pas de secret"):
        lettre("Une", texte="[[secret]]", secret="lien")
    message = lettre("Une")
    garder_pdf([message.pk], acteur=systeme)
    Message.objects.filter(pk=message.pk).update(etat=EtatMessage.ENVOI, pris_le=timezone.now())
    Message.objects.filter(pk=message.pk).update(etat=EtatMessage.ECHOUE, fini_le=timezone.now())
    message.refresh_from_db()
    copie = services.renvoyer(message=message, adresse="Mme Une\n2 rue neuve\n00000 VILLE", acteur=systeme)
    assert copie.piece is None, "l'ancien PDF porte l'ancienne adresse"


def composer(nom: str, corps: str = "Bonjour.") -> bytes:
    noeuds = en_noeuds(lire_markdown(corps)) if "](" in corps else paragraphes(corps)
    return lettres_en_pdf([Lettre(f"Mme {nom}", f"Objet {nom}", noeuds)], titre=nom, jour=JOUR)


def test_l_assemblage_garde_les_balises_de_chaque_lettre_et_se_refait_a_l_octet_pres():
    documents = [
        composer("Une", LONG),
        composer("Deux", "Lisez [ceci](https://exemple.invalid)."),
        composer("Trois"),
    ]
    octets, pages = assembler_pdf(documents, titre="Trois lettres", jour=JOUR)
    assert assembler_pdf(documents, titre="Trois lettres", jour=JOUR)[0] == octets and pages == [2, 1, 1]
    lecteur = pypdf.PdfReader(io.BytesIO(octets))
    catalogue = lecteur.root_object
    assert catalogue["/Lang"] == "fr-FR" and catalogue["/MarkInfo"]["/Marked"]
    racine = catalogue["/StructTreeRoot"]
    cles = racine["/ParentTree"]["/Nums"][::2]
    assert cles == list(range(racine["/ParentTreeNextKey"])), "une clé par page ou lien, chacune une fois"
    titres = {}
    for lettre in racine["/K"]["/K"]:
        (titre,) = [e.get_object() for e in lettre.get_object()["/K"] if e.get_object()["/S"] == "/H1"]
        titres[titre["/T"]] = lecteur.get_page_number(titre["/Pg"])
    assert titres == {"Objet : Objet Une": 0, "Objet : Objet Deux": 2, "Objet : Objet Trois": 3}
    (lien,) = [annotation.get_object() for annotation in lecteur.pages[2]["/Annots"]]
    parents = dict(zip(cles, racine["/ParentTree"]["/Nums"][1::2], strict=True))
    assert parents[lien["/StructParent"]].get_object()["/S"] == "/Link"
    assert [page["/StructParents"] in parents for page in lecteur.pages] == [True] * 4
