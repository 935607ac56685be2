"""Lines on logarithmic axes, as SVG: what a cost is for so and so much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log, log10
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.axes import LogXValueAxis, LogYValueAxis
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib.colors import HexColor

COLOURS = ("#1b5e9b", "#c0504d", "#3d8b37", "#8064a2", "#d98200", "#5f6b6d", "#00838f", "#ad1457")
WIDTH, HEIGHT = 640, 380

Points = Sequence[tuple[float, float]]


def log_log(file: Path, title: str, x_label: str, y_label: str, lines: Mapping[str, Points]) -> None:
    """Draws one line for each name; every number must be above zero."""
    drawing = Drawing(WIDTH, HEIGHT)
    plot = LinePlot()
    plot.x, plot.y, plot.width, plot.height = 80, 55, WIDTH - 260, HEIGHT - 105
    plot.data = [tuple(points) for points in lines.values()]
    plot.xValueAxis, plot.yValueAxis = LogXValueAxis(), LogYValueAxis()
    for axis, values in (
        (plot.xValueAxis, [x for points in lines.values() for x, _ in points]),
        (plot.yValueAxis, [y for points in lines.values() for _, y in points]),
    ):
        axis.valueMin, axis.valueMax = _decade(min(values), down=True), _decade(max(values), down=False)
        axis.visibleGrid = True
        axis.gridStrokeColor = HexColor("#dddddd")
        axis.labels.fontName, axis.labels.fontSize = "Helvetica", 9
        axis.labelTextFormat = _number
    for place in range(len(plot.data)):
        colour = HexColor(COLOURS[place % len(COLOURS)])
        plot.lines[place].strokeColor = colour
        plot.lines[place].strokeWidth = 1.6
        plot.lines[place].symbol = makeMarker("FilledCircle", size=4, fillColor=colour, strokeColor=colour)
    legend = Legend()
    legend.x, legend.y, legend.boxAnchor, legend.alignment = WIDTH - 165, HEIGHT - 60, "nw", "right"
    legend.fontName, legend.fontSize, legend.columnMaximum, legend.strokeWidth = "Helvetica", 9, 12, 0
    legend.colorNamePairs = [(HexColor(COLOURS[place % len(COLOURS)]), name) for place, name in enumerate(lines)]
    drawing.add(plot)
    drawing.add(legend)
    drawing.add(String(20, HEIGHT - 24, title, fontName="Helvetica-Bold", fontSize=12))
    drawing.add(String(20, HEIGHT - 40, y_label, fontName="Helvetica", fontSize=9))
    drawing.add(String(80 + plot.width, 20, x_label, fontName="Helvetica", fontSize=9, textAnchor="end"))
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn = renderSVG.drawToString(drawing)
    file.write_text(drawn.replace("<title>...</title>", f"<title>{escape(title)}</title>"), encoding="utf-8")


def exponent(points: Points) -> float:
    """The slope in logarithms by least squares: 1 where twice as much costs twice as much."""
    xs, ys = [log(x) for x, _ in points], [log(y) for _, y in points]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return over / sum((x - x_mean) ** 2 for x in xs)


def _decade(value: float, *, down: bool) -> float:
    power = log10(value)
    return 10.0 ** (floor(power) if down else ceil(power))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:.6f}".rstrip("0")
