"""One new quote after the other: only what it changes is decided again, compared with deciding all of it."""

from __future__ import annotations

import gc
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from engine.backends.fast.decided import Requoted
from engine.backends.fast.decider import FastDecider
from engine.backends.fast.incremental import Incremental
from engine.boundary import Given
from engine.evaluate import decider_for
from engine.facts import Facts
from engine.values import Subject
from rules.compile.law import Law
from rules.language.typed import FactId
from rules.language.types import NumberType

BID = "bid"
QUOTED = (BID, "ask", "feed_delta")
"""What a quote of a contract gives anew; each moves by its step, up and back again."""

HELD, OFFERED, THIN = "held", "offered", "whose bid falls to a tick, and comes back"
UP, BACK, DOWN = "up", "back", "down"


@dataclass
class Taken:
    """What quotes of one kind of contract took, in seconds: the first of each contract, and all that came after."""

    contracts: int = 0
    first: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    changed: int = 0
    whole: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """Plain data."""
        ninth = statistics.quantiles(self.after, n=10)[-1]
        return {
            "contracts": self.contracts,
            "quotes": len(self.after),
            "first_median": statistics.median(self.first),
            "median": statistics.median(self.after),
            "ninetieth": ninth,
            "worst": max(self.after),
            "decisions_changed": self.changed,
            "whole": dict(self.whole),
        }


class Quotes:
    """Facts that change quote by quote, and the decisions on them."""

    def __init__(self, law: Law, facts: Facts) -> None:
        self.law, self.given = law, facts.given
        self.steps = {name: self._step(name) for name in QUOTED}
        held = {facts.links[position]["contract"] for position in facts.subjects["position"]}
        self.kinds = {each: HELD if each in held else OFFERED for each in facts.subjects["contract"]}
        self.following = Incremental(self._decider(facts))
        self.taken = {HELD: Taken(), OFFERED: Taken(), THIN: Taken(contracts=len(self.kinds))}
        for kind in self.kinds.values():
            self.taken[kind].contracts += 1

    def same(self) -> None:
        """Follows quotes of each contract, and ends the run where what comes of one is not what all anew gives."""
        for contract, values, kind in self._pass():
            start = time.process_time()
            found = self.following.quote(contract, values)
            self.taken[kind].first.append(time.process_time() - start)
            self._count(kind, found)
            if self.following.decisions() != self._decider(self.following.facts).decisions():
                raise SystemExit(f"after a quote of {contract.key} the decisions are not those from scratch")

    def follow(self) -> None:
        """Follows quotes of each contract, and takes the time."""
        gc.collect()
        gc.disable()
        try:
            for contract, values, kind in self._pass():
                start = time.process_time()
                found = self.following.quote(contract, values)
                self.taken[kind].after.append(time.process_time() - start)
                self._count(kind, found)
        finally:
            gc.enable()

    def anew(self) -> None:
        """Decides all of it on the facts as they are."""
        self._decider(self.following.facts).decisions()

    def _pass(self) -> Iterator[tuple[Subject, Mapping[str, Given], str]]:
        """Every contract a step up, all of them back again; then each bid down to a tick, and back."""
        for way in (UP, BACK):
            for contract, kind in self.kinds.items():
                yield contract, self._moved(contract, way), kind
        for contract in self.kinds:
            for way in (DOWN, BACK):
                yield contract, self._moved(contract, way), THIN

    def _moved(self, contract: Subject, way: str) -> dict[str, Given]:
        """A quote: what is known of it, otherwise than it was at first, or that again."""
        found: dict[str, Given] = {}
        for name in QUOTED:
            given, step = self.given[contract][name], self.steps[name]
            if isinstance(given.value, Fraction):
                moved = {UP: given.value + step, DOWN: step if name == BID else given.value, BACK: given.value}
                found[name] = replace(given, value=moved[way])
        return found

    def _count(self, kind: str, found: Requoted) -> None:
        taken = self.taken[kind]
        taken.changed += len(found.changed) + len(found.gone)
        if found.whole:
            taken.whole[found.whole] += 1

    def _decider(self, facts: Facts) -> FastDecider:
        decider = decider_for(self.law, facts, make=FastDecider)
        assert isinstance(decider, FastDecider)
        return decider

    def _step(self, name: str) -> Fraction:
        of = self.law.facts[FactId("contract", name)].type
        assert isinstance(of, NumberType) and of.step is not None
        return of.step
