"""Law in English: phrases made from the typed tree, so that what people read cannot drift from what is decided."""
