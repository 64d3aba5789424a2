"""Standing bars of years, stacked by group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboards.charts.style import WHOLE, Spec, chart, legend_of, quantity, tooltip

LEGEND_WIDTH = 230
"""Pixels that a name in the legend may take."""


@dataclass(frozen=True)
class Part:
    """A group's persons or households of a year."""

    year: str
    group: str
    count: int


def stacked_years(parts: Sequence[Part], *, colours: Mapping[str, str], unit: str, height: int) -> Spec:
    """Return one bar per year, its parts from the bottom in the order of `colours` (group → colour)."""
    order = list(colours)
    values = [
        {"y": part.year, "g": part.group, "o": order.index(part.group), "n": part.count} for part in parts
    ]
    years = {"labelAngle": 0, "labelOverlap": True, "labelSeparation": 6}
    bars = {
        "mark": {"type": "bar", "width": {"band": 0.8}, "stroke": "white", "strokeWidth": 0.8},
        "encoding": {
            "x": {"field": "y", "type": "ordinal", "title": None, "axis": years},
            "y": quantity("n", unit, stack="zero", axis={"tickMinStep": 1}),
            "order": {"field": "o", "type": "quantitative"},
            "color": {
                "field": "g",
                "type": "nominal",
                "sort": order,
                "scale": {"domain": order, "range": list(colours.values())},
                "legend": legend_of(LEGEND_WIDTH),
            },
            "tooltip": tooltip(("y", "", ""), ("g", "", ""), ("n", unit, WHOLE)),
        },
    }
    return chart([bars], values=values, height=height)
