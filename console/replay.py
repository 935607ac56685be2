"""`alluse replay`: decide recorded sessions one after the other, each reading on its own."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.operating.alerting import ALERT_FILE, ALERT_WEBHOOK, alerting
from console.options import AS_IF_IN_FORCE, ENGINE
from console.output import pretty, say, say_json, tell
from console.trouble import BadInput, Trouble
from engine.backends.registry import DEFAULT

if TYPE_CHECKING:
    from datetime import date

    from console.page.ladder import Ladder
    from facts.accounts import AccountFile
    from facts.hypothetical import Fill, NotFilled
    from facts.week import Reading, WeekFile
    from rules.compile.law import Law
    from rules.diagnostics.diagnostic import Diagnostic

WEEK_KEY = "as_if_in_force: true"
"""What a week says that is to be judged by law of another time."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One session under one reading: the record, and what was carried on from it.

    `words` are those of actions, `shows` those of facts that a page tells, `rules` sections and titles. `ladders` are
    what a page draws, where one is asked for.
    """

    session: str
    reading: str
    content: dict[str, Any]
    fills: tuple[Fill, ...]
    not_filled: tuple[NotFilled, ...]
    words: dict[str, str]
    shows: dict[str, dict[str, tuple[str, str]]]
    rules: dict[str, tuple[str, str]] = field(default_factory=dict)
    ladders: tuple[Ladder, ...] = ()


@click.command("replay", short_help="Decide recorded sessions, one after the other, or trade them on paper.")
@click.argument("week", type=click.Path(path_type=Path))
@click.option(
    "--law",
    "law_path",
    type=click.Path(path_type=Path),
    help="The constitution; by default the one in force.",
)
@click.option(
    "--keep-facts",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder to write the facts of every session to, for `alluse dry-run --facts`.",
)
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file to write the week to as one HTML page, with a picture of every strike ladder.",
)
@click.option(
    "--ledger",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Trade the week on paper instead, and write all of it to this ledger, a file that is not there yet.",
)
@click.option(
    "--reading", "named", metavar="NAME", help="The reading that is traded; without it, the last of the week."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the chance by which the paper broker fills.")
@click.option(
    "--faults",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A plan of what goes wrong at the paper broker, a YAML file.",
)
@ENGINE
@ALERT_FILE
@ALERT_WEBHOOK
@AS_IF_IN_FORCE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    week: Path,
    law_path: Path | None,
    keep_facts: Path | None,
    page: Path | None,
    ledger: Path | None,
    named: str | None,
    seed: int,
    faults: Path | None,
    engine: str,
    alert_file: Path | None,
    alert_webhook: str | None,
    as_if_in_force: bool,
    form: str,
) -> None:
    """Decide recorded sessions, one after the other, or trade them on paper.

    WEEK is a YAML file. Its sessions are decided under each of its readings. What a session permits and allocates is
    carried into the next one as a hypothetical fill at mid, and marked so. Readings are never mixed: each has its own
    chain of sessions.

    With `--ledger`, one reading is traded: through the sessions of its accounts, a broker on paper and a ledger. A fill
    is then what the paper broker says, and nothing is carried on but what the ledger holds.
    """
    from facts.errors import FactsError
    from facts.week import read_week

    if ledger is not None:
        if page is not None or keep_facts is not None:
            raise click.UsageError("`--page` and `--keep-facts` are for a week that is decided, not traded.")
        from console.trading.replay import trade

        with alerting(alert_file, alert_webhook) as alert:
            trade(week, law_path, ledger, named, seed, faults, as_if_in_force, form == "json", engine, alert)
        return
    if alert_file is not None or alert_webhook is not None:
        raise click.UsageError("`--alert-file` and `--alert-webhook` go with `--ledger`: they are for a week traded.")
    if named is not None or seed or faults is not None:
        raise click.UsageError("`--reading`, `--seed` and `--faults` go with `--ledger`: they are for a week traded.")
    if page is not None:
        _check_writable(page)
    try:
        plan = read_week(week)
        if as_if_in_force:
            plan = replace(plan, week=plan.week.model_copy(update={"as_if_in_force": True}))
        decided = list(replay(plan, law_path, keep_facts, draw=page is not None, engine=engine))
    except FactsError as error:
        raise BadInput(error.findings, {}, form == "json") from None
    if page is not None:
        _write_page(page, plan, decided)
    if form == "json":
        say_json(pretty(_as_json(plan, decided)))
        return
    from console.week_table import week_text

    say(week_text(plan, decided))


def _check_writable(page: Path) -> None:
    """Raises Trouble for a page that cannot be written, before anything is decided for it."""
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        there = page.exists()
        page.open("ab").close()
        if not there:
            page.unlink()
    except OSError as error:
        raise _not_written(page, error) from None


def _not_written(page: Path, error: OSError) -> Trouble:
    return Trouble(f"`{page}` cannot be written: {(error.strerror or str(error)).lower()}")


def _write_page(page: Path, plan: WeekFile, decided: list[Decided]) -> None:
    from console.page.page import week_page
    from facts.description import load_recording

    recorded = load_recording(plan.folder / plan.week.recording).model
    data = week_page(plan, decided, recorded.doc or "").encode("utf-8")
    try:
        page.write_bytes(data)
    except OSError as error:
        raise _not_written(page, error) from None
    tell(f"page: {page}, {len(data):,} bytes")


def replay(
    plan: WeekFile,
    law_path: Path | None,
    keep_facts: Path | None = None,
    draw: bool = False,
    engine: str = DEFAULT,
) -> Iterator[Decided]:
    """Decides every session under every reading, in order; with `draw`, what a page draws comes with it."""
    from facts.accounts import read_accounts

    tell(f"{len(plan.week.readings)} readings of {len(plan.week.sessions)} sessions")
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        chains = [
            pool.submit(
                _chain_of,
                plan,
                reading,
                read_accounts([plan.folder / each for each in reading.accounts or plan.week.accounts]),
                law_path,
                keep_facts,
                draw,
                engine,
            )
            for reading in plan.week.readings
        ]
        for reading, chain in zip(plan.week.readings, chains, strict=True):
            result = chain.result()
            if isinstance(result, tuple):
                raise BadInput(*result)
            yield from result
            tell(f"decided: {reading.name}")


def _chain_of(
    plan: WeekFile,
    reading: Reading,
    accounts: tuple[AccountFile, ...],
    law_path: Path | None,
    keep_facts: Path | None,
    draw: bool,
    engine: str,
) -> list[Decided] | tuple[tuple[Diagnostic, ...], dict[str, str]]:
    """One reading, in a process of its own: readings have nothing in common but the recording.

    Bad input comes back as findings and texts, for an exception would lose them on its way between processes.
    """
    from facts.errors import FactsError

    gc.disable()  # This process lives for one reading; looking for circles among millions of facts costs a fifth of it.
    try:
        return list(_chain(plan, reading, accounts, law_path, keep_facts, draw, engine))
    except BadInput as bad:
        return bad.findings, dict(bad.texts)
    except FactsError as error:
        return tuple(error.findings), {}


def _chain(
    plan: WeekFile,
    reading: Reading,
    accounts: tuple[AccountFile, ...],
    law_path: Path | None,
    keep_facts: Path | None,
    draw: bool,
    engine: str,
) -> Iterator[Decided]:
    from console.decided import decide
    from console.page.ladder import facts_of, ladders_of
    from console.week_cells import rows_of
    from engine.facts import read_facts
    from engine.memory import read_kept
    from facts.accounts import with_accounts
    from facts.files import from_dict, to_dict, write_facts
    from facts.hypothetical import fill_at_mid
    from facts.recording import build_snapshot, load_recording

    recording = load_recording(plan.folder / plan.week.recording)
    memory = None
    known: dict[Path, Law] = {}
    for session in plan.week.sessions:
        law = _law(plan, reading, accounts, law_path, session, known)
        shows = _shows(plan, law)
        drawn = facts_of(plan.week.ladder, law) if draw and plan.week.ladder is not None else None
        raw = build_snapshot(recording, session, reading.reading, request_of(law))
        snapshot = with_accounts(from_dict(raw, recording.file), accounts, recording.world)
        if keep_facts is not None:
            name = f"{session.isoformat()}-reading-{plan.week.readings.index(reading) + 1}"
            keep_facts.mkdir(parents=True, exist_ok=True)
            write_facts(to_dict(snapshot), keep_facts / f"{name}.json")
        read = read_facts(law, snapshot)
        if read.facts is None:
            raise BadInput(read.findings, {})
        decision = decide(law, read.facts, as_if_in_force=plan.week.as_if_in_force, memory=memory, engine=engine)
        content = dict(decision.content)
        memory = read_kept(law, content["kept"]).memory
        accounts, fills, refused = fill_at_mid(accounts, content["intents"], law, snapshot, session)
        words = {action.name: action.words or action.name for action in law.actions.values()}
        rules = {each.id: (each.section or "", each.title or "") for each in law.documents()}
        found = Decided(session.isoformat(), reading.name, content, fills, refused, words, shows, rules)
        yield found if drawn is None else replace(found, ladders=ladders_of(drawn, decision, set(rows_of(found))))


def _shows(plan: WeekFile, law: Law) -> dict[str, dict[str, tuple[str, str]]]:
    """The facts a page shows, by scope, with their words and units. Raises Trouble for a fact the law does not have."""
    from rules.diagnostics.names import nearest
    from rules.language.typed import FactId
    from rules.language.types import NumberType

    found: dict[str, dict[str, tuple[str, str]]] = {}
    for scope, names in plan.week.shows.items():
        for name in names:
            fact = law.facts.get(FactId(scope, name))
            if fact is None:
                close = nearest(f"{scope}.{name}", (str(each) for each in law.facts))
                help = f"Did you mean `{close}`?" if close else None
                raise Trouble(f"the week shows `{scope}.{name}`, and the law has no such fact", help)
            unit = ""
            if isinstance(fact.type, NumberType):
                unit = "%" if fact.type.name == "ratio" else "" if fact.type.unit.is_plain else str(fact.type.unit)
            found.setdefault(scope, {})[name] = (fact.words or name.replace("_", " "), unit)
    return found


def request_of(law: Law) -> Any:
    """How much of the past the law's facts look at, and which facts it asks for."""
    from facts.recording import Request

    asked: dict[str, set[str]] = {}
    for fact in law.facts.values():
        if fact.origin == "given":
            asked.setdefault(fact.id.scope, set()).add(fact.id.name)
    return Request(
        true_range_sessions=_window(law, "underlying", "true_range"),
        vix_close_sessions=_window(law, "market", "vix_close"),
        volume_sessions=_window(law, "contract", "average_volume"),
        index_high_sessions=_window(law, "market", "spx_high"),
        asked=asked,
    )


def _window(law: Law, scope: str, name: str) -> int:
    """The `window:` of a given fact, in sessions; one session where the law looks no further."""
    from fractions import Fraction

    from rules.language.typed import Constant, FactId, ReadParameter

    fact = law.facts.get(FactId(scope, name))
    window = fact.window if fact is not None else None
    value: object = None
    if isinstance(window, ReadParameter):
        value = law.parameters[window.name].values[0][1]
    elif isinstance(window, Constant):
        value = window.value
    return int(value) if isinstance(value, Fraction) else 1


def _law(
    plan: WeekFile,
    reading: Reading,
    accounts: tuple[AccountFile, ...],
    law_path: Path | None,
    on: date,
    known: dict[Path, Law],
) -> Law:
    """The law of a session. A reading reads each law once, into `known`: its files, waiver and terms stay the same.

    What an account holds changes from session to session; its file and its terms do not.
    """
    from datetime import datetime, time
    from os.path import normpath

    from console.constitution import in_force_on, until_the_next
    from console.reading import check_in_force, read_law
    from rules.source.load import Source, load_path

    chosen = law_path
    if chosen is None and plan.week.constitution is not None:
        chosen = Path(normpath(plan.folder / plan.week.constitution))
    path = chosen if chosen is not None else in_force_on(on)
    if path not in known:
        further = [load_path(plan.folder / reading.waiver)] if reading.waiver is not None else []
        for account in accounts:
            if account.terms:
                text = Path(account.file).read_text(encoding="utf-8")
                further.append(Source(account.file, text, account.terms, ()))
        known[path] = read_law(path, further).law
    if reading.waiver is not None and not known[path].waivers:
        raise Trouble(f"`{reading.waiver}` holds no waiver")
    law = until_the_next(known[path], path)
    if not plan.week.as_if_in_force:
        check_in_force(law, path, datetime.combine(on, time()), plan.sessions_place, WEEK_KEY)
    return law


def _as_json(plan: WeekFile, decided: list[Decided]) -> dict[str, Any]:
    return {
        "format": "alluse/replay/1",
        "week": plan.week.week,
        "title": plan.week.title,
        "sessions": [
            {
                "session": each.session,
                "reading": each.reading,
                "record": each.content,
                "hypothetical_fills": [
                    {
                        "account": fill.account,
                        "sleeve": fill.sleeve,
                        "action": fill.action,
                        "subject": fill.subject,
                        "quantity": fill.quantity,
                        "price": str(fill.price),
                        "cash": str(fill.cash),
                    }
                    for fill in each.fills
                ],
                "not_filled": [
                    {"action": missed.action, "subject": missed.subject, "why": missed.why}
                    for missed in each.not_filled
                ],
            }
            for each in decided
        ],
    }
