"""転入・転出 for readers who may not see small figures: masked tables of a month or a calendar year."""

from pathlib import Path

import pytest

from tests.dashboards.published_home import CITY
from tests.dashboards.reading import figure, open_gated_page, table
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


@pytest.mark.parametrize("link", [{"window": "12m"}, {"window": "year", "ym": "2019-12", "sex": "male"}])
def test_flows_that_no_masked_table_has_are_masked(home: Path, link: dict[str, str]) -> None:
    rows = table(open_gated_page(home, "flows", **link), "相手別の転入・転出").body
    figures = {cell for _, _, _, *cells in rows for cell in cells}
    assert "X" in figures
    assert {cell for cell in figures if figure(cell)} == set()
