"""Every kind of expression in English, one leaf at a time, with the plants and beds of law.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import pytest

from rules.compile import law as c
from rules.english.documents import English
from rules.english.phrases import CLAUSES, LOOSE, NOUNS, ROUNDINGS, Phrases
from rules.english.prose import plain
from rules.language import typed as x
from tests.engine.worlds import compiled, law_of

LAW = (Path(__file__).parent / "law.yaml").read_text(encoding="utf-8")

# A condition about a plant, what is said where it holds, and what is said where it does not.
CONDITIONS = [
    ("plant.height < 3", "the height of the young plant is below 3", "the height of the young plant is at least 3"),
    ("plant.height <= 3", "the height of the young plant is at most 3", "the height of the young plant is above 3"),
    ("plant.height > 3", "the height of the young plant is above 3", "the height of the young plant is at most 3"),
    ("plant.height >= 3", "the height of the young plant is at least 3", "the height of the young plant is below 3"),
    ("plant.height is 3", "the height of the young plant is 3", "the height of the young plant is not 3"),
    ("plant.height is not 3", "the height of the young plant is not 3", "the height of the young plant is 3"),
    (
        "plant.planted_on < clock.date",
        "the day of planting of the young plant is before the date",
        "the day of planting of the young plant is no earlier than the date",
    ),
    (
        "clock.time between 09:00 and 10:30",
        "the time of day is no earlier than 09:00 and no later than 10:30",
        "the time of day is before 09:00 or after 10:30",
    ),
    (
        "plant.height between 1 and 3",
        "the height of the young plant is at least 1 and at most 3",
        "the height of the young plant is below 1 or above 3",
    ),
    (
        "plant.colour in [red, deep_blue]",
        "the colour of the young plant is red or deep blue",
        "the colour of the young plant is neither red nor deep blue",
    ),
    (
        "plant.colour not in [red, white]",
        "the colour of the young plant is neither red nor white",
        "the colour of the young plant is red or white",
    ),
    (
        "plant.colour in water.colours",
        "the colour of the young plant is one of red, white (water.colours)",
        "the colour of the young plant is none of red, white (water.colours)",
    ),
    (
        "plant.colour in garden.colours",
        "the colour of the young plant is in the favourite colours of the garden",
        "the colour of the young plant is not in the favourite colours of the garden",
    ),
    ("plant.height is known", "the height of the young plant is known", "the height of the young plant is not known"),
    (
        "plant.height is not unknown",
        "the height of the young plant is not unknown",
        "the height of the young plant is unknown",
    ),
    ("weather.rain is stale", "the rain is stale", "the rain is not stale"),
    ("plant.cut_on is none", "the last cut of the young plant is none", "the last cut of the young plant is not none"),
    ("plant.cut_on exists", "the last cut of the young plant exists", "the last cut of the young plant does not exist"),
    (
        "plant.has_buds is unknown",
        "it is unknown whether the young plant has buds",
        "it is not unknown whether the young plant has buds",
    ),
    ("plant.has_buds", "the young plant has buds", "the young plant does not have buds"),
    ("plant.has_buds is false", "the young plant does not have buds", "the young plant has buds"),
    ("garden.closed", "the garden is closed", "the garden is not closed"),
    ("seed.grows_in_sun", "the seed grows in sun", "the seed does not grow in sun"),
    ("bed.sunny", "“sun trap” is true of the bed", "“sun trap” is not true of the bed"),
    ("weather.frost", "“frosty” is true", "“frosty” is not true"),
    (
        "last weather.frost",
        "“frosty” is true (as last told, however long ago)",
        "“frosty” is not true (as last told, however long ago)",
    ),
    (
        "plant.ever_cut before",
        "when last decided, “ever cut” is true of the young plant",
        "when last decided, “ever cut” is not true of the young plant",
    ),
    (
        "plant.has_buds is garden.closed",
        "of the young plant has buds and the garden is closed both or neither holds",
        "of the young plant has buds and the garden is closed just one holds",
    ),
    (
        "plant.has_buds and (garden.closed or bed.sunny)",
        "the young plant has buds and (the garden is closed or “sun trap” is true of the bed)",
        "the young plant does not have buds or (the garden is not closed and “sun trap” is not true of the bed)",
    ),
    ("not garden.closed", "the garden is not closed", "the garden is closed"),
    ("true", "always", "never"),
    ("false", "never", "always"),
    (
        "plant.stage in alive",
        "the stage of the young plant is young or grown",
        "the stage of the young plant is neither young nor grown",
    ),
    (
        "plant enters grown",
        "the stage of the young plant now becomes grown",
        "the stage of the young plant does not now become grown",
    ),
    (
        "cut is proposed",
        "“cut back” is proposed for the young plant",
        "“cut back” is not proposed for the young plant",
    ),
    (
        "plant would be permitted cut or water but for FORBID-01",
        "“cut back” or “water” would be permitted for the young plant, but for FORBID-01",
        "“cut back” or “water” would not be permitted for the young plant, but for FORBID-01",
    ),
    ("any box in garden", "there is a box of the garden", "there is no box of the garden"),
    (
        "no box in garden where box.room > 1 plant",
        "there is no box of the garden where the room of the box is above 1 plant",
        "there is a box of the garden where the room of the box is above 1 plant",
    ),
    (
        "every box in garden has box.room > 1 plant",
        "for every box of the garden it holds that the room of the box is above 1 plant",
        "not for every box of the garden it holds that the room of the box is above 1 plant",
    ),
    (
        "any red_plant as other in bed where other.height > 3",
        "there is a red plant, here called “other”, of the bed where the height of “other” is above 3",
        "there is no red plant, here called “other”, of the bed where the height of “other” is above 3",
    ),
    ("visit in garden happens", "a visit in the garden happens now", "no visit in the garden happens now"),
    (
        "any visit in garden that happens where visit.colour is red",
        "there is a visit in the garden that happens now where the colour of the visit is red",
        "there is no visit in the garden that happens now where the colour of the visit is red",
    ),
    (
        "any visit in garden last month",
        "there is a visit in the garden last month",
        "there is no visit in the garden last month",
    ),
    (
        "no cut.rejected in plant since plant.planted_on",
        "there is no rejection of “cut back” in the young plant since the day of planting of the young plant",
        "there is a rejection of “cut back” in the young plant since the day of planting of the young plant",
    ),
    (
        "if garden.closed then bed.sunny else plant.has_buds",
        "if the garden is closed, then “sun trap” is true of the bed, else the young plant has buds",
        "if the garden is closed, then “sun trap” is not true of the bed, else the young plant does not have buds",
    ),
]

# A value about a plant, the type that it has, and what is said.
VALUES = [
    ("5", "grade", "5"),
    ("$1200", "money", "$1,200"),
    ("25% of seed.price", "money", "25% of the price of the seed"),
    ("water.rate of seed.price", "money", "25% (water.rate) of the price of the seed"),
    ("water.price", "money", "$1,200.5 (water.price)"),
    ("tone.depth for deep_blue", "grade", "5 (tone.depth for deep blue)"),
    (
        "tone.depth for plant.colour",
        "grade",
        "tone.depth for the colour of the young plant (red: 3; deep blue: 5; white: 1)",
    ),
    ("(plant.height + 1) * 2", "grade", "(the height of the young plant + 1) × 2"),
    ("plant.height + 1 * 2", "grade", "the height of the young plant + 1 × 2"),
    ("plant.height - (1 - 2)", "grade", "the height of the young plant − (1 − 2)"),
    ("plant.height / (1 * 2)", "grade", "the height of the young plant ÷ (1 × 2)"),
    ("-plant.height", "grade", "−the height of the young plant"),
    ("plant.height as number", "number", "the height of the young plant"),
    ("max(plant.height, 3)", "grade", "the greatest of the height of the young plant and 3"),
    ("min(plant.height, 3, 4)", "grade", "the least of the height of the young plant, 3 and 4"),
    ("abs(plant.height - 3)", "grade", "the distance between the height of the young plant and 3"),
    ("abs(plant.height)", "grade", "the size without its sign of the height of the young plant"),
    ("first known of plant.height, 3", "grade", "the first that is known of the height of the young plant and 3"),
    ("size of garden.colours", "number", "the number of entries in the favourite colours of the garden"),
    ("age of weather.rain / 1 minute", "number", "the age of the rain ÷ 1 minute"),
    ("last weather.rain", "grade", "the rain, however old"),
    ("plant.record_height before", "grade", "the record height of the young plant as it was before"),
    (
        "mean of weather.rains over the last water.days",
        "grade",
        "the mean of the amounts of rain over the last 5 days (water.days)",
    ),
    ("lowest of weather.rains over the last 3 days", "grade", "the lowest of the amounts of rain over the last 3 days"),
    ("count of box in garden", "number", "the number of boxes of the garden"),
    ("count of wilt in plant this week", "number", "the number of events “plant wilted” in the young plant this week"),
    ("count of cut.confirmed in bed", "number", "the number of confirmations of “cut back” in the bed"),
    (
        "sum of box.room over box in garden where box.room > 1 plant",
        "number_of",
        "the sum of the room of the box over every box of the garden where the room of the box is above 1 plant",
    ),
    (
        "highest of visit.at over visit in garden",
        "instant",
        "the latest of the instant of the visit over every visit in the garden",
    ),
    ("clock.date + 3 days", "date", "the date + 3 days"),
    ("plant.height rounded down to 2", "grade", "the height of the young plant rounded down to a multiple of 2"),
    ("plant.height rounded up to 2", "grade", "the height of the young plant rounded up to a multiple of 2"),
    (
        "plant.height rounded half up to 2",
        "grade",
        "the height of the young plant rounded to the nearest multiple of 2, up from the middle",
    ),
    (
        "plant.height rounded half even to 2",
        "grade",
        "the height of the young plant rounded to the nearest multiple of 2, from the middle to the even one",
    ),
    ("if garden.closed then 1 else 2", "grade", "1 if the garden is closed, else 2"),
    ("(if garden.closed then 1 else 2) * 3", "grade", "(1 if the garden is closed, else 2) × 3"),
    ("bed.tallest", "plant", "the tallest of the bed"),
    (
        "the box in garden where box.room > 1 plant",
        "box",
        "the only box of the garden where the room of the box is above 1 plant",
    ),
    (
        "(count of box in garden) + (count of box in garden)",
        "number",
        "(the number of boxes of the garden) + (the number of boxes of the garden)",
    ),
    ("max(plant.planted_on, clock.date)", "date", "the latest of the day of planting of the young plant and the date"),
    ("unknown", "grade", "unknown"),
    ("plant.stage_since", "instant", "the instant of the last change of the stage of the young plant"),
    ("plant.planted_on", "date", "the day of planting of the young plant"),
    ("plant.bed.size", "number_of", "the places in the bed of the bed of the young plant"),
]

PLANT = Phrases(English(law_of(LAW)).names, {0: "the young plant"})


@lru_cache
def typed(leaf: str, of: str | None) -> x.Expression:
    """A leaf about a plant, typed: a condition, or a value of a type."""
    what = f"type: flag\nfor: plant\nwhen: {leaf}" if of is None else f"type: {of}\nfor: plant\nas: {leaf}"
    rule = f"---\nrule: LEAF-01\nsection: §9\nderive: plant.leaf\n{what}\n"
    law = compiled(LAW + rule).law
    assert law is not None, [each.message for each in compiled(LAW + rule).findings]
    found = law.derivations[x.FactId("plant", "leaf")]
    assert isinstance(found, c.Derivation)
    return found.value


@pytest.mark.parametrize(("leaf", "holds", "fails"), CONDITIONS, ids=[each[0] for each in CONDITIONS])
def test_a_condition(leaf: str, holds: str, fails: str) -> None:
    condition = typed(leaf, None)
    assert plain(PLANT.clause(condition)) == holds
    assert plain(PLANT.clause(condition, denied=True)) == fails
    assert plain(PLANT.clause(x.Not(type=condition.type, part=condition))) == fails


@pytest.mark.parametrize(("leaf", "of", "says"), VALUES, ids=[each[0] for each in VALUES])
def test_a_value(leaf: str, of: str, says: str) -> None:
    assert plain(PLANT.noun(typed(leaf, of), LOOSE)) == says


def kinds_of(kind: type[x.Expression]) -> Iterator[str]:
    for each in kind.__subclasses__():
        yield each.__name__
        yield from kinds_of(each)


def test_every_kind_of_expression_has_a_phrase() -> None:
    said = {each.__name__ for each in (*NOUNS, *CLAUSES)}
    assert said == set(kinds_of(x.Expression)), "a new kind of expression needs a phrase in rules/english/phrases.py"


def test_every_kind_of_expression_is_said_above() -> None:
    leaves = [typed(leaf, None) for leaf, _, _ in CONDITIONS] + [typed(leaf, of) for leaf, of, _ in VALUES]
    said = {type(part).__name__ for leaf in leaves for part in x.walk(leaf)}
    # These stand in documents only: see told.txt.
    assert set(kinds_of(x.Expression)) - said == {"Cases", "Compose", "Follow", "ReadField"} - said
    assert {"ReadField", "Cases", "Compose"}.isdisjoint(said)


def test_every_field_of_an_expression_is_known_to_the_tests() -> None:
    """A new field of a node could change what it means, and nothing would say so."""
    shape = {each.__name__: tuple(one.name for one in fields(each)) for each in NOUNS | CLAUSES}
    assert {name: own[3:] for name, own in shape.items() if len(own) > 5} == {
        "Between": ("value", "low", "high"),
        "If": ("condition", "then", "otherwise"),
        "Compare": ("operator", "left", "right"),
        "In": ("value", "container", "denied"),
        "IsState": ("value", "state", "denied"),
        "VerdictIs": ("action", "subject", "state", "denied"),
        "WouldBePermitted": ("subject", "actions", "but_for"),
        "Arithmetic": ("operator", "left", "right"),
        "Rounded": ("value", "mode", "step"),
        "Window": ("word", "unit", "since"),
        "Items": ("scope", "kind", "slot", "within", "where", "happening", "window"),
        "Aggregate": ("function", "items", "value", "if_empty"),
        "SeriesAggregate": ("function", "fact", "length"),
    }


@pytest.mark.parametrize("mode", ROUNDINGS)
def test_roundings_are_those_of_the_language(mode: str) -> None:
    rounded = typed(f"plant.height rounded {mode} to 2", "grade")
    assert isinstance(rounded, x.Rounded)
    assert rounded.mode == mode


def test_names_of_the_law_can_be_told_from_words() -> None:
    pieces = PLANT.clause(typed("plant.height < tone.depth for red", None))
    assert [(each.what, each.name) for each in pieces if each.what] == [
        ("fact", "plant.height"),
        ("parameter", "tone.depth"),
    ]
    pieces = PLANT.clause(typed("plant would be permitted cut but for FORBID-01", None))
    assert [(each.what, each.name) for each in pieces if each.what] == [("action", "cut"), ("rule", "FORBID-01")]


def test_a_local_name_is_what_it_stands_for() -> None:
    what = "type: flag\nfor: plant\nlet:\n  twice: plant.height * 2\nwhen: twice > 3"
    rule = f"---\nrule: LEAF-01\nsection: §9\nderive: plant.leaf\n{what}\n"
    found = law_of(LAW + rule).derivations[x.FactId("plant", "leaf")]
    assert isinstance(found, c.Derivation)
    assert plain(PLANT.clause(found.value)) == "the height of the young plant × 2 is above 3"
