"""Reports of an account: what its ledger tells of a week, a month or a quarter, for people and for programs."""
