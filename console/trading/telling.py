"""What is said of a run: a line for each cycle that came to something, and what came of it all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from console.output import page_width, pretty, say, say_json, tell
from console.words import count

if TYPE_CHECKING:
    from engine.session.floor import Floor
    from engine.session.session import Looked, Session


def progress(session: Session, looked: Looked) -> None:
    """A line for each cycle that came to something."""
    if looked.records or looked.trouble:
        at = session.desk.now()
        what = looked.trouble or count(looked.records, "record")
        tell(f"{at:%a %d %b %Y %H:%M:%S} {session.desk.account}: {what}")


def tell_run(floor: Floor, title: str, ledger: str, told: Mapping[str, Any], as_json: bool, modelled: bool) -> None:
    """Tells of every account of a run: as text, or with `told` as JSON."""
    from console.trading.blotter import NOT_EVIDENCE, blotter, blotter_text

    found = [blotter(name, floor.sessions[name].desk.ports.journal) for name in sorted(floor.sessions)]
    if as_json:
        say_json(pretty({**told, "modelled": modelled, "accounts": [each.told() for each in found]}))
        return
    words = {
        each.name: each.words or each.name
        for session in floor.sessions.values()
        for each in session.desk.law.actions.values()
    }
    say(title)
    if modelled:
        say(NOT_EVIDENCE)
    for each in found:
        say("")
        say(blotter_text(each, words, page_width()))
    say("")
    say(f"The ledger: {ledger}. `alluse ledger verify --ledger {ledger}` proves it.")
