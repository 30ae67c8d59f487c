"""Les délais de la loi, chacun selon le régime de l'épisode et le paramètre en vigueur à son départ."""

from __future__ import annotations

import ibis.expr.types as ir

from jalon.mesure.indicateurs.catalogue.communs import ECARTE, dans_le_delai, entrants
from jalon.mesure.indicateurs.declaration import Contexte, Declaration, Genre
from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur, Sens, Unite, UniteCompte

MATURITE = (
    "Seuls comptent les délais échus à l'arrêté ; un délai qui court encore est « pas encore », même si "
    "c'est déjà fait. Une sortie avant l'échéance sans que ce soit fait reste au dénominateur."
)


def _orientes(c: Contexte) -> ir.Table:
    t, ecarts = entrants(c)
    ecarts = [*ecarts, (t.soumis_a_l_entree != "oui", ECARTE, "non_soumis")]
    return dans_le_delai(c, t, t.connu_le, t.orientation, ecarts, attendre=True)


def _contrats(c: Contexte) -> ir.Table:
    t = c.episodes
    t = t.filter(c.dans_la_periode(t.notification) | c.dans_la_periode(t.orientation))
    ecarts = [
        (t.notification.isnull(), ECARTE, "non_notifie"),
        (~c.dans_la_periode(t.notification), ECARTE, "notifie_autre_periode"),
    ]
    return dans_le_delai(c, t, t.notification, t.contrat_signe, ecarts, attendre=True)


DECLARATIONS = (
    Declaration(
        code="loi.orientes_6_semaines",
        version=1,
        titre="Part des entrants orientés dans le délai légal",
        definition=(
            "Parmi les nouveaux entrants soumis aux droits et devoirs à leur entrée, part de ceux dont "
            "l'orientation est décidée au plus tard le dernier jour du délai : six semaines, soit 42 jours, "
            "depuis 2025 ; deux mois pour les entrées antérieures."
        ),
        source="CASF, articles L. 262-29 et D. 262-65-2 (décret 2024-1244) ; R. 262-65-2 avant 2025",
        horloge="De la réception par le département de l'information de la caisse à l'orientation.",
        maturite=MATURITE,
        genre=Genre.PART,
        unite=Unite.POURCENT,
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.COHORTE,
        additivite=Additivite.RATIO,
        sens=Sens.HAUSSE,
        classer=_orientes,
        delais=("loi.delai_orientation", "loi_2008.delai_orientation"),
    ),
    Declaration(
        code="loi.contrats_1_mois",
        version=1,
        titre="Part des contrats signés dans le délai légal",
        definition=(
            "Parmi les séjours dont la première orientation est notifiée dans la période, part de ceux dont "
            "le premier contrat est signé au plus tard le dernier jour du délai : un mois depuis 2025 ; "
            "avant, un mois vers l'emploi, deux mois sinon."
        ),
        source="Code du travail, article D. 5411-14-1 ; CASF, articles L. 262-34 à L. 262-36",
        horloge="De la notification de l'orientation à la signature du premier contrat.",
        maturite=MATURITE,
        genre=Genre.PART,
        unite=Unite.POURCENT,
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.COHORTE,
        additivite=Additivite.RATIO,
        sens=Sens.HAUSSE,
        classer=_contrats,
        delais=("loi.delai_contrat", "loi_2008.delai_contrat_emploi", "loi_2008.delai_contrat_social"),
    ),
)
