"""The files of a new constitution, from the scaffold that is shipped with the program."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.output import pretty
from console.reading import read_law
from console.table import printable
from console.trouble import Trouble
from console.words import count, listed
from rules.diagnostics.names import quoted
from rules.schema.facts import facts_schema
from rules.schema.law import law_schema

FORMAT = "alluse/init/1"

SCAFFOLD = Path(__file__).with_name("scaffold")
_SCHEMA_OF_LAW = Path("schema") / "law.schema.json"
_SCHEMA_OF_FACTS = Path("law") / "facts.schema.json"
_PLACE_OF_THE_NAME = "NAME-OF-THE-LAW"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NO_PART_OF_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A new constitution: its name, its files, and what to try next."""

    name: str
    files: tuple[Path, ...]
    following: tuple[str, ...]

    def text(self) -> str:
        """For people."""
        files = [f"  {each.as_posix()}" for each in self.files]
        commands = [f"  {each}" for each in self.following]
        heading = f"{self.name}: wrote {count(len(self.files), 'file')}"
        return "\n".join([heading, *files, "", "Next, try", *commands]) + "\n"

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {
            "format": FORMAT,
            "name": self.name,
            "files": [each.as_posix() for each in self.files],
            "next": list(self.following),
        }


def name_for(folder: Path, name: str | None) -> str:
    """The name that is wished for, or that of the folder. Raises Trouble if it cannot be a name."""
    if name is None:
        name = _NO_PART_OF_A_NAME.sub("-", folder.resolve().name).strip("-._")
    if not _NAME.fullmatch(name):
        what = f"{quoted(name)} cannot be the name of a law" if name else "the law has no name"
        raise Trouble(what, "Use letters, digits, `-`, `_` and `.`: `alluse init DIR --name my-rules`.")
    return name


def write(folder: Path, name: str) -> Written:
    """Writes the files into a folder. Raises Trouble, having written nothing, if one of them is there already."""
    texts = {folder / path: text.replace(_PLACE_OF_THE_NAME, name) for path, text in _scaffold().items()}
    texts[folder / _SCHEMA_OF_LAW] = _json(law_schema())
    of_facts = folder / _SCHEMA_OF_FACTS
    _refuse((*texts, of_facts))
    for path, text in texts.items():
        _create(path, text)
    _create(of_facts, _json(facts_schema(read_law(folder / "law").law)))
    law, facts = (folder / "law", folder / "facts" / "example.yaml")
    commands = (
        ("alluse", "validate", law.as_posix()),
        ("alluse", "dry-run", law.as_posix(), "--facts", facts.as_posix()),
        ("alluse", "test", law.as_posix()),
    )
    return Written(name, (*texts, of_facts), tuple(shlex.join(each) for each in commands))


def _refuse(paths: Iterable[Path]) -> None:
    """Raises Trouble if a file is there already, or stands where a folder should be."""
    paths = tuple(paths)
    there = [path for path in paths if path.exists()]
    if there:
        names = listed([f"`{printable(each.as_posix())}`" for each in there])
        raise Trouble(f"nothing is written, as it would overwrite {names}", "Name a new folder.")
    blocked = next((each for path in paths for each in path.parents if each.exists() and not each.is_dir()), None)
    if blocked is not None:
        raise Trouble(f"`{printable(blocked.as_posix())}` is a file, not a folder", "Name a new folder.")


def _create(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def _json(schema: object) -> str:
    return f"{pretty(schema)}\n"


def _scaffold() -> dict[Path, str]:
    """The text of each file by its path, in the order in which they are best read."""
    found = [each for each in SCAFFOLD.rglob("*") if each.is_file()]
    ordered = sorted(found, key=lambda each: (len(each.relative_to(SCAFFOLD).parts), each.as_posix()))
    return {each.relative_to(SCAFFOLD): each.read_text(encoding="utf-8") for each in ordered}
