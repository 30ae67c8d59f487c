"""Fiches, sections, budgets et avancement d'un programme, tels que le relevé les porte."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from jalon.pilotage.bilans.fiche import FicheComplete
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.reconstitution.contradictions import EXECUTE, PREVU
from jalon.pilotage.controles.reconstitution.mentions import Mentions, lieu, valeur_case, valeur_mention
from jalon.pilotage.controles.releve import (
    Budget,
    Etat,
    Fiche,
    Lieu,
    LigneAvancement,
    MontantNomme,
    Section,
    TypeSection,
    Valeur,
)
from jalon.pilotage.programmes.models import Exercice

LIBELLES = ("libelle", "libelle_total", "libelle_etat", "libelle_departement")
DEDUITS = (TypeSection.BUDGET, TypeSection.INDICATEURS)
TITRES = {"fiche_prevu": "Budget prévu", "fiche_execute": "Budget exécuté"}


def fiches_du_releve(
    completes: Sequence[FicheComplete], exercice: Exercice, mentions: Mentions
) -> list[tuple[UUID, Fiche]]:
    """Action et fiche, écrites ou imprimées, dans l'ordre du document puis du programme.

    Tableaux non compris.
    """
    fiches: list[tuple[int, UUID, Fiche]] = []
    for position, complete in enumerate(completes):
        mention = mentions.case("fiche", UUID(complete.action_id), "fiche")
        if mention is None and not complete.fiche_id:
            continue
        rang = mention.ordre if mention else 1_000_000 + position
        fiches.append((rang, UUID(complete.action_id), _fiche(complete, exercice, mentions, mention)))
    return [(action, fiche) for _, action, fiche in sorted(fiches, key=lambda f: f[0])]


def _fiche(complete: FicheComplete, exercice: Exercice, mentions: Mentions, mention: Mention | None) -> Fiche:
    action = UUID(complete.action_id)
    details = mention.details if mention else {}
    imprime = details.get("numero", complete.numero)
    fiche = Fiche(
        code=details.get("code", _code(imprime)),
        titre=mention.titre if mention else complete.titre,
        lieu=lieu(mention.lieu if mention else None, tableau=_nom(complete)),
        axe=details.get("axe", complete.axe),
        objectif_code=details.get("objectif_code", complete.objectif_code),
        objectif=details.get("objectif", complete.objectif),
        thematiques=list(details.get("thematiques", complete.thematiques)),
        code_imprime=imprime,
    )
    fiche.sections = _sections(complete, mentions, action)
    fiche.budget_prevu = _budget("fiche_prevu", complete, exercice, mentions, action)
    fiche.budget_execute = _budget("fiche_execute", complete, exercice, mentions, action)
    return fiche


def _code(imprime: str) -> str:
    """« 1-1 » est l'action 1.1 : un même code, quel que soit le séparateur imprimé."""
    return imprime.replace("-", ".")


def _nom(complete: FicheComplete) -> str:
    return f"Fiche {complete.numero}" if complete.numero else f"Fiche « {complete.titre[:60]} »"


def _sections(complete: FicheComplete, mentions: Mentions, action: UUID) -> list[Section]:
    """Sections imprimées dont le texte n'a pas bougé, avec leurs lignes ; les autres, telles que rédigées."""
    ecrites = {section.type: section for section in complete.sections if section.version}
    budget_corrige = mentions.ecarte("fiche_prevu", action) or mentions.ecarte("fiche_execute", action)
    sections, vues = [], set()
    for mention in mentions.de("section", action):
        type_ = TypeSection(mention.cle.partition(":")[0])
        lignes = [(numero, texte) for numero, texte in mention.details.get("lignes", ())]
        version = mention.details.get("version", 0)
        ecrite = ecrites.get(type_.value)
        if ecrite is not None and ecrite.version != version:
            if type_ in vues:
                continue
            lignes, texte = [], ecrite.texte
        elif type_ == TypeSection.BUDGET and budget_corrige:
            lignes, texte = [], ""
        else:
            texte = mention.texte or "\n".join(texte for _, texte in lignes)
        vues.add(type_)
        place = lieu(
            mention.lieu, _cible_section(complete, type_), tableau=_nom(complete), ligne=mention.titre
        )
        sections.append(
            Section(type_, mention.titre, texte, place, mention.details.get("numero", ""), lignes)
        )
    for section in complete.sections:
        type_ = TypeSection(section.type)
        if type_ in vues or (mentions.imprime("section", action) and not section.version):
            continue
        place = Lieu(_nom(complete), section.titre, cible=_cible_section(complete, type_))
        sections.append(Section(type_, section.titre, section.texte, place, str(section.numero)))
    return sections


def _cible_section(complete: FicheComplete, type_: TypeSection) -> str:
    """Adresse d'une section : `section:<place>:<type>` ; une section déduite n'en a pas."""
    return "" if type_ in DEDUITS else f"section:{complete.place_id}:{type_.value}"


def _budget(
    tableau: str, complete: FicheComplete, exercice: Exercice, mentions: Mentions, action: UUID
) -> Budget | None:
    """Le budget imprimé, ses cases écartées remplacées par la base ; sans document, celui qui se déduit."""
    attributs = PREVU if tableau == "fiche_prevu" else EXECUTE
    imprime = mentions.imprime(tableau, action)
    if not imprime and (complete.budget is None or mentions.case("fiche", action, "fiche")):
        return None
    premiere = next(iter(mentions.de(tableau, action)), None)
    budget = Budget(
        lieu=lieu(premiere.lieu if premiere else None, tableau=_nom(complete), ligne=TITRES[tableau])
    )
    budget.lieu = Lieu(budget.lieu.tableau, budget.lieu.ligne, "", budget.lieu.ligne_fichier)
    vives = {m.cle: m for m in mentions.de(tableau, action)}
    for case in (*attributs, "report_sortant", "date_arret"):
        if case in vives:
            setattr(budget, case, valeur_mention(vives[case]))
    for cle in LIBELLES:
        if cle in vives:
            setattr(budget, cle, vives[cle].texte)
    budget.tiers = _nommes(mentions, tableau, action, "tiers")
    budget.operateurs_etat = _nommes(mentions, tableau, action, "operateur_etat")
    budget.operateurs_departement = _nommes(mentions, tableau, action, "operateur_departement")
    if not imprime or mentions.ecarte(tableau, action):
        _deduire(budget, complete, attributs, mentions, tableau, action)
    if tableau == "fiche_execute" and not imprime and exercice.date_arret:
        budget.date_arret = Valeur(f"{exercice.date_arret:%d/%m/%Y}", budget.lieu, Etat.TEXTE)
    return budget


def _deduire(
    budget: Budget,
    complete: FicheComplete,
    attributs: dict[str, str],
    mentions: Mentions,
    tableau: str,
    action: UUID,
) -> None:
    """Complète par la base les cases que le document n'imprime pas ou plus.

    Le total est celui des parts montrées.
    """
    if complete.budget is None:
        return
    for case, attribut in attributs.items():
        if getattr(budget, case) is not None or case in ("total", "dont_reports_total"):
            continue
        tenue = getattr(complete.budget, attribut)
        if tenue.montant is not None and (case != "dont_reports" or tenue.montant):
            place = Lieu(budget.lieu.tableau, budget.lieu.ligne, case.replace("_", " "), cible=tenue.cible)
            setattr(budget, case, valeur_case(tenue, place))
    if budget.total is None:
        parts = [p for p in (budget.etat, budget.departement) if p is not None and p.nombre is not None]
        if parts:
            cible = getattr(complete.budget, attributs["total"]).cible
            place = Lieu(budget.lieu.tableau, budget.lieu.ligne, "budget global", cible=cible)
            total = sum((p.nombre for p in parts if p.nombre is not None), Decimal(0))
            budget.total = Valeur("", place, Etat.LU, total, "€", 2)


def _nommes(mentions: Mentions, tableau: str, action: UUID, prefixe: str) -> list[MontantNomme]:
    return [MontantNomme(m.titre, valeur_mention(m)) for m in mentions.nommees(tableau, action, prefixe)]


def avancement_du_releve(
    completes: Sequence[FicheComplete], mentions: Mentions, *, avec_etats: bool
) -> list[LigneAvancement]:
    """Le tableau d'avancement imprimé, l'état tenu par la base ; sans document, une ligne par action."""
    par_action = {complete.action_id: complete for complete in completes}
    lignes = []
    imprimees = sorted(
        (m for (tableau, _), ms in mentions.vives.items() if tableau == "avancement" for m in ms),
        key=lambda m: m.ordre,
    )
    for mention in imprimees:
        complete = par_action.pop(str(mention.action_id), None)
        lignes.append(_ligne_imprimee(mention, complete))
    if not avec_etats:
        return lignes
    for complete in par_action.values():
        if imprimees and not complete.fiche_id:
            continue
        lignes.append(
            LigneAvancement(
                code=complete.numero,
                titre=complete.titre,
                lieu=Lieu("État d'avancement", complete.titre, cible=f"etat:{complete.place_id}"),
                axe=complete.axe,
                objectif_code=complete.objectif_code,
                objectif=complete.objectif,
                etat=complete.etat,
                pilote=complete.pilote,
                zoom=complete.zoom_texte,
                objectif_code_imprime=complete.objectif_code,
            )
        )
    return lignes


def _ligne_imprimee(mention: Mention, complete: FicheComplete | None) -> LigneAvancement:
    details = mention.details
    cible = f"etat:{complete.place_id}" if complete else f"mention:{mention.pk}"
    etat = details.get("etat", "non_lu")
    if complete is not None and complete.etat != "non_lu":
        etat = complete.etat
    return LigneAvancement(
        code=details.get("code", _code(details.get("numero", ""))),
        titre=mention.titre,
        lieu=lieu(mention.lieu, cible),
        axe=details.get("axe", ""),
        objectif_code=details.get("objectif_code", ""),
        objectif=details.get("objectif", ""),
        etat=etat,
        pilote=details.get("pilote", ""),
        zoom=details.get("zoom", ""),
        objectif_code_imprime=details.get("objectif_code_imprime", ""),
    )
