"""Lire la période que dit un libellé de rapport : « Situation au 31 déc. 2018 », « 2022/2023 »…

Un libellé peut se contredire (« 1er semestre 2022 (1/01 au 30/05/22) ») : `lire_periodes` rend toutes les
lectures, celle des mots d'abord, et ne tranche pas.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from jalon.socle.periodes.modele import Genre, Periode

MOIS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4,
    "mai": 5, "juin": 6, "juillet": 7, "juil": 7, "juli": 7, "aout": 8, "septembre": 9, "sept": 9,
    "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
NOMS_MOIS = "|".join(sorted(MOIS, key=len, reverse=True))
AN = r"(?:19|20)\d\d"
JOUR_CHIFFRES = rf"(?P<{{p}}j>\d{{{{1,2}}}})/(?P<{{p}}m>\d{{{{1,2}}}})(?:/(?P<{{p}}a>{AN}|\d\d))?"
JOUR_LETTRES = rf"(?P<{{p}}jl>\d{{{{1,2}}}}) (?P<{{p}}ml>{NOMS_MOIS})\b\.?(?: (?P<{{p}}al>{AN}|\d\d(?!\d)))?"
JOUR = f"(?:{JOUR_CHIFFRES}|{JOUR_LETTRES})"


def _jour(prefixe: str) -> str:
    return JOUR.format(p=prefixe)


INTERVALLE_JOURS = re.compile(rf"(?<!\d){_jour('a')} (?:au|a|-) (?:le )?{_jour('b')}(?!\d)")
DEPUIS = re.compile(rf"\b(?:depuis|a (?:compter|partir) d[ue])(?: le)? {_jour('a')}")
SITUATION = re.compile(rf"\bau {_jour('a')}(?!\d)")
RANG = r"(?P<rang>[1-4]|premier|deuxieme|second|troisieme|quatrieme)(?:er|ere|e|eme|nd|nde|d|n)?"
SEMESTRE = re.compile(
    rf"\b{RANG} ?semestre(?: (?:de )?(?P<an>{AN}))?"
    rf"|\b(?:(?P<an2>{AN})[- ]?)?s(?P<s>[12])\b(?:[- ]?(?P<an3>{AN}))?"
)
TRIMESTRE = re.compile(
    rf"\b{RANG} ?trimestre(?: (?:de )?(?P<an>{AN}))?"
    rf"|\b(?:(?P<an2>{AN})[- ]?)?t(?P<s>[1-4])\b(?:[- ]?(?P<an3>{AN}))?"
)
MOIS_A_MOIS = re.compile(
    rf"\b(?P<m1>{NOMS_MOIS})\b\.?(?: (?P<an1>{AN}))? ?(?:-|a|au) ?(?P<m2>{NOMS_MOIS})\b\.?(?: (?P<an2>{AN}))?"
)
UN_MOIS = re.compile(rf"(?<!\d )\b(?P<m>{NOMS_MOIS})\b\.? (?P<an>{AN})")
DEUX_ANS = re.compile(rf"(?P<a1>{AN}) ?[/-] ?(?P<a2>{AN}|\d\d)(?![\d/])")
UN_AN = re.compile(rf"(?<![\d/]){AN}(?![\d/])")
RANGS = {"premier": 1, "second": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}


def lire_periode(libelle: str, *, annee_defaut: int | None = None) -> Periode | None:
    """La période que dit le libellé, ou `None` s'il n'en dit pas.

    `annee_defaut` complète un libellé sans année (« 1er semestre »). Quand mots et bornes imprimées se
    contredisent, les mots l'emportent ici : voir `lire_periodes`.
    """
    return next(iter(lire_periodes(libelle, annee_defaut=annee_defaut)), None)


def lire_periodes(libelle: str, *, annee_defaut: int | None = None) -> tuple[Periode, ...]:
    """Toutes les périodes que dit le libellé, sans doublon de bornes, la principale d'abord."""
    texte = _normaliser(libelle)
    if not texte:
        return ()
    lues: list[Periode] = []
    for periode in _candidates(texte, annee_defaut):
        if all((periode.debut, periode.fin) != (p.debut, p.fin) for p in lues):
            lues.append(periode)
    return tuple(lues)


def _normaliser(libelle: str) -> str:
    texte = unicodedata.normalize("NFD", libelle.lower())
    texte = "".join(c for c in texte if not unicodedata.combining(c))
    texte = texte.replace("’", "'").replace("–", "-").replace("—", "-").replace("^{er}", "er")
    texte = re.sub(r"\b1 ?er\b(?=[ /])", "1", texte)
    return re.sub(r"\s+", " ", texte).strip()


def _candidates(texte: str, annee_defaut: int | None) -> Iterator[Periode]:
    """Les lectures possibles : mots (année scolaire, semestre, mois), puis bornes, dates, années."""
    reste = texte
    for motif, lecteur in ((SEMESTRE, _semestre), (TRIMESTRE, _trimestre)):
        if (trouve := motif.search(reste)) and (periode := lecteur(trouve, annee_defaut)):
            yield periode
            reste = reste.replace(trouve.group(), " ", 1)
    if (trouve := DEUX_ANS.search(reste)) and (periode := _deux_ans(trouve, "scolaire" in reste)):
        yield periode
        return
    dates = list(_periodes_de_dates(reste, annee_defaut))
    reste = _sans_dates(reste)
    if (trouve := MOIS_A_MOIS.search(reste)) and (periode := _mois(trouve, annee_defaut)):
        yield periode
        return
    if trouve := UN_MOIS.search(reste):
        an, mois = int(trouve["an"]), MOIS[trouve["m"]]
        yield Periode(date(an, mois, 1), _fin_de_mois(an, mois), Genre.MOIS)
        return
    yield from (_annee(int(an)) for an in dict.fromkeys(UN_AN.findall(reste)))
    yield from dates


def _sans_dates(texte: str) -> str:
    for motif in (INTERVALLE_JOURS, DEPUIS, SITUATION):
        texte = motif.sub(" ", texte)
    return texte


def _periodes_de_dates(texte: str, annee_defaut: int | None) -> Iterator[Periode]:
    for trouve in INTERVALLE_JOURS.finditer(texte):
        fin = _date(trouve, "b", annee_defaut)
        debut = _date(trouve, "a", fin.year if fin else annee_defaut)
        if debut and fin and debut <= fin:
            yield Periode(debut, fin)
    texte = INTERVALLE_JOURS.sub(" ", texte)
    for trouve in DEPUIS.finditer(texte):
        if debut := _date(trouve, "a", annee_defaut):
            yield Periode(debut, date(max(debut.year, annee_defaut or 0), 12, 31))
    texte = DEPUIS.sub(" ", texte)
    for trouve in SITUATION.finditer(texte):
        if jour := _date(trouve, "a", annee_defaut):
            yield Periode(jour, jour, Genre.SITUATION)


def _date(trouve: re.Match[str], prefixe: str, annee_defaut: int | None) -> date | None:
    lettres = trouve[f"{prefixe}jl"] is not None
    jour = int(trouve[f"{prefixe}jl"] if lettres else trouve[f"{prefixe}j"])
    mois = MOIS[trouve[f"{prefixe}ml"]] if lettres else int(trouve[f"{prefixe}m"])
    an = trouve[f"{prefixe}al"] if lettres else trouve[f"{prefixe}a"]
    annee = _an(an) if an else annee_defaut
    if annee is None:
        return None
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None


def _an(texte: str) -> int:
    return int(texte) + (2000 if len(texte) == 2 else 0)


def _annee(an: int) -> Periode:
    return Periode(date(an, 1, 1), date(an, 12, 31), Genre.ANNEE)


def _fin_de_mois(an: int, mois: int) -> date:
    return date(an, mois, monthrange(an, mois)[1])


def _rang_et_an(trouve: re.Match[str], annee_defaut: int | None) -> tuple[int, int] | None:
    an = trouve["an"] or trouve["an2"] or trouve["an3"]
    annee = int(an) if an else annee_defaut
    rang = trouve["rang"] or trouve["s"]
    if annee is None or rang is None:
        return None
    return (RANGS.get(rang) or int(rang)), annee


def _semestre(trouve: re.Match[str], annee_defaut: int | None) -> Periode | None:
    lu = _rang_et_an(trouve, annee_defaut)
    if lu is None or lu[0] > 2:
        return None
    rang, an = lu
    return Periode(date(an, 6 * rang - 5, 1), _fin_de_mois(an, 6 * rang), Genre.SEMESTRE)


def _trimestre(trouve: re.Match[str], annee_defaut: int | None) -> Periode | None:
    lu = _rang_et_an(trouve, annee_defaut)
    if lu is None:
        return None
    rang, an = lu
    return Periode(date(an, 3 * rang - 2, 1), _fin_de_mois(an, 3 * rang), Genre.TRIMESTRE)


def _deux_ans(trouve: re.Match[str], scolaire: bool) -> Periode | None:
    """Deux années de suite : année scolaire (septembre à août) ou saison (1er juillet au 30 juin).

    La saison suit l'année glissante des conventions (instruction CALPAE : 1er juillet - 30 juin).
    Plus de deux années : intervalle d'années civiles (« 2019-2023 »).
    """
    debut, fin = int(trouve["a1"]), _an(trouve["a2"])
    if fin <= debut:
        return None
    if fin - debut > 1:
        return Periode(date(debut, 1, 1), date(fin, 12, 31))
    if scolaire:
        return Periode(date(debut, 9, 1), date(fin, 8, 31), Genre.ANNEE_SCOLAIRE)
    return Periode(date(debut, 7, 1), date(fin, 6, 30), Genre.SAISON)


def _mois(trouve: re.Match[str], annee_defaut: int | None) -> Periode | None:
    fin = int(trouve["an2"]) if trouve["an2"] else annee_defaut
    if fin is None:
        return None
    m1, m2 = MOIS[trouve["m1"]], MOIS[trouve["m2"]]
    debut = int(trouve["an1"]) if trouve["an1"] else fin - (m1 > m2)
    if (debut, m1) > (fin, m2):
        return None
    return Periode(date(debut, m1, 1), _fin_de_mois(fin, m2))
