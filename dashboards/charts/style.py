"""Colours, letters and axes of every chart (06-dashboards 6.2): at least 3:1 on white, never colour alone."""

from typing import Any

Spec = dict[str, Any]

FONT = "BIZ UDPGothic, Noto Sans CJK JP, Noto Sans JP, Yu Gothic UI, Hiragino Sans, Meiryo, sans-serif"
INK = "#1B2430"
QUIET_INK = "#4A5564"
GRID = "#E3E8EF"
MAIN = "#1F5FA8"
CONTAINER = "container"
"""The width or height of a chart that fills its place on the page."""
WHOLE = ",d"
"""How counts are written by Vega: whole, thousands separated."""
UNCROWDED: Spec = {"labelOverlap": "greedy", "labelSeparation": 8}
"""Of an axis whose labels leave each other out on narrow screens."""

SEX_COLOURS = {"male": "#0072B2", "female": "#D55E00"}
COMPONENT_COLOURS = {
    "in_migration": "#2E86C1",
    "birth": "#007A59",
    "other_add": "#8A949E",
    "out_migration": "#B87400",
    "death": "#4D4D4D",
    "other_remove": "#8A949E",
    "within": "#7A5CA8",
}
CAUSE_COLOURS = {**COMPONENT_COLOURS, "timing": "#A0527A", "correction": "#8A949E"}
"""By colour role of a cause (explanation_cause_codes)."""
NET_COLOUR = "#000000"
LESS_COLOUR, NEITHER_COLOUR, MORE_COLOUR = "#DCA24A", "#F4F6F8", "#6BA7DA"
"""The ends and the middle of a heat map; letters in ink are read on all of them."""
AGE_GROUP_COLOURS = ("#8A5A00", "#5B98CF", "#0B3D7A")
AGE_GROUP_INKS = ("#FFFFFF", INK, "#FFFFFF")
"""Youngest group first, and the letters on each; dark, light and dark stay apart in grey."""
DELAY_COLOURS = ("#5B98CF", "#1F5FA8", "#0B3D7A", "#4D4D4D")
"""Shortest delay first."""

STAY_COLOURS = ("#0B3D7A", "#3E7CB8", "#007A59", "#B87400", "#7A5CA8", "#A0527A", "#8A949E", "#4D4D4D")
"""Groups of residence status in official order, the last for those that nobody knows."""

LEVEL_COLOURS = ("#DFEBF7", "#A3C8E6", "#5B98CF", "#1F5FA8", "#0B2F5E")
"""Classes of a level on a map, lowest first."""
LOSS_COLOURS = ("#9A4F00", "#E8B877")
GAIN_COLOURS = ("#9CC3E6", "#1F5FA8")
ABOUT_ZERO = "#E4E4E1"
"""Classes of a change on a map, from the largest loss to the largest gain."""
NOBODY, MASK, MASK_GROUND = "#FFFFFF", "#6B7785", "#D9DEE4"
"""A place without a figure; the lines and the ground of one that is masked."""
BORDER, PICKED = "#6B7785", "#C2185B"
"""Borders of places, which tell pale classes from the ground; the line around those picked."""

CONFIG: Spec = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "labelColor": QUIET_INK,
        "titleColor": QUIET_INK,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": "#9AA5B1",
        "tickColor": "#9AA5B1",
    },
    "legend": {
        "labelFontSize": 14,
        "labelColor": INK,
        "labelLimit": 400,
        "symbolSize": 160,
        "symbolType": "square",
        "orient": "top",
        "title": None,
    },
    "text": {"fontSize": 13, "color": INK, "font": FONT},
    "locale": {
        "number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "minus": "−"}
    },
}


def chart(layers: list[Spec], *, values: list[Spec], height: int, **rest: Any) -> Spec:
    """Return a whole chart of `layers` over inline `values`, as wide as its place.

    The values belong to a layer: Streamlit takes those of the whole chart out, sends them as Arrow and fills
    them in after the first drawing, which makes Vega warn and loses lists.
    """
    return {
        "config": CONFIG,
        "height": height,
        "width": CONTAINER,
        "autosize": {"type": "fit", "contains": "padding"},
        **rest,
        "layer": [{"data": {"values": values}, "layer": layers}],
    }


def legend_of(width: int) -> Spec:
    """Return a legend that sets as many names of this width (pixels) side by side as there is room for."""
    return {"columns": {"expr": f"max(1, floor(width / {width}))"}}


def quantity(field: str, title: str | None, *, number_format: str = WHOLE, **rest: Any) -> Spec:
    """Return the encoding of a vertical quantity, its unit written upright above the axis."""
    upright = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -10}
    axis = {"format": number_format, **upright, **rest.pop("axis", {})}
    return {"field": field, "type": "quantitative", "title": title, "axis": axis, **rest}


def tooltip(*lines: tuple[str, str, str]) -> list[Spec]:
    """Return a tooltip of (field, title or blank, number format or blank) lines."""
    return [
        {"field": field, "title": title or " ", **({"format": number_format} if number_format else {})}
        for field, title, number_format in lines
    ]
