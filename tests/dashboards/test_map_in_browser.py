"""The map in Chromium: a click picks a place and sums it, another one takes it back; what is printed."""

from dashboards.charts.style import PICKED
from tests.dashboards import test_browser
from tests.dashboards.drawn import wait_for_colours
from tests.dashboards.reading import PHONE
from tests.dashboards.test_browser import Reader

reader = test_browser.reader
MAP = '[data-testid="stVegaLiteChart"]'
KOREKAWA = (0.5, 0.7)
"""A point of 大字是川, from the chart's left and top."""


def click_on_map(reader: Reader) -> None:
    box = reader.page.locator(f"{MAP} canvas, {MAP} svg").first.bounding_box()
    assert box is not None
    left, top = KOREKAWA
    reader.page.mouse.click(box["x"] + left * box["width"], box["y"] + top * box["height"])


def test_a_click_picks_an_area_and_another_one_takes_it_back(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 1440, "height": 1400})
    reader.open("map", "ind=change1")
    click_on_map(reader)
    reader.page.wait_for_url("**areas=0023000*")
    reader.page.get_by_role("heading", name="選んだ地域の合計").wait_for()
    reader.wait()
    wait_for_colours(reader.page.locator(MAP), PICKED)
    together, picked = (row for row in reader.tables()[0][1:])
    assert picked[0] == "大字是川" and together[2:] == picked[2:]
    click_on_map(reader)
    reader.page.get_by_text("地域を選ぶと、その合計をここに示します。").wait_for()
    assert "areas" not in reader.page.url


def test_an_area_picked_from_the_list_is_in_the_link_and_on_the_map(reader: Reader) -> None:
    reader.open("map", "areas=0023000&level=district")
    link = reader.page.locator("footer a").get_attribute("href") or ""
    assert "areas=0023000" in link and "level=district" in link
    wait_for_colours(reader.page.locator(MAP), PICKED)


def test_a_map_is_as_high_as_its_width_asks_for(reader: Reader) -> None:
    """On a desk it fills the screen; on a phone nothing blank is scrolled past above and below it."""
    reader.open("map")
    assert reader.page.locator(f"{MAP} canvas, {MAP} svg").first.bounding_box()["height"] == 720  # type: ignore[index]
    reader.page.set_viewport_size(PHONE)
    reader.open("map")
    box = reader.page.locator(f"{MAP} canvas, {MAP} svg").first.bounding_box()
    assert box is not None
    assert box["width"] < box["height"] < 1.3 * box["width"]


def test_map_and_legend_are_printed_and_nothing_to_click(reader: Reader) -> None:
    reader.open("map")
    reader.page.emulate_media(media="print")
    assert reader.page.locator(MAP).is_visible() and reader.page.locator(".classes").is_visible()
    assert not reader.page.locator('[data-testid="stSidebar"]').is_visible()
    assert not reader.page.get_by_role("button", name="CSV").first.is_visible()
