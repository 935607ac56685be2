"""Compiled law: what every backend runs."""
