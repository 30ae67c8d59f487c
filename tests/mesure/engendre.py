"""Un département tiré au sort, écrit en base : de quoi rencontrer ce que personne n'a pensé à compter."""

from __future__ import annotations

import os
from datetime import date, timedelta
from random import Random
from uuid import UUID

from jalon.parcours.contrats.enums import EtatContrat, MotifCloture
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.orientation.models import Diagnostic
from jalon.parcours.personnes.models import Affectation, Chargement, DroitsDevoirs, Episode, FaitRepris
from jalon.parcours.rendezvous.models import Motif
from jalon.socle.acces.models import Compte
from tests.flux import NORD, SUD
from tests.mesure.kit import Decor, fixer, instant, orienter, signer
from tests.personnes import Dossier, creer_dossier

DEBUT, FIN = date(2024, 6, 1), date(2025, 9, 30)
ISSUES = ("honore", "honore", "honore", "absent", "excuse", "annule_service", "a_venir")
STATUTS = ("", "validé", "Annulée", "refusée", "en attente", "orienté")


class Departement(Decor):
    """`personnes` dossiers ; la même graine refait les mêmes."""

    def __init__(self, acteur: Compte, *, graine: int, personnes: int) -> None:
        super().__init__(acteur)
        self.hasard = Random(graine)  # noqa: S311 — un tirage refaisable, rien de secret
        self.second = Random(graine + 1000)  # noqa: S311 — à part, pour ne pas déplacer l'autre tirage
        self.pris: set[tuple[UUID, date]] = set()
        for nature in ("contrat", "equipe_pluri"):
            self.motifs[nature] = Motif.objects.create(code=f"kit-{nature}", libelle=nature, nature=nature)
        for _ in range(personnes):
            self._personne()

    def _jour(self, du: date, au: date) -> date:
        return du + timedelta(days=self.hasard.randint(0, max((au - du).days, 0)))

    def _parfois(self, part: float) -> bool:
        return self.hasard.random() < part

    def _personne(self) -> None:
        entree = self._jour(DEBUT, FIN)
        stock = entree < date(2024, 12, 1) and self._parfois(0.5)
        dossier = creer_dossier(
            connu_le=date(2024, 12, 20) if stock else entree + timedelta(days=self.hasard.randint(0, 40)),
            entree=entree,
            naissance=self._jour(date(1958, 1, 1), date(2006, 12, 31)),
            territoire=self.hasard.choice((NORD, SUD)),
            sexe=self.hasard.choice(("1", "2", "")),
            soumis=self.hasard.choice(("oui", "oui", "oui", "non", "inconnu")),
        )
        self._reponses(dossier, entree)
        self._parcours(dossier, dossier.episode)
        if self._parfois(0.35):
            episode = dossier.episode
            episode.sortie, episode.motif_sortie = self._jour(entree + timedelta(20), FIN), "fin_droit"
            episode.save()
            if self._parfois(0.5):
                self._retour(dossier, episode.sortie + timedelta(days=self.hasard.randint(10, 90)))
        self._reprises(dossier, entree)

    def _retour(self, dossier: Dossier, entree: date) -> None:
        episode = Episode.objects.create(
            personne=dossier.personne,
            entree=entree,
            connu_le=entree + timedelta(days=self.hasard.randint(0, 20)),
            motif_entree="retour",
            regime="plein_emploi" if entree >= date(2025, 1, 1) else "avant_2025",
        )
        self._parcours(dossier, episode)

    def _reponses(self, dossier: Dossier, entree: date) -> None:
        for valeur in ("non", "oui"):
            if self._parfois(0.2):
                DroitsDevoirs.objects.get_or_create(
                    membre=dossier.membre,
                    a_compter_du=self._jour(entree + timedelta(1), FIN),
                    defaults={"valeur": valeur, "chargement": Chargement.objects.first()},
                )

    def _parcours(self, dossier: Dossier, episode: Episode) -> None:
        debut = episode.entree - timedelta(days=5)
        for _ in range(self.hasard.choice((0, 1, 1, 1, 2))):
            self._orientation(dossier, episode, self._jour(debut, min(debut + timedelta(90), FIN)))
        for _ in range(self.hasard.randint(0, 4)):
            nature = self.hasard.choice(("orientation", "accompagnement", "contrat", "equipe_pluri"))
            jour = self._jour(debut, FIN)
            if (dossier.personne.pk, jour) not in self.pris:
                self.pris.add((dossier.personne.pk, jour))
                fixer(self, dossier, jour, nature, self.hasard.choice(ISSUES))
        if self._parfois(0.2):
            jour = self._jour(debut, FIN)
            Diagnostic.objects.create(personne=dossier.personne, date=jour, auteur=self.acteur)
        if dossier.personne.contrats.count() == 0:
            self._contrats(dossier, episode)
        for _ in range(self.hasard.choice((0, 1, 1, 2))):
            self._suivi(dossier, self._jour(debut, FIN))

    def _orientation(self, dossier: Dossier, episode: Episode, jour: date) -> None:
        annulee = self._parfois(0.1)
        notifiee = None if annulee or self._parfois(0.2) else jour + timedelta(self.hasard.randint(0, 20))
        organisme = self.hasard.choice(tuple(self.organismes))
        orienter(
            self,
            dossier,
            organisme=organisme,
            regime=episode.regime,
            voie="emploi" if organisme == "service_emploi" else self.hasard.choice(("sociale", "emploi")),
            decidee_le=jour,
            notifiee_le=notifiee,
            annulee_le=jour if annulee else None,
        )

    def _contrats(self, dossier: Dossier, episode: Episode) -> None:
        debut, precedent = self._jour(episode.entree - timedelta(10), FIN), None
        for _ in range(self.hasard.choice((0, 1, 1, 2))):
            fin = debut + timedelta(days=self.hasard.randint(30, 200))
            suite = self.hasard.choice(("renouvellement", "revision")) if precedent else ""
            if suite == "revision":
                debut, suite = self._reviser(precedent, debut)
            contrat = signer(
                self, dossier, debut, regime=episode.regime, fin=fin, precedent=precedent, suite=suite
            )
            if self._parfois(0.3):
                arret = debut + timedelta(days=self.hasard.randint(-5, 25))
                type(contrat).objects.filter(pk=contrat.pk).update(
                    etat=EtatContrat.RESILIE, clos_le=fin, fin_effective=arret, motif_cloture="emploi"
                )
            precedent, debut = contrat, fin + timedelta(days=self.hasard.randint(1, 40))

    def _reviser(self, precedent: Contrat, sinon: date) -> tuple[date, str]:
        """La révision arrête le précédent la veille ; résilié, il se renouvelle après sa fin."""
        precedent.refresh_from_db()
        if precedent.etat != EtatContrat.SIGNE:
            return sinon, "renouvellement"
        effet = self._jour(precedent.debut + timedelta(days=1), precedent.fin)
        precedent.etat, precedent.clos_le = EtatContrat.REMPLACE, effet
        precedent.fin_effective, precedent.motif_cloture = effet - timedelta(days=1), MotifCloture.SUITE
        precedent.save()
        return effet, "revision"

    def _suivi(self, dossier: Dossier, debut: date) -> None:
        organisme = self.hasard.choice((None, *self.organismes.values()))
        referent = self.hasard.choice((None, *self.referents.values()))
        fin = debut + timedelta(days=self.hasard.randint(-10, 120)) if self._parfois(0.5) else None
        Affectation.objects.create(
            membre=dossier.membre,
            organisation=organisme or (None if referent else self.organismes["departement"]),
            compte=referent,
            dans_equipe=Affectation.objects.filter(membre=dossier.membre, compte__isnull=False).exists(),
            debut=debut,
            fin=fin,
            decidee_par=self.acteur,
            decidee_le=instant(debut),
        )

    def _reprises(self, dossier: Dossier, entree: date) -> None:
        for nature in ("orientation", "rendez_vous", "contrat"):
            if self._parfois(0.25):
                self._reprise(dossier, nature, self._jour(entree, FIN))

    def _reprise(self, dossier: Dossier, nature: str, jour: date) -> None:
        """Un fait d'un autre logiciel ; une fois sur deux, un second logiciel dit le même jour."""
        donnees = {"statut": self.hasard.choice(STATUTS)}
        if nature == "rendez_vous":
            donnees["statut"] = self.hasard.choice(
                ("", "prevu", "honore", "absent", "excuse", "annule", "reporte")
            )
        if nature == "contrat" and self._parfois(0.8):
            donnees["signature"] = str(jour - timedelta(days=self.hasard.randint(0, 5)))
            donnees["fin"] = str(jour + timedelta(days=90))
        self._dire(dossier, "essai", nature, jour, donnees, disparu=self._parfois(0.1))
        if self.second.random() < 0.5:
            statut = self.second.choice(("honore", "absent", "prevu", "annule", "reporte"))
            self._dire(dossier, "ailleurs", nature, jour, donnees | {"statut": statut})

    def _dire(
        self,
        dossier: Dossier,
        systeme: str,
        nature: str,
        jour: date,
        donnees: dict[str, str],
        disparu: bool = False,
    ) -> None:
        FaitRepris.objects.create(
            systeme=systeme,
            nature=nature,
            cle_source=f"{nature}-{dossier.membre.pk}",
            membre=dossier.membre,
            appariement="nir",
            date=jour,
            donnees=donnees,
            empreinte=os.urandom(16),
            contenu=b"x",
            chargement=Chargement.objects.first(),
            vu_le=FIN,
            disparu_le=FIN if disparu else None,
        )
