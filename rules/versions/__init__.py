"""Versions of a constitution: their heads, when each is in force, and those that are written as changes to another."""
