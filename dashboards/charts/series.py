"""Lines over months and bars over years."""

from collections.abc import Sequence
from datetime import date

from dashboards.charts.style import AGE_BLUES, CONFIG, INK, MAIN, Spec, chart

YEAR_AXIS = {"ja": "utcFormat(datum.value, '%Y年')", "en": "utcFormat(datum.value, '%Y')"}


def population_line(
    figures: Sequence[tuple[date, str, int]], *, month: date, language: str, title: str
) -> Spec:
    """Return the line of (month, its name, persons), with the month shown marked by a rule and its figure."""
    values = [
        {"m": when.isoformat(), "name": name, "n": count, "here": int(when == month)}
        for when, name, count in figures
    ]
    x = {"field": "m", "type": "temporal", "scale": {"type": "utc"}, "title": None}
    x_axis = {
        **x,
        "axis": {"labelExpr": YEAR_AXIS[language], "tickCount": "year", "grid": False, "labelOverlap": True},
    }
    y = {"field": "n", "type": "quantitative", "title": title, "scale": {"zero": False, "nice": True}}
    y_axis = {
        **y,
        "axis": {"format": ",d", "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -10},
    }
    tooltip = [{"field": "name", "title": " "}, {"field": "n", "title": title, "format": ",d"}]
    here = [{"filter": "datum.here === 1"}]
    return chart(
        [
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "color": MAIN},
                "encoding": {"x": x_axis, "y": y_axis},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0, "color": MAIN},
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
            },
            {
                "transform": here,
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": "#6B7785"},
                "encoding": {"x": x},
            },
            {
                "transform": here,
                "mark": {"type": "point", "filled": True, "size": 90, "color": MAIN, "opacity": 1},
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
            },
            {
                "transform": here,
                "mark": {
                    "type": "text",
                    "align": "right",
                    "dx": -8,
                    "dy": -14,
                    "fontWeight": "bold",
                    "fontSize": 15,
                },
                "encoding": {"x": x, "y": y, "text": {"field": "n", "format": ",d"}},
            },
        ],
        values=values,
        height=300,
    )


def age_group_bars(
    shares: Sequence[tuple[str, int, str, float]], *, order: Sequence[str], title: str
) -> Spec:
    """Return one bar of 100 % per year from (year, position of the group, its name, share in %)."""
    values = [
        {"y": year, "o": position, "g": name, "s": round(share, 2)} for year, position, name, share in shares
    ]
    x = {"field": "y", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}}
    y = {
        "field": "s",
        "type": "quantitative",
        "title": title,
        "stack": "zero",
        "scale": {"domain": [0, 100]},
        "axis": {
            "values": [0, 25, 50, 75, 100],
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleY": -10,
        },
    }
    colour = {
        "field": "g",
        "type": "nominal",
        "sort": list(order),
        "scale": {"domain": list(order), "range": list(AGE_BLUES)},
        "legend": {"title": None, "orient": "top", "columns": 1, "labelLimit": 400, "symbolType": "square"},
    }
    tooltip = [
        {"field": "y", "title": " "},
        {"field": "g", "title": " "},
        {"field": "s", "title": title, "format": ".1f"},
    ]
    stacked = {"x": x, "y": y, "order": {"field": "o", "type": "quantitative"}}
    return chart(
        [
            {
                "mark": {"type": "bar", "width": {"band": 0.86}},
                "encoding": {**stacked, "color": colour, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    **stacked,
                    "y": {**y, "bandPosition": 0.5},
                    "text": {"field": "s", "format": ".0f"},
                    "color": {
                        "condition": {"test": f"datum.o >= {len(order) - 1}", "value": "white"},
                        "value": INK,
                    },
                },
            },
        ],
        values=values,
        height=300,
    )


def count_bars(counts: Sequence[tuple[str, int]], *, title: str) -> Spec:
    """Return bars from (month, count), the years named at the axis."""
    values = [{"m": month, "n": count} for month, count in counts]
    januaries = [month for month, _ in counts if month.endswith("-01")]
    axis = {"values": januaries, "labelExpr": "slice(datum.value, 0, 4)", "labelAngle": 0, "labelOverlap": True}
    return {
        "config": CONFIG,
        "data": {"values": values},
        "width": "container",
        "height": 150,
        "autosize": {"type": "fit", "contains": "padding"},
        "mark": {"type": "bar", "color": MAIN},
        "encoding": {
            "x": {"field": "m", "type": "ordinal", "title": None, "axis": axis},
            "y": {
                "field": "n",
                "type": "quantitative",
                "title": None,
                "axis": {"tickCount": 4, "tickMinStep": 1, "format": ",d"},
            },
            "tooltip": [{"field": "m", "title": " "}, {"field": "n", "title": title, "format": ",d"}],
        },
    }
