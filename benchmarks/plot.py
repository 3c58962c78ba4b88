"""The plot, an SVG written by hand: seconds of everything above, shares of what is owed below."""

from __future__ import annotations

import statistics
from html import escape

from benchmarks.measures import Figures, Plan
from benchmarks.table import BESIDE, lines, shown

WIDTH, LEFT, RIGHT = 980, 320, 140
ROW, BAR = 26, 14
INK, SOFT, RULE = "#1f2328", "#59636e", "#d1d9e0"
OURS, THEIRS, MISSED = "#2f6f8f", "#9aa5b1", "#b5442c"
CLIP = 2.0
"""Shares of what is owed are drawn up to twice; a longer bar is cut and its figure tells."""
PEERS = ("baseline", "foot", "typst", "pandoc-epub", "pandoc-html")


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    fill: str = INK,
    weight: int = 400,
    size: int = 13,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-weight="{weight}" '
        f'font-size="{size}">{escape(words)}</text>'
    )


def _heading(top: float, words: str, more: str) -> str:
    return (
        f'<text x="24" y="{top + 12:.1f}" fill="{INK}" font-weight="600" font-size="15">{words}'
        f'<tspan dx="10" fill="{SOFT}" font-weight="400" font-size="13">{more}</tspan></text>'
    )


def _bar(x: float, y: float, width: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1.5):.1f}" height="{BAR}" rx="2" fill="{fill}"/>'
    )


def _grid(x: float, top: float, bottom: float, colour: str = RULE, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="{colour}"{dashed}/>'


def _seconds(found: Figures, top: float) -> tuple[list[str], float]:
    rows = [(key, label, found.runs[key]) for key, label in BESIDE if found.runs.get(key)]
    longest = max(run.seconds for key, _, runs in rows for run in runs if key != "pdf-large")
    rows = [row for row in rows if row[0] != "pdf-large"]
    span = WIDTH - LEFT - RIGHT
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if longest / s <= 8)
    bottom = top + 34 + len(rows) * ROW
    out = [_heading(top, "Seconds", "bars are medians, ticks are rounds")]
    for mark in range(0, int(longest) + 1, step):
        x = LEFT + mark / longest * span
        out += [
            _grid(x, top + 30, bottom),
            _text(x, bottom + 15, str(mark), anchor="middle", fill=SOFT, size=11),
        ]
    for number, (key, label, runs) in enumerate(rows):
        y = top + 34 + number * ROW
        middle = statistics.median(run.seconds for run in runs)
        short = label.partition(",")[0] if key in PEERS else label
        out.append(_text(LEFT - 12, y + 11.5, short.removesuffix(" (the baseline)"), anchor="end"))
        out.append(_bar(LEFT, y, middle / longest * span, THEIRS if key in PEERS else OURS))
        for run in runs:
            out.append(_grid(LEFT + run.seconds / longest * span, y + 3, y + BAR - 3, INK))
        end = max(run.seconds for run in runs) / longest * span
        out.append(_text(LEFT + end + 8, y + 11.5, f"{middle:.2f} s", fill=SOFT, size=12))
    return out, bottom + 40


def _shares(found: Figures, top: float) -> tuple[list[str], float]:
    rows = [(owed, value, good) for owed, value, good in lines(found) if value is not None]
    span = WIDTH - LEFT - RIGHT
    bottom = top + 34 + len(rows) * ROW
    out = [_heading(top, "Share of what is owed", "a bar that ends left of the line is within it")]
    out += [_grid(LEFT + share / CLIP * span, top + 30, bottom) for share in (0, 0.5, 1.5, 2.0)]
    for number, (owed, value, good) in enumerate(rows):
        y = top + 34 + number * ROW
        share = value / owed.most
        width = min(share, CLIP) / CLIP * span
        out.append(_text(LEFT - 12, y + 11.5, owed.label, anchor="end"))
        out.append(_bar(LEFT, y, width, OURS if good else MISSED))
        if share > CLIP:  # cut: two white strokes through the end
            out += [
                f'<path d="M{LEFT + width - k:.1f} {y - 1} l-5 {BAR + 2}" stroke="#fff" stroke-width="2.5"/>'
                for k in (8, 15)
            ]
        words = f"{shown(value, owed.unit).removesuffix(' MB')} of {shown(owed.most, owed.unit)}"
        out.append(_text(LEFT + width + 8, y + 11.5, words, fill=SOFT if good else MISSED, size=12))
    line = LEFT + span / CLIP
    out.append(_grid(line, top + 26, bottom + 2, INK, "4 3"))
    out.append(_text(line, bottom + 16, "owed", anchor="middle", size=11))
    return out, bottom + 34


def plot(found: Figures, plan: Plan) -> str:
    """Return the plot."""
    first, y = _seconds(found, 62)
    second, height = _shares(found, y)
    title = (
        f"A reader of {plan.small} editions, {found.pages.get('postil', '?')} pages, {15 * plan.small} notes"
    )
    body = "\n".join([_text(24, 34, title, weight=600, size=18), *first, *second])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" '
        f"role=\"img\" font-family=\"'Source Sans 3', 'Helvetica Neue', Arial, sans-serif\">\n"
        f"<title>{escape(title)}</title>\n"
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )
