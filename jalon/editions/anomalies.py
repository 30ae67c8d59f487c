"""L'annexe des anomalies et des dispenses : ce que les contrôles trouvent, ce qu'une personne a accepté."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jalon.editions.ecriture import adresse
from jalon.pilotage.controles.rapport import Anomalie, Certitude, Dispense, Gravite, Rapport
from jalon.socle.montants import ecrire_nombre
from jalon.socle.rendu.blocs import Bloc, Case, Colonne, Rangee, Tableau, Titre, case_texte, phrase
from jalon.socle.rendu.markdown import Brin

GRAVITES = {
    Gravite.ERREUR: "Erreurs certaines",
    Gravite.AVERTISSEMENT: "Avertissements",
    Gravite.INFORMATION: "Pour information",
}
CERTITUDES = {Certitude.CERTAINE: "", Certitude.PROBABLE: "probable", Certitude.A_VERIFIER: "à vérifier"}
COLONNES = (("Constat", 3.0), ("Valeurs et places", 3.4), ("Piste", 1.8))


def annexe_anomalies(rapport: Rapport) -> Iterator[Bloc]:
    """Toutes les anomalies par gravité, puis celles qu'une dispense couvre, avec leur motif."""
    yield Titre(1, "Annexe des anomalies et des dispenses", page=True)
    compte, erreurs = len(rapport.anomalies), len(rapport.erreurs)
    if not compte and not rapport.dispensees:
        yield phrase("Les contrôles ne trouvent aucune anomalie.")
        return
    yield phrase(
        f"Contrôles faits : {ecrire_nombre(rapport.controles)}. Anomalies : {ecrire_nombre(compte)}, dont "
        f"{erreurs} {'erreurs certaines' if erreurs > 1 else 'erreur certaine'}. "
        f"Anomalies acceptées par une dispense : {len(rapport.dispensees)}."
    )
    for gravite, titre in GRAVITES.items():
        anomalies = rapport.par_gravite(gravite)
        if anomalies:
            yield Titre(2, f"{titre} ({len(anomalies)})")
            yield _tableau(anomalies)
    if rapport.dispensees:
        yield Titre(2, f"Dispenses ({len(rapport.dispensees)})")
        yield _tableau_dispenses(rapport.dispensees)


def _tableau(anomalies: Iterable[Anomalie]) -> Tableau:
    tableau = Tableau("", [Colonne(titre, part=part) for titre, part in COLONNES])
    tableau.rangees = [Rangee((_constat(a), _valeurs(a), _piste(a))) for a in anomalies]
    return tableau


def _constat(anomalie: Anomalie) -> Case:
    certitude = CERTITUDES[anomalie.certitude]
    return Case(
        (
            Brin(anomalie.titre, gras=True),
            *((Brin(f" ({certitude})", ton="gris"),) if certitude else ()),
            Brin(f"\n{anomalie.message}"),
        )
    )


def _valeurs(anomalie: Anomalie) -> Case:
    brins: list[Brin] = []
    for rang, citee in enumerate(anomalie.valeurs):
        if rang:
            brins.append(Brin("\n"))
        brins.append(Brin(f"{citee.libelle} : "))
        brins.append(Brin(citee.ecrite(), gras=True, lien=adresse(citee.lieu.cible)))
        brins.append(Brin(f" — {citee.lieu}", ton="note"))
    if anomalie.ecart is not None:
        brins.append(Brin(f"\nÉcart : {ecrire_nombre(anomalie.ecart.normalize())}", gras=True))
    return Case(tuple(brins))


def _piste(anomalie: Anomalie) -> Case:
    return case_texte(anomalie.piste)


def _tableau_dispenses(dispensees: Iterable[tuple[Anomalie, Dispense]]) -> Tableau:
    tableau = Tableau(
        "", [Colonne("Anomalie", part=3), Colonne("Motif", part=3), Colonne("Accordée par", part=1.6)]
    )
    for anomalie, dispense in dispensees:
        fin = f"\njusqu'au {dispense.jusqu_au:%d/%m/%Y}" if dispense.jusqu_au else ""
        qui = f"{dispense.auteur}, le {dispense.date:%d/%m/%Y}{fin}"
        tableau.rangees.append(Rangee((_constat(anomalie), case_texte(dispense.motif), case_texte(qui))))
    return tableau
