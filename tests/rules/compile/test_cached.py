"""Law that was compiled before: the same law, or none."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from rules.compile import cached
from rules.compile.cached import MOST_LAWS, SETTING, keep_law, kept_law
from rules.compile.compiler import Compiled, compile_path
from rules.compile.packed import NoLaw, pack, unpack
from rules.source.load import Source, load_path

ROOT = Path(__file__).parents[3]
ALL_USE = ROOT / "constitution" / "all-use"
SMALL = ROOT / "examples" / "loan-desk" / "law"
SAMPLE = ROOT / "tests" / "console" / "sample" / "law"
TERMS = ROOT / "tests" / "console" / "sample" / "terms.yaml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of laws of the test's own."""
    found = tmp_path / "laws"
    monkeypatch.setenv(SETTING, str(found))
    return found


@cache
def small() -> Compiled:
    """A small law, compiled."""
    return compile_path(SMALL)


def keep(path: Path, further: tuple[Source, ...] = ()) -> Compiled:
    """Compiles and keeps."""
    compiled = compile_path(path, further)
    assert compiled.law is not None, compiled.findings
    keep_law(path, further, compiled)
    return compiled


def entry(folder: Path) -> Path:
    """The one file in the folder."""
    [found] = folder.iterdir()
    return found


def copied(tmp_path: Path) -> Path:
    """The small law, where it may be changed."""
    return Path(shutil.copytree(SMALL, tmp_path / "law"))


def assert_the_same(path: Path, further: tuple[Source, ...] = ()) -> None:
    compiled = keep(path, further)
    kept = kept_law(path, further)
    assert kept is not None and compiled.law is not None
    assert pack(kept.law) == pack(compiled.law)
    assert dict(kept.texts) == dict(compiled.sources)


# --- it is the same law ---------------------------------------------------------------------------
@pytest.mark.parametrize("path", [ALL_USE / "1.3", SMALL], ids=lambda path: path.name)
def test_what_was_kept_is_what_was_compiled(path: Path) -> None:
    assert kept_law(path) is None
    assert_the_same(path)


def test_with_terms_it_is_the_law_with_these_terms() -> None:
    further = (load_path(TERMS),)
    assert_the_same(SAMPLE, further)
    assert kept_law(SAMPLE) is None
    kept = kept_law(SAMPLE, further)
    assert kept is not None and kept.law.terms


def test_bytes_do_not_hang_on_the_order_of_sets() -> None:
    """Else what two processes keep of one law would differ."""
    program = (
        "import hashlib, sys\nfrom pathlib import Path\nfrom rules.compile.compiler import compile_path\n"
        "from rules.compile.packed import pack\n"
        "print(hashlib.sha256(pack(compile_path(Path(sys.argv[1])).law)).hexdigest())"
    )
    surroundings = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    told = {
        subprocess.run(
            [sys.executable, "-c", program, str(ALL_USE / "1.3")],
            env={**surroundings, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "4")
    }
    assert len(told) == 1


# --- whatever changes, it is another law ------------------------------------------------------------
def _one_more_blank(law: Path) -> None:
    file = min(law.glob("*.yaml"))
    file.write_text(file.read_text("utf-8") + "\n", encoding="utf-8")


def _one_more_file(law: Path) -> None:
    (law / "zz.yaml").write_text("# nothing\n", encoding="utf-8")


def _one_file_less(law: Path) -> None:
    max(law.glob("*.yaml")).unlink()


def _another_name(law: Path) -> None:
    file = max(law.glob("*.yaml"))
    file.rename(file.with_name("zz.yaml"))


@pytest.mark.parametrize("change", [_one_more_blank, _one_more_file, _one_file_less, _another_name])
def test_a_change_of_files_is_seen(tmp_path: Path, change: Callable[[Path], None]) -> None:
    law = copied(tmp_path)
    keep(law)
    assert kept_law(law) is not None
    change(law)
    assert kept_law(law) is None


def test_a_line_that_moves_from_one_file_to_the_next_is_seen(tmp_path: Path) -> None:
    """The texts one behind the other stay the same."""
    law = copied(tmp_path)
    keep(law)
    first, second, *_ = sorted(law.glob("*.yaml"))
    text = second.read_text("utf-8")
    line, _, rest = text.partition("\n")
    first.write_text(f"{first.read_text('utf-8')}{line}\n", encoding="utf-8")
    second.write_text(rest, encoding="utf-8")
    assert kept_law(law) is None


def test_another_way_to_the_same_files_is_another_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The places in a law name the files as they were named."""
    law = copied(tmp_path)
    keep(law)
    monkeypatch.chdir(tmp_path)
    assert kept_law(Path("law")) is None


def test_another_program_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(SMALL)
    monkeypatch.setattr(cached, "program_digest", lambda: "another")
    assert kept_law(SMALL) is None


def test_the_program_is_all_of_the_text_that_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path(shutil.copytree(ROOT / "rules", tmp_path / "rules", ignore=shutil.ignore_patterns("__pycache__")))
    monkeypatch.setattr(cached, "__file__", str(home / "compile" / "cached.py"))
    before = cached.program_digest.__wrapped__()
    assert before == cached.program_digest.__wrapped__()
    for changed in ("check/lint/law.py", "language/parser.py", "compile/packed.py"):
        text = (home / changed).read_text("utf-8")
        (home / changed).write_text(f"{text}#", encoding="utf-8")
        assert cached.program_digest.__wrapped__() != before
        (home / changed).write_text(text, encoding="utf-8")
    assert before == cached.program_digest.__wrapped__()


def test_a_program_that_cannot_be_read_keeps_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached, "__file__", str(tmp_path / "program.zip" / "compile" / "cached.py"))
    monkeypatch.setattr(cached, "program_digest", cached.program_digest.__wrapped__)
    keep(SMALL)
    assert kept_law(SMALL) is None
    assert not folder.exists()


def test_a_change_of_what_it_amends_or_might_amend_is_seen(tmp_path: Path) -> None:
    home = Path(shutil.copytree(ALL_USE, tmp_path / "all-use"))
    assert_the_same(home / "1.4-draft")
    shutil.copytree(home / "1.3", home / "1.3-again")
    assert kept_law(home / "1.4-draft") is None
    shutil.rmtree(home / "1.3-again")
    assert kept_law(home / "1.4-draft") is not None
    _one_more_blank(home / "1.3")
    assert kept_law(home / "1.4-draft") is None


def test_compiling_opens_nothing_but_the_files_that_count(tmp_path: Path) -> None:
    """What else it read would have to count as well."""
    home = Path(shutil.copytree(ALL_USE, tmp_path / "all-use"))
    program = (
        "import sys\nfrom pathlib import Path\nfrom rules.compile.compiler import compile_path\n"
        "law, other = map(Path, sys.argv[1:])\ncompile_path(other)  # loads the program\nopened = []\n"
        "sys.addaudithook(lambda event, what: opened.append(str(what[0])) if event == 'open' else None)\n"
        "assert compile_path(law).law is not None\nprint(*sorted(set(opened)), sep='\\n')\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(home / "1.4-draft"), str(SMALL)],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
        text=True,
    )
    assert set(told.stdout.split()) == {str(each) for each in home.rglob("*.yaml")}


# --- only what is right, and only to decide by ------------------------------------------------------
def test_law_with_errors_is_not_kept(tmp_path: Path, folder: Path) -> None:
    law = copied(tmp_path)
    (law / "zz.yaml").write_text("rule: X-01\n", encoding="utf-8")
    compiled = compile_path(law)
    assert compiled.law is None
    keep_law(law, (), compiled)
    assert not folder.exists()


def test_law_that_changed_while_it_was_compiled_is_not_kept(tmp_path: Path, folder: Path) -> None:
    law = copied(tmp_path)
    compiled = compile_path(law)
    _one_more_blank(law)
    keep_law(law, (), compiled)
    assert not folder.exists()


@pytest.mark.parametrize("setting", ["off", ""])
def test_it_can_be_turned_off(setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, setting)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    keep(SMALL)
    assert kept_law(SMALL) is None
    assert not (tmp_path / "home").exists()


def test_it_lies_where_a_user_keeps_such_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    keep(SMALL)
    assert entry(tmp_path / "home" / ".cache" / "alluse" / "law").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    keep(SMALL)
    assert kept_law(SMALL) is not None
    assert entry(tmp_path / "cache" / "alluse" / "law").parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(SETTING, str(tmp_path / "file" / "laws"))
    keep(SMALL)
    assert kept_law(SMALL) is None


def test_the_oldest_goes(tmp_path: Path, folder: Path) -> None:
    law = copied(tmp_path)
    compiled = compile_path(law)
    assert compiled.law is not None
    data = pack(compiled.law)
    for number in range(MOST_LAWS + 3):
        cached._save(folder, f"{number:03}", data)
        os.utime(folder / f"{number:03}.law", ns=(number, number))
    cached._save(folder, "last", data)
    assert sorted(each.name for each in folder.iterdir())[0] == "004.law"
    assert len(list(folder.iterdir())) == MOST_LAWS


# --- damage, and other people -----------------------------------------------------------------------
def test_a_damaged_file_is_as_good_as_none(folder: Path) -> None:
    keep(SMALL)
    file = entry(folder)
    whole = file.read_bytes()
    for place in range(0, len(whole), max(len(whole) // 200, 1)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert kept_law(SMALL) is None, place
    for length in (0, 5, 20, 50, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert kept_law(SMALL) is None, length
    file.write_bytes(whole + b".")
    assert kept_law(SMALL) is None
    keep(SMALL)
    assert file.read_bytes() == whole
    assert kept_law(SMALL) is not None


def sealed(data: bytes) -> bytes:
    """Bytes as they are kept, with a digest that is right."""
    return cached._BEGINS + hashlib.sha256(data).digest() + data


class _Runs:
    """What makes a pickle run a program."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.marker),)


def test_a_file_runs_nothing(folder: Path, tmp_path: Path) -> None:
    keep(SMALL)
    marker = tmp_path / "ran"
    data = pickle.dumps(_Runs(marker))
    pickle.loads(data)
    assert marker.exists()
    marker.rmdir()
    entry(folder).write_bytes(sealed(data))
    assert kept_law(SMALL) is None
    assert not marker.exists()


@pytest.mark.parametrize(
    "name",
    [
        "builtins eval",
        "os system",
        "rules.compile.law sys",
        "rules.compile.cached kept_law",
        "rules.language.units Mapping",
    ],
)
def test_only_classes_of_law_are_found(name: str) -> None:
    module, of = name.split()
    with pytest.raises(NoLaw, match="is no part of law"):
        unpack(b"\x80\x05c" + f"{module}\n{of}\n".encode() + b".")


def test_a_part_of_a_law_is_no_law() -> None:
    law = small().law
    assert law is not None
    with pytest.raises(NoLaw, match="this is a tuple"):
        unpack(pickle.dumps(("a", 1)))
    with pytest.raises(pickle.PicklingError):
        pack(lambda: law)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_can_write_to_is_not_used(folder: Path, mode: int) -> None:
    keep(SMALL)
    folder.chmod(mode)
    assert kept_law(SMALL) is None
    entry(folder).unlink()
    keep(SMALL)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_can_write_to_is_not_read(folder: Path, mode: int) -> None:
    keep(SMALL)
    entry(folder).chmod(mode)
    assert kept_law(SMALL) is None


def test_a_folder_of_somebody_else_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(SMALL)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert kept_law(SMALL) is None


def test_links_are_not_followed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(SMALL)
    file = entry(folder)
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert kept_law(SMALL) is None
    file.unlink()
    (tmp_path / "elsewhere").rename(file)
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.setenv(SETTING, str(tmp_path / "link"))
    assert kept_law(SMALL) is None


def test_what_is_no_file_is_not_read(folder: Path) -> None:
    """A pipe would be waited for."""
    keep(SMALL)
    file = entry(folder)
    file.unlink()
    os.mkfifo(file)
    assert kept_law(SMALL) is None
