"""Two plots people read at a glance, as SVG."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from bench.peers import ENTRANTS, OURS
from bench.results import Quality, Results, SetResults

# Told apart by colour-blind people too, dark enough for the labels; markers differ besides.
_LOOKS = {
    OURS: ("#D55E00", "o"),
    "rank_bm25": ("#707070", "s"),
    "ensemble": ("#00795A", "^"),
    "chroma": ("#AA4499", "D"),
    "tantivy": ("#0072B2", "v"),
    "fts5": ("#000000", "P"),
}
_WAYS = ("clean", "abbr", "typo", "nodia", "mixed", "telex")
_LABELS = {
    "clean": "as\nwritten",
    "abbr": "short\nforms",
    "typo": "typos",
    "nodia": "no dia-\ncritics",
    "mixed": "all\nthree",
    "telex": "raw\nTelex",
}
_STYLE: Any = {
    "svg.hashsalt": "camtay",
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titlesize": 13,
    "axes.edgecolor": "#888888",
    "xtick.color": "#333333",
    "ytick.color": "#333333",
}
_PICTURE: dict[str, Any] = {"facecolor": "white", "bbox_inches": "tight", "pad_inches": 0.2}


def draw_right_first(results: Results, file: Path) -> None:
    """A panel a set, a line a system, the ways of typing from left to right."""
    with mpl.rc_context(_STYLE):
        columns = 2 if len(results.sets) > 1 else 1
        rows = -(-len(results.sets) // columns)
        figure = Figure(figsize=(7.2 * columns, 4.6 * rows), layout="constrained")
        panels = figure.subplots(rows, columns, squeeze=False).flatten()
        for panel, one in zip(panels, results.sets, strict=False):
            _draw_set(panel, one)
        for panel in panels[len(results.sets) :]:
            panel.set_visible(False)
        figure.suptitle("The right document comes first, by way of typing", size=16, weight="bold")
        figure.savefig(file, metadata={"Date": None}, **_PICTURE)


def draw_growth(results: Results, file: Path) -> None:
    """Milliseconds a question by number of documents, both logarithmic."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(9, 5.6), layout="constrained")
        panel = figure.subplots()
        ends = {}
        for key in ENTRANTS:
            points = [
                (size, row[key].percentile(50))
                for size, row in sorted(results.growth.items())
                if key in row
            ]
            if points:
                _line(panel, key, [x for x, _ in points], [y for _, y in points])
                ends[key] = points[-1]
        panel.set(xscale="log", yscale="log")
        panel.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
        panel.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
        panel.set_xticks(sorted(results.growth))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.grid(axis="y", color="#DDDDDD")
        panel.set_axisbelow(True)
        panel.set_title("Median time of one question, ms")
        panel.set_xlabel("documents")
        for key, (x, y) in ends.items():
            inside = x < max(results.growth)
            panel.annotate(
                ENTRANTS[key].name,
                (x, y),
                xytext=(0, 14) if inside else (10, 0),
                textcoords="offset points",
                ha="right" if inside else "left",
                va="center",
                color=_LOOKS[key][0],
                weight="bold" if key == OURS else "normal",
            )
        figure.savefig(file, metadata={"Date": None}, **_PICTURE)


def _draw_set(panel: Axes, one: SetResults) -> None:
    ways = [way for way in _WAYS if way in next(iter(one.systems.values())).ways]
    ends = {}
    for key, measured in one.systems.items():
        shares = [Quality.of(measured.ways[way].places).right_first for way in ways]
        _line(panel, key, range(len(ways)), shares)
        ends[key] = shares[-1]
    panel.set_title(one.title)
    panel.set_ylim(0, 1)
    panel.set_xlim(-0.2, len(ways) - 0.8)
    panel.set_xticks(range(len(ways)), [_LABELS[way] for way in ways])
    panel.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.0%}"))
    panel.grid(axis="y", color="#DDDDDD")
    panel.set_axisbelow(True)
    heights = _apart(list(ends.values()), 0.068)
    for (key, end), height in zip(ends.items(), heights, strict=True):
        panel.annotate(
            f"{ENTRANTS[key].name} {end:.0%}",
            (len(ways) - 1, end),
            xytext=(len(ways) - 0.6, height),
            va="center",
            color=_LOOKS[key][0],
            weight="bold" if key == OURS else "normal",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": _LOOKS[key][0],
                "lw": 0.8,
                "relpos": (0, 0.5),
                "shrinkB": 5,
            },
        )


def _line(panel: Axes, key: str, xs: Sequence[float], ys: Sequence[float]) -> None:
    colour, marker = _LOOKS[key]
    ours = key == OURS
    panel.plot(
        xs,
        ys,
        color=colour,
        marker=marker,
        markersize=8 if ours else 6,
        linewidth=3.2 if ours else 1.6,
        zorder=3 if ours else 2,
    )


def _apart(heights: Sequence[float], gap: float) -> list[float]:
    """The heights in their order, moved so that neighbours lie at least `gap` apart."""
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    placed = [heights[at] for at in order]
    for _ in range(200):
        placed[0] = max(placed[0], gap / 2)
        for low in range(len(placed) - 1):
            lack = gap - (placed[low + 1] - placed[low])
            if lack > 0:
                placed[low] -= lack / 2
                placed[low + 1] += lack / 2
    found = [0.0] * len(heights)
    for at, height in zip(order, placed, strict=True):
        found[at] = height
    return found
