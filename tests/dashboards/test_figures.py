"""The figures of the pages are those of the marts, asked by statements of their own."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.dashboards.published_home import AREAS, CITY, LAST_MONTH, MONTHS, VILLAGE
from tests.dashboards.reading import figure, html_of, open_page, table
from tests.published_marts import query

KINDS = {"total": "1 = 1", "japanese": "resident_kind_code = '1'", "foreign": "resident_kind_code = '2'"}


def one(home: Path, statement: str) -> float | None:
    ((value,),) = query(home, statement)
    return None if value is None else float(value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("municipality", [CITY, VILLAGE])
def test_key_figures_of_every_month(home: Path, municipality: str, kind: str) -> None:
    months = table(open_page(home, "overview", mun=municipality, nat=kind), "月別の主な数値").body
    stocks = query(
        home,
        f"""
        select sum(population_count) filter ({KINDS[kind]}),
            sum(population_count) filter ({KINDS[kind]} and sex_code = '1'),
            sum(population_count) filter ({KINDS[kind]} and sex_code = '2'),
            round(100.0 * sum(population_count) filter ({KINDS[kind]} and age_code between '065' and '100')
                / sum(population_count) filter ({KINDS[kind]} and age_code <> '999'), 1),
            sum(population_count) filter (resident_kind_code = '2')
        from population_monthly where municipality_code = '{municipality}'
        group by stat_month order by stat_month desc
        """,
    )
    assert len(months) == len(stocks) == 27
    for (_, *shown, _, _), (population, male, female, elderly, foreign) in zip(months, stocks, strict=True):
        found = [figure(shown[position]) for position in (0, 1, 2, 4, 5)]
        expected = [population or 0, male or 0, female or 0, elderly, foreign or 0]
        assert found == [
            None if value is None else pytest.approx(float(value), abs=0.051) for value in expected
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_natural_and_social_change_add_up_to_the_difference_of_stocks(home: Path, kind: str) -> None:
    months = table(open_page(home, "overview", nat=kind), "月別の主な数値").body
    natural = query(
        home,
        f"""
        select coalesce(sum(population_sign * movement_count), 0) from covered_months
        left join movements_monthly using (municipality_code, stat_month)
        where municipality_code = '{CITY}' and not is_base_month and {KINDS[kind]}
            and basis_code = 'register' and reason_code in ('13', '23')
        group by stat_month order by stat_month desc
        """,
    )
    if kind == "total":
        assert [figure(row[7]) for row in months[:-1]] == [float(count) for (count,) in natural]
    assert months[-1][7:] == ["…", "…"], "the base month has no flows"
    if kind == "total":
        for later, earlier in pairwise(months):
            change = sum(figure(cell) or 0 for cell in later[7:])
            assert (figure(later[1]) or 0) - (figure(earlier[1]) or 0) == change


@pytest.mark.parametrize(("kind", "codes"), [("total", "123"), ("japanese", "1"), ("foreign", "2")])
def test_households(home: Path, kind: str, codes: str) -> None:
    shown = table(open_page(home, "overview", nat=kind), "月別の主な数値").body[0][4]
    expected = one(
        home,
        f"""
        select coalesce(sum(household_count), 0) from households_monthly
        where municipality_code = '{CITY}' and stat_month = '{LAST_MONTH}-01'
            and contains('{codes}', household_kind_code)
        """,
    )
    assert figure(shown) == expected


def test_towns_with_the_largest_change(home: Path) -> None:
    shown = table(open_page(home, "overview"), "町丁字別の人口と増減").body
    changes = query(
        home,
        f"""
        select town_code, coalesce(sum(population_count) filter (stat_month = '2020-02-01'), 0) as now,
            coalesce(sum(population_count) filter (stat_month = '2019-02-01'), 0) as before
        from population_monthly where municipality_code = '{CITY}' group by all
        """,
    )
    by_town = {town: (now, now - before) for town, now, before in changes}
    assert len(shown) == 10
    assert [(figure(row[2]), figure(row[3])) for row in shown] == [by_town[row[1]] for row in shown]
    largest = sorted((abs(change) for _, change in by_town.values()), reverse=True)[:10]
    assert sorted((abs(figure(row[3]) or 0) for row in shown), reverse=True) == largest


def test_three_age_groups(home: Path) -> None:
    shown = table(open_page(home, "overview"), "年齢3区分別人口").body
    groups = query(
        home,
        f"""
        select sum(population_count) filter (age_group_code = '0-14'),
            sum(population_count) filter (age_group_code = '15-64'),
            sum(population_count) filter (age_group_code = '65+'),
            coalesce(sum(population_count) filter (age_group_code = 'unknown'), 0)
        from population_monthly join age_codes using (age_code)
        where municipality_code = '{CITY}' and month(stat_month) = 2
        group by stat_month order by stat_month desc
        """,
    )
    assert [[figure(cell) for cell in row[1:5]] for row in shown] == [list(map(float, row)) for row in groups]
    assert all(sum(figure(cell) or 0 for cell in row[5:]) == pytest.approx(100, abs=0.11) for row in shown)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("area", AREAS)
def test_pyramid(home: Path, area: str, kind: str) -> None:
    app = open_page(home, "pyramid", area=area, nat=kind, cmp="2018-12")
    shown = table(app, "性別・年齢別人口").figures()
    counts = query(
        home,
        f"""
        select bands.label_ja,
            coalesce(sum(population_count) filter (stat_month = '2020-02-01' and sex_code = '1'), 0),
            coalesce(sum(population_count) filter (stat_month = '2020-02-01' and sex_code = '2'), 0),
            coalesce(sum(population_count) filter (stat_month = '2020-02-01'), 0),
            coalesce(sum(population_count) filter (stat_month = '2018-12-01'), 0)
        from population_monthly
        left join towns using (municipality_code, town_code)
        join age_codes using (age_code)
        join age_band_codes as bands using (age_band_code)
        where municipality_code = '{CITY}' and {AREAS[area]} and {KINDS[kind]}
        group by all
        """,
    )
    expected = {
        label: (male, female, both, before, both - before) for label, male, female, both, before in counts
    }
    total = tuple(sum(one[place] for one in expected.values()) for place in range(5))
    for label, (male, female, both, _, before, difference) in shown.items():
        wanted = total if label == "計" else expected.get(label, (0, 0, 0, 0, 0))
        assert (male, female, both, before, difference) == wanted, label


def test_deliveries(home: Path) -> None:
    shown = table(open_page(home, "quality"), "取込ごとの内訳").body
    rows = query(
        home,
        """
        select delivery_id, received, loaded, duplicate, superseded, quarantined, out_of_scope
        from delivery_ledger order by delivery_id desc
        """,
    )
    assert [[figure(cell) for cell in (row[0], *row[5:11])] for row in shown[1:]] == [
        list(row) for row in rows
    ]
    assert [figure(cell) for cell in shown[0][5:11]] == [sum(column) for column in zip(*rows, strict=True)][
        1:
    ]
    assert {row[-1] for row in shown} == {"一致"}


def test_rules_by_month(home: Path) -> None:
    shown = table(open_page(home, "quality"), "月別の件数")
    rules = dict(query(home, "select label_ja, rule_code from quality_rule_codes"))
    rows = query(
        home,
        f"""
        select strftime(stat_month, '%Y-%m'), rule_code, row_count from quality_monthly
        where municipality_code = '{CITY}'
        """,
    )
    counts = {(month, rule): count for month, rule, count in rows}
    for month, (_, *cells) in zip(MONTHS, shown.body, strict=True):
        expected = [counts.get((month, rules[name]), 0) for name in shown.rows[0][1:]]
        assert [figure(cell) for cell in cells] == expected


def test_the_sentence_says_the_number_of_the_table(home: Path) -> None:
    population = one(
        home,
        f"""
        select sum(population_count) from population_monthly
        where municipality_code = '{CITY}' and stat_month = '2020-02-01'
        """,
    )
    assert f"総人口は {population:,.0f}人" in html_of(open_page(home, "overview"))
