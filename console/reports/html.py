"""A report as one HTML file: nothing is loaded from elsewhere, pictures are drawn into it."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from console.reports import pictures
from console.reports.content import MODELLED, STANDINGS, Report, entries_text

_TEMPLATES = Path(__file__).with_name("templates")


def as_html(report: Report) -> str:
    """The page. The same ledger gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["entries"] = entries_text
    environment.filters["picture"] = pictures.picture
    environment.filters["path"] = lambda points: "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    page = environment.get_template("report.html")
    return page.render(report=report, modelled=MODELLED, kinds=STANDINGS, at=pictures) + "\n"
