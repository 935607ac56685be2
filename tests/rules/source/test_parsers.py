"""The C parser and the pure one must be told apart by speed alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from rules.source import build
from rules.source.load import load_path, load_text

FIXTURES = sorted((Path(__file__).parents[2] / "bad" / "yaml").iterdir())


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_both_parsers_find_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = load_path(path)
    monkeypatch.setattr(build, "_LOADER", yaml.SafeLoader)
    assert load_path(path) == fast


def test_the_fast_parser_is_used() -> None:
    assert build._LOADER is yaml.CSafeLoader


def test_three_thousand_lines_are_read_in_a_moment() -> None:
    rule = """rule: GEN-{number}
section: §1
title: Gen opens cash-secured puts on Thursday morning
rests_on: [R-03, R-04]
permit: open_csp
for: candidate where sleeve.kind is gen
when:
  all:
    - clock.weekday is entry.day for gen
    - contract.delta between entry.delta_low for gen and entry.delta_high for gen
    - any: [market.is_calm, {{ not: market.is_open }}]
because: Weekly income from short-dated puts.
---
"""
    text = "".join(rule.format(number=number) for number in range(231))
    assert text.count("\n") >= 3_000
    times = []
    for _ in range(5):
        start = time.process_time()
        source = load_text(text, "f")
        times.append(time.process_time() - start)
    assert len(source.documents) == 231
    # A tenth of a second of the processor is the aim; a slow one gets three.
    assert min(times) < 0.3


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "{a: " * 50_000,
        "- " * 100_000,
        "? " * 100_000,
        '"' + "a\n" * 100_000,
        "%TAG !a! b\n" * 20_000,
        "a: [" + "*a, " * 20_000 + "]",
        "{" + ", ".join(f"k{n}" for n in range(20_000)) + "}",
        "{" + ", ".join(f"k{n}: v" for n in range(20_000)) + "}",
        "a:\n x\n" + " - x\n" * 40_000,
        "---\na: b: c\n" * 3_000,
        "a: 1\n" * 20_000,
        "\t\n" * 100_000,
        ":" * 200_000,
        "#" * 200_000,
        " " * 200_000 + "}",
        "a: " + "(," * 50_000 + "),",
        "a: [" + "(," * 20_000 + ")," * 20_000 + "]",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_nothing_takes_long(text: str) -> None:
    start = time.process_time()
    load_text(text, "f")
    assert time.process_time() - start < 5
