from django.db.models import TextChoices


class NatureOrganisation(TextChoices):
    """Ce qu'un organisme est ou fait ; un même organisme peut en avoir plusieurs."""

    DEPARTEMENT = "departement", "conseil départemental"
    ETAT = "etat", "services de l'État"
    OPERATEUR = "operateur", "opérateur"
    REFERENT = "referent", "organisme référent"
    PRESCRIPTEUR = "prescripteur", "prescripteur"
    FINANCEUR = "financeur", "financeur"
    COLLECTIVITE = "collectivite", "commune ou intercommunalité"
    SERVICE_PUBLIC_EMPLOI = "service_emploi", "service public de l'emploi"
    CAISSE = "caisse", "caisse de sécurité sociale"
    ASSOCIATION = "association", "association"
    SIAE = "siae", "structure de l'insertion par l'activité économique"
    AUTRE = "autre", "autre"
