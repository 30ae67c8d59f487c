"""Canaux, états et passages permis d'un message."""

from django.db.models import TextChoices


class Canal(TextChoices):
    """Par où un message part. `ecran` : il se lit sur la page de la personne, rien ne part."""

    SMS = "sms", "SMS"
    COURRIEL = "courriel", "courriel"
    LETTRE = "lettre", "lettre"
    ECRAN = "ecran", "page de la personne"


class Transport(TextChoices):
    """Ce qui a porté le message. `boite` : la boîte d'envoi de Jalon, d'où rien ne sort."""

    BOITE = "boite", "boîte d'envoi, rien n'est parti"
    SMTP = "smtp", "serveur de courriel"
    SMS = "sms", "fournisseur de SMS"
    COURRIER = "courrier", "courrier, par bordereau"
    ECRAN = "ecran", "page de la personne"


class EtatMessage(TextChoices):
    PRET = "pret", "prêt à partir"
    ENVOI = "envoi", "en cours d'envoi"
    ENVOYE = "envoye", "envoyé"
    REMIS = "remis", "remis"
    ECHOUE = "echoue", "échoué"
    REJETE = "rejete", "rejeté"
    INCERTAIN = "incertain", "incertain"
    ANNULE = "annule", "annulé"
    EXPIRE = "expire", "expiré"


TRANSITIONS: dict[EtatMessage, tuple[EtatMessage, ...]] = {
    EtatMessage.PRET: (EtatMessage.ENVOI, EtatMessage.ANNULE, EtatMessage.EXPIRE),
    EtatMessage.ENVOI: (
        EtatMessage.ENVOYE,
        EtatMessage.PRET,
        EtatMessage.ECHOUE,
        EtatMessage.INCERTAIN,
    ),
    EtatMessage.ENVOYE: (EtatMessage.REMIS, EtatMessage.ECHOUE, EtatMessage.REJETE),
    EtatMessage.INCERTAIN: (EtatMessage.ENVOYE, EtatMessage.ECHOUE),
    EtatMessage.REMIS: (),
    EtatMessage.ECHOUE: (),
    EtatMessage.REJETE: (),
    EtatMessage.ANNULE: (),
    EtatMessage.EXPIRE: (),
}
"""Passages permis ; la base applique la même liste. Un envoi remis à plus tard redevient `pret`."""

PAS_ENCORE_PARTIS = (EtatMessage.PRET,)
PARTIS = (EtatMessage.ENVOYE, EtatMessage.REMIS, EtatMessage.REJETE)
"""États où le message a quitté Jalon : `envoye_le` est alors connu."""
A_REGLER = (EtatMessage.INCERTAIN, EtatMessage.ECHOUE, EtatMessage.REJETE)
"""États qui attendent une personne, tant que le message n'est pas marqué vu (`regle_le`)."""


class Nature(TextChoices):
    """Ce qui arrive à un message ; une ligne d'histoire chacun."""

    ENVOI = "envoi", "envoi tenté"
    ACCEPTE = "accepte", "accepté par le transport"
    REPORTE = "reporte", "remis à plus tard"
    INCERTAIN = "incertain", "sans réponse sûre"
    REFUSE = "refuse", "refusé"
    RAPPEL = "rappel", "accusé du fournisseur"
    REGLE = "regle", "réglé par une personne"
    ANNULE = "annule", "annulé"
    EXPIRE = "expire", "expiré"
    LOT = "lot", "mis au courrier"
    PDF = "pdf", "PDF gardé"


class EtatLot(TextChoices):
    """Un lot de lettres, de sa composition au bordereau remis à l'atelier de courrier."""

    PREPARE = "prepare", "en préparation"
    A_DEPOSER = "a_deposer", "à remettre au courrier"
    DEPOSE = "depose", "remis au courrier"
    ABANDONNE = "abandonne", "abandonné"


TRANSITIONS_LOT: dict[EtatLot, tuple[EtatLot, ...]] = {
    EtatLot.PREPARE: (EtatLot.A_DEPOSER, EtatLot.ABANDONNE),
    EtatLot.A_DEPOSER: (EtatLot.DEPOSE, EtatLot.ABANDONNE),
    EtatLot.DEPOSE: (),
    EtatLot.ABANDONNE: (),
}
