"""Lire un contrat, ceux d'une personne, celui qui est en vigueur, et les engagements qu'il oppose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from jalon.parcours.contrats.contenu import differences
from jalon.parcours.contrats.enums import MODIFIABLES, SIGNES, EtatContrat, NaturePiece, Partie, Suite
from jalon.parcours.contrats.models import (
    Contrat,
    Engagement,
    PassageCircuit,
    PieceContrat,
    Signature,
    VersionContrat,
)
from jalon.parcours.contrats.regles import court_encore
from jalon.parcours.echeances import Horloge, horloges
from jalon.parcours.orientation.models import Orientation
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.models import Compte
from jalon.socle.base.cles import cle_de

JOINTS = ("personne", "organisme_referent", "referent")
SECRETS = ("personne__nir_chiffre", "personne__nir_cle", "personne__trigrammes")


@dataclass(slots=True)
class DossierContrat:
    """Tout ce que montre la page d'un contrat."""

    contrat: Contrat
    version: VersionContrat | None
    versions: list[VersionContrat]
    passages: list[PassageCircuit]
    signatures: list[Signature]
    pieces: list[PieceContrat]
    suivants: list[Contrat]

    @property
    def etape(self) -> PassageCircuit | None:
        """L'étape du circuit qui attend quelqu'un."""
        return next((p for p in self.passages if p.ouvert_le and not p.resultat and self.en_circuit), None)

    @property
    def en_circuit(self) -> bool:
        return self.contrat.etat == EtatContrat.EN_CIRCUIT

    @property
    def manque(self) -> list[Partie]:
        """Les parties qui n'ont pas signé la version en cours."""
        signees = {s.partie for s in self.signatures if s.version == self.contrat.version}
        return [partie for partie in Partie if partie not in signees]

    def revision_tardive(self, jour: date) -> bool:
        """Une révision en préparation, d'un contrat qui ne court plus."""
        contrat = self.contrat
        if contrat.suite != Suite.REVISION or contrat.etat not in MODIFIABLES or contrat.precedent is None:
            return False
        return not court_encore(contrat.precedent, max(contrat.debut, jour))

    @property
    def scelle(self) -> PieceContrat | None:
        return next((p for p in self.pieces if p.nature == NaturePiece.SCELLE), None)


def contrats_visibles() -> QuerySet[Contrat]:
    """Contrats des personnes que le compte du contexte peut voir, avec leur personne et leur organisme."""
    return Contrat.objects.select_related(*JOINTS).defer(*SECRETS)


def contrat_par_id(cle: UUID, lecteur: Compte) -> Contrat:
    """Lève `Contrat.DoesNotExist` s'il n'existe pas ou n'est pas dans le périmètre."""
    return contrats_visibles().get(pk=cle)


def dossier_contrat(cle: UUID, lecteur: Compte) -> DossierContrat:
    """La page d'un contrat, en sept requêtes. Lève `Contrat.DoesNotExist` hors du périmètre."""
    clauses = Prefetch("engagements", Engagement.objects.order_by("ordre"))
    contrat = (
        contrats_visibles()
        .select_related("precedent")
        .prefetch_related("objectifs", Prefetch("objectifs__engagements", clauses.queryset), clauses)
        .get(pk=cle)
    )
    versions = list(contrat.versions.select_related("figee_par"))
    return DossierContrat(
        contrat=contrat,
        version=next((v for v in versions if v.numero == contrat.version), None),
        versions=versions,
        passages=list(contrat.passages.filter(version=contrat.version).select_related("compte", "fait_par")),
        signatures=list(
            contrat.signatures.select_related("signataire", "identite_verifiee_par").order_by("quand")
        ),
        pieces=list(contrat.pieces.select_related("piece")),
        suivants=list(contrat.suivants.order_by("cree_le")),
    )


def contrats_de(personne: UUID, lecteur: Compte) -> QuerySet[Contrat]:
    """Les contrats d'une personne, le plus récent d'abord."""
    return contrats_visibles().filter(personne=personne)


def en_vigueur_le(jour: date) -> Q:
    """Signé ce jour-là au plus tard, commencé, pas encore fini."""
    return Q(etat__in=SIGNES, signe_le__lte=jour, debut__lte=jour) & (
        Q(fin_effective=None, fin=None) | Q(fin_effective=None, fin__gte=jour) | Q(fin_effective__gte=jour)
    )


def contrat_en_vigueur(personne: UUID, jour: date | None = None) -> Contrat | None:
    """Le contrat signé de cette personne qui court ce jour-là (défaut : aujourd'hui)."""
    quand = jour or timezone.localdate()
    return contrats_visibles().filter(en_vigueur_le(quand), personne=personne).first()


def engagements_opposables(personne: UUID, jour: date | None = None) -> QuerySet[Engagement]:
    """Les engagements de la personne dans son contrat signé en vigueur : eux seuls fondent un manquement.

    Source : Conseil d'État, 15 décembre 2015 (Indre) et 4 décembre 2019, n° 418975.
    """
    courant = contrat_en_vigueur(personne, jour)
    trouves = Engagement.objects.filter(contrat=courant, partie=Partie.PERSONNE).order_by("ordre")
    return trouves if courant is not None else Engagement.objects.none()


def encore_a_lire(contrats: Collection[UUID]) -> set[UUID]:
    """Ceux que la personne peut encore lire ou signer : aucun lien ne part vers un contrat repris."""
    lisibles = (EtatContrat.PROPOSE, EtatContrat.A_SIGNER, EtatContrat.SIGNE)
    return set(Contrat.objects.filter(pk__in=contrats, etat__in=lisibles).values_list("pk", flat=True))


def comparer_versions(contrat: Contrat, une: int, autre: int) -> list[tuple[str, str, str]]:
    """Ce qui change de la version `une` à la version `autre` : quoi, avant, après.

    Lève `VersionContrat.DoesNotExist` si l'une n'existe pas.
    """
    avant, apres = contrat.versions.get(numero=une), contrat.versions.get(numero=autre)
    return differences(avant.contenu, apres.contenu)


def horloges_contrat(personne: Personne | UUID, jour: date | None = None) -> list[Horloge]:
    """Les délais du contrat depuis la notification de l'orientation en cours, la loi d'abord.

    Une réorientation notifiée fait courir un nouveau délai. Vide tant que rien n'est notifié.
    """
    quand = jour or timezone.localdate()
    cle = cle_de(personne)
    orientation = (
        Orientation.objects.filter(personne=cle, annulee_le=None, notifiee_le__lte=quand)
        .order_by("-decidee_le", "-enregistree_le")
        .first()
    )
    if orientation is None or orientation.notifiee_le is None:
        return []
    signes = Contrat.objects.filter(personne=cle, signe_le__gte=orientation.notifiee_le, etat__in=SIGNES)
    fait = signes.order_by("signe_le").values_list("signe_le", flat=True).first()
    return horloges(
        "contrat",
        regime=orientation.regime,
        debut=orientation.notifiee_le,
        voie=orientation.voie,
        fait=fait,
    )


def horloge_revue(contrat: Contrat) -> Horloge | None:
    """Le réexamen d'un parcours social depuis la signature ; fait quand un contrat suit celui-ci.

    À six mois, ou à douze si le contrat dit la difficulté reconnue (CASF, article D. 262-65-2-1).
    """
    if contrat.signe_le is None:
        return None
    suivant = contrat.suivants.filter(etat__in=SIGNES).order_by("signe_le").first()
    trouvees = horloges(
        "revue_motivee" if contrat.motif_reexamen else "revue",
        regime=contrat.regime,
        debut=contrat.signe_le,
        voie=contrat.voie,
        fait=suivant.signe_le if suivant else None,
    )
    return trouvees[0] if trouvees else None
