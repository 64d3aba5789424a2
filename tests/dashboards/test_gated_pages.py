"""Pages for readers who may not see small figures: equal to the true marts or `X`, in every outlet."""

import re
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.formats import number, percentage
from dashboards.publication import current_publication, gated
from dashboards.queries.areas import areas
from tests.dashboards.published_home import CITY, LAST_MONTH, MONTHS, NORTH, VILLAGE
from tests.dashboards.reading import (
    PAGES,
    HtmlTable,
    figure,
    html_of,
    open_gated_page,
    open_page,
    read,
    table,
)
from tests.published_marts import current_marts, query

TOWNS = ("0117000", "0001001", "0025000")
"""A large town, a small one, and one between."""
LAST = f"{LAST_MONTH}-01"


def gated_rows(home: Path, statement: str) -> list[tuple]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{current_marts(home).with_name('gated.duckdb')}' as gated (read_only)")
        connection.execute("use gated")
        return connection.execute(statement).fetchall()


def expected(truth: int | None, masked: bool) -> str:
    return "X" if masked else number(truth or 0)


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("foreign", "map", "flows", "sql")])
@pytest.mark.parametrize("municipality", [CITY, VILLAGE])
def test_the_whole_looks_the_same_to_everybody(home: Path, page: str, municipality: str) -> None:
    """But for what tells of towns: the table of towns, and the cells of a reconciliation."""
    of_towns = ("町丁字別の人口と増減", "差のある区分", "地域別の世帯")
    shown, true = (
        [each for each in tables if not each.caption.startswith(of_towns)]
        for tables in (
            read_tables(open_gated_page(home, page, mun=municipality)),
            read_tables(open_page(home, page, mun=municipality)),
        )
    )
    assert [(each.caption, each.rows) for each in shown] == [(each.caption, each.rows) for each in true]
    assert shown


def read_tables(app: AppTest) -> list[HtmlTable]:
    return read(app).tables


@pytest.mark.parametrize("page", ["pyramid", "movements", "explain"])
@pytest.mark.parametrize("query_of", [{"nat": "foreign"}, {"lang": "en", "ym": MONTHS[3]}])
def test_a_district_looks_the_same_to_everybody(home: Path, page: str, query_of: dict[str, str]) -> None:
    link = {"area": f"d-{NORTH}", **query_of}
    shown, true = (read_tables(run(home, page, **link)) for run in (open_gated_page, open_page))
    assert [each.rows for each in shown] == [each.rows for each in true]


@pytest.mark.parametrize("kind", ["total", "japanese", "foreign"])
def test_towns_of_the_overview(home: Path, kind: str) -> None:
    """Residents and shares of elderly of all ten towns shown, against the true marts and the masks."""
    codes = {"total": ("1", "2"), "japanese": ("1",), "foreign": ("2",)}[kind]
    rows = table(open_gated_page(home, "overview", nat=kind), "町丁字別の人口と増減").body
    masks = {
        (town, age): count is None
        for town, age, count in gated_rows(
            home,
            f"""
            select town_code, age_class, population_count from town_population_monthly
            where municipality_code = '{CITY}' and stat_month = '{LAST}' and sex_code = 'total'
                and resident_kind = '{kind}'
            """,
        )
    }
    true = {
        town: (count, elderly)
        for town, count, elderly in query(
            home,
            f"""
            select town_code, sum(population_count),
                coalesce(sum(population_count) filter (age_code between '065' and '100'), 0)
            from population_monthly where municipality_code = '{CITY}' and stat_month = '{LAST}'
                and resident_kind_code in {(*codes, "")} group by town_code
            """,
        )
    }
    assert len(rows) == 10
    for _, town, population, *_, elderly_rate in rows:
        count, elderly = true.get(town, (0, 0))
        hides = masks.get((town, "total"), False)
        assert population == expected(count, hides)
        hides_rate = hides or masks.get((town, "65+"), False) or masks.get((town, "unknown"), False)
        rate = percentage(float(elderly), float(count))
        assert elderly_rate == ("X" if hides_rate else number(rate, 1))


@pytest.mark.parametrize(
    "area", ["0117000", "0001001", "0117000.0025000", f"d-{NORTH}.0117000", f"d-{NORTH}.0003001"]
)
def test_ages_of_towns(home: Path, area: str) -> None:
    """A selection is the sum of its districts and towns; masked as soon as one of its towns is."""
    rows = table(open_gated_page(home, "pyramid", area=area, cmp="none"), "性別・年齢別人口").body
    offered = areas(gated(current_publication(home)), CITY)
    chosen = [offered[code] for code in area.split(".")]
    towns = {town for one in chosen for town in one.town_codes}
    of_districts = {town for one in chosen if one.district_code for town in one.town_codes}
    for column, sex in enumerate(("1", "2", "total")):
        true, masked = ages(home, towns, sex), masked_ages(home, towns - of_districts, sex)
        for age, *cells in rows:
            assert cells[column] == expected(true.get(age), age in masked), (age, sex)


def ages(home: Path, towns: set[str], sex: str) -> dict[str, int]:
    """Return the persons of towns by label of the five-year band, and all of them."""
    rows = query(
        home,
        f"""
        select coalesce(age_band_codes.label_ja, '計'), sum(population_count)
        from population_monthly join age_codes using (age_code) left join age_band_codes using (age_band_code)
        where municipality_code = '{CITY}' and stat_month = '{LAST}'
            and town_code in {(*towns, "")} and '{sex}' in (sex_code, 'total')
        group by grouping sets ((age_band_codes.label_ja), ())
        """,
    )
    return dict(rows)


def masked_ages(home: Path, towns: set[str], sex: str) -> set[str]:
    """Return the labels of the bands that are masked in one of these towns."""
    rows = gated_rows(
        home,
        f"""
        select coalesce(label_ja, '計') from town_population_monthly
        left join age_band_codes on age_class = age_band_code
        where municipality_code = '{CITY}' and stat_month = '{LAST}' and sex_code = '{sex}'
            and resident_kind = 'total' and town_code in {(*towns, "")} and population_count is null
            and (age_class = 'total' or label_ja is not null)
        """,
    )
    return {label for (label,) in rows}


def test_movements_of_towns(home: Path) -> None:
    """All months, every part; what has no masks is the true count, the net is masked with any part."""
    names = ["in_migration", "birth", "other_add", "out_migration", "death", "other_remove"]
    for town in TOWNS:
        rows = table(open_gated_page(home, "movements", area=town, span="10"), "月別・事由別の異動数").body
        true = query(
            home,
            f"""
            select strftime(stat_month, '%Y-%m'), component, sum(movement_count)
            from movements_monthly join reason_codes using (reason_code)
            where municipality_code = '{CITY}' and town_code = '{town}' and basis_code = 'register'
            group by all
            """,
        )
        counts = {(month, component): count for month, component, count in true}
        masks = set(
            gated_rows(
                home,
                f"""
                select strftime(stat_month, '%Y-%m'), component from town_movements_monthly
                where municipality_code = '{CITY}' and town_code = '{town}' and movement_count is null
                """,
            )
        )
        assert len(rows) == len(MONTHS) - 1
        for month, (_, *cells) in zip(MONTHS, rows, strict=False):
            for name, cell in zip(names, cells, strict=False):
                assert cell == expected(counts.get((month, name)), (month, name) in masks)
            if "X" in cells[:-1]:
                assert cells[-1] == "X"


@pytest.mark.parametrize("link", [{"sex": "male"}, {"basis": "event"}, {"nat": "foreign"}])
def test_what_masked_tables_do_not_cut_is_masked_of_towns(home: Path, link: dict[str, str]) -> None:
    rows = table(open_gated_page(home, "movements", area="0117000", **link), "月別・事由別の異動数").body
    assert {cell for _, *cells in rows for cell in cells} == {"X"}


def test_what_a_reader_cannot_have_is_not_offered(home: Path) -> None:
    """Towns of なぜ違う, single years of towns, towns in a table of one's own, by link as by picker."""
    for page, link in {
        "explain": {"area": "0117000"},
        "pyramid": {"area": "0117000", "band": "1"},
        "table": {"rows": "town"},
    }.items():
        app = open_gated_page(home, page, **link)
        assert any("既定の値に置き換えました" in box.value for box in app.info), page
    explain = open_gated_page(home, "explain")
    assert {code for code in explain.multiselect[0].options if "丁目" in code} == set()
    plan = open_gated_page(home, "table", subject="movements")
    offered = [option for box in plan.multiselect for option in box.options]
    assert "町丁字" not in offered and "5歳階級" not in offered and "地区" in offered


@pytest.mark.parametrize(
    ("page", "link"), [("pyramid", {"area": "0001001"}), ("movements", {"area": "0001001"})]
)
def test_charts_and_titles_hold_no_masked_figure(home: Path, page: str, link: dict[str, str]) -> None:
    """A masked bar has no value, and the page says that it is not drawn."""
    app = open_gated_page(home, page, **link)
    html = html_of(app)
    assert "秘匿した数（X）は図に描いていません" in html
    (answer,) = re.findall(r'class="answer">([^<]*)<', html)
    if page == "pyramid":
        assert "X" in answer or figure(answer) is None
    masked = html.count("<td>X</td>")
    assert masked > 10
