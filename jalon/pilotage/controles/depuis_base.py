"""Base → relevé : ce que les règles contrôlent d'un programme, reconstitué depuis la base et les mentions.

Une valeur tenue par la base vient de la base. Une valeur que seul le document imprime (total, recettes,
report sortant, budget de fiche, titre, section) vient de sa `Mention` tant qu'une personne ne l'a pas
écartée ; sans mention, elle est déduite, donc juste. `Lieu.cible` porte l'adresse de chaque case.

Écriture des mentions (par `jalon.sources.documents.reprise`)
-------------------------------------------------------------
Toute mention : `exercice`, `piece`, `ordre` (rang dans le document), `lieu`
(`{"tableau", "ligne", "colonne", "ligne_fichier"}`), et pour une case chiffrée `texte`, `etat` (code de
`releve.Etat`), `nombre`, `decimales` tels que lus (`details.unite`, `details.approche` s'il y a lieu).
`action` : vide pour ce qui n'appartient à aucune. Un nom répété dans une clé prend `#2`, `#3`…

`credits`
    - `colonnes` (sans action) : `details` = {rôle de `releve.Role`: en-tête imprimé}.
    - `ligne` (action), rôle vide : titre imprimé ; `details` = numero (imprimé), rubrique.
    - `ligne` (action), rôle `recettes` ou `report_sortant` : case chiffrée, toujours écrite (déduite).
    - `ligne` (action), rôle `valorisation`, `report_entrant`, `participation` ou `execute` : seulement si la
      base ne peut pas tenir la case (texte libre…).
    - `operateur:<nom>` (action), rôle `execute` : titre = nom ; case chiffrée.
    - `sous_total:<rang>` ou `total:<rang>` (sans action), un par rôle : titre imprimé, case chiffrée,
      `details` = rubrique, actions ([identifiant d'action, …]).
`fiche` (action)
    - `fiche` : titre imprimé ; `details` = numero (imprimé), code, axe, objectif_code, objectif, thematiques.
`fiche_prevu`, `fiche_execute` (action)
    - `total`, `etat`, `departement`, `dont_reports`, `dont_reports_total`, `report_sortant` : case chiffrée ;
      `date_arret` : texte.
    - `tiers:<nom>`, `operateur_etat:<nom>`, `operateur_departement:<nom>` : titre = nom ; case chiffrée.
    - `libelle`, `libelle_total`, `libelle_etat`, `libelle_departement` : texte, état « texte ».
`section` (action), `preambule`
    - `<type>:<rang>` : titre imprimé ; `details` = numero, version (celle de la `SectionFiche` écrite, 0 s'il
      n'y en a pas), lignes ([[ligne du fichier, texte], …]).
`avancement` (action)
    - `ligne` : titre ; `details` = numero, axe, objectif_code, objectif_code_imprime, objectif, etat, pilote,
      zoom.
`document`, `legende`, `thematiques`, `sommaire` (sans action)
    - `document` : `titre`, `departement`, `date_arret` (texte) ; `legende`, `thematiques` : `<rang>` ;
      `sommaire` : `<rang>`, titre et page en texte.
`annexe` (sans action), `fiche_indicateurs` (action)
    - `titre:<rang>`, `tableau:<rang>` : titre ; `details` = genre, operateur, colonnes ([{"libelle", "debut",
      "fin", "genre", "operateur", "prevision", "periodes"}, …]).

Cases directes du tableau des crédits : `Contrepartie.montant` (valorisation, `libelle`), `Credit` de
l'État (report_entrant, participation), `Depense` de l'État (execute, `libelle` = nature des dépenses), avec
leur `lieu` (`texte` en plus). Une case imprimée vide donne un objet de statut `non_renseigne`, une case
absente du tableau ne donne rien. États : lu=renseigne, vide=non_renseigne, en_attente, sans_objet,
texte et non_calculable=inconnu. Part départementale exécutée d'une fiche : `Contrepartie.execute`.
`FicheBilan` : seulement si le document a la fiche. `PlaceAction.numero` : le code du relevé, tel quel.

Indicateurs : une `SerieAction` par ligne (et par opérateur si les colonnes sont des opérateurs :
`operateur_en_colonne=True`, même `ordre`), avec `tableau`, `rang_tableau`, `genre` (celui du relevé) ;
`ordre` = rang de la ligne dans le tableau. Annexe : `Mesure` et `LigneAnnexe`, chacune sa série tant que
la formule n'est pas confirmée ; `Mesure.annexe` = titre de l'annexe. Un `Chiffre` par `ChiffreCellule` :
`texte` = texte du chiffre ; `coupe` = {} pour le principal, sinon {"part": qualite ou rang} ;
`lieu` = place + `colonne_rang`, `role`, `qualite`, `rang` (dans la case), `cellule` (texte entier),
et s'il le faut `etat`, `unite`, `approche`. Une case vide n'a pas de chiffre ; une case « texte » a un
chiffre `non_calculable` avec `lieu.etat = "texte"`. Colonne de prévision : statut `prevision`.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from jalon.pilotage.bilans.selectors import fiches_de_places
from jalon.pilotage.bilans.tableaux import chiffres_par_serie
from jalon.pilotage.controles.reconstitution.credits import lignes_credits
from jalon.pilotage.controles.reconstitution.fiches import avancement_du_releve, fiches_du_releve
from jalon.pilotage.controles.reconstitution.indicateurs import annexes_du_releve, tableaux_de_fiche
from jalon.pilotage.controles.reconstitution.mentions import Mentions, lieu, mentions_de
from jalon.pilotage.controles.releve import Fiche, Releve, Section, TypeSection
from jalon.pilotage.finances.agregats import argent_par_action
from jalon.pilotage.programmes.models import Exercice, LigneAnnexe, Programme, SerieAction
from jalon.pilotage.programmes.selectors import legende, places_de


def releve_programme(programme: Programme, exercice: Exercice) -> Releve:
    """Le relevé d'un exercice, en un nombre de requêtes indépendant du nombre d'actions."""
    places = places_de(programme, exercice)
    mentions = mentions_de(exercice)
    argent = argent_par_action(programme, exercice)
    completes = fiches_de_places(places, exercice, argent=argent, tableaux=False)
    releve = Releve(
        document=f"{programme.code} {exercice.code}", modele=programme.modele_id, exercice=exercice.code
    )
    _ecrire_entete(releve, programme, exercice, mentions)
    if programme.modele.avec_credits or argent:
        releve.credits = lignes_credits(places, exercice, mentions, argent)
    fiches = fiches_du_releve(completes, exercice, mentions)
    releve.fiches = [fiche for _, fiche in fiches]
    releve.avancement = avancement_du_releve(completes, mentions, avec_etats=programme.modele.avec_etats)
    _ajouter_indicateurs(releve, programme, exercice, fiches, mentions)
    return releve


def _ecrire_entete(releve: Releve, programme: Programme, exercice: Exercice, mentions: Mentions) -> None:
    """Titre, date d'arrêt, légende, thématiques, préambule et sommaire : ceux du document, s'il y en a un."""

    def texte(cle: str, defaut: str) -> str:
        mention = mentions.case("document", None, cle)
        return mention.texte if mention else defaut

    arret = f"{exercice.date_arret:%d/%m/%Y}" if exercice.date_arret else ""
    releve.titre = texte("titre", programme.intitule)
    releve.departement = texte("departement", "")
    releve.date_arret = texte("date_arret", arret)
    releve.legende = [m.texte for m in mentions.de("legende")]
    if not releve.legende and programme.modele.avec_etats:
        releve.legende = [etat.libelle for etat in legende(programme)]
    releve.thematiques = [m.texte for m in mentions.de("thematiques")]
    releve.sommaire = [(m.titre, m.texte, lieu(m.lieu, f"mention:{m.pk}")) for m in mentions.de("sommaire")]
    releve.preambule = [
        Section(
            TypeSection(m.cle.partition(":")[0]),
            m.titre,
            m.texte,
            lieu(m.lieu, f"mention:{m.pk}"),
            m.details.get("numero", ""),
            [(numero, ligne) for numero, ligne in m.details.get("lignes", ())],
        )
        for m in mentions.de("preambule")
    ]


def _ajouter_indicateurs(
    releve: Releve,
    programme: Programme,
    exercice: Exercice,
    fiches: Sequence[tuple[UUID, Fiche]],
    mentions: Mentions,
) -> None:
    """Tableaux des fiches et annexes : trois requêtes (liens, lignes d'annexe, chiffres)."""
    liens: dict[UUID, list[SerieAction]] = {}
    series = SerieAction.objects.filter(action__places__programme=programme).distinct()
    for lien in series.select_related("serie__indicateur").order_by("rang_tableau", "ordre", "id"):
        liens.setdefault(lien.action_id, []).append(lien)
    lignes = list(
        LigneAnnexe.objects.filter(mesure__programme=programme)
        .select_related("mesure", "serie__indicateur")
        .order_by("ordre", "mesure__ordre")
    )
    cles = {lien.serie_id for groupe in liens.values() for lien in groupe}
    cles |= {ligne.serie_id for ligne in lignes if ligne.serie_id}
    chiffres = chiffres_par_serie(cles, exercice)
    for action, fiche in fiches:
        fiche.tableaux = tableaux_de_fiche(action, fiche.code, liens.get(action, ()), chiffres, mentions)
    releve.annexes = annexes_du_releve(lignes, chiffres, exercice, mentions)
