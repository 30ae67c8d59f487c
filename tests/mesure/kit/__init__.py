"""Le département du kit de conformité (`jalon/mesure/conformite`), écrit en base."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from jalon.mesure.conformite import personnes
from jalon.parcours.contrats.enums import EtatContrat, TypeContrat
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.orientation.models import Diagnostic, Orientation
from jalon.parcours.personnes.enums import EtatChargement, Source
from jalon.parcours.personnes.models import Affectation, Chargement, DroitsDevoirs, Episode
from jalon.parcours.rendezvous.models import Lieu, Motif, Participation, RendezVous
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from tests.flux import NORD, SUD, poser_territoire
from tests.personnes import Dossier, creer_dossier

DATES = (
    "naissance",
    "entree",
    "connu_le",
    "sortie",
    "non_soumis_le",
    "orientation",
    "notification",
    "annulee_le",
    "diagnostic",
    "contrat",
    "fin_contrat",
)
PARIS = ZoneInfo("Europe/Paris")
TERRITOIRES = {"nord": NORD, "sud": SUD}


class Decor:
    """Ce qu'il faut avant toute personne : territoire, organismes, référents, motifs, premier fichier."""

    def __init__(self, acteur: Compte) -> None:
        self.acteur = acteur
        poser_territoire()
        self.organismes = {
            "departement": Organisation.objects.create(nom="Département d'essai", natures=["referent"]),
            "service_emploi": Organisation.objects.create(nom="Emploi d'essai", natures=["service_emploi"]),
            "association": Organisation.objects.create(nom="Association d'essai", natures=["referent"]),
        }
        self.lieu = Lieu.objects.create(
            organisation=self.organismes["departement"], nom="Maison d'essai", adresse="1 rue des Essais"
        )
        self.motifs = {
            nature: Motif.objects.create(code=f"kit-{nature}", libelle=nature, nature=nature)
            for nature in ("orientation", "accompagnement")
        }
        Chargement.objects.create(
            source=Source.FLUX_MENSUEL,
            nom_fichier="premier.xml",
            empreinte="1" * 64,
            octets=1,
            compte=acteur,
            etat=EtatChargement.CHARGE,
            reference=date(2024, 12, 1),
            cree_le=instant(date(2024, 12, 20)),
            fini_le=instant(date(2024, 12, 20)),
        )
        self.referents = {
            lettre: Compte.objects.create(courriel=f"referent-{lettre.lower()}@exemple.invalid", nom=lettre)
            for lettre in "ABC"
        }


class Kit(Decor):
    """Le département du kit, écrit en base ; `codes` : clé d'une personne → son code."""

    def __init__(self, acteur: Compte) -> None:
        super().__init__(acteur)
        self.dossiers: dict[str, Dossier] = {}
        for ligne in personnes():
            self._poser(ligne)
        conjoint, demandeur = self.dossiers["P14"].membre, self.dossiers["P01"].foyer
        conjoint.foyer = demandeur
        conjoint.save(update_fields=["foyer"])

    @property
    def codes(self) -> dict[Any, str]:
        return {dossier.personne.pk: code for code, dossier in self.dossiers.items()}

    def _poser(self, ligne: dict[str, str]) -> None:
        dossier = self.dossiers.get(ligne["code"])
        jour = _jours(ligne)
        if dossier is None:
            dossier = self.dossiers[ligne["code"]] = creer_dossier(
                connu_le=jour["connu_le"],
                entree=jour["entree"],
                naissance=jour["naissance"],
                territoire=TERRITOIRES[ligne["territoire"]],
                sexe=ligne["sexe"],
                soumis=ligne["soumis"],
            )
            episode = dossier.episode
        else:
            episode = Episode.objects.create(
                personne=dossier.personne,
                entree=jour["entree"],
                connu_le=jour["connu_le"],
                motif_entree="retour",
                regime="plein_emploi",
            )
        if jour["sortie"]:
            episode.sortie, episode.motif_sortie = jour["sortie"], "fin_droit"
            episode.save()
        if jour["non_soumis_le"]:
            DroitsDevoirs.objects.create(
                membre=dossier.membre,
                a_compter_du=jour["non_soumis_le"],
                valeur="non",
                chargement=Chargement.objects.order_by("pk").first(),
            )
        self._parcours(dossier, episode.regime, ligne, jour)

    def _parcours(self, dossier: Dossier, regime: str, ligne: dict[str, str], jour: dict[str, Any]) -> None:
        if jour["orientation"]:
            orienter(
                self,
                dossier,
                regime=regime,
                voie=ligne["voie"],
                organisme=ligne["organisme"],
                decidee_le=jour["orientation"],
                notifiee_le=jour["notification"],
                annulee_le=jour["annulee_le"],
            )
        for texte in filter(None, ligne["rendez_vous"].split("|")):
            quand, nature, issue = texte.split()
            fixer(self, dossier, date.fromisoformat(quand), nature, issue)
        if jour["diagnostic"]:
            Diagnostic.objects.create(personne=dossier.personne, date=jour["diagnostic"], auteur=self.acteur)
        if jour["contrat"]:
            signer(self, dossier, jour["contrat"], regime=regime, fin=jour["fin_contrat"])
        for texte in filter(None, ligne["suivis"].split("|")):
            confier(self, dossier, *texte.split())


def orienter(kit: Decor, dossier: Dossier, *, organisme: str = "departement", **champs: Any) -> Orientation:
    """Une orientation décidée, écrite telle quelle."""
    return Orientation.objects.create(
        **{"regime": "plein_emploi", "voie": "sociale"} | champs,
        personne=dossier.personne,
        organisme_referent=kit.organismes[organisme],
        decidee_par=kit.acteur,
        notifiee_par=kit.acteur if champs.get("notifiee_le") else None,
        annulee_par=kit.acteur if champs.get("annulee_le") else None,
        motif="premiere",
        origine="agent",
    )


def fixer(
    kit: Decor, dossier: Dossier, jour: date, nature: str = "accompagnement", issue: str = "a_venir"
) -> Participation:
    """Un rendez-vous à 0 h 30, heure de Paris : son jour n'est pas celui de l'heure universelle."""
    debut = datetime.combine(jour, time(0, 30), PARIS)
    rendezvous = RendezVous.objects.create(
        motif=kit.motifs[nature],
        lieu=kit.lieu,
        debut=debut,
        fin=debut + timedelta(minutes=30),
        cree_par=kit.acteur,
        cree_le=debut - timedelta(days=10),
    )
    return Participation.objects.create(
        rendezvous=rendezvous,
        personne=dossier.personne,
        pris_par="systeme",
        pris_le=debut - timedelta(days=10),
        issue=None if issue == "a_venir" else issue,
        issue_le=None if issue == "a_venir" else debut + timedelta(hours=1),
    )


def signer(
    kit: Decor, dossier: Dossier, jour: date, *, regime: str = "plein_emploi", **champs: Any
) -> Contrat:
    """Un contrat signé ce jour-là, pour six mois sauf autre `fin`."""
    champs["fin"] = champs.get("fin") or jour + timedelta(days=180)
    return Contrat.objects.create(
        personne=dossier.personne,
        regime=regime,
        type=TypeContrat.CER if regime == "avant_2025" else TypeContrat.ENGAGEMENT,
        organisme_referent=kit.organismes["departement"],
        etabli_le=jour,
        debut=jour,
        etat=EtatContrat.SIGNE,
        version=1,
        soumis_le=jour,
        signe_le=jour,
        cree_par=kit.acteur,
        **champs,
    )


def confier(kit: Decor, dossier: Dossier, debut: str, fin: str, organisme: str, referent: str) -> Affectation:
    """Une affectation, écrite telle quelle ; `-` : pas de fin, pas de référent."""
    return Affectation.objects.create(
        membre=dossier.membre,
        organisation=kit.organismes[organisme],
        compte=kit.referents.get(referent),
        dans_equipe=Affectation.objects.filter(membre=dossier.membre, compte__isnull=False).exists(),
        debut=date.fromisoformat(debut),
        fin=None if fin == "-" else date.fromisoformat(fin),
        decidee_par=kit.acteur,
        decidee_le=instant(date.fromisoformat(debut)),
    )


def _jours(ligne: dict[str, str]) -> dict[str, date | None]:
    return {nom: date.fromisoformat(ligne[nom]) if ligne[nom] else None for nom in DATES}


def instant(jour: date) -> datetime:
    """Midi ce jour-là, heure de Paris."""
    return datetime.combine(jour, time(12), PARIS)
