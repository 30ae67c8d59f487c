"""Une semaine du département inventé : orienter, notifier, recevoir, diagnostiquer, contractualiser.

Les tirages dépendent de la graine, du dossier de la personne et de la semaine, pas de l'ordre des requêtes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import blake2b
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from jalon.demonstration.parcours.moyens import SEMAINE, Moyens
from jalon.parcours.contrats.enums import Domaine, EtatContrat, Partie
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.contrats.services.redaction import (
    ClauseSaisie,
    ObjectifSaisi,
    Saisie,
    creer_contrat,
    enregistrer_brouillon,
    soumettre_contrat,
)
from jalon.parcours.contrats.services.signature import signer_a_l_ecran, signer_pour_organisme
from jalon.parcours.orientation.donnees import domaines
from jalon.parcours.orientation.enums import EtatProposition, MotifRefus, Voie
from jalon.parcours.orientation.models import Diagnostic, Orientation, Proposition
from jalon.parcours.orientation.services.decisions import (
    accepter_propositions,
    noter_notification,
    refuser_proposition,
)
from jalon.parcours.orientation.services.diagnostics import ouvrir_diagnostic, repondre_diagnostic
from jalon.parcours.orientation.services.passages import passer_regles
from jalon.parcours.rendezvous.enums import Issue, PrisPar
from jalon.parcours.rendezvous.models import Creneau, Participation
from jalon.parcours.rendezvous.services.agenda import ouvrir_creneaux
from jalon.parcours.rendezvous.services.issues import noter_issues
from jalon.parcours.rendezvous.services.prise import prendre_creneau
from jalon.parcours.suivi.services.equipe import passer_le_relais
from jalon.socle.acces.models import Compte

DECIDEES, REFUSEES, VENUES, EXCUSEES, SIGNEES = 0.7, 0.03, 0.74, 0.08, 0.6
OUVERTURE = timedelta(days=28)
HORIZON_CRENEAU = timedelta(days=21)
DUREE_CONTRAT = timedelta(days=182)
DOMAINES = {Voie.EMPLOI: Domaine.EMPLOI, Voie.SOCIO_PROFESSIONNELLE: Domaine.FORMATION}


@dataclass(slots=True)
class Semaine:
    """La semaine qui commence le jour `jour` ; chaque étape lit ce que les précédentes ont écrit."""

    jour: date
    moyens: Moyens
    graine: int
    reperes: Mapping[UUID, str]

    def jouer(self) -> Counter[str]:
        """Joue la semaine ; rend les faits par nature."""
        faits: Counter[str] = Counter()
        faits["issues"] = self._recevoir()
        faits["diagnostics"], faits["contrats"] = self._contractualiser()
        faits["notifications"] = self._notifier()
        faits["orientations"] = self._orienter()
        faits["rendez-vous"] = self._fixer()
        return faits

    def _tirage(self, personne: UUID, usage: str) -> float:
        """Entre 0 et 1, le même pour le même dossier d'une simulation à l'autre."""
        graine = f"{self.graine} {self.reperes.get(personne, '')} {self.jour} {usage}"
        return int.from_bytes(blake2b(graine.encode(), digest_size=6).digest(), "big") / 2**48

    def _instant(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.jour, time(8)))

    def _orienter(self) -> int:
        passer_regles(acteur=self.moyens.signataire, le=self.jour)
        attendent = Proposition.objects.filter(etat=EtatProposition.PROPOSEE, organisme__isnull=False)
        suivies = []
        for proposition in attendent.order_by("pk"):
            tirage = self._tirage(proposition.personne_id, "orientation")
            if tirage < REFUSEES:
                refuser_proposition(
                    proposition=proposition,
                    motif=MotifRefus.AUTRE_APPRECIATION,
                    acteur=self.moyens.signataire,
                    le=self.jour,
                )
            elif tirage < REFUSEES + DECIDEES:
                suivies.append(proposition)
        return sum(
            len(accepter_propositions(propositions=lot, acteur=self.moyens.signataire, le=self.jour).decidees)
            for lot in _lots(suivies, 500)
        )

    def _notifier(self) -> int:
        a_notifier = Orientation.objects.filter(
            annulee_le=None, notifiee_le=None, decidee_le__lt=self.jour
        ).select_related("organisme_referent")
        for orientation in a_notifier:
            noter_notification(orientation=orientation, acteur=self.moyens.signataire, le=self.jour)
            passer_le_relais(
                personne=orientation.personne_id,
                de=None,
                vers=self._referent(orientation),
                motif="Première désignation",
                acteur=self.moyens.signataire,
                le=self.jour,
            )
        return len(a_notifier)

    def _referent(self, orientation: Orientation) -> Compte:
        siens = self.moyens.referents[orientation.organisme_referent]
        rang = blake2b(self.reperes.get(orientation.personne_id, "").encode(), digest_size=1).digest()[0]
        return siens[rang % len(siens)]

    def _fixer(self) -> int:
        """Un premier rendez-vous à qui est notifié, un autre à qui a manqué le sien, selon l'agenda."""
        self._ouvrir_l_agenda()
        prises = Participation.objects.filter(personne=OuterRef("personne"))
        en_attente = (
            Orientation.objects.filter(annulee_le=None, notifiee_le__isnull=False)
            .exclude(Exists(prises.filter(Q(issue=None) | Q(issue=Issue.HONORE))))
            .select_related("organisme_referent")
            .order_by("notifiee_le", "pk")
        )
        fixes = 0
        for orientation in en_attente:
            creneau = self._creneau(self._referent(orientation))
            if creneau is None:
                continue
            prendre_creneau(
                creneau=creneau,
                motif=self.moyens.motif,
                personne=orientation.personne_id,
                acteur=self.moyens.signataire,
                par=PrisPar.PERSONNE if self._tirage(orientation.personne_id, "qui") < 0.6 else PrisPar.AGENT,
                le=self._instant(),
                prevenir=False,
            )
            fixes += 1
        return fixes

    def _ouvrir_l_agenda(self) -> None:
        for organisme, lieu in self.moyens.lieux.items():
            for referent in self.moyens.referents[organisme]:
                dernier = Creneau.objects.filter(agent=referent).order_by("-debut").first()
                if dernier is not None and dernier.debut > self._instant() + HORIZON_CRENEAU:
                    continue
                ouvrir_creneaux(
                    plages=SEMAINE,
                    du=self.jour + timedelta(days=1),
                    au=self.jour + OUVERTURE,
                    lieu=lieu,
                    motifs=[self.moyens.motif],
                    agent=referent,
                    acteur=self.moyens.signataire,
                    le=self._instant(),
                )

    def _creneau(self, referent: Compte) -> Creneau | None:
        libres = Creneau.objects.filter(
            agent=referent,
            annule_le=None,
            pris__lt=F("places"),
            debut__gt=self._instant() + timedelta(days=1),
        )
        return libres.order_by("debut").first()

    def _recevoir(self) -> int:
        """Note ce que sont devenus les rendez-vous passés : venue, excuse, absence."""
        passees = Participation.objects.filter(
            issue=None, rendezvous__fin__lt=self._instant(), rendezvous__annule_le=None
        ).select_related("rendezvous")
        for place in passees:
            tirage = self._tirage(place.personne_id, "venue")
            issue = (
                Issue.HONORE
                if tirage < VENUES
                else Issue.EXCUSE
                if tirage < VENUES + EXCUSEES
                else Issue.ABSENT
            )
            noter_issues(
                rendezvous=place.rendezvous_id,
                issues={place.pk: issue},
                acteur=self.moyens.signataire,
                le=place.rendezvous.fin,
            )
        return len(passees)

    def _contractualiser(self) -> tuple[int, int]:
        """Un diagnostic après le premier rendez-vous honoré, puis le contrat, tout de suite ou plus tard."""
        venues = Participation.objects.filter(personne=OuterRef("personne"), issue=Issue.HONORE)
        sans_contrat = (
            Orientation.objects.filter(annulee_le=None, notifiee_le__isnull=False)
            .filter(Exists(venues))
            .exclude(Exists(Contrat.objects.filter(personne=OuterRef("personne"), etat=EtatContrat.SIGNE)))
            .select_related("organisme_referent", "personne")
        )
        diagnostics = contrats = 0
        for orientation in sans_contrat:
            if not Diagnostic.objects.filter(personne=orientation.personne_id).exists():
                self._diagnostiquer(orientation)
                diagnostics += 1
            if self._tirage(orientation.personne_id, "contrat") < SIGNEES:
                self._signer(orientation)
                contrats += 1
        return diagnostics, contrats

    def _diagnostiquer(self, orientation: Orientation) -> None:
        diagnostic = ouvrir_diagnostic(
            personne=orientation.personne_id, acteur=self._referent(orientation), le=self.jour
        )
        selon_elle = {
            code: 1 + int(self._tirage(orientation.personne_id, f"place {code}") * 5) for code in domaines()
        }
        selon_lui = {
            code: min(5, max(1, place + rang % 3 - 1))
            for rang, (code, place) in enumerate(selon_elle.items())
        }
        repondre_diagnostic(
            diagnostic=diagnostic,
            acteur=self._referent(orientation),
            positions_personne=selon_elle,
            positions_pro=selon_lui,
        )

    def _signer(self, orientation: Orientation) -> None:
        referent, conventionne = (
            self._referent(orientation),
            self.moyens.organismes[orientation.organisme_referent].signe,
        )
        contrat = creer_contrat(
            personne=orientation.personne,
            organisme_referent=orientation.organisme_referent,
            referent=referent,
            acteur=referent,
            debut=self.jour,
            fin=self.jour + DUREE_CONTRAT,
            voie=orientation.voie,
            le=self.jour,
        )
        contrat = enregistrer_brouillon(contrat=contrat, saisie=self._saisie(orientation), acteur=referent)
        contrat = soumettre_contrat(contrat=contrat, acteur=referent, le=self.jour)
        empreinte = contrat.versions.get(numero=contrat.version).empreinte
        contrat = signer_a_l_ecran(
            contrat=contrat,
            empreinte=empreinte,
            moyen_identite="Carte d'identité présentée",
            relu=True,
            acteur=referent,
            le=self.jour,
        )
        signer_pour_organisme(
            contrat=contrat,
            empreinte=empreinte,
            acteur=referent if conventionne else self.moyens.signataire,
            le=self.jour,
        )

    def _saisie(self, orientation: Orientation) -> Saisie:
        debut, fin = self.jour, self.jour + DUREE_CONTRAT
        elle, eux = Partie.PERSONNE, Partie.ORGANISME
        domaine = DOMAINES.get(Voie(orientation.voie), Domaine.REMOBILISATION)
        return Saisie(
            debut=debut,
            fin=fin,
            heures_semaine=Decimal(15),
            emploi_recherche="Emploi à définir avec la personne" if orientation.voie == Voie.EMPLOI else "",
            objectifs=[
                ObjectifSaisi(
                    domaine,
                    f"Avancer : {Domaine(domaine).label}",
                    [
                        ClauseSaisie(elle, "Venir aux rendez-vous fixés", debut, fin, Decimal(2)),
                        ClauseSaisie(elle, "Faire les démarches convenues", debut, fin, Decimal(13)),
                        ClauseSaisie(eux, "Recevoir la personne chaque mois", debut, fin),
                    ],
                )
            ],
        )


def _lots(suite: Sequence[Proposition], taille: int) -> Iterable[Sequence[Proposition]]:
    return (suite[debut : debut + taille] for debut in range(0, len(suite), taille))
