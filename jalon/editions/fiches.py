"""La fiche d'une action, en blocs : sections dans l'ordre du modèle, budget, indicateurs, textes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from jalon.editions.ecriture import chiffres, ecrit, montant
from jalon.editions.tableaux import annee_suivante, jour_arret, tableau_budget, tableau_indicateurs
from jalon.pilotage.bilans.fiche import (
    BudgetAffiche,
    FicheComplete,
    LigneAffichee,
    SectionAffichee,
    TableauAffiche,
)
from jalon.pilotage.finances.tableau import Case as CaseMontant
from jalon.pilotage.programmes.enums import RoleOrganisation, TypeSection
from jalon.pilotage.programmes.models import Exercice
from jalon.socle.montants import ecrire_montant
from jalon.socle.rendu.blocs import Bloc, Case, Prose, SelonSupport, Tableau, Titre, phrase
from jalon.socle.rendu.markdown import Arbre, Brin, ChiffreEcrit, Liste, Paragraphe, lire_markdown, resoudre

ILLUSTRATION = "Texte d'illustration, rédigé pour la démonstration."
NON_RENSEIGNEE = "Non renseigné."
CHIFFRES_DU_TEXTE = "Chiffres cités dans les textes de la fiche, liés à leur provenance :"
PARTENARIATS = (RoleOrganisation.PARTENAIRE, RoleOrganisation.OPERATEUR, RoleOrganisation.FINANCEUR)


def sections(
    fiche: FicheComplete, exercice: Exercice, niveau: int, *, numerotees: bool, avec_indicateurs: str
) -> Iterator[Bloc]:
    """Les sections d'une fiche. `avec_indicateurs` : type de celle qui porte les tableaux de chiffres."""
    connus = chiffres_des_jetons(fiche)
    rang = 0
    for section in fiche.sections:
        contenu = list(_contenu(section, fiche, exercice, connus, avec_indicateurs))
        if not contenu and not section.attendue:
            continue
        rang += 1
        titre = f"{rang}. {section.titre}" if numerotees else section.titre
        yield Titre(niveau, titre)
        if contenu:
            yield from contenu
        else:
            yield SelonSupport([phrase(Brin(NON_RENSEIGNEE, ton="gris"))], [])


def _contenu(
    section: SectionAffichee,
    fiche: FicheComplete,
    exercice: Exercice,
    connus: Mapping[str, ChiffreEcrit],
    avec_indicateurs: str,
) -> Iterator[Bloc]:
    if section.type == TypeSection.BUDGET:
        if fiche.budget is not None:
            yield from budget(fiche.budget, exercice)
    elif section.type == avec_indicateurs:
        for tableau in fiche.tableaux:
            yield from indicateurs(tableau, fiche)
    yield from _texte(section, connus)
    if section.type == TypeSection.PARTENAIRES and not section.texte:
        noms = [nom for role in PARTENARIATS for nom in fiche.organisations.get(role, [])]
        if noms:
            yield phrase(", ".join(dict.fromkeys(noms)) + ".")


def _texte(section: SectionAffichee, connus: Mapping[str, ChiffreEcrit]) -> Iterator[Bloc]:
    if not section.texte.strip():
        return
    yield Prose(resoudre(lire_markdown(section.texte), connus))
    if section.illustration:
        yield SelonSupport([phrase(Brin(ILLUSTRATION, italique=True), style="note")], [])


def chiffres_des_jetons(fiche: FicheComplete) -> dict[str, ChiffreEcrit]:
    """Le chiffre le plus récent de chaque indicateur de la fiche, par code : ce que citent les textes.

    Le code de l'indicateur déclaré qui calcule une ligne la désigne aussi.
    """
    connus: dict[str, ChiffreEcrit] = {}
    for tableau in fiche.tableaux:
        for ligne in tableau.lignes:
            for colonne, case in zip(tableau.colonnes, ligne.cases, strict=True):
                if not case or colonne.prevision or case[0].valeur is None:
                    continue
                for code in filter(None, (ligne.calcul_code, ligne.indicateur_code)):
                    connus[code] = ecrit(case[0])
    return connus


def indicateurs(tableau: TableauAffiche, fiche: FicheComplete) -> Iterator[Bloc]:
    """Un tableau de chiffres ; une liste à puces du document reste une liste."""
    if not tableau.lignes:
        return
    legende = (
        f"{tableau.operateur} :" if tableau.operateur else f"Indicateurs de l'action {fiche.numero}".strip()
    )
    if tableau.genre != "liste":
        yield tableau_indicateurs(tableau, legende)
    elif ecrite_en_toutes_lettres(tableau, fiche):
        yield SelonSupport([phrase(CHIFFRES_DU_TEXTE, style="note"), Prose((puces(tableau.lignes),))], [])
    else:
        yield Prose((puces(tableau.lignes),))


def ecrite_en_toutes_lettres(tableau: TableauAffiche, fiche: FicheComplete) -> bool:
    """Vrai si un texte de la fiche dit déjà chaque puce : relue deux fois, elle compterait double."""
    textes = [ligne for section in fiche.sections for ligne in section.texte.splitlines()]
    return bool(textes) and all(
        any(ligne.libelle in texte and chiffre.cellule and chiffre.cellule in texte for texte in textes)
        for ligne in tableau.lignes
        for case in ligne.cases
        for chiffre in case
    )


def puces(lignes: Iterable[LigneAffichee]) -> Liste:
    """« - nombre de suivis : 234 » ; un groupe chapeaute ses puces."""
    elements: list[Arbre] = []
    groupe = ""
    enfants: list[Arbre] = []
    for ligne in lignes:
        if ligne.groupe != groupe and enfants:
            elements.append(_chapeau(groupe, enfants))
            enfants = []
        groupe = ligne.groupe
        puce: Arbre = (Paragraphe(tuple(_puce(ligne))),)
        if groupe:
            enfants.append(puce)
        else:
            elements.append(puce)
    if enfants:
        elements.append(_chapeau(groupe, enfants))
    return Liste(tuple(elements))


def _chapeau(groupe: str, enfants: list[Arbre]) -> Arbre:
    return (Paragraphe((Brin(f"{groupe} :"),)), Liste(tuple(enfants)))


def _puce(ligne: LigneAffichee) -> Iterator[Brin]:
    valeurs = [chiffres(case) for case in ligne.cases if case] or [chiffres([])]
    texte = " ; ".join(v.texte for v in valeurs)
    if ligne.libelle.lower() not in texte.lower():
        yield Brin(f"{ligne.libelle} : ")
    for rang, valeur in enumerate(valeurs):
        if rang:
            yield Brin(" ; ")
        yield from valeur.brins


def budget(contenu: BudgetAffiche, exercice: Exercice) -> Iterator[Bloc]:
    """Un tableau sur la page ; des lignes « Part État = … » dans un fichier qu'on modifie et relit."""
    tableau: Tableau = tableau_budget(contenu, exercice)
    yield SelonSupport([tableau], list(_lignes_budget(contenu, exercice)))
    if contenu.tiers:
        yield SelonSupport([phrase(f"Autres financeurs : {', '.join(contenu.tiers)}.")], [])


def _lignes_budget(contenu: BudgetAffiche, exercice: Exercice) -> Iterator[Bloc]:
    yield phrase(Brin(f"Budget prévisionnel {exercice.code}", gras=True))
    reports = contenu.report_entrant.montant
    dont = f" dont {ecrire_montant(reports)} de reports {exercice.debut_credits.year - 1}" if reports else ""
    yield _ligne("Part État", contenu.etat_prevu, dont)
    yield _ligne("Part Département", contenu.departement_prevu)
    yield _ligne("Budget global", contenu.global_prevu)
    yield phrase(Brin(f"Budget exécuté au {jour_arret(exercice)}", gras=True))
    yield _ligne("Budget global", contenu.global_execute)
    yield _ligne("Part État", contenu.etat_execute, _objet(contenu))
    yield _ligne("Part Département", contenu.departement_execute, _au_titre(contenu.libelle_departement))
    if contenu.solde.montant:
        yield _ligne(f"Reports sur {annee_suivante(exercice)}", contenu.solde)


def _ligne(nom: str, case: CaseMontant, suite: str = "") -> Prose:
    ecrite: Case = montant(case)
    return phrase(Brin(f"{nom} = "), *ecrite.brins, Brin(suite))


def _objet(contenu: BudgetAffiche) -> str:
    """À quoi sert la part de l'État : ses opérateurs et leurs montants, sinon sa nature."""
    connus = [(nom, case.montant) for nom, case in contenu.operateurs if case.montant is not None]
    if connus and sum((m for _, m in connus), Decimal(0)) == contenu.etat_execute.montant:
        return " dont " + ", ".join(f"{nom} ({ecrire_montant(valeur)})" for nom, valeur in connus)
    return _au_titre(contenu.libelle_etat)


def _au_titre(libelle: str) -> str:
    return f" au titre de : {libelle}" if libelle else ""
