"""Where the parts of a running account are put together: market, law, broker, books, ledger and clock."""
