"""Le dossier d'une personne mis en page pour elle : phrases simples, tableaux courts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jalon.socle.rendu.blocs import (
    Bloc,
    Colonne,
    Couverture,
    Document,
    Rangee,
    Tableau,
    Titre,
    case_texte,
    phrase,
)

Contenu = Mapping[str, Any]


def document_du_dossier(contenu: Contenu) -> Document:
    """Le document à remettre, d'après le contenu de `dossier.json`."""
    civil = contenu["etat_civil"]
    nom = " ".join(filter(None, (*civil["prenoms"][:1], civil["nom"])))
    blocs: list[Bloc] = [
        Titre(1, "Ce que ce document contient"),
        phrase(
            "Voici les données que le département tient sur vous. Elles viennent surtout de la caisse qui "
            "verse votre RSA. Si une donnée est fausse, dites-le au département ou à votre caisse."
        ),
        *_etat_civil(civil),
        *_section("Vous joindre", contenu["contacts"], CONTACTS, "Aucun téléphone ni courriel n'est connu."),
        *_section("Vos séjours dans le RSA", contenu["episodes"], EPISODES, "Aucun séjour n'est connu."),
    ]
    for foyer in contenu["foyers"]:
        blocs += _foyer(foyer)
    blocs += [
        Titre(1, "Votre suivi", page=True),
        *_section("France Travail", contenu["france_travail"], INSCRIPTIONS, "Aucune inscription transmise."),
        *_section("À qui vous êtes confié", contenu["affectations"], AFFECTATIONS, "À personne."),
        *_section("Repris d'un autre logiciel", contenu["faits_repris"], FAITS, "Rien n'a été repris."),
        Titre(2, "Les fichiers reçus"),
        phrase(
            f"{len(contenu['fichiers'])} versions de vos dossiers sont gardées ; leur détail est dans le "
            "fichier dossier.json remis avec ce document."
        ),
    ]
    return Document(
        couverture=Couverture(
            surtitre="Droit d'accès (RGPD, article 15)",
            titre="Votre dossier",
            sous_titre=nom,
            lignes=[f"Établi le {contenu['etabli_le']:%d/%m/%Y}", f"Numéro {contenu['dossier']}"],
        ),
        blocs=blocs,
        pied=f"Dossier {contenu['dossier']}",
        jour=contenu["etabli_le"],
    )


CONTACTS = (("Moyen", "nature"), ("Valeur", "valeur"), ("Source", "source"), ("Du", "du"), ("Au", "au"))
EPISODES = (
    ("Entrée", "entree"),
    ("Pourquoi", "motif_entree"),
    ("Sortie", "sortie"),
    ("Pourquoi", "motif_sortie"),
    ("Règles", "regime"),
)
INSCRIPTIONS = (
    ("À compter du", "a_compter_du"),
    ("État", "etat"),
    ("Catégorie", "categorie"),
    ("Motif", "motif"),
)
AFFECTATIONS = (("Structure", "structure"), ("Référent", "referent"), ("Du", "du"), ("Au", "au"))
FAITS = (("Logiciel", "logiciel"), ("Nature", "nature"), ("Date", "date"), ("Détail", "donnees"))
FOYER = (
    ("Votre place", "votre_role", (("Rôle", "role"), ("Du", "du"), ("Au", "au"))),
    ("Le droit", "droits", (("État", "etat"), ("Motifs", "motifs"), ("Du", "du"), ("Au", "au"))),
    (
        "Vos droits et devoirs",
        "droits_et_devoirs",
        (("Soumis aux droits et devoirs", "soumis"), ("Du", "du"), ("Au", "au")),
    ),
    ("Vos activités", "activites", (("Activités", "activites"), ("Du", "du"), ("Au", "au"))),
    (
        "Vos ressources",
        "ressources",
        (("Trimestre du", "du"), ("Au", "au"), ("Total en euros", "total"), ("Détail", "detail")),
    ),
    (
        "Les adresses",
        "adresses",
        (
            ("Voie", "voie"),
            ("Code postal", "code_postal"),
            ("Commune", "nom_commune"),
            ("Du", "du"),
            ("Au", "au"),
        ),
    ),
    ("La situation de famille", "situations", (("Situation", "situation"), ("Du", "du"), ("Au", "au"))),
    (
        "Les montants",
        "montants",
        (
            ("Nature", "natures"),
            ("Majoré", "majore"),
            ("Euros par mois", "total"),
            ("Du", "du"),
            ("Au", "au"),
        ),
    ),
)


def _etat_civil(civil: Contenu) -> list[Bloc]:
    champs = (
        ("Nom d'usage", civil["nom"]),
        ("Nom de naissance", civil["nom_naissance"]),
        ("Prénoms", ", ".join(civil["prenoms"])),
        ("Date de naissance", f"{_dire(civil['date_naissance'])} ({civil['precision_naissance']})"),
        ("Commune de naissance", civil["commune_naissance"] or "non renseignée"),
        ("Sexe", civil["sexe"] or "non renseigné"),
        ("Numéro de sécurité sociale", civil.get("nir") or ("connu" if civil["nir_connu"] else "inconnu")),
    )
    rangees = [Rangee((case_texte(nom), case_texte(str(valeur)))) for nom, valeur in champs]
    return [
        Titre(2, "Votre état civil"),
        Tableau("État civil", [Colonne("Champ"), Colonne("Valeur")], rangees),
    ]


def _foyer(foyer: Contenu) -> list[Bloc]:
    autres = ", ".join(foyer["autres_membres"]) or "personne d'autre"
    blocs: list[Bloc] = [
        Titre(1, f"Le dossier {foyer['numero_demande']}", page=True),
        phrase(
            f"Matricule {foyer['matricule'] or 'inconnu'}, {foyer['organisme'] or 'organisme inconnu'}. "
            f"Demande du {_dire(foyer['date_demande'])}. Dans ce foyer avec vous : {autres}."
        ),
    ]
    for titre, rubrique, colonnes in FOYER:
        blocs += _section(titre, foyer[rubrique], colonnes, "Rien n'est connu.")
    return blocs


def _section(
    titre: str, lignes: Sequence[Contenu], colonnes: Iterable[tuple[str, str]], sinon: str
) -> list[Bloc]:
    if not lignes:
        return [Titre(2, titre), phrase(sinon)]
    paires = list(colonnes)
    rangees = [Rangee(tuple(case_texte(_dire(ligne[cle])) for _, cle in paires)) for ligne in lignes]
    return [Titre(2, titre), Tableau(titre, [Colonne(nom) for nom, _ in paires], rangees)]


def _dire(valeur: Any) -> str:
    """Une valeur comme on l'écrit ; « — » pour ce qui n'est pas renseigné."""
    if valeur is None or valeur in ("", [], {}):
        return "—"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        return f"{valeur:.2f}".replace(".", ",")
    if isinstance(valeur, Mapping):
        return " ; ".join(f"{nom} : {_dire(v)}" for nom, v in valeur.items())
    if isinstance(valeur, list | tuple):
        return ", ".join(map(_dire, valeur))
    return str(valeur)
