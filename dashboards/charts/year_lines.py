"""A line of one figure a year, each figure written at its point."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.style import MAIN, Spec, chart, quantity, tooltip

HEIGHT = 165


@dataclass(frozen=True)
class YearFigure:
    """A figure of a year; None where there is none."""

    year: str
    figure: float | None


def year_line(figures: Sequence[YearFigure], *, unit: str, digits: int) -> Spec:
    """Return the line; its axis does not begin at zero, and its unit stands in the heading."""
    values = [{"y": one.year, "n": one.figure} for one in figures if one.figure is not None]
    number_format = f".{digits}f"
    x = {
        "field": "y",
        "type": "ordinal",
        "title": None,
        "axis": {"labelAngle": 0, "labelOverlap": True, "labelSeparation": 6, "grid": False},
    }
    scale = {"zero": False, "nice": True, "padding": 14}
    y = quantity("n", None, number_format=number_format, scale=scale, axis={"tickCount": 4})
    says = tooltip(("y", "", ""), ("n", unit, number_format))
    point = {"size": 55, "fill": MAIN, "stroke": "white", "strokeWidth": 1}
    label = {"type": "text", "dy": -13, "fontWeight": "bold"}
    layers = [
        {
            "mark": {"type": "line", "color": MAIN, "strokeWidth": 2.5, "point": point},
            "encoding": {"x": x, "y": y, "tooltip": says},
        },
        {"mark": label, "encoding": {"x": x, "y": y, "text": {"field": "n", "format": number_format}}},
    ]
    return chart(layers, values=values, height=HEIGHT)
