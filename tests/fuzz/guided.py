"""The same targets under a coverage-guided fuzzer, which is not among the project's dependencies.

`python -m tests.fuzz.guided TARGET [raw] [options of libFuzzer]`, with `atheris` installed beside the project. Its
bytes are the choices of the generator, or, with `raw`, the input itself.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> None:
    """Fuzzes one target until it breaks or libFuzzer's options say that it is enough."""
    guide = importlib.import_module("atheris")
    name, *options = arguments[1:]
    raw = "raw" in options
    with guide.instrument_imports(include=["rules", "facts", "engine"]):
        from tests.fuzz.chance import Bytes
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]

    def try_one(data: bytes) -> None:
        if raw and name == "parser":
            data = data.decode("utf-8", "ignore").encode()
        target.run((data,) if raw else target.make(Bytes(data)))

    guide.Setup([arguments[0], *(each for each in options if each != "raw")], try_one)
    guide.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
