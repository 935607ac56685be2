"""JSON Schemas for editors: of files of law, and of the facts that a law asks for."""
