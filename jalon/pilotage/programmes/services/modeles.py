"""Charger les modèles de programme livrés : un fichier par modèle, en ajouter un est ajouter un fichier."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from jalon.pilotage.programmes.models import EtatModele, ModeleProgramme, SectionModele, Thematique
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

DOSSIER = Path(__file__).resolve().parent.parent / "modeles"


def charger_modeles(*, acteur: Compte, dossier: Path = DOSSIER) -> list[ModeleProgramme]:
    """Crée ou met à jour les modèles d'un dossier de fichiers TOML ; recommencer ne change rien.

    Un état ou une section retirés du fichier disparaissent du modèle, sauf si des fiches les emploient.
    Lève `ValidationError` en nommant le fichier fautif.
    """
    with acte("charger_modeles", acteur=acteur):
        return charger_dossier(dossier)


def charger_dossier(dossier: Path = DOSSIER) -> list[ModeleProgramme]:
    """Comme `charger_modeles`, sans acteur : à l'installation, avant qu'un compte existe."""
    with transaction.atomic():
        return [_charger(chemin) for chemin in sorted(dossier.glob("*.toml"))]


def _charger(chemin: Path) -> ModeleProgramme:
    try:
        donnees = tomllib.loads(chemin.read_text(encoding="utf-8"))
        return _ecrire(donnees)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as erreur:
        raise ValidationError(f"{chemin.name} : fichier illisible ({erreur}).") from erreur
    except KeyError as erreur:
        raise ValidationError(f"{chemin.name} : il manque « {erreur.args[0]} ».") from erreur
    except ValidationError as erreur:
        raise ValidationError(f"{chemin.name} : {_lisible(erreur)}") from erreur


def _lisible(erreur: ValidationError) -> str:
    """Les erreurs précédées du champ qu'elles concernent."""
    if not hasattr(erreur, "error_dict"):
        return " ".join(erreur.messages)
    return " ".join(f"{champ} : {' '.join(messages)}" for champ, messages in erreur.message_dict.items())


def _ecrire(donnees: dict[str, Any]) -> ModeleProgramme:
    parite = donnees["parite"]
    modele = ModeleProgramme(
        code=donnees["code"],
        libelle=donnees["libelle"],
        niveaux=donnees["niveaux"],
        avec_credits=donnees["avec_credits"],
        avec_etats=donnees["avec_etats"],
        sens_execute=donnees["sens_execute"],
        parite_niveau=parite["niveau"],
        parite_base=parite["base"],
        editions=donnees["editions"],
    )
    sans_edition = [] if modele.editions else ["editions"]
    modele.full_clean(exclude=sans_edition, validate_unique=False, validate_constraints=False)
    modele.save()
    _ecrire_etats(modele, donnees["etats"])
    _ecrire_sections(modele, donnees["sections"])
    thematiques = [
        Thematique.objects.update_or_create(
            code=t["code"], defaults={"libelle": t["libelle"], "icone": t.get("icone", "")}
        )[0]
        for t in donnees.get("thematiques", [])
    ]
    modele.thematiques.set(thematiques)
    return modele


def _ecrire_etats(modele: ModeleProgramme, etats: list[dict[str, Any]]) -> None:
    for rang, etat in enumerate(etats, start=1):
        ligne = EtatModele(
            modele=modele, code=etat["code"], libelle=etat["libelle"], couleur=etat["couleur"], ordre=rang
        )
        ligne.full_clean(validate_unique=False, validate_constraints=False)
        EtatModele.objects.update_or_create(
            modele=modele,
            code=ligne.code,
            defaults={"libelle": ligne.libelle, "couleur": ligne.couleur, "ordre": rang},
        )
    EtatModele.objects.filter(modele=modele).exclude(code__in=[etat["code"] for etat in etats]).delete()


def _ecrire_sections(modele: ModeleProgramme, sections: list[dict[str, Any]]) -> None:
    """Réécrit les sections quand elles diffèrent.

    Le rang est unique, on ne peut pas les permuter une à une.
    """
    voulues = []
    for rang, section in enumerate(sections, start=1):
        ligne = SectionModele(
            modele=modele,
            type=section["type"],
            titre=section["titre"],
            ordre=rang,
            attendue=section.get("attendue", True),
            aide=section.get("aide", ""),
        )
        ligne.full_clean(validate_unique=False, validate_constraints=False)
        voulues.append(ligne)
    champs = ("type", "titre", "ordre", "attendue", "aide")
    actuelles = list(SectionModele.objects.filter(modele=modele).order_by("ordre").values_list(*champs))
    if actuelles != [tuple(getattr(ligne, champ) for champ in champs) for ligne in voulues]:
        SectionModele.objects.filter(modele=modele).delete()
        SectionModele.objects.bulk_create(voulues)
