"""Accounts of scenarios, made only when a scenario asks for one: broker, books and tables take their time to load."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine.backends.registry import DEFAULT

if TYPE_CHECKING:
    from console.scenes.stage import Scenes
    from scenarios.running.port import Beginning, Running


class LateScenes:
    """Puts accounts on their feet as `Scenes` does, which is loaded when the first of them is asked for."""

    def __init__(self, law: Path, engine: str = DEFAULT) -> None:
        self._law, self._engine = law, engine

    @cached_property
    def _scenes(self) -> Scenes:
        from console.scenes.stage import Scenes

        return Scenes(self._law, self._engine)

    def of_market(self, scope: str) -> bool:
        """Whether the facts of a scope are those of the market."""
        return self._scenes.of_market(scope)

    def begin(self, beginning: Beginning) -> Running:
        """Opens the accounts of the facts. Raises CannotRun."""
        return self._scenes.begin(beginning)
