"""Le moteur : applique les règles à un relevé et rend un rapport. Ne touche ni la base ni un fichier."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from jalon.pilotage.controles.cas import Cas, Terme
from jalon.pilotage.controles.dossier import Dossier
from jalon.pilotage.controles.operateurs import OPERATEURS, STRICTS, Verdict, constat
from jalon.pilotage.controles.pistes import piste_probable
from jalon.pilotage.controles.portees import PORTEES
from jalon.pilotage.controles.rapport import Anomalie, Dispense, Gravite, Rapport, Trace, ValeurCitee
from jalon.pilotage.controles.regles import Regle, catalogue
from jalon.pilotage.controles.releve import Releve, Valeur
from jalon.pilotage.controles.textes import ecrire

_ORDRE = {Gravite.ERREUR: 0, Gravite.AVERTISSEMENT: 1, Gravite.INFORMATION: 2}


def controler(
    releve: Releve,
    *,
    dispenses: Sequence[Dispense] = (),
    regles: Sequence[Regle] | None = None,
    jour: datetime.date | None = None,
) -> Rapport:
    """Contrôle un relevé. Ce qu'une dispense couvre au jour dit (aujourd'hui) est rangé à part."""
    dossier = Dossier(releve)
    rapport = Rapport(
        document=releve.document,
        chiffres_lus=sum(v.presente for v in releve.valeurs()),
        non_lus=list(releve.non_lus),
    )
    trouvees: list[Anomalie] = []
    for regle in catalogue() if regles is None else regles:
        trouvees += _appliquer(regle, dossier, rapport)
    trouvees.sort(key=lambda a: _ORDRE[a.gravite])
    # Sans base ni Django, seule la machine dit le jour.
    aujourd_hui = jour or datetime.date.today()  # noqa: DTZ011
    _ranger(rapport, trouvees, dispenses, aujourd_hui)
    return rapport


def _appliquer(regle: Regle, dossier: Dossier, rapport: Rapport) -> Iterable[Anomalie]:
    operateur = OPERATEURS[regle.operateur]
    for cas in _cas(regle, dossier):
        verdict = constat(cas, regle) if cas.conforme is not None else operateur(cas, regle)
        if verdict is None:
            rapport.non_applicables += 1
            continue
        rapport.controles += 1
        stricte = regle.operateur in STRICTS and not any(
            t.valeur is not None and t.valeur.approche for t in cas.termes
        )
        if regle.operateur != "constat":
            rapport.traces += [
                Trace(t.valeur, regle.code, stricte) for t in cas.termes if t.valeur is not None
            ]
        if not verdict.conforme:
            yield _anomalie(regle, cas, verdict, dossier)


def _cas(regle: Regle, dossier: Dossier) -> list[Cas]:
    """Les cas d'une portée, cherchés une fois pour toutes les règles qui la partagent."""
    cle = (regle.portee, repr(regle.options))
    if cle not in dossier.cas:
        dossier.cas[cle] = list(PORTEES[regle.portee](dossier, regle))
    return dossier.cas[cle]


def _anomalie(regle: Regle, cas: Cas, verdict: Verdict, dossier: Dossier) -> Anomalie:
    unite = next((t.valeur.unite for t in cas.termes if t.valeur is not None and t.valeur.unite), "")
    trous = defaultdict(str, cas.contexte)
    trous.update(
        objet=cas.objet,
        gauche=_ecrire_termes(cas.gauche, unite),
        droite=_ecrire_termes(cas.droite, unite),
        ecart=ecrire(abs(verdict.ecart), unite) if verdict.ecart is not None else "",
    )
    # Une portée qui juge elle-même a sa propre explication : l'écart n'est là qu'une conséquence.
    chiffree = "" if regle.operateur == "constat" else piste_probable(dossier, cas, verdict.ecart)
    piste = cas.piste or chiffree or regle.piste.format_map(trous)
    return Anomalie(
        regle=regle.code,
        famille=regle.famille,
        gravite=cas.gravite or regle.gravite,
        certitude=cas.certitude or regle.certitude,
        titre=regle.titre,
        message=regle.message.format_map(trous),
        objet=cas.objet,
        valeurs=tuple(_citer(t, t.valeur) for t in _cites(cas) if t.valeur is not None),
        ecart=verdict.ecart,
        piste=piste,
    )


def _ecrire_termes(termes: list[Terme], unite: str) -> str:
    total = sum((t.nombre for t in termes if t.nombre is not None), Decimal(0))
    if not any(t.nombre is not None for t in termes):
        textes = [t.valeur.texte for t in termes if t.valeur is not None and t.valeur.texte.strip()]
        return " ; ".join(textes) or "rien d'écrit"
    return ecrire(total, unite)


def _cites(cas: Cas) -> list[Terme]:
    """Les cases à montrer : toutes, sauf les cases vides d'une longue somme."""
    droite = [t for t in cas.droite if t.valeur is not None]
    if len(droite) > 3 and any(t.nombre is not None for t in droite):
        droite = [t for t in droite if t.nombre is not None]
    return [t for t in cas.gauche if t.valeur is not None] + droite


def _citer(terme: Terme, valeur: Valeur) -> ValeurCitee:
    contenu = valeur.nombre if valeur.nombre is not None else (valeur.texte.strip() or None)
    return ValeurCitee(terme.libelle, contenu, valeur.lieu, valeur.unite)


def _ranger(
    rapport: Rapport, anomalies: list[Anomalie], dispenses: Sequence[Dispense], jour: datetime.date
) -> None:
    """Écarte les doublons, puis met à part ce qu'une dispense en cours couvre."""
    en_cours = {d.cle: d for d in dispenses if d.vaut(jour)}
    vues: set[tuple[str, str]] = set()
    for anomalie in anomalies:
        marque = (anomalie.cle, anomalie.message)
        if marque in vues:
            continue
        vues.add(marque)
        dispense = en_cours.get(anomalie.cle)
        if dispense is None:
            rapport.anomalies.append(anomalie)
        else:
            rapport.dispensees.append((anomalie, dispense))
