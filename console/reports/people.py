"""Cycles, people, alarms, and how the session and the books fared."""

from __future__ import annotations

from console.reports import content as c
from console.reports.reading import Gathered, Happened
from engine.trading.events import AlertRaised, Interrupted, LawAdopted, OperatorActed, Reconciled, Recovered


def section(found: Gathered) -> c.Section:
    """Who acted, what alarmed, what was looked at."""
    tables = (_cycles(found), _operators(found), _alerts(found), _alarms(found), _fared(found))
    return c.Section("running", "Cycles, people and alarms", (), (), tables)


def _cycles(found: Gathered) -> c.Table:
    columns = (c.Column("what", ""), c.Column("count", "Number", number=True))
    first = [each for each in found.cycles if each.event.attempt == 1]
    again = [each for each in found.cycles if each.event.attempt != 1]
    unchanged = sum(each.event.count for each in found.unchanged)
    rows = (
        c.Row((c.text("Cycles decided"), c.whole(len(first), [each.entry for each in first]))),
        c.Row((c.text("Further evaluations of these"), c.whole(len(again), [each.entry for each in again]))),
        c.Row(
            (
                c.text("Looks that changed nothing, counted and not recorded"),
                c.whole(unchanged, [each.entry for each in found.unchanged]),
            )
        ),
        c.Row((c.text("Entries"), c.whole(len(found.happened), [each.entry for each in found.happened]))),
    )
    return c.Table("cycles", "What was looked at", columns, rows, "Nothing.")


def _operators(found: Gathered) -> c.Table:
    columns = (
        c.Column("at", "When"),
        c.Column("who", "Who (asserted)"),
        c.Column("verb", "Did"),
        c.Column("scope", "To"),
        c.Column("reason", "Reason"),
    )
    rows = tuple(
        c.Row(
            (
                c.moment(each.at),
                c.text(each.event.who),
                c.text(c.words(each.event.verb)),
                c.text(each.event.scope),
                c.text(each.event.reason),
            ),
            (each.entry,),
        )
        for each in found.of(OperatorActed)
    )
    return c.Table("operators", "What people asked for", columns, rows, "Nobody acted.")


def _alerts(found: Gathered) -> c.Table:
    columns = (
        c.Column("code", "Alert"),
        c.Column("text", "First told as"),
        c.Column("times", "Times", number=True),
        c.Column("first", "First"),
    )
    groups: dict[str, list[Happened]] = {}
    for each in found.of(AlertRaised):
        groups.setdefault(each.event.code, []).append(each)
    rows = tuple(
        c.Row(
            (c.text(code), c.text(of[0].event.text), c.whole(len(of)), c.moment(of[0].at)),
            tuple(each.entry for each in of),
        )
        for code, of in groups.items()
    )
    return c.Table("alerts", "Alerts", columns, rows, "None.")


def _alarms(found: Gathered) -> c.Table:
    columns = (
        c.Column("rule", "Rule"),
        c.Column("what", "What it could not judge, or found wrong"),
        c.Column("decisions", "Decisions", number=True),
        c.Column("subjects", "Subjects", number=True),
    )
    groups: dict[tuple[str, str], tuple[dict[int, None], set[str]]] = {}
    for cycle in found.cycles:
        for each in cycle.record.get("alarms", ()):
            entries, subjects = groups.setdefault((each["rule"], each["what"]), ({}, set()))
            entries[cycle.entry] = None
            subjects.add(each["subject"])
    most_first = sorted(groups.items(), key=lambda each: (-len(each[1][0]), each[0]))
    rows = tuple(
        c.Row((c.text(rule), c.text(what), c.whole(len(entries)), c.whole(len(subjects))), tuple(entries))
        for (rule, what), (entries, subjects) in most_first
    )
    return c.Table("alarms", "Alarms of the law", columns, rows, "None.")


def _fared(found: Gathered) -> c.Table:
    columns = (c.Column("at", "When"), c.Column("what", "What"), c.Column("how", "How it went"))
    rows = []
    for each in found.of(LawAdopted, Reconciled, Interrupted, Recovered):
        event = each.event
        match event:
            case LawAdopted():
                what, how = "law adopted", f"{event.constitution} {event.version}"
            case Reconciled():
                what = "books compared with the broker's"
                how = (
                    "; ".join(event.differences) if event.differences else "the same" if event.clean else "not the same"
                )
            case Interrupted():
                what = "session ended"
                how = "; ".join(event.found) or "nothing was under way"
            case _:
                what = f"recovery: {c.words(event.step)}"
                how = f"{'well' if event.ok else 'not well'}{f', {event.why}' if event.why else ''}"
        rows.append(c.Row((c.moment(each.at), c.text(what), c.text(how)), (each.entry,)))
    return c.Table("session", "The session", columns, tuple(rows), "Nothing was told.")
