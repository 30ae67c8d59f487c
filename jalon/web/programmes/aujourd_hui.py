"""Ce que la page d'un programme montre : la réponse, ce qui est à faire, les lignes d'action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from jalon.pilotage.bilans.fiche import LigneAvancementAffichee
from jalon.pilotage.bilans.manques import sections_manquantes
from jalon.pilotage.bilans.mouvements import Mouvements, mouvements_depuis
from jalon.pilotage.bilans.selectors import tableau_avancement
from jalon.pilotage.controles.rapport import Anomalie, Rapport
from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.finances.selectors import Synthese, synthese_de, tableau_credits
from jalon.pilotage.finances.tableau import GroupeTableau, LigneTableau, TableauCredits
from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.web.avancement.image import intitule_axe
from jalon.web.exports import Valeur

Ligne = LigneTableau | LigneAvancementAffichee
ENTETES_CREDITS = (
    "N°", "Action", "État", "Report entrant", "Année d'origine", "Participation", "Recettes", "Exécuté",
    "Solde",
    "À décider", "Contrepartie prévue", "Contrepartie exécutée", "Ce qui manque",
)  # fmt: skip
ENTETES_FICHES = ("N°", "Action", "Axe", "Objectif", "État", "Pilote", "Présentation", "Ce qui manque")


@dataclass(frozen=True, slots=True)
class Filtre:
    """Filtre et tri lus dans l'adresse."""

    montrer: str = ""
    tri: str = ""

    @classmethod
    def lire(cls, requete: Mapping[str, str]) -> Filtre:
        return cls(requete.get("montrer", ""), requete.get("tri", ""))


@dataclass(slots=True)
class GroupeAffiche:
    """Un axe et ses lignes."""

    titre: str
    lignes: Sequence[Ligne] = field(default_factory=list)
    sous_total: LigneTableau | None = None


@dataclass
class Aujourdhui:
    """Les lectures de la page, chacune faite une fois."""

    programme: Programme
    exercice: Exercice

    @cached_property
    def tableau(self) -> TableauCredits:
        return tableau_credits(self.programme, self.exercice)

    @cached_property
    def synthese(self) -> Synthese:
        return synthese_de(self.tableau)

    @cached_property
    def avancement(self) -> list[LigneAvancementAffichee]:
        return tableau_avancement(self.programme, self.exercice)

    @cached_property
    def rapport(self) -> Rapport:
        return rapport_controle(self.programme, self.exercice)

    @cached_property
    def erreurs(self) -> list[Anomalie]:
        """Les anomalies certaines, seules montrées en rouge."""
        return self.rapport.erreurs

    @cached_property
    def fautives(self) -> frozenset[str]:
        """Objets touchés par une anomalie certaine, tels que les règles les nomment (« Action 5.1 »)."""
        return frozenset(anomalie.objet for anomalie in self.erreurs)

    @cached_property
    def manquantes(self) -> dict[str, list[str]]:
        """Sections attendues et vides, par identifiant de place."""
        return sections_manquantes(self.programme, self.exercice)

    @cached_property
    def depuis_lundi(self) -> Mouvements:
        """Ce que des personnes ont changé depuis lundi."""
        maintenant = timezone.localtime()
        lundi = (maintenant - timedelta(days=maintenant.weekday())).replace(hour=0, minute=0, second=0)
        return mouvements_depuis(self.exercice, lundi)

    @cached_property
    def etats(self) -> list[tuple[str, str, int]]:
        """Combien d'actions dans chaque état : `(libellé, couleur, nombre)`."""
        comptes: dict[tuple[str, str], int] = {}
        for ligne in self.avancement:
            comptes[(ligne.etat_libelle, ligne.etat_couleur)] = (
                comptes.get((ligne.etat_libelle, ligne.etat_couleur), 0) + 1
            )
        return [(libelle, couleur, nombre) for (libelle, couleur), nombre in comptes.items()]

    @property
    def avec_manque(self) -> int:
        """Nombre d'actions dont il manque quelque chose."""
        if self.programme.modele.avec_credits:
            return sum(1 for ligne in self.tableau.lignes() if self.manques(ligne))
        return sum(1 for ligne in self.avancement if self.manques(ligne))

    @property
    def manques_comptes(self) -> list[tuple[str, int]]:
        """Ce qui manque le plus souvent, et à combien d'actions ; quatre manques au plus."""
        lignes = self.tableau.lignes() if self.programme.modele.avec_credits else self.avancement
        return Counter(manque for ligne in lignes for manque in self.manques(ligne)).most_common(4)

    def manques(self, ligne: Ligne) -> list[str]:
        """Ce qui manque à une action : argent et sections."""
        argent = ligne.manques if isinstance(ligne, LigneTableau) else []
        sections = [f"«\u00a0{titre}\u00a0» vide" for titre in self.manquantes.get(ligne.place_id, [])]
        etat = (
            ["état non lu"] if isinstance(ligne, LigneAvancementAffichee) and ligne.etat == "non_lu" else []
        )
        return [*argent, *etat, *sections]

    def fautive(self, ligne: Ligne) -> bool:
        """Vrai si une anomalie certaine touche l'action."""
        return bool(ligne.numero) and bool(
            {f"Action {ligne.numero}", f"Fiche {ligne.numero}"} & self.fautives
        )

    def groupes(self) -> list[GroupeAffiche]:
        """Les lignes d'action par axe."""
        if self.programme.modele.avec_credits:
            return [_groupe_credits(groupe) for groupe in self.tableau.groupes]
        groupes: dict[str, GroupeAffiche] = {}
        for ligne in self.avancement:
            groupes.setdefault(
                ligne.axe, GroupeAffiche(intitule_axe(ligne.axe_code, ligne.axe), [])
            ).lignes.append(ligne)  # type: ignore[attr-defined]
        return list(groupes.values())

    def a_emporter(self, groupes: Sequence[GroupeAffiche]) -> tuple[Sequence[str], list[list[Valeur]]]:
        """En-têtes et lignes d'un export."""
        lignes = [ligne for groupe in groupes for ligne in groupe.lignes]
        if self.programme.modele.avec_credits:
            return ENTETES_CREDITS, [self._ligne_credits(li) for li in lignes if isinstance(li, LigneTableau)]
        return ENTETES_FICHES, [
            [
                li.numero,
                li.titre,
                li.axe,
                li.objectif,
                li.etat_libelle,
                li.pilote,
                li.zoom_texte,
                " ; ".join(self.manques(li)),
            ]
            for li in lignes
            if isinstance(li, LigneAvancementAffichee)
        ]

    def _ligne_credits(self, li: LigneTableau) -> list[Valeur]:
        cases = (li.recettes, li.execute, li.solde)
        return [
            li.numero, li.titre, li.etat_libelle, li.report_entrant.montant, li.annee_origine,
            li.participation.montant, *(case.montant for case in cases), li.a_decider,
            li.contrepartie.montant, li.contrepartie_executee.montant,
            " ; ".join(self.manques(li)),
        ]  # fmt: skip


def _groupe_credits(groupe: GroupeTableau) -> GroupeAffiche:
    return GroupeAffiche(groupe.titre, groupe.lignes, groupe.sous_total)


def trier(jour: Aujourdhui, filtre: Filtre) -> list[GroupeAffiche]:
    """Les groupes filtrés ; un tri par solde ou par part exécutée les réunit en un seul."""
    retenir = {
        "faux": jour.fautive,
        "manques": lambda ligne: bool(jour.manques(ligne)),
        "a_decider": lambda ligne: bool(getattr(ligne, "a_decider", None)),
    }.get(filtre.montrer, lambda ligne: True)
    entier = filtre.montrer not in ("faux", "manques", "a_decider")
    groupes = [
        GroupeAffiche(g.titre, lignes, g.sous_total if entier else None)
        for g in jour.groupes()
        if (lignes := [ligne for ligne in g.lignes if retenir(ligne)])
    ]
    cles = {
        "solde": lambda li: -(li.solde.montant or Decimal(0)),
        "execute": lambda li: li.part_executee if li.part_executee is not None else Decimal(-1),
    }
    if filtre.tri in cles and jour.programme.modele.avec_credits:
        toutes = sorted((li for g in groupes for li in g.lignes), key=cles[filtre.tri])
        return [GroupeAffiche("Toutes les actions", toutes)]
    return groupes
