"""What instants and operator name of the law: a slip is told with its place, and stops the run before it begins."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from facts.errors import FactsError
from facts.modelled.description import read_placed
from facts.modelled.instants import InstantsModel
from facts.modelled.named import check_names
from facts.modelled.operator import OperatorModel
from tests.console.running import ROOT
from tests.laws import all_use

FIVE = ROOT / "examples" / "five-years"


def check(folder: Path) -> None:
    instants = read_placed(folder / "instants.yaml", InstantsModel, "Instants")
    check_names(all_use(), instants, read_placed(folder / "operator.yaml", OperatorModel, "An operator"))


def test_the_five_years_name_what_the_law_has() -> None:
    check(FIVE)


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "message", "help"),
    [
        ("instants.yaml", "underlying.atr,", "underlying.atrr,", "F631",
         "`underlying.atrr` is no number that the law has of each `underlying`", "Did you mean `underlying.atr`?"),
        ("instants.yaml", "underlying.atr,", "market.vix,", "F631",
         "`market.vix` is no number that the law has of each `underlying`", None),
        ("instants.yaml", "underlying.atr,", "underlying.instrument,", "F631",
         "`underlying.instrument` is no number that the law has of each `underlying`", None),
        ("instants.yaml", "atr.level_1", "atr.level_9", "F631",
         "`atr.level_9` is no parameter of the law with one number", "Did you mean `atr.level_1`?"),
        ("instants.yaml", "atr.level_1", "entry.delta_low", "F631",
         "`entry.delta_low` is no parameter of the law with one number", "Did you mean `calls.delta_low`?"),
        ("instants.yaml", "atr.level_1", "llms.symbols", "F631",
         "`llms.symbols` is no parameter of the law with one number", None),
        ("operator.yaml", "protocol:", "protocoll:", "F631",
         "`protocoll` is no fact that the law keeps of each `sleeve`", "Did you mean `protocol`?"),
        ("operator.yaml", "protocol: locked", "protocol: lokced", "F627",
         "`sleeve.protocol`: `lokced` is not a word of `sleeve.protocol`", "Did you mean `locked`?"),
        ("operator.yaml", "killed: true", "killed: yes", "F627",
         "`account.killed`: `yes` is neither `true` nor `false`", None),
        ("operator.yaml", "killed: true", "locked: true", "F631",
         "`locked` is no fact that the law keeps of each `account`", None),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, code: str, message: str, help: str | None
) -> None:
    for each in ("instants.yaml", "operator.yaml"):
        shutil.copy(FIVE / each, tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    changed = text.replace(old, new, 1)
    assert changed != text
    (tmp_path / file).write_text(changed, encoding="utf-8")
    with pytest.raises(FactsError) as refused:
        check(tmp_path)
    [found] = refused.value.findings
    assert (found.code, found.message, found.help) == (code, message, help)
    assert found.span.file.endswith(file)
    marked = changed.splitlines()[found.span.line - 1][found.span.column - 1 : found.span.end_column - 1]
    assert marked in new


def test_without_levels_and_without_an_operator_nothing_is_named(tmp_path: Path) -> None:
    text = (FIVE / "instants.yaml").read_text(encoding="utf-8")
    [line] = [each for each in text.splitlines() if each.startswith("level_crossings:")]
    (tmp_path / "instants.yaml").write_text(text.replace(line, ""), encoding="utf-8")
    check_names(all_use(), read_placed(tmp_path / "instants.yaml", InstantsModel, "Instants"), None)
