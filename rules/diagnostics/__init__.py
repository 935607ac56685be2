"""Findings about the law: one closed list of codes, one object, one renderer a file."""
