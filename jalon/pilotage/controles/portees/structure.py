"""Portées de la structure : numérotation, dates, sections vides, tableaux annoncés."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from jalon.pilotage.controles.cas import Cas, Terme, texte_lu
from jalon.pilotage.controles.dossier import Dossier, Phrase, nom_fiche, nom_tableau
from jalon.pilotage.controles.portees.budgets import part_etat
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.prose import nettoyer
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Fiche, Lieu, Section, TypeSection, Valeur
from jalon.pilotage.controles.textes import compact, normaliser, racines

_MOIS = ("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre").split()
MOIS = {nom: rang for rang, nom in enumerate(_MOIS, 1)}
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_NOM_MOIS = r"(janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre)"
_DATE_TEXTE = re.compile(rf"\b(\d{{1,2}})(?:er)?\s+{_NOM_MOIS}\s+((?:19|20)\d\d)\b", re.I)
_DATE_CHIFFRES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)\b")
_JOUR_DATE = re.compile(
    rf"\b({'|'.join(_JOURS)})\s+(\d{{1,2}})(?:er)?\s+{_NOM_MOIS}\s+((?:19|20)\d\d)\b", re.I
)
_UN_JOUR = re.compile(rf"\W*(?:le\s+)?\d{{1,2}}(?:er)?\s+{_NOM_MOIS}\s+((?:19|20)\d\d)\W*", re.I)
_FUTUR_DATE = re.compile(rf"\b(?:sera|seront)\b[^.;:()]{{0,60}}?\b{_NOM_MOIS}\s+(20\d\d)\b", re.I)
_FOURCHETTE = re.compile(r"\b(?:entre|de)\s+(\d{1,2})\s+(?:à|et)\s+(\d{1,2})\s+mois\b", re.I)
_PARCOURS = r"(?:parcours|dispositif|accompagnement|formation|programme|cycle)s?"
_UN_PARCOURS = re.compile(
    rf"\b{_PARCOURS}\s+(?:d['’]environ|d['’]une durée de|de)\s+(\d{{1,2}})\s+mois\b", re.I
)
_DUREE_DATES = re.compile(
    rf"\b(\d+)\s+mois\b[^.]*?\({_NOM_MOIS}\s+(\d{{4}})\s*(?:/|au|à|-)\s*{_NOM_MOIS}\s+(\d{{4}})\)", re.I
)
_INTERVALLE = re.compile(
    r"\bentre\s+(\d+)\s*(h|jours?|ans|mois|%|€|heures?)?\s+et\s+(\d+)\s*(h|jours?|ans|mois|%|€|heures?)", re.I
)
_ANNEE = re.compile(r"\b(20\d\d)\b")
_LETTRE = re.compile(r"^[#*\s]*([A-Z])\)\s+\S")
_MOIS_COURT = re.compile(
    r"\b(?:janv|f[ée]v|mars|avr|mai|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c)[a-zûéè]*\.?\s+((?:20)?\d\d)\b(?!\s*(?:%|€))",
    re.I,
)
_JOINT = re.compile(r"\b(?:cf\.?|voir)\s+(?:le\s+)?tableau\s+(?:ci-)?joint|tableau (?:ci-)?joint", re.I)


@portee("sections_numeros")
def sections_numeros(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les sections d'une fiche se suivent de un en un."""
    for fiche in dossier.releve.fiches:
        numerotees = [s for s in fiche.sections if s.numero.strip(" .").isdigit()]
        suite = [int(s.numero.strip(" .")) for s in numerotees]
        if not suite:
            continue
        fautes = [(a, b) for a, b in pairwise(suite) if b != a + 1]
        yield Cas(
            nom_fiche(fiche),
            [Terme(f"section {s.numero}", texte_lu(s.titre, s.lieu)) for s in _autour(numerotees)],
            contexte={
                "suite": "-".join(map(str, suite)),
                "fautes": ", ".join(f"{b} après {a}" for a, b in fautes),
            },
            conforme=not fautes and suite[0] == 1,
        )


def _autour(sections: list[Section]) -> list[Section]:
    """Les sections fautives seulement."""
    return [b for a, b in pairwise(sections) if int(b.numero.strip(" .")) != int(a.numero.strip(" .")) + 1]


@portee("parties_lettres")
def parties_lettres(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les parties A), B), C) d'une fiche se suivent."""
    for fiche in dossier.releve.fiches:
        lettres: list[tuple[str, str, Lieu]] = []
        for phrase in dossier.phrases_de(fiche):
            trouve = _LETTRE.match(phrase.texte)
            if trouve:
                lettres.append((trouve[1], nettoyer(phrase.texte), phrase.lieu))
        for section in fiche.sections:
            trouve = _LETTRE.match(section.titre)
            if trouve:
                lettres.append((trouve[1], section.titre, section.lieu))
        lettres = sorted(dict.fromkeys(lettres), key=lambda x: x[2].ligne_fichier or 0)
        for (a, texte_a, lieu_a), (b, texte_b, lieu_b) in pairwise(lettres):
            yield Cas(
                nom_fiche(fiche),
                [Terme(f"partie {a}", texte_lu(texte_a, lieu_a))],
                [Terme(f"partie {b}", texte_lu(texte_b, lieu_b))],
                {"avant": a, "apres": b},
                conforme=b == "A" or ord(b) == ord(a) + 1,
            )


@portee("sommaire_pages")
def sommaire_pages(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les pages du sommaire vont en croissant."""
    pages = [(t, int(p), lieu) for t, p, lieu in dossier.releve.sommaire if p.strip().isdigit()]
    for (titre_a, a, lieu_a), (titre_b, b, lieu_b) in pairwise(pages):
        yield Cas(
            "Sommaire",
            [Terme(titre_a, texte_lu(str(a), lieu_a))],
            [Terme(titre_b, texte_lu(str(b), lieu_b))],
            {"a": str(a), "b": str(b)},
            conforme=b >= a,
        )


@portee("fiche_sans_indicateur")
def fiche_sans_indicateur(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """De l'argent exécuté et aucun indicateur pour dire ce qu'il a produit."""
    for fiche in dossier.releve.fiches:
        budget = fiche.budget_execute
        parts = part_etat(fiche, "budget_execute", budget) if budget is not None else []
        if not any(t.nombre for t in parts):
            continue
        indicateurs = bool(fiche.tableaux) or fiche.section(TypeSection.INDICATEURS) is not None
        yield Cas(nom_fiche(fiche), parts, conforme=indicateurs)


@portee("dates_debut")
def dates_debut(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """La durée annoncée ne commence pas avant la mise en place."""
    for fiche in dossier.releve.fiches:
        debut, duree = fiche.section(TypeSection.MISE_EN_PLACE), fiche.section(TypeSection.DUREE)
        if debut is None or duree is None:
            continue
        annees_debut = [int(a) for a in _ANNEE.findall(_texte(debut))]
        annees_duree = [int(a) for a in _ANNEE.findall(_texte(duree))]
        if not annees_debut or not annees_duree:
            continue
        ecart = min(annees_debut) - annees_duree[0]
        yield Cas(
            nom_fiche(fiche),
            [Terme("mise en place", texte_lu(_texte(debut)[:80], debut.lieu))],
            [Terme("durée", texte_lu(_texte(duree)[:80], duree.lieu))],
            conforme=ecart <= 0,
        )


@portee("date_ponctuelle")
def date_ponctuelle(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une action d'un seul jour (« le 19 janvier 2023 ») se met en place l'année de ce jour."""
    for fiche in dossier.releve.fiches:
        debut, duree = fiche.section(TypeSection.MISE_EN_PLACE), fiche.section(TypeSection.DUREE)
        if debut is None or duree is None:
            continue
        jour, annees = _UN_JOUR.fullmatch(_texte(duree)), {int(a) for a in _ANNEE.findall(_texte(debut))}
        if jour is None or not annees:
            continue
        yield Cas(
            nom_fiche(fiche),
            [Terme("mise en place", texte_lu(_texte(debut)[:80], debut.lieu))],
            [Terme("durée", texte_lu(_texte(duree)[:80], duree.lieu))],
            conforme=int(jour[2]) in annees,
        )


def _texte(section: Section) -> str:
    return nettoyer(section.texte or " ".join(t for _, t in section.lignes))


def _dates(texte: str) -> list[date]:
    trouvees = []
    for trouve in _DATE_TEXTE.finditer(texte):
        trouvees.append((int(trouve[1]), MOIS[normaliser(trouve[2])], int(trouve[3])))
    for trouve in _DATE_CHIFFRES.finditer(texte):
        trouvees.append((int(trouve[1]), int(trouve[2]), int(trouve[3])))
    resultat = []
    for jour, mois, annee in trouvees:
        try:
            resultat.append(date(annee, mois, jour))
        except ValueError:
            continue
    return resultat


@portee("date_rapport")
def date_rapport(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un rapport ne peut pas être daté d'avant la date à laquelle il arrête ses comptes."""
    arrets = _dates(dossier.releve.date_arret)
    if not arrets:
        return
    for section in dossier.releve.preambule:
        for numero, texte in section.lignes or [(section.lieu.ligne_fichier, section.texte)]:
            seule = re.fullmatch(rf"\W*(\d{{1,2}}(?:er)?\s+{_NOM_MOIS}\s+20\d\d)\W*", nettoyer(texte), re.I)
            if seule is None:
                continue
            datee = _dates(seule[1])[0]
            yield Cas(
                "Date du rapport",
                [Terme("date du rapport", texte_lu(seule[1], Lieu("préambule", "", "", numero)))],
                [
                    Terme(
                        "date d'arrêt des comptes",
                        texte_lu(dossier.releve.date_arret, Lieu("titre du tableau des crédits")),
                    )
                ],
                {"date": f"{datee:%d/%m/%Y}", "arret": f"{arrets[0]:%d/%m/%Y}"},
                conforme=datee >= arrets[0],
            )


@portee("futur_passe")
def futur_passe(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« sera notifié courant avril 2022 », dans un rapport dont les comptes s'arrêtent en juin 2023."""
    arrets = _dates(dossier.releve.date_arret)
    annee = dossier.releve.exercice[:4]
    if not arrets and not annee.isdigit():
        return
    arret = arrets[0] if arrets else date(int(annee), 12, 31)
    for phrase in dossier.phrases:
        for trouve in _FUTUR_DATE.finditer(nettoyer(phrase.texte)):
            passe = (int(trouve[2]), MOIS[normaliser(trouve[1])]) < (arret.year, arret.month)
            yield _cas_phrase(
                phrase, trouve[0], {"extrait": trouve[0], "arret": f"{arret:%d/%m/%Y}"}, not passe
            )


@portee("date_jour")
def date_jour(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« jeudi 19 janvier 2023 » tombe bien un jeudi."""
    for phrase in dossier.phrases:
        for trouve in _JOUR_DATE.finditer(nettoyer(phrase.texte)):
            try:
                jour = date(int(trouve[4]), MOIS[normaliser(trouve[3])], int(trouve[2]))
            except ValueError:
                jour = None
            vrai = _JOURS[jour.weekday()] if jour is not None else "aucun jour"
            yield _cas_phrase(
                phrase, trouve[0], {"date": trouve[0], "vrai": vrai}, vrai == normaliser(trouve[1])
            )


@portee("duree_dates")
def duree_dates(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 22 mois (juin 2022 / juin 2024) » : la durée et ses bornes s'accordent à deux mois près."""
    tolerance = int(regle.options["mois"])
    for phrase in dossier.phrases:
        for trouve in _DUREE_DATES.finditer(nettoyer(phrase.texte)):
            mois = (
                (int(trouve[5]) - int(trouve[3])) * 12
                + MOIS[normaliser(trouve[4])]
                - MOIS[normaliser(trouve[2])]
            )
            contexte = {"annonce": trouve[1], "calcule": str(mois)}
            yield _cas_phrase(phrase, trouve[0], contexte, abs(mois - int(trouve[1])) < tolerance)


@portee("duree_fourchette")
def duree_fourchette(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 12 à 18 mois » pour les parcours, puis, dans la même section, « un parcours de 22 mois »."""
    for annonce in dossier.phrases:
        for phrase_annonce in re.split(r"(?<=[.;])\s+", nettoyer(annonce.texte)):
            bornes = _FOURCHETTE.search(phrase_annonce)
            if bornes is None or not re.search(rf"\b{_PARCOURS}\b", phrase_annonce, re.I):
                continue
            for phrase in dossier.phrases_de(annonce.fiche):
                if phrase.type != annonce.type:
                    continue
                for trouve in _UN_PARCOURS.finditer(nettoyer(phrase.texte)):
                    yield Cas(
                        nom_fiche(annonce.fiche),
                        [Terme("durée annoncée", texte_lu(bornes[0], annonce.lieu))],
                        [Terme("durée dite ensuite", texte_lu(trouve[0], phrase.lieu))],
                        {"bornes": bornes[0], "duree": trouve[1]},
                        conforme=int(bornes[1]) <= int(trouve[1]) <= int(bornes[2]),
                    )


@portee("bornes_inversees")
def bornes_inversees(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« entre 160 h et 90 h » : la première borne dépasse la seconde."""
    for phrase in dossier.phrases:
        for trouve in _INTERVALLE.finditer(nettoyer(phrase.texte)):
            yield _cas_phrase(phrase, trouve[0], {"bornes": trouve[0]}, int(trouve[1]) <= int(trouve[3]))


def _cas_phrase(phrase: Phrase, extrait: str, contexte: dict[str, str], conforme: bool) -> Cas:
    return Cas(
        nom_fiche(phrase.fiche),
        [Terme("texte", texte_lu(extrait[:120], phrase.lieu))],
        contexte=contexte,
        conforme=conforme,
    )


@portee("date_apres_colonne")
def date_apres_colonne(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une case de 2022 ne parle pas d'un mois de 2023."""
    for tableau in dossier.releve.tableaux():
        for ligne in tableau.lignes:
            for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False):
                if colonne.periode is None or colonne.prevision or tableau.genre != "fiche":
                    continue
                for trouve in _MOIS_COURT.finditer(cellule.texte):
                    annee = int(trouve[1]) + (2000 if len(trouve[1]) == 2 else 0)
                    valeur = Valeur(cellule.texte, cellule.lieu)
                    yield Cas(
                        nom_tableau(tableau, ligne),
                        [Terme(colonne.libelle, texte_lu(valeur.texte[:120], valeur.lieu))],
                        contexte={"extrait": trouve[0], "colonne": colonne.libelle},
                        conforme=annee <= colonne.periode.fin.year,
                    )


@portee("tableau_joint")
def tableau_joint(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un tableau annoncé « joint » est dans le rapport."""
    for phrase in dossier.phrases:
        if _JOINT.search(phrase.texte):
            yield _cas_phrase(
                phrase,
                nettoyer(phrase.texte),
                {},
                bool(phrase.fiche.tableaux) and _vrai_tableau(phrase.fiche),
            )


def _vrai_tableau(fiche: Fiche) -> bool:
    return any(t.genre in {"fiche", "annexe"} for t in fiche.tableaux)


@portee("section_decalee")
def section_decalee(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une section vide, et dans la suivante une phrase que les autres fiches rangent dans la première."""
    places: dict[str, list[TypeSection]] = {}
    for phrase in dossier.phrases:
        if len(normaliser(phrase.texte)) > 25:
            places.setdefault(compact(phrase.texte), []).append(phrase.type)
    for fiche in dossier.releve.fiches:
        for vide, suivante in pairwise(fiche.sections):
            if _texte(vide) or not _texte(suivante):
                continue
            for phrase in dossier.phrases_de(fiche):
                ailleurs = places.get(compact(phrase.texte), [])
                if phrase.type == suivante.type and len(ailleurs) > 1:
                    yield Cas(
                        nom_fiche(fiche),
                        [Terme(f"section « {vide.titre} »", texte_lu("", vide.lieu))],
                        [
                            Terme(
                                f"section « {suivante.titre} »",
                                texte_lu(nettoyer(phrase.texte)[:100], phrase.lieu),
                            )
                        ],
                        {"vide": vide.titre, "suivante": suivante.titre},
                        conforme=ailleurs.count(vide.type) <= ailleurs.count(suivante.type),
                    )


@portee("etat_hors_legende")
def etat_hors_legende(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une fiche dit son action dans un état que la légende ne connaît pas."""
    if not dossier.releve.legende:
        return
    legende = racines(" ".join(dossier.releve.legende))
    motif = re.compile(regle.options["motif"], re.I)
    for phrase in dossier.phrases:
        trouve = motif.search(nettoyer(phrase.texte))
        if phrase.type == TypeSection.REALISATIONS and trouve is not None:
            connu = bool(racines(trouve[1]) & legende)
            yield _cas_phrase(phrase, trouve[0], {"etat": trouve[1]}, connu)
