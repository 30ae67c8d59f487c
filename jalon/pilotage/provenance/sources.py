"""Les sources d'une même case côte à côte : ce que chacune dit, et ce qui les distingue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jalon.mesure.chiffres.calculs import constat_de
from jalon.mesure.chiffres.enums import MesureCalcul
from jalon.mesure.chiffres.models import Calcul, Chiffre, ContreValeur
from jalon.mesure.chiffres.services import decimales_de
from jalon.mesure.indicateurs.enums import Unite
from jalon.pilotage.calculs.selectors import definition_de, titre_de
from jalon.pilotage.provenance.ecriture import ecrire_chiffre
from jalon.pilotage.provenance.formes import Origine
from jalon.socle.montants import ecrire_nombre

OFFICIELLE, CALCUL, LOCALE = "officielle", "calcul", "locale"
RUBRIQUES = (
    "Source", "Établie par", "Établie le", "Statut", "Indicateur", "Définition", "Rapport", "Part comptée",
    "Délais appliqués", "Faits arrêtés au", "Pourquoi elle diffère", "Méthode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voix:
    """Ce qu'une source dit de la case. `genre` : officielle, calcul ou locale ; `dit` : par rubrique."""

    genre: str
    nom: str
    valeur: Decimal | None
    ecrite: str
    dit: dict[str, str]
    ecart: str = ""


@dataclass(frozen=True, slots=True)
class Confrontation:
    """Les voix, l'officielle d'abord ; ce qui les distingue, puis ce qu'elles ont en commun."""

    voix: list[Voix]
    differences: list[tuple[str, list[str]]]
    communs: list[tuple[str, str]]

    @property
    def accord(self) -> bool:
        return len({v.valeur for v in self.voix}) == 1


def confronter(origine: Origine) -> Confrontation:
    """Ce qu'on dit de la case d'un chiffre : sa valeur, le calcul resté à côté, la valeur locale."""
    chiffre: Chiffre = origine.objet
    unite = chiffre.serie.indicateur.unite
    calcul, locale = origine.calcul, origine.locale
    prise = calcul is not None and calcul.chiffre_id == chiffre.pk
    voix = [_officielle(origine, chiffre, calcul if prise else None)]
    if calcul is not None and not prise:
        voix.append(_calculee(calcul, unite, chiffre))
    if locale is not None:
        voix.append(_locale(locale, unite, chiffre))
    return Confrontation(voix, *_ranger(voix))


def _ranger(voix: Sequence[Voix]) -> tuple[list[tuple[str, list[str]]], list[tuple[str, str]]]:
    differences, communs = [], []
    for rubrique in RUBRIQUES:
        dits = [v.dit.get(rubrique, "") for v in voix]
        if len(set(dits)) > 1:
            differences.append((rubrique, dits))
        elif dits[0]:
            communs.append((rubrique, dits[0]))
    return differences, communs


def _officielle(origine: Origine, chiffre: Chiffre, calcul: Calcul | None) -> Voix:
    dit = {
        "Source": origine.source.phrase,
        "Établie par": str(chiffre.saisi_par or ""),
        "Établie le": f"{chiffre.saisi_le:%d/%m/%Y}",
        "Statut": chiffre.get_statut_display(),
        "Indicateur": chiffre.serie.indicateur.titre,
        "Définition": origine.definition,
        "Faits arrêtés au": _jour(chiffre.arrete_au),
        "Méthode": chiffre.methode,
        "Rapport": _rapport(chiffre.numerateur, chiffre.denominateur),
    }
    return Voix(
        OFFICIELLE, chiffre.get_provenance_display(), chiffre.valeur, origine.valeur, dit | _du_calcul(calcul)
    )


def _calculee(calcul: Calcul, unite: str, chiffre: Chiffre) -> Voix:
    constat = constat_de(calcul)
    ecrite = ecrire_chiffre(constat.valeur, decimales_de(constat.valeur), unite, constat.statut)
    dit = {
        "Source": "Calculé d'après les faits",
        "Établie par": str(calcul.calcule_par),
        "Établie le": f"{calcul.calcule_le:%d/%m/%Y}",
        "Statut": calcul.get_statut_display(),
        "Faits arrêtés au": _jour(calcul.arrete_au),
        "Rapport": _rapport(constat.numerateur, constat.denominateur),
    }
    ecart = _ecart(constat.valeur, chiffre.valeur, unite)
    return Voix(CALCUL, "calculé", constat.valeur, ecrite, dit | _du_calcul(calcul), ecart)


def _locale(locale: ContreValeur, unite: str, chiffre: Chiffre) -> Voix:
    dit = {
        "Source": locale.source,
        "Établie par": str(locale.saisi_par),
        "Établie le": _jour(locale.le),
        "Statut": "valeur locale, à côté de l'officielle",
        "Pourquoi elle diffère": locale.raison,
        "Méthode": locale.methode,
    }
    ecrite = ecrire_chiffre(locale.valeur, locale.decimales, unite, "compte")
    return Voix(
        LOCALE, "valeur locale", locale.valeur, ecrite, dit, _ecart(locale.valeur, chiffre.valeur, unite)
    )


def _du_calcul(calcul: Calcul | None) -> dict[str, str]:
    """Ce qu'un calcul applique : définition et version, part comptée, délais."""
    if calcul is None:
        return {}
    mediane = ", médiane" if calcul.mesure == MesureCalcul.MEDIANE else ""
    return {
        "Indicateur": f"{titre_de(calcul.code)} ({calcul.code}, version {calcul.version}{mediane})",
        "Définition": definition_de(calcul.code),
        "Part comptée": ", ".join(f"{axe} : {v or 'non renseigné'}" for axe, v in calcul.coupe.items()),
        "Délais appliqués": " ; ".join(f"{d['nombre']} {d['unite']} ({d['source']})" for d in calcul.delais),
    }


def _ecart(valeur: Decimal | None, officielle: Decimal | None, unite: str) -> str:
    """De combien une source s'éloigne de l'officielle, avec son signe ; vide si l'une des deux manque."""
    if valeur is None or officielle is None:
        return ""
    ecart = (valeur - officielle).normalize()
    taille = abs(ecart)
    signe = "+" if ecart > 0 else "−" if ecart else ""
    if unite != Unite.POURCENT:
        return signe + ecrire_chiffre(taille, decimales_de(taille), unite, "compte")
    return f"{signe}{ecrire_nombre(taille, decimales_de(taille))}\u00a0point{'s' if taille >= 2 else ''}"


def _rapport(numerateur: Decimal | None, denominateur: Decimal | None) -> str:
    if numerateur is None or not denominateur:
        return ""
    return f"{numerateur.normalize():f} sur {denominateur.normalize():f}"


def _jour(jour: Any) -> str:
    return f"{jour:%d/%m/%Y}" if jour else ""
