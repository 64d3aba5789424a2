"""How late movements become known: bars of shares by reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts.style import DELAY_COLOURS, Spec, chart, legend_of, tooltip

BAR_HEIGHT = 26
LEGEND_WIDTH = 150
"""Pixels of the longest name in the legend."""


@dataclass(frozen=True)
class LateShare:
    """The share, in %, of a reason's movements that became known so many months late."""

    reason: str
    delay: str
    position: int
    share: float


def late_bars(shares: Sequence[LateShare], *, reasons: Sequence[str], unit: str) -> Spec:
    """Return one lying bar per reason, its parts in the order of the delays' positions."""
    delays = list(dict.fromkeys(one.delay for one in sorted(shares, key=lambda one: one.position)))
    values = [
        {"r": one.reason, "d": one.delay, "o": one.position, "s": round(one.share, 2)} for one in shares
    ]
    colour = {
        "field": "d",
        "type": "nominal",
        "sort": delays,
        "scale": {"domain": delays, "range": list(DELAY_COLOURS)[: len(delays)]},
        "legend": legend_of(LEGEND_WIDTH),
    }
    bars = {
        "mark": {"type": "bar", "stroke": "white", "height": {"band": 0.8}},
        "encoding": {
            "y": {
                "field": "r",
                "type": "nominal",
                "sort": list(reasons),
                "title": None,
                "axis": {"labelLimit": 240},
            },
            "x": {"field": "s", "type": "quantitative", "title": unit, "axis": {"tickCount": 6}},
            "order": {"field": "o", "type": "quantitative"},
            "color": colour,
            "tooltip": tooltip(("r", "", ""), ("d", "", ""), ("s", unit, ".2f")),
        },
    }
    return chart([bars], values=values, height=BAR_HEIGHT * max(len(reasons), 1) + 40)
