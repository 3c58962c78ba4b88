"""The nouns of postil: frozen types, one per state, in which the stages meet."""
