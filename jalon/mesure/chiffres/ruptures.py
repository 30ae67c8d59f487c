"""Les ruptures d'une série : là où deux périodes voisines ne se comparent plus telles quelles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from jalon.mesure.chiffres.empreintes import delais_de_json
from jalon.mesure.chiffres.models import Calcul
from jalon.mesure.indicateurs.declaration import DelaiDate


@dataclass(frozen=True, slots=True)
class Rupture:
    """Ce qui change à partir de ce jour. `source` : le texte qui fixe un nouveau délai."""

    a_compter_du: date
    raison: str
    source: str = ""


def ruptures(calculs: Iterable[Calcul]) -> list[Rupture]:
    """Ce qui change entre les calculs d'une même série, dans l'ordre du temps.

    Une autre définition, une autre version, une autre part comptée, ou un délai qui n'est plus le même.
    """
    ordre = sorted(calculs, key=lambda c: (c.debut, c.fin))
    trouvees = [
        Rupture(apres.debut, raison) for avant, apres in pairwise(ordre) for raison in _raisons(avant, apres)
    ]
    for _, groupe in groupby(ordre, key=lambda c: c.code):
        memes = list(groupe)
        delais = {d: None for calcul in memes for d in delais_de_json(calcul.delais)}
        trouvees += ruptures_de_delai(list(delais), memes[0].debut, memes[-1].fin)
    return sorted(trouvees, key=lambda r: r.a_compter_du)


def ruptures_de_delai(delais: Sequence[DelaiDate], debut: date, fin: date) -> list[Rupture]:
    """Les délais qui changent entre ces deux jours : un nouveau délai, ou un délai qui cesse."""
    trouvees = []
    for d in delais:
        if debut < d.du <= fin:
            trouvees.append(Rupture(d.du, f"le délai devient {d.delai}", d.source))
        if d.au is not None and debut < d.au <= fin and not any(x.du == d.au for x in delais):
            trouvees.append(Rupture(d.au, f"le délai de {d.delai} cesse", d.source))
    return sorted(dict.fromkeys(trouvees), key=lambda r: r.a_compter_du)


def _raisons(avant: Calcul, apres: Calcul) -> list[str]:
    raisons = []
    if avant.code != apres.code:
        raisons.append(f"calculé par {apres.code} au lieu de {avant.code}")
    elif avant.version != apres.version:
        raisons.append(f"la définition passe de la version {avant.version} à la version {apres.version}")
    elif avant.definition != apres.definition:
        raisons.append("le texte de la définition a changé")
    if (avant.coupe, avant.mesure) != (apres.coupe, apres.mesure):
        raisons.append("la part comptée n'est plus la même")
    return raisons
