"""A document that is not understood is reported: none is left out of the law in silence."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from rules.compile.law import Law, TypedLatch, TypedMachine, TypedState
from tests.rules.check.desk import compiled, errors, flag, latch, machine, sound, state

KINDS = {TypedState: "state", TypedLatch: "latch", TypedMachine: "machine"}

WHOLE = "---\n".join(
    (
        "events:\n  large: { in: ticket, by: law, fields: { lots: lots } }\n",
        state("max(desk.peak before, desk.cash)", more="if_unknown: reset\n"),
        latch(more="remembers: { desk.copy: desk.peak, desk.second: desk.copy }\nif_unknown: set\n"),
        machine(),
        "transition: LIFE-M3\nsection: §1\nmachine: LIFE-01\nfrom: new\nto: done\nwhen: ticket.bad\nif_unknown: true\n",
        (
            "rule: SLIP-01\nsection: §1\nrecord: slip\nfor: ticket\neach: n in 1 to 2\n"
            "when: ticket.lots > n * 1 lot\nwith: { level: n }\nonce: per session\n"
        ),
        (
            "rule: LARGE-01\nsection: §1\nforbid: close\nfor: ticket\nbinds_reducing: true\n"
            "when: action.lots > 5 lots\nrecord: large\nwith: { lots: action.lots }\n"
        ),
        (
            "rule: CLOSE-01\nsection: §1\npropose: close\nfor: ticket\nwhen: ticket.life is working\n"
            "with: { lots: ticket.lots }\nonce: until close.confirmed\n"
        ),
        "rule: CUT-01\nsection: §1\npropose: cut\nfor: ticket\nwhen: ticket.bad\nonce: per desk.halted\n",
        "exclusive: ONE-01\nsection: §1\nfor: ticket\norder: [close, cut]\n",
        "guarantee: SAFE-01\nsection: §1\nfor: desk\nassuming: [desk.open]\nnever: trade is permitted\n",
        "report: DAY-01\nsection: §1\nkind: daily\nfor: desk\nat: noon\nshows: { cash: desk.cash }\nforms: [csv]\n",
        flag("desk.halted and (count of fill in desk this week) > 2"),
    )
)


def _written(text: str) -> Counter[str]:
    kinds = "state|latch|machine|exclusive|guarantee|report|record|propose|derive"
    found = Counter(re.findall(rf"^({kinds}): ?", text, re.MULTILINE))
    found.subtract({"machine": len(re.findall(r"^transition: ", text, re.MULTILINE))})  # they name their machine
    return found


def _understood(law: Law) -> Counter[str]:
    found = Counter(KINDS[type(each)] for each in law.kept.values())
    lists = {
        "exclusive": law.exclusives,
        "guarantee": law.guarantees,
        "report": law.reports,
        "record": law.records,
        "propose": law.proposals,
        "derive": law.derivations,
    }
    return found + Counter({kind: len(each) for kind, each in lists.items()})


def test_all_of_it_is_understood() -> None:
    law = sound(WHOLE)
    assert _understood(law) == _written(WHOLE)
    assert set(law.schedules) == {"noon", "look"}
    assert [len(each.moves) for each in law.kept.values() if isinstance(each, TypedMachine)] == [3]


@pytest.mark.parametrize("number", range(len(WHOLE.splitlines())))
def test_without_a_line_it_is_reported_or_understood(number: int) -> None:
    lines = WHOLE.splitlines()
    del lines[number]
    text = "\n".join(lines) + "\n"
    law = compiled(text).law
    if law is None:
        assert errors(text)
    else:
        assert _understood(law) == _written(text)
