"""`alluse schema`: JSON Schemas for editors, of law and of the facts that a law asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from console.options import PATH
from console.output import pretty, say, say_json
from console.reading import read_law, today
from console.trouble import Trouble

LAW_FILE = Path("constitution") / "schema" / "law.schema.json"
FACTS_FILE = "facts.schema.json"


@click.command()
@click.argument("what", type=click.Choice(("law", "facts")))
@click.argument("path", required=False, type=PATH, metavar="[PATH]")
@click.option("--write", is_flag=True, help="Write the schema to the file from which editors read it.")
def command(what: str, path: Path | None, write: bool) -> None:
    """Show the JSON Schema by which an editor completes and checks files.

    `law` is the schema of one document of law, the same for every law. `facts` is that of the fact files of a law: PATH
    is the law, a file or a folder; without one it is the version of ALL-USE in force today.

    With --write the schema goes to a file: that of law to PATH or constitution/schema/law.schema.json, that of facts
    to facts.schema.json in the folder of the law. docs/editor.md says how files name it.
    """
    schema, place = _law(path) if what == "law" else _facts(path)
    text = pretty(schema) + "\n"
    if not write:
        if what == "law" and path is not None:
            raise Trouble("the schema of law is the same for every law", "Leave the PATH out, or add `--write`.")
        say_json(text)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists() or place.read_text("utf-8") != text:  # a file that did not change keeps its time
        place.write_text(text, encoding="utf-8")
    say(f"wrote {place.as_posix()}")


def _law(path: Path | None) -> tuple[dict[str, Any], Path]:
    from rules.schema.law import law_schema

    if path is not None and path.is_dir():
        path = path / LAW_FILE.name
    return law_schema(), path or LAW_FILE


def _facts(path: Path | None) -> tuple[dict[str, Any], Path]:
    from rules.schema.facts import facts_schema

    if path is None:
        from console.constitution import in_force_on

        path = in_force_on(today())
    law = read_law(path).law
    folder = path if path.is_dir() else path.parent
    return facts_schema(law), folder / FACTS_FILE
