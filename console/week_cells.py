"""What a decided week comes to: row by row, reading by reading, in words. The pages of text and of HTML lay it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from console.legs import alone, stopped_by

if TYPE_CHECKING:
    from console.replay import Decided
    from facts.hypothetical import Fill

Key = tuple[str, str, str, str]
"""Account, sleeve, what is done, and the underlying; without it where one row stands for all underlyings."""


@dataclass(slots=True)
class Cell:
    """What one reading says in one row: what would be done, what is permitted, what came near."""

    done: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    misses: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    marks: dict[str, list[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def paragraphs(self) -> list[tuple[str, str]]:
        """What the row says, each with its sort: `done`, `taken` (permitted, and why not taken), `miss`, `told`."""
        found = [("done", text) for text in self.done] + [("taken", text) for text in self.taken]
        if not found and self.misses:
            best = min(self.misses, key=lambda each: each[0])[1]
            found = [("miss", _miss(best, self.marks.get(best["subject"], [])))]
        return [each for each in (*found, *(("told", text) for text in self.told)) if each[1]]


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a reading was decided under: assumptions, waivers and terms, each once, in order."""

    assumptions: tuple[tuple[str, str, str], ...]
    waivers: tuple[tuple[str, str, str, str], ...]
    terms: tuple[tuple[str, str, str, str], ...]


def assumed_in(contents: Sequence[Mapping[str, Any]]) -> Assumed:
    """What the records of one reading name: assumptions (id, what, reason), waivers (id, rules, by whom, reason),
    terms (id, whose, values, reason)."""
    return Assumed(
        tuple(
            sorted({(each["id"], each["states"], each["reason"]) for one in contents for each in one["assumptions"]})
        ),
        tuple(
            sorted(
                {
                    (each["id"], ", ".join(each["suspends"]), each["approved_by"], each["reason"])
                    for one in contents
                    for each in one["waivers"]
                }
            )
        ),
        tuple(
            sorted(
                {
                    (
                        each["id"],
                        each["for"],
                        "; ".join(f"{name}: {value}" for name, value in each["values"].items()),
                        each["reason"],
                    )
                    for one in contents
                    for each in one["terms"]
                }
            )
        ),
    )


def rows_of(decided: Decided) -> dict[Key, Cell]:
    """What one reading says, row by row."""
    content = decided.content
    found: dict[Key, Cell] = {}
    for intent in content["intents"]:
        marks = "".join(f" ⇄ {mark}" for mark in _marks(decided, intent["subject"]))
        found.setdefault(_key(decided, intent), Cell()).done.append(intent_text(intent) + marks)
    for intent in content["stopped"]:
        by = stopped_by(intent) if intent["stopped_by"] else "an unknown field"
        told = f"stopped: {intent_text(intent)}" + ("" if "alone" in intent else f" by {by}")
        found.setdefault(_key(decided, intent), Cell()).told.append(told)
    sized = _sized(content)
    for decision in content["decisions"]:
        if decision["verdict"] == "permitted":
            key = _key(decided, decision)
            done = key in found and found[key].done
            if not done and decision["action"] in sized:
                found.setdefault(key, Cell()).taken.append(_not_taken(decision, content))
        elif "near" in decision and decision["in_the_way"]:
            cell = found.setdefault(_key(decided, decision), Cell())
            cell.misses.append((decision["near"], decision))
            cell.marks[decision["subject"]] = _marks(decided, decision["subject"])
    _positions(decided, found)
    _goals(decided, found)
    return _collapsed(found)


def _marks(decided: Decided, subject: str) -> list[str]:
    """The flags of a candidate that a page shows, where they are up."""
    facts = decided.content["derived"].get("candidate", {}).get(subject, {})
    shown = decided.shows.get("candidate", {})
    return [words for name, (words, _) in shown.items() if facts.get(name) is True]


def _sized(content: Mapping[str, Any]) -> set[str]:
    """Actions that an allocation sizes: only there does a permission without a deed need a word."""
    return {outcome["action"] for outcome in content["allocations"]}


def _collapsed(found: Mapping[Key, Cell]) -> dict[Key, Cell]:
    """Rows of one sleeve and action that the same clause about sleeve, account or market closes become one."""
    rows: dict[Key, Cell] = {}
    groups: dict[tuple[str, str, str], list[Key]] = {}
    for key in sorted(found):
        groups.setdefault(key[:3], []).append(key)
    for (account, sleeve, what), keys in groups.items():
        cells = [found[key] for key in keys]
        misses = [decision for cell in cells for _, decision in cell.misses]
        common = _common(misses) if not any(cell.done or cell.taken for cell in cells) else []
        if common and misses:
            told = [f"{each['says']} [{each['rule']}]" for each in common[:2]]
            if len(common) > 2:
                told.append(f"and {len(common) - 2} more that stop all of them")
            rows[account, sleeve, what, ""] = Cell(told=told)
        else:
            rows.update((key, found[key]) for key in keys)
    return rows


def _common(misses: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The obstacles that all share, when they are about something above the single candidate."""
    if not misses:
        return []
    shared = []
    for obstacle in misses[0]["in_the_way"]:
        about = obstacle["about"].partition(" ")[0]
        if about in _ABOVE and all(
            any(_same(obstacle, other) for other in decision["in_the_way"]) for decision in misses[1:]
        ):
            shared.append(obstacle)
    # What is known to be wrong comes before what nobody knows.
    return sorted(shared, key=lambda each: (each["verdict"] == "unknown", each["about"].partition(" ")[0] != "clock"))


_ABOVE = ("sleeve", "account", "clock", "market", "broker")


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["rule"] == other["rule"] and one["says"] == other["says"])


def _miss(decision: Mapping[str, Any], marked: Sequence[str]) -> str:
    best = decision["nearest_miss"]
    more = len(decision["in_the_way"]) - 1
    also = f" (+{more})" if more else ""
    marks = "".join(f" ⇄ {mark}" for mark in marked)
    return f"nearest {_name(decision)}{marks}: {best['says']} [{best['rule']}]{also}"


def _not_taken(decision: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Why a permitted subject is not among those that an allocation takes."""
    key = decision["subject"]
    for alarm in content["alarms"]:
        if alarm["subject"].endswith(f" {key}"):
            return f"{_name(decision)} is permitted, but {alarm['what']} ({'; '.join(alarm['causes'])})"
    binding = [
        limit.partition(" ")[0]
        for outcome in content["allocations"]
        if outcome["action"] == decision["action"]
        for limit in outcome["binding"]
        if all(part in limit for part in (decision["of"].get("underlying", ""),))
    ]
    why = f"no room: {', '.join(dict.fromkeys(binding))}" if binding else "none taken"
    return f"{_name(decision)} is permitted, {why}"


def _positions(decided: Decided, found: dict[Key, Cell]) -> None:
    """What the law says of positions that are held."""
    content = decided.content
    shown = decided.shows.get("position", {})
    for key, facts in content["derived"].get("position", {}).items():
        of = content["subjects"]["position"][key]
        told = [f"{words} {_shown(facts[name], unit)}" for name, (words, unit) in shown.items() if name in facts]
        cell = found.setdefault((of["account"], short(of), "holds", contract(of["contract"])), Cell())
        cell.told += [", ".join(told)] if told else []
        for alarm in content["alarms"]:
            if alarm["subject"] == f"position {key}":
                cell.told.append(f"! {alarm['what']}: {'; '.join(alarm['causes'])} [{alarm['rule']}]")


def _goals(decided: Decided, found: dict[Key, Cell]) -> None:
    """What sleeves in their window deploy, and what they fall short of their goal."""
    for outcome in decided.content["allocations"]:
        for goal in outcome["goals"]:
            if goal["at_least"] in (None, "0") or not isinstance(goal["at_least"], str):
                continue
            owner = goal["group"].partition(" ")[2]
            account, _, sleeve = owner.rpartition(" ")
            told = f"{_money(goal['reached'])} of {_money(goal['at_least'])}; short by {_money(goal['shortfall'])}"
            label = decided.words.get(outcome["action"], outcome["action"])
            found.setdefault((account, sleeve, f"~ deployed: {label}", ""), Cell()).told.append(told)


def _money(text: str) -> str:
    cents = round(Fraction(text) * 100)
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}" + (f".{rest:02}" if rest else "")


def _shown(value: object, unit: str) -> str:
    if isinstance(value, Mapping):
        return f"unknown ({'; '.join(value.get('unknown', []))})"
    try:
        number = Fraction(str(value))
    except ValueError:
        return str(value)
    if unit == "%":
        return f"{float(number * 100):.1f}%"
    text = str(number) if number.denominator == 1 else f"{float(number):.4g}"
    return f"{text} {unit}s" if unit else text


def carried(decided: Decided) -> Iterator[str]:
    """What is carried into the next session, fill by fill, and what could not be filled."""
    for fill in decided.fills:
        yield _filled(decided, fill)
    for missed in decided.not_filled:
        yield f"not filled: {missed.subject}, {missed.why}"


def _filled(decided: Decided, fill: Fill) -> str:
    what = decided.words.get(fill.action, fill.action)
    name = contract(fill.subject.rpartition("/")[2].removeprefix(f"{fill.account} {fill.sleeve} "))
    told = f"{fill.account} {fill.sleeve}: {what}, {fill.quantity} × {name} at {fill.price:f}"
    return f"{told}, cash {fill.cash:+,.2f}"


# --- names --------------------------------------------------------------------------------------
def _key(decided: Decided, about: Mapping[str, Any]) -> Key:
    of = about["of"]
    what = decided.words.get(about["action"], about["action"])
    return of.get("account", ""), short(of), what, of.get("underlying", "")


def short(of: Mapping[str, str]) -> str:
    """A sleeve without its account."""
    return of.get("sleeve", "").removeprefix(f"{of.get('account', '')} ")


def intent_text(intent: Mapping[str, Any]) -> str:
    """What would be done: how many of what, and the other fields of the action."""
    fields = intent["fields"]
    quantity = fields.get("quantity")
    head = f"{quantity} × {_name(intent)}" if quantity is not None else _name(intent)
    rest = ", ".join(f"{name} {value}" for name, value in fields.items() if name != "quantity")
    told = f"► {head}" + (f", {rest}" if rest else "")
    return f"{told}; {alone(intent)}" if "alone" in intent else told


def _name(about: Mapping[str, Any]) -> str:
    """The contract or share that something is about, as a trader says it."""
    of = about["of"]
    return contract(of["contract"]) if "contract" in of else str(of.get("underlying", about["subject"]))


def contract(key: str) -> str:
    """`NVDA260420P00195000` as `NVDA 20 Apr 195P`; any other name as it is."""
    from facts.occ import read

    terms = read(key)
    if terms is None:
        return key
    day = terms.expires_on
    return f"{terms.root} {day.day} {day:%b} {terms.strike.normalize():f}{terms.right[0].upper()}"
