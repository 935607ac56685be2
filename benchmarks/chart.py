"""Charts as small SVG files: lines and bars on logarithmic axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log, log10
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

COLOURS = ("#1f5fa8", "#d1495b", "#2e8b57", "#8a5fbf", "#d98200", "#5f6b6d", "#00838f", "#ad1457")
INK, FAINT, GRID, PAPER, OTHERS = "#24292f", "#6b7280", "#e3e6ea", "#ffffff", "#aab4c0"
FONT = "Helvetica, Arial, sans-serif"
WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 78, 262, 66, 58
BAR, GAP, NAMES, VALUES = 20, 7, 190, 110

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: its name in the legend, its points, its exponent; a guide is only there to compare with."""

    name: str
    points: Points
    exponent: float | None = None
    guide: bool = False


def growth(file: Path, title: str, x_label: str, y_label: str, lines: Sequence[Line]) -> None:
    """Draws lines on two logarithmic axes, seconds upright; every number must be above zero."""
    across = _decades([x for each in lines for x, _ in each.points])
    up = _decades([y for each in lines for _, y in each.points])
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + wide * (log10(x) - across[0]) / (across[-1] - across[0]),
            TOP + high * (1 - (log10(y) - up[0]) / (up[-1] - up[0])),
        )

    drawn = [_text(20, 28, title, size=15, weight="bold")]
    for power in across:
        x, _ = place(10.0**power, 10.0 ** up[0])
        drawn.append(_stroke([(x, TOP), (x, TOP + high)], GRID))
        drawn.append(_text(x, TOP + high + 18, f"{10**power:,}", anchor="middle", ink=FAINT))
    for power in up:
        _, y = place(10.0 ** across[0], 10.0**power)
        drawn.append(_stroke([(LEFT, y), (LEFT + wide, y)], GRID))
        drawn.append(_text(LEFT - 8, y + 4, _seconds(power), anchor="end", ink=FAINT))
    drawn.append(_stroke([(LEFT, TOP), (LEFT, TOP + high), (LEFT + wide, TOP + high)], FAINT))
    drawn.append(_text(LEFT, TOP - 12, y_label, ink=FAINT))
    drawn.append(_text(LEFT + wide / 2, HEIGHT - 16, x_label, anchor="middle", ink=FAINT))
    legend = LEFT + wide + 22
    drawn.append(_text(WIDTH - 20, TOP - 12, "exponent", anchor="end", ink=FAINT))
    for number, each in sorted(enumerate(lines), key=lambda each: not each[1].guide):  # what is measured lies above
        colour = FAINT if each.guide else COLOURS[number % len(COLOURS)]
        places = [place(x, y) for x, y in each.points]
        drawn.append(_stroke(places, colour, wide=1.2 if each.guide else 2.2, dashes="5 4" if each.guide else ""))
        if not each.guide:
            drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="{colour}"/>' for x, y in places]
        row = TOP + 8 + 22 * number
        drawn.append(_stroke([(legend, row), (legend + 20, row)], colour, wide=2.2, dashes="5 4" if each.guide else ""))
        drawn.append(_text(legend + 28, row + 4, each.name))
        if each.exponent is not None:
            drawn.append(_text(WIDTH - 20, row + 4, f"{each.exponent:.2f}", anchor="end"))
    _write(file, title, WIDTH, HEIGHT, drawn)


def bars(file: Path, title: str, label: str, values: Mapping[str, float], ours: frozenset[str]) -> None:
    """Draws one bar for each name on a logarithmic axis, the longest first; `ours` have a colour of their own."""
    order = sorted(values.items(), key=lambda each: -each[1])
    powers = _decades(list(values.values()))
    wide, high = WIDTH - NAMES - VALUES, len(order) * (BAR + GAP)
    drawn = [_text(20, 28, title, size=15, weight="bold")]
    for power in powers:
        x = NAMES + wide * (power - powers[0]) / (powers[-1] - powers[0])
        drawn.append(_stroke([(x, TOP - 10), (x, TOP + high)], GRID))
        drawn.append(_text(x, TOP + high + 18, _count(power), anchor="middle", ink=FAINT))
    drawn.append(_text(WIDTH - 20, 28, "ours", anchor="end", ink=COLOURS[0], weight="bold"))
    for number, (name, value) in enumerate(order):
        y = TOP + number * (BAR + GAP)
        length = wide * (log10(value) - powers[0]) / (powers[-1] - powers[0])
        colour = COLOURS[0] if name in ours else OTHERS
        drawn.append(_text(NAMES - 10, y + BAR - 6, name, anchor="end"))
        drawn.append(f'<rect x="{NAMES}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2" fill="{colour}"/>')
        drawn.append(_text(NAMES + length + 8, y + BAR - 6, f"{float(f'{value:.3g}'):,.0f}", ink=FAINT))
    drawn.append(_text(NAMES + wide / 2, TOP + high + 42, label, anchor="middle", ink=FAINT))
    _write(file, title, WIDTH, TOP + high + 58, drawn)


def exponent(points: Points) -> float:
    """The slope in logarithms by least squares: 1 where twice as much costs twice as much."""
    xs, ys = [log(x) for x, _ in points], [log(y) for _, y in points]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return over / sum((x - x_mean) ** 2 for x in xs)


def _write(file: Path, title: str, wide: float, high: float, drawn: Sequence[str]) -> None:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    paper = f'<rect width="{wide}" height="{high}" fill="{PAPER}"/>'
    text = [f'{head} role="img" font-family={quoteattr(FONT)}>', f"<title>{escape(title)}</title>", paper]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*text, *drawn, "</svg>"]) + "\n", encoding="utf-8")


def _text(
    x: float, y: float, said: str, *, anchor: str = "start", size: int = 12, weight: str = "normal", ink: str = INK
) -> str:
    style = f'font-size="{size}" fill="{ink}"' + (f' font-weight="{weight}"' if weight != "normal" else "")
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}{side}>{escape(said)}</text>'


def _stroke(places: Points, colour: str, wide: float = 1, dashes: str = "") -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{wide}"{dashed}/>'


def _decades(values: Sequence[float]) -> list[int]:
    """The powers of ten around values, at least two of them."""
    low, high = floor(log10(min(values)) + 1e-9), ceil(log10(max(values)) - 1e-9)
    return list(range(low, max(high, low + 1) + 1))


def _count(power: int) -> str:
    """A power of ten, short enough to stand below an axis."""
    return f"{10 ** (power - 6):,} M" if power >= 6 else f"{10**power:,}"


def _seconds(power: int) -> str:
    """A power of ten of seconds, in the unit that people use."""
    for least, unit in ((0, "s"), (-3, "ms"), (-6, "µs")):
        if power >= least:
            return f"{10 ** (power - least):,} {unit}"
    return f"10^{power} s"
