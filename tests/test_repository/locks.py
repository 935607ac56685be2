"""The lock: pinned by hash, free of addresses, in step with pyproject.toml; it shadows no package of ours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_repository.report import PACKAGES, ROOT, Report

LOCKS = ("requirements.lock", "requirements-oracles.lock")
ORACLES = LOCKS[1]
# The peers of a benchmark: an environment of its own, never beside ours.
PEERS = "benchmarks/decision/requirements.lock"
OURS = frozenset({*PACKAGES, "features", "tests", "benchmarks", "constitution"})

_PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]+))?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_ADDRESS = re.compile(
    r"://|\bfile:|(?:^|\s)-(?:i|f|-index-url|-extra-index-url|-find-links|-trusted-host)\b|\s@\s"
    r"|\b[a-z0-9-]+\.(?:org|com|net|io|dev)\b"
)


@dataclass(frozen=True)
class Pin:
    """One locked distribution: canonical name, version, where it applies, and how many hashes pin it."""

    name: str
    version: str
    marker: str | None
    hashes: int
    file: str

    @property
    def applies(self) -> bool:
        """Whether it belongs into an environment of this Python on this platform."""
        return self.marker is None or Marker(self.marker).evaluate()


def read_lock(path: Path) -> list[Pin]:
    """The pins of one lock file, in its order."""
    pins = []
    for entry in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8")):
        if match := _PIN.match(entry):
            marker = match["marker"].strip() if match["marker"] else None
            hashes = len(_HASH.findall(entry))
            pins.append(Pin(canonicalize_name(match["name"]), match["version"], marker, hashes, path.name))
    return pins


def check_text(paths: Iterable[Path]) -> Report:
    """No addresses, no host names, nothing but pins; and every pin has a hash."""
    report = Report("lock files", {"lock files": 0, "pins": 0})
    for path in paths:
        report.looked_at["lock files"] += 1
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if _ADDRESS.search(line):
                report.findings.append(f"{path.name}:{number}: an address: {line.strip()}")
            if not _HASH.search(line) and not _PIN.match(line):
                report.findings.append(f"{path.name}:{number}: neither a pin nor a hash: {line.strip()}")
        for pin in read_lock(path):
            report.looked_at["pins"] += 1
            if not pin.hashes:
                report.findings.append(f"{path.name}: {pin.name} has no hash")
    return report.close()


def check_in_step(pyproject: Path, pins: Iterable[Pin]) -> Report:
    """Every requirement that pyproject.toml names is in the lock, in a version that it allows."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    named = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(line for extra in project["project"]["optional-dependencies"].values() for line in extra),
        *(line for group in project["dependency-groups"].values() for line in group),
    ]
    locked = {pin.name: pin for pin in pins}
    report = Report("lock in step with pyproject.toml", {"requirements": len(named)})
    for line in named:
        requirement = Requirement(line)
        pin = locked.get(canonicalize_name(requirement.name))
        if pin is None:
            report.findings.append(f"{line} is not in the lock: make lock")
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            report.findings.append(f"{line} is not met by {pin.version} in {pin.file}: make lock")
    return report.close()


def top_level(distribution: metadata.Distribution) -> set[str]:
    """The names that a distribution makes importable, or puts beside what is importable."""
    names = set()
    for file in distribution.files or ():
        first = PurePosixPath(file).parts[0]
        if first == ".." or first.endswith((".dist-info", ".egg-info", ".data")) or first == "__pycache__":
            continue
        names.add(first.split(".")[0])
    return names


def check_installed(pins: Iterable[Pin], distributions: Iterable[metadata.Distribution]) -> Report:
    """What the lock names is installed in that version, and nothing installed is named like one of ours."""
    installed: dict[str, metadata.Distribution] = {canonicalize_name(d.name): d for d in distributions}
    installed.pop("alluse", None)
    report = Report("names in the environment", {"distributions": len(installed), "locked names": 0})
    for name, distribution in sorted(installed.items()):
        for clash in sorted(top_level(distribution) & OURS):
            report.findings.append(f"{name} {distribution.version} installs a top-level `{clash}`, which is ours")
    elsewhere, optional = [], []
    for pin in pins:
        report.looked_at["locked names"] += 1
        found = installed.get(pin.name)
        if found is None and not pin.applies:
            elsewhere.append(pin.name)
        elif found is None and pin.file == ORACLES:
            optional.append(pin.name)
        elif found is None:
            report.findings.append(f"{pin.name} is locked but not installed, so its names are unknown")
        elif found.version != pin.version:
            report.findings.append(f"{pin.name} is locked as {pin.version} and installed as {found.version}")
        elif not found.files:
            report.findings.append(f"{pin.name} does not say which files it installed")
    if elsewhere:
        report.notes.append(f"not for this Python or platform: {', '.join(elsewhere)}")
    if optional:
        report.notes.append(f"optional and not installed: {', '.join(optional)}")
    return report.close()


def licence(distribution: metadata.Distribution) -> str:
    """The licence that a distribution declares: its expression, else its classifiers, else a first line."""

    def declared(field: str) -> list[str]:
        return [str(value).strip() for value in distribution.metadata.get_all(field) or []]

    classifiers = [each for each in declared("Classifier") if each.startswith("License ::")]
    first_line = [text.splitlines()[0] for text in declared("License") if text]
    return "; ".join(declared("License-Expression") or classifiers or first_line)


def check_licences(distributions: Iterable[metadata.Distribution]) -> Report:
    """Each distribution declares a licence, and none is GPL or AGPL."""
    report = Report("licences", {"distributions": 0})
    for distribution in distributions:
        if canonicalize_name(distribution.name) == "alluse":
            continue
        report.looked_at["distributions"] += 1
        declared = licence(distribution)
        if not declared:
            report.findings.append(f"{distribution.name} declares no licence")
        elif re.search(r"\bA?GPL|(?<!Lesser )General Public License|Affero", declared):
            report.findings.append(f"{distribution.name} is under {declared}")
    return report.close()


def all_pins(root: Path = ROOT) -> list[Pin]:
    """The pins of every lock file."""
    return [pin for name in LOCKS for pin in read_lock(root / name)]


def reports(root: Path = ROOT) -> list[Report]:
    """All checks of the lock."""
    return [
        check_text([root / name for name in (*LOCKS, PEERS)]),
        check_in_step(root / "pyproject.toml", all_pins(root)),
        check_installed(all_pins(root), metadata.distributions()),
        check_licences(metadata.distributions()),
    ]
