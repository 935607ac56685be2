"""Questions about a whole law that needs no facts: what can never be, what decides nothing, what nothing reads."""
