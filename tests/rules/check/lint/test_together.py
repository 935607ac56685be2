"""Two duties on one subject that nothing keeps apart are warned of, and only these."""

from __future__ import annotations

import pytest

from rules.diagnostics.codes import Severity
from tests.rules.check.desk import compiled

CLOSE = "rule: CLOSE-01\nsection: §1\npropose: close\nfor: ticket\nwhen: {}\nwith: {{ lots: ticket.lots }}\n"
CUT = "rule: CUT-01\nsection: §1\npropose: cut\nfor: {}\nwhen: {}\n"
EXCLUSIVE = "exclusive: ONE-01\nsection: §1\nfor: ticket\norder: [close, cut]\n"


def _warned(*texts: str) -> list[tuple[str, str | None]]:
    found = compiled(*texts)
    assert found.law is not None
    warnings = [each for each in found.findings if each.code == "S411"]
    assert all(each.severity is Severity.WARNING for each in warnings)
    return [(each.message, each.rule) for each in warnings]


def test_two_actions_on_one_subject_may_meet() -> None:
    message = "`close` of `CLOSE-01` and `cut` may be proposed for the same ticket at once"
    assert _warned(CLOSE.format("ticket.bad"), CUT.format("ticket", "ticket.lots > 5 lots")) == [(message, "CUT-01")]


@pytest.mark.parametrize(
    "texts",
    [
        (CLOSE.format("ticket.bad"), CUT.format("ticket", "ticket.lots > 5 lots"), EXCLUSIVE),
        (CLOSE.format("ticket.bad"), CUT.format("ticket", "not ticket.bad")),
        (CLOSE.format("ticket.lots > 5 lots"), CUT.format("ticket", "ticket.lots <= 5 lots")),
        (CLOSE.format("ticket.bad and not ticket.big"), CUT.format("big_ticket", "ticket.bad")),
        (CLOSE.format("ticket.bad"), CUT.format("ticket", "not close is proposed")),
        (CLOSE.format("ticket.bad"), CLOSE.format("ticket.big").replace("CLOSE-01", "CLOSE-02")),
    ],
)
def test_what_is_put_in_order_or_kept_apart_does_not(texts: tuple[str, ...]) -> None:
    assert _warned(*texts) == []


def test_actions_that_do_not_reduce_risk_may_be_done_together() -> None:
    other = "actions:\n  note: { on: ticket, risk: neutral }\n"
    rule = "rule: NOTE-01\nsection: §1\npropose: note\nfor: ticket\nwhen: ticket.bad\n"
    assert _warned(other, rule, CLOSE.format("ticket.bad")) == []
