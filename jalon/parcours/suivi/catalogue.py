"""Les listes de travail : des définitions, que le même calcul compte et ouvre.

Chaque condition est une expression SQL sur la synthèse `s` et le périmètre `p`, au jour `%(jour)s` ; son
seuil est un paramètre daté. Un compteur est le nombre de lignes de sa liste : c'est la même condition.
"""

from __future__ import annotations

from dataclasses import dataclass

FAIT = "greatest(s.rdv_dernier, s.orientee_le, s.diagnostic_le, s.contrat_signe_le, s.note_le, s.entree)"
"""Dernier jalon : un fait qui a eu lieu ; un rendez-vous prévu n'en est pas un."""
SANS_SUITE = "(s.rdv_dernier_prevu IS NULL OR s.rdv_dernier_prevu < %(jour)s)"


@dataclass(frozen=True, slots=True)
class Liste:
    """Une liste : sa condition, ce qui la date (`depuis`, le plus ancien d'abord) et son seuil."""

    code: str
    titre: str
    explication: str
    condition: str
    depuis: str
    libelle_depuis: str
    parametre: str = ""

    @property
    def seuil(self) -> str:
        """Nom du seuil dans la requête."""
        return f"seuil_{self.code}"


def _sans_rendezvous(code: str, parametre: str, jours: str) -> Liste:
    return Liste(
        code,
        f"Sans rendez-vous depuis {jours} jours",
        "Orientées, aucun rendez-vous honoré depuis ce délai et aucun à venir.",
        "s.orientee_le IS NOT NULL AND coalesce(s.rdv_dernier, s.orientee_le)"
        f" <= %(jour)s::date - %(seuil_{code})s::int AND {SANS_SUITE}",
        "coalesce(s.rdv_dernier, s.orientee_le)",
        "Dernier rendez-vous, ou orientation",
        parametre,
    )


def _a_reexaminer(code: str, titre: str, explication: str, parametre: str, *, motivee: bool) -> Liste:
    return Liste(
        code,
        titre,
        explication,
        f"s.voie = 'sociale' AND s.regime = 'plein_emploi' AND s.revue_motivee = {motivee}"
        f" AND s.contrat_signe_le <= %(jour)s::date - make_interval(months => %(seuil_{code})s::int)",
        "s.contrat_signe_le",
        "Contrat signé",
        parametre,
    )


LISTES = (
    Liste(
        "rien",
        "Rien du tout",
        "Soumises aux droits et devoirs : ni orientation, ni rendez-vous, ni diagnostic, ni contrat.",
        "s.soumis = 'oui' AND s.orientee_le IS NULL AND s.diagnostic_le IS NULL AND s.rdv_dernier IS NULL"
        " AND s.rdv_dernier_prevu IS NULL AND s.contrat_debut IS NULL",
        "s.connu_le",
        "Transmise par la caisse",
    ),
    Liste(
        "sans_referent",
        "Orientées sans référent",
        "Une orientation en cours, et personne pour suivre la personne.",
        "s.orientee_le IS NOT NULL AND cardinality(p.referents) = 0",
        "s.orientee_le",
        "Orientée",
    ),
    Liste(
        "rdv_a_clore",
        "Rendez-vous passés à clore",
        "Le jour est passé, personne n'a dit si elle est venue.",
        "s.rdv_premier_a_clore < %(jour)s",
        "s.rdv_premier_a_clore",
        "Rendez-vous",
    ),
    _sans_rendezvous("sans_rdv_court", "suivi.sans_rdv_court", "30"),
    _sans_rendezvous("sans_rdv_long", "suivi.sans_rdv_long", "60"),
    Liste(
        "rdv_sans_contrat",
        "Rendez-vous sans contrat",
        "Reçues au moins une fois seules, aucun contrat signé.",
        "s.rdv_individuels > 0 AND s.contrat_debut IS NULL",
        "s.rdv_dernier",
        "Dernier rendez-vous",
    ),
    Liste(
        "collectif_seulement",
        "Collectif seulement",
        "Vues en réunion, jamais seules.",
        "s.rdv_collectifs > 0 AND s.rdv_individuels = 0",
        "s.rdv_dernier",
        "Dernière réunion",
    ),
    Liste(
        "diagnostic_vide",
        "Sans diagnostic",
        "Orientées, aucun diagnostic.",
        "s.orientee_le IS NOT NULL AND s.diagnostic_le IS NULL",
        "s.orientee_le",
        "Orientée",
    ),
    Liste(
        "contrat_finit",
        "Contrats qui finissent",
        "Le contrat en cours finit bientôt.",
        "s.contrat_fin BETWEEN %(jour)s AND %(jour)s::date + %(seuil_contrat_finit)s::int",
        "s.contrat_fin",
        "Fin du contrat",
        "suivi.contrat_finit",
    ),
    Liste(
        "contrat_echu",
        "Contrats finis sans suite",
        "Le dernier contrat est fini, aucun ne l'a suivi.",
        "s.contrat_fin < %(jour)s",
        "s.contrat_fin",
        "Fin du contrat",
    ),
    _a_reexaminer(
        "revue_sociale",
        "Parcours sociaux à réexaminer",
        "Voie sociale : le délai de réexamen depuis la signature du contrat, ou sa révision, est passé.",
        "loi.delai_revue_sociale",
        motivee=False,
    ),
    _a_reexaminer(
        "revue_sociale_motivee",
        "Parcours sociaux longs à réexaminer",
        "Voie sociale, difficultés reconnues au contrat : le délai plus long de réexamen est passé.",
        "loi.delai_revue_sociale_motivee",
        motivee=True,
    ),
    Liste(
        "tache_en_retard",
        "Tâches en retard",
        "Une chose à faire, dont le jour est passé.",
        "s.tache_le < %(jour)s",
        "s.tache_le",
        "À faire pour le",
    ),
    Liste(
        "perdue_de_vue",
        "Perdues de vue",
        "Aucun jalon depuis des mois, et rien de prévu.",
        f"{FAIT} <= %(jour)s::date - make_interval(months => %(seuil_perdue_de_vue)s::int) AND {SANS_SUITE}",
        FAIT,
        "Dernier jalon",
        "suivi.perdue_de_vue",
    ),
)
"""Dans l'ordre où elles se montrent, de la plus grave à la plus courante."""

TOUTES = Liste(
    "tous",
    "Portefeuille",
    "Toutes les personnes suivies, dans un épisode en cours.",
    "true",
    FAIT,
    "Dernier jalon",
)
"""Sans condition : le portefeuille, qui n'est pas une liste de travail et n'a pas de compteur."""

PAR_CODE = {liste.code: liste for liste in (*LISTES, TOUTES)}
