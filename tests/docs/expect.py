"""Compares a decision record with the lines of an `expect` block.

Each line says one thing of the record:

    account A1: free is 4000                     a fact that the law derives; for a scope of which there is one: clock
    buy A1/KO: permitted by ENTRY-01             a verdict, and all the rules that made it
    buy A1/KO: nearest miss: price is …          the sentence of the nearest miss
    buy A1/KO: not judged: ENTRY-01              the rules of the verdict that could not be judged
    buy A1/KO: waived: ENTRY-01
    buy A1/KO: no verdict
    sell P1: proposed by DROP-01 with quantity 50
    buy A1/KO: sent with quantity 30             an intent, with all its fields
    swap P1: sent by its selling leg alone with …, refused by CALM-01 on buying (stock XOM)
    buy A1/KO: not sent, stopped by SIZE-01      permitted, and stopped as sized
    buy A1/KO: not sent
    BUY-01 for account A1: A1/KO 30, A1/XOM 2    what an allocation gives (`nothing`)
    BUY-01 for account A1: bound by CASH account A1
    BUY-01 for account A1: goal of account A1 reaches 900, short by 100
    LOOK-01 for account A1: keeps 2
    LOOK-01 for account A1: leaves out 2 because it is not on the list
    alarm of DROP-01 for position P1: sell is not proposed: it cannot be judged
    no alarm
    asked for stock.price: stock.price is stale  a given fact that was asked for and not known

And of memory:

    account A1: best is 4200                     a fact that the law keeps, after this evaluation
    happens: deposit in A1, order.sent           every event that happens in this evaluation (`nothing`)
    STOP-03 for position P1: goes from open to closing by STOP-M1, STOP-M2
    NOTE-01 for position P1: records fall with level 2
    nothing is recorded
    sell P1: stands by STOP-01, sent             proposed before, and not again; what is last known of it
    sell P1: gives way to review
    WORTH-01 for account A1: keeps 4200, since stock.price is stale
    P-01: holds for 2                            a guarantee; `violated for account A1`, `unknown for …`, `not judged`
    DAY-01 for account A1: tells cash 10000, best 11000
    no report
    look again at 2026-04-16T10:05:00-04:00 because of WAIT-01
    nothing to wait for
    ended: position.state of P1 was open         what was kept of a subject that is gone
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]

_RULE = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+"
_VERDICTS = {"permitted": "permitted", "forbidden": "forbidden", "not permitted": "not_permitted"}


def differences(record: Record, text: str) -> Iterator[str]:
    """What is not as the lines say. A line that cannot be read is a difference as well."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        yield "nothing is expected"
    for line in lines:
        for pattern, compare in _LINES:
            match = pattern.fullmatch(line.strip())
            if match is not None:
                told = compare(record, match.groupdict(default=""))
                if told is not None:
                    yield f"`{line}`: {told}"
                break
        else:
            yield f"`{line}` is not a line of an `expect` block"


def subset(record: Any, wanted: Any, path: str = "") -> Iterator[str]:
    """Where a part of a record, as JSON, is not in the record: maps may hold more, lists are the same."""
    if isinstance(wanted, Mapping) and isinstance(record, Mapping):
        for key, value in wanted.items():
            if key not in record:
                yield f"{path} has no `{key}`"
            else:
                yield from subset(record[key], value, f"{path}.{key}".lstrip("."))
    elif isinstance(wanted, list) and isinstance(record, list):
        if len(wanted) != len(record):
            yield f"{path} has {len(record)} items, not {len(wanted)}: {record}"
        for index, (one, other) in enumerate(zip(record, wanted, strict=False)):
            yield from subset(one, other, f"{path}[{index}]")
    elif record != wanted:
        yield f"{path} is {record!r}, not {wanted!r}"


def told(value: Any) -> str:
    """A value of a record in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    if isinstance(value, Mapping):
        ends = [value.get("low"), value.get("high")]
        if ends == [None, None]:
            return "unknown"
        low, high = ("…" if end is None else end for end in ends)
        return f"unknown, {low} to {high}"
    return str(value)


# What a line says, by the name of its part; a part that is left out is empty.
Found = Mapping[str, str]


def _fact(record: Record, found: Found) -> str | None:
    derived, kept = (part.get(found["scope"], {}) for part in (record["derived"], record["kept"].get("facts", {})))
    subjects = {**derived, **kept}
    facts = {**derived.get(found["key"], {}), **kept.get(found["key"], {})}
    if found["fact"] not in facts:
        return f"there is no such fact; there are {sorted(facts)} of {sorted(subjects)}"
    return _same(told(facts[found["fact"]]), found["value"])


def _decision(record: Record, found: Found) -> Record | None:
    return _the(record["decisions"], found)


def _the(entries: Sequence[Record], found: Found) -> Record | None:
    for each in entries:
        if each["action"] == found["action"] and each["subject"] == (found["key"]):
            return each
    return None


def _verdict(record: Record, found: Found) -> str | None:
    decision = _decision(record, found)
    if decision is None:
        return "there is no verdict"
    word = _VERDICTS[found["verdict"]]
    if decision["verdict"] != word:
        return f"it is {decision['verdict']} by {decision['because']}"
    if not found["rules"]:
        return None
    return _same(" and ".join(decision["because"]), found["rules"])


def _no_verdict(record: Record, found: Found) -> str | None:
    decision = _decision(record, found)
    return None if decision is None else f"it is {decision['verdict']}"


def _miss(record: Record, found: Found) -> str | None:
    miss = (_decision(record, found) or {}).get("nearest_miss")
    return "there is no near miss" if miss is None else _same(miss["says"], found["says"])


def _part(name: str) -> Callable[[Record, Found], str | None]:
    def compare(record: Record, found: Found) -> str | None:
        return _same(" and ".join((_decision(record, found) or {}).get(name, [])), found["rules"])

    return compare


def _proposed(record: Record, found: Found) -> str | None:
    proposal = _the(record["proposals"], found)
    if proposal is None:
        return "it is not proposed"
    rules = _same(" and ".join(proposal["because"]), found["rules"])
    return rules or _same(_fields(proposal), found["fields"])


def _not_proposed(record: Record, found: Found) -> str | None:
    return None if _the(record["proposals"], found) is None else "it is proposed"


def _sent(record: Record, found: Found) -> str | None:
    intent = _the(record["intents"], found)
    if intent is None:
        return "it is not sent"
    return "only a leg of it is sent" if "alone" in intent else _same(_fields(intent), found["fields"])


def _sent_by_a_leg(record: Record, found: Found) -> str | None:
    intent = _the(record["intents"], found)
    if intent is None or "alone" not in intent:
        return "it is not sent" if intent is None else "the whole is sent"
    stands = intent["alone"]["on_legs"]
    refused = " and ".join(f"{each['rule']} on {each['leg']} ({each['about']})" for each in stands)
    fields, wanted = _fields(intent), f"{found['fields']}, refused by {found['refused']}"
    return _same(intent["legs"][0]["leg"], found["leg"]) or _same(f"{fields}, refused by {refused}", wanted)


def _not_sent(record: Record, found: Found) -> str | None:
    if _the(record["intents"], found) is not None:
        return "it is sent"
    stopped = _the(record["stopped"], found)
    return _same(" and ".join(stopped["stopped_by"]) if stopped is not None else "", found["rules"])


def _fields(entry: Record) -> str:
    return ", ".join(f"{name} {told(value)}" for name, value in entry["fields"].items())


def _allocation(record: Record, found: Found) -> Record | None:
    for each in record["allocations"]:
        if (each["rule"], each["subject"]) == (found["rule"], found["subject"]):
            return dict(each)
    return None


def _allocated(record: Record, found: Found) -> str | None:
    outcome = _allocation(record, found)
    if outcome is None:
        return "there is no such allocation"
    have = ", ".join(f"{each['subject']} {each['count']}" for each in outcome["chosen"]) or "nothing"
    return _same(have, found["counts"])


def _bound(record: Record, found: Found) -> str | None:
    outcome = _allocation(record, found)
    return _same(" and ".join((outcome or {}).get("binding", [])), found["limits"])


def _goal(record: Record, found: Found) -> str | None:
    for goal in (_allocation(record, found) or {}).get("goals", []):
        if goal["group"] == found["group"]:
            wanted = f"{found['reached']}, short by {found['short']}"
            return _same(f"{goal['reached']}, short by {goal['shortfall']}", wanted)
    return "there is no such goal"


def _left_out(record: Record, found: Found) -> Record | None:
    for each in record["left_out"]:
        if (each["universe"], each["subject"]) == (found["rule"], found["subject"]):
            return dict(each)
    return None


def _keeps(record: Record, found: Found) -> str | None:
    return _same(str((_left_out(record, found) or {}).get("kept")), found["count"])


def _reason(record: Record, found: Found) -> str | None:
    for reason in (_left_out(record, found) or {}).get("reasons", []):
        if reason["because"] == found["because"]:
            return _same(str(reason["count"]), found["count"])
    return "there is no such reason"


def _alarm(record: Record, found: Found) -> str | None:
    have = [(each["rule"], each["subject"], each["what"]) for each in record["alarms"]]
    wanted = (found["rule"], found["subject"], found["what"])
    return None if wanted in have else f"the alarms are {have}"


def _no_alarm(record: Record, found: Found) -> str | None:
    del found
    return f"there is {record['alarms'][0]}" if record["alarms"] else None


def _asked(record: Record, found: Found) -> str | None:
    have = [(each["fact"], each["cause"]) for each in record["unknown"]]
    return None if (found["fact"], found["cause"]) in have else f"unknown are {have}"


# --- memory ---------------------------------------------------------------------------------------
def _happens(record: Record, found: Found) -> str | None:
    told = [f"{each['event']} in {each['in']}" if each.get("in") else each["event"] for each in record["events"]]
    return _same(", ".join(told) or "nothing", found["events"])


def _since(record: Record, found: Found) -> str | None:
    since = record["kept"].get("since", {}).get(found["scope"], {}).get(found["key"], {})
    return _same(since.get(found["fact"], "never"), found["at"])


def _goes(record: Record, found: Found) -> str | None:
    have = [
        f"from {each['from']} to {each['to']} by {', '.join(each['because'])}"
        for each in record["transitions"]
        if each["machine"] == found["rule"] and found["subject"].endswith(f" {each['subject']}")
    ]
    return None if found["way"] in have else f"it goes {have}"


def _stays(record: Record, found: Found) -> str | None:
    moved = [each for each in record["transitions"] if each["machine"] == found["rule"]]
    moved = [each for each in moved if found["subject"].endswith(f" {each['subject']}")]
    return f"it goes from {moved[0]['from']} to {moved[0]['to']}" if moved else None


def _records(record: Record, found: Found) -> str | None:
    own = ("event", "key", "in", "at")
    have = []
    for each in record["recorded"]:
        if (each["rule"], each["subject"]) == (found["rule"], found["subject"]):
            fields = ", ".join(f"{name} {told(value)}" for name, value in each["event"].items() if name not in own)
            have.append(f"{each['event']['event']} with {fields}" if fields else each["event"]["event"])
    return None if found["told"] in have else f"it records {have}"


def _nothing_recorded(record: Record, found: Found) -> str | None:
    del found
    return f"there is {record['recorded'][0]}" if record["recorded"] else None


def _stands(record: Record, found: Found) -> str | None:
    for each in record["standing"]:
        if (each["does"], each["subject"], each["rule"]) == (found["action"], found["key"], found["rule"]):
            return _same(each["outcome"] or "", found["outcome"])
    return "it does not stand"


def _yields(record: Record, found: Found) -> str | None:
    given = _the(record["yielded"], found)
    return "it does not give way" if given is None else _same(given["to"], found["to"])


def _kept_unknown(record: Record, found: Found) -> str | None:
    for each in record["kept_unknown"]:
        if each["rule"] == found["rule"] and found["subject"].endswith(f" {each['subject']}"):
            return _same(f"{told(each['kept'])}, since {' and '.join(each['causes'])}", found["what"])
    return f"there is nothing of the kind: {record['kept_unknown']}"


def _guaranteed(record: Record, found: Found) -> str | None:
    for each in record["guarantees"]:
        if each["id"] == found["rule"]:
            words = [f"holds for {each['held']}"] if each["held"] else []
            words += [f"violated for {' and '.join(each['violated'])}"] if each["violated"] else []
            words += [f"unknown for {' and '.join(each['unknown'])}"] if each["unknown"] else []
            return _same(", ".join(words) or "not judged", found["what"])
    return "there is no such guarantee"


def _tells(record: Record, found: Found) -> str | None:
    for each in record["reports"]:
        if (each["report"], each["subject"]) == (found["rule"], found["subject"]):
            return _same(", ".join(f"{name} {told(value)}" for name, value in each["shows"].items()), found["shows"])
    return "there is no such report"


def _no_report(record: Record, found: Found) -> str | None:
    del found
    return f"there is {record['reports'][0]}" if record["reports"] else None


def _wakes(record: Record, found: Found) -> str | None:
    wake = record["wake_up"]
    if wake is None:
        return "there is nothing to wait for"
    return _same(f"{wake['at']} because of {' and '.join(wake['because'])}", f"{found['at']} because of {found['why']}")


def _no_wake(record: Record, found: Found) -> str | None:
    del found
    return None if record["wake_up"] is None else f"it looks again at {record['wake_up']}"


def _ended(record: Record, found: Found) -> str | None:
    have = [f"{each['fact']} of {each['subject']} was {told(each['value'])}" for each in record["ended"]]
    return None if found["what"] in have else f"ended are {have}"


def _same(have: str, wanted: str) -> str | None:
    return None if have == wanted else f"it is `{have}`"


_KEY = r"(?: (?P<key>\S+))?"
_ACT = rf"(?P<action>\w+){_KEY}: "
_OF = rf"(?P<rule>{_RULE}) for (?P<subject>\w+(?: \S+)?): "
_RULES = rf"(?P<rules>{_RULE}(?: and {_RULE})*)"
_LINES: Sequence[tuple[re.Pattern[str], Callable[[Record, Found], str | None]]] = tuple(
    (re.compile(pattern), compare)
    for pattern, compare in (
        (r"no alarm", _no_alarm),
        (rf"alarm of (?P<rule>{_RULE}) for (?P<subject>[^:]+): (?P<what>.+)", _alarm),
        (r"asked for (?P<fact>[\w.]+): (?P<cause>.+)", _asked),
        (r"happens: (?P<events>.+)", _happens),
        (r"nothing is recorded", _nothing_recorded),
        (r"no report", _no_report),
        (r"look again at (?P<at>\S+) because of (?P<why>.+)", _wakes),
        (r"nothing to wait for", _no_wake),
        (r"ended: (?P<what>.+)", _ended),
        (rf"(?P<rule>{_RULE}): (?P<what>(?:holds|violated|unknown) for .+|not judged)", _guaranteed),
        (rf"{_OF}goes (?P<way>from .+)", _goes),
        (rf"{_OF}makes no move", _stays),
        (rf"{_OF}records (?P<told>.+)", _records),
        (rf"{_OF}keeps (?P<what>\S+, since .+)", _kept_unknown),
        (rf"{_OF}tells (?P<shows>.+)", _tells),
        (rf"{_OF}bound by (?P<limits>.+)", _bound),
        (rf"{_OF}goal of (?P<group>.+) reaches (?P<reached>\S+), short by (?P<short>\S+)", _goal),
        (rf"{_OF}keeps (?P<count>\d+)", _keeps),
        (rf"{_OF}leaves out (?P<count>\d+) because (?P<because>.+)", _reason),
        (rf"{_OF}(?P<counts>.+)", _allocated),
        (rf"{_ACT}no verdict", _no_verdict),
        (rf"{_ACT}(?P<verdict>permitted|forbidden|not permitted)(?: by {_RULES})?", _verdict),
        (rf"{_ACT}nearest miss: (?P<says>.+)", _miss),
        (rf"{_ACT}not judged: {_RULES}", _part("unknown")),
        (rf"{_ACT}waived: {_RULES}", _part("waived")),
        (rf"{_ACT}proposed by {_RULES}(?: with (?P<fields>.+))?", _proposed),
        (rf"{_ACT}not proposed", _not_proposed),
        (rf"{_ACT}stands by (?P<rule>{_RULE})(?:, (?P<outcome>\w+))?", _stands),
        (rf"{_ACT}gives way to (?P<to>\w+)", _yields),
        (
            rf"{_ACT}sent by its (?P<leg>\w+) leg alone with (?P<fields>.+), refused by (?P<refused>.+)",
            _sent_by_a_leg,
        ),
        (rf"{_ACT}sent(?: with (?P<fields>.+))?", _sent),
        (rf"{_ACT}not sent(?:, stopped by {_RULES})?", _not_sent),
        (rf"(?P<scope>\w+){_KEY}: (?P<fact>\w+) has been so since (?P<at>.+)", _since),
        (rf"(?P<scope>\w+){_KEY}: (?P<fact>\w+) is (?P<value>.+)", _fact),
    )
)
