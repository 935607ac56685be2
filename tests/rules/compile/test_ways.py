"""Ways between scopes: however many there are, they are found in time."""

from __future__ import annotations

from dataclasses import replace

from rules.compile.law import Scope
from rules.compile.ways import MOST_WAYS, Ways
from rules.language.types import TEXT
from rules.source.span import Span
from tests.engine.worlds import compiled


def scope(name: str, *refers_to: str) -> Scope:
    return Scope(
        name=name,
        key=("text",),
        compound=False,
        within=None,
        refers_to=refers_to,
        one=False,
        key_type=TEXT,
        words=None,
        doc=None,
        span=Span("f", 1, 1, 1, 1),
    )


def test_every_way_is_found() -> None:
    ways = Ways({each.name: each for each in (scope("a", "b", "c"), scope("b", "d"), scope("c", "d"), scope("d"))})
    assert ways.ways("a", "d") == (("b", "d"), ("c", "d"))
    assert ways.ways("a", "a") == ((),)
    assert ways.ways("d", "a") == ()


def test_owners_are_what_one_way_leads_to() -> None:
    """Not what several ways lead to, nor what there is only one of."""
    one = replace(scope("e"), one=True)
    every = (scope("a", "b", "c"), scope("d"), scope("c", "d", "e"), scope("b", "d"), one)
    ways = Ways({each.name: each for each in every})
    assert ways.owners("a") == ("c", "b")
    assert ways.owners("c") == ("d",)
    assert ways.owners("d") == ()


def test_of_very_many_ways_only_some_are_looked_for() -> None:
    # To reach one scope from the last, any of those between may be passed or not.
    dense = [scope(f"s{n}", *(f"s{m}" for m in range(n))) for n in range(60)]
    ways = Ways({each.name: each for each in dense})
    assert len(ways.ways("s59", "s0")) == MOST_WAYS
    assert ways.ways("s0", "s59") == ()


def test_a_scope_that_belongs_to_itself_has_no_links_any_more() -> None:
    scopes = "scopes:\n  a: { key: [a] }\n  b: { key: text, in: c }\n  c: { key: text, in: b }\n"
    rule = "---\nrule: R-1\nsection: §1\nderive: a.x\ntype: flag\nfor: a\nwhen: any b in c\n"
    assert [each.code for each in compiled(f"constitution: ring\nversion: '1'\n---\n{scopes}{rule}").findings] == [
        "E312",
        "E312",
    ]
