"""Tableaux d'indicateurs d'un programme, tels que le relevé les porte.

Colonnes imprimées, chiffres de la base.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.chiffres.formules import evaluer, series_de
from jalon.mesure.chiffres.models import Chiffre
from jalon.mesure.indicateurs.enums import Unite
from jalon.pilotage.bilans.tableaux import UNITES, Chiffres
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.reconstitution.mentions import Mentions, lieu
from jalon.pilotage.controles.releve import (
    Cellule,
    ChiffreCellule,
    ColonneIndicateur,
    Etat,
    Lieu,
    LigneIndicateur,
    TableauIndicateurs,
    Valeur,
)
from jalon.pilotage.programmes.models import Exercice, LigneAnnexe, SerieAction
from jalon.socle.montants import ecrire_nombre
from jalon.socle.periodes import Genre, Periode

ETATS = {
    Statut.EN_ATTENTE: Etat.EN_ATTENTE,
    Statut.NON_CALCULABLE: Etat.NON_CALCULABLE,
    Statut.SANS_OBJET: Etat.SANS_OBJET,
    Statut.NON_RENSEIGNE: Etat.VIDE,
}


@dataclass(slots=True)
class _Colonnes:
    """Colonnes d'un tableau : celles du document, puis celles que des chiffres saisis depuis ajoutent."""

    colonnes: list[ColonneIndicateur] = field(default_factory=list)

    def rang(self, chiffre: Chiffre, operateur: str) -> int:
        """La colonne d'un chiffre : celle du document, de même libellé ou période, sinon une nouvelle."""
        place = chiffre.lieu or {}
        imprime = place.get("colonne_rang")
        if isinstance(imprime, int) and imprime < len(self.colonnes):
            return imprime
        periode = periode_de(chiffre)
        prevision = chiffre.statut == Statut.PREVISION
        for rang, colonne in enumerate(self.colonnes):
            meme = colonne.libelle == chiffre.libelle_periode or colonne.periode == periode
            if meme and colonne.operateur == operateur and colonne.prevision == prevision:
                return rang
        nouvelle = ColonneIndicateur(chiffre.libelle_periode, periode, operateur, prevision, (periode,))
        self.colonnes.append(nouvelle)
        return len(self.colonnes) - 1


def periode_de(chiffre: Chiffre) -> Periode:
    """La période d'un chiffre."""
    return Periode(chiffre.debut, chiffre.fin, Genre(chiffre.genre_periode))


def tableaux_de_fiche(
    action: UUID, code: str, liens: Sequence[SerieAction], chiffres: Chiffres, mentions: Mentions
) -> list[TableauIndicateurs]:
    """Les tableaux d'une fiche : ceux du document dans son ordre, puis ceux ajoutés depuis."""
    groupes: dict[int, list[SerieAction]] = defaultdict(list)
    for lien in liens:
        groupes[lien.rang_tableau].append(lien)
    imprimes = {
        int(m.cle.partition(":")[2]): m for m in mentions.nommees("fiche_indicateurs", action, "tableau")
    }
    tableaux = []
    for rang in sorted(set(groupes) | set(imprimes)):
        mention = imprimes.get(rang)
        details = mention.details if mention else {}
        liens_tableau = groupes.get(rang, [])
        premier = liens_tableau[0] if liens_tableau else None
        titre = mention.titre if mention else (premier.tableau if premier else "")
        tableau = TableauIndicateurs(
            genre=details.get("genre", premier.genre if premier else "fiche"),
            titre=titre,
            lieu=lieu(mention.lieu if mention else None, tableau=titre or f"Fiche {code}"),
            action=code,
            operateur=details.get("operateur", _operateur(premier)),
        )
        _remplir_fiche(tableau, liens_tableau, chiffres, _colonnes(mention))
        tableaux.append(tableau)
    return tableaux


def _operateur(lien: SerieAction | None) -> str:
    return lien.operateur if lien is not None and not lien.operateur_en_colonne else ""


def _remplir_fiche(
    tableau: TableauIndicateurs, liens: list[SerieAction], chiffres: Chiffres, colonnes: _Colonnes
) -> None:
    rangees: dict[tuple[int, str, str], dict[int, list[Chiffre]]] = {}
    premiers: dict[tuple[int, str, str], SerieAction] = {}
    for lien in sorted(liens, key=lambda li: (li.ordre, li.pk)):
        cle = (lien.ordre, lien.groupe, lien.libelle)
        cases = rangees.setdefault(cle, defaultdict(list))
        premiers.setdefault(cle, lien)
        operateur = lien.operateur if lien.operateur_en_colonne else ""
        for chiffre in chiffres.get(lien.serie_id, ()):
            cases[colonnes.rang(chiffre, operateur)].append(chiffre)
    tableau.colonnes = colonnes.colonnes
    for cle, cases in rangees.items():
        lien = premiers[cle]
        ligne = LigneIndicateur(
            lien.libelle,
            _lieu_ligne(tableau, lien.libelle, cases),
            groupe=lien.groupe,
            dont=lien.dont,
            commentaire=lien.serie.indicateur.definition,
        )
        unite = UNITES[Unite(lien.serie.indicateur.unite)]
        ligne.cellules = [
            _cellule(cases.get(rang, []), tableau, ligne, colonne, unite)
            for rang, colonne in enumerate(colonnes.colonnes)
        ]
        tableau.lignes.append(ligne)


def annexes_du_releve(
    lignes: Sequence[LigneAnnexe], chiffres: Chiffres, exercice: Exercice, mentions: Mentions
) -> list[TableauIndicateurs]:
    """Les annexes. Une ligne dont la formule est confirmée se déduit des fiches.

    Elle n'a plus d'autre valeur.
    """
    imprimees = {m.titre[:200]: m for m in mentions.nommees("annexe", None, "titre")}
    par_annexe: dict[str, list[LigneAnnexe]] = defaultdict(list)
    for ligne in lignes:
        par_annexe[ligne.mesure.annexe].append(ligne)
    rang_annexe = {titre: m.ordre for titre, m in imprimees.items()}
    tableaux = []
    for titre in sorted(par_annexe, key=lambda t: rang_annexe.get(t, 1_000_000)):
        mention = imprimees.get(titre)
        tableau = TableauIndicateurs(
            "annexe",
            mention.titre if mention else titre,
            lieu(mention.lieu if mention else None, tableau=titre),
        )
        _remplir_annexe(tableau, par_annexe[titre], chiffres, exercice, _colonnes(mention))
        tableaux.append(tableau)
    return tableaux


def _remplir_annexe(
    tableau: TableauIndicateurs,
    lignes: list[LigneAnnexe],
    chiffres: Chiffres,
    exercice: Exercice,
    colonnes: _Colonnes,
) -> None:
    placees: dict[UUID, dict[int, list[Chiffre]]] = {}
    for ligne in lignes:
        cases = placees.setdefault(ligne.pk, defaultdict(list))
        for chiffre in chiffres.get(ligne.serie_id, ()) if ligne.serie_id else ():
            cases[colonnes.rang(chiffre, "")].append(chiffre)
    tableau.colonnes = colonnes.colonnes
    for ligne in lignes:
        cases = placees[ligne.pk]
        rangee = LigneIndicateur(
            ligne.libelle,
            _lieu_ligne(tableau, ligne.libelle, cases),
            groupe=ligne.mesure.groupe,
            mesure=ligne.mesure.titre if ligne.mesure.titre != ligne.mesure.groupe else "",
            commentaire=ligne.commentaire,
            dont=ligne.dont,
        )
        unite = UNITES[Unite(ligne.serie.indicateur.unite)] if ligne.serie else ""
        for rang, colonne in enumerate(colonnes.colonnes):
            deduite = _cellule_deduite(ligne, rangee, colonne, chiffres, exercice, unite)
            rangee.cellules.append(deduite or _cellule(cases.get(rang, []), tableau, rangee, colonne, unite))
        tableau.lignes.append(rangee)


def _cellule(
    chiffres: list[Chiffre],
    tableau: TableauIndicateurs,
    ligne: LigneIndicateur,
    colonne: ColonneIndicateur,
    unite: str,
) -> Cellule:
    chiffres = sorted(chiffres, key=lambda c: ((c.lieu or {}).get("rang", 0), bool(c.coupe), str(c.pk)))
    if not chiffres:
        return Cellule(
            "", Lieu(ligne.lieu.tableau, ligne.lieu.ligne, colonne.libelle, ligne.lieu.ligne_fichier)
        )
    premier = chiffres[0]
    place = premier.lieu or {}
    ou = lieu(
        place,
        f"chiffre:{premier.pk}",
        tableau=ligne.lieu.tableau,
        ligne=ligne.lieu.ligne,
        colonne=colonne.libelle,
    )
    lus = [_chiffre_cellule(c, ou, unite) for c in chiffres if c.valeur is not None]
    texte = place.get("cellule") or " ; ".join(c.valeur.texte for c in lus) or premier.texte
    if lus:
        etat = Etat(place.get("etat_cellule", Etat.LU))
    else:
        etat = Etat(place.get("etat", ETATS[Statut(premier.statut)]))
    return Cellule(texte, ou, etat, lus)


def _chiffre_cellule(chiffre: Chiffre, ou: Lieu, unite: str) -> ChiffreCellule:
    place: dict[str, Any] = chiffre.lieu or {}
    role = place.get("role", "composante" if chiffre.coupe else "principal")
    valeur = Valeur(
        texte=chiffre.texte or _ecrire(chiffre),
        lieu=Lieu(ou.tableau, ou.ligne, ou.colonne, ou.ligne_fichier, f"chiffre:{chiffre.pk}"),
        etat=Etat(place.get("etat", Etat.LU)),
        nombre=_nombre(chiffre),
        unite=place.get("unite", "" if chiffre.piece_id else unite),
        decimales=chiffre.decimales,
        approche=bool(place.get("approche")) or chiffre.statut == Statut.ESTIME,
    )
    qualite = place.get("qualite", "") or ", ".join(str(v) for v in chiffre.coupe.values())
    autre = _periode_json(place["periode"]) if place.get("periode") else None
    return ChiffreCellule(valeur, role, qualite if chiffre.coupe or "qualite" in place else "", autre)


def _cellule_deduite(
    ligne: LigneAnnexe,
    rangee: LigneIndicateur,
    colonne: ColonneIndicateur,
    chiffres: Chiffres,
    exercice: Exercice,
    unite: str,
) -> Cellule | None:
    """La case que la formule confirmée donne ; `None` si elle ne dit rien de cette période."""
    periode = colonne.periode
    if not ligne.confirmee_le or periode is None:
        return None
    ou = Lieu(rangee.lieu.tableau, rangee.lieu.ligne, colonne.libelle, rangee.lieu.ligne_fichier)
    membres = [c for cle in series_de(ligne.formule) for c in chiffres.get(cle, ())]
    resultat = evaluer(ligne.formule, membres, (periode.genre.value, periode.debut, periode.fin))
    if resultat.valeur is None:
        return None
    if resultat.partiel:
        return Cellule("", ou, Etat.NON_CALCULABLE)
    role = f"{periode.genre.value}_{periode.debut}_{periode.fin}"
    ou = Lieu(ou.tableau, ou.ligne, ou.colonne, None, f"derive:{exercice.pk}:ligne-{ligne.pk}:{role}")
    texte = ecrire_nombre(resultat.valeur, resultat.decimales)
    valeur = Valeur(texte, ou, Etat.LU, resultat.valeur, unite, resultat.decimales)
    return Cellule(texte, ou, Etat.LU, [ChiffreCellule(valeur)])


def _nombre(chiffre: Chiffre) -> Decimal | None:
    """La valeur sans les zéros que la base ajoute : 20,7 reste 20,7."""
    if chiffre.valeur is None:
        return None
    exposant = chiffre.valeur.normalize().as_tuple().exponent
    utiles = max(0, -exposant) if isinstance(exposant, int) else 0
    return chiffre.valeur.quantize(Decimal(1).scaleb(-max(chiffre.decimales, utiles)))


def _ecrire(chiffre: Chiffre) -> str:
    return ecrire_nombre(chiffre.valeur, chiffre.decimales) if chiffre.valeur is not None else ""


def _lieu_ligne(tableau: TableauIndicateurs, libelle: str, cases: dict[int, list[Chiffre]]) -> Lieu:
    """Place d'une ligne : celle que ses chiffres lus retiennent, sinon son tableau et son libellé."""
    for contenus in cases.values():
        for chiffre in contenus:
            place = chiffre.lieu or {}
            if place.get("ligne"):
                return Lieu(place.get("tableau", ""), place["ligne"], "", place.get("ligne_fichier"))
    return Lieu(tableau.lieu.tableau or tableau.titre, libelle)


def _colonnes(mention: Mention | None) -> _Colonnes:
    if mention is None:
        return _Colonnes()
    return _Colonnes([_colonne(c) for c in mention.details.get("colonnes", ())])


def _colonne(details: dict[str, Any]) -> ColonneIndicateur:
    periodes = tuple(p for p in (_periode_json(d) for d in details.get("periodes", ())) if p)
    return ColonneIndicateur(
        details.get("libelle", ""),
        _periode_json(details),
        details.get("operateur", ""),
        bool(details.get("prevision")),
        periodes,
    )


def _periode_json(details: dict[str, Any]) -> Periode | None:
    if not details.get("debut") or not details.get("fin"):
        return None
    genre = Genre(details.get("genre") or Genre.INTERVALLE)
    return Periode(date.fromisoformat(details["debut"]), date.fromisoformat(details["fin"]), genre)
