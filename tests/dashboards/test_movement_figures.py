"""The flows and the 異動集計表 of the page are those of the marts, asked by statements of their own."""

from collections import Counter
from pathlib import Path

import pytest

from tests.dashboards.published_home import AREAS, CITY, LAST_MONTH, MONTHS, NORTH
from tests.dashboards.reading import figure, open_page, read, table
from tests.published_marts import query

COMPONENTS = {
    "転入（人）": "in_migration",
    "出生（人）": "birth",
    "その他増（人）": "other_add",
    "転出（人）": "out_migration",
    "死亡（人）": "death",
    "その他減（人）": "other_remove",
}
"""The column of the page by its heading; every other component is a move within."""


@pytest.mark.parametrize("basis", ["register", "notified", "event"])
@pytest.mark.parametrize(("sex", "codes"), [("total", "012"), ("female", "2")])
@pytest.mark.parametrize("area", ["", f"d-{NORTH}", "0001001.0001002"])
def test_movements(home: Path, area: str, sex: str, codes: str, basis: str) -> None:
    app = open_page(home, "movements", area=area, sex=sex, basis=basis, span="10")
    (_, *headings), *rows = table(app, "月別・事由別の異動数").rows
    flows = flows_of_the_marts(home, area=area, sex_codes=codes, basis=basis)
    for month, (_, *cells) in zip(MONTHS[:-1], rows, strict=True):
        shown = dict(zip(headings, map(figure, cells), strict=True))
        within = [found for heading, found in shown.items() if heading.startswith("転居・区分訂正等")]
        for heading, component in COMPONENTS.items():
            assert shown[heading] == abs(flows[month, component]), (month, component)
        assert (within or [0]) == [flows[month, "within"]], month
        assert shown["増減（人）"] == sum(flows[month, part] for part in (*COMPONENTS.values(), "within"))


def flows_of_the_marts(home: Path, *, area: str, sex_codes: str, basis: str) -> Counter[tuple[str, str]]:
    """Return the signed flows by month and component, all moves within together."""
    rows = query(
        home,
        f"""
        select strftime(stat_month, '%Y-%m'), component, sum(population_sign * movement_count)
        from movements_monthly join reason_codes using (reason_code)
        left join towns using (municipality_code, town_code)
        where municipality_code = '{CITY}' and basis_code = '{basis}' and component <> 'initial'
            and contains('{sex_codes}', sex_code) and {AREAS[area]}
        group by all
        """,
    )
    flows: Counter[tuple[str, str]] = Counter()
    for month, component, count in rows:
        flows[month, component if component in COMPONENTS.values() else "within"] += count
    return flows


@pytest.mark.parametrize(
    ("area", "district"), [("", ""), (f"d-{NORTH}", NORTH), ("d-999", "999"), ("0001001", "")]
)
def test_the_official_table_is_that_of_the_marts(home: Path, area: str, district: str) -> None:
    """Item by item in official order; of households there is a total of the sexes only."""
    _, *sheets = read(open_page(home, "movements", area=area)).tables
    for sheet, of_households in zip(sheets, ("false", "true"), strict=True):
        values = query(
            home,
            f"""
            select value from movement_tables_monthly
            join report_item_codes using (item_code)
            join report_resident_kinds using (resident_kind)
            join report_sexes using (sex)
            where municipality_code = '{CITY}' and stat_month = '{LAST_MONTH}-01'
                and district_code = '{district}' and is_household_item::varchar = '{of_households}'
                and (is_household_item::varchar = 'false' or report_sexes.is_total::varchar = 'true')
            order by report_item_codes.sort_order::int, report_resident_kinds.sort_order::int,
                report_sexes.sort_order::int
            """,
        )
        figures = [figure(cell) for row in sheet.body for cell in row[1:]]
        assert [shown for shown in figures if shown is not None] == [float(value) for (value,) in values]
