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

===============  =========================  =====================  =============================================
tableau          cle                        role                   titre, texte, details
===============  =========================  =====================  =============================================
credits          colonnes                   (vide)                 details : {role de releve.Role: en-tête imprimé}
credits          ligne            (action)  (vide)                 titre imprimé ; details : numero, rubrique
credits          ligne            (action)  recettes,              case chiffrée (toujours écrite : déduite en base)
                                            report_sortant
credits          ligne            (action)  valorisation,          seulement si la base ne peut pas tenir la case
                                            report_entrant,        (texte libre, deux valeurs…)
                                            participation, execute
credits          operateur:<nom>  (action)  execute                titre : nom ; case chiffrée
credits          <nature>:<rang>            role de releve.Role    titre imprimé ; case chiffrée ; details : rubrique,
                                                                   actions : [uuid d'action, …] ; nature =
                                                                   sous_total ou total ; une mention par case
fiche            fiche            (action)  (vide)                 titre imprimé ; details : numero, axe,
                                                                   objectif_code, objectif, thematiques
fiche_prevu,     total, etat, departement,  (vide)                 case chiffrée (date_arret : texte)
fiche_execute    dont_reports,
(action)         report_sortant, date_arret
idem             tiers:<nom>,               (vide)                 titre : nom ; case chiffrée
                 operateur_etat:<nom>,
                 operateur_departement:…
idem             libelle_etat,              (vide)                 texte, etat « texte »
                 libelle_departement
section          <type>:<rang>    (action)  (vide)                 titre imprimé ; details : numero, version (celle de
                                                                   la `SectionFiche` écrite, 0 s'il n'y en a pas),
                                                                   lignes : [[ligne_fichier, texte], …]
preambule        <type>:<rang>              (vide)                 comme `section`
avancement       ligne            (action)  (vide)                 titre ; details : numero, axe, objectif_code,
                                                                   objectif, etat, pilote, zoom
document         titre, departement,        (vide)                 texte
                 date_arret
legende,         <rang>                     (vide)                 texte
thematiques
sommaire         <rang>                     (vide)                 titre ; texte : page
annexe           titre:<rang>               (vide)                 titre de l'annexe ; details : colonnes (ci-dessous)
fiche_           tableau:<rang>   (action)  (vide)                 titre ; details : genre, operateur, colonnes :
indicateurs                                                        [{"libelle", "debut", "fin", "genre",
                                                                   "operateur", "prevision"}, …]
===============  =========================  =====================  =============================================

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
