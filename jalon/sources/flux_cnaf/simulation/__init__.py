"""Un département inventé, cohérent d'un mois sur l'autre, et les fichiers que la CAF en enverrait.

Personnes synthétiques seulement : noms et prénoms courants ou composés de syllabes, NIR à clé juste mais
dont la commune n'existe pas. Le modèle va par *lignées* : un ménage de départ et tout ce qui en naît (couple
qui se forme ou se sépare, retour après clôture, mutation). Une lignée ne dépend que de la graine et de son
numéro ; le générateur les déroule une à une, sans tenir le département en mémoire.
"""
