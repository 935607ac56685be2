"""Law that is written as changes to other law decides as if it had been written in full."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from rules.compile.compiler import Compiled, compile_path, compile_sources
from rules.compile.law import Law
from rules.source.load import load_path, load_text
from rules.versions.overlay import read_whole

ROOT = Path(__file__).parents[3]
ALL_USE = ROOT / "constitution" / "all-use" / "1.3"

BASE = """
constitution: desk
version: "1"
in_force: 2026-01-05
scenarios: scenarios
---
units:
  base: [usd]
  currency: usd
---
types:
  money: { unit: usd, step: 0.01 }
  bulk: { one_of: [small, large] }
---
scopes:
  clock: { one: true }
  order: { key: text }
---
facts: order
section: §1
given:
  amount: { type: money }
  bulk: { type: bulk }
---
actions:
  fill: { on: order, risk: increasing }
---
parameters: cap
section: §1
source: The desk's rules
by: bulk
values:
  most: { small: 100, large: 200, of: money }
  least: { small: 10, large: 20, of: money }
---
parameters: plain
section: §1
values:
  limit: { is: 500, of: money }
---
rule: FILL-01
section: §1
permit: fill
for: order
when: order.amount <= cap.most for order.bulk and order.amount >= cap.least for order.bulk
---
rule: STOP-01
section: §1
forbid: fill
for: order
when: order.amount > plain.limit
"""


def _write(home: Path, version: str, text: str) -> Path:
    folder = home / "desk" / version
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "law.yaml").write_text(text, encoding="utf-8")
    return folder


def _over(version: str, amends: str, more: str = "", head: str = "draft: true\n") -> str:
    return f'constitution: desk\nversion: "{version}"\namends: "{amends}"\n{head}{more}'


def _law(compiled: Compiled) -> Law:
    assert compiled.law is not None, compiled.findings
    return compiled.law


def _changed(home: Path, more: str, head: str = "draft: true\n") -> Compiled:
    _write(home, "1", BASE)
    return compile_path(_write(home, "2", _over("2", "1", more, head)))


def _in_full(text: str) -> str:
    """The logic digest of the same law written in full."""
    return _law(compile_sources([load_text(text, "full.yaml")])).logic_digest


def test_a_parameter_is_replaced_whole(tmp_path: Path) -> None:
    more = "---\nparameters: cap\nvalues:\n  most: { small: 150, large: 200, of: money }\n"
    law = _law(_changed(tmp_path, more))
    moved = BASE.replace("most: { small: 100,", "most: { small: 150,")
    assert (law.version, law.draft, law.in_force) == ("2", True, None)
    assert law.logic_digest == _in_full(moved) != _in_full(BASE)
    assert law.parameters["cap.most"].values == (("small", Fraction(150)), ("large", Fraction(200)))
    assert law.parameters["cap.least"].values == (("small", Fraction(10)), ("large", Fraction(20)))
    assert law.parameters["cap.most"].section == "§1", "what the group says holds for the new entry too"


def test_a_document_is_replaced_by_one_of_its_kind_and_id(tmp_path: Path) -> None:
    rule = "---\nrule: STOP-01\nsection: §1\nforbid: fill\nfor: order\nwhen: order.amount >= plain.limit\n"
    law = _law(_changed(tmp_path, rule))
    assert law.logic_digest == _in_full(BASE.replace("order.amount > plain.limit", "order.amount >= plain.limit"))


def test_what_is_new_is_added(tmp_path: Path) -> None:
    rule = (
        "---\nrule: STOP-02\nsection: §1\nforbid: fill\nfor: order\nwhen: order.bulk is small and order.amount > 50\n"
    )
    fact = "---\nfacts: order\ngiven:\n  urgent: { type: flag }\n"
    law = _law(_changed(tmp_path, fact + rule.replace("50", "$50")))
    assert law.logic_digest == _in_full(BASE + fact + rule.replace("50", "$50"))
    assert {str(each) for each in law.facts} >= {"order.amount", "order.bulk", "order.urgent"}


def test_documents_and_entries_are_repealed(tmp_path: Path) -> None:
    law = _law(_changed(tmp_path, "", "draft: true\nrepeals: [STOP-01, plain.limit]\n"))
    without = BASE[: BASE.index("---\nrule: STOP-01")]
    without = without.replace("---\nparameters: plain\nsection: §1\nvalues:\n  limit: { is: 500, of: money }\n", "")
    assert law.logic_digest == _in_full(without)
    assert law.rule_ids() == ("FILL-01",)
    assert "plain.limit" not in law.parameters


def test_a_rule_becomes_a_table_when_the_rule_is_repealed(tmp_path: Path) -> None:
    table = (
        "---\ntable: STOP-01\nsection: §1\ndecides: order.step\ntype: money\nfor: order\nhit_policy: unique\n"
        "rows:\n  - { when: order.bulk is small, then: $1 }\notherwise: $2\n"
    )
    head = "draft: true\nrepeals: [STOP-01, plain.limit]\n"
    assert "STOP-01" in _law(_changed(tmp_path, table, head)).rule_ids()
    clash = compile_path(_write(tmp_path, "3", _over("3", "1", table)))
    assert [each.code for each in clash.findings] == ["E313"]


def test_units_and_types_are_added_to(tmp_path: Path) -> None:
    types = "  shares: { unit: share, step: 1 }\n  bulk: { one_of: [small, large] }\n"
    more = f"---\nunits:\n  base: [share]\n---\ntypes:\n{types}"
    law = _law(_changed(tmp_path, more))
    assert {"money", "bulk", "shares"} <= set(law.types)
    assert law.logic_digest == _in_full(BASE)


def test_changes_to_changes(tmp_path: Path) -> None:
    _write(tmp_path, "1", BASE)
    more = "---\nparameters: plain\nvalues:\n  limit: { is: 600, of: money }\n"
    _write(tmp_path, "2", _over("2", "1", more))
    more = "---\nparameters: cap\nvalues:\n  least: { small: 5, large: 20, of: money }\n"
    third = _write(tmp_path, "3", _over("3", "2", more, "in_force: 2026-07-01\n"))
    law = _law(compile_path(third))
    full = BASE.replace("is: 500", "is: 600").replace("least: { small: 10", "least: { small: 5")
    assert law.logic_digest == _in_full(full)
    assert [(each.version, each.changes.replaced) for each in read_whole(third).amended] == [
        ("2", ("cap.least",)),
        ("1", ("plain.limit",)),
    ]


def test_what_changes_is_told_by_name(tmp_path: Path) -> None:
    _write(tmp_path, "1", BASE)
    head = "repeals: [STOP-01, plain.limit]\ndraft: true\n"
    more = "---\nfacts: order\ngiven:\n  urgent: { type: flag }\n  amount: { type: money }\n"
    (amended,) = read_whole(_write(tmp_path, "2", _over("2", "1", more, head))).amended
    assert amended.changes.replaced == ("order.amount",)
    assert amended.changes.added == ("order.urgent",)
    assert set(amended.changes.repealed) == {"STOP-01", "plain.limit"}


def test_findings_stand_where_the_text_stands(tmp_path: Path) -> None:
    more = "---\nparameters: plain\nvalues:\n  limit: { is: 600, unit: furlong }\n"
    found = _changed(tmp_path, more).findings
    assert [(each.code, Path(each.span.file).parent.name) for each in found] == [("E303", "2")]
    repealed = _write(tmp_path, "3", _over("3", "1", "", "draft: true\nrepeals: plain.limit\n"))
    found = compile_path(repealed).findings
    assert [(each.code, Path(each.span.file).parent.name) for each in found] == [("E301", "1")]


def test_scenarios_are_those_of_the_base_unless_the_head_names_others(tmp_path: Path) -> None:
    assert _law(_changed(tmp_path, "")).scenarios == "../1/scenarios"
    assert _law(_changed(tmp_path, "", "draft: true\nscenarios: own\n")).scenarios == "own"
    third = _write(tmp_path, "3", _over("3", "2", "", "draft: true\n"))
    assert _law(compile_path(third)).scenarios == "../2/own"


def test_without_its_base_nothing_else_is_said(tmp_path: Path) -> None:
    folder = _write(
        tmp_path, "2", _over("2", "1", "---\nrule: NO-01\nsection: §1\npermit: unknown\nfor: nobody\nwhen: x\n")
    )
    assert [each.code for each in compile_path(folder).findings] == ["E319"]
    alone = compile_sources([load_path(folder / "law.yaml")])
    assert [each.code for each in alone.findings if each.code.startswith("E319")] == ["E319"]
    assert alone.law is None


def test_mistakes_of_the_base_are_told(tmp_path: Path) -> None:
    _write(tmp_path, "1", BASE.replace('version: "1"\n', 'version: "1"\n\tindented: by a tab\n'))
    found = compile_path(_write(tmp_path, "2", _over("2", "1"))).findings
    assert found
    assert all(each.code != "E318" for each in found)


def test_a_circle_over_three_versions(tmp_path: Path) -> None:
    for version, amends in (("1", "2"), ("2", "3"), ("3", "1")):
        folder = _write(tmp_path, version, _over(version, amends))
    (found,) = compile_path(folder).findings
    assert (found.code, found.message) == ("E321", "The versions amend one another in a circle")
    assert len(found.related) == 2


@pytest.mark.parametrize("named", ["folder", "file"])
def test_a_file_of_changes_finds_its_base_as_its_folder_does(tmp_path: Path, named: str) -> None:
    _write(tmp_path, "1", BASE)
    folder = _write(tmp_path, "2", _over("2", "1"))
    law = _law(compile_path(folder if named == "folder" else folder / "law.yaml"))
    assert law.logic_digest == _in_full(BASE)


def test_one_parameter_of_all_use(tmp_path: Path) -> None:
    """The real law with one number moved, as changes and in full."""
    home = tmp_path / "all-use"
    shutil.copytree(ALL_USE, home / "1.3")
    text = 'constitution: all-use\nversion: 1.4-draft\namends: "1.3"\ndraft: true\n---\nparameters: entry\nvalues:\n'
    entry = "  delta_low: { gen: 0.35, rev: 0.30, com: 0.20, of: delta, within: 0.05 to 0.95, overridable: account }\n"
    (home / "1.4").mkdir()
    (home / "1.4" / "changes.yaml").write_text(text + entry, encoding="utf-8")
    over = _law(compile_path(home / "1.4"))

    shutil.copytree(ALL_USE, home / "full")
    cadence = home / "full" / "01-cadence.yaml"
    written = cadence.read_text(encoding="utf-8")
    assert written.count("delta_low: { gen: 0.40,") == 1
    cadence.write_text(written.replace("delta_low: { gen: 0.40,", "delta_low: { gen: 0.35,"), encoding="utf-8")
    full = _law(compile_path(home / "full"))

    assert over.logic_digest == full.logic_digest != _law(compile_path(home / "1.3")).logic_digest
    assert over.effect_digest == full.effect_digest
    assert over.scenarios is not None
    assert (home / "1.4" / over.scenarios).resolve() == (home / "1.3" / "../../../features").resolve()


def test_what_is_to_be_repealed_must_be_named(tmp_path: Path) -> None:
    found = _changed(tmp_path, "", "draft: true\nrepeals: { STOP-01: yes }\n").findings
    assert [each.code for each in found] == ["E123"]


@pytest.mark.parametrize("below", [".", "..", "../2", "scenarios/.."])
def test_the_folder_may_be_named_as_one_likes(tmp_path: Path, below: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _changed(tmp_path, "")
    folder = tmp_path / "desk" / "2"
    (folder / "scenarios").mkdir()
    monkeypatch.chdir(folder / "scenarios" if below == ".." else folder)
    assert _law(compile_path(Path(below))).logic_digest == _in_full(BASE)


def test_folders_of_another_name_are_not_searched(tmp_path: Path) -> None:
    """A law in somebody's home must not have all of it read."""
    _changed(tmp_path, "")
    moved = (tmp_path / "desk").rename(tmp_path / "home") / "2"
    (found,) = compile_path(moved).findings
    assert (found.code, found.help) == ("E319", "Versions lie beside one another, in a folder with the name `desk`.")
    lone = tmp_path / "home" / "changes.yaml"
    shutil.copy(moved / "law.yaml", lone)
    shutil.copy(tmp_path / "home" / "1" / "law.yaml", tmp_path / "home" / "base.yaml")
    assert _law(compile_path(lone)).logic_digest == _in_full(BASE)
