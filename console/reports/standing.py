"""What has to be known before any figure is read: modelled quotes, assumptions, waivers, law that was not in force."""

from __future__ import annotations

from collections.abc import Iterator

from console.reports.content import STANDINGS, Notice, Standing
from console.reports.reading import Gathered

_MODELLED = "modelled"
_ORDER = tuple(STANDINGS)


def notices(found: Gathered) -> tuple[Notice, ...]:
    """Each once, with the first and the last decision that it holds for; the gravest first."""
    seen: dict[tuple[Standing, str, str, str], list[int]] = {}
    for cycle in found.cycles:
        for kind, id, says, reason in _of(cycle.record):
            seen.setdefault((kind, id, says, reason), []).append(cycle.entry)
    told = [
        Notice(kind, id, says, reason, tuple(dict.fromkeys((entries[0], entries[-1]))))
        for (kind, id, says, reason), entries in seen.items()
    ]
    if found.without_contents:
        says = "What was decided, and on which quotes, is not in this ledger: contents were left out of it."
        told.append(
            Notice("missing", "contents", says, "Reports of the law, its events and all marks are missing.", ())
        )
    return tuple(sorted(told, key=lambda each: _ORDER.index(each.kind)))


def _of(record: object) -> Iterator[tuple[Standing, str, str, str]]:
    if not isinstance(record, dict):
        return
    for each in record.get("assumptions", ()):
        modelled = _MODELLED in f"{each['id']} {each['states']}".lower()
        yield "modelled" if modelled else "assumed", each["id"], each["states"], each["reason"]
    for each in record.get("waivers", ()):
        if each["in_force"]:
            says = f"{', '.join(each['suspends'])} suspended, approved by {each['approved_by']}."
            yield "waived", each["id"], says, each["reason"]
    out = record.get("judged_as_if_in_force")
    if out is not None:
        constitution = record["constitution"]
        name = f"{constitution['name']} {constitution['version']}"
        since = out.get("in_force")
        says = "It decided though it is not in force at these instants."
        yield "not_in_force", name, says, f"It is in force from {since} on." if since else "It is a draft."
