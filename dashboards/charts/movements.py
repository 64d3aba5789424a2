"""Flows of months: stacked bars above and below zero by reason, with the net line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.charts.style import COMPONENT_COLOURS, NET_COLOUR, Spec, chart, quantity, tooltip
from dashboards.formats import month_code

MONTHS_NAMED = 24
"""Up to so many months each is named at the axis; beyond, only the years are."""
DIFFERENCE = "+,d"
LEGEND_WIDTH = 115
"""Pixels that a name in the legend may take."""
MONTH_WIDTH = 30
"""Pixels that the name of a month takes; on narrower bars only the quarters' first months are named."""
SEPARATOR = 0.8
"""Pixels of white around the parts of a bar, which tell them apart in grey as well."""


@dataclass(frozen=True)
class MonthBar:
    """The signed flows of a month in the order of the parts, None: no bar; and the month's name."""

    month: date
    month_name: str
    counts: Sequence[float | None]


@dataclass(frozen=True)
class MovementWords:
    """What is written in and around the bars."""

    parts: dict[str, str]
    """Names of the parts in the order of the bars."""
    net: str
    unit: str
    month_label: str
    """A Vega expression of `number`, the number of a month."""
    year_label: str
    """A Vega expression of `year`, four digits as text."""


def movement_bars(months_drawn: Sequence[MonthBar], *, month: date, words: MovementWords) -> Spec:
    """Return a bar a month, the net as a black line, `month` shaded."""
    values = [
        {"m": month_code(one.month), "name": one.month_name, "n": list(one.counts)} for one in months_drawn
    ]
    months = [str(row["m"]) for row in values]
    x = {
        "field": "m",
        "type": "ordinal",
        "title": None,
        "axis": month_axis(months, words),
        "scale": {"paddingInner": 0.18 if len(months) <= MONTHS_NAMED else 0.08},
    }
    return chart(
        [
            shade(x, month),
            bars(x, words),
            {"mark": {"type": "rule", "color": "#55606E"}, "encoding": {"y": {"datum": 0}}},
            net_line(x, words, with_points=len(months) <= MONTHS_NAMED),
        ],
        values=values,
        height=400,
    )


def colours(words: MovementWords) -> Spec:
    """Return the scale that the legend of bars and line is drawn from."""
    domain = [*words.parts.values(), words.net]
    return {"domain": domain, "range": [*(COMPONENT_COLOURS[part] for part in words.parts), NET_COLOUR]}


def shade(x: Spec, month: date) -> Spec:
    """Return the band behind the month that is shown."""
    return {
        "transform": [{"filter": f"datum.m === '{month_code(month)}'"}],
        "mark": {"type": "bar", "color": "#E9EEF5", "width": {"band": 1.15}},
        "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": {"expr": "height"}}},
    }


def bars(x: Spec, words: MovementWords) -> Spec:
    """Return the stacked bars, in the order and colours of the legend, which wraps on narrow charts."""
    legend = {"columns": {"expr": f"min({len(words.parts) + 1}, max(2, floor(width / {LEGEND_WIDTH})))"}}
    return {
        "transform": [
            {"calculate": f"sequence({len(words.parts)})", "as": "o"},
            {"flatten": ["n", "o"]},
            {"calculate": f"{json.dumps([*words.parts.values()], ensure_ascii=False)}[datum.o]", "as": "p"},
            {"filter": "datum.n !== null"},
        ],
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": SEPARATOR},
        "encoding": {
            "x": x,
            "y": quantity("n", words.unit),
            "color": {"field": "p", "type": "nominal", "scale": colours(words), "legend": legend},
            "order": {"field": "o"},
            "tooltip": tooltip(("name", "", ""), ("p", "", ""), ("n", words.unit, DIFFERENCE)),
        },
    }


def net_line(x: Spec, words: MovementWords, *, with_points: bool) -> Spec:
    """Return the black line of the net change, of months whose parts are all there."""
    is_told = " && ".join(f"datum.n[{place}] !== null" for place in range(len(words.parts)))
    net = " + ".join(f"datum.n[{place}]" for place in range(len(words.parts)))
    point = {"size": 45, "fill": "white", "stroke": NET_COLOUR, "strokeWidth": 2}
    return {
        "transform": [
            {"filter": is_told},
            {"calculate": net, "as": "net"},
            {"calculate": f"'{words.net}'", "as": "p"},
        ],
        "mark": {"type": "line", "strokeWidth": 2.5, "point": point if with_points else False},
        "encoding": {
            "x": x,
            "y": quantity("net", words.unit),
            "color": {"field": "p", "type": "nominal", "scale": colours(words)},
            "tooltip": tooltip(("name", "", ""), ("net", words.net, DIFFERENCE)),
        },
    }


def month_axis(months: Sequence[str], words: MovementWords) -> Spec:
    """Return the axis of months: every month with the year under the first of it, or the years alone."""
    year = words.year_label.replace("year", "slice(datum.value, 0, 4)")
    axis = {"labelAngle": 0, "grid": False}
    if len(months) > MONTHS_NAMED:
        januaries = [month for month in months if month.endswith("-01")]
        return {**axis, "values": januaries, "labelExpr": year, "labelOverlap": True}
    number = "(+slice(datum.value, 5))"
    named = f"width >= {MONTH_WIDTH * len(months)} || {number} % 3 === 1"
    name = words.month_label.replace("number", number)
    begins = f"datum.value === '{months[0]}' || {number} === 1" if months else "false"
    return {**axis, "labelExpr": f"[{named} ? {name} : '', {begins} ? {year} : '']", "labelOverlap": False}
