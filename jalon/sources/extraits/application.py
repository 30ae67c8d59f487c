"""Ce qu'un fait repris change dans Jalon : les contacts d'une personne, son référent.

Trois termes : l'extrait d'avant, l'extrait d'aujourd'hui, et ce qui a été saisi dans Jalon. Un extrait qui
n'a pas changé ne touche à rien ; un extrait qui change l'emporte sur ce qu'il avait lui-même écrit ; s'il
contredit une saisie faite dans Jalon, c'est un conflit, et la saisie reste tant que personne n'a choisi.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from jalon.parcours.personnes.ecriture import Ecrivain
from jalon.parcours.personnes.enums import EtatConflit, NatureContact, NatureFait
from jalon.parcours.personnes.identite import normaliser
from jalon.parcours.personnes.models import (
    Affectation,
    Chargement,
    ConflitRepris,
    Contact,
    FaitRepris,
    Membre,
)
from jalon.parcours.personnes.suivis import confier_personne, referents, retirer_personne
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import AliasOrganisation, Organisation
from jalon.sources.extraits.reprise import Changement, Reprise

CONTACTS = {"telephone": NatureContact.TELEPHONE, "courriel": NatureContact.COURRIEL}
REFERENT = "referent"


@dataclass(frozen=True, slots=True)
class Cible:
    """À qui un référent repris confie la personne."""

    organisation: UUID | None
    compte: UUID | None
    debut: date
    fin: date | None

    @property
    def connue(self) -> bool:
        return bool(self.organisation or self.compte)


@dataclass(slots=True)
class Application:
    """Applique les changements d'une reprise."""

    chargement: Chargement
    jour: date
    acteur: Compte
    comptes: Counter[str] = field(default_factory=Counter)
    _organisations: dict[str, UUID] = field(default_factory=dict)
    _comptes: dict[str, UUID] = field(default_factory=dict)
    _personnes: dict[UUID | None, UUID] = field(default_factory=dict)

    def appliquer(self, reprise: Reprise) -> None:
        """Contacts et référents ; les autres natures sont gardées comme faits."""
        if reprise.nature == NatureFait.REFERENT:
            self._organisations, self._comptes = _organisations(), _comptes()
        rattaches = [changement for changement in reprise.changements if changement.fait.membre_id]
        membres = Membre.objects.filter(pk__in=[changement.fait.membre_id for changement in rattaches])
        self._personnes = dict(membres.values_list("pk", "personne_id"))
        if reprise.nature == NatureFait.PERSONNE:
            self._contacts(rattaches)
        if reprise.nature == NatureFait.REFERENT:
            veille = self.jour - timedelta(days=1)
            for affectation in _en_cours(Q(fait__in=reprise.disparus), self.jour):
                retirer_personne(affectation=affectation, acteur=self.acteur, dernier_jour=veille)
                self.comptes["affectations_retirees"] += 1
            for changement in sorted(rattaches, key=lambda c: c.fait.donnees["debut"]):
                self._referent(changement)

    def _contacts(self, changements: Sequence[Changement]) -> None:
        """Par lot : un premier extrait donne un téléphone à chaque personne."""
        systeme = changements[0].fait.systeme if changements else ""
        connus = ContactsConnus.lire(set(self._personnes.values()), systeme)
        ouverts = _conflits_ouverts([changement.fait for changement in changements])
        for changement in changements:
            fait = changement.fait
            personne = self._personnes[fait.membre_id]
            for champ, nature in CONTACTS.items():
                valeur, ancienne = fait.donnees.get(champ, ""), changement.avant.get(champ, "")
                if valeur == ancienne:
                    continue
                saisi = connus.saisis.get((personne, nature))
                if valeur and saisi and saisi.valeur != valeur:
                    self._conflit(fait, champ, valeur, saisi.valeur)
                    continue
                if (fait.pk, champ) in ouverts:
                    _clore_conflit(fait, champ)
                connus.poser(personne, nature, valeur, self.jour)
                self.comptes["contacts"] += 1
        connus.ecrire()

    def _referent(self, changement: Changement) -> None:
        fait = changement.fait
        cible = self._cible(fait)
        if not cible.connue:
            self.comptes["referents_inconnus"] += 1
            return
        personne = self._personnes[fait.membre_id]
        saisie = affectation_saisie(personne, self.jour)
        autre = _autres_referents(fait, personne, cible).filter(Q(fin=None) | Q(fin__gte=self.jour)).first()
        if autre is not None and not _depasse(autre, fait):
            self._conflit(fait, REFERENT, _nommer(cible.organisation, cible.compte), nommer(autre))
            return
        if saisie and (saisie.organisation_id, saisie.compte_id) != (cible.organisation, cible.compte):
            self._conflit(fait, REFERENT, _nommer(cible.organisation, cible.compte), nommer(saisie))
            return
        _clore_conflit(fait, REFERENT)
        if poser_referent(fait, personne, cible, acteur=self.acteur, jour=self.jour):
            self.comptes["affectations"] += 1

    def _cible(self, fait: FaitRepris) -> Cible:
        return lire_cible(fait.donnees, self._organisations, self._comptes)

    def _conflit(self, fait: FaitRepris, champ: str, extrait: str, jalon: str) -> None:
        ouvert = ConflitRepris.objects.filter(fait=fait, champ=champ, etat=EtatConflit.A_TRANCHER)
        if not ouvert.update(valeur_extrait=extrait, valeur_jalon=jalon, ouvert_par=self.chargement):
            ConflitRepris.objects.create(
                fait=fait,
                champ=champ,
                valeur_extrait=extrait,
                valeur_jalon=jalon,
                ouvert_par=self.chargement,
            )
        self.comptes["conflits"] += 1


@dataclass(slots=True)
class ContactsConnus:
    """Les contacts de ces personnes : ceux saisis dans Jalon, et ceux que cette source a donnés."""

    source: str
    saisis: dict[tuple[UUID, str], Contact] = field(default_factory=dict)
    siens: dict[tuple[UUID, str], list[Contact]] = field(default_factory=lambda: defaultdict(list))
    nouveaux: list[Contact] = field(default_factory=list)
    changes: dict[UUID, Contact] = field(default_factory=dict)

    @classmethod
    def lire(cls, personnes: Collection[UUID], source: str) -> ContactsConnus:
        connus = cls(source)
        contacts = Contact.objects.filter(personne__in=personnes).order_by("a_compter_du", "pk")
        for contact in contacts:
            cle = (contact.personne_id, contact.nature)
            if contact.note_par_id and contact.fin is None:
                connus.saisis[cle] = contact
            elif contact.source == source:
                connus.siens[cle].append(contact)
        return connus

    def poser(self, personne: UUID, nature: NatureContact, valeur: str, jour: date) -> None:
        """Clôt ce que la source ne dit plus, ajoute ou rouvre ce qu'elle dit."""
        siens = self.siens[personne, nature.value]
        for contact in siens:
            fin = None if contact.valeur == valeur else contact.fin or max(jour, contact.a_compter_du)
            if fin != contact.fin:
                contact.fin = fin
                self.changes[contact.pk] = contact
        saisi = self.saisis.get((personne, nature.value))
        deja = saisi is not None and (saisi.source, saisi.valeur) == (self.source, valeur)
        if valeur and not deja and all(contact.valeur != valeur for contact in siens):
            contact = Contact(
                personne_id=personne, nature=nature, valeur=valeur, source=self.source, a_compter_du=jour
            )
            siens.append(contact)
            self.nouveaux.append(contact)

    def ecrire(self) -> None:
        Contact.objects.bulk_create(self.nouveaux, batch_size=1000)
        crees = {contact.pk for contact in self.nouveaux}
        fins = [(cle, contact.fin) for cle, contact in self.changes.items() if cle not in crees]
        Ecrivain().mettre_a_jour(Contact, fins, "id", "fin")


def contact_saisi(personne: UUID, nature: NatureContact) -> Contact | None:
    """Le contact en cours saisi par quelqu'un dans Jalon, s'il y en a un."""
    saisis = Contact.objects.filter(personne=personne, nature=nature, fin=None, note_par__isnull=False)
    return saisis.order_by("-a_compter_du", "-pk").first()


def poser_contact(personne: UUID, nature: NatureContact, valeur: str, *, source: str, jour: date) -> None:
    """Remplace le contact que cette source avait donné ; `valeur` vide : elle n'en donne plus."""
    connus = ContactsConnus.lire({personne}, source)
    connus.poser(personne, nature, valeur, jour)
    connus.ecrire()


def affectation_saisie(personne: UUID, jour: date) -> Affectation | None:
    """L'affectation en cours décidée dans Jalon, s'il y en a une ; l'équipe n'en est pas."""
    return (
        _en_cours(Q(membre__personne=personne, fait=None, dans_equipe=False), jour)
        .order_by("-debut", "pk")
        .first()
    )


def poser_referent(fait: FaitRepris, personne: UUID, cible: Cible, *, acteur: Compte, jour: date) -> bool:
    """Confie la personne comme le dit le fait, à la place de ce qu'il disait ; faux si rien ne change.

    Il ne récrit pas ce qu'un autre dit encore : sa période commence alors après.
    """
    en_place = Affectation.objects.filter(Q(fin=None) | Q(fin__gte=F("debut")), fait=fait)
    for affectation in en_place:
        if (
            affectation.organisation_id,
            affectation.compte_id,
            affectation.debut,
            affectation.fin,
        ) == (cible.organisation, cible.compte, cible.debut, cible.fin):
            return False
    for affectation in _en_cours(Q(fait=fait), jour):
        dernier = max(cible.debut, affectation.debut) - timedelta(days=1)
        retirer_personne(affectation=affectation, acteur=acteur, dernier_jour=dernier)
    debut = cible.debut
    for autre in _autres_referents(fait, personne, cible):
        if _depasse(autre, fait):
            veille = cible.debut - timedelta(days=1)
            retirer_personne(affectation=autre, acteur=acteur, dernier_jour=veille)
        elif autre.fin is not None:
            debut = max(debut, autre.fin + timedelta(days=1))
    if cible.fin is not None and cible.fin < debut:
        return False
    confier_personne(
        personne=personne,
        organisation=cible.organisation,
        compte=cible.compte,
        du=debut,
        au=cible.fin,
        fait=fait,
        acteur=acteur,
    )
    return True


def _autres_referents(fait: FaitRepris, personne: UUID, cible: Cible) -> QuerySet[Affectation]:
    """Les référents, autres que celui du fait, que sa période croise."""
    if cible.compte is None:
        return Affectation.objects.none()
    croises = referents(personne, cible.debut, cible.fin).exclude(compte=cible.compte)
    return croises.select_related("fait")


def _depasse(affectation: Affectation, fait: FaitRepris) -> bool:
    """Ce que ce fait disait avant, ou ce qu'un fait qui a disparu disait : l'extrait l'a remplacé."""
    dit = affectation.fait
    return dit is not None and (dit.pk == fait.pk or dit.disparu_le is not None)


def lire_cible(
    donnees: Mapping[str, Any], organisations: Mapping[str, UUID], comptes: Mapping[str, UUID]
) -> Cible:
    """La structure (par nom ou alias) et le compte (par courriel) que désigne un référent repris."""
    fin = donnees.get("fin")
    return Cible(
        organisations.get(normaliser(donnees.get("structure", ""))),
        comptes.get(donnees.get("courriel_referent", "").lower()),
        date.fromisoformat(donnees["debut"]),
        date.fromisoformat(fin) if fin else None,
    )


def cible_du_fait(fait: FaitRepris) -> Cible:
    """La cible d'un seul fait."""
    return lire_cible(fait.donnees, _organisations(), _comptes())


def nommer(affectation: Affectation) -> str:
    """Structure et référent d'une affectation, en clair."""
    return _nommer(affectation.organisation_id, affectation.compte_id)


def _nommer(organisation: UUID | None, compte: UUID | None) -> str:
    noms: list[str] = []
    if organisation:
        noms.append(Organisation.objects.get(pk=organisation).nom)
    if compte:
        noms.append(Compte.objects.get(pk=compte).nom)
    return " — ".join(noms)[:254]


def _organisations() -> dict[str, UUID]:
    par_alias = {
        normaliser(nom): cle for nom, cle in AliasOrganisation.objects.values_list("nom", "organisation_id")
    }
    par_nom = {normaliser(nom): cle for nom, cle in Organisation.objects.values_list("nom", "pk")}
    return par_alias | par_nom


def _comptes() -> dict[str, UUID]:
    actifs = Compte.objects.filter(actif=True, systeme=False)
    return {courriel.lower(): cle for courriel, cle in actifs.values_list("courriel", "pk")}


def _en_cours(quelles: Q, jour: date) -> QuerySet[Affectation]:
    return Affectation.objects.filter(quelles).filter(Q(fin=None) | Q(fin__gte=jour))


def _conflits_ouverts(faits: Sequence[FaitRepris]) -> set[tuple[UUID, str]]:
    ouverts = ConflitRepris.objects.filter(fait__in=faits, etat=EtatConflit.A_TRANCHER)
    return set(ouverts.values_list("fait_id", "champ"))


def _clore_conflit(fait: FaitRepris, champ: str) -> None:
    ouverts = ConflitRepris.objects.filter(fait=fait, champ=champ, etat=EtatConflit.A_TRANCHER)
    ouverts.update(etat=EtatConflit.SANS_OBJET)
