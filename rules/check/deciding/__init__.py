"""The documents that decide and those beside the law, one module for each kind."""
