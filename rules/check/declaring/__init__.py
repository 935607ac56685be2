"""The vocabulary documents, one module for each kind of declaration."""
