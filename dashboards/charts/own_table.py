"""The bars or lines of a reader's own table: as many as can be told apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.style import STAY_COLOURS, WHOLE, Spec, chart, legend_of, quantity, tooltip

MOST_SERIES = len(STAY_COLOURS)
MOST_BARS = 60
BAR_HEIGHT, GAP = 15, 10
AXIS_HEIGHT, LEGEND_LINE = 55, 20
"""Pixels, as are those above: what a chart has around its bars; a phone sets one name in a line."""
LEGEND_WIDTH = 150
LINES_HEIGHT = 380


@dataclass(frozen=True)
class TableFigure:
    """A cell of the table: its place along the axis, the series it belongs to, its value (None: no mark)."""

    place: str
    series: str
    value: float | None


def table_bars(figures: Sequence[TableFigure], *, colours: Sequence[str], unit: str, digits: int) -> Spec:
    """Return lying bars: a place a row in the order given, its series below each other."""
    places, series = _names(figures)
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.9}},
        "encoding": {
            "y": {
                "field": "p",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelLimit": 260, "ticks": False, "grid": False},
                "scale": {"paddingInner": 0.2},
            },
            "yOffset": {"field": "s", "type": "ordinal", "sort": series},
            "x": quantity(
                "n", unit, number_format=_format(digits), axis={"titleAnchor": "middle", "titleY": 32}
            ),
            **_shared(series, colours, unit, digits),
        },
    }
    zero = {"mark": {"type": "rule", "color": "#55606E"}, "encoding": {"x": {"datum": 0}}}
    drawn = len(places) * (len(series) * BAR_HEIGHT + GAP) + GAP
    around = AXIS_HEIGHT + len(series) * LEGEND_LINE
    return chart([bars, zero], values=_values(figures), height=drawn + around)


def table_lines(figures: Sequence[TableFigure], *, colours: Sequence[str], unit: str, digits: int) -> Spec:
    """Return a line a series over the places in the order given."""
    _, series = _names(figures)
    lines = {
        "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 35}},
        "encoding": {
            "x": {
                "field": "p",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 10, "grid": False},
            },
            "y": quantity("n", unit, number_format=_format(digits), scale={"zero": False, "nice": True}),
            **_shared(series, colours, unit, digits),
        },
    }
    return chart([lines], values=_values(figures), height=LINES_HEIGHT)


def _shared(series: list[str], colours: Sequence[str], unit: str, digits: int) -> Spec:
    """Return colour, legend (none for one series) and tooltip."""
    legend = legend_of(LEGEND_WIDTH) if len(series) > 1 else None
    return {
        "color": {
            "field": "s",
            "type": "nominal",
            "sort": series,
            "scale": {"domain": series, "range": list(colours[: len(series)])},
            "legend": legend,
        },
        "tooltip": tooltip(("p", "", ""), ("s", "", ""), ("n", unit, _format(digits))),
    }


def _format(digits: int) -> str:
    return f",.{digits}f" if digits else WHOLE


def _names(figures: Sequence[TableFigure]) -> tuple[list[str], list[str]]:
    """Return places and series, each in the order they come."""
    places, series = zip(*((one.place, one.series) for one in figures), strict=True)
    return [*dict.fromkeys(places)], [*dict.fromkeys(series)]


def _values(figures: Sequence[TableFigure]) -> list[Spec]:
    return [{"p": one.place, "s": one.series, "n": one.value} for one in figures if one.value is not None]
