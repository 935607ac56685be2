"""The leaf language: tokens, grammar, trees, units and types."""
