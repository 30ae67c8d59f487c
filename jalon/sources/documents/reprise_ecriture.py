"""Comparer les faits lus à la base, puis écrire ce qui change — en une transaction, sans rien écraser en
silence.

Trois termes par champ : le document relu, la base, et ce que la dernière reprise avait écrit. La base égale
à l'ancienne
lecture suit le document ; différente, elle a été corrigée par une personne et reste, sauf si on demande de
remplacer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey, Model

from jalon.pilotage.bilans.models import SectionFiche
from jalon.pilotage.controles.models import Mention
from jalon.socle.montants import ecrire_nombre
from jalon.socle.organisations.models import AliasOrganisation, Organisation
from jalon.sources.documents.enums import Sort
from jalon.sources.documents.formes import ChampDifferent, Difference, Proposition
from jalon.sources.documents.models import Lecture, TraceReprise
from jalon.sources.documents.reprise_carnet import Carnet, Rattachement
from jalon.sources.documents.reprise_faits import NATURES, Fait, comparable

RATTACHEMENTS = "rattachement"
LIBELLE_RATTACHEMENTS = "alias et rattachements"
LISIBLE_MAX = 200
CADRE = ("programme", "exercice")
"""Notés seulement quand la reprise les crée : leur absence d'une relecture ne dit rien."""


@dataclass(slots=True)
class Examen:
    """Un fait comparé : ce qu'il devient, et les champs à écrire si l'on suit le document."""

    fait: Fait
    sort: Sort
    a_ecrire: dict[str, Any] = field(default_factory=dict)
    en_conflit: dict[str, Any] = field(default_factory=dict)
    gardes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Comparaison:
    """Tous les faits comparés, ce qui a disparu du document, et les liaisons qui manquent."""

    examens: list[Examen]
    disparus: list[TraceReprise]
    liaisons_a_creer: list[Rattachement]
    liaisons_a_suivre: list[tuple[Model, dict[str, Any]]]


def comparer(carnet: Carnet) -> Comparaison:
    """Compare chaque fait du carnet à la base, sans rien écrire."""
    examens = [_examiner(carnet, fait) for fait in carnet.faits.values()]
    creer, suivre = _liaisons(carnet)
    return Comparaison(examens, list(_disparus(carnet)), creer, suivre)


def _examiner(carnet: Carnet, fait: Fait) -> Examen:
    objet = carnet.objet(fait.nature, fait.id)
    trace = carnet.traces.get((fait.nature, fait.cle))
    if objet is None:
        # Écrit une fois puis supprimé par une personne : on ne le recrée pas sans le dire.
        return Examen(fait, Sort.CREATION if trace is None else Sort.CONFLIT, dict(fait.champs))
    ancien = trace.champs if trace is not None else None
    examen = Examen(fait, Sort.INCHANGE)
    for champ, valeur in fait.champs.items():
        document, base = comparable(valeur), comparable(getattr(objet, champ))
        if document == base:
            continue
        if NATURES[fait.nature].miroir or (ancien is not None and ancien.get(champ) == base):
            examen.a_ecrire[champ] = valeur
        elif ancien is not None and ancien.get(champ) == document:
            examen.gardes[champ] = valeur
        else:
            examen.en_conflit[champ] = valeur
    examen.sort = _sort(examen)
    return examen


def _sort(examen: Examen) -> Sort:
    if examen.en_conflit:
        return Sort.CONFLIT
    if examen.a_ecrire:
        return Sort.MODIFICATION
    return Sort.GARDE if examen.gardes else Sort.INCHANGE


def _disparus(carnet: Carnet) -> Iterator[TraceReprise]:
    """Ce qu'une reprise précédente du même exercice avait lu dans une partie du document qui ne le dit
    plus."""
    for (nature, cle), trace in carnet.traces.items():
        meme_exercice = trace.exercice_code == carnet.contexte.code_exercice or (
            nature == "chiffre" and trace.lecture.exercice_id == carnet.contexte.exercice
        )
        if nature in CADRE or (nature, cle) in carnet.faits:
            continue
        if meme_exercice and trace.zone in carnet.zones:
            if carnet.objet(nature, trace.objet) is not None:
                yield trace


def _liaisons(carnet: Carnet) -> tuple[list[Rattachement], list[tuple[Model, dict[str, Any]]]]:
    par_modele: dict[type[Model], list[Rattachement]] = defaultdict(list)
    for rattachement in carnet.rattachements.values():
        par_modele[rattachement.modele].append(rattachement)
    creer: list[Rattachement] = []
    suivre: list[tuple[Model, dict[str, Any]]] = []
    for modele, rattachements in par_modele.items():
        noms = list(rattachements[0].cles)
        premiers = {r.cles[noms[0]] for r in rattachements}
        objets = modele._default_manager.filter(**{f"{noms[0]}__in": premiers})
        deja = {tuple(getattr(o, nom) for nom in noms): o for o in objets}
        for rattachement in rattachements:
            objet = deja.get(tuple(rattachement.cles[nom] for nom in noms))
            if objet is None:
                creer.append(rattachement)
            elif ecarts := {c: v for c, v in rattachement.valeurs.items() if getattr(objet, c) != v}:
                suivre.append((objet, ecarts))
    return creer, suivre


def ecrire_comparaison(
    carnet: Carnet, comparaison: Comparaison, lecture: Lecture, remplacer: Collection[str]
) -> None:
    """Écrit, parents d'abord. L'appelant ouvre la transaction et pose le contexte de l'acteur."""
    Organisation.objects.bulk_create(carnet.organismes.nouveaux.values())
    AliasOrganisation.objects.bulk_create(carnet.organismes.alias)
    par_nature: dict[str, list[Examen]] = defaultdict(list)
    for examen in comparaison.examens:
        par_nature[examen.fait.nature].append(examen)
    for code, nature in NATURES.items():
        nouveaux = [_nouveau(nature.modele, e) for e in par_nature[code] if _a_creer(e, remplacer)]
        nature.modele._default_manager.bulk_create(nouveaux, batch_size=500)
        for examen in par_nature[code]:
            _modifier(carnet, examen, remplacer)
    _ecrire_liaisons(comparaison)
    _retirer_miroirs(comparaison.disparus)
    _ecrire_traces(carnet, comparaison, lecture, remplacer)


def cle_de(examen: Examen) -> str:
    """La clé qui désigne une différence à l'écran et en ligne de commande."""
    return f"{examen.fait.nature}|{examen.fait.cle}"


def _a_creer(examen: Examen, remplacer: Collection[str]) -> bool:
    if examen.sort == Sort.CREATION:
        return True
    supprime_a_la_main = examen.sort == Sort.CONFLIT and bool(examen.a_ecrire) and not examen.en_conflit
    return supprime_a_la_main and cle_de(examen) in remplacer


def _nouveau(modele: type[Model], examen: Examen) -> Model:
    return modele(pk=examen.fait.id, **examen.fait.champs, **examen.fait.suivi)


def _modifier(carnet: Carnet, examen: Examen, remplacer: Collection[str]) -> None:
    fait = examen.fait
    objet = carnet.objet(fait.nature, fait.id)
    champs = dict(examen.a_ecrire)
    if cle_de(examen) in remplacer:
        champs |= examen.en_conflit | examen.gardes
    if objet is None or not champs:
        return
    nouveaux = champs | fait.suivi
    for champ, valeur in nouveaux.items():
        setattr(objet, champ, valeur)
    if isinstance(objet, SectionFiche):
        objet.version += 1
        nouveaux |= {"version": objet.version, "modifiee_le": None}
    if hasattr(objet, "saisi_le"):
        nouveaux["saisi_le"] = None
    objet.save(update_fields=list(nouveaux))


def _ecrire_liaisons(comparaison: Comparaison) -> None:
    par_modele: dict[type[Model], list[Model]] = defaultdict(list)
    for lien in comparaison.liaisons_a_creer:
        par_modele[lien.modele].append(lien.modele(**lien.cles, **lien.valeurs))
    for modele, objets in par_modele.items():
        modele._default_manager.bulk_create(objets, batch_size=500)
    for objet, ecarts in comparaison.liaisons_a_suivre:
        for champ, valeur in ecarts.items():
            setattr(objet, champ, valeur)
        objet.save(update_fields=list(ecarts))


def _retirer_miroirs(disparus: list[TraceReprise]) -> None:
    """Une case imprimée que le document corrigé n'imprime plus disparaît, sauf si une personne l'a
    écartée."""
    mentions = [trace.objet for trace in disparus if NATURES[trace.nature].miroir]
    retirees = list(Mention.objects.filter(pk__in=mentions, ecartee_le=None).values_list("pk", flat=True))
    Mention.objects.filter(pk__in=retirees).delete()
    TraceReprise.objects.filter(pk__in=[t.pk for t in disparus if t.objet in set(retirees)]).delete()


def _ecrire_traces(
    carnet: Carnet, comparaison: Comparaison, lecture: Lecture, remplacer: Collection[str]
) -> None:
    nouvelles, changees = [], []
    for examen in comparaison.examens:
        fait = examen.fait
        trace = carnet.traces.get((fait.nature, fait.cle))
        tranche = cle_de(examen) in remplacer
        champs = {champ: comparable(valeur) for champ, valeur in fait.champs.items()}
        if trace is None:
            # Un conflit non tranché n'a pas d'ancienne lecture : il restera un conflit à la prochaine.
            lus = {c: v for c, v in champs.items() if tranche or c not in examen.en_conflit}
            nouvelles.append(_trace(carnet, fait, lus, lecture))
            continue
        if not tranche:
            champs |= {c: trace.champs.get(c) for c in examen.en_conflit}
        if trace.champs != _en_json(champs) or trace.objet != fait.id:
            trace.champs, trace.objet, trace.lecture = champs, fait.id, lecture
            changees.append(trace)
    TraceReprise.objects.bulk_create(nouvelles, batch_size=500)
    TraceReprise.objects.bulk_update(changees, ["champs", "objet", "lecture"], batch_size=500)


def _trace(carnet: Carnet, fait: Fait, champs: dict[str, Any], lecture: Lecture) -> TraceReprise:
    return TraceReprise(
        programme_id=carnet.contexte.programme,
        exercice_code=carnet.contexte.code_exercice if NATURES[fait.nature].annuelle else "",
        nature=fait.nature,
        cle=fait.cle,
        objet=fait.id,
        champs=champs,
        zone=carnet.zone_de[fait.nature, fait.cle],
        lecture=lecture,
    )


def _en_json(champs: dict[str, Any]) -> dict[str, Any]:
    relu: dict[str, Any] = json.loads(json.dumps(champs, cls=DjangoJSONEncoder))
    return relu


def proposition(carnet: Carnet, comparaison: Comparaison) -> Proposition:
    """La comparaison, sous la forme qu'une personne relit avant de confirmer."""
    resultat = Proposition(carnet.code_programme, carnet.contexte.code_exercice)
    listes = {
        Sort.CREATION: resultat.creations,
        Sort.MODIFICATION: resultat.modifications,
        Sort.CONFLIT: resultat.conflits,
        Sort.GARDE: resultat.gardes,
    }
    for examen in comparaison.examens:
        nature = NATURES[examen.fait.nature]
        resultat.compter(nature.code, nature.libelle, examen.sort)
        if examen.sort in listes:
            listes[examen.sort].append(_difference(carnet, examen))
    for cle, organisation in carnet.organismes.nouveaux.items():
        resultat.compter("organisme", "organismes", Sort.CREATION)
        resultat.creations.append(
            Difference(f"organisme|{cle}", "organisme", "organismes", Sort.CREATION, organisation.nom)
        )
    for lien in comparaison.liaisons_a_creer:
        resultat.compter(RATTACHEMENTS, LIBELLE_RATTACHEMENTS, Sort.CREATION)
        objet = str(lien.cles.get("titre") or lien.cles.get("libelle") or lien.modele._meta.verbose_name)
        resultat.creations.append(
            Difference(f"{RATTACHEMENTS}|{objet}", RATTACHEMENTS, LIBELLE_RATTACHEMENTS, Sort.CREATION, objet)
        )
    for objet_lie, _ in comparaison.liaisons_a_suivre:
        resultat.compter(RATTACHEMENTS, LIBELLE_RATTACHEMENTS, Sort.MODIFICATION)
        resultat.modifications.append(
            Difference(
                f"{RATTACHEMENTS}|{objet_lie.pk}",
                RATTACHEMENTS,
                LIBELLE_RATTACHEMENTS,
                Sort.MODIFICATION,
                str(objet_lie),
            )
        )
    _compter_disparus(resultat, comparaison)
    resultat.a_rapprocher = list(dict.fromkeys(carnet.organismes.a_rapprocher))
    resultat.avertissements = list(carnet.avertissements)
    return resultat


def _compter_disparus(resultat: Proposition, comparaison: Comparaison) -> None:
    """Ce que la reprise précédente avait écrit et que le document ne dit plus."""
    for trace in comparaison.disparus:
        nature = NATURES[trace.nature]
        resultat.compter(nature.code, nature.libelle, Sort.DISPARU)
        resultat.disparus.append(
            Difference(
                f"{trace.nature}|{trace.cle}",
                nature.code,
                nature.libelle,
                Sort.DISPARU,
                trace.cle.replace("|", " "),
                cible=f"{trace.nature}:{trace.objet}",
            )
        )


def _difference(carnet: Carnet, examen: Examen) -> Difference:
    fait, nature = examen.fait, NATURES[examen.fait.nature]
    objet = carnet.objet(fait.nature, fait.id)
    ecarts = examen.a_ecrire | examen.en_conflit | examen.gardes if objet is not None else {}
    champs = tuple(
        ChampDifferent(
            champ,
            _libelle_champ(nature.modele, champ),
            _lisible(carnet, nature.modele, champ, getattr(objet, champ)),
            _lisible(carnet, nature.modele, champ, valeur),
        )
        for champ, valeur in ecarts.items()
    )
    cible = f"{fait.nature}:{fait.id}" if objet is not None else ""
    return Difference(
        cle_de(examen),
        nature.code,
        nature.libelle,
        examen.sort,
        fait.objet,
        champs,
        str(fait.lieu or ""),
        cible,
    )


def _champ(modele: type[Model], champ: str) -> Field[Any, Any]:
    return modele._meta.get_field(champ.removesuffix("_id"))  # type: ignore[return-value]


def _libelle_champ(modele: type[Model], champ: str) -> str:
    return str(_champ(modele, champ).verbose_name)


def _lisible(carnet: Carnet, modele: type[Model], champ: str, valeur: Any) -> str:
    if valeur is None or valeur == "":
        return "vide"
    if isinstance(_champ(modele, champ), ForeignKey):
        return _nom_lie(carnet, valeur)
    if isinstance(valeur, Decimal):
        return ecrire_nombre(valeur.normalize())
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    texte = str(valeur)
    if isinstance(valeur, dict):
        texte = ", ".join(f"{cle} : {contenu}" for cle, contenu in valeur.items()) or "vide"
    elif choix := dict(_champ(modele, champ).flatchoices):
        texte = str(choix.get(valeur, valeur))
    return texte if len(texte) <= LISIBLE_MAX else f"{texte[:LISIBLE_MAX]}…"


def _nom_lie(carnet: Carnet, cle: Any) -> str:
    if isinstance(cle, UUID) and carnet.organismes.nom(cle):
        return carnet.organismes.nom(cle)
    return next((f.objet for f in carnet.faits.values() if f.id == cle), str(cle))
