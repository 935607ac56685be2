"""Where things stand in a picture: rows, axes, signs, bars, and the colors that they are told apart by."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from console.page import picture as drawing
from console.page.ladder import Axis, Bound, Ladder, Mark, Room, Stop
from console.page.picture import FAMILIES, WIDTH, Picture, Sign, Signs, family, picture
from tests.console.running import ROOT

CSS = ROOT / "console" / "page" / "templates" / "page.css"

BAND = Stop("IN-01", "delta between a and b", unknown=False, says="delta is above")
SPREAD = Stop("OUT-04", "spread > c", unknown=False, says="spread is above")
NOBODY = Stop("OUT-01", "interest < d", unknown=True, says="interest is not given")


def mark(strike: int, delta: str | None, spread: str | None, *stops: Stop, expiry: str = "2026-04-17") -> Mark:
    return Mark(
        name=f"X {strike}",
        strike=Fraction(strike),
        expiry=expiry,
        verdict="forbidden" if stops else "permitted",
        chosen=0,
        delta=None if delta is None else Fraction(delta),
        source="feed",
        others=(),
        flips=False,
        spread=None if spread is None else Fraction(spread),
        stops=stops,
        main=stops[0] if stops else None,
        waived=(),
        room=Room("CAP", 3, "$1"),
        tells=(f"X {strike}",),
        delta_shown=delta or "unknown",
        others_shown=(),
        spread_shown=spread or "unknown",
    )


def ladder(*marks: Mark, **change: object) -> Ladder:
    found = Ladder(
        account="A",
        sleeve="s",
        words="open",
        underlying="X",
        price=Fraction(101),
        price_shown="$101",
        delta=Axis("delta", percent=False),
        spread=Axis("spread", percent=True),
        marks=marks,
        band=(Bound("IN-01", Fraction("0.4"), Fraction("0.5"), "0.4–0.5", "a – b", suspended=False),),
        spread_limit=(Bound("OUT-04", None, Fraction("0.05"), "≤ 5%", "c", suspended=False),),
        stops_all=(),
        candidates=len(marks),
        not_drawn=(),
        waived=(),
        caps=(),
    )
    return replace(found, **change)  # type: ignore[arg-type]


def draw(*marks: Mark, **change: object) -> Picture:
    found = ladder(*marks, **change)
    return picture(found, Signs([found]))


def test_strikes_are_rows_with_the_highest_on_top_and_the_price_between_them() -> None:
    found = draw(mark(100, "0.4", "0.01"), mark(104, "0.8", "0.01", BAND))
    assert [row.label for row in found.rows] == ["104", "100"]
    top, bottom = (row.y for row in found.rows)
    assert found.price == pytest.approx(bottom - (bottom - top) / 4)
    assert bottom < found.bottom < found.height
    assert draw(mark(102, "0.4", "0.01")).price is None, "the price lies outside of the strikes"
    assert draw(mark(102, "0.4", "0.01"), price=None).price is None


def test_marks_stand_where_their_numbers_say() -> None:
    found = draw(mark(100, "0.5", "0.05"), mark(101, "1", "0", BAND), mark(102, None, None, BAND))
    (start, _), (end, _) = found.delta_ticks
    places = {each.mark.name: each for each in found.drawn}
    assert places["X 100"].delta == pytest.approx((start + end) / 2)
    assert places["X 101"].delta == end
    assert places["X 102"].delta < start
    assert found.unknown_delta
    assert places["X 102"].spread is None
    (low, zero), (_, most) = found.spread_ticks
    assert (zero, most) == ("0%", "15%")
    assert places["X 101"].spread == low
    (limit,) = found.spread_zones[0].lines
    assert places["X 100"].spread == pytest.approx(limit), "a spread of exactly the limit stands on its line"


def test_what_lies_beyond_the_axis_is_told_apart_from_its_end() -> None:
    found = draw(mark(100, "0.5", "0.15"), mark(101, "0.5", "0.16"))
    at_end, beyond = sorted(found.drawn, key=lambda each: each.mark.strike)
    assert at_end.beyond is False
    assert beyond.beyond is True
    assert at_end.spread is not None and beyond.spread is not None
    assert at_end.spread < beyond.spread < WIDTH
    assert found.beyond


def test_two_expiries_of_a_strike_stand_beside_one_another() -> None:
    found = draw(mark(100, "0.4", "0.01"), mark(100, "0.41", "0.01", expiry="2026-04-20"))
    first, second = found.drawn
    assert first.y < found.rows[0].y < second.y
    assert [curve.label for curve in found.curves] == ["17 Apr", "20 Apr"]


def test_signs_say_what_came_of_a_candidate() -> None:
    found = ladder(mark(1, "0.4", "0.01", BAND), mark(2, "0.4", "0.01", SPREAD))
    signs = Signs([found])
    assert signs.families == ("IN", "OUT")

    def sign(each: Mark, **change: object) -> Sign:
        return signs.of(each, replace(found, **change))  # type: ignore[arg-type]

    assert sign(mark(1, "0.4", "0.01")) == Sign("permitted", hollow=False)
    assert sign(replace(mark(1, "0.4", "0.01"), chosen=2)) == Sign("chosen", hollow=False)
    assert sign(mark(1, "0.4", "0.01", BAND)) == Sign("family-0", hollow=False)
    assert sign(mark(1, "0.4", "0.01", SPREAD, BAND)) == Sign("family-1", hollow=True)
    assert sign(mark(1, "0.4", "0.01", NOBODY)) == Sign("unknown", hollow=False)
    stopped = replace(mark(1, "0.4", "0.01", BAND), stops=(), main=None)
    assert sign(stopped, stops_all=(NOBODY,)) == Sign("unknown", hollow=False)
    assert sign(stopped, stops_all=(NOBODY, BAND)) == Sign("common", hollow=False)


def test_more_families_than_signs_share_the_last() -> None:
    stops = [Stop(f"R{place:02}-01", "x", unknown=False, says="x") for place in range(FAMILIES + 2)]
    found = ladder(*(mark(place, "0.4", "0.01", stop) for place, stop in enumerate(stops)))
    signs = Signs([found])
    assert len({signs.sign(name) for name in signs.families}) == FAMILIES + 1
    assert sum(entry.count for entry in picture(found, signs).legend) >= len(stops)


def test_the_legend_counts_every_mark_once() -> None:
    chosen = replace(mark(1, "0.4", "0.01"), chosen=2)
    found = draw(chosen, mark(2, "0.4", "0.1", SPREAD), mark(3, "0.9", "0.1", BAND, SPREAD), mark(4, None, "0", NOBODY))
    assert sum(entry.count for entry in found.legend) == len(found.drawn)
    assert {entry.label for entry in found.legend} == {
        "chosen",
        "refused only by what is not known",
        "refused by OUT alone",
        "IN nearest, refused by others too",
    }


def test_bars_tell_the_room_and_fill_with_what_is_chosen() -> None:
    chosen = replace(mark(100, "0.4", "0.01"), chosen=2)
    wide = replace(mark(90, "0.4", "0.01", BAND), room=Room("CAP", 6, "$1"))
    none = replace(mark(80, "0.4", "0.01", BAND), room=None)
    bars = draw(chosen, wide, none).bars
    assert [bar.label for bar in bars] == ["2/3", "6"]
    assert [bar.width for bar in bars] == pytest.approx([bars[1].width / 2, bars[1].width])
    assert bars[0].filled == pytest.approx(bars[0].width * 2 / 3)
    assert bars[0].tells == "100: room for 3 under CAP, $1 each; 2 chosen"


def test_a_suspended_bound_and_one_without_limit() -> None:
    bound = Bound("OUT-04", Fraction("0.2"), None, "≥ 20%", "c", suspended=True)
    found = draw(mark(100, "0.4", "0.3"), spread_limit=(bound,))
    (zone,) = found.spread_zones
    assert zone.suspended
    assert "waived" in zone.tells
    (start, _), (end, last) = found.spread_ticks
    assert last == "30%"
    assert zone.x + zone.width == pytest.approx(end)
    assert zone.lines == pytest.approx((start + (end - start) * 2 / 3,))


def test_numbers_and_families() -> None:
    assert [drawing.number(Fraction(text)) for text in ("195", "192.5", "1/3")] == ["195", "192.5", "0.333333"]
    assert [family(rule) for rule in ("LIQUID-04", "REV-ENTRY-01", "ALONE")] == ["LIQUID", "REV-ENTRY", "ALONE"]


# --- colors -------------------------------------------------------------------------------------
def _schemes() -> dict[str, dict[str, str]]:
    """The colors of each scheme: light, dark and print."""
    text = CSS.read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block)) for block in blocks]
    assert len(found) == 3
    return dict(zip(("light", "dark", "print"), found, strict=True))


def _luminance(color: str) -> float:
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_words_and_signs_stand_out_from_the_paper(scheme: str) -> None:
    """WCAG 2: 4.5 for words, 3 for signs; both on the paper and on the tinted parts of it."""
    colors = _schemes()[scheme]
    for ground in ("paper", "tint"):
        for words in ("ink", "soft", "link", "good", "alert", "flip", "zone-line", "price"):
            assert _contrast(colors[words], colors[ground]) >= 4.5, (words, ground)
    for sign in (*(f"c{place}" for place in range(FAMILIES)), "other", "good", "alert", "flip"):
        for ground in ("paper", "zone"):
            assert _contrast(colors[sign], colors[ground]) >= 3, (sign, ground)
