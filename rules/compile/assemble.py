"""Puts a law together, in one order, with its digests."""

from __future__ import annotations

from dataclasses import fields

from rules.check.deciding.context import Decided
from rules.check.vocabulary import Vocabulary
from rules.compile import law as c
from rules.compile.digest import canonical, digest, unsaid
from rules.model import documents as d
from rules.model.times import times_of


def assemble(head: d.Constitution, vocabulary: Vocabulary, decided: Decided, order: tuple[c.Node, ...]) -> c.Law:
    """The law of a constitution in which no error was found, in an order that does not depend on files."""
    times = times_of(head.in_force.value if head.in_force is not None else None)
    derivations = dict(sorted(decided.derivations.items(), key=lambda each: str(each[0])))
    permits = tuple(sorted(decided.permits, key=lambda each: each.id))
    proposals = tuple(sorted(decided.proposals, key=lambda each: each.id))
    allocations = tuple(sorted(decided.allocations, key=lambda each: each.id))
    universes = tuple(sorted(decided.universes, key=lambda each: each.id))
    kept = dict(sorted(decided.kept.items(), key=lambda each: str(each[0])))
    records = tuple(sorted(decided.records, key=lambda each: each.id))
    exclusives = tuple(sorted(decided.exclusives, key=lambda each: each.id))
    guarantees = tuple(sorted(decided.guarantees, key=lambda each: each.id))
    reports = tuple(sorted(decided.reports, key=lambda each: each.id))
    consequences = tuple(sorted(decided.consequences, key=lambda each: each.id))
    documents = (
        *derivations.values(), *permits, *proposals, *allocations, *universes,
        *kept.values(), *records, *exclusives, *guarantees, *reports,
    )  # fmt: skip
    terms = tuple(sorted(decided.terms, key=lambda each: each.id))
    waivers = tuple(sorted(decided.waivers, key=lambda each: each.id))
    declared = (
        vocabulary.scopes, vocabulary.kinds, {str(key): value for key, value in vocabulary.facts.items()},
        vocabulary.actions, vocabulary.parameters, vocabulary.events, vocabulary.schedules,
    )  # fmt: skip
    logic: list[object] = [
        [key, canonical(_logical(value))] for group in declared for key, value in sorted(group.items())
    ]
    logic += [canonical(each) for each in documents]
    effect = list(logic)
    effect += [
        canonical([each.id, each.scope, each.key, each.values, each.first_day, each.day_after]) for each in terms
    ]
    effect += [
        canonical([each.id, each.suspends, each.scope, each.key, each.first_day, each.day_after]) for each in waivers
    ]
    told: list[object] = [head.id.value, head.version.value]
    told += [[str(each) for each in times]] if any(times) else []
    told += [
        [document.id, document.section, document.title, document.because, list(document.rests_on)]
        for document in documents
    ]
    told += [
        [move.id, move.section, move.title, list(move.rests_on)]
        for keeper in kept.values()
        if isinstance(keeper, c.TypedMachine)
        for move in keeper.moves
    ]
    told += [[str(name), fact.words] for name, fact in sorted(vocabulary.facts.items(), key=lambda each: str(each[0]))]
    told += [[name, action.words] for name, action in sorted(vocabulary.actions.items())]
    told += [canonical(each, logic=False) for _, each in sorted(decided.rulings.items())]
    told += [canonical(each, logic=False) for each in consequences]
    told += [[each.id, each.approved_by, each.reason] for each in terms]
    told += [[each.id, each.approved_by, each.reason] for each in waivers]
    told += [
        [each.name, each.section, each.source, each.doc, list(each.rests_on)]
        for _, each in sorted(vocabulary.parameters.items())
    ]
    return c.Law(
        name=head.id.value,
        version=head.version.value,
        in_force=times[0],
        in_force_until=times[1],
        draft=head.draft,
        scenarios=head.scenarios.value if head.scenarios is not None else None,
        units=vocabulary.units,
        types=vocabulary.types,
        scopes=vocabulary.scopes,
        kinds=vocabulary.kinds,
        facts=vocabulary.facts,
        actions=dict(sorted(vocabulary.actions.items())),
        classes={name: tuple(sorted(members)) for name, members in sorted(vocabulary.classes.items())},
        parameters=vocabulary.parameters,
        derivations=derivations,
        permits=permits,
        proposals=proposals,
        allocations=allocations,
        universes=universes,
        events=dict(sorted(vocabulary.events.items())),
        schedules=dict(sorted(vocabulary.schedules.items())),
        kept=kept,
        records=records,
        exclusives=exclusives,
        guarantees=guarantees,
        reports=reports,
        rulings=dict(sorted(decided.rulings.items())),
        consequences=consequences,
        terms=terms,
        waivers=waivers,
        order=order,
        logic_digest=digest(logic),
        effect_digest=digest(effect),
        metadata_digest=digest(told),
    )


_PROSE = frozenset({"section", "source", "rests_on", "unit_text"})


def _logical(value: object) -> list[object]:
    """A declaration without its prose; `source` of a fact is logic, of a parameter it is prose."""
    blind = unsaid(value) | (_PROSE if isinstance(value, c.Parameter) else frozenset())
    return [
        getattr(value, each.name)
        for each in fields(value)  # type: ignore[arg-type]
        if each.name not in blind and each.name not in {"span", "words", "doc"}
    ]
