"""A click on a figure of the 異動集計表, in Chromium."""

from playwright.sync_api import Route

from tests.dashboards import test_browser
from tests.dashboards.test_browser import Reader

reader = test_browser.reader
IN_SIGHT = """() => {
    const headings = [...document.querySelectorAll('h2')];
    const heading = headings.find(one => one.textContent.includes('この数の内訳'));
    const top = heading && heading.getBoundingClientRect().top;
    return heading && top >= 0 && top < innerHeight;
}"""


def test_a_click_on_a_figure_opens_what_it_is_made_of(reader: Reader) -> None:
    """By mouse and by keyboard; the section is in sight, has its files, and Back closes it."""
    reader.open("movements", "ym=2019-03")
    figure = reader.page.locator('.movement_persons a[href*="cell=closing.total.total"]')
    written = figure.inner_text()
    figure.click()
    reader.page.wait_for_url("**cell=closing.total.total*#lineage")
    section = reader.page.get_by_role("heading", name="この数の内訳")
    section.wait_for()
    reader.wait()
    records = next(rows for rows in reader.tables() if rows[0][1] == "異動事由")
    assert records[-1][-1] == written
    assert reader.page.locator('.official a[aria-current="true"]').inner_text() == written
    reader.page.wait_for_function(IN_SIGHT)
    with reader.page.expect_download() as download:
        reader.page.locator(".st-key-files_lineage").get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename.startswith("lineage_022039_2019-03")
    reader.page.go_back()
    section.wait_for(state="detached")
    reader.wait()
    reader.page.locator('.movement_persons a[href*="cell=death.total.total"]').focus()
    reader.page.keyboard.press("Enter")
    section.wait_for()
    assert "cell=death.total.total" in reader.page.url


def test_a_slow_page_ends_where_its_link_leads(reader: Reader) -> None:
    """Tables and charts above the section are drawn after its heading and do not push it away."""
    held: list[Route] = []
    for part in ("Html", "ArrowVega"):
        reader.page.route(f"**/js/{part}*.js", lambda route: held.append(route))
    reader.page.goto(f"{reader.address}/movements?ym=2019-03&cell=closing.total.total#lineage")
    reader.page.get_by_role("heading", name="この数の内訳").wait_for()
    assert held
    for route in held:
        route.continue_()
    reader.wait()
    reader.page.wait_for_function(IN_SIGHT)
