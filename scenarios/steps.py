"""The steps of this product, all of them: the registry that `alluse test` and pytest use."""

from __future__ import annotations

from scenarios import given, memory, then
from scenarios.registry import Registry

REGISTRY = Registry((*given.STEPS.definitions, *memory.STEPS.definitions, *then.STEPS.definitions))
