"""The columnar engine: many facts at once, as columns of scaled integers; for backtests, sweeps and mutation."""

from engine.backends.columnar.errors import CannotColumn, CannotFeed, NotInstalled, Refusal

__all__ = ["CannotColumn", "CannotFeed", "NotInstalled", "Refusal"]
