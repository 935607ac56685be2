"""The policy check finds planted numbers and symbols, and takes structure for structure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_repository.policy import check_policy, is_mapping_file, symbols_of
from tests.test_repository.report import Report

LAW = """\
parameters: entry
values:
  symbols:
    of: set of symbol
    gen: [QQZ, ABCD]
    rev: [WXY]
  index: { is: JKL, of: symbol }
  day: { gen: thursday, of: weekday }
  codes: { is: [NOPE], of: set of text }
---
permit: ENTRY-01
when: { all: [underlying in entry.symbols for gen] }
"""
MAPPING = "mapping: chain\ntable: chain\ncolumns:\n  strike: strike\nabout: { from: 2026-04-13 }\n"


def check(
    root: Path,
    python: str = "x = 1\n",
    mapping: str = MAPPING,
    allowed: dict[tuple[str, str], str] | None = None,
) -> Report:
    """The check over a small repository with one law, one module and one mapping file."""
    files = {
        "constitution/small/1/law.yaml": LAW,
        "engine/module.py": python,
        "examples/tables.yaml": mapping,
        "examples/plain.yaml": "recording: x\nat: 10:00\n",
        "tests/test_it.py": "y = 0.45\n",
    }
    paths = []
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return check_policy(root, paths, allowed or {})


def test_symbols_come_from_the_law(tmp_path: Path) -> None:
    (tmp_path / "law.yaml").write_text(LAW, encoding="utf-8")
    assert symbols_of([tmp_path / "law.yaml"]) == {"QQZ", "ABCD", "WXY", "JKL"}


def test_it_says_how_much_it_looked_at(tmp_path: Path) -> None:
    report = check(tmp_path)
    assert report.looked_at == {"Python files": 1, "mapping files": 1, "symbols known": 4}
    assert report.findings == []


def test_nothing_to_look_at_is_a_finding(tmp_path: Path) -> None:
    assert check_policy(tmp_path, [], {}).findings == [
        "looked at no Python files",
        "looked at no mapping files",
        "looked at no symbols known",
    ]


@pytest.mark.parametrize(
    ("python", "finding"),
    [
        ("limit = 0.45\n", "number 0.45"),
        ("limit = 1.0\n", "number 1.0"),
        ("limit = Decimal('0.05')\n", "number 0.05"),
        ("limit = Fraction('1/20')\n", "number 1/20"),
        ("limit = Fraction(1, 20)\n", "number 20"),
        ("share = '25%'\n", "number 25%"),
        ("cap = '$75,000'\n", "number $75,000"),
        ("split = '40:30:30'\n", "number 40:30:30"),
        ("opens = '09:45'\n", "number 09:45"),
        ("opens = time(9, 45)\n", "number 45"),
        ("if days <= 7: pass\n", "number 7"),
        ("match days:\n    case 8: pass\n", "number 8"),
        ("tiny = .5\n", "number 0.5"),
        ("wait = timedelta(minutes=15)\n", "number 15"),
        ("universe = ['QQZ']\n", "symbol QQZ"),
        ("name = 'ABCD260417P00195000'\n", "symbol ABCD"),
        ("text = f'for WXY at {price}'\n", "symbol WXY"),
        ("JKL = market['x']\n", "symbol JKL"),
        ("WXY_LIMIT = limit\n", "symbol WXY"),
        ("limits = dict(ABCD=limit)\n", "symbol ABCD"),
        ("class JKL: pass\n", "symbol JKL"),
    ],
)
def test_planted_policy_in_python_is_found(tmp_path: Path, python: str, finding: str) -> None:
    findings = check(tmp_path, python).findings
    assert any(each.startswith("engine/module.py:") and each.endswith(finding) for each in findings), findings


@pytest.mark.parametrize(
    "python",
    [
        '"""A module that speaks of WXY and of 25%."""\n',
        "# 0.45 of WXY\n",
        "half = whole / 2\n",
        "last = items[-1]\n",
        "flag = True\n",
        "version = 'v1.3'\n",
        "text = 'ABCDE and abcd and XWXY'\n",
        "digits = '00'\n",
    ],
)
def test_structure_and_prose_are_left_alone(tmp_path: Path, python: str) -> None:
    assert check(tmp_path, python).findings == []


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("  least_open_interest: 500\n", "number 500"),
        ("  only: [QQZ, strike]\n", "symbol QQZ"),
        ("  scale: strike * 20\n", "number strike * 20"),
        ("  where: spread < 5%\n", "number spread < 5%"),
        ("  split: 40:30:30\n", "number 40:30:30"),
    ],
)
def test_planted_policy_in_a_mapping_is_found(tmp_path: Path, line: str, finding: str) -> None:
    findings = check(tmp_path, mapping=MAPPING + "more:\n" + line).findings
    assert findings == [f"examples/tables.yaml:7: {finding}"]


def test_a_mapping_file_is_known_by_name_or_by_content(tmp_path: Path) -> None:
    for name, text, is_one in [
        ("my_mapping.yaml", "columns: {}\n", True),
        ("tables.yaml", MAPPING, True),
        ("plain.yaml", "recording: x\n", False),
    ]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert is_mapping_file(tmp_path / name) is is_one


def test_an_allowed_number_needs_a_reason_and_a_use(tmp_path: Path) -> None:
    reason = "seconds in a minute"
    assert check(tmp_path, "x = 60\n", allowed={("engine/module.py", "60"): reason}).findings == []
    assert check(tmp_path, "x = 60\n", allowed={("engine/other.py", "60"): reason}).findings == [
        "engine/module.py:1: number 60",
        "allowed_numbers.yaml: engine/other.py has no number 60 any more: remove the entry",
    ]
    assert check(tmp_path, "x = 60\n", allowed={("engine/module.py", "60"): "because"}).findings == [
        "allowed_numbers.yaml: engine/module.py 60: say why it is no trading number"
    ]


def test_symbols_cannot_be_allowed(tmp_path: Path) -> None:
    allowed = {("engine/module.py", "QQZ"): "a symbol that we like very much"}
    assert "engine/module.py:1: symbol QQZ" in check(tmp_path, "x = 'QQZ'\n", allowed=allowed).findings
