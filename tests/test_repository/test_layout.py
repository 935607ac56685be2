"""The layout checks find a forgotten package and an import that goes upward."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.test_repository.layout import check_contracts, check_packages
from tests.test_repository.report import PACKAGES, ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository with our contracts and empty packages."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("", encoding="utf-8")
    return tmp_path


def test_an_empty_house_is_in_order(copy: Path) -> None:
    assert check_packages(copy).findings == []
    assert check_contracts(copy).findings == []


def test_a_folder_without_init_is_found(copy: Path) -> None:
    (copy / "rules" / "deep").mkdir()
    (copy / "rules" / "deep" / "module.py").write_text("", encoding="utf-8")
    assert check_packages(copy).findings == ["rules/deep has modules but no __init__.py"]


def test_a_missing_package_is_found(copy: Path) -> None:
    shutil.rmtree(copy / "ledger")
    assert check_packages(copy).findings == ["there is no package `ledger`"]


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("rules", "import engine"),
        ("engine", "import facts"),
        ("facts", "import ledger"),
        ("scenarios", "import facts"),
        ("ledger", "import console"),
        ("engine", "import pandas"),
        ("rules", "import numpy"),
        ("scenarios", "import durable.lang"),
        ("engine", "import clips"),
    ],
)
def test_an_import_against_the_layers_is_found(copy: Path, module: str, line: str) -> None:
    (copy / module / "wrong.py").write_text(f"{line}\n", encoding="utf-8")
    assert any("BROKEN" in finding for finding in check_contracts(copy).findings)


@pytest.mark.parametrize(
    ("module", "line"), [("console", "import facts"), ("facts", "import pandas"), ("engine", "import rules")]
)
def test_an_import_downward_is_fine(copy: Path, module: str, line: str) -> None:
    (copy / module / "right.py").write_text(f"{line}\n", encoding="utf-8")
    assert check_contracts(copy).findings == []


@pytest.mark.parametrize(("backend", "line"), [("durable", "import durable.lang"), ("clips", "import clips")])
def test_a_backend_may_import_its_engine(copy: Path, backend: str, line: str) -> None:
    folder = copy / "engine" / "backends" / backend
    folder.mkdir(parents=True)
    (copy / "engine" / "backends" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "child.py").write_text(f"{line}\n", encoding="utf-8")
    assert check_contracts(copy).findings == []
