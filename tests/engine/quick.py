"""How property tests run here: the same examples every time, few of them, and no database of failures."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

_UNHEALTHY = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

QUICK = settings(max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=_UNHEALTHY)
THOROUGH = settings(QUICK, max_examples=300)
