"""The examples of docs/facts.md are read as what they say they are."""

from __future__ import annotations

import re
from pathlib import Path

from facts.files import read_facts
from facts.mapping import ABOUT, TABLES, read_mappings
from tests.facts.world import ROOT

TEXT = (ROOT / "docs" / "facts.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_examples_can_be_read(tmp_path: Path) -> None:
    facts, remembering, mapping = BLOCKS
    (tmp_path / "facts.yaml").write_text(facts, "utf-8")
    found = read_facts(tmp_path / "facts.yaml")
    assert found.facts["contract"]["SPY260417P00701000"]["bid"] == {"value": "1.61", "age": "unknown"}
    (tmp_path / "remembering.yaml").write_text(remembering, "utf-8")
    found = read_facts(tmp_path / "remembering.yaml")
    assert [each["event"] for each in found.events] == ["deposit"]
    assert found.kept["facts"]["account"]["A"] == {"high_water": "80000"}
    (tmp_path / "mapping.yaml").write_text(mapping, "utf-8")
    assert list(read_mappings(tmp_path / "mapping.yaml")) == ["chain"]


def test_every_table_and_column_is_described() -> None:
    lines = [line.split("|") for line in TEXT.splitlines() if line.startswith("| `")]
    rows = {line[1].strip(" `"): line for line in lines}
    for table, slots in TABLES.items():
        _, _, columns, about, _ = rows[table]
        assert [name for name in slots if name not in columns] == [], table
        assert [name for name in ABOUT.get(table, ()) if name not in about] == [], table
