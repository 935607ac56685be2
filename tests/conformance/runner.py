"""Runs conformance cases against a backend and says how the record differs from what a case expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from engine.evaluate import evaluate
from engine.facts import Facts, read_facts
from engine.memory import NO_MEMORY, Event, read_events, read_kept
from facts.files import from_dict
from rules.compile.compiler import Compiled, compile_sources
from rules.compile.law import Law
from rules.diagnostics.codes import CODES, Severity
from rules.source.load import load_text
from tests.conformance.case import Case, Step, all_cases

Told = Mapping[str, Any]
# A backend makes the content of a decision record of compiled law, typed facts, events, and what was kept before.
Backend = Callable[[Law, Facts, Sequence[Event], Told], Told]

BACKENDS: dict[str, Backend] = {
    "reference": lambda law, facts, events, kept: evaluate(law, facts, events, kept, engine="reference").content,
    "fast": lambda law, facts, events, kept: evaluate(law, facts, events, kept, engine="fast").content,
}


def run(case: Case, backend: Backend) -> list[str]:
    """What is not as the case expects; nothing when it passes."""
    compiled = compiled_law(case.law, case.beside)
    wanted = case.expect.get("law_codes")
    if wanted is not None and not _codes_fit(wanted, [each.code for each in compiled.findings]):
        return [f"the law gives {[each.code for each in compiled.findings]}, not {list(wanted)}"]
    if compiled.law is None:
        return [] if wanted is not None else _told(compiled)
    found: list[str] = []
    kept: Told = case.facts.get("kept", {})
    for number, step in enumerate((Step(case.facts, case.expect), *case.then)):
        place = f"then {number}: " if number else ""
        told, record = _evaluation(compiled.law, case, step, kept, backend)
        found += [place + each for each in told]
        if record is None:
            break
        kept = record["kept"]
    return found


def _evaluation(law: Law, case: Case, step: Step, kept: Told, backend: Backend) -> tuple[list[str], Told | None]:
    """How one evaluation differs from what is expected, and its record; None where the facts are refused."""
    snapshot = from_dict(step.facts, case.file)
    read = read_facts(law, snapshot)
    findings = list(read.findings)
    events: Sequence[Event] = ()
    if read.facts is not None:
        memory = read_kept(law, kept)
        told = read_events(law, snapshot.events, read.facts, memory=memory.memory or NO_MEMORY)
        findings += [*told.findings, *memory.findings]
        events = told.events or ()
    refused = [each.code for each in findings]
    if refused != list(step.expect.get("fact_codes", ())):
        return [f"the facts give {refused}", *(each.message for each in findings)], None
    if read.facts is None or findings:
        return [], None
    record = backend(law, read.facts, events, kept)
    return list(differences(law, step.expect, record)), record


def _codes_fit(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """The errors are exactly those wanted; notes and warnings that are wanted are among the others."""

    def errors(codes: Sequence[str]) -> list[str]:
        return [code for code in codes if CODES[code].severity is Severity.ERROR]

    return errors(wanted) == errors(found) and set(wanted) <= set(found)


@lru_cache(maxsize=512)
def compiled_law(law: str, beside: str | None) -> Compiled:
    """Compiled text; terms and waivers may stand beside the law."""
    further = [load_text(beside, "beside.yaml")] if beside is not None else []
    return compile_sources([load_text(law, "law.yaml"), *further])


def run_all(backend: Backend) -> dict[str, list[str]]:
    """Every case with its differences. Raises CaseError when there is none."""
    return {case.name: run(case, backend) for case in all_cases()}


def differences(law: Law, expect: Mapping[str, Any], record: Mapping[str, Any]) -> Iterable[str]:
    """How a record differs from what is expected; what is not listed is not compared."""
    for scope, subjects in expect.get("derived", {}).items():
        whole = {"": subjects} if law.scopes[scope].one else subjects
        found = record["derived"].get(scope, {})
        for key, facts in whole.items():
            for name, wanted in facts.items():
                have = found.get(key, {}).get(name, "absent")
                if not fits(wanted, have):
                    yield f"{scope} {key}: {name} is {_short(have)}, not {_short(wanted)}"
    yield from _verdicts(expect, record["decisions"])
    for key, parts in (("proposals", ("action",)), ("intents", ("action",)), ("stopped", ("action",))):
        if key in expect:
            yield from _exactly(key, (*parts, "subject"), expect[key], record[key])
    if "allocations" in expect:
        told = [{**each, "chosen": _chosen(each)} for each in record["allocations"]]
        yield from _exactly("allocations", ("rule", "subject"), expect["allocations"], told)
    if "left_out" in expect:
        reasons = {"because": "count"}
        told = [{**each, "reasons": _pairs(each["reasons"], reasons)} for each in record["left_out"]]
        yield from _exactly("left_out", ("universe", "subject"), expect["left_out"], told)
    yield from _memory(law, expect, record)
    for key, of in (("alarms", "rule"), ("unknown", "fact")):
        if key in expect:
            have = sorted({each[of] for each in record[key]})
            if have != sorted(expect[key]):
                yield f"{key}: {have}, not {sorted(expect[key])}"


def _memory(law: Law, expect: Told, record: Told) -> Iterable[str]:
    """What is kept, and what has changed, was recorded, stands, or had to wait."""
    for scope, subjects in expect.get("kept", {}).items():
        whole = {"": subjects} if law.scopes[scope].one else subjects
        for key, facts in whole.items():
            for name, wanted in facts.items():
                have = record["kept"]["facts"].get(scope, {}).get(key, {}).get(name, "absent")
                if not fits(wanted, have):
                    yield f"kept {scope} {key}: {name} is {_short(have)}, not {_short(wanted)}"
    for key, names in _LISTS.items():
        if key in expect:
            told = [{**each, **each["event"]} for each in record[key]] if key == "recorded" else record[key]
            yield from _exactly(key, names, expect[key], told)
    if "wake_up" in expect:
        have = None if record["wake_up"] is None else record["wake_up"]["at"]
        if (have or "none") != expect["wake_up"]:
            yield f"wake_up: {have}, not {expect['wake_up']}"


_LISTS: Mapping[str, tuple[str, ...]] = {
    "transitions": ("machine", "subject", "from", "to"),
    "recorded": ("event", "subject"),
    "standing": ("rule", "subject"),
    "yielded": ("action", "subject"),
    "guarantees": ("id",),
    "reports": ("report", "subject"),
    "ended": ("fact", "subject"),
    "kept_unknown": ("rule", "subject"),
}


def fits(wanted: Any, have: Any) -> bool:
    """Whether a told value is the expected one: text, a set, or not known, with causes or with bounds."""
    if have == "absent" or (isinstance(have, dict) and "unknown" in have):
        if not isinstance(wanted, dict):
            return bool(wanted == ("absent" if have == "absent" else "unknown"))
        if not isinstance(have, dict) or set(wanted) - {"unknown", "low", "high"}:
            return False
        ends = all(wanted[end] == (have.get(end) or "open") for end in ("low", "high") if end in wanted)
        causes = wanted.get("unknown", [])
        return ends and all(any(cause in each for each in have["unknown"]) for cause in causes)
    if isinstance(wanted, list):
        return isinstance(have, list) and sorted(wanted) == [_plain(item) for item in have]
    return not isinstance(have, list) and bool(wanted == _plain(have))


def _verdicts(expect: Mapping[str, Any], decisions: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    if "all_verdicts" in expect:
        yield from _exactly("all_verdicts", ("action", "subject"), expect["all_verdicts"], decisions)
    have = {(each["action"], each["subject"]): each for each in decisions}
    for wanted in expect.get("verdicts", ()):
        place = (wanted["action"], wanted["subject"])
        if place not in have:
            yield f"{' '.join(place)}: there is no verdict"
        else:
            yield from _parts(" ".join(place), wanted, have[place])


def _exactly(
    what: str, names: Sequence[str], wanted: Sequence[Mapping[str, Any]], have: Sequence[Mapping[str, Any]]
) -> Iterable[str]:
    """Both lists hold the same things, in any order; of each, the expected parts are compared."""

    def key(entry: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(entry[name]) for name in names)

    found = sorted(have, key=key)
    if [key(each) for each in found] != sorted(key(each) for each in wanted):
        yield f"{what}: {[key(each) for each in found]}, not {sorted(key(each) for each in wanted)}"
        return
    for one, other in zip(sorted(wanted, key=key), found, strict=True):
        yield from _parts(f"{what} {' '.join(key(one))}", one, other)


_OTHER_NAMES = {"miss": "nearest_miss"}


def _parts(place: str, wanted: Mapping[str, Any], have: Mapping[str, Any]) -> Iterable[str]:
    for name, part in wanted.items():
        told = have.get(_OTHER_NAMES.get(name, name))
        if name == "goals":
            yield from _exactly(f"{place} goals", ("group",), part, told or ())
        elif isinstance(part, dict) and isinstance(told, dict):
            for inner, value in part.items():
                found = _listed(told.get(inner))
                if not fits(value, found):
                    yield f"{place}: {name} {inner} is {_short(found)}, not {_short(value)}"
            if name in {"fields", "chosen", "reasons"} and set(part) != set(told):
                yield f"{place}: {name} are {sorted(told)}, not {sorted(part)}"
        elif not fits(part, _listed(told)):
            yield f"{place}: {name} is {_short(told)}, not {_short(part)}"


def _listed(value: Any) -> Any:
    """A list in one order; of a leg the name and the subject, of a forbid on a leg `RULE LEG SUBJECT`."""
    if not isinstance(value, list):
        return value if value is not None else "absent"
    return sorted(_leg(each) if isinstance(each, dict) else each for each in value)


def _leg(told: Mapping[str, Any]) -> str:
    return f"{told['rule']} {told['leg']} {told['about']}" if "rule" in told else f"{told['leg']} {told['subject']}"


def _chosen(allocation: Mapping[str, Any]) -> dict[str, str]:
    return _pairs(allocation["chosen"], {"subject": "count"})


def _pairs(entries: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> dict[str, str]:
    (key, value), *_ = names.items()
    return {each[key]: str(each[value]) for each in entries}


def _plain(value: Any) -> str:
    return "true" if value is True else "false" if value is False else str(value)


def _short(value: Any) -> str:
    return repr(value)


def _told(compiled: Compiled) -> list[str]:
    return [f"{each.code} at {each.span.line}:{each.span.column}: {each.message}" for each in compiled.findings]
