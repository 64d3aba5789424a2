"""Foreign residents of the page are those of the marts, asked by statements of their own."""

from pathlib import Path

import pytest

from tests.dashboards.published_home import CITY
from tests.dashboards.reading import figure, html_of, open_page, table
from tests.published_marts import query

GROUPS = "coalesce(residence_status_group_code, '')"
STOCK = f"""
    from foreign_residents_monthly left join residence_status_codes using (residence_status_code)
    where municipality_code = '{CITY}'
"""


@pytest.mark.parametrize("group", ["total", "training", "permanent"])
def test_nationalities(home: Path, group: str) -> None:
    app = open_page(home, "foreign", group=group)
    *named, total = table(app, "国籍・地域別の外国人住民").body
    condition = "true" if group == "total" else f"{GROUPS} = '{group}'"
    rows = query(
        home,
        f"""
        select nationality_codes.label_ja,
            coalesce(sum(population_count) filter (stat_month = '2020-02-01'), 0),
            coalesce(sum(population_count) filter (stat_month = '2019-02-01'), 0)
        from (select * {STOCK} and {condition}) join nationality_codes using (nationality_code)
        where stat_month in ('2020-02-01', '2019-02-01')
        group by all
        """,
    )
    counts = {name: (now, before, now - before) for name, now, before in rows}
    for row in named:
        if not row[0].startswith("その他（"):
            assert tuple(map(figure, row[1:4])) == counts[row[0]]
    sums = [sum(column) for column in zip(*counts.values(), strict=True)]
    assert [figure(cell) for cell in total[1:4]] == (sums or [0, 0, 0])
    assert [sum(figure(row[place]) or 0 for row in named) for place in (1, 2, 3)] == (sums or [0, 0, 0])


def test_groups_of_status_by_year(home: Path) -> None:
    shown = table(open_page(home, "foreign"), "在留資格の区分別の外国人住民")
    names = dict(
        query(home, "select label_ja, residence_status_group_code from residence_status_group_codes")
    )
    rows = query(
        home,
        f"""
        select year(stat_month), {GROUPS}, sum(population_count) {STOCK} and month(stat_month) = 2
        group by all
        """,
    )
    counts = {(year, group): count for year, group, count in rows}
    groups = [names.get(heading.removesuffix("（人）"), "") for heading in shown.rows[0][1:-1]]
    for year, (_, *cells) in zip((2020, 2019, 2018), shown.body, strict=True):
        expected = [counts.get((year, group), 0) for group in groups]
        assert [figure(cell) for cell in cells] == [*expected, sum(expected)]


def test_the_total_is_that_of_the_population(home: Path) -> None:
    ((foreign, everybody),) = query(
        home,
        f"""
        select sum(population_count) filter (resident_kind_code = '2'), sum(population_count)
        from population_monthly where municipality_code = '{CITY}' and stat_month = '2020-02-01'
        """,
    )
    html = html_of(open_page(home, "foreign"))
    assert f"外国人住民は {foreign}人（総人口の {foreign / everybody * 100:.2f}%）" in html


def test_changes_are_those_of_twelve_movement_tables(home: Path) -> None:
    shown = table(open_page(home, "foreign"), "外国人住民の増減の内訳").body
    rows = query(
        home,
        f"""
        select label_ja, sum(value) filter (stat_month between '2019-03-01' and '2020-02-01'),
            sum(value) filter (stat_month between '2018-03-01' and '2019-02-01')
        from movement_tables_monthly join report_item_codes using (item_code)
        where municipality_code = '{CITY}' and district_code = ''
            and resident_kind = 'foreign' and sex = 'total'
        group by all
        """,
    )
    sums = {name: [now, before, now - before] for name, now, before in rows if now is not None}
    assert {name: [figure(cell) for cell in cells] for name, *cells in shown} == {
        name: sums[name] for name, *_ in shown
    }
    stocks = {"前月末人口", "当月末人口"}
    assert not stocks & {name for name, *_ in shown} and {"転入（国外）", "その他減（帰化等）"} <= set(sums)


def test_households_with_foreign_residents(home: Path) -> None:
    shown = table(open_page(home, "foreign"), "外国人のいる世帯").body
    rows = query(
        home,
        f"""
        select coalesce(sum(household_count) filter (household_kind_code = '2'), 0),
            coalesce(sum(household_count) filter (household_kind_code = '3'), 0),
            coalesce(sum(household_count) filter (household_kind_code in ('2', '3')), 0)
        from households_monthly where municipality_code = '{CITY}' and month(stat_month) = 2
        group by stat_month order by stat_month desc
        """,
    )
    assert [tuple(map(figure, row[1:4])) for row in shown] == rows
