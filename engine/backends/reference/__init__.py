"""The reference engine: exact, slow, in the open; the definition of the meaning of the language."""
