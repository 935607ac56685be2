"""What a programmer would write by hand for these forty rules: one function, every rule judged, with the same masks.

Rows in which everything is known take the first way. Where something is missing, the second one judges every condition
with three values: True, False and None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

PACKAGE = ""
LICENCE = ""
RAW = True


FIELDS = (
    *("sleeve", "right", "strike", "dte", "delta", "bid", "ask", "quote_age", "open_interest", "iv_rank"),
    *("spot", "atr", "vix", "earnings_in", "ex_dividend_in", "margin_used", "exposure", "level", "locked"),
)


def build(plan: Mapping[str, Any]) -> Callable[[Sequence[Any]], tuple[str, int, int]]:
    del plan
    return decide


def form(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values in the order of `FIELDS`."""
    return tuple(row[name] for name in FIELDS)


DISTANCE_01, EVENT_01, EVENT_02, EVENT_03 = (1 << n for n in range(4))
QUOTE_01, QUOTE_02, QUOTE_03, QUOTE_04, QUOTE_05 = (1 << n for n in range(4, 9))
REGIME_01, REGIME_02, REGIME_03 = (1 << n for n in range(9, 12))
RISK_01, RISK_02, RISK_03 = (1 << n for n in range(12, 15))
CAP_01, DELTA_01, DELTA_02, DIVIDEND_01, EARNINGS_01, EARNINGS_02 = (1 << n for n in range(15, 21))
ENTER_01, ENTER_02, ENTER_03, ENTER_04, ENTER_05, ENTER_06, ENTER_07, ENTER_08 = (1 << n for n in range(21, 29))
LEVEL_01, LEVEL_02, LOCK_01, NEAR_01, PRICE_01, PRICE_02 = (1 << n for n in range(29, 35))
STORM_01, STORM_02, STORM_03, TERM_01, TERM_02 = (1 << n for n in range(35, 40))
PERMITS = ENTER_01 | ENTER_02 | ENTER_03 | ENTER_04 | ENTER_05 | ENTER_06 | ENTER_07 | ENTER_08


def decide(row: Sequence[Any]) -> tuple[str, int, int]:  # noqa: C901 - straight on is the point of it
    """Verdict, rules that fire, rules that could not be judged."""
    (
        sleeve,
        right,
        strike,
        dte,
        delta,
        bid,
        ask,
        quote_age,
        open_interest,
        iv_rank,
        spot,
        atr,
        vix,
        earnings_in,
        ex_dividend_in,
        margin_used,
        exposure,
        level,
        locked,
    ) = row
    if (
        (delta is None or bid is None or ask is None or quote_age is None or open_interest is None)
        or (iv_rank is None or spot is None or atr is None or vix is None or earnings_in is None)
        or (ex_dividend_in is None or margin_used is None or exposure is None or level is None or locked is None)
    ):
        return decide_unknown(row)
    put = right == "put"
    fired = 0
    forbidden = 0

    # What is derived.
    far = 2 * strike <= 2 * spot - 3 * atr if put else 2 * strike >= 2 * spot + 3 * atr
    if far:
        fired = DISTANCE_01
    earnings_near = earnings_in <= 7 or earnings_in <= dte
    if earnings_near:
        fired |= EVENT_01
    dividend_near = not put and ex_dividend_in <= dte
    if dividend_near:
        fired |= EVENT_02
    quiet = not earnings_near and not dividend_near
    if quiet:
        fired |= EVENT_03
    fresh = quote_age <= 30
    if fresh:
        fired |= QUOTE_01
    two_sided = 0 < bid <= ask
    if two_sided:
        fired |= QUOTE_02
    tight = 39 * ask <= 41 * bid
    if tight:
        fired |= QUOTE_03
    tradable = False
    if two_sided and tight and open_interest >= 500:
        fired |= QUOTE_04
        if fresh and not locked:
            tradable = True
            fired |= QUOTE_05
    calm = storm = tense = False
    if vix < 2000:
        calm = True
        fired |= REGIME_01
    elif vix >= 3000:
        storm = True
        fired |= REGIME_02
        if vix >= 6500:
            forbidden = STORM_01
    else:
        tense = True
        fired |= REGIME_03
    stretched = margin_used > 600 or exposure > 200
    if stretched:
        fired |= RISK_01
        if margin_used > 700 or exposure > 250:
            forbidden |= CAP_01
    careful = tense or level >= 1
    if careful:
        fired |= RISK_02
    eligible = tradable and quiet and not stretched
    if eligible:
        fired |= RISK_03

    # Permits and the forbids of a sleeve.
    permitted = 0
    if sleeve == "gen":
        if eligible and 1 <= dte <= 7:
            if put and 4000 <= delta <= 4500:
                permitted = ENTER_01
            if calm and not careful and 3500 <= delta <= 4500:
                permitted |= ENTER_02
        if level >= 1 and not calm:
            forbidden |= LEVEL_02
        if storm:
            forbidden |= STORM_02
    elif sleeve == "rev":
        if eligible:
            if 3000 <= delta <= 3500 and 5 <= dte <= 14:
                permitted = ENTER_03
            if careful and far and 2500 <= delta <= 3000:
                permitted |= ENTER_04
        if storm:
            forbidden |= STORM_02
    else:
        if eligible:
            if put:
                if iv_rank >= 500 and 1500 <= delta <= 2500:
                    permitted = ENTER_06
            elif 14 <= dte <= 45 and 2000 <= delta <= 2500:
                permitted = ENTER_05
            if storm and far:
                permitted |= ENTER_07
        if iv_rank < 150 and not storm:
            forbidden |= STORM_03
    if dividend_near:
        if tradable and not earnings_near and not stretched and far and delta <= 2500:
            permitted |= ENTER_08
        else:
            forbidden |= DIVIDEND_01

    # Forbids of everything.
    if delta > 5000:
        forbidden |= DELTA_01
    elif delta < 1000:
        forbidden |= DELTA_02
    if dte > 45:
        forbidden |= TERM_01
    elif dte < 1:
        forbidden |= TERM_02
    if bid < 10:
        forbidden |= PRICE_01
    if not two_sided:
        forbidden |= PRICE_02
    if level >= 2:
        forbidden |= LEVEL_01
    if earnings_near and put:
        forbidden |= EARNINGS_01
    if earnings_in < 2:
        forbidden |= EARNINGS_02
    if careful and (2 * strike > 2 * spot - atr if put else 2 * strike < 2 * spot + atr):
        forbidden |= NEAR_01
    if locked:
        forbidden |= LOCK_01
    verdict = "forbidden" if forbidden else "permitted" if permitted else "not_permitted"
    return verdict, fired | permitted | forbidden, 0


Truth = bool | None


def both(*parts: Truth) -> Truth:
    """`and` of three values."""
    if False in parts:
        return False
    return None if None in parts else True


def either(*parts: Truth) -> Truth:
    """`or` of three values."""
    if True in parts:
        return True
    return None if None in parts else False


def negated(part: Truth) -> Truth:
    """`not` of three values."""
    return None if part is None else not part


def at_most(one: int | None, other: int | None) -> Truth:
    """Whether one number is not above another."""
    return None if one is None or other is None else one <= other


def above(one: int | None, other: int | None) -> Truth:
    """Whether one number is above another."""
    return None if one is None or other is None else one > other


def decide_unknown(row: Sequence[Any]) -> tuple[str, int, int]:
    """The same where something is missing."""
    (
        sleeve,
        right,
        strike,
        dte,
        delta,
        bid,
        ask,
        quote_age,
        open_interest,
        iv_rank,
        spot,
        atr,
        vix,
        earnings_in,
        ex_dividend_in,
        margin_used,
        exposure,
        level,
        locked,
    ) = row
    put = right == "put"
    fired = unknown = 0

    def derived(bit: int, holds: Truth) -> Truth:
        nonlocal fired, unknown
        if holds:
            fired |= bit
        elif holds is None:
            unknown |= bit
        return holds

    far = near = None
    if spot is not None and atr is not None:
        far = 2 * strike <= 2 * spot - 3 * atr if put else 2 * strike >= 2 * spot + 3 * atr
        near = 2 * strike > 2 * spot - atr if put else 2 * strike < 2 * spot + atr
    derived(DISTANCE_01, far)
    earnings_near = derived(EVENT_01, either(at_most(earnings_in, 7), at_most(earnings_in, dte)))
    dividend_near = derived(EVENT_02, False if put else at_most(ex_dividend_in, dte))
    quiet = derived(EVENT_03, both(negated(earnings_near), negated(dividend_near)))
    fresh = derived(QUOTE_01, at_most(quote_age, 30))
    two_sided = derived(QUOTE_02, both(above(bid, 0), at_most(bid, ask)))
    tight = derived(QUOTE_03, None if bid is None or ask is None else 39 * ask <= 41 * bid)
    liquid = derived(QUOTE_04, both(two_sided, tight, at_most(500, open_interest)))
    tradable = derived(QUOTE_05, both(liquid, fresh, negated(locked)))
    calm = bool(derived(REGIME_01, above(2000, vix)))
    storm = derived(REGIME_02, at_most(3000, vix)) is not False
    if vix is None:
        fired |= REGIME_02
    tense = derived(REGIME_03, not calm and not storm)
    stretched = derived(RISK_01, either(above(margin_used, 600), above(exposure, 200)))
    careful = derived(RISK_02, either(tense, at_most(1, level)))
    eligible = derived(RISK_03, both(tradable, quiet, negated(stretched)))
    permitted = forbidden = 0

    def permit(bit: int, *parts: Truth) -> None:
        nonlocal permitted, unknown
        holds = both(*parts)
        if holds:
            permitted |= bit
        elif holds is None:
            unknown |= bit

    def forbid(bit: int, holds: Truth, lifted: int = 0) -> None:
        nonlocal forbidden, unknown
        if holds is None:
            unknown |= bit
        if holds is not False and not lifted:
            forbidden |= bit

    if sleeve == "gen":
        week = 1 <= dte <= 7
        low = at_most(delta, 4500)
        permit(ENTER_01, eligible, put, week, at_most(4000, delta), low)
        permit(ENTER_02, eligible, calm, negated(careful), week, at_most(3500, delta), low)
        forbid(LEVEL_02, both(at_most(1, level), not calm))
    elif sleeve == "rev":
        permit(ENTER_03, eligible, 5 <= dte <= 14, at_most(3000, delta), at_most(delta, 3500))
        permit(ENTER_04, eligible, careful, far, at_most(2500, delta), at_most(delta, 3000))
    else:
        permit(ENTER_05, eligible, not put, 14 <= dte <= 45, at_most(2000, delta), at_most(delta, 2500))
        permit(ENTER_06, eligible, put, at_most(500, iv_rank), at_most(1500, delta), at_most(delta, 2500))
        permit(ENTER_07, eligible, storm, far)
        forbid(STORM_03, both(above(150, iv_rank), not storm))
    if sleeve != "com":
        forbid(STORM_02, storm)
    if not put:
        over = (tradable, dividend_near, negated(earnings_near), negated(stretched), far, at_most(delta, 2500))
        permit(ENTER_08, *over)
    forbid(DIVIDEND_01, dividend_near, permitted & ENTER_08)
    forbid(DELTA_01, above(delta, 5000))
    forbid(DELTA_02, above(1000, delta))
    forbid(TERM_01, dte > 45)
    forbid(TERM_02, dte < 1)
    forbid(PRICE_01, above(10, bid))
    forbid(PRICE_02, negated(two_sided))
    forbid(STORM_01, at_most(6500, vix))
    forbid(LEVEL_01, at_most(2, level))
    if put:
        forbid(EARNINGS_01, earnings_near)
    forbid(EARNINGS_02, above(2, earnings_in))
    forbid(CAP_01, either(above(margin_used, 700), above(exposure, 250)))
    forbid(NEAR_01, both(careful, near))
    forbid(LOCK_01, locked)
    verdict = "forbidden" if forbidden else "permitted" if permitted else "not_permitted"
    return verdict, fired | permitted | forbidden, unknown
