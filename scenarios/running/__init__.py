"""Accounts that run: what a scenario asks of whoever can put one on its feet, and the steps that speak of it."""
