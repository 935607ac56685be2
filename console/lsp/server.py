"""The server: what an editor asks, answered in its own protocol over standard input and output."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from console.lsp.cursor import names_at, place_at, token_at
from console.lsp.laws import Laws
from console.lsp.offers import Offer, Sign, offers
from console.names.meaning import Meaning
from console.record_text import MANY
from console.words import few
from rules.diagnostics.codes import Severity
from rules.diagnostics.diagnostic import Diagnostic
from rules.source.span import Span

PAUSE = 0.3
"""Seconds without a change after which the law is checked again."""

_WEIGHTS = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}

_SIGNS: dict[Sign, lsp.CompletionItemKind] = {
    "key": lsp.CompletionItemKind.Keyword,
    "fact": lsp.CompletionItemKind.Field,
    "parameter": lsp.CompletionItemKind.Constant,
    "scope": lsp.CompletionItemKind.Class,
    "type": lsp.CompletionItemKind.TypeParameter,
    "word": lsp.CompletionItemKind.EnumMember,
    "action": lsp.CompletionItemKind.Function,
    "rule": lsp.CompletionItemKind.Reference,
    "unit": lsp.CompletionItemKind.Unit,
}


class LawServer(LanguageServer):
    """A language server for the laws of the files that an editor has open."""

    def __init__(self, day: date) -> None:
        super().__init__("alluse", version("alluse"))
        self.laws = Laws(day)
        self._told: dict[Path, set[str]] = {}
        self._waiting: dict[Path, asyncio.Task[None]] = {}

    # --- open files -------------------------------------------------------------------------------
    def take(self, uri: str) -> Path | None:
        """Takes over the text of an open file; None for what is no file."""
        path = path_of(uri)
        if path is not None:
            self.laws.buffers[path] = self.workspace.get_text_document(uri).source
        return path

    def drop(self, uri: str) -> Path | None:
        """Forgets an open file: what is on disk counts again."""
        path = path_of(uri)
        if path is not None:
            self.laws.buffers.pop(path, None)
        return path

    def lines_of(self, path: Path) -> list[str]:
        """The lines of an open file."""
        return self.laws.buffers.get(path, "").split("\n")

    # --- findings ---------------------------------------------------------------------------------
    def tell(self, path: Path) -> None:
        """Checks the law of a file, and tells all that is wrong with it, in whichever of its files."""
        home = self.laws.home_of(path) or path
        checked = self.laws.check(path)
        texts = {file: text.split("\n") for file, text in checked.texts.items()}
        # Files of a law that this one amends have findings of their own, which are not taken away here.
        by_file: dict[str, list[lsp.Diagnostic]] = {file: [] for file in texts if Path(file).is_relative_to(home)}
        for each in checked.findings:
            by_file.setdefault(each.span.file, []).append(self.diagnostic(each, texts))
        for file in self._told.get(home, set()) - set(by_file):
            by_file[file] = []
        for file, found in by_file.items():
            uri = uri_of(file)
            if uri is not None:
                self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found))
        self._told[home] = {file for file, found in by_file.items() if found}

    async def tell_soon(self, path: Path) -> None:
        """The same after a pause in which nothing more is typed."""
        home = self.laws.home_of(path) or path
        waiting = self._waiting.pop(home, None)
        if waiting is not None:
            waiting.cancel()

        async def later() -> None:
            await asyncio.sleep(PAUSE)
            self._waiting.pop(home, None)
            self.tell(path)

        self._waiting[home] = asyncio.create_task(later())

    def diagnostic(self, each: Diagnostic, texts: dict[str, list[str]]) -> lsp.Diagnostic:
        """A finding as an editor shows it."""
        related = [
            lsp.DiagnosticRelatedInformation(lsp.Location(uri, self.range_of(one.span, texts)), one.message)
            for one in each.related
            if (uri := uri_of(one.span.file)) is not None
        ]
        return lsp.Diagnostic(
            range=self.range_of(each.span, texts),
            message=f"{each.message}\n{each.help}" if each.help else each.message,
            severity=_WEIGHTS[each.severity],
            code=each.code,
            source="alluse",
            related_information=related or None,
        )

    def range_of(self, span: Span, texts: dict[str, list[str]] | None = None) -> lsp.Range:
        """A place in the units in which the editor counts columns."""
        lines = (texts or {}).get(span.file)
        if lines is None:
            lines = _lines(span.file)
        start = lsp.Position(span.line - 1, span.column - 1)
        end = lsp.Position(span.end_line - 1, span.end_column - 1)
        return self.workspace.position_codec.range_to_client_units(lines, lsp.Range(start, end))

    # --- names ------------------------------------------------------------------------------------
    def meant(self, uri: str, position: lsp.Position) -> list[Meaning]:
        """What the name at a position stands for."""
        path = self.take(uri)
        meanings = self.laws.meanings(path) if path is not None else None
        if path is None or meanings is None:
            return []
        lines = self.lines_of(path)
        here = self.workspace.position_codec.position_from_client_units(lines, position)
        for name in names_at(lines, here.line, here.character):
            found = meanings.exactly(name)
            if found:
                return found
        return []

    def offered(self, uri: str, position: lsp.Position) -> list[lsp.CompletionItem]:
        """What may be written at a position."""
        path = self.take(uri)
        if path is None:
            return []
        lines = self.lines_of(path)
        codec = self.workspace.position_codec
        here = codec.position_from_client_units(lines, position)
        line = lines[here.line] if here.line < len(lines) else ""
        token = token_at(line[: here.character], here.character)
        start = token.start if token is not None else here.character
        place = place_at(lines, here.line, here.character)
        written = codec.range_to_client_units(
            lines, lsp.Range(lsp.Position(here.line, start), lsp.Position(here.line, here.character))
        )
        return [_item(each, written) for each in offers(place, self.laws.meanings(path))]


def make_server(day: date) -> LawServer:
    """The server with everything that it answers; `day` decides which terms are told to be in force."""
    logging.getLogger("pygls").setLevel(logging.ERROR)
    server = LawServer(day)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        path = server.take(params.text_document.uri)
        if path is not None:
            server.tell(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        path = server.take(params.text_document.uri)
        if path is not None:
            server.tell(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        path = server.take(params.text_document.uri)
        if path is not None:
            await server.tell_soon(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        path = server.drop(params.text_document.uri)
        if path is not None:
            server.tell(path)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        found = server.meant(params.text_document.uri, params.position)
        if not found:
            return None
        text = "\n\n---\n\n".join(_told(each) for each in found)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> list[lsp.Location]:
        found = server.meant(params.text_document.uri, params.position)
        places = [each.span for each in found if each.span is not None]
        return [lsp.Location(uri, server.range_of(span)) for span in places if (uri := uri_of(span.file)) is not None]

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=["."]))
    def completion(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        return server.offered(params.text_document.uri, params.position)

    return server


def path_of(uri: str) -> Path | None:
    """The file behind an address; None for what is no file."""
    if not uri.startswith("file:"):
        return None
    found = to_fs_path(uri)
    return Path(found) if found else None


def uri_of(file: str) -> str | None:
    """The address of a file."""
    uri: str | None = from_fs_path(str(Path(file).absolute()))
    return uri


def _told(meaning: Meaning) -> str:
    """A declaration in short."""
    heading = f"**{meaning.name}** · {meaning.what}"
    title = [_plain(meaning.headline)] if meaning.headline else []
    rows = [f"{label}: {few(texts, MANY)}" for label, texts in _gathered(meaning.rows)]
    listed = "\n".join(f"- {_plain(each)}" for each in rows)
    return "\n\n".join([heading, *title, *([listed] if listed else [])])


def _gathered(rows: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """The rows under their labels, without what one does not look for at the cursor."""
    found: list[tuple[str, list[str]]] = []
    for label, text in rows:
        if label or not found:
            found.append((label, []))
        found[-1][1].append(text)
    return [each for each in found if each[0] not in ("declared", "shown by")]


def _plain(text: str) -> str:
    """Text in which Markdown sets nothing off."""
    return "".join(f"\\{each}" if each in "\\*_`<>[]#" else each for each in text)


def _item(each: Offer, written: lsp.Range) -> lsp.CompletionItem:
    label = each.text.rstrip(": ")
    return lsp.CompletionItem(
        label=label,
        kind=_SIGNS[each.sign],
        detail=each.says or None,
        filter_text=label,
        text_edit=lsp.TextEdit(written, each.text),
    )


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
