"""Migration by partner: bars to both sides of zero with the net, and a heat map of partner and age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboards.charts.style import (
    COMPONENT_COLOURS,
    INK,
    LESS_COLOUR,
    MORE_COLOUR,
    NEITHER_COLOUR,
    NET_COLOUR,
    UNCROWDED,
    WHOLE,
    Spec,
    chart,
    tooltip,
)

ROW_HEIGHT, AXIS_HEIGHT = 27, 74
"""Pixels of a partner's row, and of axis and legend."""
LABEL_SPACE = 62
"""Pixels beside the bars for the figure of each row."""
LABEL_LIMIT = 150
SIDES = {"arrivals": 1, "departures": -1}
"""The two directions, and the side of zero each is drawn at."""
SIDE_COLOURS = {
    "arrivals": COMPONENT_COLOURS["in_migration"],
    "departures": COMPONENT_COLOURS["out_migration"],
}
UNCOLOURED = "#FFFFFF"
HEAT_RANGES = {
    "arrivals": (NEITHER_COLOUR, MORE_COLOUR),
    "departures": (NEITHER_COLOUR, LESS_COLOUR),
    "net": (LESS_COLOUR, NEITHER_COLOUR, MORE_COLOUR),
}


@dataclass(frozen=True)
class PartnerBar:
    """A partner's name, its persons by direction (None: masked), its net, and as written what is chosen."""

    partner: str
    counts: Mapping[str, int | None]
    net: int | None
    written: str
    """The net, or of one direction alone its persons."""


@dataclass(frozen=True)
class FlowWords:
    """What is written in and around the bars; `sides` names the directions that are drawn."""

    sides: Mapping[str, str]
    net: str
    unit: str


@dataclass(frozen=True)
class HeatCell:
    """A figure of a partner and an age: to colour by (None: masked), and as written."""

    partner: str
    age: str
    figure: int | None
    written: str
    is_sum: bool
    """Sums are not coloured: beside them all others would be pale."""


def rows_of(partners: Sequence[str]) -> Spec:
    """Return the encoding that gives every partner its row, in order."""
    axis = {"ticks": False, "domain": False, "labelLimit": LABEL_LIMIT, "labelPadding": 8}
    return {"field": "p", "type": "nominal", "sort": list(partners), "title": None, "axis": axis}


def height_of(rows: int) -> int:
    return ROW_HEIGHT * max(rows, 1) + AXIS_HEIGHT


def partner_bars(bars: Sequence[PartnerBar], *, words: FlowWords) -> Spec:
    """Return one row per partner: who came to the right, who left to the left, the net as a diamond.

    One direction alone goes to the right, and there is no net. The figure beside it keeps every partner its
    row: a masked one has no bar.
    """
    y, has_net = rows_of([bar.partner for bar in bars]), len(words.sides) > 1
    values = [
        {"p": bar.partner, "d": words.sides[side], "n": count, "v": SIDES[side] * count if has_net else count}
        for bar in bars
        for side, count in bar.counts.items()
        if side in words.sides and count is not None
    ]
    layers = [
        side_bars(y, words, has_net=has_net),
        {"mark": {"type": "rule", "color": "#55606E"}, "encoding": {"x": {"datum": 0}}},
    ]
    figures = [{"p": bar.partner, "v": bar.net, "t": bar.written, "d": words.net} for bar in bars]
    if has_net:
        layers.append(net_marks(y, figures, words))
    layers.append(row_figures(y, figures))
    padding = {"top": 5, "left": 5, "bottom": 5, "right": LABEL_SPACE}
    return chart(layers, values=values, height=height_of(len(bars)), padding=padding)


def side_bars(y: Spec, words: FlowWords, *, has_net: bool) -> Spec:
    """Return the bars of the sides drawn, and the legend of bars and net."""
    colours = {name: SIDE_COLOURS[side] for side, name in words.sides.items()}
    legend = colours | ({words.net: NET_COLOUR} if has_net else {})
    scale = {"domain": list(legend), "range": list(legend.values())}
    x = {
        "field": "v",
        "type": "quantitative",
        "title": words.unit,
        "axis": {
            "labelExpr": f"format(abs(datum.value), '{WHOLE}')",
            "tickCount": 7,
            "tickMinStep": 1,
            **UNCROWDED,
        },
    }
    return {
        "mark": {"type": "bar", "height": {"band": 0.78}},
        "encoding": {
            "y": y,
            "x": x,
            "color": {"field": "d", "type": "nominal", "scale": scale},
            "tooltip": tooltip(("p", "", ""), ("d", "", ""), ("n", words.unit, WHOLE)),
        },
    }


def net_marks(y: Spec, nets: list[Spec], words: FlowWords) -> Spec:
    """Return the black diamonds of the net."""
    mark = {"type": "point", "shape": "diamond", "filled": True, "size": 75, "opacity": 1}
    return {
        "data": {"values": [net for net in nets if net["v"] is not None]},
        "mark": {**mark, "color": NET_COLOUR, "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "y": y,
            "x": {"field": "v", "type": "quantitative"},
            "tooltip": tooltip(("p", "", ""), ("t", words.net, "")),
        },
    }


def row_figures(y: Spec, figures: list[Spec]) -> Spec:
    """Return the figures of the rows in a column of their own beside the bars."""
    return {
        "data": {"values": figures},
        "mark": {"type": "text", "align": "right", "dx": LABEL_SPACE - 6, "fontWeight": "bold"},
        "encoding": {"y": y, "x": {"value": {"expr": "width"}}, "text": {"field": "t"}},
    }


def heat_map(
    cells: Sequence[HeatCell], *, partners: Sequence[str], ages: Sequence[str], figure: str, unit: str
) -> Spec:
    """Return the figures of `cells` written on colours: of one direction, or of the net around zero."""
    values = [
        {"p": one.partner, "a": one.age, "n": None if one.is_sum else one.figure, "t": one.written}
        for one in cells
    ]
    largest = max([1, *(abs(one.figure) for one in cells if one.figure is not None and not one.is_sum)])
    ends = [0, largest] if figure in SIDES else [-largest, 0, largest]
    axis = {"orient": "top", "labelAngle": 0, "ticks": False, "domain": False, "labelOverlap": False}
    x = {"field": "a", "type": "nominal", "sort": list(ages), "title": None, "axis": axis}
    place = {"y": rows_of(partners), "x": x}
    colour = {
        "condition": {"test": "datum.n === null", "value": UNCOLOURED},
        "field": "n",
        "type": "quantitative",
        "scale": {"domain": ends, "range": list(HEAT_RANGES[figure]), "interpolate": "rgb"},
        "legend": None,
    }
    says = tooltip(("p", "", ""), ("a", "", ""), ("t", unit, ""))
    ground = {"type": "rect", "stroke": "white", "strokeWidth": 2}
    layers: list[Spec] = [
        {"mark": ground, "encoding": {**place, "color": colour, "tooltip": says}},
        {
            "mark": {"type": "text", "fontSize": 13, "color": INK},
            "encoding": {**place, "text": {"field": "t"}},
        },
    ]
    return chart(layers, values=values, height=height_of(len(partners)))
