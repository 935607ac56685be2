"""`alluse test`: exit codes and what stands where; what scenarios mean is tested with them."""

from __future__ import annotations

from pathlib import Path

from tests.console.running import LAW, SAMPLE, run

FEATURES = SAMPLE / "features"


def test_all_pass() -> None:
    told = run("test", LAW, "--features", FEATURES)
    assert told.code == 0, told.err
    assert told.out.startswith("2 scenarios in 1 file: 2 passed; ")
    assert not told.err


def test_one_fails(tmp_path: Path) -> None:
    text = (FEATURES / "lending.feature").read_text(encoding="utf-8")
    text = text.replace("../facts.yaml", str((SAMPLE / "facts.yaml").resolve()))
    feature = tmp_path / "wrong.feature"
    feature.write_text(text.replace("it is not permitted", "it is permitted"), encoding="utf-8")
    told = run("test", LAW, "--features", feature)
    assert told.code == 1
    assert "1 passed, 1 failed" in told.out
    assert f"{feature}:14:" in told.err
    shape = run("test", LAW, "--features", feature, "--format", "json")
    assert shape.code == 1
    assert not shape.err
    assert shape.json["ok"] is False


def test_no_scenario_is_not_a_pass(tmp_path: Path) -> None:
    assert run("test", LAW).code == 2, "the sample law names no folder of scenarios"
    told = run("test", LAW, "--features", tmp_path)
    assert told.code == 2
    assert told.out.startswith("0 scenarios in 0 files: 0 passed")
    assert run("test", LAW, "--features", tmp_path / "nothing").code == 2


def test_law_that_cannot_be_used(tmp_path: Path) -> None:
    law = tmp_path / "law.yaml"
    law.write_text("rule: [\n", encoding="utf-8")
    told = run("test", law, "--features", FEATURES)
    assert told.code == 2
    assert "error[Y1" in told.err
    assert run("test", tmp_path / "nothing", "--features", FEATURES).code == 2
