"""Adapters that turn market, calendar and account data into typed facts."""
