"""What happened to accounts: append-only entries, each hashed with its predecessor, and contents stored once by digest.

`store` appends and reads, `verify` proves, `export` writes files that can be proved without the database. `books` are
the double entry that follows from the entries, `tables` the projections of them that others read.
"""
