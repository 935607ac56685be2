"""Law in its canonical form: the same meaning and the same comments, in one order and one layout."""
