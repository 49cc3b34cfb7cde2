"""Draws log-log plots side by side as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

Points = list[tuple[float, float]]

COLORS = {
    "pcn4j Z-IL": "#c2410c",
    "pcn4j BP": "#f2a65a",
    "pcn4j IL": "#8a1c4a",
    "IL, dense kernels": "#8a1c4a",
    "IL, libtorch's kernels": "#5b9bd5",
    "PyTorch BP": "#1d4e89",
    "PyTorch IL": "#5b9bd5",
    "JAX IL": "#3a8f6b",
    "owners": "#c2410c",
    "owners, said": "#f2a65a",
    "sharing": "#1d4e89",
    "sharing, said": "#5b9bd5",
    "owners, 25 µs": "#8a1c4a",
    "owners, 1 ms": "#d16b9a",
    "sharing, 25 µs": "#3a8f6b",
    "sharing, 1 ms": "#93c9b2",
}
COLUMNS = 3
WIDTH, HEIGHT = 340, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 34, 52
LEGEND = 36
ENTRY = 150  # of the legend
LETTER = 8  # of a number at an axis, with what is free beside it


@dataclass(frozen=True)
class Panel:
    title: str
    horizontal: str
    vertical: str
    lines: dict[str, Points]


@dataclass(frozen=True)
class Axis:
    """A logarithmic axis from `low` to `high`, drawn between two places."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)


def number(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1e6:g}M" if value >= 1e6 else f"{value / 1e3:g}k"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def text(x: float, y: float, content: str, anchor: str = "middle", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{escape(content)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def ticks(low: float, high: float) -> list[float]:
    """1, 2 and 5 times powers of ten where there is room, else powers of ten."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if high / low < 200 else (1,)
    found = [step * 10.0**power for power in powers for step in steps]
    return [value for value in found if low * 0.999 <= value <= high * 1.001]


def axes(panel: Panel) -> tuple[Axis, Axis]:
    across = [x for points in panel.lines.values() for x, _ in points]
    up = [y for points in panel.lines.values() for _, y in points]
    horizontal = Axis(min(across) / 1.15, max(across) * 1.15, LEFT, WIDTH - RIGHT)
    vertical = Axis(min(up) / 1.4, max(up) * 1.4, HEIGHT - BOTTOM, TOP)
    return horizontal, vertical


def mark(name: str, x: float, y: float) -> str:
    color = COLORS[name]
    if name.startswith("pcn4j"):
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="{color}"/>'
    return f'<rect x="{x - 3.2:.1f}" y="{y - 3.2:.1f}" width="6.4" height="6.4" fill="{color}"/>'


def drawn(panel: Panel) -> str:
    horizontal, vertical = axes(panel)
    parts = [text((LEFT + WIDTH - RIGHT) / 2, 20, panel.title, more='class="title"')]
    for value in ticks(vertical.low, vertical.high):
        y = vertical.place(value)
        parts.append(line(LEFT, y, WIDTH - RIGHT, y, "grid"))
        parts.append(text(LEFT - 7, y + 4, number(value), "end"))
    free = 0.0
    for value in sorted({x for points in panel.lines.values() for x, _ in points}):
        x = horizontal.place(value)
        half = LETTER * len(number(value)) / 2
        parts.append(line(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 4, "axis"))
        if x - half >= free:
            parts.append(text(x, HEIGHT - BOTTOM + 18, number(value)))
            free = x + half
    parts.append(line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, panel.horizontal, more='class="label"'))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(text(14, middle, panel.vertical, more=f'class="label" transform="rotate(-90 14 {middle:.1f})"'))
    for name, points in panel.lines.items():
        places = [(horizontal.place(x), vertical.place(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dash = ' stroke-dasharray="5 4"' if name == "pcn4j BP" else ""
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{COLORS[name]}" stroke-width="2"{dash}>'
            f"<title>{escape(name)}</title></polyline>"
        )
        parts.extend(mark(name, x, y) for x, y in places)
    return "\n".join(parts)


def legend(names: list[str]) -> str:
    parts = []
    for i, name in enumerate(names):
        x = LEFT + i * ENTRY
        dash = ' stroke-dasharray="5 4"' if name == "pcn4j BP" else ""
        parts.append(f'<path d="M{x} 18h26" stroke="{COLORS[name]}" stroke-width="2"{dash}/>')
        parts.append(mark(name, x + 13, 18))
        parts.append(text(x + 33, 22, name, "start"))
    return "\n".join(parts)


def draw(panels: list[Panel], title: str) -> str:
    """One drawing of all panels, three in a row, with one legend above them; viewers name a curve under the mouse."""
    columns = min(COLUMNS, max(1, len(panels)))
    rows = -(-len(panels) // columns)
    names = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    width = max(columns * WIDTH, LEFT + ENTRY * len(names))
    height = LEGEND + rows * HEIGHT
    body = [legend(names)]
    for i, panel in enumerate(panels):
        x, y = i % columns * WIDTH, LEGEND + i // columns * HEIGHT
        body.append(f'<g transform="translate({x} {y})">\n{drawn(panel)}\n</g>')
    style = (
        "text{font:12px system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill:#333}"
        ".title{font-size:14px;font-weight:600}.label{fill:#555}"
        ".grid{stroke:#e3e3e3}.axis{stroke:#888}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img">\n<title>{escape(title)}</title>\n<style>{style}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(body) + "\n</svg>\n"
    )
