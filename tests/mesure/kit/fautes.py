"""Les fautes semées : chacune abîme les faits, la définition ou le rendu d'un indicateur.

Les faits s'abîment par du SQL sur une copie en colonnes (`S` : les séjours, `E` : les événements, `{P01}` :
le pseudonyme d'une personne) ; la définition, par une demande fausse ; le rendu, sur les cases calculées.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from jalon.mesure.chiffres.calcul import Demande, Resultat, calculer
from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.indicateurs.catalogue import declaration
from jalon.mesure.indicateurs.moteurs import Moteur
from jalon.parcours.echeances.calcul import Delai, Unite

Calcul = Callable[[Demande, Moteur], list[Resultat]]


@dataclass(frozen=True, slots=True)
class Faute:
    """`faits` : du SQL ; `demande` : la demande faussée ; `calcul` : un calcul faux."""

    faits: Sequence[str] = ()
    demande: Callable[[Demande], Demande] = lambda d: d
    calcul: Calcul = calculer

    def resultats(self, demande: Demande, connexion: Any, moteur: Moteur, codes: Mapping[str, str]) -> Any:
        """Ce qu'un système qui a cette faute répond ; les faits reviennent intacts."""
        connexion.execute("BEGIN")
        try:
            for ordre in self.faits:
                connexion.execute(_ordre(ordre, codes))
            return self.calcul(self.demande(demande), moteur)
        finally:
            connexion.execute("ROLLBACK")


def _ordre(ordre: str, codes: Mapping[str, str]) -> str:
    for code, pseudonyme in codes.items():
        ordre = ordre.replace(f"{{{code}}}", f"'{pseudonyme}'")
    return ordre.replace(" E ", " mesure_evenements ").replace(" S ", " mesure_episodes ")


def _faits(*ordres: str) -> Faute:
    return Faute(faits=ordres)


def _delai(code: str, jours: int) -> Faute:
    """Un délai écrit en dur, faux."""

    def fausser(d: Demande) -> Demande:
        faux = Delai(jours, Unite.JOURS)
        return replace(d, delais=tuple(replace(x, delai=faux) if x.code == code else x for x in d.delais))

    return Faute(demande=fausser)


def _comme(code: str) -> Faute:
    """Les règles d'un autre indicateur."""

    def fausser(d: Demande) -> Demande:
        return replace(d, declaration=replace(d.declaration, classer=declaration(code).classer))

    return Faute(demande=fausser)


def _rendu(fausser: Callable[[Resultat], Resultat]) -> Faute:
    return Faute(calcul=lambda d, m: [fausser(r) for r in calculer(d, m)])


def _decaler_fin(d: Demande) -> Demande:
    return replace(d, au=d.au - timedelta(days=1))


def _au_jour_de_l_arrete(d: Demande) -> Demande:
    return replace(d, au=date(2025, 7, 10), arrete_au=date(2025, 7, 10))


def _manquants_a_zero(d: Demande, moteur: Moteur) -> list[Resultat]:
    def fausser(r: Resultat) -> Resultat:
        denominateur = (r.denominateur or 0) + r.pas_encore
        valeur = Decimal(r.numerateur or 0) / denominateur
        return replace(r, valeur=valeur.quantize(Decimal("0.01")), denominateur=denominateur, pas_encore=0)

    return [fausser(r) for r in calculer(d, moteur)]


def _immatures_echecs(d: Demande, moteur: Moteur) -> list[Resultat]:
    """Les trop récents au dénominateur, et comptés quand c'est déjà fait."""
    compte = declaration(d.declaration.code.replace("part_", ""))
    (r,) = calculer(replace(d, declaration=compte), moteur)
    valeur = Decimal(100 * (r.numerateur or 0)) / (r.denominateur or 1)
    return [replace(r, valeur=valeur.quantize(Decimal("0.01")), pas_encore=0, statut=Statut.COMPTE)]


def _somme_des_mois(d: Demande, moteur: Moteur) -> list[Resultat]:
    (total,) = calculer(d, moteur)
    somme = sum(int(r.valeur or 0) for r in calculer(replace(d, par=("mois",)), moteur))
    return [replace(total, valeur=Decimal(somme), numerateur=somme)]


def _moyenne_des_taux(d: Demande, moteur: Moteur) -> list[Resultat]:
    (total,) = calculer(d, moteur)
    taux = [r.valeur for r in calculer(replace(d, par=("territoire",)), moteur) if r.valeur is not None]
    return [replace(total, valeur=(sum(taux, Decimal()) / len(taux)).quantize(Decimal("0.01")))]


def _zero_si_vide(r: Resultat) -> Resultat:
    return replace(r, valeur=Decimal("0.00"), statut=Statut.COMPTE) if not r.denominateur else r


def _vide_si_zero(r: Resultat) -> Resultat:
    return replace(r, valeur=None, statut=Statut.NON_RENSEIGNE) if r.valeur == 0 else r


def _tronquer(r: Resultat) -> Resultat:
    exact = Decimal(100 * (r.numerateur or 0)) / (r.denominateur or 1)
    return replace(r, valeur=exact.quantize(Decimal("0.01"), ROUND_DOWN))


MOIS_INVERSES = (
    "UPDATE S SET connu_le = make_date(year(connu_le), day(connu_le), month(connu_le))"
    " WHERE day(connu_le) <= 12"
)
SANS_FIN_DE_CONTRAT = "DELETE FROM E WHERE type = 'contrat_fin'"
DOUBLE = "00000000-0000-4000-8000-000000000001"
TOUS_SOUMIS = "UPDATE E SET type = 'droits_devoirs_oui' WHERE type LIKE 'droits_devoirs_%'"

FAUTES: dict[str, Faute] = {
    # Qui entre
    "F01": _faits("UPDATE S SET stock_initial = false"),
    "F02": _faits("DELETE FROM S WHERE rang > 1"),
    "F03": _faits("UPDATE S SET connu_le = entree"),
    "F04": _faits("DELETE FROM S WHERE personne = {P14}"),
    "F05": _faits(
        "INSERT INTO S SELECT s.* FROM S s JOIN E e ON e.episode = s.episode AND e.type = 'rdv_honore'"
    ),
    "F06": _faits(MOIS_INVERSES),
    "F07": Faute(demande=_decaler_fin),
    "F08": _faits("UPDATE S SET age_entree = age_entree + 1"),
    "F09": _faits("UPDATE S SET sexe = CASE sexe WHEN 'femme' THEN 'homme' ELSE 'femme' END"),
    "F10": _rendu(_vide_si_zero),
    # Les délais
    "F11": _delai("loi.delai_orientation", 45),
    "F12": _delai("loi.delai_orientation", 41),
    "F13": _delai("calpae.delai_contrat", 60),
    "F14": _delai("calpae.delai_orientation", 9999),
    "F15": _faits("UPDATE S SET notification = notification + 1"),
    "F16": _faits("UPDATE S SET orientation = notification"),
    "F17": _faits("UPDATE S SET notification = orientation"),
    "F18": _faits("UPDATE S SET regime = 'plein_emploi'"),
    "F19": _faits("UPDATE S SET orientation = '2025-05-15' WHERE personne = {P16}"),
    "F20": Faute(calcul=_immatures_echecs),
    "F21": _comme("calpae.orientes_1_mois"),
    "F22": Faute(calcul=_manquants_a_zero),
    "F23": _rendu(_zero_si_vide),
    "F24": _rendu(lambda r: replace(r, valeur=r.mediane)),
    "F25": Faute(calcul=_moyenne_des_taux),
    "F26": _faits("UPDATE S SET orientation = '2025-01-22' WHERE personne = {P10}"),
    "F27": _faits("UPDATE S SET premier_contact = rdv_fixe WHERE rdv_fixe IS NOT NULL"),
    "F28": _faits("UPDATE S SET premier_contact = rdv_honore"),
    "F29": _faits("UPDATE S SET premier_contact = premier_contact - 1 WHERE premier_contact = rdv_honore"),
    "F30": _faits("UPDATE S SET rdv_accompagnement = rdv_accompagnement_honore"),
    "F31": _faits("UPDATE S SET voie = 'sociale' WHERE voie = 'emploi'"),
    "F32": _faits("UPDATE S SET entree = connu_le"),
    "F33": _faits("UPDATE S SET service_emploi = false"),
    # Les situations à une date
    "F34": _faits("UPDATE S SET sortie = NULL"),
    "F35": _faits(
        "DELETE FROM E WHERE type = 'droits_devoirs_oui' AND personne = {P12}",
        "UPDATE E SET date = '2024-11-01' WHERE type = 'droits_devoirs_non'",
    ),
    "F36": _faits(TOUS_SOUMIS),
    "F37": _faits("UPDATE S SET entree = entree - 1"),
    "F38": _rendu(_tronquer),
    "F39": _rendu(lambda r: replace(r, valeur=(r.valeur or Decimal()) / 100)),
    "F40": _faits(SANS_FIN_DE_CONTRAT),
    "F41": _faits(SANS_FIN_DE_CONTRAT),
    # Les rendez-vous
    "F42": _faits("UPDATE E SET type = 'rdv_absence' WHERE type = 'rdv_annule'"),
    "F43": _faits("DELETE FROM E WHERE type IN ('rdv_excuse', 'rdv_annule')"),
    "F44": _faits("UPDATE E SET type = 'rdv_honore' WHERE type = 'rdv_a_clore'"),
    "F45": _faits("UPDATE E SET type = 'rdv_excuse' WHERE type = 'rdv_a_clore'"),
    "F46": Faute(calcul=_somme_des_mois),
    "F47": _faits("UPDATE E SET date = date - 10 WHERE type = 'rdv_honore'"),
    "F48": _faits(
        f"INSERT INTO S SELECT '{DOUBLE}', '{DOUBLE}', * EXCLUDE (personne, episode)"
        " FROM S WHERE personne = {P01}",
        f"UPDATE E SET personne = '{DOUBLE}', episode = '{DOUBLE}'"
        " WHERE personne = {P01} AND date = '2025-02-03'",
    ),
    "F49": _delai("rdvi.delai_orientation", 46),
    # La charge
    "F50": _faits("DELETE FROM E WHERE type = 'suivi_fin'"),
    "F51": Faute(demande=_au_jour_de_l_arrete),
    "F52": _faits(TOUS_SOUMIS),
    "F53": _faits("UPDATE E SET date = '2025-06-15' WHERE type = 'rdv_honore'"),
    "F54": _faits("DELETE FROM E WHERE type = 'suivi_debut' AND date = '2025-05-01'"),
}
