"""Composer une lettre : le modèle en vigueur, ses mentions, ses variables ; puis le PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.enums import Canal
from jalon.socle.messages.lettres.mentions import Mention, mention
from jalon.socle.messages.lettres.selectors import modele_en_vigueur
from jalon.socle.messages.lettres.types import JETON, TypeLettre, fautes_du_corps, type_de_lettre
from jalon.socle.messages.models import Message, ModeleLettre
from jalon.socle.messages.pdf import garder_pdf
from jalon.socle.messages.services import deposer
from jalon.socle.organisations.models import Organisation
from jalon.socle.parametres.selectors import parametre
from jalon.socle.periodes.ecriture import ecrire_jour
from jalon.socle.rendu.lettre import Lettre, en_noeuds, lettres_en_pdf
from jalon.socle.rendu.markdown import Arbre, Brin, Liste, Noeud, Paragraphe, en_lignes, lire_markdown

PARAMETRES = ("expediteur", "lieu", "contact", "adresse_recours", "tribunal", "dpo")
"""Variables prises dans les paramètres datés `lettres.<nom>` quand la pièce ne les donne pas."""
FACULTATIVES = frozenset({"lieu", "reference", "delegation", "expediteur"})


@dataclass(frozen=True, slots=True)
class LettreComposee:
    """Une lettre prête : son texte nu (ce que garde le message), sa mise en page, le modèle employé."""

    texte: str
    lettre: Lettre
    modele: ModeleLettre | None
    type: TypeLettre
    jour: date

    def pdf(self) -> bytes:
        """Le PDF de cette seule lettre."""
        return lettres_en_pdf([self.lettre], titre=self.lettre.objet, jour=self.jour)


def preparer(
    type: str,
    organisation: Organisation | UUID | None,
    contexte: Mapping[str, str],
    jour: date,
    *,
    corps: str | None = None,
    objet: str = "",
) -> LettreComposee:
    """La lettre de ce type, avec le modèle en vigueur ce jour-là (ou `corps`, pour un aperçu).

    Lève `ValidationError` si une variable n'a pas de valeur (elle est nommée), ou si `corps` est fautif.
    """
    nature = type_de_lettre(type)
    modele = None if corps is not None else modele_en_vigueur(type, organisation, jour)
    texte = corps if corps is not None else modele.corps if modele else nature.corps
    if corps is not None and (fautes := fautes_du_corps(nature, corps)):
        raise ValidationError(fautes, code="modele")
    complet = _avec_mentions(texte, jour)
    valeurs = _valeurs(contexte, complet, jour)
    brut = lire_markdown(complet)
    arbre = _substituer(brut, valeurs)
    lieu = valeurs.get("lieu", "")
    lettre = Lettre(
        destinataire=valeurs["destinataire"],
        objet=objet or (modele.objet if modele else nature.titre),
        noeuds=[
            noeud | {"signature": True} if _signe(lu) else noeud
            for lu, noeud in zip(brut, en_noeuds(arbre), strict=True)
        ],
        expediteur=valeurs.get("expediteur", ""),
        lieu_date=f"{lieu}, le {valeurs['date']}" if lieu else f"Le {valeurs['date']}",
        reference=valeurs.get("reference", ""),
    )
    return LettreComposee("\n\n".join(en_lignes(arbre)), lettre, modele, nature, jour)


def mentions_illisibles(nature: TypeLettre, corps: str, jour: date) -> list[str]:
    """Les mentions obligatoires citées qui ne se liraient pas en entier (dans un lien, un titre coupé…).

    La lettre est composée pour de bon sur ses exemples, et chaque phrase de chaque mention y est cherchée.
    Lève `ValidationError` si le texte n'a pas de quoi être envoyé.
    """
    lettre = preparer(nature.code, None, nature.exemples, jour, corps=corps)
    lu = " ".join(lettre.texte.split())
    exigees = [mention(code, jour) for code in nature.mentions]
    return [m.titre for m in exigees if not all(ligne in lu for ligne in _lignes_de(m, nature, jour))]


def composer(
    type: str, organisation: Organisation | UUID | None, contexte: Mapping[str, str], jour: date
) -> tuple[str, bytes]:
    """Texte nu et PDF d'une lettre. Lève `ValidationError` comme `preparer`."""
    composee = preparer(type, organisation, contexte, jour)
    return composee.texte, composee.pdf()


def deposer_lettre(
    *,
    type: str,
    organisation: Organisation | UUID | None,
    contexte: Mapping[str, str],
    cle: str,
    acteur: Compte,
    jour: date | None = None,
    **champs: Any,
) -> Message:
    """Compose une lettre et la dépose avec son PDF, gardé le jour de la signature ; elle sortira par un lot.

    `champs` : ceux de `services.deposer`.
    """
    composee = preparer(type, organisation, contexte, jour or timezone.localdate())
    with acte("deposer_lettre", acteur=acteur):
        message = deposer(
            cle=cle,
            canal=Canal.LETTRE,
            adresse=composee.lettre.destinataire,
            texte=composee.texte,
            sujet=composee.lettre.objet,
            modele=composee.modele,
            mise_en_page=composee.lettre.donnees(),
            acteur=acteur,
            **champs,
        )
        garder_pdf([message.pk], acteur=acteur)
        message.refresh_from_db(fields=["piece"])
    return message


def _lignes_de(exigee: Mention, nature: TypeLettre, jour: date) -> list[str]:
    """Ce que dit une mention, ligne à ligne, avec les exemples du type."""
    valeurs = _valeurs(nature.exemples, exigee.texte, jour)
    return [" ".join(ligne.split()) for ligne in en_lignes(_substituer(lire_markdown(exigee.texte), valeurs))]


def _avec_mentions(corps: str, jour: date) -> str:
    return JETON.sub(lambda m: mention(m[2], jour).texte if m[1] else m[0], corps)


def _valeurs(contexte: Mapping[str, str], corps: str, jour: date) -> dict[str, str]:
    """Les valeurs des variables du texte et de la mise en page ; celles qui manquent sont nommées."""
    demandees = {nom for _, nom in JETON.findall(corps)} | {"destinataire", "expediteur", "lieu", "reference"}
    valeurs = {"date": ecrire_jour(jour)} | {nom: str(valeur).strip() for nom, valeur in contexte.items()}
    for nom in (demandees & set(PARAMETRES)) - {nom for nom, valeur in valeurs.items() if valeur}:
        valeurs[nom] = str(parametre(f"lettres.{nom}", jour, defaut=""))
    manquantes = sorted(nom for nom in demandees - FACULTATIVES if not valeurs.get(nom))
    if manquantes:
        raise ValidationError(
            f"Cette lettre ne peut pas être composée : il manque {', '.join(manquantes)}.", code="variables"
        )
    return valeurs


def _substituer(arbre: Arbre, valeurs: Mapping[str, str]) -> Arbre:
    """L'arbre où chaque variable a sa valeur, jamais lue comme du Markdown."""
    return tuple(
        replace(noeud, elements=tuple(_substituer(e, valeurs) for e in noeud.elements))
        if isinstance(noeud, Liste)
        else Paragraphe(tuple(_brin(b, valeurs) for b in noeud.brins))
        for noeud in arbre
    )


def _signe(noeud: Noeud) -> bool:
    return isinstance(noeud, Paragraphe) and any("[[signataire]]" in brin.texte for brin in noeud.brins)


def _brin(brin: Brin, valeurs: Mapping[str, str]) -> Brin:
    return replace(brin, texte=JETON.sub(lambda m: valeurs.get(m[2], ""), brin.texte))
