"""A short run of every fuzzer: the same inputs on every machine, and what Hypothesis makes of them."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import corpus
from tests.fuzz.chance import Bytes, often
from tests.fuzz.run import Tally, input_of, tried
from tests.fuzz.targets import TARGETS

FEW = {"parser": 600, "loader": 600, "checker": 80, "facts": 300, "formatter": 200, "console": 25}
# So many different codes are met at least, about half of what is usual: the files that inputs begin with change.
DEEP = {"parser": 10, "loader": 12, "checker": 30, "facts": 10, "formatter": 5, "console": 2}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_escapes(name: str) -> None:
    target, tally = TARGETS[name], Tally(name)
    for index in range(FEW[name]):
        assert tried(target, input_of(target, 1, index), tally) is None, f"input {index} of seed 1"
    assert 0 < tally.accepted < FEW[name]
    assert len(tally.codes) >= DEEP[name]


def test_every_target_is_tried() -> None:
    assert set(FEW) == set(DEEP) == set(TARGETS)


@pytest.mark.parametrize("name", ["parser", "loader", "checker", "facts", "formatter"])
def test_nothing_escapes_of_what_hypothesis_makes(name: str) -> None:
    target = TARGETS[name]
    few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

    @few
    @given(st.binary(max_size=200))
    def escapes(data: bytes) -> None:
        assert tried(target, target.make(Bytes(data))) is None

    escapes()


@pytest.mark.parametrize("name", TARGETS)
def test_the_same_seed_makes_the_same_inputs(name: str) -> None:
    target = TARGETS[name]
    assert [input_of(target, 5, index) for index in range(20)] == [input_of(target, 5, index) for index in range(20)]
    assert len({input_of(target, 5, index) for index in range(20)}) > 10


def test_the_small_law_decides_on_its_facts() -> None:
    everything = " ".join(str(place) for place in range(len(corpus.base()))).encode()
    kept = everything.replace(b" 3 ", b" ")
    assert TARGETS["checker"].run((corpus.base()[3].encode(), kept)).accepted
    assert TARGETS["facts"].run((corpus.facts().encode(), b"yaml")).accepted


def test_there_is_something_to_begin_with() -> None:
    assert len(corpus.law()) > 300
    assert len(corpus.base()) > 25


def test_bytes_stand_for_choices() -> None:
    assert [Bytes(b"\x05\x00").randrange(8), Bytes(b"\x02").choice("abcd")] == [5, "c"]
    assert Bytes(b"").choice("abcd") == "a"
    assert isinstance(Bytes(b"").random(), float)


def test_weights_say_how_often() -> None:
    chance = Random(1)
    seen = Counter(often(chance, (9, "much"), (1, "little")) for _ in range(1_000))
    assert 800 < seen["much"] < 980
