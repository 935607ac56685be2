"""How long it takes to have the law of ALL-USE compiled: from its files, and as kept by a run before.

    python benchmarks/compile/run.py [--rounds 5] [--law PATH] [--json FILE]

In one process: reading and compiling the files, and finding the kept law with the digest of all that it was compiled
from, the program's own text included. As a person has it: `alluse params` in a process of its own, without a kept law
and with one. Medians of rounds that take turns. Nothing passes or fails.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import interleaved, machine
from rules.compile import cached
from rules.compile.cached import SETTING, keep_law, kept_law
from rules.compile.compiler import compile_path

ROOT = Path(__file__).parents[2]
LAW = ROOT / "constitution" / "all-use" / "1.3"
OBJECTS_BETWEEN_SWEEPS = 100_000
"""As the command line sets it."""

COLD = "compiled from its files"
KEPT = "kept by a run before"
COLD_VERB = "`alluse params`, compiled"
KEPT_VERB = "`alluse params`, kept"


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--law", type=Path, default=LAW)
    reader.add_argument("--json", type=Path)
    asked = reader.parse_args()
    gc.set_threshold(OBJECTS_BETWEEN_SWEEPS)
    with TemporaryDirectory() as folder:
        os.environ[SETTING] = folder
        seconds = measured(asked.law, folder, asked.rounds)
    result = {
        "law": asked.law.resolve().relative_to(ROOT).as_posix(),
        "rounds": asked.rounds,
        "machine": machine("PyYAML"),
        "seconds": seconds,
    }
    print(f"{result['law']}, medians of {asked.rounds} rounds")
    for name, found in seconds.items():
        print(f"  {name:<28} {found * 1000:8.1f} ms")
    print(f"  {'ratio':<28} {seconds[COLD] / seconds[KEPT]:8.1f}")
    if asked.json is not None:
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def measured(law: Path, folder: str, rounds: int) -> dict[str, float]:
    """Medians in seconds. Before anything is timed, what is kept is shown to be the law that was compiled."""
    compiled = compile_path(law)
    assert compiled.law is not None, compiled.findings
    keep_law(law, (), compiled)

    def from_files() -> None:
        assert compile_path(law).law is not None

    def as_kept() -> str:
        cached.program_digest.cache_clear()  # every process works it out once
        found = kept_law(law)
        assert found is not None
        return found.law.effect_digest

    assert as_kept() == compiled.law.effect_digest
    return interleaved(
        {
            COLD: from_files,
            KEPT: as_kept,
            COLD_VERB: lambda: verb(law, "off"),
            KEPT_VERB: lambda: verb(law, folder),
        },
        rounds,
    )


def verb(law: Path, folder: str) -> None:
    """`alluse params` in a process of its own."""
    words = [sys.executable, "-m", "console.main", "params", str(law)]
    subprocess.run(words, capture_output=True, check=True, cwd=ROOT, env={**os.environ, SETTING: folder})


if __name__ == "__main__":
    main()
