"""What every page draws and gives as files, and how it is seen that something is drawn."""

import io
import time

from PIL import Image
from playwright.sync_api import Locator

from dashboards.charts.pyramid import TICK
from dashboards.charts.style import (
    AGE_GROUP_COLOURS,
    COMPONENT_COLOURS,
    LEVEL_COLOURS,
    MAIN,
    NET_COLOUR,
    SEX_COLOURS,
    STAY_COLOURS,
)

COLOURS = {
    "overview": [MAIN, *AGE_GROUP_COLOURS],
    "pyramid": [*SEX_COLOURS.values(), TICK],
    "movements": [COMPONENT_COLOURS[part] for part in ("in_migration", "birth", "out_migration", "death")],
    "flows": [*(COMPONENT_COLOURS[part] for part in ("in_migration", "out_migration")), NET_COLOUR],
    "households": [MAIN],
    "foreign": [MAIN, STAY_COLOURS[3]],
    "map": [*LEVEL_COLOURS],
    "explain": [*(COMPONENT_COLOURS[part] for part in ("in_migration", "out_migration")), NET_COLOUR],
    "table": [*SEX_COLOURS.values()],
    "quality": [MAIN],
    "sql": [],
    "export": [],
    "log": [],
}
"""The colours that the charts of a page are drawn in; none without charts."""
FILES = {
    "overview": 3,
    "pyramid": 1,
    "movements": 3,
    "flows": 3,
    "households": 4,
    "foreign": 4,
    "map": 1,
    "explain": 1,
    "table": 1,
    "quality": 10,
    "sql": 0,
    "export": 0,
    "log": 1,
}
"""How many tables a page gives as files."""
DRAWN_PIXELS = 60
"""So many pixels of its colour say that something is drawn."""
DRAWN_WITHIN = 20
"""Seconds after which a colour that is not there is taken for missing."""


def wait_for_colours(charts: Locator, *colours: str) -> None:
    """Wait until each of the colours is drawn in one of the charts; fail with those that are not.

    A chart is painted some time after its page has run to its end, and each at a time of its own.
    """
    patience = time.monotonic() + DRAWN_WITHIN
    while missing := [*not_drawn(charts, colours)]:
        assert time.monotonic() < patience, f"not drawn: {missing}"
        charts.page.wait_for_timeout(100)


def not_drawn(charts: Locator, colours: tuple[str, ...]) -> list[str]:
    """Return which of the colours no chart shows now."""
    drawn = [chart.screenshot() for chart in charts.all()] if colours else []
    return [colour for colour in colours if all(pixels(one, colour) < DRAWN_PIXELS for one in drawn)]


def pixels(screenshot: bytes, colour: str) -> int:
    """Return how many pixels have this colour, give or take what blending with a line makes of it."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    found = Image.open(io.BytesIO(screenshot)).convert("RGB").getcolors(1 << 24) or []
    return sum(
        count
        for count, (r, g, b) in found
        if abs(r - red) <= 3 and abs(g - green) <= 3 and abs(b - blue) <= 3
    )


def wait_for_another_picture(chart: Locator, before: bytes) -> None:
    """Wait until the chart looks otherwise than before."""
    patience = time.monotonic() + DRAWN_WITHIN
    while chart.locator("canvas, svg").first.screenshot() == before:
        assert time.monotonic() < patience, "the picture stays as it was"
        chart.page.wait_for_timeout(100)
