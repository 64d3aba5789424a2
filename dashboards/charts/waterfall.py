"""A waterfall that lies: from one value to another, one bar per cause from where the last one ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dashboards.charts.style import NET_COLOUR, QUIET_INK, Spec, chart, tooltip
from dashboards.formats import number, signed

ROW_HEIGHT, AXIS_HEIGHT = 34, 40
ROOM_FOR_LABELS = 76
"""Pixels beside the longest bars, for the figures at their ends."""
DIFFERENCE = "+,d"
ROW_BAND = {"field": "name", "type": "nominal", "sort": None, "title": None}


@dataclass(frozen=True)
class Bar:
    """A change by one cause, in persons, in the colour of its role."""

    name: str
    change: int
    colour: str


@dataclass(frozen=True)
class WaterfallWords:
    """What is written around the bars."""

    start: str
    end: str
    difference: str
    axis: str
    unit: str
    cause: str


def waterfall(bars: Sequence[Bar], *, start_value: int, words: WaterfallWords) -> Spec:
    """Return the bars in their order between the two values, over the difference that they add up to."""
    rows = waterfall_rows(bars, start_value=start_value, words=words)
    names = [row["name"] for row in rows]
    y = {**ROW_BAND, "scale": {"domain": names, "paddingInner": 0.3}, "axis": row_axis()}
    return chart(
        [zero_line(), connectors(y, words), bar_layer(y, words), end_marks(y, words), *figures(y, words)],
        values=rows,
        height=ROW_HEIGHT * len(rows) + AXIS_HEIGHT,
    )


def waterfall_rows(bars: Sequence[Bar], *, start_value: int, words: WaterfallWords) -> list[dict[str, Any]]:
    """Return a row for start, bars, end and difference, each with the name of the next on the way."""
    rows: list[dict[str, Any]] = [row(words.start, 0, 0, NET_COLOUR, number(start_value))]
    reached = 0
    for bar in bars:
        rows.append(row(bar.name, reached, reached + bar.change, bar.colour, signed(bar.change)))
        reached += bar.change
    rows.append(row(words.end, reached, reached, NET_COLOUR, number(start_value + reached)))
    for one, following in pairwise(rows):
        one["next"] = following["name"]
    return [*rows, row(words.difference, 0, reached, NET_COLOUR, signed(reached))]


def row(name: str, begin: int, end: int, colour: str, figure: str) -> dict[str, Any]:
    """Return a row of the chart: where its bar begins and ends, counted from the start, and its label."""
    return {"name": name, "begin": begin, "end": end, "n": end - begin, "colour": colour, "figure": figure}


def row_axis() -> Spec:
    """Return the axis of names; on narrow screens they leave room for the bars."""
    return {
        "labelLimit": {"expr": "max(110, width * 0.6)"},
        "ticks": False,
        "domain": False,
        "labelPadding": 8,
    }


def x_of(field: str, words: WaterfallWords) -> Spec:
    """Return the encoding of persons along the chart, with room for the figures on both sides."""
    return {
        "field": field,
        "type": "quantitative",
        "title": words.axis,
        "scale": {"padding": ROOM_FOR_LABELS, "nice": False, "zero": True},
        "axis": {"format": DIFFERENCE, "tickCount": 5, "labelOverlap": True},
    }


def zero_line() -> Spec:
    return {"mark": {"type": "rule", "color": "#55606E"}, "encoding": {"x": {"datum": 0}}}


def connectors(y: Spec, words: WaterfallWords) -> Spec:
    """Return the thin lines from the end of every bar down to where the next one begins."""
    return {
        "transform": [{"filter": "isValid(datum.next)"}],
        "mark": {"type": "rule", "color": QUIET_INK, "strokeDash": [2, 2]},
        "encoding": {"x": x_of("end", words), "y": y, "y2": {"field": "next"}},
    }


def bar_layer(y: Spec, words: WaterfallWords) -> Spec:
    """Return the bars, each from where the one before it ended."""
    return {
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.8},
        "encoding": {
            "x": x_of("begin", words),
            "x2": {"field": "end"},
            "y": y,
            "color": {"field": "colour", "type": "nominal", "scale": None},
            "tooltip": tooltip(("name", words.cause, ""), ("n", words.unit, DIFFERENCE)),
        },
    }


def end_marks(y: Spec, words: WaterfallWords) -> Spec:
    """Return the marks at the two values, where no bar is drawn."""
    return {
        "transform": [{"filter": "datum.n === 0"}],
        "mark": {"type": "tick", "color": NET_COLOUR, "thickness": 2},
        "encoding": {"x": x_of("end", words), "y": y},
    }


def figures(y: Spec, words: WaterfallWords) -> list[Spec]:
    """Return the figures at the ends of the bars, on the side to which the bar leads."""
    sides = (("datum.n >= 0", "left", 7), ("datum.n < 0", "right", -7))
    return [
        {
            "transform": [{"filter": condition}],
            "mark": {"type": "text", "align": align, "dx": offset, "fontWeight": "bold"},
            "encoding": {"x": x_of("end", words), "y": y, "text": {"field": "figure"}},
        }
        for condition, align, offset in sides
    ]
