"""Accounts of scenarios, put on their feet: a market of given facts, a broker on paper, books and a ledger."""
