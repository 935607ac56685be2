"""A report as PDF, drawn without a browser. The same ledger gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import reportlab
from reportlab.graphics.shapes import Drawing, PolyLine, Rect, String
from reportlab.graphics.shapes import Line as Stroke
from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    LongTable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as Grid

from console.reports import pictures
from console.reports.content import MODELLED, STANDINGS, Column, Report, Section, Table, entries_text
from console.reports.pictures import Picture

_INK, _SOFT, _RULE = HexColor("#1d2329"), HexColor("#545d66"), HexColor("#d5d9dd")
_ALERT = HexColor("#8f2a17")
_HEX = ("#0b62a8", "#a84708")
_SERIES = tuple(map(HexColor, _HEX))

_TEXT, _BOLD = "AllUse", "AllUse-Bold"
_FONTS = {_TEXT: "Vera.ttf", _BOLD: "VeraBd.ttf"}

_SIZE = 6.6
_HEAD, _TITLE = 11, 17
_MARGIN = 12 * mm
_WIDTH, _HEIGHT = landscape(A4)
_ROOM = _WIDTH - 2 * _MARGIN
_GAP = 3 * mm
_NAMES = 30 * mm
"""A column of names beside what is told of them."""
_LEAST = 35 * mm
"""What has to be left of a page for another heading."""
_THIN, _FINE = 0.8, 0.4
"""Lines of tables and pictures, in points."""
_CHARTS = 3
"""Charts side by side."""


def as_pdf(report: Report) -> bytes:
    """The pages."""
    for name, file in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(Path(reportlab.__file__).parent / "fonts" / file)))
    pdfmetrics.registerFontFamily(_TEXT, normal=_TEXT, bold=_BOLD, italic=_TEXT, boldItalic=_BOLD)
    stream = BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=(_WIDTH, _HEIGHT),
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 2 * mm,
        title=report.title,
        subject=MODELLED if report.modelled else "",
        author="alluse",
        invariant=1,
    )

    def foot(canvas: Canvas, pages: Any) -> None:
        canvas.saveState()
        canvas.setFont(_TEXT, _SIZE)
        canvas.setFillColor(_SOFT)
        canvas.drawString(_MARGIN, _MARGIN - _GAP, report.title)
        canvas.drawRightString(_WIDTH - _MARGIN, _MARGIN - _GAP, str(pages.page))
        if report.modelled:
            canvas.setFont(_BOLD, _SIZE)
            canvas.setFillColor(_ALERT)
            canvas.drawCentredString(_WIDTH / 2, _MARGIN - _GAP, MODELLED.upper())
        canvas.restoreState()

    document.build([*_head(report), *_sections(report)], onFirstPage=foot, onLaterPages=foot)
    return stream.getvalue()


# --- parts ------------------------------------------------------------------------------------------------------------
def _style(size: float = _SIZE, **more: Any) -> ParagraphStyle:
    found = {"fontName": _TEXT, "fontSize": size, "leading": size * _LEADING, "textColor": _INK, **more}
    return ParagraphStyle("", **found)


_LEADING = 1.28


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def _head(report: Report) -> Iterator[Flowable]:
    yield _words(report.title, _style(_TITLE, fontName=_BOLD, spaceAfter=_GAP))
    if report.modelled:
        says = (
            f'<font name="{_BOLD}" size="{_HEAD}">{MODELLED.upper()}</font><br/>'
            "What this report says of profit and loss rests on quotes that nobody made."
        )
        box = _style(textColor=_ALERT, borderColor=_ALERT, borderWidth=2, borderPadding=_GAP, leading=_HEAD * _LEADING)
        box.spaceBefore = box.spaceAfter = 2 * _GAP
        box.leftIndent = box.rightIndent = _GAP
        yield Paragraph(says, box)
    soft = _style(textColor=_SOFT)
    rows = [[_words(name, soft), _words(says, _style())] for name, says in report.facts]
    for each in report.notices:
        told = f'<font name="{_BOLD}">{escape(each.id)}</font> {escape(each.says)}'
        rows.append([_words(STANDINGS[each.kind].capitalize(), soft), Paragraph(told, _style())])
    yield _bare(rows, [_NAMES, _ROOM - _NAMES])
    yield _words(
        'The numbers under "Entries" are those of the ledger: `alluse ledger show NUMBER` shows one whole.', soft
    )


def _sections(report: Report) -> Iterator[Flowable]:
    for section in report.sections:
        yield CondPageBreak(_LEAST)
        yield _words(section.title, _style(_HEAD, fontName=_BOLD, spaceBefore=2 * _GAP, spaceAfter=_GAP))
        for text in section.paragraphs:
            yield _words(text, _style(spaceAfter=_GAP))
        yield from _charts(section)
        for table in section.tables:
            if table.rows:
                yield from _table(table)
        empty = [each for each in section.tables if not each.rows]
        if empty:
            yield Spacer(1, _GAP)
            soft = _style(textColor=_SOFT)
            yield _bare(
                [[_words(each.title, soft), _words(each.empty, _style())] for each in empty],
                [2 * _NAMES, _ROOM - 2 * _NAMES],
            )
    if report.rules:
        yield CondPageBreak(_LEAST)
        yield _words("Rules named in this report", _style(_HEAD, fontName=_BOLD, spaceBefore=2 * _GAP, spaceAfter=_GAP))
        rows = [[_words(rule, _style(fontName=_BOLD)), _words(title, _style())] for rule, title in report.rules]
        yield _bare(rows, [_NAMES, _ROOM - _NAMES])


def _bare(rows: list[list[Paragraph]], widths: list[float]) -> Grid:
    """Rows without lines between them."""
    tight = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    tight += [(side, (0, 0), (-1, -1), 1) for side in ("TOPPADDING", "BOTTOMPADDING")]
    return Grid(rows, colWidths=widths, style=TableStyle(tight), hAlign="LEFT")


# --- tables -----------------------------------------------------------------------------------------------------------
def _table(told: Table) -> Iterator[Flowable]:
    columns = (*told.columns, Column("entries", "Entries", number=True))
    note = f' <font color="#545d66">{escape(told.note)}</font>' if told.note else ""
    title = Paragraph(f'<font name="{_BOLD}">{escape(told.title)}</font>{note}', _style(spaceBefore=_GAP, spaceAfter=1))
    shown = [[*(each.shown for each in row.cells), entries_text(row.rests_on)] for row in told.rows]
    body = [
        [_cell(text, column, row.strong) for text, column in zip(texts, columns, strict=True)]
        for texts, row in zip(shown, told.rows, strict=True)
    ]
    heads = [_cell(each.title, each, strong=True) for each in columns]
    lines = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), _THIN, _INK),
        ("LINEBELOW", (0, 1), (-1, -1), _FINE, _RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    widths = _widths([[each.title for each in columns], *shown], columns)
    grid = LongTable([heads, *body], colWidths=widths, repeatRows=1, style=TableStyle(lines), hAlign="LEFT")
    if len(body) <= _TOGETHER:
        yield KeepTogether([title, grid])
    else:
        yield CondPageBreak(_LEAST)
        yield title
        yield grid


_TOGETHER = 12
"""Rows of a table that is kept on one page."""


def _cell(text: str, column: Column, strong: bool) -> Paragraph:
    more: dict[str, Any] = {"alignment": TA_RIGHT} if column.number else {}
    return _words(text, _style(fontName=_BOLD if strong else _TEXT, splitLongWords=1, **more))


def _widths(rows: list[list[str]], columns: tuple[Column, ...]) -> list[float]:
    """As wide as what stands in them; where that is too wide, columns of words give way, the widest first."""
    wide = [max(pdfmetrics.stringWidth(row[at], _BOLD, _SIZE) for row in rows) + 2 * _PAD for at in range(len(columns))]
    while sum(wide) > _ROOM:
        at = max(range(len(wide)), key=lambda each: wide[each] * (1 if not columns[each].number else _HALF))
        if wide[at] <= _NARROW:
            scale = _ROOM / sum(wide)
            return [each * scale for each in wide]
        wide[at] -= 2
    return wide


_HALF = 0.5
_PAD = 4
_NARROW = 16 * mm
"""Columns of words keep so much."""


# --- pictures ---------------------------------------------------------------------------------------------------------
def _charts(section: Section) -> Iterator[Flowable]:
    found = [each for each in map(pictures.picture, section.charts) if each is not None]
    wide = _ROOM / _CHARTS
    for start in range(0, len(found), _CHARTS):
        row: list[Any] = [_figure(each, wide - _GAP) for each in found[start : start + _CHARTS]]
        row += [""] * (_CHARTS - len(row))
        style = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
        yield Grid([row], colWidths=[wide] * _CHARTS, style=style, hAlign="LEFT")


def _figure(told: Picture, width: float) -> list[Flowable]:
    soft = _style(textColor=_SOFT)
    keys = [
        Paragraph(f'<font color="{_HEX[each.style]}">—</font> {escape(each.name)}: {escape(each.says)}', soft)
        for each in told.keys
    ]
    return [_words(told.chart.title, _style(fontName=_BOLD)), _drawing(told, width), *keys]


def _drawing(told: Picture, width: float) -> Drawing:
    scale = width / pictures.WIDTH
    drawing = Drawing(width, pictures.HEIGHT * scale)

    def up(y: float) -> float:
        return float((pictures.HEIGHT - y) * scale)

    small = {"fontName": _TEXT, "fontSize": _SIZE - 1, "fillColor": _SOFT}
    left, right = pictures.LEFT * scale, pictures.RIGHT * scale
    for each in told.ys:
        drawing.add(Stroke(left, up(each.at), right, up(each.at), strokeColor=_RULE, strokeWidth=_FINE))
        drawing.add(String(left - 2, up(each.at) - 2, each.label, textAnchor="end", **small))
    for each in told.xs:
        x = each.at * scale
        drawing.add(Stroke(x, up(pictures.TOP), x, up(pictures.BOTTOM) - 2, strokeColor=_RULE, strokeWidth=_FINE))
        drawing.add(String(x + 1, up(pictures.BOTTOM) - _SIZE - 1, each.label, **small))
    for bar in told.bars:
        y = up(bar.y + bar.height)
        color = _SERIES[bar.style]
        drawing.add(
            Rect(
                bar.x * scale,
                y,
                bar.width * scale,
                bar.height * scale,
                fillColor=color,
                strokeColor=white,
                strokeWidth=0,
            )
        )
    if told.zero is not None and told.chart.zero:
        drawing.add(Stroke(left, up(told.zero), right, up(told.zero), strokeColor=_INK, strokeWidth=_THIN))
    for line in told.lines:
        points = [each for x, y in line.points for each in (x * scale, up(y))]
        dashes = [2, 1] if line.style else None
        drawing.add(PolyLine(points, strokeColor=_SERIES[line.style], strokeWidth=1, strokeDashArray=dashes))
    return drawing
