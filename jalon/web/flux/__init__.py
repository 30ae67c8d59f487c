"""Les fichiers du flux : déposer, lire le rapport, corriger les rejets, décider des rapprochements."""
