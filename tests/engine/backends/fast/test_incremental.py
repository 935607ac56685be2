"""Deciding again only what a quote changes gives what deciding everything gives: here in short, at length by hand."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from benchmarks import worlds
from engine.backends.fast.decided import Requoted
from engine.backends.fast.decider import FastDecider
from engine.backends.fast.dependencies import Dependencies, dependencies_of
from engine.backends.fast.incremental import Incremental, NotGiven
from engine.backends.fast.program import program_of
from engine.backends.fast.reading import Node, Of, Reading, Steps
from engine.boundary import Given
from engine.evaluate import decider_for, evaluate
from engine.facts import Facts
from engine.memory import read_kept
from engine.values import NONE, Subject, because
from rules.compile.law import Law
from rules.language import typed as x
from tests.conformance.case import all_cases
from tests.conformance.runner import run
from tests.differential.comparing import FullyCompiled
from tests.differential.incremental import FOLLOWED, OTHERWISE, WHOLE, Beginning, follow
from tests.differential.tally import Tally
from tests.engine.random_verdicts import beginning
from tests.engine.worlds import facts_of, law_of

LAW = """\
constitution: quotes
version: "1"
---
scopes:
  market: { one: true }
  book: { key: id }
  stock: { key: symbol }
  position: { key: id, in: book, refers_to: [stock] }
  line: { key: [book, stock] }
---
facts: market
given:
  open: { type: flag, may_be_missing: true }
---
facts: stock
given:
  price: { type: number, may_be_missing: true, stale_after: 1 minute }
  listed: { type: flag }
---
facts: position
given:
  size: { type: number, may_be_missing: true }
---
actions:
  trade: { on: line, risk: increasing }
  close: { on: position, risk: reducing }
---
universe: LOOK-01
section: §1
of: line
for: book
leave_out:
  - when: not stock.listed
    because: not listed
---
rule: WORTH-01
section: §1
derive: book.worth
type: number
for: book
as: sum of position.size * stock.price over position in book
---
rule: TRADE-01
section: §1
permit: trade
for: line
when: stock.price < 10
---
rule: TRADE-02
section: §1
forbid: trade
for: book
when: book.worth > 100
---
rule: CLOSE-01
section: §1
permit: close
for: position
when: market.open
---
rule: CLOSE-02
section: §1
propose: close
for: position
when: stock.price > 50
"""
FACTS = {
    "market": {"open": "true"},
    "book": {"A": {}, "B": {}},
    "stock": {"S": {"price": "5", "listed": "true"}, "T": {"price": "20", "listed": "true"}},
    "position": {
        "p": {"book": "A", "stock": "S", "size": "4"},
        "q": {"book": "A", "stock": "T", "size": "2"},
        "r": {"book": "B", "stock": "S", "size": "9"},
    },
}
S, T, MARKET = Subject("stock", "S"), Subject("stock", "T"), Subject("market", "")


KEEPING = """\
---
actions:
  greet: { on: book, risk: neutral }
  watch: { on: stock, risk: neutral }
---
latch: HOT-01
section: §1
keeps: book.hot
for: book
set_when: book.worth > 100
reset_when: book.worth < 20
if_both: set
---
state: PEAK-01
section: §1
keeps: stock.peak
type: number
for: stock
starts: stock.price
becomes: max(stock.peak before, stock.price)
---
rule: GREET-01
section: §1
permit: greet
for: book
when: book.hot
---
rule: WATCH-01
section: §1
permit: watch
for: stock
when: stock.peak before > 10
"""


def keeping() -> Incremental:
    return small(LAW + KEEPING)


def small(text: str = LAW) -> Incremental:
    law = law_of(text)
    decider = decider_for(law, facts_of(law, {"at": "2026-04-16T10:00:00-04:00", "facts": FACTS}), make=FastDecider)
    assert isinstance(decider, FastDecider)
    return Incremental(decider)


def price(value: Any, age: int = 0) -> Mapping[str, Given]:
    return {"price": Given(Fraction(value) if isinstance(value, int) else value, Fraction(age))}


def words(found: Requoted) -> dict[str, str]:
    return {f"{each.action} {each.subject.key}": each.verdict.word for each in found.changed}


def as_from_scratch(incremental: Incremental) -> bool:
    wanted = decider_for(incremental.decider.law, incremental.facts).decisions()
    return incremental.decisions() == wanted


# --- by hand ------------------------------------------------------------------------------------
def test_what_a_quote_changes_is_told_and_nothing_else() -> None:
    incremental = small()
    found = incremental.quote(S, price(12))
    assert (words(found), found.gone, found.whole) == (
        {"trade A/S": "not_permitted", "trade B/S": "forbidden", "trade B/T": "forbidden"},
        (),
        "",
    )
    assert as_from_scratch(incremental)
    found = incremental.quote(S, price(5))
    assert words(found) == {"trade A/S": "permitted", "trade B/S": "permitted", "trade B/T": "not_permitted"}
    assert as_from_scratch(incremental)


def test_what_comes_out_the_same_goes_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    incremental = small()
    incremental.quote(S, price(6))
    asked: list[tuple[str, Subject]] = []
    judge = FastDecider._judge

    def watched(self: FastDecider, action: str, subject: Subject, but_for: tuple[str, ...], sized: bool) -> Any:
        asked.append((action, subject))
        return judge(self, action, subject, but_for, sized)

    monkeypatch.setattr(FastDecider, "_judge", watched)
    found = incremental.quote(S, price(7))
    assert (found, asked) == (Requoted((), (), ""), [])
    incremental.quote(T, price(9))
    assert asked == [("trade", Subject("line", "A/T")), ("trade", Subject("line", "B/T"))]


def test_unknown_and_stale_reach_verdicts_with_their_causes() -> None:
    incremental = small()
    found = incremental.quote(T, price(because("stock.price is not given")))
    (one,) = [each for each in found.changed if each.subject.key == "A/S"]
    assert (one.verdict.word, one.verdict.causes) == ("forbidden", ("stock.price is not given",))
    assert as_from_scratch(incremental)
    found = incremental.quote(T, price(20, age=61))
    (one,) = [each for each in found.changed if each.subject.key == "A/S"]
    assert one.verdict.causes == ("stock.price is stale",)
    assert as_from_scratch(incremental)
    incremental.quote(T, price(20, age=60))
    assert incremental.decisions() == small().decisions()


def test_several_subjects_at_once_count_as_one_change() -> None:
    incremental = small()
    found = incremental.quotes({S: price(20), T: price(5), MARKET: {"open": Given(False)}})
    assert found.whole == ""
    assert {"close p", "close q", "close r", "trade A/T", "trade B/S"} <= words(found).keys()
    assert as_from_scratch(incremental)


def test_the_same_value_again_changes_nothing() -> None:
    incremental = small()
    before = incremental.facts
    assert incremental.quote(S, price(5)) == Requoted((), (), "")
    assert incremental.facts is before


def test_other_combinations_are_decided_as_a_whole_and_it_says_so() -> None:
    incremental = small()
    found = incremental.quote(T, {"listed": Given(False)})
    assert found.whole == "there are others among the subjects of line"
    assert set(found.gone) == {("trade", Subject("line", "A/T")), ("trade", Subject("line", "B/T"))}
    assert as_from_scratch(incremental)
    assert words(incremental.quote(T, {"listed": Given(True)})) == {
        "trade A/T": "not_permitted",
        "trade B/T": "not_permitted",
    }


def test_another_duty_is_decided_as_a_whole_and_it_says_so() -> None:
    incremental = small()
    assert incremental.quote(T, price(51)).whole == "CLOSE-02 proposes otherwise for position q"
    assert as_from_scratch(incremental)
    assert incremental.quote(T, price(52)).whole == ""
    assert as_from_scratch(incremental)


def test_verdicts_are_those_of_now_for_whoever_asks() -> None:
    incremental = small()
    line = Subject("line", "A/S")
    assert incremental.verdict("trade", line).word == "permitted"
    incremental.quote(S, price(30))
    assert incremental.verdict("trade", line).because == ("TRADE-02",)


def test_what_is_kept_follows_and_what_was_before_where_nothing_was_kept() -> None:
    incremental = keeping()
    found = words(incremental.quote(S, price(30)))
    assert (found["greet A"], found["greet B"], found["watch S"]) == ("permitted", "permitted", "permitted")
    assert as_from_scratch(incremental)
    found = words(incremental.quote(S, price(5)))
    assert (found["greet A"], found["watch S"]) == ("not_permitted", "not_permitted")
    assert as_from_scratch(incremental)


def test_facts_are_those_of_now() -> None:
    incremental = small()
    incremental.quote(S, price(7))
    incremental.quote(S, price(8))
    incremental.quote(T, price(because("stock.price is not given")))
    raw: Any = {**FACTS, "stock": {"S": {"price": "8", "listed": "true"}, "T": {"price": "unknown", "listed": "true"}}}
    law = incremental.decider.law
    wanted = facts_of(law, {"at": "2026-04-16T10:00:00-04:00", "facts": raw})
    assert incremental.facts.given[S] == wanted.given[S]
    assert evaluate(law, incremental.facts).content["decisions"] == evaluate(law, wanted).content["decisions"]


@pytest.mark.parametrize(
    ("subject", "name", "message"),
    [
        (Subject("stock", "U"), "price", "stock U is not among the facts"),
        (S, "prize", "the law is given no stock.prize"),
        (Subject("book", "A"), "worth", "the law is given no book.worth"),
    ],
)
def test_what_the_law_is_not_given_is_refused_and_changes_nothing(subject: Subject, name: str, message: str) -> None:
    incremental = small()
    with pytest.raises(NotGiven, match=message):
        incremental.quotes({T: price(1), subject: {name: Given(NONE)}})
    assert incremental.decisions() == small().decisions()
    incremental.quote(S, price(12))
    assert as_from_scratch(incremental)


def test_after_a_change_that_broke_off_everything_is_decided_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    incremental = small()
    with monkeypatch.context() as context:
        context.setattr(FastDecider, "_judge", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            incremental.quote(S, price(12))
    found = incremental.quote(T, price(1))
    assert found.whole == "the change before was broken off"
    assert incremental.facts.given[S]["price"].value == 12
    assert as_from_scratch(incremental)
    assert incremental.quote(T, price(2)).whole == ""


# --- at length ----------------------------------------------------------------------------------
def test_changes_on_the_law_of_all_use() -> None:
    law, facts, tally = worlds.law(), worlds.facts_of(worlds.snapshot(positions=3, candidates=12)), Tally()
    for seed, make in enumerate((FastDecider, FullyCompiled)):
        assert follow(Beginning(law, facts), Random(seed), 15, tally, make) is None
    assert tally.counts[OTHERWISE] > 0
    assert tally.counts[WHOLE] < tally.counts[FOLLOWED] / 4


@pytest.mark.parametrize("seeds", [range(place, place + 8) for place in range(0, 32, 8)])
def test_changes_on_random_laws(seeds: range) -> None:
    tally = Tally()
    for seed in seeds:
        found = follow(Beginning(*beginning(seed)), Random(seed), 8, tally, FullyCompiled if seed % 2 else FastDecider)
        assert found is None, seed
    assert tally.counts[OTHERWISE] > tally.counts[WHOLE]


def test_changes_where_it_is_decided_for_one_of_several() -> None:
    tally = Tally()
    for seed in range(12):
        law, facts = beginning(seed)
        start = Beginning(law, facts, decided_for=Subject("book", "A"))
        assert follow(start, Random(seed), 6, tally) is None, seed
    assert tally.counts[OTHERWISE] > 20


def test_changes_on_the_law_of_every_conformance_case() -> None:
    differing: list[str] = []
    tally = Tally()

    def backend(law: Law, facts: Facts, events: Any, kept: Any) -> Any:
        memory = read_kept(law, kept).memory
        assert memory is not None
        if any(facts.given.values()):
            found = follow(Beginning(law, facts, memory, tuple(events)), Random(case.name), 3, tally)
            differing.extend([case.name] if found is not None else [])
        return evaluate(law, facts, events, kept, engine="reference").content

    for case in all_cases():
        run(case, backend)
    assert differing == []
    assert tally.counts[OTHERWISE] > 100
    assert tally.counts[WHOLE] < tally.counts[FOLLOWED] / 4


# --- that a difference would be noticed ---------------------------------------------------------
KINDS = ("given", "fact", "kind", "rule", "keeper", "before", "would", "verdict", "applies")
LAWS = 24


def noticed() -> bool:
    """Whether something differs by hand or on a random law; what is not worked out again may also end in an error."""
    try:
        kept = keeping()
        for price_of_s in (30, 5, 12):
            kept.quote(S, price(price_of_s))
            if not as_from_scratch(kept):
                return True
        return any(follow(Beginning(*beginning(seed)), Random(seed), 8) is not None for seed in range(LAWS))
    except IndexError:
        return True


@pytest.mark.parametrize("kind", KINDS)
def test_what_reaches_nobody_is_noticed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = Dependencies._reads

    def forgetful(self: Dependencies, reader: Node, node: Node, scope: str, steps: Steps | None) -> None:
        if node[0] == kind:
            self._after(reader, node, scope)
        else:
            reads(self, reader, node, scope, steps)

    monkeypatch.setattr(Dependencies, "_reads", forgetful)
    assert noticed()


def test_items_that_reach_only_themselves_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    way = Reading.way

    def forgetful(self: Reading, subject: x.Expression, slots: Any) -> Steps | None:
        found = way(self, subject, slots)
        return tuple(step for step in found if not isinstance(step, Of)) if found else found

    monkeypatch.setattr(Reading, "way", forgetful)
    assert noticed()


@pytest.mark.parametrize("law", [worlds.law, lambda: law_of(LAW)])
def test_everything_goes_after_what_it_needs(law: Any) -> None:
    found = dependencies_of(program_of(law(), frozenset()))
    for node in found.order:
        for reader in found.readers[node]:
            later = found.rank[reader.node] > found.rank[node]
            assert later or {node, reader.node} <= found.circular
    assert found.rank.keys() == set(found.order)


def test_what_rests_on_itself_is_decided_as_a_whole() -> None:
    """Whether a position is closed rests on the state of its account, and that on what is proposed to be closed."""
    circular = dependencies_of(program_of(worlds.law(), frozenset())).circular
    assert ("keeper", x.FactId("account", "state")) in circular
    assert ("proposed", "close") in circular
