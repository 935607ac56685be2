"""A decision record as a page for people: what may be done and why, and else what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from console.legs import alone, stopped_by
from console.memory_text import time_rows
from console.table import Cell, Row, styled, table
from console.values import told
from console.words import count, few, listed, short
from rules.compile.law import Action, Law
from rules.language.types import NumberType, Type

Told = Mapping[str, Any]

PARTS = 4
"""A name takes at most this part of a page's width."""

MANY = 3
"""Names that are listed before the rest is only counted."""

_SEVERAL = 6
"""Owners of a universe that are told one by one."""

VERDICTS = {"permitted": "permitted", "forbidden": "forbidden", "not_permitted": "not permitted"}
_STYLES = {"permitted": "good", "forbidden": "bad", "not_permitted": ""}


@dataclass(frozen=True, slots=True)
class Page:
    """How wide a page is, and whether it has colors."""

    width: int
    color: bool = False

    def rows(
        self,
        rows: Iterable[Row],
        *,
        indent: int = 2,
        right: Iterable[int] = (),
        most: Mapping[int, int] | None = None,
    ) -> list[str]:
        """A table."""
        return table(rows, self.width, indent=indent, right=right, most=most, color=self.color)

    def title(self, text: str) -> str:
        """A heading."""
        return styled(text, "bold", self.color)


def render_record(record: Told, law: Law, page: Page) -> str:
    """The whole record."""
    blocks = [_header(record, page)]
    blocks += [_action(record, law, action, page) for action in law.actions.values()]
    blocks += [_allocations(record, law, page), *_time(record, law, page), _alarms(record, page)]
    blocks += [_unknown(record, page), _left_out(record, page)]
    blocks.append([_last_line(record)])
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _time(record: Told, law: Law, page: Page) -> Iterator[list[str]]:
    for title, rows in time_rows(record, law):
        if rows:
            yield [page.title(title), *page.rows(rows)]


# --- what was decided, on what --------------------------------------------------------------------
def heading(record: Told, page: Page) -> str:
    """Which law was asked, and when."""
    law = record["constitution"]
    at = datetime.fromisoformat(record["at"])
    name = f"{law['name']} {law['version']}"
    title = page.title(f"{name} on {at:%A} {at:%Y-%m-%d} at {at:%H:%M}{f':{at:%S}' if at.second else ''}")
    return f"{title} (UTC{at.isoformat()[-len('+00:00') :]})"


def ground(record: Told) -> list[Row]:
    """What the answer stands on: digests and assumptions."""
    law = record["constitution"]
    digests = [f"logic {short(law['logic_digest'])}", f"facts {short(record['facts_digest'])}"]
    if law.get("effect_digest", law["logic_digest"]) != law["logic_digest"]:
        digests.insert(1, f"with terms and waivers {short(law['effect_digest'])}")
    assumed = [
        ("assumed", Cell(f"{each['id']}: {each['states']} {each['reason']}", "doubt")) for each in record["assumptions"]
    ]
    nevertheless = as_if_in_force(record)
    label = [] if nevertheless is None else [("NOT IN FORCE", Cell(nevertheless, "bad"))]
    return [*label, ("digests", " · ".join(digests)), *assumed]


def as_if_in_force(record: Told) -> str | None:
    """What is said of law that was not in force at the instant of the facts, and judged them nevertheless."""
    told = record["judged_as_if_in_force"]
    return None if told is None else f"judged as if in force: {told['says']}"


def _header(record: Told, page: Page) -> list[str]:
    rows = ground(record)
    rows += [
        ("waived" if each["in_force"] else "not waived", Cell(_waiver(each), "doubt")) for each in record["waivers"]
    ]
    for each in record["terms"]:
        values = ", ".join(f"{name} {_plain(value)}" for name, value in each["values"].items())
        rows.append(("terms", f"{each['id']} of {each['for']}: {values}. {each['reason']} ({each['approved_by']})"))
    return [heading(record, page), *page.rows(rows)]


def _waiver(waiver: Told) -> str:
    whom = f" for {waiver['for']}" if waiver["for"] else ""
    force = "" if waiver["in_force"] else "; it is not in force at this instant"
    rules = listed(waiver["suspends"])
    return f"{waiver['id']} suspends {rules}{whom}{force}. {waiver['reason']} ({waiver['approved_by']})"


def _plain(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


# --- verdicts -------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Line:
    """A row of an action's table, before rows that say the same are told together."""

    group: str
    subject: str
    outcome: str
    style: str
    rules: str
    why: str
    groups: list[str] = field(default_factory=list)
    alike: int = 0

    @property
    def same(self) -> tuple[str, str, str, str]:
        """What rows that are told together share: the owner of their groups, and all that they say."""
        return self.group.rpartition("/")[0], self.outcome, self.rules, self.why


def _action(record: Told, law: Law, action: Action, page: Page) -> list[str]:
    """The table of one action, group by group."""
    decisions = [each for each in record["decisions"] if each["action"] == action.name]
    if not decisions:
        return []
    done = _Done(record, law, action)
    groups: dict[str, list[Told]] = {}
    for each in decisions:
        if "trace" in each or done.rank(each) < 2:
            groups.setdefault(_group(each, action, law), []).append(each)
    lines: list[_Line] = []
    for name, members in groups.items():
        lines += _lines(name, members, done)
    grouped = action.nearest_in is not None
    rows: list[Row] = []
    before: str | None = None
    for line in _folded(lines):
        where = _merged(line.groups)
        why = f"{line.why}; {line.alike:,} more like it" if line.alike else line.why
        row: list[Cell | str] = [line.subject, Cell(line.outcome, line.style), line.rules, why]
        rows.append([where if where != before else "", *row] if grouped else row)
        before = where
    narrow = page.width // PARTS
    return [page.title(_question(action, decisions)), *page.rows(rows, most=dict.fromkeys(range(2), narrow))]


def _question(action: Action, decisions: Sequence[Told]) -> str:
    verdicts = Counter(each["verdict"] for each in decisions)
    words = action.words or action.name
    words = "" if words.startswith(action.name) else f" ({words})"
    return f"{action.name}{words}: {count(len(decisions), 'subject')}, {tally(verdicts)}"


def tally(verdicts: Mapping[str, int]) -> str:
    """`1 permitted and 3 forbidden`, or `all forbidden`."""
    there = [word for word in VERDICTS if verdicts.get(word)]
    if len(there) == 1:
        return f"{'all ' if verdicts[there[0]] > 1 else ''}{VERDICTS[there[0]]}"
    return listed([f"{verdicts[word]:,} {VERDICTS[word]}" for word in there])


def _group(decision: Told, action: Action, law: Law) -> str:
    """The subject in which near misses are counted, by its key."""
    scope = action.nearest_in
    if scope is None or "of" not in decision:
        return ""
    if scope == action.on:
        return str(decision["subject"])
    of = decision.get("of", {})
    declared = law.scopes[scope]
    return "/".join(of.get(part, "?") for part in declared.key) if declared.compound else str(of.get(scope, "?"))


class _Done:
    """What came of an action: proposals, allocations, intents, by subject."""

    def __init__(self, record: Told, law: Law, action: Action) -> None:
        self.law, self.action = law, action
        self.types: dict[str, Type] = dict(action.fields)
        self.proposed = {each["subject"]: each for each in record["proposals"] if each["action"] == action.name}
        self.intents = {each["subject"]: each for each in record["intents"] if each["action"] == action.name}
        self.stopped = {each["subject"]: each for each in record["stopped"] if each["action"] == action.name}
        self.sized = any(each["action"] == action.name for each in record["allocations"])

    def fields(self, fields: Told) -> str:
        """`quantity 3 contracts, limit $1.20`."""
        return ", ".join(
            f"{name} {told(value, self.types.get(name), self.law.units)}" for name, value in fields.items()
        )

    def rank(self, decision: Told) -> int:
        """What is to be done comes first, then what may be done, then duties that are stopped."""
        key = decision["subject"]
        if key in self.intents:
            return 0
        if key in self.stopped or key in self.proposed:
            return 1
        return 2

    def line(self, group: str, decision: Told) -> _Line:
        """The row of one decision."""
        key, verdict = decision["subject"], decision["verdict"]
        subject = _own_part(decision, self.action, self.law)
        duty = self.proposed.get(key)
        outcome, style = VERDICTS[verdict], _STYLES[verdict]
        rules = ", ".join(decision["because"])
        if key in self.intents:
            intent = self.intents[key]
            outcome = "proposed" if duty else "allocated"
            outcome = f"{outcome}, one leg" if "alone" in intent else outcome
            why = "; ".join(filter(None, (alone(intent), self.fields(intent["fields"]))))
            return _Line(group, subject, outcome, "good", ", ".join(intent["because"]), why)
        if key in self.stopped:
            stop = self.stopped[key]
            why = alone(stop) or "as sized: " + ("; ".join(stop["causes"]) or self.fields(stop["fields"]))
            rules = ", ".join(stop["alone"]["refused_by"]) if "alone" in stop else stopped_by(stop)
            return _Line(group, subject, "stopped", "bad", rules, why)
        if verdict == "permitted":
            why = "none is allocated" if self.sized else _title(self.law, decision["because"])
            return _Line(group, subject, outcome, style, rules, why)
        miss = decision["nearest_miss"]
        named = miss["rule"] if miss else rules
        others = [rule for rule in _in_the_way(decision) if rule != named]
        also = f"; also {few(others, MANY)}" if others else ""
        outcome = f"proposed, {outcome}" if duty else outcome
        return _Line(group, subject, outcome, style, named, f"{miss['says'] if miss else ''}{also}")


def _lines(group: str, members: Sequence[Told], done: _Done) -> Iterator[_Line]:
    """The rows of a group: what came of it, and the nearest misses; one only if something may be done."""
    busy = [each for each in members if done.rank(each) < 2]
    permitted = [each for each in members if each["verdict"] == "permitted" and done.rank(each) == 2]
    for each in sorted(busy, key=done.rank):
        yield done.line(group, each)
    for each in permitted[:MANY]:
        yield done.line(group, each)
    if len(permitted) > MANY:
        yield _Line(group, f"and {len(permitted) - MANY:,} more", "permitted", "good", "", "")
    near = sorted((each for each in members if "near" in each and each not in busy), key=lambda each: int(each["near"]))
    if any(each["verdict"] == "permitted" for each in members):
        near = near[:1]
    seen: dict[tuple[object, ...], _Line] = {}
    for each in near:
        clauses = each.get("in_the_way") or [each["nearest_miss"] or {}]
        kind = (each["verdict"], *((clause.get("rule"), clause.get("clause")) for clause in clauses))
        if kind in seen:
            seen[kind].alike += 1
            continue
        seen[kind] = done.line(group, each)
    yield from seen.values()


def _folded(lines: Iterable[_Line]) -> list[_Line]:
    """Groups of one row each that say the same become one row."""
    lines = list(lines)
    rows = Counter(line.group for line in lines)
    first: dict[tuple[str, str, str, str], _Line] = {}
    kept: list[_Line] = []
    for line in lines:
        line.groups.append(line.group)
        alone = bool(line.group) and rows[line.group] == 1
        if alone and line.same in first:
            first[line.same].groups.append(line.group)
            first[line.same].alike += 1 + line.alike
            continue
        if alone:
            first[line.same] = line
        kept.append(line)
    return kept


def _merged(groups: Sequence[str]) -> str:
    """`A gen/SPY`, or `A gen/SPY, QQQ and 3 more`."""
    first, slash, rest = groups[0].rpartition("/")
    if len(groups) == 1:
        return groups[0]
    if slash and all(each.rpartition("/")[0] == first for each in groups):
        return f"{first}/{few([rest, *(each.rpartition('/')[2] for each in groups[1:])], MANY)}"
    return few(groups, MANY)


def _own_part(decision: Told, action: Action, law: Law) -> str:
    """What of a subject's key its group does not say already."""
    on, group = law.scopes[action.on], law.scopes.get(action.nearest_in or "")
    if group is None or not on.compound:
        return str(decision["subject"])
    said = set(group.key) if group.compound else {group.name}
    of = decision.get("of", {})
    parts = [of[part] for part in on.key if part not in said and part in of]
    return "/".join(parts) or str(decision["subject"])


def _in_the_way(decision: Told) -> list[str]:
    """The rules that keep an action from being permitted, each once."""
    clauses = decision.get("in_the_way")
    if clauses is None:
        return list(decision["because"])
    return list(dict.fromkeys(each["rule"] for each in clauses))


def _title(law: Law, rules: Sequence[str]) -> str:
    document = law.document(rules[0]) if rules else None
    return (document.title or document.because or "") if document is not None else ""


# --- sizes ----------------------------------------------------------------------------------------
def _allocations(record: Told, law: Law, page: Page) -> list[str]:
    rows: list[Row] = []
    for each in record["allocations"]:
        rows += _allocation(each, law)
    return [page.title("Allocations"), *page.rows(rows)] if rows else []


def _allocation(allocation: Told, law: Law) -> Iterator[Row]:
    chosen = ", ".join(f"{each['count']} × {each['subject']}" for each in allocation["chosen"])
    says = [chosen or "nothing"]
    if allocation["binding"]:
        says.append(f"held back by {few(allocation['binding'], MANY)}")
    yield (allocation["rule"], allocation["subject"], "; ".join(says))
    document = next((each for each in law.allocations if each.id == allocation["rule"]), None)
    of = document.goal.amount.type if document is not None and document.goal is not None else None
    for goal in allocation["goals"]:
        if goal["reached"] == "0" and goal["shortfall"] in {None, "0"}:
            continue
        yield ("", goal["group"], _goal(goal, of, law))


def _goal(goal: Told, of: Type | None, law: Law) -> str:
    """`$58,500 of $285,000 to $300,000: $226,500 short`."""
    of = of.computed() if isinstance(of, NumberType) and of.name is None else of

    def shown(name: str) -> str | None:
        return None if goal[name] is None else told(goal[name], of, law.units)

    low, high, short_by = shown("at_least"), shown("at_most"), shown("shortfall")
    asked = (
        f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}" if high else "nothing"
    )
    missing = "" if short_by is None else (f": {short_by} short" if goal["shortfall"] != "0" else ": reached")
    return f"{shown('reached')} of {asked}{missing}"


# --- doubts ---------------------------------------------------------------------------------------
def _alarms(record: Told, page: Page) -> list[str]:
    alike: dict[tuple[str, str, str], list[str]] = {}
    for each in record["alarms"]:
        key = (each["rule"], each["what"], "; ".join(each["causes"]))
        alike.setdefault(key, []).append(each["subject"])
    rows: list[Row] = [
        (rule, _first_of(subjects), Cell(f"{what}: {causes}" if causes else what, "doubt"))
        for (rule, what, causes), subjects in alike.items()
    ]
    return [page.title("Alarms"), *page.rows(rows)] if rows else []


def _first_of(subjects: Sequence[str]) -> str:
    return subjects[0] if len(subjects) == 1 else f"{subjects[0]} and {len(subjects) - 1:,} more"


def _unknown(record: Told, page: Page) -> list[str]:
    rows: list[Row] = [
        (
            each["cause"],
            f"{each['first']}" + (f" and {each['subjects'] - 1:,} more" if each["subjects"] > 1 else ""),
        )
        for each in record["unknown"]
    ]
    return [page.title("Not known"), *page.rows(rows)] if rows else []


def _left_out(record: Told, page: Page) -> list[str]:
    rows: list[Row] = []
    universes: dict[str, list[Told]] = {}
    for each in record["left_out"]:
        universes.setdefault(each["universe"], []).append(each)
    for universe, owners in universes.items():
        for some in [[each] for each in owners] if len(owners) <= _SEVERAL else [owners]:
            reasons: Counter[str] = Counter()
            for each in some:
                reasons.update({part["because"]: part["count"] for part in each["reasons"]})
            told_reasons = "; ".join(f"{number:,} {because}" for because, number in reasons.items() if number)
            kept = f"{sum(each['kept'] for each in some):,} looked at"
            rows.append(
                (
                    universe,
                    _first_of([each["subject"] for each in some]),
                    kept,
                    told_reasons or "none left out",
                )
            )
    return [page.title("Looked at, and left out"), *page.rows(rows, right=(2,))] if rows else []


def _last_line(record: Told) -> str:
    if not record["decisions"]:
        return "0 decisions: no rule speaks to these facts"
    verdicts = Counter(each["verdict"] for each in record["decisions"])
    decided = count(len(record["decisions"]), "decision")
    done, alarms = count(len(record["intents"]), "thing"), count(len(record["alarms"]), "alarm")
    return f"{decided}: {tally(verdicts)}; {done} to be done, {alarms}"
