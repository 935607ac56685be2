"""What an evaluation leaves behind: the memory after it, whether it is safe to repeat, and when to look again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from engine.backends.reference.decider import Decider
from engine.backends.reference.wakeups import WakeUp
from engine.backends.reference.world import NOWHERE
from engine.memory import NO_MEMORY, Event, Memory, Occasion, has_memory
from engine.outcome import Alarm
from engine.past import closed
from engine.values import Subject, value_text


def memory_after(decider: Decider) -> Memory:
    """What the law carries to the next evaluation; nothing for law without memory."""
    if not has_memory(decider.law):
        return NO_MEMORY
    seen = {event.subject for event in (*decider.memory.history, *decider.happenings.delivered())}
    past = decider.memory.past
    pending = {each.event.subject: each.event for each in decider.recording.recorded()}
    history = decider.happenings.history()
    occasions = decider.duties.used([*decider.arising(), *decider.recording.arisen])
    after = Memory(
        at=decider.world.facts.at,
        kept=decider.keeping.kept(),
        history=history,
        pending=tuple(
            sorted(
                (
                    event
                    for subject, event in pending.items()
                    if subject not in seen and not (past is not None and subject in past.index.seen)
                ),
                key=lambda event: (event.at, event.name, event.key),
            )
        ),
        occasions=occasions,
        ticks=dict(decider.happenings.ticks),
        links=_own_links(decider, _spoken_of(decider, history, occasions)),
        past=past,
    )
    return closed(decider.law, after, decider.world.belonging, decider.duties.is_over)


def _own_links(decider: Decider, spoken_of: Sequence[Subject]) -> Mapping[Subject, Mapping[str, Subject]]:
    """To what subjects belong, as far as the past does not tell the same. What belongs elsewhere since is told anew."""
    past, world = decider.memory.past, decider.world
    if past is None:
        return world.belonging(spoken_of)
    known = past.index
    there = [each for each in world.facts.rows if each in known.named]
    since = [each for each in (*there, *known.unresolved, *decider.memory.links) if each in known.named]
    moved = [each for each in since if known.links.get(each, NOWHERE) != world.belongs(each)]
    found = world.belonging([*spoken_of, *moved])
    return {each: ends for each, ends in found.items() if known.links.get(each) != ends}


def _spoken_of(decider: Decider, history: Sequence[Event], occasions: Mapping[str, Occasion]) -> list[Subject]:
    """The subjects that events speak of, or may speak of when they are gone: what was closed is told of afterwards."""
    events, world = decider.law.events, decider.world
    found = {each.subject for each in occasions.values()}
    for event in history:
        scope = events[event.name].within
        if scope is not None and event.within is not None:
            found.add(world.named(scope, event.within))
        found.update(world.named(end, key) for end, key in event.refers_to)
    asked = {each.within for each in events.values() if each.by == "action" and each.within is not None}
    for scope in asked:
        if not decider.law.scopes[scope].compound:
            found.update(decider.own(scope))
    return sorted(found)


def not_repeat_safe(decider: Decider, after: Memory) -> list[Alarm]:
    """Kept facts that would change again if one looked again at once, on the same facts and with nothing new."""
    if not decider.law.kept:
        return []
    if _unmoved(decider, after):
        return []
    still = replace(after, pending=())
    again = decider.once_more(still)
    first, second = decider.keeping.all(), again.keeping.all()
    found: list[Alarm] = []
    for (fact, subject), after_first in first.items():
        after_second = second[fact, subject]
        if after_second.value != after_first.value or after_second.transitions:
            ways = [move.to for move in after_second.transitions] or [value_text(after_second.value)]
            what = (
                f"is not safe to repeat: it is {value_text(after_first.value)}, evaluated again {', then '.join(ways)}"
            )
            found.append(Alarm(decider.law.kept[fact].id, subject, f"{fact} {what}", ()))
    again.release()
    return found


def _unmoved(decider: Decider, after: Memory) -> bool:
    """Whether an evaluation found its memory as it leaves it, and nothing new: looking again is the very same."""
    before = decider.memory
    return (
        not decider.happenings.delivered()
        and before.kept == after.kept
        and before.occasions == after.occasions
        and before.ticks == after.ticks
    )


def wake_up(decider: Decider) -> WakeUp | None:
    """When to look again. What is evaluated afterwards, to explain, does not count."""
    happenings, wakeups = decider.happenings, decider.wakeups
    # What ticks again and again is not waited for while it does not tick: what ends that is waited for itself.
    ticking = {name: happenings.ticking(schedule) for name, schedule in decider.law.schedules.items()}
    decider.timely = frozenset()
    wakeups.close()
    now = decider.world.facts.at
    for schedule in decider.law.schedules.values():
        later = [
            instant
            for subject in ticking[schedule.name]
            for instant in happenings.instants(schedule, subject)
            if instant > now
        ]
        # The ticks of another day are known when it has begun.
        midnight = datetime.combine(now.date() + timedelta(days=1), time(0), now.tzinfo)
        wakeups.at(min(later, default=midnight), schedule.name)
    return wakeups.next()
