"""Le tableau des crédits d'un programme, tel que le relevé le porte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.utils.text import slugify

from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.reconstitution.contradictions import COLONNES
from jalon.pilotage.controles.reconstitution.mentions import Mentions, lieu, valeur_case, valeur_mention
from jalon.pilotage.controles.releve import Etat, Lieu, LigneCredit, MontantNomme, Nature, Role, Valeur
from jalon.pilotage.finances.agregats import ArgentAction, case_de
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.pilotage.finances.selectors import ligne_action, titre_groupe
from jalon.pilotage.finances.tableau import LigneTableau
from jalon.pilotage.programmes.models import Exercice, PlaceAction

TABLEAU = "Tableau des crédits"
EN_TETES = {
    Role.VALORISATION: "Contrepartie du département",
    Role.REPORT_ENTRANT: "Report entrant",
    Role.PARTICIPATION: "Participation de l'État",
    Role.RECETTES: "Recettes",
    Role.EXECUTE: "Exécuté",
    Role.REPORT_SORTANT: "Solde",
}
DEDUITS = (Role.RECETTES, Role.REPORT_SORTANT)


@dataclass(slots=True)
class _Tableau:
    """Ce qu'il faut pour refaire les lignes : en-têtes imprimés, mentions, argent par action."""

    exercice: Exercice
    mentions: Mentions
    argent: dict[UUID, ArgentAction]
    titre: str
    en_tetes: dict[Role, str]


def lignes_credits(
    places: Sequence[PlaceAction],
    exercice: Exercice,
    mentions: Mentions,
    argent: dict[UUID, ArgentAction],
) -> list[LigneCredit]:
    """Rubriques et lignes d'action, puis sous-totaux et total (imprimés, sinon déduits)."""
    colonnes = mentions.case("credits", None, "colonnes")
    imprimees = colonnes.details if colonnes else {}
    tableau = _Tableau(
        exercice,
        mentions,
        argent,
        (colonnes.lieu.get("tableau", "") if colonnes else "") or TABLEAU,
        {
            role: imprimees.get(role.value, EN_TETES[role])
            for role in Role
            if not imprimees or role.value in imprimees
        },
    )
    retenues = _ordonner([p for p in places if _presente(p, tableau, bool(imprimees))], mentions)
    credits: list[LigneCredit] = []
    rangs: dict[UUID, int] = {}
    rubrique = None
    for place in retenues:
        ligne = _ligne(place, tableau)
        if ligne.rubrique and ligne.rubrique != rubrique:
            rubrique = ligne.rubrique
            place_rubrique = Lieu(tableau.titre, rubrique)
            credits.append(LigneCredit(Nature.RUBRIQUE, rubrique, place_rubrique, rubrique=rubrique))
        rangs[place.action_id] = len(credits)
        credits.append(ligne)
    if not rangs:
        return []
    totaux = _totaux_imprimes(tableau, credits, rangs) if mentions.imprime("credits", None) else []
    return credits + (totaux or _totaux_deduits(tableau, retenues, credits, rangs))


def _presente(place: PlaceAction, tableau: _Tableau, importe: bool) -> bool:
    """Une action est au tableau si un document l'y imprime, si elle a des montants, ou sans document."""
    argent = tableau.argent.get(place.action_id)
    a_des_montants = argent is not None and bool(argent.credits or argent.depenses)
    return not importe or a_des_montants or tableau.mentions.imprime("credits", place.action_id)


def _ordonner(places: list[PlaceAction], mentions: Mentions) -> list[PlaceAction]:
    """L'ordre du document ; une action ajoutée depuis suit la dernière de son axe."""
    rangs: dict[UUID, tuple[int, int]] = {}
    dernier: dict[UUID, int] = {}
    for position, place in enumerate(places):
        ligne = mentions.case("credits", place.action_id, "ligne")
        rang = ligne.ordre if ligne else dernier.get(place.axe_id, 1_000_000)
        dernier[place.axe_id] = rang
        rangs[place.action_id] = (rang, position)
    return sorted(places, key=lambda place: rangs[place.action_id])


def _ligne(place: PlaceAction, tableau: _Tableau) -> LigneCredit:
    mention = tableau.mentions.case("credits", place.action_id, "ligne")
    argent = tableau.argent.get(place.action_id, ArgentAction())
    base = ligne_action(place, tableau.exercice, argent, {})
    details = mention.details if mention else {}
    titre = mention.titre if mention else place.titre
    nom = f"Action {place.numero} - {titre}" if place.numero else titre
    ligne = LigneCredit(
        Nature.ACTION,
        titre,
        lieu(mention.lieu if mention else None, tableau=tableau.titre, ligne=nom),
        code=place.numero,
        code_imprime=details.get("numero", place.numero),
        rubrique=details.get("rubrique", titre_groupe(place.axe)),
        libelle_valorisation=base.libelle_contrepartie,
        nature_depenses=base.nature_depenses,
        operateurs=_operateurs(place, tableau, argent),
    )
    for role in tableau.en_tetes:
        imprimee = tableau.mentions.case("credits", place.action_id, "ligne", role.value)
        if imprimee is not None:
            ligne.montants[role] = valeur_mention(imprimee)
        elif role not in DEDUITS:
            ligne.montants[role] = _valeur_directe(role, base, argent, ligne, tableau)
    for role in DEDUITS:
        if role in tableau.en_tetes and role not in ligne.montants:
            case = getattr(base, COLONNES[role])
            place_case = Lieu(ligne.lieu.tableau, ligne.lieu.ligne, tableau.en_tetes[role], cible=case.cible)
            ligne.montants[role] = valeur_case(case, place_case)
    return ligne


def _valeur_directe(
    role: Role, base: LigneTableau, argent: ArgentAction, ligne: LigneCredit, tableau: _Tableau
) -> Valeur:
    """La case d'un montant saisi ou lu ; plusieurs objets du même rôle s'additionnent."""
    case = getattr(base, COLONNES[role])
    objets = _objets(role, argent, tableau)
    lue = next((objet.lieu for objet in objets if objet.lieu), None)
    texte = (lue or {}).get("texte") if len(objets) == 1 else None
    ou = lieu(
        lue,
        case.cible,
        tableau=ligne.lieu.tableau,
        ligne=ligne.lieu.ligne,
        colonne=tableau.en_tetes[role],
    )
    if ou.ligne_fichier is None and ligne.lieu.ligne_fichier is not None:
        ou = Lieu(ou.tableau, ou.ligne, ou.colonne, ligne.lieu.ligne_fichier, ou.cible)
    return valeur_case(case, ou, texte)


def _objets(role: Role, argent: ArgentAction, tableau: _Tableau) -> Sequence[Credit | Depense | Contrepartie]:
    if role == Role.VALORISATION:
        return argent.contreparties
    if role == Role.REPORT_ENTRANT:
        return argent.reports_entrants
    if role == Role.PARTICIPATION:
        return argent.participations
    return argent.executes(tableau.exercice.programme.modele.sens_execute)


def _operateurs(place: PlaceAction, tableau: _Tableau, argent: ArgentAction) -> list[MontantNomme]:
    """Opérateurs que le document nomme avec leur montant ; sinon ceux des dépenses saisies."""
    imprimes = [
        MontantNomme(m.titre, valeur_mention(m))
        for m in tableau.mentions.nommees("credits", place.action_id, "operateur")
    ]
    if imprimes or tableau.mentions.imprime("credits", place.action_id):
        return imprimes
    executes = argent.executes(tableau.exercice.programme.modele.sens_execute)
    return [
        MontantNomme(
            str(d.operateur),
            valeur_case(
                case_de(d), lieu(d.lieu, f"depense:{d.pk}", tableau=tableau.titre, ligne=place.titre)
            ),
        )
        for d in executes
        if d.operateur is not None and d.montant is not None
    ]


def _totaux_imprimes(
    tableau: _Tableau, credits: list[LigneCredit], rangs: dict[UUID, int]
) -> list[LigneCredit]:
    """Sous-totaux et total du document ; une case écartée y est remplacée par la somme des lignes."""
    cases: dict[str, list[Mention]] = {}
    toutes = tableau.mentions.de("credits") + tableau.mentions.ecartees.get(("credits", None), [])
    for mention in sorted(toutes, key=lambda m: m.ordre):
        if mention.cle.partition(":")[0] in (Nature.SOUS_TOTAL, Nature.TOTAL):
            cases.setdefault(mention.cle, []).append(mention)
    totaux = []
    for cle, mentions in cases.items():
        premiere = mentions[0]
        actions = [UUID(a) for a in premiere.details.get("actions", ())]
        total = _total(
            Nature(cle.partition(":")[0]), premiere.titre, [rangs[a] for a in actions if a in rangs], credits
        )
        total.lieu = lieu({**premiere.lieu, "colonne": ""}, tableau=tableau.titre, ligne=premiere.titre)
        total.rubrique = premiere.details.get("rubrique", "")
        for mention in mentions:
            role = Role(mention.role)
            if mention.ecartee_le is None:
                total.montants[role] = valeur_mention(mention)
            else:
                total.montants[role] = _somme(role, total, credits, tableau, f"mention-{mention.pk}")
        totaux.append(total)
    return totaux


def _totaux_deduits(
    tableau: _Tableau, places: list[PlaceAction], credits: list[LigneCredit], rangs: dict[UUID, int]
) -> list[LigneCredit]:
    """Sous-totaux des groupes de plusieurs lignes, des ensembles, et total : sommes des lignes."""
    portees: list[tuple[Nature, str, str, list[int]]] = []
    for titre, voisines in groupby(places, key=lambda place: titre_groupe(place.axe)):
        couvertes = [rangs[place.action_id] for place in voisines]
        if len(couvertes) > 1:
            portees.append((Nature.SOUS_TOTAL, f"Sous-total {titre}", f"groupe-{slugify(titre)}", couvertes))
    for ensemble in dict.fromkeys(place.axe.ensemble for place in places if place.axe.ensemble):
        couvertes = [rangs[place.action_id] for place in places if place.axe.ensemble == ensemble]
        portees.append(
            (Nature.SOUS_TOTAL, f"Sous-total {ensemble}", f"ensemble-{slugify(ensemble)}", couvertes)
        )
    portees.append((Nature.TOTAL, "Total", "total", list(rangs.values())))
    totaux = []
    for nature, titre, portee, couvertes in portees:
        total = _total(nature, titre, couvertes, credits)
        total.lieu = Lieu(tableau.titre, titre)
        for role in tableau.en_tetes:
            total.montants[role] = _somme(role, total, credits, tableau, portee)
        totaux.append(total)
    return totaux


def _total(nature: Nature, titre: str, rangs: list[int], credits: list[LigneCredit]) -> LigneCredit:
    actions = [credits[rang].code for rang in rangs]
    return LigneCredit(nature, titre, Lieu(), actions=actions, rangs=rangs)


def _somme(
    role: Role, total: LigneCredit, credits: list[LigneCredit], tableau: _Tableau, portee: str
) -> Valeur:
    """Somme des lignes couvertes. Un exécuté manquant la rend « non calculable » : ce n'est pas un total."""
    lignes = [credits[rang] for rang in total.rangs]
    cases = [ligne.montants[role] for ligne in lignes if role in ligne.montants]
    connus = [case.nombre for case in cases if case.nombre is not None]
    cible = f"derive:{tableau.exercice.pk}:{portee}:{COLONNES[role]}"
    place = Lieu(
        total.lieu.tableau, total.lieu.ligne or total.titre, tableau.en_tetes.get(role, ""), cible=cible
    )
    if not connus:
        return Valeur("", place, Etat.VIDE, unite="€")
    if role in (Role.EXECUTE, Role.REPORT_SORTANT) and any(_manque(ligne, role) for ligne in lignes):
        return Valeur("", place, Etat.NON_CALCULABLE, unite="€")
    return Valeur("", place, Etat.LU, sum(connus, Decimal(0)), "€", 2)


def _manque(ligne: LigneCredit, role: Role) -> bool:
    recettes = ligne.montants.get(Role.RECETTES)
    case = ligne.montants.get(role)
    return bool(recettes and recettes.nombre) and (case is None or case.etat in (Etat.VIDE, Etat.EN_ATTENTE))
