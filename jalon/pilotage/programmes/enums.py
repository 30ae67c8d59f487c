from django.db import models


class GenreActe(models.TextChoices):
    CONVENTION = "convention", "convention"
    AVENANT = "avenant", "avenant"
    DELIBERATION = "deliberation", "délibération"
    NOTIFICATION = "notification", "notification"
    MARCHE = "marche", "marché"
    APPEL = "appel", "appel à projets"
    DELEGATION = "delegation", "délégation"
    AUTRE = "autre", "autre acte"


class RoleOrganisation(models.TextChoices):
    """Ce qu'un organisme fait dans une action ; qui est payé et qui réalise peuvent différer."""

    PILOTE = "pilote", "pilote"
    PARTENAIRE = "partenaire", "partenaire"
    OPERATEUR = "operateur", "opérateur"
    FINANCEUR = "financeur", "financeur"
    PRESCRIPTEUR = "prescripteur", "prescripteur"


class NiveauParite(models.TextChoices):
    CONVENTION = "convention", "au niveau de la convention"
    ACTION = "action", "action par action"
    AUCUN = "aucun", "pas de règle de parité"


class BaseParite(models.TextChoices):
    """Ce que la contrepartie doit égaler."""

    PARTICIPATION = "participation", "participation de l'année"
    RECETTES = "recettes", "recettes, reports compris"
    EXECUTE = "execute", "exécuté"


class TypeSection(models.TextChoices):
    """Mêmes codes que `pilotage.controles.releve.TypeSection`."""

    DESCRIPTION = "description", "description"
    MISE_EN_PLACE = "mise_en_place", "mise en place"
    PARTENAIRES = "partenaires", "partenaires"
    DUREE = "duree", "durée"
    BUDGET = "budget", "budget"
    INDICATEURS = "indicateurs", "indicateurs"
    REALISATIONS = "realisations", "réalisations"
    FREINS = "freins", "freins"
    A_SIGNALER = "a_signaler", "à signaler"
    BILAN = "bilan", "bilan"
    PERSPECTIVES = "perspectives", "perspectives"
    AUTRE = "autre", "autre"


SECTIONS_REDIGEES = tuple(
    t for t in TypeSection.values if t not in (TypeSection.BUDGET.value, TypeSection.INDICATEURS.value)
)
