"""What a leaf means: names, types and units, one module for each part of the language of expressions."""
