"""What is known of unknown facts stays true whatever they turn out to be, bounds included."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.evaluate import decider_for
from engine.values import Subject, Unknown, Value
from rules.compile.law import Law
from rules.language.typed import FactId
from tests.engine.quick import THOROUGH
from tests.engine.random_law import KNOWABLE, Assignment, RandomLaw
from tests.engine.worlds import compiled, facts_of, law_of

DESK = Subject("desk", "")
MOST_REFINEMENTS = 48


def derived(law: Law, names: Iterable[str], known: Assignment) -> dict[str, Value]:
    """The value of each derived fact; what is not in `known` is unknown."""
    told: dict[str, dict[str, str]] = {"": {}, "p": {}, "q": {}}
    for (_, key, name), value in known.items():
        told[key][name] = value
    raw = {"desk": told[""], "item": {"p": told["p"], "q": told["q"]}}
    decider = decider_for(law, facts_of(law, {"at": "2026-04-16T10:00:00-04:00", "facts": raw}))
    return {name: decider.derive(FactId("desk", name), DESK) for name in names}


def refinements(chance: Random, known: Assignment) -> list[Assignment]:
    """What the unknown facts may turn out to be: all of it, or some where that is too much."""
    missing = [place for place in KNOWABLE if place not in known]
    every = [
        {**known, **dict(zip(missing, values, strict=True))}
        for values in product(*(KNOWABLE[place] for place in missing))
    ]
    return every if len(every) <= MOST_REFINEMENTS else chance.sample(every, MOST_REFINEMENTS)


def contradiction(before: Value, after: Value) -> str | None:
    """Why the value of fewer facts does not go with the value of more."""
    if not isinstance(before, Unknown):
        return None if before == after else f"{before} became {after}"
    if isinstance(after, Unknown):
        inside = (before.low is None or (after.low is not None and after.low >= before.low)) and (
            before.high is None or (after.high is not None and after.high <= before.high)
        )
        return None if inside else f"{before} became {after}"
    if isinstance(after, Fraction):
        below = before.low is not None and after < before.low
        above = before.high is not None and after > before.high
        return f"{before} became {after}" if below or above else None
    return None


@THOROUGH
@given(st.integers(0, 2**32))
def test_more_facts_never_contradict_what_was_known(seed: int) -> None:
    made = RandomLaw(seed)
    found = compiled(made.text)
    # Chance writes ranges that end before they begin; the checker refuses them.
    assume({each.code for each in found.findings} != {"E227"})
    law = law_of(made.text)
    chance = Random(seed + 1)
    places = list(KNOWABLE)
    chance.shuffle(places)
    missing = places[: chance.randint(1, 3)]
    known = {place: chance.choice(values) for place, values in KNOWABLE.items() if place not in missing}
    before = derived(law, made.facts, known)
    for refined in refinements(chance, known):
        after = derived(law, made.facts, refined)
        for name in made.facts:
            problem = contradiction(before[name], after[name])
            assert problem is None, f"{name}: {problem}\n{missing} {refined}\n{made.text}"
