"""Places coloured by class: as shapes of a map the server serves, or as bars where there is none.

The shapes are fetched by the browser once and joined there; what goes through the page is a row per place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps
from math import log, pi, radians, tan

from dashboards.charts.style import (
    ABOUT_ZERO,
    BORDER,
    CONFIG,
    CONTAINER,
    GAIN_COLOURS,
    LEVEL_COLOURS,
    LOSS_COLOURS,
    MASK,
    MASK_GROUND,
    NOBODY,
    PICKED,
    Spec,
    chart,
    tooltip,
)
from dashboards.classes import Classes
from dashboards.geometry import Box

BAR_HEIGHT = 22
"""Pixels of a bar with its gap."""
PICK = "pick"
"""The selection that a click on a place makes; it holds the code of its area."""
AREA = "a"
"""The code of an area in what a selection holds."""
STRIPES = (3, 7, 17, 41)
STRIPE_WIDTH = 4
"""Pixels of a stripe of a masked place, about; so a large place has more of them than a small one."""
MASKED_CLASS = -1
"""The class of a place whose figure this reader may not see."""


@dataclass(frozen=True)
class Place:
    """A place to draw: its code on the map, its area by name, its figure as printed and classed."""

    code: str
    area_code: str
    name: str
    written: str
    position: int | None
    """Which class; MASKED_CLASS if masked, None if there is no figure."""
    value: float | None
    is_picked: bool = False


def class_colours(classes: Classes) -> list[str]:
    """Return the colour of every class, lowest first; fewer classes take colours far apart."""
    if classes.neutral is not None:
        losses, gains = classes.neutral, classes.count - classes.neutral - 1
        return [*LOSS_COLOURS[:losses], ABOUT_ZERO, *GAIN_COLOURS[len(GAIN_COLOURS) - gains :]]
    last = len(LEVEL_COLOURS) - 1
    if classes.count == 1:
        return [LEVEL_COLOURS[last // 2]]
    return [LEVEL_COLOURS[round(step * last / (classes.count - 1))] for step in range(classes.count)]


def choropleth(
    url: str,
    code_property: str,
    places: Sequence[Place],
    classes: Classes,
    *,
    figure: str,
    can_pick: bool = False,
    box: Box | None = None,
) -> Spec:
    """Return the map at `url` with its places in the colours of their classes; `figure` names the values.

    `box` is the part that is shown, None the whole. The page's style says how high it is: a phone has no
    room for the height that a desk has.
    """
    key = f"properties.{code_property}"
    joined = {"data": {"values": rows(places)}, "key": "c", "fields": ["c", AREA, "n", "w", "k", "s"]}
    area_code = {"calculate": f"datum.{AREA} || datum.c", "as": AREA}
    return {
        "config": CONFIG,
        "height": CONTAINER,
        "width": CONTAINER,
        "autosize": {"type": "fit", "contains": "padding"},
        "projection": projection(box),
        "layer": [
            {
                "data": {"url": url, "format": {"type": "json", "property": "features"}},
                "transform": [{"lookup": key, "from": joined}, area_code],
                "layer": layers(places, classes, figure=figure, can_pick=can_pick),
            }
        ],
    }


def layers(places: Sequence[Place], classes: Classes, *, figure: str, can_pick: bool) -> list[Spec]:
    """Return the ground, places in their classes, masked ones if there are any, the lines of those picked."""
    in_class = {
        **shapes("isValid(datum.k) && datum.k >= 0"),
        "encoding": {"color": colour(classes), "tooltip": says(figure)},
    }
    has_masked = any(one.position == MASKED_CLASS for one in places)
    if can_pick:
        in_class["params"] = [{"name": PICK, "select": {"type": "point", "fields": [AREA], "clear": False}}]
    return [
        shapes(fill=NOBODY, tooltip=None),
        in_class,
        *([{**masked_shapes(), "encoding": {"tooltip": says(figure)}}] if has_masked else []),
        shapes("datum.s === 1", filled=False, stroke=PICKED, strokeWidth=2, tooltip=None),
    ]


def projection(box: Box | None) -> Spec:
    """Return the projection that fits the whole, or so that a box fills the chart."""
    if box is None:
        return {"type": "mercator"}
    west, south, east, north = map(radians, box)
    high = log(tan(pi / 4 + north / 2)) - log(tan(pi / 4 + south / 2))
    return {
        "type": "mercator",
        "center": [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2],
        "scale": {"expr": f"min(width / {east - west:.6f}, height / {high:.6f})"},
        "translate": {"expr": "[width / 2, height / 2]"},
    }


def rows(places: Sequence[Place]) -> list[Spec]:
    """Return what is sent of each place, in short names and without what goes without saying."""
    return [
        {
            "c": one.code,
            "n": one.name,
            "w": one.written,
            **({} if one.position is None else {"k": one.position}),
            **({} if one.area_code == one.code else {AREA: one.area_code}),
            **({"s": 1} if one.is_picked else {}),
        }
        for one in places
    ]


def shapes(condition: str | None = None, **mark: object) -> Spec:
    """Return a layer of the shapes that fulfil a condition."""
    drawn: Spec = {"mark": {"type": "geoshape", "clip": True, "stroke": BORDER, "strokeWidth": 0.6, **mark}}
    return {"transform": [{"filter": condition}], **drawn} if condition else drawn


def colour(classes: Classes) -> Spec:
    """Return the scale of the classes; their legend is written beside the chart."""
    scale = {"domain": list(range(classes.count)), "range": class_colours(classes)}
    return {"field": "k", "type": "ordinal", "scale": scale, "legend": None}


def says(figure: str) -> list[Spec]:
    return tooltip(("n", "", ""), ("w", figure, ""))


def masked_shapes() -> Spec:
    """Return the layer of masked places, striped: they are told from classes without their colour."""
    box = "geoBounds('projection', datum)"
    size = f"min({box}[1][0] - {box}[0][0], {box}[1][1] - {box}[0][1])"
    step = f"round(log({size} / {STRIPE_WIDTH * STRIPES[0]}) / {log(STRIPES[1] / STRIPES[0]):.3f})"
    hatches = dumps([hatch(stripes) for stripes in STRIPES])
    fill = {"expr": f"{hatches}[clamp({step}, 0, {len(STRIPES) - 1})]"}
    return shapes(f"datum.k === {MASKED_CLASS}", fill=fill)


def hatch(stripes: int) -> Spec:
    """Return a fill of so many stripes, whatever the size of what is filled."""
    stops = [
        {"offset": round((stripe + side) / stripes, 4), "color": MASK if stripe % 2 else MASK_GROUND}
        for stripe in range(stripes)
        for side in (0, 1)
    ]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": stops}


def class_bars(places: Sequence[Place], classes: Classes, *, figure: str, digits: int) -> Spec:
    """Return a bar per place in the order given, in the colour of its class, with its figure."""
    y = {
        "field": "n",
        "type": "ordinal",
        "sort": [place.name for place in places],
        "title": None,
        "axis": {"labelLimit": 260, "ticks": False, "domain": False},
    }
    values = [
        {"n": place.name, "w": place.written, "k": place.position, "v": place.value or 0} for place in places
    ]
    axis = {"format": f",.{digits}f", "tickMinStep": 10**-digits}
    x = {"field": "v", "type": "quantitative", "title": figure, "axis": axis}
    bar = {"type": "bar", "stroke": BORDER, "strokeWidth": 0.6}
    label = {
        "type": "text",
        "align": {"expr": "datum.v < 0 ? 'right' : 'left'"},
        "dx": {"expr": "datum.v < 0 ? -5 : 5"},
    }
    return chart(
        [
            {"mark": bar, "encoding": {"x": x, "y": y, "color": colour(classes), "tooltip": says(figure)}},
            {"mark": label, "encoding": {"x": x, "y": y, "text": {"field": "w"}}},
        ],
        values=values,
        height=BAR_HEIGHT * len(places) + 40,
    )
