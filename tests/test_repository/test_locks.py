"""The checks of the lock find what they are for."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from tests.test_repository.locks import (
    ORACLES,
    Pin,
    check_in_step,
    check_installed,
    check_licences,
    check_text,
    read_lock,
)

HASH = "--hash=sha256:" + "0" * 64
INDEX = "https://example." + "org/simple"


def lock(folder: Path, text: str, name: str = "requirements.lock") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def installed(
    folder: Path, name: str, *files: str, version: str = "1.0", about: str = "License-Expression: MIT"
) -> metadata.Distribution:
    """A distribution as it lies in an environment, with these files."""
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir()
    head = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(f"{head}{about}\n" if about else head, encoding="utf-8")
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files), encoding="utf-8")
    return metadata.Distribution.at(info)


def test_a_pin_is_read_with_its_marker_and_hashes(tmp_path: Path) -> None:
    path = lock(
        tmp_path,
        f"Some.Name==1.2 ; sys_platform == 'win32' \\\n    {HASH} \\\n    {HASH}\nother==4 \\\n    {HASH}\n",
    )
    first, second = read_lock(path)
    assert first == Pin("some-name", "1.2", "sys_platform == 'win32'", 2, "requirements.lock")
    assert (second.name, second.version, second.marker, second.applies) == ("other", "4", None, True)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (f"--index-url {INDEX}\na==1 \\\n    {HASH}\n", "an address"),
        (f"# from index.example.com\na==1 \\\n    {HASH}\n", "an address"),
        (f"a @ {INDEX}/a.whl \\\n    {HASH}\n", "an address"),
        (f"-f wheels\na==1 \\\n    {HASH}\n", "an address"),
        ("a==1\n", "a has no hash"),
        (f"a>=1 \\\n    {HASH}\n", "neither a pin nor a hash"),
        ("", "looked at no pins"),
    ],
)
def test_what_does_not_belong_into_a_lock_is_found(tmp_path: Path, text: str, finding: str) -> None:
    assert finding in "\n".join(check_text([lock(tmp_path, text)]).findings)


def test_a_lock_that_is_behind_is_found(tmp_path: Path) -> None:
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(
        '[build-system]\nrequires = ["builder>=2"]\n[project]\ndependencies = ["new", "old>=3"]\n'
        "[project.optional-dependencies]\n[dependency-groups]\n",
        encoding="utf-8",
    )
    pins = [
        Pin("builder", "2.1", None, 1, "requirements.lock"),
        Pin("old", "2", None, 1, "requirements.lock"),
    ]
    findings = check_in_step(pyproject, pins).findings
    assert findings == [
        "new is not in the lock: make lock",
        "old>=3 is not met by 2 in requirements.lock: make lock",
    ]


@pytest.mark.parametrize("file", ["rules/__init__.py", "engine.py", "facts.cpython-311-x86_64-linux-gnu.so"])
def test_a_distribution_that_takes_one_of_our_names_is_found(tmp_path: Path, file: str) -> None:
    found = installed(tmp_path, "intruder", "intruder/__init__.py", file)
    report = check_installed([Pin("intruder", "1.0", None, 1, "requirements.lock")], [found])
    assert report.looked_at == {"distributions": 1, "locked names": 1}
    assert report.findings == [f"intruder 1.0 installs a top-level `{file.split('/')[0].split('.')[0]}`, which is ours"]


def test_our_names_inside_other_packages_are_no_clash(tmp_path: Path) -> None:
    found = installed(tmp_path, "polite", "polite/rules/__init__.py", "../../bin/rules", "polite/tests/a.py")
    assert check_installed([Pin("polite", "1.0", None, 1, "requirements.lock")], [found]).findings == []


def test_locked_names_that_cannot_be_looked_at_are_found(tmp_path: Path) -> None:
    here = installed(tmp_path, "here", "here.py", version="2.0")
    silent = installed(tmp_path, "silent")
    pins = [
        Pin("here", "1.0", None, 1, "requirements.lock"),
        Pin("silent", "1.0", None, 1, "requirements.lock"),
        Pin("gone", "1.0", None, 1, "requirements.lock"),
        Pin("elsewhere", "1.0", "python_version < '3'", 1, "requirements.lock"),
        Pin("opinion", "1.0", None, 1, ORACLES),
    ]
    report = check_installed(pins, [here, silent])
    assert report.findings == [
        "here is locked as 1.0 and installed as 2.0",
        "silent does not say which files it installed",
        "gone is locked but not installed, so its names are unknown",
    ]
    assert report.notes == [
        "not for this Python or platform: elsewhere",
        "optional and not installed: opinion",
    ]


def test_an_empty_environment_is_a_finding() -> None:
    assert check_installed([], []).findings == ["looked at no distributions", "looked at no locked names"]


@pytest.mark.parametrize(
    ("about", "refused"),
    [
        ("License-Expression: MIT", False),
        ("License-Expression: MPL-2.0", False),
        ("License-Expression: LGPL-3.0-only", False),
        ("License-Expression: GPL-3.0-or-later", True),
        ("License-Expression: AGPL-3.0-only", True),
        ("Classifier: License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("Classifier: License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("License: GPLv3", True),
        ("License: BSD 2-Clause License", False),
        ("", True),
    ],
)
def test_copyleft_and_silence_are_found(tmp_path: Path, about: str, refused: bool) -> None:
    report = check_licences([installed(tmp_path, "some", "some.py", about=about)])
    assert bool(report.findings) is refused
