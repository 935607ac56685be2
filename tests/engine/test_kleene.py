"""Three-valued logic, on every combination, and on random conditions through the whole engine."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.reference.arithmetic import compared, equal, joined, negated
from engine.evaluate import decider_for
from engine.values import Subject, Unknown, because
from rules.language.typed import FactId
from tests.engine.quick import QUICK
from tests.engine.worlds import facts_of, law_of

Truth = bool | Unknown
U = because("nobody knows")
TRUTHS: tuple[Truth, ...] = (True, False, U)


def word(value: Truth) -> str:
    return "unknown" if isinstance(value, Unknown) else str(value).lower()


@pytest.mark.parametrize(("one", "other"), list(product(TRUTHS, TRUTHS)), ids=word)
def test_two(one: Truth, other: Truth) -> None:
    both, either = joined("and", [one, other]), joined("or", [one, other])
    assert word(both) == word(joined("and", [other, one]))
    assert word(either) == word(joined("or", [other, one]))
    assert word(negated(both)) == word(joined("or", [negated(one), negated(other)]))
    assert word(negated(either)) == word(joined("and", [negated(one), negated(other)]))
    assert word(joined("or", [one, both])) == word(one)
    assert word(joined("and", [one, either])) == word(one)
    if isinstance(one, bool) and isinstance(other, bool):
        assert both is (one and other)
        assert either is (one or other)


@pytest.mark.parametrize("three", list(product(TRUTHS, repeat=3)), ids=lambda three: "-".join(map(word, three)))
def test_three(three: tuple[Truth, Truth, Truth]) -> None:
    one, two, other = three
    for name in ("and", "or"):
        nested = joined(name, [joined(name, [one, two]), other])
        assert word(nested) == word(joined(name, list(three)))
    left = joined("and", [one, joined("or", [two, other])])
    assert word(left) == word(joined("or", [joined("and", [one, two]), joined("and", [one, other])]))


@pytest.mark.parametrize("truth", TRUTHS, ids=word)
def test_one(truth: Truth) -> None:
    assert word(negated(negated(truth))) == word(truth)
    assert word(joined("and", [truth, True])) == word(truth)
    assert word(joined("or", [truth, False])) == word(truth)
    assert joined("and", [truth, False]) is False
    assert joined("or", [truth, True]) is True


def test_of_nothing() -> None:
    assert joined("and", []) is True
    assert joined("or", []) is False


def test_the_causes_are_those_of_all_that_is_unknown() -> None:
    found = joined("and", [because("b"), True, because("a", "b")])
    assert isinstance(found, Unknown)
    assert found.causes == ("a", "b")


def test_unknown_is_no_truth_value() -> None:
    with pytest.raises(TypeError):
        bool(U)


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_nothing_is_compared_with_what_is_unknown(operator: str) -> None:
    assert isinstance(compared(operator, U, U), Unknown)
    assert isinstance(equal(U, U), Unknown)


# --- through the engine -----------------------------------------------------------------------------
VOCABULARY = """\
constitution: kleene
version: "1"
---
scopes: { desk: { key: id } }
---
facts: desk
given:
  a: { type: flag, may_be_missing: true }
  b: { type: flag, may_be_missing: true }
  c: { type: flag, may_be_missing: true }
---
"""
RULE = "rule: {id}\nsection: §1\nderive: desk.{name}\ntype: flag\nfor: desk\nwhen: {when}\n---\n"
LEAVES = ("desk.a", "desk.b", "desk.c", "true", "false")
conditions = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(lambda one: f"(not {one})"),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda parts: f"({' '.join(parts)})"),
    ),
    max_leaves=8,
)


def by_hand(condition: str, known: dict[str, Truth]) -> Truth:
    """The value of a condition by Python's own parser and the truth tables above."""
    import ast

    def value(node: ast.expr) -> Truth:
        match node:
            case ast.BoolOp(op=ast.And(), values=parts):
                return joined("and", [value(part) for part in parts])
            case ast.BoolOp(op=ast.Or(), values=parts):
                return joined("or", [value(part) for part in parts])
            case ast.UnaryOp(operand=part):
                return negated(value(part))
            case ast.Attribute(attr=name):
                return known[name]
            case ast.Name(id=name):
                return name == "true"
        raise TypeError(ast.dump(node))

    return value(ast.parse(condition, mode="eval").body)


@QUICK
@given(st.lists(conditions, min_size=3, max_size=3))
def test_conditions_by_hand(three: list[str]) -> None:
    one, other, last = three
    named = {
        "one": one,
        "demorgan": f"not ({one} and {other}) ",
        "demorgan_too": f"(not {one}) or (not {other})",
        "spread": f"{one} and ({other} or {last})",
        "spread_too": f"({one} and {other}) or ({one} and {last})",
    }
    rules = [RULE.format(id=f"A-{n}", name=name, when=when) for n, (name, when) in enumerate(named.items())]
    law = law_of(VOCABULARY + "".join(rules))
    worlds = list(product(("true", "false", "unknown"), repeat=3))
    raw = {f"{place}": dict(zip("abc", values, strict=True)) for place, values in enumerate(worlds)}
    decider = decider_for(law, facts_of(law, {"at": "2026-04-16T10:00:00-04:00", "facts": {"desk": raw}}))

    def told(name: str, place: int) -> str:
        found = decider.derive(FactId("desk", name), Subject("desk", str(place)))
        assert isinstance(found, bool | Unknown)
        return word(found)

    for place, values in enumerate(worlds):
        known: dict[str, Truth] = {
            name: U if value == "unknown" else value == "true" for name, value in zip("abc", values, strict=True)
        }
        assert told("one", place) == word(by_hand(one, known))
        assert told("demorgan", place) == told("demorgan_too", place)
        assert told("spread", place) == told("spread_too", place)
