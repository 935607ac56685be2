"""What the benchmarks draw: every number at its place on logarithmic axes, names in a legend, nothing outside."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.chart import HEIGHT, LEFT, RIGHT, TOP, WIDTH, exponent
from benchmarks.plots import draw

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
GROWTH = {
    "benchmark": "growth",
    "rounds": 5,
    "found": {
        "rules": {
            "compile": [[10, 0.01], [100, 0.1], [1000, 1.0]],
            "decide, fast": [[10, 0.001], [100, 0.002], [1000, 0.01]],
            "memory": [[10, 53.0], [100, 56.0], [1000, 80.0]],
        },
        "facts": {"read": [[100, 0.1], [1000, 10.0]]},
    },
}


def drawn(told: Mapping[str, object], folder: Path) -> dict[str, ElementTree.Element]:
    """The pictures by name."""
    return {file.stem: ElementTree.fromstring(file.read_text("utf-8")) for file in draw(told, folder)}


def said(picture: ElementTree.Element) -> list[str]:
    """Every text of a picture."""
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def test_a_power_of_ten_is_one_step_on_either_axis(tmp_path: Path) -> None:
    picture = drawn(GROWTH, tmp_path)["growth-rules"]
    dots = [(float(each.get("cx", "")), float(each.get("cy", ""))) for each in picture.iter(f"{SVG}circle")]
    (first, low), (middle, between), (last, high) = dots[:3]
    assert middle - first == pytest.approx(last - middle, abs=0.1)
    assert low - between == pytest.approx(between - high, abs=0.1)
    assert (first, last, high) == (LEFT, WIDTH - RIGHT, TOP)  # from 10 to 1,000, and up to one second


def test_a_legend_tells_each_line_and_its_exponent_the_costliest_first(tmp_path: Path) -> None:
    pictures = drawn(GROWTH, tmp_path)
    texts = said(pictures["growth-rules"])
    assert texts.index("compile") < texts.index("decide, fast")
    assert {"1.00", "0.50", "in proportion", "1 ms", "1 s", "1,000"} <= set(texts)
    assert "memory" not in texts
    assert {"2.00", "100 ms", "10 s"} <= set(said(pictures["growth-facts"]))


def test_nothing_that_was_measured_lies_outside(tmp_path: Path) -> None:
    accounts = {"benchmark": "accounts", "rounds": 5, "bar": 2.0, "found": {"fast": {"1": {"decided": 0.0247}}}}
    for picture in [*drawn(GROWTH, tmp_path).values(), *drawn(accounts, tmp_path).values()]:
        dots = [(float(each.get("cx", "")), float(each.get("cy", ""))) for each in picture.iter(f"{SVG}circle")]
        assert dots and all(LEFT <= x <= WIDTH - RIGHT and TOP <= y <= HEIGHT for x, y in dots)


def test_bars_are_in_order_and_ours_are_marked(tmp_path: Path) -> None:
    engines = [("other", 1e-4), ("fast", 1e-6), ("missing", None), ("reference", 1e-3)]
    told = {"benchmark": "decision", "engines": [{"name": name, "seconds_a_decision": each} for name, each in engines]}
    picture = drawn(told, tmp_path)["decision"]
    bars = [each for each in picture.iter(f"{SVG}rect") if each.get("rx")]
    widths, colours = [float(each.get("width", "")) for each in bars], [each.get("fill") for each in bars]
    assert widths == pytest.approx([3 * widths[1], widths[1], 0.0], abs=0.2)  # 1,000,000, 10,000 and 1,000 a second
    assert widths[1] > 0
    assert colours[0] == colours[2] != colours[1]
    assert [each for each in said(picture) if each in {"fast", "other", "reference", "missing"}] == [
        "fast",
        "other",
        "reference",
    ]


def test_the_exponent_is_what_twice_as_much_costs() -> None:
    assert exponent([(1, 3.0), (2, 6.0), (4, 12.0)]) == pytest.approx(1)
    assert exponent([(10, 1.0), (1000, 10_000.0)]) == pytest.approx(2)


def test_growth_runs_alone_and_draws_what_it_tells(tmp_path: Path) -> None:
    out = tmp_path / "growth.json"
    done = subprocess.run(
        [
            *(sys.executable, "benchmarks/growth/run.py", "--rules", "5,10", "--facts", "20,40", "--rounds", "1"),
            *("--json", str(out), "--plots", str(tmp_path)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(out.read_text("utf-8"))
    names = {"decide, reference", "decide, fast", "memory"}
    assert set(told["found"]["rules"]) == {"compile", "generate and decide, fast", *names}
    assert set(told["found"]["facts"]) == {"read", *names}
    assert all(seconds > 0 for lines in told["found"].values() for points in lines.values() for _, seconds in points)
    assert {each.name for each in tmp_path.glob("*.svg")} == {"growth-rules.svg", "growth-facts.svg"}
