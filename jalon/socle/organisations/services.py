"""Écritures sur les organismes."""

from __future__ import annotations

from collections.abc import Sequence

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import AliasOrganisation, Organisation


def creer_organisation(
    *, nom: str, sigle: str = "", natures: Sequence[str] = (), siret: str = "", acteur: Compte
) -> Organisation:
    """L'organisme de ce nom (ou de cet alias), créé s'il n'est pas connu. Lève `ValidationError`."""
    propre = " ".join(nom.split())
    with acte("creer_organisation", acteur=acteur):
        connu = Organisation.objects.filter(nom__iexact=propre).first()
        if connu is None:
            alias = (
                AliasOrganisation.objects.filter(nom__iexact=propre).select_related("organisation").first()
            )
            connu = alias.organisation if alias else None
        if connu is not None:
            return connu
        organisation = Organisation(nom=propre, sigle=sigle.strip(), natures=list(natures), siret=siret)
        organisation.full_clean()
        organisation.save()
        return organisation
