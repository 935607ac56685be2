"""The layout: every folder of code is a package, and the import contracts hold over all of them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.test_repository.report import PACKAGES, ROOT, Report


def check_packages(root: Path) -> Report:
    """Every folder with modules has an `__init__.py`; without one the import contracts would pass it over."""
    report = Report("packages", {"packages": 0})
    for package in PACKAGES:
        folders = sorted({file.parent for file in (root / package).rglob("*.py")})
        report.looked_at["packages"] += len(folders)
        if not folders:
            report.findings.append(f"there is no package `{package}`")
        for folder in folders:
            if not (folder / "__init__.py").exists():
                report.findings.append(f"{folder.relative_to(root)} has modules but no __init__.py")
    return report.close()


def check_contracts(root: Path) -> Report:
    """Run the import contracts of pyproject.toml, and see that they ran over every module."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    report = Report("import contracts", {"contracts": len(contracts["contracts"]), "modules": 0})
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1", "PATH": "", "COLUMNS": "200"},
    )
    analysed = re.search(r"Analyzed (\d+) files", run.stdout)
    report.looked_at["modules"] = int(analysed[1]) if analysed else 0
    modules = sum(1 for package in PACKAGES for _ in (root / package).rglob("*.py"))
    # It counts the libraries that we import as well, so more is right and fewer is not.
    if report.looked_at["modules"] < modules:
        report.findings.append(f"looked at {report.looked_at['modules']} modules of {modules}")
    kept = re.search(r"Contracts: (\d+) kept, (\d+) broken", run.stdout)
    if run.returncode != 0 or kept is None or int(kept[1]) != len(contracts["contracts"]):
        report.findings += [line for line in (run.stdout + run.stderr).splitlines() if line.strip()]
    return report.close()


def reports(root: Path = ROOT) -> list[Report]:
    """All checks of the layout."""
    return [check_packages(root), check_contracts(root)]
