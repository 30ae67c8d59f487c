"""Fabriques des objets du métier (factory_boy), partagées par tous les tests.

`ProgrammeFabrique(modele__code="calpae")` suffit : les modèles livrés sont chargés à la demande.
`programme_garni(n)` fabrique un programme de `n` actions avec argent, fiches et chiffres.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from jalon.mesure.chiffres.enums import GenrePeriode
from jalon.mesure.chiffres.models import Chiffre, Serie
from jalon.mesure.indicateurs.models import Indicateur
from jalon.pilotage.bilans.models import FicheBilan, SectionFiche
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.finances.enums import Financeur, NatureCredit
from jalon.pilotage.finances.models import AffectationSolde, Contrepartie, Credit, Depense
from jalon.pilotage.programmes.enums import RoleOrganisation
from jalon.pilotage.programmes.models import (
    Action,
    Axe,
    Exercice,
    LigneAnnexe,
    Mesure,
    ModeleProgramme,
    Objectif,
    OrganisationAction,
    PlaceAction,
    Programme,
    SerieAction,
)
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.socle.pieces.models import Piece


class CompteFabrique(DjangoModelFactory[Compte]):
    """Un compte sans habilitation ; pour un compte habilité, la fixture `creer_compte`."""

    class Meta:
        model = Compte

    courriel = factory.Sequence(lambda n: f"compte{n}@exemple.invalid")
    nom = factory.Sequence(lambda n: f"Compte {n}")
    password = "!"  # noqa: S105 - un mot de passe inutilisable


class OrganisationFabrique(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    nom = factory.Sequence(lambda n: f"Organisme {n}")


class PieceFabrique(DjangoModelFactory[Piece]):
    class Meta:
        model = Piece

    nom = factory.Sequence(lambda n: f"rapport{n}.txt")
    empreinte = factory.LazyAttribute(lambda o: hashlib.sha256(o.nom.encode()).hexdigest())
    type_mime = "text/plain"
    taille = 1
    deposee_par = factory.SubFactory(CompteFabrique)


class ModeleFabrique(DjangoModelFactory[ModeleProgramme]):
    """Le modèle livré de ce code (`calpae`, `pdi`), chargé depuis les fichiers du produit."""

    class Meta:
        model = ModeleProgramme
        django_get_or_create = ("code",)

    code = "calpae"

    @classmethod
    def _create(cls, model_class: type[ModeleProgramme], *args: Any, **kwargs: Any) -> ModeleProgramme:
        from jalon.pilotage.programmes.services import charger_modeles
        from jalon.socle.acces.selectors import compte_systeme

        if not ModeleProgramme.objects.filter(code=kwargs["code"]).exists():
            charger_modeles(acteur=compte_systeme())
        return ModeleProgramme.objects.get(code=kwargs["code"])


class ProgrammeFabrique(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    code = factory.Sequence(lambda n: f"programme-{n}")
    modele = factory.SubFactory(ModeleFabrique)
    intitule = factory.LazyAttribute(lambda o: f"Programme {o.code}")
    departement = "00"
    parite_niveau = factory.SelfAttribute("modele.parite_niveau")
    parite_base = factory.SelfAttribute("modele.parite_base")


class ExerciceFabrique(DjangoModelFactory[Exercice]):
    """Un exercice d'année civile ; `annee=2022` en donne les bornes."""

    class Meta:
        model = Exercice

    class Params:
        annee = 2022

    programme = factory.SubFactory(ProgrammeFabrique)
    code = factory.LazyAttribute(lambda o: str(o.annee))
    debut_credits = factory.LazyAttribute(lambda o: date(o.annee, 1, 1))
    fin_credits = factory.LazyAttribute(lambda o: date(o.annee, 12, 31))
    debut_indicateurs = factory.SelfAttribute("debut_credits")
    fin_indicateurs = factory.SelfAttribute("fin_credits")


class AxeFabrique(DjangoModelFactory[Axe]):
    class Meta:
        model = Axe

    programme = factory.SubFactory(ProgrammeFabrique)
    code = factory.Sequence(lambda n: str(n % 90 + 1))
    titre = factory.LazyAttribute(lambda o: f"Axe {o.code}")
    ordre = factory.Sequence(lambda n: n + 1)


class ObjectifFabrique(DjangoModelFactory[Objectif]):
    class Meta:
        model = Objectif

    axe = factory.SubFactory(AxeFabrique)
    code = factory.Sequence(lambda n: f"1-{n + 1}")
    titre = factory.LazyAttribute(lambda o: f"Objectif {o.code}")
    ordre = factory.Sequence(lambda n: n + 1)


class ActionFabrique(DjangoModelFactory[Action]):
    class Meta:
        model = Action

    programme = factory.SubFactory(ProgrammeFabrique)
    intitule = factory.Sequence(lambda n: f"Action d'essai {n}")


class PlaceFabrique(DjangoModelFactory[PlaceAction]):
    """Une action placée dans un programme ; `programme=…` suffit à tout ranger ensemble."""

    class Meta:
        model = PlaceAction

    programme = factory.SubFactory(ProgrammeFabrique)
    axe = factory.SubFactory(AxeFabrique, programme=factory.SelfAttribute("..programme"))
    action = factory.SubFactory(ActionFabrique, programme=factory.SelfAttribute("..programme"))
    numero = factory.Sequence(lambda n: f"1.{n + 1}")
    titre = factory.LazyAttribute(lambda o: o.action.intitule)
    ordre = factory.Sequence(lambda n: n + 1)


class OrganisationActionFabrique(DjangoModelFactory[OrganisationAction]):
    class Meta:
        model = OrganisationAction

    action = factory.SubFactory(ActionFabrique)
    organisation = factory.SubFactory(OrganisationFabrique)
    role = RoleOrganisation.PILOTE


class MontantFabrique(DjangoModelFactory[Any]):
    class Meta:
        abstract = True

    exercice = factory.SubFactory(ExerciceFabrique)
    action = factory.SubFactory(ActionFabrique, programme=factory.SelfAttribute("..exercice.programme"))
    montant = Decimal("1000.00")
    statut = factory.LazyAttribute(lambda o: "renseigne" if o.montant is not None else "non_renseigne")


class CreditFabrique(MontantFabrique):
    class Meta:
        model = Credit

    financeur = Financeur.ETAT
    nature = NatureCredit.PREVU

    class Params:
        report = factory.Trait(nature=NatureCredit.REPORT_ENTRANT, annee_origine=2021)


class DepenseFabrique(MontantFabrique):
    class Meta:
        model = Depense

    financeur = Financeur.ETAT


class ContrepartieFabrique(MontantFabrique):
    class Meta:
        model = Contrepartie

    libelle = factory.Sequence(lambda n: f"Contrepartie {n}")


class AffectationSoldeFabrique(DjangoModelFactory[AffectationSolde]):
    class Meta:
        model = AffectationSolde

    exercice = factory.SubFactory(ExerciceFabrique)
    action = factory.SubFactory(ActionFabrique, programme=factory.SelfAttribute("..exercice.programme"))
    suite = "report"
    montant = Decimal("100.00")
    decide_le = date(2023, 6, 30)
    decide_par = factory.SubFactory(CompteFabrique)


class FicheFabrique(DjangoModelFactory[FicheBilan]):
    class Meta:
        model = FicheBilan

    exercice = factory.SubFactory(ExerciceFabrique)
    action = factory.SubFactory(ActionFabrique, programme=factory.SelfAttribute("..exercice.programme"))


class SectionFabrique(DjangoModelFactory[SectionFiche]):
    class Meta:
        model = SectionFiche

    fiche = factory.SubFactory(FicheFabrique)
    type = "bilan"
    texte = "Un texte d'essai."


class IndicateurFabrique(DjangoModelFactory[Indicateur]):
    class Meta:
        model = Indicateur

    code = factory.Sequence(lambda n: f"essai.indicateur-{n}")
    titre = factory.Sequence(lambda n: f"Nombre de personnes {n}")


class SerieFabrique(DjangoModelFactory[Serie]):
    """Une série d'un programme : `SerieFabrique(cloison=programme.pk)`."""

    class Meta:
        model = Serie

    indicateur = factory.SubFactory(IndicateurFabrique)


class SerieActionFabrique(DjangoModelFactory[SerieAction]):
    class Meta:
        model = SerieAction

    action = factory.SubFactory(ActionFabrique)
    serie = factory.SubFactory(SerieFabrique, cloison=factory.SelfAttribute("..action.programme.pk"))
    libelle = factory.SelfAttribute("serie.indicateur.titre")
    rang_tableau = 1
    ordre = factory.Sequence(lambda n: n + 1)


class ChiffreFabrique(DjangoModelFactory[Chiffre]):
    """Un chiffre d'une année ; `annee=2021` en donne la période."""

    class Meta:
        model = Chiffre

    class Params:
        annee = 2022

    serie = factory.SubFactory(SerieFabrique)
    genre_periode = GenrePeriode.ANNEE
    debut = factory.LazyAttribute(lambda o: date(o.annee, 1, 1))
    fin = factory.LazyAttribute(lambda o: date(o.annee, 12, 31))
    libelle_periode = factory.LazyAttribute(lambda o: str(o.annee))
    valeur = Decimal(12)


class MesureFabrique(DjangoModelFactory[Mesure]):
    class Meta:
        model = Mesure

    programme = factory.SubFactory(ProgrammeFabrique)
    annexe = "Annexe"
    titre = factory.Sequence(lambda n: f"Mesure {n}")
    ordre = factory.Sequence(lambda n: n + 1)


class LigneAnnexeFabrique(DjangoModelFactory[LigneAnnexe]):
    class Meta:
        model = LigneAnnexe

    mesure = factory.SubFactory(MesureFabrique)
    libelle = factory.Sequence(lambda n: f"Ligne {n}")
    ordre = factory.Sequence(lambda n: n + 1)


class MentionFabrique(DjangoModelFactory[Mention]):
    """Une case imprimée ; `nombre` donne aussi son texte."""

    class Meta:
        model = Mention

    exercice = factory.SubFactory(ExerciceFabrique)
    piece = factory.SubFactory(PieceFabrique)
    tableau = "credits"
    cle = "ligne"
    texte = factory.LazyAttribute(lambda o: str(o.nombre or ""))
    nombre = None


def programme_garni(actions: int, *, modele: str = "calpae", annee: int = 2022, **champs: Any) -> Exercice:
    """Un exercice de `actions` actions juste jusqu'au centime : argent, fiche, deux indicateurs chacune."""
    programme = ProgrammeFabrique(modele__code=modele, **champs)
    exercice = ExerciceFabrique(programme=programme, annee=annee)
    axes = [AxeFabrique(programme=programme, ensemble="Mesures") for _ in range(max(1, actions // 5))]
    for rang in range(actions):
        axe = axes[min(rang // 5, len(axes) - 1)]
        place = PlaceFabrique(programme=programme, axe=axe, numero=f"{axe.code}.{rang + 1}", ordre=rang + 1)
        argent = {"action": place.action, "exercice": exercice}
        CreditFabrique(**argent, montant=Decimal("1000.00"))
        CreditFabrique(**argent, report=True, annee_origine=annee - 1, montant=Decimal("250.50"))
        DepenseFabrique(**argent, montant=Decimal("900.25"), operateur=OrganisationFabrique())
        ContrepartieFabrique(
            **argent, montant=Decimal("1000.00"), execute=Decimal("1000.00"), statut_execute="renseigne"
        )
        SectionFabrique(fiche=FicheFabrique(**argent, etat="en_cours"))
        OrganisationActionFabrique(action=place.action)
        for _ in range(2):
            lien = SerieActionFabrique(action=place.action, tableau="Indicateurs")
            ChiffreFabrique(serie=lien.serie, annee=annee - 1, valeur=Decimal(10))
            ChiffreFabrique(serie=lien.serie, annee=annee, valeur=Decimal(12))
    return exercice
