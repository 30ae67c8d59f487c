"""D'où vient un chiffre : toute valeur imprimée s'ouvre, s'explique et se corrige à partir de son adresse.

Une adresse est `genre:reste` : `credit:<uuid>`, `depense:<uuid>`, `contrepartie:<uuid>`, `chiffre:<uuid>`,
`mention:<uuid>`, `derive:<exercice>:<portée>:<rôle>`.
"""
