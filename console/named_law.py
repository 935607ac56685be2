"""The law whose names are asked about: of a path, or in force on a day; with terms and waivers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from console.constitution import in_force_on
from console.reading import LawRead, beside_the_law, read_law, today
from console.trouble import BadInput
from rules.source.load import Source


@dataclass(frozen=True, slots=True)
class Named:
    """Law without errors, where it is, and the day for which it is asked."""

    read: LawRead
    path: Path
    day: date


def named_law(
    path: Path | None,
    on: datetime | None,
    accounts: Iterable[Path] = (),
    waivers: Iterable[Path] = (),
    as_json: bool = False,
    terms: Iterable[Path] = (),
) -> Named:
    """Reads it. `on` is the day that is asked for, today where it is None. Raises BadInput or Trouble."""
    day = on.date() if on is not None else today()
    path = path if path is not None else in_force_on(day, as_json=as_json)
    further = [*_terms(tuple(accounts), as_json), *beside_the_law(terms, waivers, as_json)]
    return Named(read_law(path, further, as_json), path, day)


def _terms(paths: tuple[Path, ...], as_json: bool) -> list[Source]:
    """The accounts' own terms, as further documents of the law."""
    if not paths:
        return []
    from facts.accounts import read_accounts
    from facts.errors import FactsError

    try:
        accounts = read_accounts(paths)
    except FactsError as error:
        texts = {each.as_posix(): each.read_text("utf-8", errors="replace") for each in paths if each.is_file()}
        raise BadInput(error.findings, texts, as_json) from None
    return [
        Source(each.file, Path(each.file).read_text("utf-8", errors="replace"), each.terms, ())
        for each in accounts
        if each.terms
    ]
