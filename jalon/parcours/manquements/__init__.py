"""Du manquement signalé à la décision, à la levée ou au recours ; une personne décide."""
