"""The rule language: source, leaves, model, checks, compilation and diagnostics. Knows nothing of trading."""
