"""De quoi ouvrir chaque écran : une orientation, une proposition, un diagnostic, des règles."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from jalon.parcours.orientation import services
from jalon.parcours.orientation.models import Passage, Proposition
from jalon.parcours.personnes.models import Episode, Personne
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.organisations.models import Organisation


def orienter(systeme: Compte, personne: Personne) -> dict[str, UUID]:
    """Les clés de : jeu (brouillon), regle, passage, proposition (à décider), orientation, diagnostic."""
    organisme = Organisation.objects.create(nom="Mission locale d'essai", natures=["referent"])
    regle = {"libelle": "Moins de 26 ans", "destination": "organisme", "voie": "emploi"}
    criteres = [{"code": "age", "operateur": "au_plus", "valeur": 25}]
    with contexte_compte(systeme):
        servi = services.creer_jeu(libelle="En service", acteur=systeme)
        servie = services.ecrire_regle(jeu=servi, organisme=organisme, acteur=systeme, **regle)
        services.mettre_en_service(jeu=servi, acteur=systeme)
        jeu = services.creer_jeu(libelle="Brouillon", acteur=systeme)
        ecrite = services.ecrire_regle(
            jeu=jeu, organisme=organisme, criteres=criteres, acteur=systeme, **regle
        )
        services.fixer_capacite(organisation=organisme, voie="emploi", places=40, acteur=systeme)
        passage = Passage.objects.create(
            jeu=servi, jour=timezone.localdate(), population="file", lance_par=systeme, bilan=BILAN
        )
        orientation = _decider(personne, organisme, systeme)
        proposition = Proposition.objects.create(
            personne=personne,
            passage=passage,
            regle=servie,
            voie="emploi",
            organisme=organisme,
            trace={"criteres": [criteres[0] | {"attendu": 25, "lu": 23}], "ecartees": [], "places": 40},
        )
        diagnostic = services.ouvrir_diagnostic(personne=personne, acteur=systeme)
        services.repondre_diagnostic(
            diagnostic=diagnostic,
            positions_personne={"sante": 2, "mobilite": 4, "numerique": 3},
            positions_pro={"sante": 3, "mobilite": 2},
            reponses={"logement": "precaire"},
            acteur=systeme,
        )
    return {
        "jeu": jeu.pk,
        "regle": ecrite.pk,
        "passage": passage.pk,
        "orientation": orientation,
        "proposition": proposition.pk,
        "diagnostic": diagnostic.pk,
    }


def _decider(personne: Personne, organisme: Organisation, systeme: Compte) -> UUID:
    """Décidée le jour de son entrée, pas encore notifiée."""
    episode = Episode.objects.filter(personne=personne).latest("entree")
    return services.decider_orientation(
        personne=personne, voie="sociale", organisme=organisme, le=episode.entree, acteur=systeme
    ).pk


BILAN = {"personnes": 1, "sans_regle": 0, "diagnostics": 0, "par_regle": {}, "par_organisme": {}}
