"""The other engine has no memory: what rests on it is refused by name, and everything else is still expressed."""

from __future__ import annotations

import pytest

from engine.backends.durable.translation import translate
from tests.engine.remembering import law_with

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


@pytest.mark.parametrize(
    ("when", "named"),
    [
        ("box.hot", "`box.hot`, which is carried from one evaluation to the next"),
        ("box.high > $5", "`box.high`, which is carried from one evaluation to the next"),
        ("box.phase is two", "`box.phase`, which is carried from one evaluation to the next"),
        ("box.dear", "`box.high`, which is carried from one evaluation to the next"),
        ("box.price > box.high before", "`box.high before`"),
        ("box enters two", "`box enters two`"),
        ("paid in box happens", "`paid`, which happens"),
        ("(count of paid in box this week) > 1", "`paid`, which happens"),
    ],
)
def test_rules_that_rest_on_memory_are_refused_by_name(when: str, named: str) -> None:
    law = law_with(VOCABULARY, KEPT, f"rule: GO-01\nsection: §1\npermit: go\nfor: box\nwhen: {when}\n")
    found = translate(law)
    assert [(each.rule, each.construct, each.actions) for each in found.refused] == [("GO-01", named, ("go",))]
    assert found.expressed == ("STAY-01",)
