"""Vingt-quatre mois de fichiers, mensuels et quotidiens mêlés, dans n'importe quel ordre : la même histoire.

Elle est comparée, jour par jour, à un rejeu naïf : un tableau d'une valeur par jour que chaque observation
récrit à partir de sa date d'effet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.parcours.personnes.enums import ETATS_OUVERTS
from jalon.parcours.personnes.histoire import valeur_au
from jalon.parcours.personnes.models import Foyer, Membre
from jalon.parcours.personnes.observations import Fait, Instant, ObservationFoyer, jour_decrit
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE
from jalon.sources.flux_cnaf.decoupe import couper
from jalon.sources.flux_cnaf.lecture import analyser
from jalon.sources.flux_cnaf.simulation.fautes import contenu
from jalon.sources.flux_cnaf.simulation.reglages import ajouter_mois, fin_de_mois
from jalon.sources.flux_cnaf.traduction import traduire
from tests.parcours.personnes.departement import charger, fichiers, photo, reglages

pytestmark = pytest.mark.django_db
ORIGINE, JOURS = date(1990, 1, 1), 365 * 40
PARTI = ("",)


class Tableau:
    """Une valeur par jour. Une observation récrit tous les jours à partir de son effet."""

    def __init__(self) -> None:
        self.valeurs: list[tuple[Any, ...] | None] = [None] * JOURS

    def dire(self, fait: Fait, instant: Instant) -> None:
        depuis = fait.a_compter_du
        if depuis is None:
            dernier = self.dernier_changement()
            depuis = instant.defaut if dernier is None or dernier <= instant.defaut else None
            if depuis is None:
                depuis = max(dernier, instant.jour)
        rang = max((depuis - ORIGINE).days, 0)
        self.valeurs[rang:] = [fait.valeur] * (JOURS - rang)

    def dernier_changement(self) -> date | None:
        for rang in range(JOURS - 1, 0, -1):
            if self.valeurs[rang] != self.valeurs[rang - 1]:
                return ORIGINE + timedelta(days=rang)
        return None if self.valeurs[0] is None else ORIGINE

    def au(self, jour: date) -> tuple[Any, ...] | None:
        return self.valeurs[(jour - ORIGINE).days]

    @property
    def vide(self) -> bool:
        return self.valeurs[-1] is None

    def ouvert_depuis(self) -> date | None:
        """Premier jour de la suite d'états ouverts qui dure encore à la fin du tableau."""
        rang = JOURS
        while rang and self.valeurs[rang - 1] and self.valeurs[rang - 1][0] in ETATS_OUVERTS:
            rang -= 1
        return ORIGINE + timedelta(days=rang) if rang < JOURS else None


class Naif:
    """Ce que des observations, dans l'ordre du temps, disent d'un foyer."""

    def __init__(self) -> None:
        self.foyer: dict[str, Tableau] = defaultdict(Tableau)
        self.membres: dict[bytes, dict[str, Tableau]] = defaultdict(lambda: defaultdict(Tableau))

    def observer(self, vue: ObservationFoyer, instant: Instant) -> None:
        for nom in TABLES_FOYER:
            fait = getattr(vue, nom)
            if fait and nom == "etat" and self.foyer["etat"].vide and fait.a_compter_du is None:
                demande = vue.date_demande
                tot = demande.replace(day=1) if demande and demande <= instant.jour else instant.defaut
                fait = Fait(fait.valeur, tot)
            if fait:
                self.foyer[nom].dire(fait, instant)
        ouvert = self.foyer["etat"].ouvert_depuis()
        for membre in vue.membres:
            series = self.membres[membre.identite.cle]
            self._appartenir(series["appartenance"], membre, instant)
            for nom in ("droits_devoirs", "activites"):
                fait = getattr(membre, nom)
                if (
                    fait
                    and series[nom].vide
                    and fait.a_compter_du is None
                    and ouvert
                    and ouvert <= instant.jour
                ):
                    fait = Fait(fait.valeur, ouvert)
                if fait:
                    series[nom].dire(fait, instant)
            for fait in membre.ressources:
                series["ressources"].dire(fait, instant)
        vus = {membre.identite.cle for membre in vue.membres}
        for cle, series in self.membres.items():
            if cle not in vus and series["appartenance"].valeurs[-1] != PARTI:
                series["appartenance"].dire(Fait(PARTI), instant)

    @staticmethod
    def _appartenir(tableau: Tableau, membre: Any, instant: Instant) -> None:
        fin = membre.fin_appartenance
        parti = fin is not None and fin < instant.jour
        lendemain = fin + timedelta(days=1) if parti else None
        if parti and tableau.valeurs[-1] == PARTI and tableau.dernier_changement() == lendemain:
            return
        tableau.dire(membre.appartenance, instant)
        if parti:
            tableau.dire(Fait(PARTI, lendemain), instant)


def observations(chemins: list[Path]) -> Iterator[tuple[Instant, ObservationFoyer]]:
    for chemin in chemins:
        with couper(chemin) as decoupe:
            tete = decoupe.tete
            cree_le = timezone.make_aware(datetime.combine(tete.cree_le, tete.cree_a or time.min))
            jour = jour_decrit(tete.reference, tete.cree_le, quotidien=not tete.mensuel)
            for lu in analyser(decoupe):
                yield Instant(jour, cree_le, quotidien=not tete.mensuel), traduire(lu)


def naifs(chemins: list[Path]) -> dict[str, Naif]:
    rejoues: dict[str, Naif] = defaultdict(Naif)
    for instant, vue in sorted(observations(chemins), key=lambda paire: paire[0]):
        rejoues[vue.numero].observer(vue, instant)
    return rejoues


def comparer(rejoues: dict[str, Naif], jours: list[date]) -> int:
    """Confronte la base au rejeu pour chaque série, chaque jour demandé ; rend le nombre de comparaisons."""
    foyers = dict(Foyer.objects.values_list("numero", "pk"))
    assert set(foyers) == set(rejoues)
    membres = defaultdict(dict)
    for pk, numero, cles in Membre.objects.values_list("pk", "foyer__numero", "cles_vues"):
        for cle in cles:
            membres[numero][bytes(cle)] = pk
    lues = {nom: table.lire(foyers.values()) for nom, table in TABLES_FOYER.items()}
    toutes = [pk for connus in membres.values() for pk in connus.values()]
    lues |= {nom: table.lire(toutes) for nom, table in TABLES_MEMBRE.items()}
    comparees = 0
    for numero, naif in rejoues.items():
        sujets = [(foyers[numero], naif.foyer)]
        sujets += [(membres[numero][cle], series) for cle, series in naif.membres.items()]
        for sujet, series in sujets:
            for nom, tableau in series.items():
                for jour in jours:
                    dit = valeur_au(lues[nom].get(sujet, ()), jour)
                    assert dit == tableau.au(jour), (numero, nom, jour)
                    comparees += 1
    return comparees


def fins_de_mois(nombre: int) -> list[date]:
    return [fin_de_mois(ajouter_mois(reglages().mois, rang)) for rang in range(-3, nombre + 2)]


@pytest.mark.parametrize("dialecte", ["vrsb", "vrsd"])
def test_en_tout_ordre_la_base_dit_ce_que_dit_un_rejeu_naif(dialecte, tmp_path, systeme):
    voulu = reglages(6, 24, graine=4, quotidiens=True, dialecte=dialecte)
    chemins = [fichier.chemin for fichier in fichiers(voulu, tmp_path)]
    rejoues = naifs(chemins)
    with annule():
        charger(chemins, systeme)
        attendue = photo()
        assert comparer(rejoues, fins_de_mois(24)) > 1000

    @settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(ordre=st.permutations(chemins))
    def en_tout_ordre(ordre):
        with annule():
            charger(ordre, systeme)
            obtenue = photo()
            for nom, lignes in attendue.items():
                assert obtenue[nom] == lignes, nom

    en_tout_ordre()


def test_une_fin_de_rattachement_a_venir_compte_le_jour_venu_meme_si_rien_ne_change(tmp_path, systeme):
    """Le dossier est identique d'un mois à l'autre ; seule la date de fin, entre-temps, est passée."""
    voulu = reglages(30)
    chemins = []
    for rang in range(4):
        mois = contenu(voulu, mois=ajouter_mois(voulu.mois, rang))
        base = contenu(voulu)
        blocs = [
            bloc.replace("</DDRATDOS>\n", "</DDRATDOS>\n<DFRATDOS>2024-11-15</DFRATDOS>\n", 1)
            for bloc in base.blocs
        ]
        chemins.append(tmp_path / f"{rang}.RCV")
        chemins[-1].write_bytes(type(base)(mois.tete, tuple(blocs), base.encodage).octets())
    assert b"<DFRATDOS>2024-11-15<" in chemins[0].read_bytes()
    bilans = charger(chemins, systeme)
    assert comparer(naifs(chemins), fins_de_mois(4)) > 100
    assert [bilan.comptes["inchanges"] > 0 for bilan in bilans] == [False, False, True, True]


class annule:
    """Défait, à la sortie, tout ce que le bloc a chargé."""

    def __enter__(self) -> None:
        self._bloc = transaction.atomic()
        self._bloc.__enter__()

    def __exit__(self, *erreur: Any) -> None:
        if erreur[0] is None:
            transaction.set_rollback(True)
        self._bloc.__exit__(*erreur)
        with connection.cursor() as curseur:
            curseur.execute("DISCARD TEMP")
