"""From source files to compiled law, with every finding on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.check.decisions import Decided, Decisions
from rules.check.declarations import Declarations
from rules.check.lint.law import lint
from rules.compile import law as c
from rules.compile.assemble import assemble
from rules.compile.circle import report_circle
from rules.compile.graph import Graph
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic, Related, finding, sort_findings
from rules.diagnostics.names import nearest
from rules.model import documents as d
from rules.model.reader import WITH_ID, read_documents
from rules.model.times import WrongTimes, read_times
from rules.model.whereabouts import tell_where
from rules.source.load import Document, Source
from rules.source.load import law_files as law_files
from rules.source.span import Span
from rules.versions.overlay import read_whole

_WHERE_LAW_IS = "Name a file or folder; law is in files that end in `.yaml`."
_UNREAD = "Take it away, or read it where its value is written out."
_DECLARING = (d.Units, d.Types, d.Scopes, d.Kinds, d.Events, d.Actions, d.Schedules, d.Facts, d.Parameters)


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


def compile_path(path: Path, further: Sequence[Source] = ()) -> Compiled:
    """Compiles a file or folder, with further sources (waivers, an account's terms). Never raises for bad law."""
    files = law_files(path)
    if not files:
        shown = path.as_posix()
        place = Span(shown, 1, 1, 1, 1)
        what = "holds no YAML file" if path.is_dir() else "does not exist"
        return Compiled(None, (finding("E316", place, f"`{shown}` {what}", help=_WHERE_LAW_IS),), {})
    return compile_sources([*read_whole(path).sources, *further])


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
    if any(isinstance(each, d.Constitution) and each.amends is not None for each in documents):
        declarations.vocabulary.whole = False  # without the version that it amends, names only seem to be unknown
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
        decided.kept,
        decided.exclusives,
        vocabulary.schedules,
    )
    order, cycle = graph.order()
    if cycle is not None:
        report_circle(cycle.documents, graph, decided.documents(), findings)
    far = graph.too_far(order)
    if far is not None:
        _too_far(far, graph, decided.documents(), findings)
    if not _has_errors(findings):  # a rule that could not be typed may be the one that reads it
        _unused(decisions, findings)
        _out_of_reach(decisions, decided, findings)
    deciding = len(vocabulary.rule_sections)
    if head is not None and not deciding and not _has_errors(findings):
        message = "The constitution decides nothing: it has no rule"
        findings.append(finding("E317", head.id.span, message, help="Add a document `rule: ID`."))
    if head is None or _has_errors(findings):
        return None
    law = assemble(head, vocabulary, decided, order)
    findings += lint(law)
    return None if _has_errors(findings) else law


def _too_far(node: c.Node, graph: Graph, documents: Iterable[c.Document], findings: list[Diagnostic]) -> None:
    """The first of a chain of documents at which it is too long to be decided."""
    maker = next((each for each in documents if each.id in graph.makers.get(node, ())), None)
    if maker is None or maker.span is None:
        return
    message = f"`{maker.id}` rests on too many documents, one behind the other"
    help = "Derive a part of the chain from given facts; what repeats itself is a sum or a count over subjects."
    findings.append(finding("S403", maker.span, message, rule=maker.id, help=help))


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
        times = read_times(head.in_force.value)
        if isinstance(times, WrongTimes):
            findings.append(finding(times.code, head.in_force.span, times.message, help=times.help))
            return None
    if head.amends is not None:
        message = f"`{head.version.value}` amends `{head.amends.value}`, which was not read with it"
        help = "Name the folder of the version: the one that it amends is looked for beside it."
        findings.append(finding("E319", head.amends.span, message, help=help))
        return None
    for each in head.repeals:
        message = f"`{each.value}` cannot be repealed: this version amends no other"
        findings.append(finding("E320", each.span, message, help="Say with `amends:` which version it is changed in."))
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
