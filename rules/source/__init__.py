"""Strict YAML: documents as trees of text, every piece of which knows its place in the file."""
