"""Flows of months: stacked bars above and below zero by reason, with the net line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.charts.style import NET_COLOUR, Spec, chart
from dashboards.formats import month_code

MONTHS_NAMED = 24
"""Up to so many months each is named at the axis; beyond, only the years are."""


@dataclass(frozen=True)
class Flow:
    """A signed flow of one month: which part of the bar it is, what it is called."""

    month: date
    month_name: str
    part: str
    label: str
    count: int


def movement_bars(
    flows: Sequence[Flow],
    *,
    parts: Sequence[tuple[str, str]],
    net_label: str,
    title: str,
    language: str,
    month: date,
) -> Spec:
    """Return the bars of `flows` in the order of `parts` (label, colour), the net as a black line."""
    order = [label for label, _ in parts]
    values = [
        {
            "m": month_code(flow.month),
            "name": flow.month_name,
            "p": flow.label,
            "o": order.index(flow.label),
            "n": flow.count,
        }
        for flow in flows
    ]
    months = sorted({row["m"] for row in values})
    x = {
        "field": "m",
        "type": "ordinal",
        "title": None,
        "axis": month_axis(months, language),
        "scale": {"paddingInner": 0.18 if len(months) <= MONTHS_NAMED else 0.08},
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "title": title,
        "axis": {"format": ",d", "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -10},
    }
    colour = {
        "field": "p",
        "type": "nominal",
        "scale": {"domain": [*order, net_label], "range": [*(colour for _, colour in parts), NET_COLOUR]},
        "legend": {"title": None, "orient": "top", "symbolType": "square", "columns": len(order) + 1},
    }
    tooltip = [
        {"field": "name", "title": " "},
        {"field": "p", "title": " "},
        {"field": "n", "title": title, "format": "+,d"},
    ]
    net = [
        {"aggregate": [{"op": "sum", "field": "n", "as": "net"}], "groupby": ["m", "name"]},
        {"calculate": f"'{net_label}'", "as": "p"},
    ]
    net_y = {"field": "net", "type": "quantitative", "title": title}
    net_tooltip = [{"field": "name", "title": " "}, {"field": "net", "title": net_label, "format": "+,d"}]
    return chart(
        [
            {
                "transform": [
                    {"filter": f"datum.m === '{month_code(month)}'"},
                    {"aggregate": [], "groupby": ["m"]},
                ],
                "mark": {"type": "bar", "color": "#EEF2F7", "width": {"band": 1.15}},
                "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": {"expr": "height"}}},
            },
            {
                "mark": {"type": "bar"},
                "encoding": {"x": x, "y": y, "color": colour, "order": {"field": "o"}, "tooltip": tooltip},
            },
            {"mark": {"type": "rule", "color": "#55606E"}, "encoding": {"y": {"datum": 0}}},
            {
                "transform": net,
                "mark": {
                    "type": "line",
                    "strokeWidth": 2.5,
                    "point": {"size": 45, "fill": "white", "stroke": NET_COLOUR, "strokeWidth": 2}
                    if len(months) <= MONTHS_NAMED
                    else False,
                },
                "encoding": {"x": x, "y": net_y, "color": {**colour}, "tooltip": net_tooltip},
            },
        ],
        values=values,
        height=400,
    )


def month_axis(months: Sequence[str], language: str) -> Spec:
    """Return the axis of months: every month with the year under the first of it, or the years alone."""
    year = "slice(datum.value, 0, 4)" + (" + '年'" if language == "ja" else "")
    if len(months) > MONTHS_NAMED:
        januaries = [month for month in months if month.endswith("-01")]
        return {"values": januaries, "labelAngle": 0, "labelExpr": year, "grid": False, "labelOverlap": True}
    starts = f"datum.value === '{months[0]}' || slice(datum.value, 5) === '01'" if months else "false"
    number = "'' + (+slice(datum.value, 5))" + (" + '月'" if language == "ja" else "")
    return {
        "labelAngle": 0,
        "labelExpr": f"[{number}, {starts} ? {year} : '']",
        "grid": False,
        "labelOverlap": False,
    }
