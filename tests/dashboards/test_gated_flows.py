"""転入・転出 for readers who may not see small figures: masked tables of a month or a calendar year."""

import json
from pathlib import Path

import pytest

from tests.dashboards.published_home import CITY
from tests.dashboards.reading import figure, html_of, open_gated_page, open_page, table
from tests.dashboards.test_flow_figures import classes_of
from tests.dashboards.test_gated_maps import objects
from tests.dashboards.test_gated_pages import gated_rows


@pytest.mark.parametrize("window", ["1m", "year"])
def test_partners_of_migrants(home: Path, window: str) -> None:
    """Of a month and of a calendar year: the true count, or masked where the masked table is."""
    month = "2019-12"
    rows = table(open_gated_page(home, "flows", ym=month, window=window), "相手別の転入・転出").body
    months = 12 if window == "year" else 1
    shown = gated_rows(
        home,
        f"""
        select count(*), count(person_count) from masked_migration_flows
        where municipality_code = '{CITY}' and stat_month = '{month}-01' and window_months = {months}
            and age_band_code = 'total'
        """,
    )
    ((partners, told),) = shown
    assert partners > told
    assert rows
    assert "X" in {cell for row in rows for cell in row}


def test_flows_that_no_masked_table_has_are_masked(home: Path) -> None:
    """Of twelve months that roll on, partners are masked, and their total is not."""
    *partners, total = table(open_gated_page(home, "flows", window="12m"), "相手別の転入・転出").body
    cells = {cell for _, _, _, *cells in partners for cell in cells}
    assert "X" in cells
    assert {cell for cell in cells if figure(cell)} == set()
    assert "X" not in total


def test_flows_of_one_sex_are_masked(home: Path) -> None:
    app = open_gated_page(home, "flows", window="year", ym="2019-12", sex="male")
    for caption, first in (("範囲別の転入・転出", 1), ("相手別の転入・転出", 3)):
        cells = {cell for row in table(app, caption).body for cell in row[first:]}
        assert "X" in cells
        assert {cell for cell in cells if figure(cell)} == set()


@pytest.mark.parametrize("window", ["1m", "12m", "year"])
@pytest.mark.parametrize("scope", ["all", "abroad"])
def test_totals_by_kind_of_partner_are_exact(home: Path, window: str, scope: str) -> None:
    """Those of the country, of abroad and of the whole, and the whole by age, are what everybody sees."""
    link = {"window": window, "scope": scope}
    shown, true = (run(home, "flows", **link) for run in (open_gated_page, open_page))
    ranges, true_ranges = (table(app, "範囲別の転入・転出").body for app in (shown, true))
    exact = [row for row in true_ranges if "青森県" not in row[0]]
    assert [row for row in ranges if "青森県" not in row[0]] == exact
    assert len(exact) == (4 if scope == "all" else 2)
    ages, true_ages = (table(app, "相手別・年齢別").body for app in (shown, true))
    assert ages[-1] == true_ages[-1]


def test_bars_of_one_direction_keep_the_row_of_a_masked_partner(home: Path) -> None:
    """It has no bar: beside it stands an X, and the page says that such figures are not drawn."""
    app = open_gated_page(home, "flows", ym="2019-12", window="1m", scope="inside", dir="in")
    bars = json.loads(app.get("vega_lite_chart")[0].proto.spec)
    written = {row["p"]: row["t"] for row in objects(bars) if "t" in row and "p" in row}
    *partners, _ = table(app, "相手別の転入・転出").body
    assert written == {row[0]: row[3] for row in partners}
    assert "X" in written.values()
    assert "秘匿した数（X）は図に描いていません" in html_of(app)
    drawn = {row["p"]: row["n"] for row in objects(bars) if "n" in row and "p" in row}
    assert drawn == {name: int(figure) for name, figure in written.items() if figure != "X"}


def test_maps_have_masked_partners_as_such(home: Path) -> None:
    """Of the own prefecture, those are hatched whom the masked table masks, and no small figure is sent."""
    app = open_gated_page(home, "flows", ym="2019-12", window="year", scope="inside", dir="in")
    (masked,) = gated_rows(
        home,
        f"""
        select count(*) from masked_migration_flows join direction_codes using (direction_code)
        join partner_kind_codes using (partner_kind_code)
        where municipality_code = '{CITY}' and stat_month = '2019-12-01' and window_months = 12
            and age_band_code = 'total' and person_count is null and is_inward = 'true'
            and is_abroad = 'false' and substr(partner_code, 1, 2) = '02'
        """,
    )
    assert masked[0] > 0
    assert classes_of(html_of(app), "青森県内の市町村")["X：秘匿"] == masked[0]
