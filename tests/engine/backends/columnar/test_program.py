"""What a program claims and refuses, by name; sets of parameters; pieces; libraries that are not there."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.backends.columnar import CannotColumn, CannotFeed, NotInstalled
from engine.backends.columnar.columns import Columns, check
from engine.backends.columnar.engine import ColumnarEngine
from engine.backends.columnar.feeding import feed
from engine.backends.columnar.numpy_kernel import BLOCK
from engine.backends.columnar.opinion import opinion_of, opinions
from engine.backends.columnar.program import ColumnarProgram, claims
from engine.backends.columnar.vocabulary import AGE_GRID
from engine.values import Subject
from rules.compile.law import Law, WaiverOf
from rules.language.typed import FactId
from tests.engine.backends.columnar.around import Around
from tests.engine.backends.columnar.desk import CHOICE, EXCEPTION, FACTS, PRODUCT, decider, law_of

IDEA = Subject("idea", "I1")
LIBRARIES = ("numpy", "numba")


def engine(law: Law, action: str = "buy", **more: object) -> ColumnarEngine:
    return ColumnarEngine(ColumnarProgram.of(law, action, **more))  # type: ignore[arg-type]


# --- claiming and refusing ------------------------------------------------------------------------
def test_all_rules_of_a_plain_action_are_claimed() -> None:
    assert claims(law_of(), "buy").claimed == ("BUY-01", "BUY-02")
    assert claims(law_of(), "buy").refused == ()


def test_a_choice_is_refused_by_name_and_place_and_with_it_the_verdict() -> None:
    law = law_of(CHOICE)
    found = claims(law, "buy")
    assert found.claimed == ("BUY-01", "BUY-02")
    (refusal,) = found.refused
    assert refusal.document == "BEST-02"
    assert "BEST-01: a choice among candidates" in refusal.what
    with pytest.raises(CannotColumn, match="BEST-01: a choice among candidates"):
        ColumnarProgram.of(law, "buy")


def test_what_is_refused_can_be_given() -> None:
    law = law_of(CHOICE)
    best = FactId("market", "best")
    asked = decider(law)
    (told,) = opinions(engine(law, given=[best]), [asked])
    assert told == {IDEA: opinion_of(asked.verdict("buy", IDEA))}
    assert told[IDEA].verdict == "permitted"
    without = {**FACTS, "idea": {}}
    (nobody,) = opinions(engine(law, given=[best]), [decider(law, without)])
    assert nobody == {}


def test_numbers_that_fit_no_machine_integer_are_calculated_by_python_and_refused_by_numba() -> None:
    law = law_of(PRODUCT)
    program = ColumnarProgram.of(law, "buy")
    assert program.wide == ("WIDE-01",)
    for plain, forbidden in (("2", False), ("2.000001", True), ("-1000000000", False), ("1000000000", True)):
        asked = decider(law, {**FACTS, "stock": {"KO": {**FACTS["stock"]["KO"], "plain": plain}}})
        (told,) = opinions(ColumnarEngine(program), [asked])
        assert told == {IDEA: opinion_of(asked.verdict("buy", IDEA))}
        assert ("WIDE-01" in told[IDEA].fired) is forbidden
    pytest.importorskip("numba", reason="numba is an extra")
    with pytest.raises(CannotColumn, match="WIDE-01: numbers that are not proven to fit into 64 bits"):
        ColumnarEngine(program, "numba")


def test_numba_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(NotInstalled, match="numba is not installed"):
        ColumnarEngine(ColumnarProgram.of(law_of(), "buy"), "numba")


@pytest.mark.parametrize("keep", ["off", "folder", "open folder"])
def test_loops_are_kept_only_where_nobody_else_writes(
    keep: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba", reason="numba is an extra")
    folder = tmp_path / "columnar"
    if keep == "open folder":
        folder.mkdir()
        folder.chmod(0o777)
    monkeypatch.setenv("ALLUSE_CACHE", "off" if keep == "off" else str(tmp_path))
    program = ColumnarProgram.of(law_of(), "buy")
    (told,) = opinions(ColumnarEngine(program, "numba"), [decider(law_of())])
    assert told[IDEA].verdict == "permitted"
    kept = sorted(each.suffix for each in folder.iterdir() if each.is_file()) if folder.exists() else []
    assert kept == ([".py"] if keep == "folder" else [])
    assert bool(list(tmp_path.rglob("*.nbc"))) is (keep == "folder")


def test_a_rule_is_waived_where_its_column_says_so() -> None:
    law = law_of()
    place = law.permits[0].span
    assert place is not None
    waiver = WaiverOf("W-01", ("BUY-02",), None, None, None, None, "me", "why not", place)
    wild = {**FACTS, "market": {"mood": "wild"}}
    for waived, verdict in ((law, "forbidden"), (replace(law, waivers=(waiver,)), "permitted")):
        asked = decider(waived, wild)
        (told,) = opinions(engine(waived), [asked])
        assert told == {IDEA: opinion_of(asked.verdict("buy", IDEA))}
        assert told[IDEA].verdict == verdict


# --- unknowns -------------------------------------------------------------------------------------
@pytest.mark.parametrize("action", ["buy", "sell"])
@pytest.mark.parametrize(
    "price", ["unknown", "500.01", {"value": "500.00", "age": "60"}, {"value": "500.00", "age": "61"}]
)
@pytest.mark.parametrize("mood", ["calm", "wild", "unknown"])
def test_unknown_and_stale_are_those_of_the_reference_engine(action: str, price: object, mood: str) -> None:
    law = law_of()
    stock = {"KO": {**FACTS["stock"]["KO"], "price": price}}
    asked = decider(law, {**FACTS, "market": {"mood": mood}, "stock": stock})
    (told,) = opinions(engine(law, action), [asked])
    assert told == {IDEA: opinion_of(asked.verdict(action, IDEA))}


@pytest.mark.parametrize("shares", ["499", "500"])
@pytest.mark.parametrize("mood", ["calm", "wild", "unknown"])
def test_an_exception_lifts_a_forbid_and_its_doubt(shares: str, mood: str) -> None:
    law = law_of(EXCEPTION)
    facts = {**FACTS, "market": {"mood": mood}, "idea": {"I1": {"stock": "KO", "shares": shares}}}
    asked = decider(law, facts)
    (told,) = opinions(engine(law), [asked])
    assert told == {IDEA: opinion_of(asked.verdict("buy", IDEA))}
    assert (told[IDEA].verdict == "forbidden") is (shares == "499" and mood != "calm")
    assert ("BUY-02" in told[IDEA].doubtful) is (shares == "499" and mood == "unknown")


def test_many_sets_of_facts_do_not_mix() -> None:
    law = law_of()
    asked = [decider(law, {**FACTS, "market": {"mood": mood}}) for mood in ("calm", "wild", "unknown", "calm")]
    told = opinions(engine(law, single=False), asked)
    assert [each[IDEA].verdict for each in told] == ["permitted", "forbidden", "forbidden", "permitted"]
    assert [each[IDEA].doubtful for each in told] == [(), (), ("BUY-02",), ()]


# --- sets of parameters -----------------------------------------------------------------------------
@pytest.mark.parametrize("library", LIBRARIES)
def test_a_sweep_says_for_each_set_what_law_with_that_number_says(library: str) -> None:
    if library == "numba":
        pytest.importorskip("numba", reason="numba is an extra")
    law = law_of()
    prices = [Fraction(1), Fraction(100), Fraction(9999, 100), Fraction(900), Fraction(201, 2)]
    program = ColumnarProgram.of(law, "buy", sweeps={"most.price": prices}, single=False)
    rows = 300
    around = Around(program, 3)
    arrays = around.random_arrays(rows)
    swept = ColumnarEngine(program, library).decide(around.columns(arrays, rows))  # type: ignore[arg-type]
    codes = set()
    for place, price in enumerate(prices):
        parameter = replace(law.parameters["most.price"], values=((None, price),))
        other = replace(law, parameters={**law.parameters, "most.price": parameter})
        alone = ColumnarProgram.of(other, "buy", single=False)
        verdicts = ColumnarEngine(alone).decide(check(alone, Around(alone, 0).columns(arrays, rows).rows, arrays, rows))
        for name in ("codes", "fired", "failed", "doubtful"):
            assert np.array_equal(getattr(swept, name)[place], getattr(verdicts, name)[0]), (price, name)
        codes.add(verdicts.codes.tobytes())
    assert len(codes) > 2


@pytest.mark.parametrize(
    ("sweeps", "told"),
    [
        ({"most.price": [Fraction(0)]}, "outside its bounds"),
        ({"most.price": [Fraction(901)]}, "outside its bounds"),
        ({"most.prize": [Fraction(1)]}, "no parameter with a number"),
        ({"most.price": []}, "has no value"),
    ],
)
def test_a_sweep_that_the_law_does_not_allow_is_refused(sweeps: dict[str, list[Fraction]], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        ColumnarProgram.of(law_of(), "buy", sweeps=sweeps)


# --- pieces -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("rows", [0, 1, 7, 63, 64, 65, 4096, 4160, BLOCK - 1, BLOCK, BLOCK + 9])
def test_any_number_of_rows_is_the_same_in_one_piece_and_one_by_one(library: str, rows: int) -> None:
    if library == "numba":
        pytest.importorskip("numba", reason="numba is an extra")
    program = ColumnarProgram.of(law_of(), "buy", single=False)
    around = Around(program, rows)
    arrays = around.random_arrays(rows)
    found = ColumnarEngine(program, library).decide(around.columns(arrays, rows))  # type: ignore[arg-type]
    plain = ColumnarEngine(program)
    for row in range(0, rows, max(1, rows // 9)):
        one = {
            spec: np.zeros(1, np.int64) if spec.part in {"link", "snapshot"} else array[row : row + 1]
            for spec, array in arrays.items()
        }
        alone = plain.decide(around.columns(one, 1))
        assert alone.word(0) == found.word(row)
        for name in ("fired", "failed", "doubtful"):
            assert alone.names(name, 0) == found.names(name, row)
    if rows % 8:
        assert not (found.fired[..., -1] >> np.uint8(rows % 8)).any()


# --- feeding ----------------------------------------------------------------------------------------
def columns() -> tuple[ColumnarProgram, Columns]:
    program = ColumnarProgram.of(law_of(), "buy")
    return program, feed(program, [decider(law_of())]).columns


def test_a_column_outside_its_range_is_refused() -> None:
    program, fed = columns()
    shares = next(spec for spec in program.columns if spec.name == "shares")
    assert shares.range is not None
    for number in (shares.range.low - 1, shares.range.high + 1):
        with pytest.raises(CannotFeed, match=r"`idea.shares` holds"):
            check(program, fed.rows, {**fed.arrays, shares: np.array([number])})
    check(program, fed.rows, {**fed.arrays, shares: np.array([shares.range.high])})


def test_an_index_to_no_row_is_refused() -> None:
    program, fed = columns()
    link = next(spec for spec in program.columns if spec.part == "link")
    with pytest.raises(CannotFeed, match=r"`idea.stock \(link\)` holds 1 to 1, and not 0 to 0"):
        check(program, fed.rows, {**fed.arrays, link: np.array([1])})


@pytest.mark.parametrize(
    ("array", "told"),
    [
        (np.array([100.0]), "float64, and not whole numbers"),
        (np.array([100, 100]), "has the shape"),
        (np.array([True]), "bool, and not whole numbers"),
        (None, "there is no column `idea.shares`"),
    ],
)
def test_a_column_of_another_kind_is_refused(array: object, told: str) -> None:
    program, fed = columns()
    shares = next(spec for spec in program.columns if spec.name == "shares")
    with pytest.raises(CannotFeed, match=told):
        check(program, fed.rows, {**fed.arrays, shares: array})  # type: ignore[dict-item]


def test_a_mask_that_is_left_out_says_that_all_is_known() -> None:
    program, fed = columns()
    masks = {spec for spec in program.columns if spec.part in {"known", "age_known"}}
    assert masks
    found = check(program, fed.rows, {spec: array for spec, array in fed.arrays.items() if spec not in masks})
    assert all(found.arrays[spec].all() for spec in masks)
    assert ColumnarEngine(program).decide(found).word(0) == "permitted"


def test_a_value_beside_its_grid_is_refused_by_fact_and_subject() -> None:
    law = law_of(PRODUCT)
    stock = {"KO": {**FACTS["stock"]["KO"], "plain": "0.0000001"}}
    with pytest.raises(CannotFeed, match=r"`stock.plain` of stock KO is 1/10000000, and not a multiple of 1/1000000"):
        feed(ColumnarProgram.of(law, "buy"), [decider(law, {**FACTS, "stock": stock})])


def test_an_age_beside_its_grid_is_refused() -> None:
    stock = {"KO": {**FACTS["stock"]["KO"], "price": {"value": "1", "age": "0.00001"}}}
    with pytest.raises(
        CannotFeed, match=f"the age of `stock.price` of stock KO is 1/100000, and not a multiple of {AGE_GRID}"
    ):
        feed(ColumnarProgram.of(law_of(), "buy"), [decider(law_of(), {**FACTS, "stock": stock})])


def test_a_program_for_one_set_of_facts_takes_no_two() -> None:
    with pytest.raises(CannotFeed, match="there are 2"):
        feed(ColumnarProgram.of(law_of(), "buy"), [decider(law_of())] * 2)
