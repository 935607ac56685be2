"""`alluse dry-run --engine clips`: the second opinion of CLIPS."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from console.second_opinion import SecondOpinion
from engine.backends import clips
from tests.console.running import FACTS, LAW, run

SCHEMA = Path(__file__).resolve().parents[2] / "console" / "schemas" / "second-opinion.json"


@pytest.mark.oracle
@pytest.mark.skipif(not clips.installed(), reason="CLIPS is not installed: `make setup` brings it")
def test_the_second_opinion_of_clips() -> None:
    told = run("dry-run", LAW, "--facts", FACTS, "--engine", "clips")
    assert told.code == 0, told.err
    assert "Second opinion of CLIPS 6.4.2" in told.out
    assert told.out.endswith("10 decisions compared with the reference engine: no difference; 5 rules asked\n")
    content = run("dry-run", LAW, "--facts", FACTS, "--engine", "clips", "--format", "json").json
    assert content["differences"] == []
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    validator.validate(content)
    side = {"verdict": "permitted", "because": []}
    other = {"verdict": "forbidden", "because": ["LEND-02"]}
    difference = {"action": "lend", "subject": "A-1", "clips": side, "reference": other}
    validator.validate({**content, "differences": [difference]})
    assert not validator.is_valid({**content, "differences": [{**difference, "durable": side}]})
    told_text = SecondOpinion({**content, "differences": [difference]}).text(120, color=False)
    assert "  lend  A-1  permitted by no rule, not forbidden by LEND-02\n" in told_text


def test_without_clips_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise clips.NotInstalled("no")

    monkeypatch.setattr(clips, "record", fails)
    told = run("dry-run", LAW, "--facts", FACTS, "--engine", "clips")
    assert told.code == 2
    assert told.err.startswith("alluse: the clips engine is not installed\nhelp: `make setup` brings it")
