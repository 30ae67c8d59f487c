"""Prendre un lot de dossiers dans la base : lire ce qui est su, replier, écrire la seule différence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from jalon.parcours.personnes.attribution import Attribution, attribuer_personnes
from jalon.parcours.personnes.changements import COLONNES, LIGNES, Dit, dits, par_ligne, premier_dire
from jalon.parcours.personnes.civil import CHAMPS_CIVILS, ligne_civile
from jalon.parcours.personnes.connus import (
    FoyerConnu,
    Vue,
    chargements_depuis,
    foyers_connus,
    versions_observees,
    vus_par,
)
from jalon.parcours.personnes.ecriture import Ecrivain
from jalon.parcours.personnes.emballage import deballer
from jalon.parcours.personnes.histoire import HistoireFoyer, Serie, observer, rejouer
from jalon.parcours.personnes.models import (
    ChangementDossier,
    Chargement,
    Foyer,
    Membre,
    Personne,
    Rapprochement,
    VersionDossier,
)
from jalon.parcours.personnes.nouveaux import DossierPret, ecrire_prets, sans_rival
from jalon.parcours.personnes.observations import Instant, ObservationFoyer
from jalon.parcours.personnes.preparation import ENTETE, cles_de_recherche, entete
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE, Table
from jalon.socle.base.cles import cle_neuve, en_tableau


@dataclass(frozen=True)
class DossierRecu:
    """Un dossier d'un fichier : ce qu'il dit, l'empreinte de ses octets, et ses octets emballés."""

    observation: ObservationFoyer
    empreinte: bytes
    contenu: bytes = field(repr=False)


AvantApres = tuple[UUID, Serie, Serie]
Relire = Callable[[bytes], ObservationFoyer]


@dataclass
class Integration:
    """Le travail d'un chargement, lot après lot, dans la transaction de qui l'appelle.

    `relire` refait une observation à partir des octets gardés d'un dossier (fichier venu dans le désordre).
    """

    chargement: Chargement
    departement: str
    relire: Relire
    ecrivain: Ecrivain = field(default_factory=Ecrivain)
    comptes: Counter[str] = field(default_factory=Counter)
    touchees: set[UUID] = field(default_factory=set)
    nouvelles: set[UUID] = field(default_factory=set)
    _numeros: set[str] = field(default_factory=set)

    @cached_property
    def _aussi_recents(self) -> list[int]:
        return chargements_depuis(self.chargement.instant)

    def integrer(self, dossiers: Sequence[DossierRecu | DossierPret]) -> None:
        """Prend un lot ; un dossier présent deux fois compte par sa dernière version."""
        surs, recus = self._partager(dossiers)
        if surs:
            self._integrer_prets(surs)
        if recus:
            self._integrer_recus(recus)
        self._verifier()

    def _partager(
        self, dossiers: Sequence[DossierRecu | DossierPret]
    ) -> tuple[list[DossierPret], list[DossierRecu]]:
        """Dossiers à copier tels qu'ils sont préparés, et ceux que la voie commune doit prendre."""
        recus = [dossier for dossier in dossiers if isinstance(dossier, DossierRecu)]
        self._numeros |= {recu.observation.numero for recu in recus}
        prets = [dossier for dossier in dossiers if isinstance(dossier, DossierPret)]
        if not prets:
            return [], recus
        surs = {
            id(dossier)
            for dossier in sans_rival(prets, [recu.observation for recu in recus], self.departement)
            if dossier.pret.numero not in self._numeros
        }
        return [dossier for dossier in prets if id(dossier) in surs], [
            dossier if isinstance(dossier, DossierRecu) else self._relire(dossier)
            for dossier in dossiers
            if id(dossier) not in surs
        ]

    def _integrer_prets(self, surs: Sequence[DossierPret]) -> None:
        """Foyers nouveaux, dont les personnes sont nouvelles : leurs rangées sont déjà écrites."""
        prets = [dossier.pret for dossier in surs]
        ecrire_prets(self.ecrivain, prets, self.chargement.pk)
        personnes = {UUID(cle.personne) for pret in prets for cle in pret.personnes}
        self.nouvelles |= personnes
        self.touchees |= personnes
        self.comptes.update(dict.fromkeys((*LIGNES, "modifies", "rapprochements"), 0))
        self.comptes["nouveaux"] += len(prets)
        self.comptes["mutations_arrivees"] += sum(pret.arrive for pret in prets)

    def _relire(self, dossier: DossierPret) -> DossierRecu:
        observation = self.relire(deballer(dossier.contenu))
        self._numeros.add(observation.numero)
        return DossierRecu(observation, dossier.empreinte, dossier.contenu)

    def _verifier(self) -> None:
        """Les clés étrangères se vérifient lot par lot, pendant que le lot suivant s'analyse."""
        with connection.cursor() as curseur:
            curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
            curseur.execute("SET CONSTRAINTS ALL DEFERRED")

    def _integrer_recus(self, dossiers: Sequence[DossierRecu]) -> None:
        par_numero = {dossier.observation.numero: dossier for dossier in dossiers}
        connus = foyers_connus(self.departement, par_numero)
        recus = [
            _Recu(dossier, connus.get(numero), self.chargement) for numero, dossier in par_numero.items()
        ]
        depasses = vus_par([recu.foyer for recu in recus if recu.connu], self._aussi_recents)
        self._garder(recus)
        self._replier(recus, depasses)
        attribution = self._attribuer(recus)
        self._ecrire_personnes(recus, attribution)
        self._ecrire_histoires(recus)
        self._noter(recus)

    def inchanges(self, vus: Sequence[tuple[str, int]]) -> None:
        """Ces foyers (clé, dernière version) sont dans le fichier, à l'identique de cette version."""
        with connection.cursor() as curseur:
            curseur.execute(
                "INSERT INTO parcours_personnes_observationdossier (foyer_id, chargement_id, version_id)"
                " SELECT foyer, %s, version FROM unnest(%s::uuid[], %s::bigint[]) vus(foyer, version)",
                [
                    self.chargement.pk,
                    f"{{{','.join([foyer for foyer, _ in vus])}}}",
                    f"{{{','.join([str(version) for _, version in vus])}}}",
                ],
            )
        self.comptes["inchanges"] += len(vus)

    def _garder(self, recus: Sequence[_Recu]) -> None:
        """Garde la version de chaque dossier et note que ce fichier l'a montrée."""
        nouveaux = [recu for recu in recus if recu.connu is None]
        vues = (en_tableau(recu.foyer for recu in recus), [recu.dossier.empreinte for recu in recus])
        self.ecrivain.ajouter(
            Foyer,
            [(recu.foyer, self.departement, recu.numero, *recu.entete()) for recu in nouveaux],
            *("id", "departement", "numero", *ENTETE),
        )
        with connection.cursor() as curseur:
            curseur.execute(
                "DELETE FROM parcours_personnes_observationdossier"
                " WHERE chargement_id = %s AND foyer_id = ANY (%s::uuid[])",
                [self.chargement.pk, en_tableau(recu.foyer for recu in recus if recu.connu)],
            )
            curseur.execute(
                "SELECT v.foyer_id, v.empreinte FROM unnest(%s::uuid[], %s::bytea[]) vue(foyer, empreinte)"
                " JOIN parcours_personnes_versiondossier v"
                " ON v.foyer_id = vue.foyer AND v.empreinte = vue.empreinte",
                vues,
            )
            deja = {(foyer, bytes(empreinte)) for foyer, empreinte in curseur.fetchall()}
        self.ecrivain.ajouter(
            VersionDossier,
            [
                (recu.foyer, recu.dossier.empreinte, recu.dossier.contenu)
                for recu in recus
                if (recu.foyer, recu.dossier.empreinte) not in deja
            ],
            *("foyer_id", "empreinte", "contenu"),
        )
        with connection.cursor() as curseur:
            curseur.execute(
                "INSERT INTO parcours_personnes_observationdossier (foyer_id, chargement_id, version_id)"
                " SELECT v.foyer_id, %s, v.id FROM unnest(%s::uuid[], %s::bytea[]) vue(foyer, empreinte)"
                " JOIN parcours_personnes_versiondossier v"
                " ON v.foyer_id = vue.foyer AND v.empreinte = vue.empreinte",
                [self.chargement.pk, *vues],
            )

    def _replier(self, recus: Sequence[_Recu], depasses: Collection[UUID]) -> None:
        """`depasses` : foyers qu'un fichier aussi récent, ou plus, avait déjà montrés."""
        instant = self.chargement.instant
        vues = versions_observees(depasses) if depasses else {}
        for recu in recus:
            if recu.foyer in vues:
                recu.rejouer(vues[recu.foyer], self.relire)
            else:
                recu.observer(instant)

    def _attribuer(self, recus: Sequence[_Recu]) -> Attribution:
        return attribuer_personnes(
            [
                (membre, recu.histoire.membres)
                for recu in recus
                for membre in recu.histoire.membres
                if membre.nouveau
            ]
        )

    def _ecrire_personnes(self, recus: Sequence[_Recu], attribution: Attribution) -> None:
        jour = self.chargement.instant.jour
        nouvelles = {membre.personne for membre in attribution.nouvelles}
        self.ecrivain.ajouter(
            Personne,
            [
                (m.personne, *ligne_civile(m.identite), cles_de_recherche(m.identite), jour)
                for m in attribution.nouvelles
            ],
            *("id", *CHAMPS_CIVILS, "trigrammes", "vue_le"),
        )
        membres = [(recu.foyer, membre) for recu in recus for membre in recu.histoire.membres]
        self.ecrivain.ajouter(
            Membre,
            [
                (m.id, foyer, m.personne, *ligne_civile(m.identite), m.identite.cle, sorted(m.cles))
                for foyer, m in membres
                if m.nouveau
            ],
            *("id", "foyer_id", "personne_id", *CHAMPS_CIVILS, "cle_identite", "cles_vues"),
        )
        changes = [membre for _, membre in membres if membre.change and not membre.nouveau]
        self.ecrivain.mettre_a_jour(
            Membre,
            [(m.id, *ligne_civile(m.identite), m.identite.cle, sorted(m.cles)) for m in changes],
            *("id", *CHAMPS_CIVILS, "cle_identite", "cles_vues"),
        )
        dernieres = {
            membre.personne: membre
            for _, membre in membres
            if (membre.change or membre.nouveau) and membre.personne not in nouvelles
        }
        self.ecrivain.mettre_a_jour(
            Personne,
            [
                (p, *ligne_civile(m.identite), cles_de_recherche(m.identite), jour)
                for p, m in dernieres.items()
            ],
            *("id", *CHAMPS_CIVILS, "trigrammes", "vue_le"),
            condition="t.vue_le <= n.vue_le",
            expressions={
                "trigrammes": "ARRAY(SELECT DISTINCT cle FROM unnest(t.trigrammes || n.trigrammes) cle)"
            },
        )
        self._proposer(attribution)
        self.nouvelles |= {personne for personne in nouvelles if personne}
        self.touchees |= {membre.personne for _, membre in membres if membre.personne}

    def _proposer(self, attribution: Attribution) -> None:
        propositions = {
            (min(personne, autre), max(personne, autre)): (score, list(raisons))
            for personne, autre, score, raisons in attribution.doutes
        }
        Rapprochement.objects.bulk_create(
            [
                Rapprochement(personne_id=a, autre_id=b, score=score, raisons=raisons)
                for (a, b), (score, raisons) in propositions.items()
            ],
            ignore_conflicts=True,
        )
        self.comptes["rapprochements"] += len(propositions)

    def _ecrire_histoires(self, recus: Sequence[_Recu]) -> None:
        changees: dict[str, list[AvantApres]] = defaultdict(list)
        for recu in recus:
            for nom, avant_apres in recu.changees:
                changees[nom].append(avant_apres)
        for nom, table in (TABLES_FOYER | TABLES_MEMBRE).items():
            self._ecrire_serie(table, changees[nom])
        self.ecrivain.mettre_a_jour(
            Foyer,
            [(recu.foyer, *recu.entete()) for recu in recus if recu.connu],
            *("id", *ENTETE),
        )

    def _ecrire_serie(self, table: Table, avant_apres: Sequence[AvantApres]) -> None:
        """Retire les étapes qui ne tiennent plus, ajoute les nouvelles."""
        retirees, ajoutees = [], []
        for sujet, avant, apres in avant_apres:
            anciennes, voulues = set(avant), set(apres)
            retirees += [(sujet, etape.a_compter_du) for etape in anciennes - voulues]
            ajoutees += [table.ligne(sujet, etape) for etape in apres if etape not in anciennes]
        self.ecrivain.retirer(table.modele, table.sujet, retirees)
        self.ecrivain.ajouter(table.modele, ajoutees, *table.toutes)

    def _noter(self, recus: Sequence[_Recu]) -> None:
        """Note chaque changement, et compte ce qui est noté : la liste et le rapport disent la même chose."""
        lignes = [(self.chargement.pk, recu.foyer, *dit) for recu in recus for dit in recu.dits()]
        colonnes = ("chargement_id", "foyer_id", *COLONNES)
        self.ecrivain.ajouter(ChangementDossier, lignes, *colonnes)
        self.comptes.update(par_ligne(Counter(dit for _, _, dit, *_ in lignes)))
        self.comptes["modifies"] += sum(recu.connu is not None for recu in recus)


class _Recu:
    """Un dossier reçu, ce qui était su de son foyer, et son histoire une fois repliée."""

    def __init__(self, dossier: DossierRecu, connu: FoyerConnu | None, chargement: Chargement) -> None:
        self.dossier = dossier
        self.connu = connu
        self.foyer = connu.id if connu else cle_neuve()
        self.numero = dossier.observation.numero
        self.histoire = connu.histoire if connu else HistoireFoyer()
        self._avant = {sujet: dict(series) for sujet, _, series in self._series()}
        self._tete = dossier.observation
        self._empreinte = dossier.empreinte
        self._chargement, self._jour = chargement.pk, chargement.instant.jour

    def observer(self, instant: Instant) -> None:
        observer(self.histoire, self.dossier.observation, instant, self._chargement)

    def rejouer(self, vues: Sequence[Vue], relire: Relire) -> None:
        """Le fichier n'est pas le plus récent : toute l'histoire du foyer est refaite."""
        relues = [(vue.instant, vue.chargement, relire(deballer(vue.contenu))) for vue in vues]
        self.histoire = rejouer(self.histoire.membres, relues)
        rang = max(range(len(vues)), key=lambda rang: relues[rang][:2])
        self._jour, self._tete = relues[rang][0].jour, relues[rang][2]
        self._empreinte, self._chargement = vues[rang].empreinte, vues[rang].chargement

    @cached_property
    def changees(self) -> list[tuple[str, AvantApres]]:
        """Chaque série que ce dossier change, par son nom."""
        trouvees = []
        for sujet, tables, series in self._series():
            avant = self._avant.get(sujet, {})
            for nom in tables:
                ancienne, nouvelle = avant.get(nom, ()), series.get(nom, ())
                if ancienne is not nouvelle:
                    trouvees.append((nom, (sujet, ancienne, nouvelle)))
        return trouvees

    def dits(self) -> list[Dit]:
        """Ce que ce dossier fait dire d'autre ; un foyer nouveau se dit d'un mot."""
        if self.connu is None:
            return [premier_dire(self.histoire, self.dossier.observation)]
        membres = {membre.id: membre for membre in self.histoire.membres}
        return [
            dit
            for nom, (sujet, avant, apres) in self.changees
            for dit in dits(nom, membres[sujet].role if sujet in membres else "", avant, apres)
        ]

    def _series(self) -> Iterator[tuple[UUID, dict[str, Table], dict[str, Serie]]]:
        yield self.foyer, TABLES_FOYER, self.histoire.series
        for membre in self.histoire.membres:
            yield membre.id, TABLES_MEMBRE, membre.series

    def entete(self) -> tuple[Any, ...]:
        """Valeurs courantes du foyer, dans l'ordre d'`ENTETE`."""
        return entete(self._tete, self._empreinte, self._chargement, self._jour)
