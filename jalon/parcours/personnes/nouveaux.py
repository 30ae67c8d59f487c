"""Écrire d'un trait les foyers déjà préparés, sauf ceux dont une personne pourrait être déjà connue.

Un foyer préparé n'est pris tel quel que si aucune clé d'identité, aucun NIR certain d'un de ses membres ne
se trouve ailleurs : ni dans la base, ni chez un autre dossier du lot. Le moindre doute le rend à la voie
commune, qui compare, attribue et propose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection, models
from psycopg import sql

from jalon.parcours.personnes.ecriture import Ecrivain, liste_de_colonnes, nom_de_table
from jalon.parcours.personnes.histoire import SERIES_FOYER, SERIES_MEMBRE
from jalon.parcours.personnes.models import ChangementDossier, Foyer, Membre, Personne, VersionDossier
from jalon.parcours.personnes.observations import ObservationFoyer
from jalon.parcours.personnes.preparation import COLONNES, FoyerPret, cle_du_nir_certain
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE

MODELES = {
    "foyer": Foyer,
    "version": VersionDossier,
    "personne": Personne,
    "membre": Membre,
    "changement": ChangementDossier,
}
SERIES = TABLES_FOYER | TABLES_MEMBRE
TABLES: dict[str, tuple[type[models.Model], Sequence[str]]] = {
    **{nom: (modele, COLONNES[nom]) for nom, modele in MODELES.items()},
    **{nom: (SERIES[nom].modele, SERIES[nom].toutes) for nom in (*SERIES_FOYER, *SERIES_MEMBRE)},
}
"""Table et colonnes de chaque sorte de rangées, dans l'ordre où elles s'écrivent."""


@dataclass(frozen=True, slots=True)
class DossierPret:
    """Un dossier préparé ; `contenu` permet de le relire si la voie commune doit le reprendre."""

    pret: FoyerPret
    empreinte: bytes
    contenu: bytes = field(repr=False)


def sans_rival(
    prets: Sequence[DossierPret], autres: Iterable[ObservationFoyer], departement: str
) -> list[DossierPret]:
    """Dossiers préparés qu'aucune personne connue ne peut disputer. `autres` : les autres dossiers du lot."""
    candidats = [dossier for dossier in prets if dossier.pret.departement == departement]
    if not candidats:
        return []
    compte = Counter(cle for dossier in prets for cle in _cles(dossier.pret))
    connues = _connues(compte)
    for observation in autres:
        for membre in observation.membres:
            connues.update({membre.identite.cle, cle_du_nir_certain(membre.identite) or b""})
    return [
        dossier
        for dossier in candidats
        if not any(cle in connues or compte[cle] > 1 for cle in _cles(dossier.pret))
    ]


def ecrire_prets(ecrivain: Ecrivain, prets: Sequence[FoyerPret], chargement: int) -> None:
    """Écrit toutes les rangées de ces foyers, et note que ce chargement les a montrés.

    Tout se copie d'abord : vider une table temporaire relit toutes les vérifications en attente.
    """
    copies = [
        (modele, ecrivain.copier(modele, texte, colonnes), colonnes)
        for nom, (modele, colonnes) in TABLES.items()
        if (texte := "".join([pret.lignes.get(nom, "") for pret in prets]))
    ]
    for modele, temporaire, colonnes in copies:
        if modele is VersionDossier:
            _observer(temporaire, chargement)
        else:
            ecrivain.inserer(modele, temporaire, colonnes)


def numeros_connus(departement: str, numeros: Iterable[str]) -> set[str]:
    """Parmi ces numéros de demande, ceux que la base connaît."""
    connus = Foyer.objects.filter(departement=departement, numero__in=list(numeros))
    return set(connus.values_list("numero", flat=True))


def _observer(temporaire: sql.Identifier, chargement: int) -> None:
    """Garde la version de chaque dossier, et note que ce chargement l'a montrée."""
    with connection.cursor() as curseur:
        curseur.execute(
            sql.SQL(
                "WITH gardees AS (INSERT INTO {table} ({colonnes}) SELECT {colonnes} FROM {temporaire}"
                " RETURNING id, foyer_id)"
                " INSERT INTO parcours_personnes_observationdossier (foyer_id, chargement_id, version_id)"
                " SELECT foyer_id, %s, id FROM gardees"
            ).format(
                table=nom_de_table(VersionDossier),
                colonnes=liste_de_colonnes(COLONNES["version"]),
                temporaire=temporaire,
            ),
            [chargement],
        )


def _cles(pret: FoyerPret) -> Iterator[bytes]:
    for cle in pret.personnes:
        yield cle.identite
        if cle.nir is not None:
            yield cle.nir


def _connues(cles: Iterable[bytes]) -> set[bytes]:
    """Celles de ces clés qu'un membre de foyer de la base porte déjà."""
    liste = "{" + ",".join([f'"\\\\x{cle.hex()}"' for cle in cles]) + "}"
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT cle_identite, nir_cle FROM parcours_personnes_membre"
            " WHERE cle_identite = ANY (%(cles)s::bytea[]) OR nir_cle = ANY (%(cles)s::bytea[])",
            {"cles": liste},
        )
        return {bytes(cle) for ligne in curseur.fetchall() for cle in ligne if cle is not None}
