"""The other engine has no memory: what was kept and what happens is taken over and named, and judged by it."""

from __future__ import annotations

import pytest

from engine.backends.durable import opinion
from engine.backends.durable.opinion import differences, opinions
from engine.backends.durable.translation import Taken, translate
from engine.evaluate import decider_for
from engine.memory import read_events, read_kept
from rules.compile.law import Law
from tests.engine.backends.durable_interpreter import answer
from tests.engine.backends.durable_law import reference, said
from tests.engine.remembering import DAY, law_with
from tests.engine.worlds import facts_of

VOCABULARY = """\
events:
  paid: { in: box, by: operator }
---
actions: { go: { on: box, risk: neutral }, stay: { on: box, risk: neutral } }
"""

KEPT = """\
latch: HOT-01
section: §1
keeps: box.hot
for: box
set_when: box.red
reset_when: box.blue
if_both: set
---
state: HIGH-01
section: §1
keeps: box.high
type: money
for: box
starts: $0
becomes: max(box.high before, box.price)
---
machine: PHASE-01
section: §1
keeps: box.phase
for: box
starts: one
states: [one, two]
if_several: [two]
moves:
  - { move: M-1, from: one, to: two, when: box.red }
---
rule: DEAR-01
section: §1
derive: box.dear
type: flag
for: box
when: box.high > $5
---
rule: STAY-01
section: §1
permit: stay
for: box
when: box.red
"""


MEMORIES = [
    ("box.hot", "`box.hot`, which is carried from one evaluation to the next"),
    ("box.high > $5", "`box.high`, which is carried from one evaluation to the next"),
    ("box.phase is two", "`box.phase`, which is carried from one evaluation to the next"),
    ("box.dear", "`box.high`, which is carried from one evaluation to the next"),
    ("box.price > box.high before", "`box.high`, which is carried from one evaluation to the next"),
    ("box enters two", "`box.phase`, which is carried from one evaluation to the next"),
    ("paid in box happens", "`paid`, which happens"),
    ("(count of paid in box this week) > 1", "`paid`, which happens"),
]


def remembering(when: str) -> Law:
    """A law with one rule that rests on memory, and one that does not."""
    return law_with(VOCABULARY, KEPT, f"rule: GO-01\nsection: §1\npermit: go\nfor: box\nwhen: {when}\n")


@pytest.mark.parametrize(("when", "named"), MEMORIES)
def test_what_rests_on_memory_is_taken_over_and_named(when: str, named: str) -> None:
    found = translate(remembering(when))
    assert found.refused == ()
    assert found.taken == (Taken(named, ("GO-01",)),)
    assert sorted(found.expressed) == ["GO-01", "STAY-01"]
    assert found.independent == ("STAY-01",)


@pytest.mark.parametrize("when", [when for when, _ in MEMORIES])
@pytest.mark.parametrize("phase", ["one", "two"])
@pytest.mark.parametrize("red", [True, False, "unknown"])
def test_what_is_made_of_it_is_the_other_engines_own(
    when: str, phase: str, red: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both engines say the same of the same memory, with what was kept and with what happens."""
    monkeypatch.setattr(opinion, "ask", answer)
    law = remembering(f"{when} and box.price >= $5")
    kept = {"at": f"{DAY}T09:00:00-04:00", "facts": {"box": {"A": {"high": "5.01", "phase": phase, "hot": True}}}}
    for price in ("4.99", "5", "5.01", "unknown"):
        raw = {"desk": {"D": {}}, "box": {"A": {"desk": "D", "red": red, "blue": False, "price": price}}, "clock": {}}
        facts = facts_of(law, {"at": f"{DAY}T10:00:00-04:00", "facts": raw})
        memory = read_kept(law, kept).memory
        events = read_events(law, [{"event": "paid", "in": "A", "at": f"{DAY}T09:59:00-04:00"}], facts).events
        assert memory is not None
        assert events is not None
        decider = decider_for(law, facts, memory, events)
        found = translate(law)
        mine = opinions(found, [decider])[0]
        assert said(mine) == reference(decider)
        assert differences(mine, decider, found) == ()
