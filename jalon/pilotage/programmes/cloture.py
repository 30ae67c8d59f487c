"""Un exercice clos ne change plus : la base elle-même refuse l'écriture."""

import pgtrigger

MESSAGE_CLOS = "L'exercice est clos : rouvrez-le avant de modifier ses chiffres."

_DIRECT = "id IN (NEW.exercice_id, OLD.exercice_id)"
_PAR_LA_FICHE = (
    "id IN (SELECT exercice_id FROM pilotage_bilans_fichebilan WHERE id IN (NEW.fiche_id, OLD.fiche_id))"
)


def refuse_si_clos(nom: str, *, par_la_fiche: bool = False) -> pgtrigger.Trigger:
    """Déclencheur qui refuse toute écriture d'une ligne dont l'exercice est clos."""
    condition = _PAR_LA_FICHE if par_la_fiche else _DIRECT
    return pgtrigger.Trigger(
        name=nom,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (SELECT 1 FROM pilotage_programmes_exercice WHERE clos_le IS NOT NULL AND {condition}) THEN
                RAISE EXCEPTION USING ERRCODE = 'check_violation',
                    MESSAGE = '{MESSAGE_CLOS.replace("'", "''")}', CONSTRAINT = 'exercice_clos';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: E501, S608 - condition choisie parmi deux constantes
    )
