"""`alluse docs`: what it writes, what it takes away, and where it refuses to write."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from console.site.content import Material
from console.site.site import law_material
from tests.console.running import LAW, ROOT, run, run_alone
from tests.console.site.conftest import LOAN_DESK, READ, Site
from tests.console.test_schemas import check

DESK = str(LOAN_DESK.relative_to(ROOT))


def files_in(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


def test_it_writes_the_site_and_says_where(tmp_path: Path, loan_desk: Site) -> None:
    out = tmp_path / "new" / "site"
    told = run("docs", DESK, "--out", out)
    assert told.code == 0, told.err
    assert told.err == ""
    first, last = told.out.splitlines()
    assert first == "loan-desk 1: 6 articles, 17 rules, 10 parameters, 69 scenarios, all passed"
    assert last == f"wrote {len(loan_desk.files)} files: open {out.as_posix()}/index.html"
    assert files_in(out) == {*loan_desk.files, "site.json"}
    assert (out / "index.html").read_text(encoding="utf-8") == loan_desk.files["index.html"]


def test_programs_are_told_by_schema(tmp_path: Path, loan_desk: Site) -> None:
    told = run("docs", DESK, "--out", tmp_path / "site", "--format", "json")
    check("docs", told.json)
    assert told.json["files"] == list(loan_desk.files)
    assert told.json["counts"]["passed"] == told.json["counts"]["scenarios"] == 69
    assert told.json["constitution"]["logic_digest"] == loan_desk.content.law.logic_digest


def test_it_does_the_same_as_a_process_of_its_own(tmp_path: Path, loan_desk: Site) -> None:
    told = run_alone("docs", DESK, "--out", str(tmp_path / "site"))
    assert told.code == 0, told.err
    for name, text in loan_desk.files.items():
        assert (tmp_path / "site" / name).read_bytes() == text.encode("utf-8"), name


def test_a_site_is_replaced_and_what_is_no_longer_told_is_gone(tmp_path: Path) -> None:
    law = tmp_path / "law"
    shutil.copytree(LOAN_DESK, law)
    out = tmp_path / "site"
    assert run("docs", law, "--out", out).code == 0
    kept = (out / "style.css").stat().st_mtime_ns
    file = law / "07-collection.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("REMIND-02", "REMIND-03"), encoding="utf-8")
    assert run("docs", law, "--out", out).code == 0
    assert not (out / "rules" / "REMIND-02.html").exists()
    assert (out / "rules" / "REMIND-03.html").is_file()
    assert (out / "style.css").stat().st_mtime_ns == kept, "what did not change is left"


@pytest.mark.parametrize(
    "manifest",
    [None, "{}", "no json", '{"format": "alluse/site/1", "files": ["../beside.txt"]}', '{"format": "alluse/site/1"}'],
)
def test_a_folder_that_holds_anything_else_is_left_alone(tmp_path: Path, manifest: str | None) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    if manifest is not None:
        (out / "site.json").write_text(manifest, encoding="utf-8")
    before = files_in(out)
    told = run("docs", DESK, "--out", out)
    assert told.code == 2
    assert "holds something else than a site" in told.err
    assert files_in(out) == before


def test_an_empty_folder_will_do_and_a_file_will_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("docs", LAW, "--out", tmp_path / "empty").code == 0
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = run("docs", LAW, "--out", tmp_path / "file")
    assert told.code == 2
    assert "is a file" in told.err


def test_law_with_mistakes_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "law.yaml"
    file.write_text('constitution: x\nversion: "1"\n---\nrule: A-01\n', encoding="utf-8")
    told = run("docs", file, "--out", tmp_path / "site")
    assert told.code == 2
    assert "law.yaml:4" in told.err
    assert not (tmp_path / "site").exists()
    told = run("docs", file, "--out", tmp_path / "site", "--format", "json")
    assert told.code == 2
    assert json.loads(told.err)["findings"]
    assert run("docs", tmp_path / "nowhere", "--out", tmp_path / "site").code == 2
    assert run("docs", LAW).code == 2, "it must be told where to"


def test_without_a_path_the_law_in_force_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meant: list[Path] = []

    def note(path: Path, as_json: bool = False) -> Material:
        meant.append(path)
        return law_material(LOAN_DESK)

    monkeypatch.setattr("console.site.site.material_of", note)
    assert run("docs", "--on", "2026-02-01", "--out", tmp_path / "site").code == 0
    assert meant == [Path("constitution/all-use/1.3")]
    told = run("docs", "--on", "1999-12-31", "--out", tmp_path / "site")
    assert told.code == 2
    assert "is in force on 1999-12-31" in told.err


def test_scenarios_that_fail_are_counted_and_the_site_is_written(tmp_path: Path) -> None:
    shutil.copytree(LOAN_DESK.parent, tmp_path / "desk")
    file = tmp_path / "desk" / "scenarios" / "collection.feature"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("is 10 days", "is 1 day", 1), encoding="utf-8")
    told = run("docs", tmp_path / "desk" / "law", "--out", tmp_path / "site")
    assert told.code == 0, told.err
    assert "69 scenarios, 1 not passed" in told.out
    page = READ.page((tmp_path / "site" / "scenarios" / "collection.html").read_text(encoding="utf-8"))
    assert "✗ failed" in page.text
    assert "trouble" in {found.get("class") for _, found in page.seen}


# --- versions -------------------------------------------------------------------------------------
HEAD = 'constitution: desk\nversion: "{version}"\n{more}scenarios: none\n'
CHANGES = """\
constitution: desk
version: "1.4"
draft: true
amends: "1.3"
repeals: [OPEN-02]
---
parameters: cap
values:
  most: { is: 5, of: level }
---
rule: OPEN-03
section: §1
title: Not when it is low
forbid: open
for: order
when: order.size < 1
"""
BODY = """\
---
types:
  level: { unit: none, step: 1, range: 0 to 9 }
---
scopes:
  order: { key: id }
---
facts: order
given:
  size: { type: level }
---
actions:
  open: { on: order, risk: increasing }
---
parameters: cap
section: §1
values:
  most: { is: 3, of: level }
---
rule: OPEN-01
section: §1
title: What is small is opened
permit: open
for: order
when: order.size <= cap.most
---
rule: OPEN-02
section: §1
title: What is nothing is not
forbid: open
for: order
when: order.size is 0
"""
LOG = """\
# Changes of the desk

Written by hand; a paragraph
over two lines.

## 1.3
- first <b>point</b>,
  which goes on
* second point
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Three versions of a law, one of them a draft that is written as changes; and a change log."""
    home = tmp_path / "desk"
    for version, more in (("1.2", "in_force: 2025-01-01\n"), ("1.3", "in_force: 2026-01-05\ntitle: The desk\n")):
        (home / version).mkdir(parents=True)
        (home / version / "law.yaml").write_text(HEAD.format(version=version, more=more) + BODY, encoding="utf-8")
    (home / "1.4-draft").mkdir()
    (home / "1.4-draft" / "law.yaml").write_text(CHANGES, encoding="utf-8")
    (home / "CHANGELOG.md").write_text(LOG, encoding="utf-8")
    return home


def test_the_versions_and_what_each_changed(desk: Path, tmp_path: Path) -> None:
    assert run("docs", desk / "1.2", "--out", tmp_path / "site").code == 0
    page = READ.page((tmp_path / "site" / "changes.html").read_text(encoding="utf-8"))
    heads = [line for line in page.lines if line.startswith("1.")]
    assert heads == ["1.4 a draft", "1.3", "1.2 this one", "1.3"]
    assert "from 2025-01-01, until 2026-01-05" in page.text
    assert "from 2026-01-05 on" in page.text
    assert "never, as it is a draft; written as changes to 1.3" in page.text
    assert "Replaces cap.most Adds OPEN-03 Repeals OPEN-02" in page.text
    assert {"parameters.html#cap.most", "rules/OPEN-02.html"} <= set(page.links)
    front = READ.page((tmp_path / "site" / "index.html").read_text(encoding="utf-8"))
    assert "1.4 (a draft), 1.3, 1.2" in front.text


def test_the_change_log_is_told(desk: Path, tmp_path: Path) -> None:
    assert run("docs", desk / "1.3", "--out", tmp_path / "site").code == 0
    page = READ.page((tmp_path / "site" / "changes.html").read_text(encoding="utf-8"))
    told = page.lines[page.lines.index("Change log") + 1 :]
    assert told[:5] == [
        "Changes of the desk",
        "Written by hand; a paragraph over two lines.",
        "1.3",
        "first <b>point</b>, which goes on",
        "second point",
    ]


def test_a_draft_says_that_it_is_one(desk: Path, tmp_path: Path) -> None:
    assert run("docs", desk / "1.4-draft", "--out", tmp_path / "site").code == 0
    site = tmp_path / "site"
    front = READ.page((site / "index.html").read_text(encoding="utf-8"))
    assert "A draft." in front.text
    assert "never, as it is a draft" in front.text
    assert not (site / "rules" / "OPEN-02.html").exists()
    page = READ.page((site / "rules" / "OPEN-01.html").read_text(encoding="utf-8"))
    assert "../1.3/law.yaml:" in page.text, "what the base says is told with the place where it stands"
    assert "5 (cap.most)" in page.text.replace(" )", ")").replace("( ", "(")
