"""The reader's own table: every figure is that of the marts, and a link makes the table again."""

import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.saved_tables import SavedTable, save_table, saved_tables
from store.errors import UsageError
from store.home import Home
from tests.dashboards.published_home import CITY, LAST_MONTH, MONTHS, VILLAGE
from tests.dashboards.reading import HtmlTable, figure, open_page, read
from tests.published_marts import query

POPULATION = {
    "sex": "(select label_ja from sex_codes as list where list.sex_code = cells.sex_code)",
    "nationality": """(select label_ja from resident_kind_codes as list
        where list.resident_kind_code = cells.resident_kind_code)""",
    "age_group": """(select list.label_ja from age_codes join age_group_codes as list using (age_group_code)
        where age_codes.age_code = cells.age_code)""",
    "age_band": """(select list.label_ja from age_codes join age_band_codes as list using (age_band_code)
        where age_codes.age_code = cells.age_code)""",
    "district": """coalesce((select district_name from towns join districts
        using (municipality_code, district_code) where towns.municipality_code = cells.municipality_code
            and towns.town_code = cells.town_code), '地区なし（町字不明を含む）')""",
    "town": """coalesce((select town_name from towns where towns.municipality_code = cells.municipality_code
        and towns.town_code = cells.town_code), '町字不明')""",
    "month": "strftime(stat_month, '%Y年%-m月')",
}
HOUSEHOLDS = {
    "district": POPULATION["district"],
    "household_kind": """(select label_ja from household_kind_codes as list
        where list.household_kind_code = cells.household_kind_code)""",
    "household_size": "case when household_size >= 6 then '6人以上' else household_size || '人' end",
    "month": POPULATION["month"],
}
MOVEMENTS = {
    "reason": "(select label_ja from reason_codes as list where list.reason_code = cells.reason_code)",
    "sex": POPULATION["sex"],
    "nationality": POPULATION["nationality"],
    "district": POPULATION["district"],
    "age_band": """(select label_ja from age_band_codes as list
        where list.age_band_code = cells.age_band_code)""",
    "month": POPULATION["month"],
}
FLOWS = {
    "direction": """(select label_ja from direction_codes as list
        where list.direction_code = cells.direction_code)""",
    "partner_kind": """(select label_ja from partner_kind_codes as list
        where list.partner_kind_code = cells.partner_kind_code)""",
    "sex": POPULATION["sex"],
    "age_band": MOVEMENTS["age_band"],
    "month": POPULATION["month"],
}
REGISTER = "basis_code = 'register' and reason_code <> '00'"
SUBJECTS = {
    "population": (POPULATION, "population_monthly", "sum(population_count)", "true"),
    "households": (HOUSEHOLDS, "households_monthly", "sum(household_count)", "true"),
    "movements": (MOVEMENTS, "movements_monthly", "sum(population_sign * movement_count)", REGISTER),
    "flows": (FLOWS, "migration_flows_monthly", "sum(person_count)", "true"),
}
"""Of each subject: the names of a row's codes by dimension in SQL, the mart, the measure, the condition."""
SPANS = {"month": MONTHS[:1], "last12": MONTHS[:12], "same": [LAST_MONTH, "2019-02", "2018-02"]}
HEAD = "計"


def chosen_tables() -> Iterator[dict[str, str]]:
    """Yield tables somebody might ask for: random sides and times of every subject."""
    dice = random.Random(20260401)
    for subject, (dimensions, *_) in SUBJECTS.items():
        for _ in range(5):
            *rows, column = dice.sample(sorted(dimensions), dice.choice((2, 3)))
            time = dice.choice(sorted(SPANS))
            yield {"subject": subject, "rows": ".".join(rows), "column": column, "time": time}


@pytest.mark.parametrize("chosen", list(chosen_tables()), ids=lambda chosen: "-".join(chosen.values()))
def test_every_figure_is_that_of_the_marts(home: Path, chosen: dict[str, str]) -> None:
    shown = own_table(open_page(home, "table", mun=CITY, **chosen))
    expected = figures_of_the_marts(home, chosen)
    rows = len(chosen["rows"].split("."))
    found = {
        (*map(plain, row[:rows]), plain(heading)): figure(cell)
        for row in shown.body
        for heading, cell in zip(shown.rows[0][rows:], row[rows:], strict=True)
        if HEAD not in (row[0], plain(heading))
    }
    assert {key: value for key, value in found.items() if value} == expected
    totals = [figure(cell) for row in shown.body if row[0] == HEAD for cell in row[-1:]]
    if totals and plain(shown.rows[0][-1]) == HEAD:
        assert totals == [sum(expected.values())]


def own_table(app: AppTest) -> HtmlTable:
    return read(app).tables[0]


def plain(heading: str) -> str:
    """Return a heading without its unit and without the year of the era."""
    return heading.partition("(")[0].removesuffix("（人）").removesuffix("（世帯）")


def figures_of_the_marts(home: Path, chosen: dict[str, str]) -> dict[tuple[str, ...], float]:
    """Return the figures that are not zero by the names of their row and column."""
    dimensions, mart, measure, condition = SUBJECTS[chosen["subject"]]
    names = [*chosen["rows"].split("."), chosen["column"]]
    months = SPANS[chosen["time"]]
    if "month" not in names and chosen["subject"] in ("population", "households"):
        months = MONTHS[:1]
    found = query(
        home,
        f"""
        select {", ".join(dimensions[name] for name in names)}, {measure} from {mart} as cells
        where municipality_code = '{CITY}' and {condition}
            and strftime(stat_month, '%Y-%m') in ({", ".join(f"'{month}'" for month in months)})
        group by all having {measure} <> 0
        """,
    )
    return {tuple(key): float(value) for *key, value in found}


def test_shares_and_changes(home: Path) -> None:
    counts = own_table(open_page(home, "table", mun=CITY, rows="age_group", column="sex")).figures()
    shares = own_table(
        open_page(home, "table", mun=CITY, rows="age_group", column="sex", show="column_share")
    ).figures()
    changes = own_table(
        open_page(home, "table", mun=CITY, rows="age_group", column="sex", show="change_year")
    ).figures()
    earlier = own_table(
        open_page(home, "table", mun=CITY, rows="age_group", column="sex", ym="2019-02")
    ).figures()
    for name, row in counts.items():
        for position, count in enumerate(row):
            whole = counts[HEAD][position]
            assert shares[name][position] == (
                pytest.approx(100 * count / whole, abs=0.051) if whole else None
            )
            assert changes[name][position] == count - earlier[name][position]


def test_a_change_from_a_month_nobody_covers_is_no_zero(home: Path) -> None:
    app = open_page(home, "table", mun=CITY, rows="month", time="same", show="change_year")
    first = own_table(app).body[0]
    assert set(first[1:]) == {"…"}


def test_filters_keep_what_they_name(home: Path) -> None:
    whole = own_table(open_page(home, "table", mun=CITY, rows="age_band", column="nationality")).figures()
    app = open_page(
        home, "table", mun=CITY, rows="age_band", column="nationality", only_sex="2", nat="foreign"
    )
    shown = own_table(app)
    ((count,),) = query(
        home,
        f"""
        select sum(population_count) from population_monthly where municipality_code = '{CITY}'
            and stat_month = '{LAST_MONTH}-01' and sex_code = '2' and resident_kind_code = '2'
        """,
    )
    assert shown.rows[0][1:] == ["外国人（人）"]
    assert shown.figures()[HEAD] == [count]
    assert "女" in shown.caption
    assert whole[HEAD][-1] > count


def test_a_table_too_large_to_be_read_is_not_drawn(home: Path) -> None:
    app = open_page(home, "table", mun=CITY, rows="town.sex", column="age")
    assert read(app).tables == []
    assert "大きすぎます" in app.warning[0].value


@pytest.mark.parametrize("side", ["rows", "column"])
def test_where_no_districts_are_defined_no_table_is_cut_by_them(home: Path, side: str) -> None:
    city, village = (open_page(home, "table", mun=code, **{side: "district"}) for code in (CITY, VILLAGE))
    assert len(own_table(village).body) > 1
    names = [{*app.multiselect(key="choice_rows").options} for app in (city, village)]
    assert names[0] - names[1] == {"地区"}


def test_untouched_rows_are_never_what_the_columns_are(home: Path) -> None:
    shown = own_table(open_page(home, "table", mun=VILLAGE, subject="flows", column="partner_kind"))
    assert shown.rows[0][0] != "国内・国外"
    assert {len(row) for row in shown.rows} == {len(shown.rows[0])}


def test_rows_and_columns_change_places(home: Path) -> None:
    app = open_page(home, "table", mun=CITY, rows="age_group", column="nationality")
    before = own_table(app)
    app.button(key="turn_table").click().run()
    after = own_table(app)
    assert [row[0] for row in after.body] == ["計", "日本人", "外国人"]
    assert after.figures()["外国人"][0] == before.figures()["年少人口（0～14歳）"][1]
    assert app.query_params["rows"] == "nationality"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_untouched_tables_speak_both_languages(home: Path, subject: str, language: str) -> None:
    app = open_page(home, "table", subject=subject, lang=language)
    shown = own_table(app)
    assert len(shown.body) > 1
    assert any(figure(cell) for row in shown.body for cell in row[1:])


def test_saved_tables_are_links(home: Path, tmp_path: Path) -> None:
    """Fixed ones name their month; others leave it to the data and go on."""
    place = Home(tmp_path)
    for title, link in (("固定", "ym=2019-03&rows=sex"), ("最新", "rows=sex&time=last12")):
        save_table(place, CITY, SavedTable(title, link))
    save_table(place, CITY, SavedTable("固定", "ym=2019-04&rows=sex"))
    assert saved_tables(place, CITY) == [
        SavedTable("固定", "ym=2019-04&rows=sex"),
        SavedTable("最新", "rows=sex&time=last12"),
    ]
    assert saved_tables(place, "023035") == []
    for title in ("", "x" * 61, "a\nb"):
        with pytest.raises(UsageError):
            save_table(place, CITY, SavedTable(title, "rows=sex"))


@pytest.mark.parametrize(("time", "month"), [("fixed", True), ("moving", False)])
def test_a_table_is_saved_and_removed_on_the_page(home: Path, time: str, month: bool) -> None:
    app = open_page(home, "table", mun=CITY, rows="sex.nationality", column="month", time="last12", lang="en")
    title = f"table {time}"
    app.text_input(key="save_title").set_value(title)
    app.radio(key="save_time").set_value(time)
    next(button for button in app.button if button.label == "Save this table").click()
    app.run()
    (saved,) = [table for table in saved_tables(Home(home), CITY) if table.title == title]
    chosen = dict(parse_qsl(saved.query))
    assert ("ym" in chosen, chosen["rows"], "lang" in chosen) == (month, "sex.nationality", False)
    again = open_page(home, "table", **chosen, lang="en")
    assert own_table(again).rows == own_table(app).rows
    again.selectbox(key="remove_title").select(title)
    next(button for button in again.button if button.label == "Remove").click()
    again.run()
    assert title not in [table.title for table in saved_tables(Home(home), CITY)]
