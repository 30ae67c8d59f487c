"""Décider d'un rapprochement, réunir deux personnes, défaire : toujours une personne qui décide."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jalon.parcours.personnes.civil import CHAMPS_CIVILS
from jalon.parcours.personnes.enums import EtatRapprochement
from jalon.parcours.personnes.episodes import recalculer_episodes
from jalon.parcours.personnes.identite import trigrammes
from jalon.parcours.personnes.inscriptions import recalculer_inscriptions
from jalon.parcours.personnes.models import Contact, Foyer, Fusion, Membre, Personne, Rapprochement
from jalon.parcours.personnes.suivis import recalculer_suivis
from jalon.socle.acces.models import Compte
from jalon.socle.base.refus import refus_en_clair
from jalon.socle.journal.contexte import acte


def decider_rapprochement(
    *, rapprochement: Rapprochement, meme: bool, acteur: Compte, motif: str = ""
) -> Fusion | None:
    """Dit si deux fiches sont la même personne ; si oui, les réunit et rend la fusion.

    Lève `ValidationError` si le rapprochement est déjà décidé.
    """
    with acte("decider_rapprochement", acteur=acteur, rapprochement=rapprochement.pk):
        verrouille = Rapprochement.objects.select_for_update().get(pk=rapprochement.pk)
        if verrouille.etat != EtatRapprochement.A_EXAMINER:
            raise ValidationError("Ce rapprochement est déjà décidé.", code="deja_decide")
        verrouille.etat = EtatRapprochement.MEME_PERSONNE if meme else EtatRapprochement.DISTINCTES
        verrouille.decide_par, verrouille.decide_le = acteur, timezone.now()
        verrouille.save(update_fields=["etat", "decide_par", "decide_le"])
        if not meme:
            return None
        gardee, absorbee = _la_plus_ancienne(verrouille.personne, verrouille.autre)
        return fusionner_personnes(gardee=gardee, absorbee=absorbee, acteur=acteur, motif=motif)


def fusionner_personnes(*, gardee: Personne, absorbee: Personne, acteur: Compte, motif: str = "") -> Fusion:
    """Rattache à `gardee` tout ce qui est à `absorbee`. Rien n'est effacé : `defaire_fusion` rend tout.

    Lève `ValidationError` si les deux personnes sont d'un même foyer au même moment, ou déjà fusionnées, ou
    suivies par deux référents, ou si une identité est effacée.
    """
    with acte("fusionner_personnes", acteur=acteur, gardee=gardee.pk, absorbee=absorbee.pk):
        if gardee.effacee_le or absorbee.effacee_le:
            raise ValidationError("L'identité d'une de ces personnes est effacée.", code="effacee")
        if Fusion.objects.filter(absorbee__in=(gardee, absorbee), defaite_le=None).exists():
            raise ValidationError("Une de ces fiches est déjà réunie à une autre.", code="deja_fusionnee")
        if _presentes_ensemble(gardee.pk, absorbee.pk):
            raise ValidationError(
                "Ces deux personnes sont dans le même foyer au même moment : ce sont deux personnes.",
                code="meme_foyer",
            )
        membres = list(Membre.objects.filter(personne=absorbee).values_list("pk", flat=True))
        with refus_en_clair():
            Membre.objects.filter(pk__in=membres).update(personne=gardee)
        fusion = Fusion.objects.create(
            gardee=gardee,
            absorbee=absorbee,
            membres=membres,
            faits=_deplacer_faits(absorbee.pk, gardee.pk),
            motif=motif,
            faite_par=acteur,
        )
        _recalculer([gardee.pk, absorbee.pk])
    return fusion


def defaire_fusion(*, fusion: Fusion, acteur: Compte) -> Personne:
    """Rend à la personne absorbée les membres et les faits qui étaient à elle ; renvoie cette personne.

    Ce qui est arrivé depuis reste à la personne gardée. Lève `ValidationError` si c'est déjà défait.
    """
    with acte("defaire_fusion", acteur=acteur, fusion=fusion.pk):
        verrouillee = Fusion.objects.select_for_update().get(pk=fusion.pk)
        if verrouillee.defaite_le is not None:
            raise ValidationError("Cette fusion est déjà défaite.", code="deja_defaite")
        Membre.objects.filter(pk__in=verrouillee.membres).update(personne=verrouillee.absorbee_id)
        _deplacer_faits(verrouillee.gardee_id, verrouillee.absorbee_id, verrouillee.faits)
        verrouillee.defaite_par, verrouillee.defaite_le = acteur, timezone.now()
        verrouillee.save(update_fields=["defaite_par", "defaite_le"])
        _recalculer([verrouillee.gardee_id, verrouillee.absorbee_id])
    return Personne.objects.get(pk=verrouillee.absorbee_id)


def noter_contact(
    *, personne: Personne, nature: str, valeur: str, source: str, acteur: Compte, **dates: Any
) -> Contact:
    """Note un moyen de joindre la personne, avec sa source et son jour (défaut : aujourd'hui).

    Lève `ValidationError` si la valeur n'a pas la forme de sa nature.
    """
    contact = Contact(
        personne=personne,
        nature=nature,
        valeur=valeur.strip(),
        source=source,
        note_par=acteur,
        a_compter_du=dates.get("a_compter_du") or timezone.localdate(),
    )
    contact.full_clean(exclude=["personne", "note_par"])
    with acte("noter_contact", acteur=acteur, personne=personne.pk):
        contact.save(force_insert=True)
    return contact


def _deplacer_faits(de: UUID, vers: UUID, seulement: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """Les faits des autres pièces suivent la personne ; rend, par table, les clés de ceux qui ont bougé.

    Lève `ValidationError` si deux faits ne peuvent pas être à la même personne.
    """
    demandes = [de, vers, None if seulement is None else json.dumps(seulement)]
    try:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute("SELECT jalon_deplacer_faits(%s, %s, %s::jsonb)", demandes)
            lus = curseur.fetchone()[0]
    except IntegrityError as erreur:
        raise ValidationError(
            "Ces deux fiches ont, au même moment, des faits qu'une seule personne ne peut pas avoir (deux "
            "contrats signés, par exemple). Corrigez l'un des deux, puis recommencez.",
            code="faits_incompatibles",
        ) from erreur
    return lus if isinstance(lus, dict) else json.loads(lus)


def _la_plus_ancienne(une: Personne, autre: Personne) -> tuple[Personne, Personne]:
    """La fiche au foyer le plus ancien est gardée : c'est elle que les gens connaissent."""

    def premiere_demande(personne: Personne) -> Any:
        demandes = Foyer.objects.filter(membres__personne=personne).order_by("date_demande")
        return demandes.values_list("date_demande", flat=True).first() or timezone.localdate()

    deux = sorted((une, autre), key=lambda personne: (premiere_demande(personne), personne.pk))
    return deux[0], deux[1]


def _presentes_ensemble(une: UUID, autre: UUID) -> bool:
    with connection.cursor() as curseur:
        curseur.execute(
            "WITH presences AS ("
            " SELECT m.personne_id, m.foyer_id, a.role, daterange(a.a_compter_du, lead(a.a_compter_du)"
            " OVER (PARTITION BY m.id ORDER BY a.a_compter_du)) AS periode"
            " FROM parcours_personnes_membre m JOIN parcours_personnes_appartenance a ON a.membre_id = m.id"
            " WHERE m.personne_id IN (%s, %s))"
            " SELECT EXISTS (SELECT 1 FROM presences u JOIN presences a ON a.foyer_id = u.foyer_id"
            " AND a.periode && u.periode WHERE u.personne_id = %s AND a.personne_id = %s"
            " AND u.role <> '' AND a.role <> '')",
            [une, autre, une, autre],
        )
        return bool(curseur.fetchone()[0])


def _recalculer(personnes: list[UUID]) -> None:
    """État civil, clés de recherche, périmètre et épisodes, d'après les membres qu'elles ont maintenant."""
    for personne in Personne.objects.filter(pk__in=personnes):
        membres = list(personne.membres.order_by("-foyer__dernier_chargement_id", "pk"))
        if not membres:
            continue
        for champ in CHAMPS_CIVILS:
            setattr(personne, champ, getattr(membres[0], champ))
        personne.trigrammes = trigrammes(
            *(texte for membre in membres for texte in (membre.nom, membre.nom_naissance, *membre.prenoms))
        )
        personne.save(update_fields=[*CHAMPS_CIVILS, "trigrammes"])
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SELECT jalon_recalculer_perimetres(%s)", [personnes])
        recalculer_episodes(personnes)
        recalculer_inscriptions(personnes)
        recalculer_suivis(personnes)
