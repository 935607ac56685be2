"""Which law decides at an instant, with its canonical text: the version in force, or one that is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from console.constitution import in_force_on, until_the_next
from console.reading import read_law
from engine.session.desk import LawText
from engine.trading.lawtext import compile_content, law_content
from rules.source.load import Source
from rules.versions.overlay import read_whole


@dataclass(slots=True)
class LawBook:
    """The laws of a run: `named` for all of it, or by day the version in force. `further` are terms and waivers."""

    named: Path | None
    further: Sequence[Source] = ()
    as_if_in_force: bool = False
    _by_path: dict[Path, LawText] = field(default_factory=dict)
    _by_day: dict[date, LawText] = field(default_factory=dict)

    def at(self, at: datetime) -> LawText:
        """The law that decides at an instant. Raises Trouble and BadInput for law that cannot be used."""
        day = at.date()
        if day not in self._by_day:
            path = self.named if self.named is not None else in_force_on(day)
            if path not in self._by_path:
                self._by_path[path] = self._read(path)
            self._by_day[day] = self._by_path[path]
        return self._by_day[day]

    def _read(self, path: Path) -> LawText:
        law = read_law(path, self.further).law
        ends = until_the_next(law, path).in_force_until
        until = None if ends == law.in_force_until else ends
        content = law_content(read_whole(path), self.further, until, self.as_if_in_force)
        stored = compile_content(content)
        return LawText(stored.law, content, stored.as_if_in_force)
