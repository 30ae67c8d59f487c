"""Le flux bénéficiaire de la CNAF (VRSB, VRSD) : des octets aux foyers typés, sans rien écrire."""
