"""The entry point: help without waiting, verbs that are not there, and every kind of trouble."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from console import main as entry
from console.main import VERBS, LazyGroup, alluse
from tests.console.running import FACTS, LAW, ROOT, command, run, run_alone, surroundings

HEAVY = (
    "pandas",
    "numpy",
    "pyarrow",
    "jsonschema",
    "pydantic",
    "yaml",
    "rules",
    "engine",
    "facts",
    "scenarios",
)


def _verbs() -> list[str]:
    group = alluse
    assert isinstance(group, LazyGroup)
    import click

    return group.list_commands(click.Context(group))


def test_help_names_every_verb() -> None:
    told = run("--help")
    assert told.code == 0
    for verb in _verbs():
        assert f"\n  {verb} " in told.out
        assert VERBS[verb].help in " ".join(told.out.split())


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_that_begins_as_the_list_says(verb: str) -> None:
    assert verb in _verbs()
    told = run(verb, "--help")
    assert told.code == 0
    assert VERBS[verb].help in " ".join(told.out.split())


def test_help_reads_nothing_heavy() -> None:
    code = (
        "import sys; from console.main import main; code = main(['--help']);"
        f"heavy = sorted(set({HEAVY!r}) & set(sys.modules));"
        "print(code, heavy, file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=surroundings(), cwd=ROOT
    )
    assert ran.stderr.strip() == "0 []"


@pytest.mark.parametrize("verb", ["validate", "params", "dry-run", "explain", "test"])
def test_no_verb_reads_tables_or_schemas(verb: str) -> None:
    arguments = {"dry-run": [LAW, "--facts", FACTS], "explain": [LAW, "A-3", "--facts", FACTS]}.get(verb, [LAW])
    code = (
        f"import sys; from console.main import main; main({[verb, *arguments]!r});"
        "heavy = sorted({'pandas', 'numpy', 'pyarrow', 'jsonschema'} & set(sys.modules));"
        "validating = 'pydantic' in sys.modules;"
        f"assert not heavy, heavy; assert not validating or {verb!r} not in ('validate', 'params')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(),
        cwd=ROOT,
    )
    assert ran.returncode == 0, ran.stderr


# --- usage ----------------------------------------------------------------------------------------
def test_a_verb_that_is_not_there() -> None:
    told = run("validat")
    assert told.code == 2
    assert "There is no verb `validat`. Did you mean `validate`?" in told.err
    assert not told.out


def test_nothing_at_all_shows_the_help() -> None:
    told = run()
    assert told.code == 2
    assert "Verbs:" in told.err


def test_version() -> None:
    told = run("--version")
    assert told.code == 0
    assert told.out.startswith("alluse ")


def test_a_missing_option_and_a_wrong_choice() -> None:
    assert "Missing option '--facts'" in run("dry-run", LAW).err
    told = run("dry-run", LAW, "--facts", FACTS, "--format", "xml")
    assert told.code == 2
    assert "'xml' is not one of 'text', 'json'" in told.err


@pytest.mark.parametrize("verb", ["validate", "params", "test"])
def test_an_empty_name_is_no_name(verb: str) -> None:
    told = run(verb, "")
    assert told.code == 2
    assert "Traceback" not in told.err


# --- trouble --------------------------------------------------------------------------------------
def test_a_mistake_of_ours_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("some name")

    monkeypatch.setattr(entry.alluse, "main", broken)
    assert entry.main(["validate"]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert told.err.startswith("alluse: a mistake of ours stopped this: KeyError: 'some name'\nhelp: Please report it")
    assert "Traceback" not in told.err

    monkeypatch.setenv("ALLUSE_DEBUG", "1")
    assert entry.main(["validate"]) == 2
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    "error", [MemoryError(), RecursionError("deep"), PermissionError(13, "Permission denied", "x")]
)
def test_other_trouble_is_told_too(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(entry.alluse, "main", broken)
    assert entry.main([]) == 2
    told = capsys.readouterr().err
    assert told.startswith("alluse: ")
    assert "Traceback" not in told


def test_a_reader_that_goes_away() -> None:
    """`alluse params | true`: the reader is gone before the first line comes."""
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        command("params", LAW),
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env=surroundings(),
        cwd=ROOT,
    )
    os.close(writer)
    assert ran.returncode == 2
    assert ran.stderr == "alluse: whoever read the output stopped reading before its end\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            command("params", LAW, "--format", "json"),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=surroundings(),
            cwd=ROOT,
        )
    assert ran.returncode == 2
    assert ran.stderr == "alluse: the output cannot be written: no space left on device\n"


def _interruptible() -> None:
    """What a shell starts in the background ignores interruptions, and so does all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interruption(tmp_path: Path) -> None:
    """The facts come through a pipe into which nobody writes: the verb waits until it is interrupted."""
    facts = tmp_path / "facts.json"
    os.mkfifo(facts)
    started = subprocess.Popen(
        command("dry-run", LAW, "--facts", facts),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(),
        cwd=ROOT,
        preexec_fn=_interruptible,
    )
    with facts.open("w"):  # opens when the other side does, which on a busy machine does not read at once
        time.sleep(1)
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=120)
    assert started.returncode == 2
    assert not out
    assert err.strip() == "alluse: interrupted before it was done"


def test_a_terminal_that_knows_few_letters() -> None:
    told = run_alone("params", LAW, environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert told.code == 0
    assert "\\xa71" in told.out
    # JSON is UTF-8 whatever the terminal is.
    assert (
        '"section": "§1"'
        in run_alone(
            "params", LAW, "--format", "json", environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        ).out
    )
