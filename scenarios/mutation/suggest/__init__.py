"""Scenarios that would notice a change: facts near those of scenarios that are there, and what follows."""
