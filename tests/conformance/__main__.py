"""`python -m tests.conformance [BACKEND…]`: runs every case, says how many there are and which differ."""

from __future__ import annotations

import sys

from tests.conformance.runner import BACKENDS, run_all


def main(names: list[str]) -> int:
    """0 when every case passes on every named backend (all of them when none is named), 1 when one differs."""
    failed = 0
    for name in names or sorted(BACKENDS):
        told = run_all(BACKENDS[name])
        differing = {case: found for case, found in told.items() if found}
        for case, found in differing.items():
            print(f"{case}\n  " + "\n  ".join(found))
        print(f"{name}: {len(told)} cases, {len(differing)} differ")
        failed += len(differing)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
