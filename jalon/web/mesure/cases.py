"""Une case telle qu'elle se montre : sa valeur écrite, ce qu'elle compte, ou pourquoi elle est cachée."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jalon.mesure.chiffres.calcul import Resultat
from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.chiffres.petits_effectifs import Axe, Effectifs, est_petit, masquer, masquer_croise
from jalon.mesure.indicateurs.declaration import Declaration, Genre
from jalon.socle.montants import compter, ecrire_nombre, ecrire_pourcentage

CACHE = "caché"


@dataclass(frozen=True, slots=True)
class CaseAffichee:
    """`valeur` et les nombres sont vides si la case est cachée ; `pas_encore` peut l'être seul."""

    texte: str
    detail: str
    valeur: Decimal | None
    numerateur: int | None
    denominateur: int | None
    pas_encore: int | None
    mediane: Decimal | None
    statut: str
    cachee: bool = False

    @property
    def provisoire(self) -> bool:
        return self.statut == Statut.PROVISOIRE


@dataclass(frozen=True, slots=True)
class Masque:
    """Ce qui se cache à un lecteur ; `seuil` absent pour qui lit tous les dossiers : rien."""

    seuil: int | None

    def total(self, declaration: Declaration, resultat: Resultat) -> CaseAffichee:
        """La valeur sans coupe."""
        cache = self.seuil is not None and est_petit(effectifs(declaration, resultat), self.seuil)
        return afficher(declaration, resultat, cache, self._attente_cachee(resultat))

    def simple(self, declaration: Declaration, cases: Mapping[Axe, Resultat]) -> dict[Axe, CaseAffichee]:
        """Les cases d'un tableau à une entrée, dont le total est montré."""
        caches = self._simple(cases, lambda r: effectifs(declaration, r))
        attentes = self._simple(cases, attente)
        return {
            cle: afficher(declaration, resultat, cle in caches, cle in attentes)
            for cle, resultat in cases.items()
        }

    def croise(
        self, declaration: Declaration, cases: Mapping[tuple[Axe, Axe], Resultat], vide: Resultat
    ) -> tuple[dict[tuple[Axe, Axe], CaseAffichee], Callable[[Axe, Axe], CaseAffichee]]:
        """Les cases d'un tableau croisé, et de quoi montrer celle où il n'y a personne."""
        caches: set[tuple[Axe, Axe]] = set()
        attentes: set[tuple[Axe, Axe]] = set()
        if self.seuil is not None:
            publies = {cle: effectifs(declaration, r) for cle, r in cases.items()}
            caches = masquer_croise(publies, self.seuil)[0]
            attentes = masquer_croise({cle: attente(r) for cle, r in cases.items()}, self.seuil)[0]
        montrees = {cle: afficher(declaration, r, cle in caches, cle in attentes) for cle, r in cases.items()}

        def sans_personne(ligne: Axe, colonne: Axe) -> CaseAffichee:
            return afficher(declaration, vide, (ligne, colonne) in caches, (ligne, colonne) in attentes)

        return montrees, sans_personne

    def _simple(self, cases: Mapping[Axe, Resultat], de: Callable[[Resultat], Effectifs]) -> set[Axe]:
        if self.seuil is None:
            return set()
        return masquer({cle: de(resultat) for cle, resultat in cases.items()}, self.seuil)

    def _attente_cachee(self, resultat: Resultat) -> bool:
        return self.seuil is not None and est_petit(attente(resultat), self.seuil)


def effectifs(declaration: Declaration, resultat: Resultat) -> Effectifs:
    """Ce qu'une valeur publie : les comptés, et le reste du dénominateur s'il se publie aussi.

    Pour un délai, le nombre de faits ; pour une moyenne par porteur, les lignes comptées.
    """
    if declaration.genre is Genre.DELAI:
        return (resultat.denominateur or 0,)
    comptes = resultat.numerateur or 0
    if declaration.genre is Genre.PART or declaration.part_de:
        return comptes, max((resultat.denominateur or 0) - comptes, 0)
    return (comptes,)


def attente(resultat: Resultat) -> Effectifs:
    """Ceux qui ne sont ni une réussite ni un échec ; leur nombre se publie, et se cache, à part."""
    return (resultat.pas_encore,)


def afficher(declaration: Declaration, r: Resultat, cachee: bool, attente_cachee: bool) -> CaseAffichee:
    """La case, écrite en français."""
    pas_encore = None if attente_cachee else r.pas_encore
    if cachee:
        return CaseAffichee(CACHE, "", None, None, None, pas_encore, None, r.statut, cachee=True)
    return CaseAffichee(
        texte=ecrire_valeur(declaration, r.valeur) if r.valeur is not None else Statut(r.statut).label,
        detail=ecrire_detail(declaration, r),
        valeur=r.valeur,
        numerateur=r.numerateur,
        denominateur=r.denominateur,
        pas_encore=pas_encore,
        mediane=r.mediane,
        statut=r.statut,
    )


def ecrire_valeur(declaration: Declaration, valeur: Decimal) -> str:
    """« 82,3 % », « 24,5 jours », « 1 234 »."""
    if declaration.genre is Genre.PART:
        return ecrire_pourcentage(valeur, 1)
    if declaration.genre is Genre.DELAI:
        return f"{ecrire_nombre(valeur, 1)}\u00a0{'jours' if valeur >= 2 else 'jour'}"
    if declaration.genre is Genre.MOYENNE:
        return ecrire_nombre(valeur, 1)
    return ecrire_nombre(valeur, 0)


def ecrire_detail(declaration: Declaration, r: Resultat) -> str:
    """Ce que la valeur compte : « 400 sur 487 », « médiane 11 jours, 36 faits »."""
    if declaration.genre is Genre.DELAI:
        if not r.denominateur:
            return ""
        mediane = "" if r.mediane is None else f"médiane {ecrire_nombre(r.mediane.normalize())}, "
        return f"{mediane}sur {compter(r.denominateur, 'séjour')}"
    if r.denominateur is None or r.numerateur is None:
        return ""
    if declaration.genre in (Genre.PART, Genre.MOYENNE) and not r.denominateur:
        return ""
    if declaration.genre is Genre.MOYENNE:
        return f"{ecrire_nombre(r.numerateur)} pour {ecrire_nombre(r.denominateur)}"
    return f"{ecrire_nombre(r.numerateur)} sur {ecrire_nombre(r.denominateur)}"


def maximum(cases: Sequence[CaseAffichee], declaration: Declaration) -> Decimal:
    """Ce que vaut une barre pleine : 100 pour une part, sinon la plus grande valeur montrée."""
    if declaration.genre is Genre.PART:
        return Decimal(100)
    return max((c.valeur for c in cases if c.valeur), default=Decimal(1)) or Decimal(1)
