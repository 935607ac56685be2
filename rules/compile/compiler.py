"""From source files to compiled law, with every finding on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from rules.check.decisions import Decided, Decisions
from rules.check.declarations import Declarations
from rules.compile import law as c
from rules.compile.digest import canonical, digest
from rules.compile.graph import Graph, expressions
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic, Related, finding, sort_findings
from rules.diagnostics.names import nearest
from rules.language.typed import walk
from rules.model import documents as d
from rules.model.reader import WITH_ID, read_documents
from rules.model.whereabouts import tell_where
from rules.source.load import Document, Source, load_path
from rules.source.span import Span

_WHERE_LAW_IS = "Name a file or folder; law is in files that end in `.yaml`."
_UNREAD = "Take it away, or read it where its value is written out."
_DECLARING = (d.Units, d.Types, d.Scopes, d.Kinds, d.Actions, d.Facts, d.Parameters)


@dataclass(frozen=True, slots=True)
class Compiled:
    """What compiling gave: the law (None when an error was found), all findings, and the files that were read."""

    law: c.Law | None
    findings: tuple[Diagnostic, ...]
    sources: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """True when no error was found."""
        return all(each.severity is not Severity.ERROR for each in self.findings)


def law_files(path: Path) -> list[Path]:
    """The YAML files of a constitution: the file itself, or every `*.yaml` below the folder, by name."""
    if path.is_file():
        return [path]
    found = (each for suffix in ("*.yaml", "*.yml") for each in path.rglob(suffix) if each.is_file())
    return sorted(each for each in found if not any(part.startswith(".") for part in each.relative_to(path).parts))


def compile_path(path: Path, further: Sequence[Source] = ()) -> Compiled:
    """Compiles a file or folder, with further sources (waivers, an account's terms). Never raises for bad law."""
    files = law_files(path)
    if not files:
        shown = path.as_posix()
        place = Span(shown, 1, 1, 1, 1)
        what = "holds no YAML file" if path.is_dir() else "does not exist"
        return Compiled(None, (finding("E316", place, f"`{shown}` {what}", help=_WHERE_LAW_IS),), {})
    return compile_sources([*(load_path(each) for each in files), *further])


def compile_sources(sources: Sequence[Source]) -> Compiled:
    """Compiles loaded files."""
    findings: list[Diagnostic] = [each for source in sources for each in source.findings]
    texts = {source.file: source.text for source in sources}
    documents = [each for source in sources for each in source.documents]
    law = _compile(documents, findings, sources)
    return Compiled(law, sort_findings(tell_where(findings, documents, WITH_ID)), texts)


def compile_documents(documents: Iterable[Document]) -> Compiled:
    """Compiles documents that were loaded one by one."""
    findings: list[Diagnostic] = []
    read = list(documents)
    law = _compile(read, findings, ())
    return Compiled(law, sort_findings(tell_where(findings, read, WITH_ID)), {})


def _compile(written: Sequence[Document], findings: list[Diagnostic], sources: Sequence[Source]) -> c.Law | None:
    declarations = Declarations(findings)
    declarations.vocabulary.whole = all(source.whole for source in sources)
    documents = read_documents(written, findings, declarations.vocabulary.lost)
    head = _head(documents, findings, sources, written, declarations.vocabulary.whole)
    vocabulary = declarations.read([each for each in documents if isinstance(each, _DECLARING)])
    decisions = Decisions(declarations)
    decided = decisions.read(documents)
    _rulings_of_parameters(vocabulary.parameters.values(), decided, findings, vocabulary.is_lost)
    graph = Graph(
        vocabulary.facts,
        decided.derivations,
        decided.permits,
        decided.proposals,
        decided.allocations,
        decided.universes,
    )
    order, cycle = graph.order()
    if cycle is not None:
        _report_cycle(cycle.documents, graph, decided, findings)
    if not _has_errors(findings):  # a rule that could not be typed may be the one that reads it
        _unused(decisions, findings)
        _out_of_reach(decisions, decided, findings)
    deciding = len(vocabulary.rule_sections)
    if head is not None and not deciding and not _has_errors(findings):
        message = "The constitution decides nothing: it has no rule"
        findings.append(finding("E317", head.id.span, message, help="Add a document `rule: ID`."))
    if head is None or _has_errors(findings):
        return None
    return _law(head, decisions, decided, order)


def _head(
    documents: Sequence[d.DocumentModel],
    findings: list[Diagnostic],
    sources: Sequence[Source],
    written: Sequence[Document],
    whole: bool,
) -> d.Constitution | None:
    heads = [each for each in documents if isinstance(each, d.Constitution)]
    if not heads:
        if not whole or any(each.root.key("constitution") for each in written):
            return None
        file = sources[0].file if sources else "law"
        help = "Add a document `constitution: NAME` with `version:`."
        findings.append(
            finding("E318", Span(file, 1, 1, 1, 1), "No document says which constitution this is", help=help)
        )
        return None
    for extra in heads[1:]:
        related = (Related(heads[0].id.span, "first here"),)
        help = "Take one of the two away."
        message = "A second document says which constitution this is"
        findings.append(finding("E313", extra.id.span, message, help=help, related=related))
    head = heads[0]
    if head.in_force is not None:
        try:
            date.fromisoformat(head.in_force.value)
        except ValueError:
            message, help = f"`{head.in_force.value}` is not a date", "Write it as in `2026-01-05`."
            findings.append(finding("E129", head.in_force.span, message, help=help))
            return None
    return head


def _has_errors(findings: Iterable[Diagnostic]) -> bool:
    return any(each.severity is Severity.ERROR for each in findings)


def _rulings_of_parameters(
    parameters: Iterable[c.Parameter],
    decided: Decided,
    findings: list[Diagnostic],
    lost: Callable[[str], bool],
) -> None:
    for parameter in parameters:
        for ruling in parameter.rests_on:
            if ruling not in decided.rulings and not lost(ruling):
                message = f"`{parameter.name}` rests on `{ruling}`, and there is no such ruling"
                close = nearest(ruling, decided.rulings)
                help = f"Did you mean `{close}`?" if close else f"Add a document `ruling: {ruling}`."
                findings.append(finding("E314", parameter.span, message, help=help))


def _report_cycle(circle: Sequence[str], graph: Graph, decided: Decided, findings: list[Diagnostic]) -> None:
    groups: tuple[Iterable[c.Document], ...] = (
        decided.derivations.values(), decided.permits, decided.proposals, decided.allocations, decided.universes,
    )  # fmt: skip
    documents = {each.id: each for group in groups for each in group}
    steps = [
        (name, circle[(index + 1) % len(circle)], documents[name])
        for index, name in enumerate(circle)
        if name in documents
    ]
    places = [(name, needed, _place_of_need(document, needed, graph)) for name, needed, document in steps]
    told = [(name, needed, place) for name, needed, place in places if place is not None]
    if not told:
        return
    first, *others = told
    names = " → ".join(f"`{name}`" for name in (*circle, circle[0]))
    message = f"The documents need one another in a circle: {names}"
    if len(circle) == 1:
        message = f"`{circle[0]}` needs its own result"
    judged = any(isinstance(document, c.TypedPermit) for _, _, document in steps)
    help = (
        "Break the circle: `would be permitted … but for …` judges without a rule."
        if judged
        else "Break the circle: derive one of them from facts that the others do not write."
    )
    related = [Related(place, f"`{name}` needs `{needed}`") for name, needed, place in others]
    findings.append(finding("S401", first[2], message, rule=first[0], help=help, related=related))


def _place_of_need(document: c.Document, needed: str, graph: Graph) -> Span | None:
    """Where a document reads what another one makes; its id if that cannot be told."""
    for expression in expressions(document):
        for part in walk(expression):
            if part.span is not None and any(needed in graph.makers.get(node, ()) for node in graph.own_reads(part)):
                return part.span
    return document.span


def _unused(decisions: Decisions, findings: list[Diagnostic]) -> None:
    """Parameters and local names that nothing reads."""
    parameters = decisions.vocabulary.parameters.values()
    findings += [
        finding("L901", each.span, f"No rule reads the parameter `{each.name}`", help=_UNREAD)
        for each in parameters
        if each.name not in decisions.used
    ]
    findings += [
        finding("L903", name.span, f"Nothing reads the local name `{name.value}`", rule=owner, help=_UNREAD)
        for name, owner in decisions.unread
    ]


def _out_of_reach(decisions: Decisions, decided: Decided, findings: list[Diagnostic]) -> None:
    """Actions that are never permitted, and classes of actions that no rule names."""
    vocabulary = decisions.vocabulary
    permitted = {name for each in decided.permits if each.effect == "permit" for name in each.actions}
    for action in vocabulary.actions.values():
        if action.name not in permitted:
            wanted: list[c.TypedProposal | c.TypedAllocation] = [*decided.proposals, *decided.allocations]
            related = [
                Related(each.span, f"`{each.id}` wants it")
                for each in wanted
                if each.action == action.name and each.span is not None
            ]
            message = f"No rule permits `{action.name}`, so that it is never done"
            help = f"Write a rule with `permit: {action.name}`."
            findings.append(finding("R702", action.span, message, help=help, related=related))
    for name, place in vocabulary.class_places.items():
        if name not in decisions.named:
            close = nearest(name, vocabulary.classes)
            help = f"Did you mean `{close}`?" if close else "Name it in a rule, or take it away."
            findings.append(finding("R703", place, f"No rule names the class of actions `{name}`", help=help))


def _law(head: d.Constitution, decisions: Decisions, decided: Decided, order: tuple[c.Node, ...]) -> c.Law:
    vocabulary = decisions.vocabulary
    derivations = dict(sorted(decided.derivations.items(), key=lambda each: str(each[0])))
    permits = tuple(sorted(decided.permits, key=lambda each: each.id))
    proposals = tuple(sorted(decided.proposals, key=lambda each: each.id))
    allocations = tuple(sorted(decided.allocations, key=lambda each: each.id))
    universes = tuple(sorted(decided.universes, key=lambda each: each.id))
    terms = tuple(sorted(decided.terms, key=lambda each: each.id))
    waivers = tuple(sorted(decided.waivers, key=lambda each: each.id))
    declared = (
        vocabulary.scopes, vocabulary.kinds, {str(key): value for key, value in vocabulary.facts.items()},
        vocabulary.actions, vocabulary.parameters,
    )  # fmt: skip
    logic: list[object] = [
        [key, canonical(_logical(value))] for group in declared for key, value in sorted(group.items())
    ]
    logic += [canonical(each) for each in (*derivations.values(), *permits, *proposals, *allocations, *universes)]
    effect = list(logic)
    effect += [
        canonical([each.id, each.scope, each.key, each.values, each.first_day, each.day_after]) for each in terms
    ]
    effect += [
        canonical([each.id, each.suspends, each.scope, each.key, each.first_day, each.day_after]) for each in waivers
    ]
    told: list[object] = [head.id.value, head.version.value]
    told += [
        [document.id, document.section, document.title, document.because, list(document.rests_on)]
        for document in (*derivations.values(), *permits, *proposals, *allocations, *universes)
    ]
    told += [[str(name), fact.words] for name, fact in sorted(vocabulary.facts.items(), key=lambda each: str(each[0]))]
    told += [[name, action.words] for name, action in sorted(vocabulary.actions.items())]
    told += [canonical(each, logic=False) for _, each in sorted(decided.rulings.items())]
    told += [[each.id, each.approved_by, each.reason] for each in terms]
    told += [[each.id, each.approved_by, each.reason] for each in waivers]
    told += [
        [each.name, each.section, each.source, each.doc, list(each.rests_on)]
        for _, each in sorted(vocabulary.parameters.items())
    ]
    return c.Law(
        name=head.id.value,
        version=head.version.value,
        in_force=date.fromisoformat(head.in_force.value) if head.in_force is not None else None,
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
        rulings=dict(sorted(decided.rulings.items())),
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
    blind = _PROSE if isinstance(value, c.Parameter) else frozenset()
    return [
        getattr(value, each.name)
        for each in fields(value)  # type: ignore[arg-type]
        if each.name not in blind and each.name not in {"span", "words", "doc"}
    ]
