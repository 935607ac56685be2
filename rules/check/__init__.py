"""Names, types, units and order of derivation: from documents to typed law."""
