"""What all benchmarks share: interleaved rounds, medians, and which machine it was."""

from __future__ import annotations

import gc
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Calls = Mapping[str, Callable[[], object]]


def interleaved(calls: Calls, rounds: int) -> dict[str, float]:
    """Median processor seconds of each call. Every round runs all of them, so that a busy moment falls on all alike.

    Processes that a call has waited for count as well. One round runs before the clock does. Garbage is collected
    between calls, never during one.
    """
    for call in calls.values():
        call()
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            gc.collect()
            gc.disable()
            try:
                start = _spent()
                call()
                taken[name].append(_spent() - start)
            finally:
                gc.enable()
    return {name: statistics.median(each) for name, each in taken.items()}


def _spent() -> float:
    """Processor seconds of this process, and of those it started and waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def machine(*packages: str) -> dict[str, Any]:
    """Processor, cores, system, Python, and the versions of packages; one that is missing is said to be."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in packages},
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
