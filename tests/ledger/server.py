"""A PostgreSQL server of our own for a test run, where one is installed; else the word that says why there is none."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROGRAMS = ("initdb", "pg_ctl", "postgres")


class NoServer(Exception):
    """There is no PostgreSQL to start here, and why."""


def _folder_of_programs() -> Path:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if all((folder / each).exists() for each in _PROGRAMS):
            return folder
    raise NoServer("PostgreSQL is not installed: no `initdb` found")


def _owner() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoServer("PostgreSQL does not run as root, and there is no user `postgres`") from None


@contextmanager
def running() -> Iterator[str]:
    """The URL of a server without a database name, up to its slash. Raises NoServer."""
    programs, owner = _folder_of_programs(), _owner()
    with tempfile.TemporaryDirectory(prefix="alluse-pg-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        if owner is not None:
            shutil.chown(folder, owner)
        data, log = folder / "data", folder / "log"

        def run(name: str, *words: str) -> None:
            command = [str(programs / name), *words]
            done = subprocess.run(command, cwd=folder, user=owner, capture_output=True, text=True, timeout=120)
            if done.returncode:
                said = log.read_text() if log.exists() else ""
                raise NoServer(f"`{name}` failed: {done.stderr.strip()} {said.strip()}")

        run("initdb", "-D", str(data), "-U", "ledger", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", str(data), "-l", str(log), "-o", options, "-w", "start")
        try:
            yield f"postgresql://ledger@/{{name}}?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
