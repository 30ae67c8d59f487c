"""Conventions d'appui à la lutte contre la pauvreté et d'accès à l'emploi : annexe 9, lignes 3.1 et 3.2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis.expr.types as ir

from jalon.mesure.indicateurs.catalogue.communs import ECARTE, RESTE, dans_le_delai, entrants
from jalon.mesure.indicateurs.declaration import Contexte, Declaration, Genre, Regle, classement
from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur, Sens, Unite, UniteCompte

SOURCE = "CALPAE, annexe 9"
Classer = Callable[[Contexte], ir.Table]
SUIVI = "Entrants de la période, suivis jusqu'au jour de l'arrêté."
EN_COURS = (
    "Un entrant dont le délai court encore et qui n'est pas encore compté est « pas encore » : "
    "le compte est alors provisoire."
)


def _nouveaux_entrants(c: Contexte) -> ir.Table:
    t, ecarts = entrants(c)
    return classement(t, t.connu_le, ecarts)


def _orientes(attendre: bool) -> Classer:
    def classer(c: Contexte) -> ir.Table:
        t, ecarts = entrants(c)
        return dans_le_delai(c, t, t.connu_le, t.notification, ecarts, attendre=attendre)

    return classer


def _hors_emploi(t: ir.Table) -> list[Regle]:
    return [
        (t.orientation.isnull(), ECARTE, "non_oriente"),
        (t.voie == "emploi", ECARTE, "voie_emploi"),
    ]


def _premiers_rdv(c: Contexte) -> ir.Table:
    t, ecarts = entrants(c)
    attente: list[Regle] = [(t.rdv_accompagnement.isnull(), RESTE, "sans_rdv")]
    return classement(t, t.connu_le, [*ecarts, *_hors_emploi(t), *attente])


def _premiers_rdv_a_temps(attendre: bool) -> Classer:
    def classer(c: Contexte) -> ir.Table:
        t, ecarts = entrants(c)
        ecarts = [*ecarts, *_hors_emploi(t)]
        return dans_le_delai(c, t, t.orientation, t.rdv_accompagnement, ecarts, attendre=attendre)

    return classer


def _premiers_contrats(c: Contexte) -> ir.Table:
    t, ecarts = entrants(c)
    attente: list[Regle] = [(t.contrat_signe.isnull(), RESTE, "sans_contrat")]
    return classement(t, t.connu_le, [*ecarts, *attente])


def _premiers_contrats_a_temps(attendre: bool) -> Classer:
    def classer(c: Contexte) -> ir.Table:
        t, ecarts = entrants(c)
        ecarts = [
            *ecarts,
            (t.orientation.isnull(), ECARTE, "non_oriente"),
            (t.notification.isnull(), ECARTE, "non_notifie"),
        ]
        return dans_le_delai(c, t, t.notification, t.contrat_signe, ecarts, attendre=attendre)

    return classer


def _ligne(code: str, titre: str, definition: str, ligne: str, **autres: Any) -> Declaration:
    return Declaration(
        code=f"calpae.{code}",
        version=1,
        titre=titre,
        definition=definition,
        source=f"{SOURCE}, {ligne}",
        genre=Genre.COMPTE,
        unite=Unite.NOMBRE,
        unite_compte=autres.pop("unite_compte", UniteCompte.PERSONNE),
        nature=autres.pop("nature", NatureIndicateur.COHORTE),
        additivite=Additivite.ADDITIF,
        sens=autres.pop("sens", Sens.HAUSSE),
        horloge=autres.pop("horloge", "aucune"),
        maturite=autres.pop("maturite", SUIVI),
        **autres,
    )


def _part(code: str, titre: str, compte: str, classer: Classer, delai: str, horloge: str) -> Declaration:
    """La part qui répond à un compte : mêmes séjours, délai échu seulement."""
    return Declaration(
        code=f"calpae.{code}",
        version=1,
        titre=titre,
        definition=(
            f"Part qui répond au compte « calpae.{compte} » : mêmes séjours, même délai, mais seuls comptent "
            "ceux dont le délai est échu à l'arrêté."
        ),
        source=f"{SOURCE} ; objectif commenté en regard de la ligne",
        horloge=horloge,
        maturite=(
            "Un délai qui court encore est « pas encore », même si c'est déjà fait. Une sortie avant "
            "l'échéance sans que ce soit fait reste au dénominateur."
        ),
        genre=Genre.PART,
        unite=Unite.POURCENT,
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.COHORTE,
        additivite=Additivite.RATIO,
        sens=Sens.HAUSSE,
        classer=classer,
        delais=(delai,),
        prolonge=True,
    )


DECLARATIONS = (
    _ligne(
        "nouveaux_entrants",
        "Nombre de nouveaux entrants",
        "Entrées dans le RSA que la caisse a transmises pendant la période. Une personne sortie puis revenue "
        "compte à chaque entrée ; le stock du premier fichier reçu n'est pas une entrée.",
        "3.1",
        classer=_nouveaux_entrants,
        nature=NatureIndicateur.FLUX,
        sens=Sens.NEUTRE,
        maturite="Sans objet : une entrée transmise est connue.",
    ),
    _ligne(
        "orientes_1_mois",
        "Nombre de nouveaux entrants orientés en 1 mois et moins",
        "Parmi les nouveaux entrants, ceux dont l'orientation a été notifiée au plus tard le dernier jour du "
        "délai. Le délai est compté de date à date, en mois.",
        "3.1",
        classer=_orientes(attendre=False),
        horloge="De la transmission par la caisse à la notification de l'orientation.",
        maturite=EN_COURS,
        delais=("calpae.delai_orientation",),
        prolonge=True,
        part_de="nouveaux entrants",
    ),
    _ligne(
        "premiers_rdv",
        "Nombre total de 1ers rendez-vous d'accompagnement fixés",
        "Parmi les nouveaux entrants orientés hors emploi, ceux à qui un rendez-vous d'accompagnement ou de "
        "contrat a été fixé à partir de l'orientation, honoré ou non. Un rendez-vous annulé par le service "
        "n'a pas été donné.",
        "3.1",
        classer=_premiers_rdv,
        part_de="nouveaux entrants orientés vers le social ou le socio-professionnel",
    ),
    _ligne(
        "premiers_rdv_2_semaines",
        "Nombre de 1ers rendez-vous à 2 semaines ou moins fixés",
        "Parmi les mêmes, ceux dont le premier rendez-vous a lieu au plus tard le dernier jour du délai.",
        "3.1",
        classer=_premiers_rdv_a_temps(attendre=False),
        horloge="De l'orientation au jour du premier rendez-vous d'accompagnement.",
        maturite=EN_COURS,
        delais=("calpae.delai_premier_rdv",),
        prolonge=True,
        part_de="nouveaux entrants orientés vers le social ou le socio-professionnel",
    ),
    _ligne(
        "premiers_contrats",
        "Nombre total de 1ers contrats",
        "Nouveaux entrants qui ont signé un premier contrat pendant leur séjour ; ni renouvellement, ni "
        "révision.",
        "3.1",
        classer=_premiers_contrats,
        part_de="nouveaux entrants",
    ),
    _ligne(
        "premiers_contrats_2_mois",
        "Nombre de 1ers contrats dans les 2 mois",
        "Nouveaux entrants dont le premier contrat est signé au plus tard le dernier jour du délai qui suit "
        "la notification de leur orientation. Signé avant la notification, il est à temps.",
        "3.2",
        classer=_premiers_contrats_a_temps(attendre=False),
        horloge="De la notification de l'orientation à la signature du premier contrat.",
        maturite=EN_COURS,
        delais=("calpae.delai_contrat",),
        prolonge=True,
        part_de="nouveaux entrants dont l'orientation est notifiée",
    ),
    _part(
        "part_orientes_1_mois",
        "Part des nouveaux entrants orientés en 1 mois et moins",
        "orientes_1_mois",
        _orientes(attendre=True),
        "calpae.delai_orientation",
        "De la transmission par la caisse à la notification de l'orientation.",
    ),
    _part(
        "part_premiers_rdv_2_semaines",
        "Part des 1ers rendez-vous d'accompagnement à 2 semaines ou moins",
        "premiers_rdv_2_semaines",
        _premiers_rdv_a_temps(attendre=True),
        "calpae.delai_premier_rdv",
        "De l'orientation au jour du premier rendez-vous d'accompagnement.",
    ),
    _part(
        "part_premiers_contrats_2_mois",
        "Part des 1ers contrats dans les 2 mois",
        "premiers_contrats_2_mois",
        _premiers_contrats_a_temps(attendre=True),
        "calpae.delai_contrat",
        "De la notification de l'orientation à la signature du premier contrat.",
    ),
)
