"""One profile for every property test: the same examples on every machine, and no clock that could fail them."""

import gc
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from engine.backends.reference.depth import make_room
from rules.compile.cached import SETTING

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("steady")

# What decides law asks for room once in a process; in the middle of a property test it would be taken back again.
make_room()

# As in the program itself: law makes many objects and leaves none, and looking for circles of garbage takes an eighth.
gc.set_threshold(50_000)

_LAWS = pytest.StashKey[TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """One folder of compiled law for a whole run, with its workers and their processes; none of the user's own."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        config.stash[_LAWS] = TemporaryDirectory(prefix="alluse-law-")
        os.environ[SETTING] = str(Path(config.stash[_LAWS].name) / "law")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules with what takes long come first, so that at the end of a run no worker waits for another."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: no sweep looks at it again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Takes it away again."""
    if _LAWS in config.stash:
        config.stash[_LAWS].cleanup()
