"""Lines over months, bars over years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.charts.style import (
    AGE_GROUP_COLOURS,
    AGE_GROUP_INKS,
    MAIN,
    WHOLE,
    Spec,
    chart,
    quantity,
    tooltip,
)

LABEL_SPACE = 64
"""Pixels beside the line for the figure of its last month."""
MOST_YEARS_NAMED = 6
LEAST_SHARE_NAMED = 4
"""The % of a bar that is high enough for its figure."""


@dataclass(frozen=True)
class MonthFigure:
    """A figure of one month, with the month's name as readers know it."""

    month: date
    name: str
    figure: int


@dataclass(frozen=True)
class Share:
    """A group's share of a year in %; `position` orders the groups from the bottom."""

    year: str
    position: int
    group: str
    share: float


def population_line(figures: Sequence[MonthFigure], *, month: date, unit: str, year_format: str) -> Spec:
    """Return the line of `figures`, with the month shown marked by a rule and its figure.

    `year_format` writes a year at the axis, in the letters of strftime.
    """
    values = [
        {"m": one.month.isoformat(), "name": one.name, "n": one.figure, "here": int(one.month == month)}
        for one in figures
    ]
    years = {"format": year_format, "tickCount": "year", "grid": False, "labelOverlap": True}
    x = {"field": "m", "type": "temporal", "scale": {"type": "utc"}, "title": None, "axis": years}
    y = quantity("n", unit, scale={"zero": False, "nice": True})
    says = tooltip(("name", "", ""), ("n", unit, WHOLE))
    point = {"type": "point", "filled": True, "color": MAIN}
    label = {"type": "text", "align": "left", "dx": 8, "dy": -12, "fontWeight": "bold", "fontSize": 15}
    here = [{"filter": "datum.here === 1"}]
    return chart(
        [
            mark({"type": "line", "strokeWidth": 2.5, "color": MAIN}, x=x, y=y),
            mark({**point, "size": 60, "opacity": 0}, x=x, y=y, tooltip=says),
            {"transform": here, **mark({"type": "rule", "strokeDash": [4, 4], "color": "#6B7785"}, x=x)},
            {"transform": here, **mark({**point, "size": 90, "opacity": 1}, x=x, y=y, tooltip=says)},
            {"transform": here, **mark(label, x=x, y=y, text={"field": "n", "format": WHOLE})},
        ],
        values=values,
        height=300,
        padding={"top": 5, "left": 5, "bottom": 5, "right": LABEL_SPACE},
    )


def mark(kind: Spec, **encoding: object) -> Spec:
    return {"mark": kind, "encoding": encoding}


def age_group_bars(shares: Sequence[Share], *, groups: Sequence[str], unit: str) -> Spec:
    """Return one bar of 100 % per year, its parts in the order of `groups` and labelled in whole %."""
    values = [
        {
            "y": one.year,
            "o": one.position,
            "g": one.group,
            "s": round(one.share, 2),
            "ink": AGE_GROUP_INKS[one.position],
        }
        for one in shares
    ]
    years = {"labelAngle": 0, "labelOverlap": True, "labelSeparation": 6}
    shares_axis = {"values": [0, 25, 50, 75, 100]}
    stacked = {
        "x": {"field": "y", "type": "ordinal", "title": None, "axis": years},
        "y": quantity("s", unit, stack="zero", scale={"domain": [0, 100]}, axis=shares_axis),
        "order": {"field": "o", "type": "quantitative"},
    }
    colour = {
        "field": "g",
        "type": "nominal",
        "sort": list(groups),
        "scale": {"domain": list(groups), "range": list(AGE_GROUP_COLOURS)},
        "legend": {"columns": 1},
    }
    says = tooltip(("y", "", ""), ("g", "", ""), ("s", unit, ".1f"))
    bar = {"type": "bar", "width": {"band": 0.86}, "stroke": "white"}
    return chart(
        [mark(bar, **stacked, color=colour, tooltip=says), share_labels(stacked)],
        values=values,
        height=300,
    )


def share_labels(stacked: Spec) -> Spec:
    """Return the figures in the middle of the bars' parts."""
    labels = {
        **stacked,
        "y": {**stacked["y"], "bandPosition": 0.5},
        "text": {"field": "s", "format": ".0f"},
        "color": {"field": "ink", "type": "nominal", "scale": None},
    }
    high_enough = {"filter": f"datum.s >= {LEAST_SHARE_NAMED}"}
    return {"transform": [high_enough], **mark({"type": "text", "fontSize": 13}, **labels)}


def count_bars(counts: Sequence[tuple[str, int]], *, title: str) -> Spec:
    """Return bars from (month code, count), the years named at the axis."""
    values = [{"m": month, "n": count} for month, count in counts]
    januaries = [month for month, _ in counts if month.endswith("-01")]
    named = januaries[:: 1 + len(januaries) // MOST_YEARS_NAMED]
    axis = {
        "values": named,
        "labelExpr": "slice(datum.value, 0, 4)",
        "labelAngle": 0,
        "labelOverlap": True,
    }
    bars = mark(
        {"type": "bar", "color": MAIN},
        x={"field": "m", "type": "ordinal", "title": None, "axis": axis},
        y=quantity("n", None, axis={"tickCount": 4, "tickMinStep": 1}),
        tooltip=tooltip(("m", "", ""), ("n", title, WHOLE)),
    )
    return chart([bars], values=values, height=150)
