"""The gated map in Chromium: a masked town is striped, told from a zero, and says X when it is pointed at."""

import pytest
from playwright.sync_api import Page

from dashboards.charts.style import MASK, MASK_GROUND
from tests.dashboards import test_sign_in_browser
from tests.dashboards.drawn import wait_for_colours
from tests.dashboards.reading import DESK, PHONE
from tests.dashboards.serving import Server
from tests.dashboards.test_map_in_browser import KOREKAWA, MAP
from tests.dashboards.test_sign_in_browser import sign_in

provider, own_home, server, chrome, page = (
    getattr(test_sign_in_browser, name) for name in ("provider", "own_home", "server", "chrome", "page")
)


@pytest.mark.parametrize("wide", [True, False])
def test_a_masked_town_is_striped_and_says_x(server: Server, page: Page, wide: bool) -> None:
    page.set_viewport_size({**(DESK if wide else PHONE), "height": 1400})
    page.goto(f"{server.address}/map?ind=elderly&view=whole")
    sign_in(page, "viewer")
    chart = page.locator(MAP)
    chart.locator("canvas, svg").first.wait_for()
    page.locator("footer").wait_for()
    page.wait_for_function("document.querySelector('.classes')?.textContent.includes('X：秘匿')")
    chart.scroll_into_view_if_needed()
    left, top = KOREKAWA
    box = chart.locator("canvas, svg").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + left * box["width"], box["y"] + (top if wide else 0.55) * box["height"])
    told = page.locator("#vg-tooltip-element .value")
    told.first.wait_for()
    assert told.last.inner_text() == "X"
    wait_for_colours(chart, MASK, MASK_GROUND)
