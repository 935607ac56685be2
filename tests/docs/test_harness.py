"""What executes the examples notices what is wrong with them."""

from __future__ import annotations

import pytest

from tests.docs.pages import BadPage, examples_of
from tests.docs.runner import Book, read_book, run

LAW = """rule: ENTRY-01
section: §1
permit: buy
for: idea
when: stock in account.watchlist
"""


def _page(*blocks: tuple[str, str]) -> str:
    return "# A page\n\n" + "\n".join(f"```{info}\n{text}```\n" for info, text in blocks)


def _problems(*blocks: tuple[str, str]) -> list[str]:
    (example,) = examples_of(_page(*blocks), "page.md")
    return run(example, read_book())


def test_a_right_example_has_no_problem() -> None:
    assert _problems(("yaml law", LAW), ("expect", "buy A1/KO: permitted by ENTRY-01\n")) == []


@pytest.mark.parametrize(
    "line",
    [
        "buy A1/KO: forbidden",
        "buy A1/KO: permitted by OTHER-01",
        "buy A2/XOM: permitted",
        "buy A9/KO: permitted",
        "buy A1/KO: no verdict",
        "buy A1/KO: nearest miss: price",
        "buy A2/XOM: nearest miss: price",
        "buy A1/KO: not judged: ENTRY-01",
        "buy A1/KO: waived: ENTRY-01",
        "buy A1/KO: proposed by ENTRY-01",
        "buy A1/KO: sent",
        "buy A1/KO: not sent, stopped by ENTRY-01",
        "account A1: cash is 10000",
        "ENTRY-01 for account A1: nothing",
        "ENTRY-01 for account A1: keeps 1",
        "ENTRY-01 for account A1: leaves out 1 because of this",
        "ENTRY-01 for account A1: bound by CASH account A1",
        "ENTRY-01 for account A1: goal of account A1 reaches 1, short by 0",
        "alarm of ENTRY-01 for idea A1/KO: nothing",
        "asked for stock.price: stock.price is stale",
        "happens: deposit in A1",
        "ENTRY-01 for position P1: goes from open to closing by ENTRY-01",
        "ENTRY-01 for position P1: records fall with level 1",
        "ENTRY-01 for position P1: keeps 5, since nobody knows",
        "ENTRY-01 for position P1: tells cash 5",
        "ENTRY-01: holds for 2",
        "buy A1/KO: stands by ENTRY-01",
        "buy A1/KO: gives way to sell",
        "look again at 2026-04-16T10:30:00-04:00 because of ENTRY-01",
        "account A1: best has been so since 2026-04-16T10:30:00-04:00",
        "ended: account.best of A1 was 5",
        "this is no line",
        "",
    ],
)
def test_a_wrong_expectation_is_a_problem(line: str) -> None:
    assert _problems(("yaml law", LAW), ("expect", f"{line}\n"))


KEEPING = """state: BEST-01
section: §1
keeps: account.best
type: money
for: account
starts: $0
becomes: max(account.best before, account.cash)
"""
POORER = "at: 2026-04-16T10:05:00-04:00\nfacts: { account: { A1: { cash: 5.00 } } }\n"


def test_the_next_evaluation_goes_on_from_the_one_before() -> None:
    law, expect = ("yaml law", KEEPING), ("expect", "account A1: best is 10000\n")
    assert _problems(law, ("yaml next", POORER), expect) == []
    assert _problems(law, expect, ("yaml next", POORER), ("yaml next", POORER.replace("10:05", "10:06")), expect) == []
    assert _problems(law, ("yaml facts", POORER), ("expect", "account A1: best is 5\n")) == []
    assert _problems(law, ("yaml next", POORER), ("expect", "account A1: best is 5\n"))
    assert _problems(law, ("yaml next", POORER), ("leaves of account A1", "account.best before → $5\n"))
    assert _problems(law, ("yaml next", POORER), ("leaves of account A1", "account.best before → $10000\n")) == []


def test_what_is_gone_is_left_out() -> None:
    gone = "facts: { account: { A2: gone } }\n"
    assert (
        _problems(("yaml law", KEEPING), ("yaml next", gone), ("expect", "ended: account.best of A2 was 500\n")) == []
    )


def test_events_are_read_with_the_facts() -> None:
    law = "events:\n  tip: { in: account, by: operator }\n---\n" + LAW.replace(
        "stock in account.watchlist", "tip happens"
    )
    told = "events:\n  - { event: tip, in: A1, at: 2026-04-16T09:59:00-04:00 }\n"
    assert _problems(("yaml law", law), ("yaml facts", told), ("expect", "happens: tip in A1\n")) == []
    assert _problems(("yaml law", law), ("yaml facts", told.replace("in: A1", "in: A9")))


def test_a_wrong_part_of_a_record_is_a_problem() -> None:
    for wrong in ('{"at": "2026"}', '{"alarms": [{}]}', '{"nothing": 1}', '{"decisions": [{"verdict": "forbidden"}]}'):
        assert _problems(("yaml law", LAW), ("json record", f"{wrong}\n")), wrong


def test_a_wrong_leaf_is_a_problem() -> None:
    for wrong in ("1 + 1 → 3", "1 + 1 → E201", "1 + → 3", "stock.price → unknown"):
        assert _problems(("leaves of idea A1/KO", f"{wrong}\n")), wrong
    assert _problems(("leaves of idea A9/KO", "1 → 1\n"))
    assert _problems(("leaves of idea A1/KO", "\n"))


def test_law_that_is_not_as_it_says_is_a_problem() -> None:
    assert _problems(("yaml law", LAW.replace("buy", "by")))
    assert _problems(("yaml law", LAW + "let: { unread: 5 }\n"))
    assert _problems(("yaml bad code=E201", LAW))
    assert _problems(("yaml bad code=E201", LAW.replace("buy", "by")))
    assert _problems(("yaml bad code=E305", LAW.replace("buy", "by")), ("text finding", "nothing\n"))
    assert _problems(("yaml facts code=F623", "facts: {}\n"))
    assert _problems(("yaml facts", "facts: { account: { A1: { cash: much } } }\n"))


@pytest.mark.parametrize("info", ["yaml", "yaml lawful", "json", "", "python", "yaml law colour=red", "yaml facts law"])
def test_a_block_without_a_known_kind_is_refused(info: str) -> None:
    with pytest.raises(BadPage):
        examples_of(_page((info, LAW)), "page.md")


def test_a_block_that_is_not_closed_is_refused() -> None:
    with pytest.raises(BadPage):
        examples_of("```yaml law\nrule: A-01\n", "page.md")


def test_names_are_used_once_and_must_be_there() -> None:
    twice = examples_of(_page(("yaml law name=one", LAW), ("yaml law name=one", LAW)), "page.md")
    with pytest.raises(BadPage):
        assert Book(twice).named
    with pytest.raises(BadPage):
        _problems(("yaml law after=nobody", LAW))


def test_a_heading_parts_examples_and_blocks_below_one_belong_together() -> None:
    page = _page(("yaml law", LAW), ("expect", "no alarm\n")) + _page(("yaml law", LAW), ("yaml law", LAW))
    assert [len(example.blocks) for example in examples_of(page, "page.md")] == [2, 1, 1]
