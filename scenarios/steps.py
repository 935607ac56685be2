"""The steps of this product, all of them: the registry that `alluse test` and pytest use."""

from __future__ import annotations

from scenarios import given, memory, then
from scenarios.registry import Registry
from scenarios.running import given as running_given
from scenarios.running import then as running_then
from scenarios.running import when as running_when

_MODULES = (given, memory, then, running_given, running_when, running_then)

REGISTRY = Registry(definition for module in _MODULES for definition in module.STEPS.definitions)
