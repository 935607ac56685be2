"""What a run of the differential counts: comparisons by engine, places that were hit, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.differential.comparing import Difference


@dataclass
class Tally:
    """Counts by their names, differences, and of the places worth hitting (by kind) those there are and those hit."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    places: dict[str, set[str]] = field(default_factory=dict)
    hit: dict[str, set[str]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Takes another run's findings in."""
        self.counts += other.counts
        self.differences += other.differences
        for mine, theirs in ((self.places, other.places), (self.hit, other.hit)):
            for kind, names in theirs.items():
                mine.setdefault(kind, set()).update(names)

    def there_are(self, kind: str, names: Iterable[str]) -> None:
        """Names places that are worth hitting."""
        self.places.setdefault(kind, set()).update(names)

    def was_hit(self, kind: str, name: str) -> None:
        """Says that a place was hit; what is no place of the law does not count."""
        self.hit.setdefault(kind, set()).add(name)

    def hits(self, kind: str) -> set[str]:
        """Of the places that there are, those that were hit."""
        return self.hit.get(kind, set()) & self.places.get(kind, set())

    def told(self) -> dict[str, Any]:
        """Plain data: counts, coverage with what was missed, and the parts that differ."""
        return {
            "counts": dict(sorted(self.counts.items())),
            "coverage": {
                kind: {
                    "places": len(places),
                    "hit": len(self.hits(kind)),
                    "missed": sorted(places - self.hits(kind)),
                }
                for kind, places in sorted(self.places.items())
            },
            "differences": [{"parts": list(each.parts), "what": each.what} for each in self.differences],
        }
