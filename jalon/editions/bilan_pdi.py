"""Le bilan d'un programme départemental d'insertion : où en est chaque action, axe par axe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from jalon.editions.anomalies import annexe_anomalies
from jalon.editions.calculs import (
    ChiffresCalcules,
    annexe_des_calculs,
    chiffres_calcules,
    phrase_de_la_part,
)
from jalon.editions.commun import Presentation, document, presentation
from jalon.editions.fiches import indicateurs, sections
from jalon.editions.tableaux import tableau_d_avancement, titre_d_axe
from jalon.pilotage.bilans.fiche import FicheComplete, LigneAvancementAffichee
from jalon.pilotage.bilans.selectors import fiches_completes, tableau_avancement
from jalon.pilotage.controles.rapport import Rapport
from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.programmes.enums import TypeSection
from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.pilotage.programmes.selectors import legende
from jalon.socle.rendu.blocs import (
    Bloc,
    Document,
    Etiquettes,
    Feuille,
    Figure,
    Paysage,
    Prose,
    SelonSupport,
    Titre,
    phrase,
)
from jalon.socle.rendu.graphiques import Etat, avancement_par_axe
from jalon.socle.rendu.markdown import Brin, Liste, Paragraphe

TITRE = "Bilan"
NON_LU = "non lu"
LEGENDE_THEMES = "Légende action transversale"


@dataclass(slots=True)
class BilanPdi:
    """Tout ce que le bilan imprime, lu une fois. `etats` : légende du modèle, (libellé, couleur)."""

    entete: Presentation
    avancement: list[LigneAvancementAffichee] = field(default_factory=list)
    etats: list[tuple[str, str]] = field(default_factory=list)
    fiches: list[FicheComplete] = field(default_factory=list)
    controle: Rapport = field(default_factory=lambda: Rapport(""))
    calculs: ChiffresCalcules = field(default_factory=ChiffresCalcules)

    @property
    def thematiques(self) -> list[str]:
        """Les thématiques que les actions portent, une fois chacune."""
        return sorted({mot for ligne in self.avancement for mot in ligne.thematiques})


def rassembler(programme: Programme, exercice: Exercice) -> BilanPdi:
    """Lit le programme : avancement, fiches, contrôles."""
    fiches = fiches_completes(programme, exercice)
    return BilanPdi(
        entete=presentation(programme, exercice),
        avancement=tableau_avancement(programme, exercice),
        etats=[(etat.libelle, etat.couleur) for etat in legende(programme)],
        fiches=fiches,
        controle=rapport_controle(programme, exercice),
        calculs=chiffres_calcules(exercice, (), fiches),
    )


def en_document(bilan: BilanPdi) -> Document:
    """Le bilan en blocs ; comme au rapport d'exécution, les anomalies précèdent les fiches à modifier."""
    exercice = bilan.entete.exercice
    anomalies = [Feuille("Anomalies"), *annexe_anomalies(bilan.controle)]
    blocs: list[Bloc] = [*_presentation(bilan)]
    titre = Titre(1, f"I - État d'avancement {exercice.code}")
    blocs.append(
        Paysage(
            [
                Feuille("Avancement"),
                titre,
                tableau_d_avancement(bilan.avancement, exercice),
                *_legendes(bilan),
            ]
        )
    )
    blocs += annexe_des_calculs(bilan.calculs)
    blocs.append(SelonSupport([], anomalies))
    blocs.append(Feuille("Fiches"))
    blocs += _fiches(bilan)
    blocs.append(SelonSupport(anomalies, []))
    return document(bilan.entete, f"{TITRE} {exercice.code}", blocs)


def _presentation(bilan: BilanPdi) -> Iterator[Bloc]:
    yield Titre(1, "Présentation")
    yield phrase(f"Programme départemental d'insertion, exercice {bilan.entete.exercice.code} : "
                 f"{len(bilan.avancement)} actions.", style="chapo")  # fmt: skip
    comptes = Counter(ligne.etat_libelle for ligne in bilan.avancement)
    if comptes:
        puces = tuple((Paragraphe((Brin(f"{etat} : {compte}"),)),) for etat, compte in comptes.most_common())
        yield Prose((Liste(puces),))
        yield _figure(bilan)
    for brins in phrase_de_la_part(bilan.calculs):
        yield SelonSupport([phrase(*brins)], [])
    for acte, signataires in bilan.entete.actes:
        qui = f" — signé par {', '.join(signataires)}" if signataires else ""
        yield phrase(Brin(acte, gras=True), qui)


def _figure(bilan: BilanPdi) -> Figure:
    couleurs = dict(bilan.etats)
    etats = [
        Etat(
            titre_d_axe(ligne.axe_code, ligne.axe),
            ligne.etat_libelle,
            couleurs.get(ligne.etat_libelle, "gris"),
        )
        for ligne in bilan.avancement
    ]
    comptes = Counter(e.etat for e in etats)
    detail = ", ".join(f"{compte} « {etat} »" for etat, compte in comptes.most_common())
    return Figure(
        avancement_par_axe(etats),
        f"Nombre d'actions par axe et par état : {detail}. Le détail est dans le tableau d'avancement.",
        "Nombre d'actions par axe et par état.",
    )


def _legendes(bilan: BilanPdi) -> Iterator[Bloc]:
    mots = [
        *bilan.etats,
        *([(NON_LU, "gris")] if any(li.etat == "non_lu" for li in bilan.avancement) else []),
    ]
    carres = " ".join(f"■ {libelle}" for libelle, _ in bilan.etats)
    yield SelonSupport([Etiquettes(tuple(mots))], [phrase(carres)])
    if any(li.etat == "non_lu" for li in bilan.avancement):
        note = (
            "« non lu » : le document repris ne permet pas de lire l'état ; ce n'est pas un état de l'action."
        )
        yield SelonSupport([phrase(note, style="note")], [])
    if bilan.thematiques:
        yield SelonSupport(
            [phrase(f"{LEGENDE_THEMES} : {', '.join(bilan.thematiques)}.", style="note")],
            [phrase(LEGENDE_THEMES), *(phrase(mot) for mot in bilan.thematiques)],
        )


def _fiches(bilan: BilanPdi) -> Iterator[Bloc]:
    axe = objectif = ""
    for rang, fiche in enumerate(bilan.fiches):
        nom_axe = titre_d_axe(fiche.axe_code, fiche.axe)
        nom_objectif = f"{fiche.objectif_code} {fiche.objectif}".strip()
        nouveau = nom_axe != axe
        if nouveau:
            yield Titre(1, nom_axe, page=True)
        if nom_objectif and (nouveau or nom_objectif != objectif):
            entete: list[Bloc] = [Titre(2, nom_objectif, page=not nouveau)]
            reprise: list[Bloc] = [] if nouveau else [phrase(nom_axe)]
            yield SelonSupport(entete, [*reprise, phrase("Objectif opérationnel"), Titre(2, nom_objectif)])
        elif nom_objectif:
            rappel = [phrase(nom_axe), phrase("Objectif opérationnel"), phrase(nom_objectif)]
            yield SelonSupport([phrase(nom_objectif, style="surtitre")], rappel)
        axe, objectif = nom_axe, nom_objectif
        yield from _fiche(fiche, bilan.entete.exercice, 3 if nom_objectif else 2, rang)


def _fiche(fiche: FicheComplete, exercice: Exercice, niveau: int, rang: int) -> Iterator[Bloc]:
    yield Titre(
        niveau, f"Action n° {fiche.numero} : {fiche.titre}" if fiche.numero else f"Action : {fiche.titre}"
    )
    etiquettes = [
        (fiche.etat_libelle, fiche.etat_couleur or "gris"),
        *((t, "bleu") for t in fiche.thematiques),
    ]
    yield SelonSupport([Etiquettes(tuple(etiquettes))], [phrase(mot) for mot in fiche.thematiques])
    if fiche.pilote:
        yield SelonSupport([phrase(Brin("Pilote : ", gras=True), fiche.pilote)], [])
    porteuse = _section_des_chiffres(fiche)
    yield from sections(fiche, exercice, niveau + 1, numerotees=False, avec_indicateurs=porteuse)
    if not porteuse:
        for tableau in fiche.tableaux:
            yield from indicateurs(tableau, fiche)


def _section_des_chiffres(fiche: FicheComplete) -> str:
    types = {section.type for section in fiche.sections}
    return next((t for t in (TypeSection.INDICATEURS, TypeSection.BILAN) if t in types), "")
