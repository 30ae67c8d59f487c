"""Le tableau des crédits : rubriques, lignes d'action, sous-totaux et totaux avec ce qu'ils couvrent."""

from __future__ import annotations

import re

from jalon.pilotage.controles.releve import (
    Etat,
    Lieu,
    LigneCredit,
    MontantNomme,
    Nature,
    NonLu,
    Releve,
    Role,
    Valeur,
)
from jalon.socle.montants import lire_montant
from jalon.sources.documents.flux import Rangee, Tableau
from jalon.sources.documents.mots import plat, titre_action, une_ligne
from jalon.sources.documents.operateurs import operateurs_nommes

LIBELLE_VALORISATION = "libelle_valorisation"
NATURE_DEPENSES = "nature_depenses"
CODE, TITRE, RUBRIQUE = "code", "titre", "rubrique"
TOTAL = re.compile(r"^(?:sous[ -]?total|s/ ?total|total)\b", re.IGNORECASE)
TOTAL_GENERAL = re.compile(r"^total(?: (?:general|global|des credits))?(?: (?:en )?(?:19|20)\d\d)?\s*:?$")
MINIMUM_ROLES = 3
ENTETE_MAX = 200


def colonnes_credits(rangee: Rangee) -> dict[str, int]:
    """Colonnes reconnues par les mots de l'en-tête ; vide si ce n'est pas un tableau de crédits."""
    colonnes: dict[str, int] = {}
    for i, texte in enumerate(rangee.textes):
        role = _role_colonne(plat(texte), colonnes)
        if role and role not in colonnes:
            colonnes[role] = i
    reconnus = [r for r in Role if r in colonnes]
    if len(reconnus) < MINIMUM_ROLES or not {Role.PARTICIPATION, Role.RECETTES} & set(reconnus):
        return {}
    libres = [i for i in range(len(rangee.cases)) if i not in colonnes.values()]
    if TITRE not in colonnes and libres:
        colonnes[TITRE] = libres[0]
    return colonnes


def _role_colonne(texte: str, deja: dict[str, int]) -> str:
    if not texte or len(texte) > ENTETE_MAX:
        return ""
    if "recette" in texte:
        return Role.RECETTES
    if "nature" in texte:
        return NATURE_DEPENSES
    if "valoris" in texte or "contrepartie" in texte:
        montant = "montant" in texte or texte.startswith(("valorisation", "contrepartie"))
        return Role.VALORISATION if montant else LIBELLE_VALORISATION
    if re.search(r"report|reliquat|\bsolde\b|\breste\b", texte):
        sortant = "sortant" in texte or " sur " in f" {texte} " or Role.EXECUTE in deja
        return Role.REPORT_SORTANT if sortant else Role.REPORT_ENTRANT
    if re.search(r"participation|dotation|credits? (?:notifie|prevu|alloue|vote)", texte):
        return Role.PARTICIPATION
    if re.search(r"consomm|execut|depens", texte):
        return Role.EXECUTE
    if re.fullmatch(r"(?:code|n°|numero)(?: d'?action)?", texte):
        return CODE
    if re.fullmatch(r"actions?|intitules?(?: de l'action)?|titre|libelle", texte):
        return TITRE
    return RUBRIQUE if re.fullmatch(r"rubrique|engagement|axe", texte) else ""


def lire_credits(tableau: Tableau, entete: int, titre: str, releve: Releve) -> None:
    """Ajoute au relevé les lignes du tableau ; `entete` est le rang de sa rangée d'en-tête."""
    rangee_entete = tableau.rangees[entete]
    colonnes = colonnes_credits(rangee_entete)
    rubrique = ""
    debut = _debut(releve.credits)
    if debut < len(releve.credits):
        rubrique = releve.credits[-1].rubrique
    for rangee in tableau.rangees[entete + 1 :]:
        if colonnes_credits(rangee) or not rangee.pleines:
            continue
        ligne = _ligne(rangee, rangee_entete, colonnes, titre, releve)
        if ligne.nature == Nature.RUBRIQUE:
            rubrique = ligne.titre
        if ligne.nature in (Nature.ACTION, Nature.RUBRIQUE):
            ligne.rubrique = une_ligne(rangee.texte(colonnes.get(RUBRIQUE))) or rubrique
        else:
            _couvrir(ligne, releve.credits, debut)
        releve.credits.append(ligne)


def _debut(credits: list[LigneCredit]) -> int:
    """Le premier rang du tableau en cours : juste après le dernier total général (tableau coupé en pages)."""
    return next((i + 1 for i in reversed(range(len(credits))) if credits[i].nature == Nature.TOTAL), 0)


def _ligne(
    rangee: Rangee, entete: Rangee, colonnes: dict[str, int], titre: str, releve: Releve
) -> LigneCredit:
    libelle = une_ligne(rangee.texte(colonnes[TITRE]))
    numero = une_ligne(rangee.texte(colonnes.get(CODE))).replace(",", ".")
    nature, code, imprime, court = _identite(rangee, libelle, numero)
    ligne = LigneCredit(
        nature, court, Lieu(titre, libelle or numero, "", rangee.ligne), code=code, code_imprime=imprime
    )
    if nature == Nature.RUBRIQUE:
        return ligne
    for role in Role:
        if role in colonnes:
            colonne = une_ligne(entete.texte(colonnes[role]))
            lieu = Lieu(titre, libelle or numero, colonne, rangee.ligne)
            ligne.montants[role] = valeur_montant(rangee.texte(colonnes[role]), lieu, releve)
    ligne.libelle_valorisation = une_ligne(rangee.texte(colonnes.get(LIBELLE_VALORISATION)))
    ligne.nature_depenses = une_ligne(rangee.texte(colonnes.get(NATURE_DEPENSES)))
    if nature == Nature.ACTION and ligne.nature_depenses:
        colonne = une_ligne(entete.texte(colonnes[NATURE_DEPENSES]))
        lieu = Lieu(titre, libelle or numero, colonne, rangee.ligne)
        ligne.operateurs = [MontantNomme(nom, v) for nom, v in operateurs_nommes(ligne.nature_depenses, lieu)]
    _signaler_autres(rangee, entete, colonnes, ligne, titre, releve)
    return ligne


def _identite(rangee: Rangee, libelle: str, numero: str) -> tuple[Nature, str, str, str]:
    """Nature, code, code imprimé et titre d'une rangée."""
    if TOTAL.match(libelle):
        general = TOTAL_GENERAL.match(plat(libelle))
        return (Nature.TOTAL if general else Nature.SOUS_TOTAL), "", "", libelle
    action = titre_action(libelle)
    if action is not None:
        return Nature.ACTION, action.code, action.imprime, action.titre
    if numero:
        lu = titre_action(f"Action {numero} : {libelle}")
        if lu is not None:
            return Nature.ACTION, lu.code, numero, libelle
    if len(rangee.pleines) == 1:
        return Nature.RUBRIQUE, "", "", libelle
    return Nature.ACTION, "", "", libelle


def valeur_montant(texte: str, lieu: Lieu, releve: Releve) -> Valeur:
    """La valeur d'une case de montant ; ce qui n'est pas un montant est signalé."""
    propre = une_ligne(texte).removesuffix("(partiel)").strip()
    if not propre or plat(propre) == "non renseigne":
        return Valeur("", lieu, Etat.VIDE, unite="€")
    lu = lire_montant(propre)
    if lu is not None:
        return Valeur(propre, lieu, Etat.LU, lu.valeur, "€", lu.decimales)
    if propre == "/" or plat(propre) in ("so", "s.o.", "sans objet"):
        return Valeur(propre, lieu, Etat.SANS_OBJET, unite="€")
    if "attente" in plat(propre):
        return Valeur(propre, lieu, Etat.EN_ATTENTE, unite="€")
    releve.non_lus.append(NonLu(propre, "ce n'est pas un montant", lieu))
    return Valeur(propre, lieu, Etat.TEXTE, unite="€")


def _signaler_autres(
    rangee: Rangee, entete: Rangee, colonnes: dict[str, int], ligne: LigneCredit, titre: str, releve: Releve
) -> None:
    for i in rangee.pleines:
        if i not in colonnes.values():
            lieu = Lieu(titre, ligne.lieu.ligne, une_ligne(entete.texte(i)), rangee.ligne)
            releve.non_lus.append(NonLu(une_ligne(rangee.texte(i)), "colonne de crédits inconnue", lieu))


def _couvrir(total: LigneCredit, credits: list[LigneCredit], debut: int) -> None:
    """Les lignes d'action que couvre un total, d'après son titre puis sa place.

    « Sous-total 4 et 5 » : les actions 4.x et 5.x ; « Total initiatives locales » : la rubrique de ce nom ;
    « TOTAL » : tout ; un autre sous-total : tout ce qui précède depuis le dernier grand total.
    """
    actions = [i for i in range(debut, len(credits)) if credits[i].nature == Nature.ACTION]
    if total.nature == Nature.TOTAL:
        rangs = actions
    else:
        rangs = _par_numero(total, credits, actions) or _par_rubrique(total, credits, actions)
        rangs = rangs or _depuis_dernier_grand_total(credits, actions, debut)
    total.rangs = rangs
    total.actions = [credits[i].code for i in rangs]


def _par_numero(total: LigneCredit, credits: list[LigneCredit], actions: list[int]) -> list[int]:
    titre = TOTAL.sub("", total.titre)
    numeros = set(re.findall(r"(?<![\d.])\d{1,2}(?![\d.]*\d)", titre) or re.findall(r"\b\d{1,2}\b", titre))
    return [i for i in actions if credits[i].code.partition(".")[0] in numeros]


def _par_rubrique(total: LigneCredit, credits: list[LigneCredit], actions: list[int]) -> list[int]:
    nom = TOTAL.sub("", plat(total.titre)).strip(" :-")
    return [i for i in actions if nom and plat(credits[i].rubrique).strip(" :-") == nom]


def _depuis_dernier_grand_total(credits: list[LigneCredit], actions: list[int], debut: int) -> list[int]:
    grands = [
        i
        for i in range(debut, len(credits))
        if credits[i].nature == Nature.SOUS_TOTAL and not re.search(r"\d", credits[i].titre)
    ]
    couvertes = {rang for i in grands for rang in credits[i].rangs}
    return [i for i in actions if i not in couvertes]
