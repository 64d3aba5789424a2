"""Households of the page are those of the marts, asked by statements of their own."""

from pathlib import Path

import pytest

from tests.dashboards.published_home import AREAS, CITY
from tests.dashboards.reading import figure, open_page, table
from tests.published_marts import query

KINDS = {"total": "true", "japanese": "household_kind_code = '1'"}
TYPED = """
    household_types_monthly join household_type_codes using (household_type_code)
    left join towns using (municipality_code, town_code)
"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("area", AREAS)
def test_sizes(home: Path, area: str, kind: str) -> None:
    shown = table(open_page(home, "households", area=area, nat=kind), "世帯人員別の世帯数").body
    sizes = ", ".join(
        f"coalesce(sum(household_count) filter (least(household_size, 6) = {size}), 0)"
        for size in range(1, 7)
    )
    rows = query(
        home,
        f"""
        select sum(household_count), {sizes},
            round(sum(household_size * household_count) / sum(household_count), 2),
            round(100.0 * coalesce(sum(household_count) filter (household_size = 1), 0)
                / sum(household_count), 1)
        from households_monthly left join towns using (municipality_code, town_code)
        where municipality_code = '{CITY}' and month(stat_month) = 2 and {AREAS[area]} and {KINDS[kind]}
        group by stat_month order by stat_month desc
        """,
    )
    assert [[figure(cell) for cell in cells] for _, *cells in shown] == [
        list(map(float, row)) for row in rows
    ]


@pytest.mark.parametrize("area", ["", "d-01", "0001001.0001002"])
def test_types(home: Path, area: str) -> None:
    shown = table(open_page(home, "households", area=area), "類型別の世帯数")
    names = dict(query(home, "select label_ja, household_type_code from household_type_codes"))
    rows = query(
        home,
        f"""
        select year(stat_month), household_type_code, sum(household_count)
        from {TYPED} where municipality_code = '{CITY}' and month(stat_month) = 2 and {AREAS[area]}
        group by all
        """,
    )
    counts = {(year, code): count for year, code, count in rows}
    for year, (_, *cells) in zip((2020, 2019, 2018), shown.body, strict=True):
        expected = [counts.get((year, code), 0) for code in names.values()]
        assert [figure(cell) for cell in cells[:10]] == [*expected, sum(expected)]
        alone = counts.get((year, "single_65"), 0) / sum(expected) * 100
        assert figure(cells[10]) == pytest.approx(alone, abs=0.051)


@pytest.mark.parametrize(
    ("indicator", "condition"),
    [
        ("single_65", "is_single and is_elderly"),
        ("child", "has_child"),
        ("three_generations", "has_three_generations"),
    ],
)
def test_shares_of_districts(home: Path, indicator: str, condition: str) -> None:
    shown = table(open_page(home, "households", ind=indicator), "地域別の世帯")
    rows = query(
        home,
        f"""
        select coalesce(nullif(district_code, ''), '999') as district,
            sum(household_count) filter (stat_month = '2020-02-01'),
            coalesce(sum(household_count) filter (stat_month = '2020-02-01' and {condition}), 0),
            sum(household_count) filter (stat_month = '2018-02-01'),
            coalesce(sum(household_count) filter (stat_month = '2018-02-01' and {condition}), 0)
        from {TYPED} where municipality_code = '{CITY}' group by district order by district
        """,
    )
    assert [row[1] for row in shown.body] == [f"d-{district}" for district, *_ in rows]
    for (_, _, households, *cells), (_, now, counted, then, counted_then) in zip(
        shown.body, rows, strict=True
    ):
        assert figure(households) == now
        assert figure(cells[-1]) == pytest.approx(100 * (counted / now - counted_then / then), abs=0.0051)
