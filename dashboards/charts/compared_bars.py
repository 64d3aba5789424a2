"""Lying bars with their figures, and ticks of an earlier time."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.style import MAIN, UNCROWDED, WHOLE, Spec, chart, tooltip

ROW_HEIGHT, AXIS_HEIGHT = 30, 60
LABEL_SPACE = 60
"""Pixels beside the bars for their figures."""
LABEL_LIMIT = 190
TICK = "#111111"


@dataclass(frozen=True)
class ComparedBar:
    """A bar's name, its figure as drawn and as written (None: masked), and its figure earlier."""

    name: str
    figure: int | None
    written: str
    earlier: int | None = None


def compared_bars(
    bars: Sequence[ComparedBar], *, unit: str, now: str, earlier: str, row_height: int = ROW_HEIGHT
) -> Spec:
    """Return the bars in their order, their figures in a column beside them.

    `now` and `earlier` name the times.
    """
    axis = {"ticks": False, "domain": False, "labelLimit": LABEL_LIMIT, "labelPadding": 8}
    y = {"field": "b", "type": "nominal", "sort": [bar.name for bar in bars], "title": None, "axis": axis}
    values = [{"b": bar.name, "n": bar.figure, "t": bar.written, "e": bar.earlier} for bar in bars]
    x_axis = {"format": WHOLE, "tickMinStep": 1, "tickCount": 6, **UNCROWDED}
    x = {"field": "n", "type": "quantitative", "title": unit, "axis": x_axis}
    says = tooltip(("b", "", ""), ("t", now, ""), ("e", earlier, WHOLE))
    tick = {"type": "tick", "thickness": 3, "color": TICK, "opacity": 1, "height": {"band": 0.9}}
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "color": MAIN, "height": {"band": 0.74}},
            "encoding": {"y": y, "x": x, "tooltip": says},
        },
        {
            "transform": [{"filter": "datum.e !== null"}],
            "mark": tick,
            "encoding": {"y": y, "x": {**x, "field": "e"}, "tooltip": says},
        },
        {
            "mark": {"type": "text", "align": "right", "dx": LABEL_SPACE - 6, "fontWeight": "bold"},
            "encoding": {"y": y, "x": {"value": {"expr": "width"}}, "text": {"field": "t"}},
        },
    ]
    padding = {"top": 5, "left": 5, "bottom": 5, "right": LABEL_SPACE}
    height = row_height * max(len(bars), 1) + AXIS_HEIGHT
    return chart(layers, values=values, height=height, padding=padding)
