"""The map's figures are those of the marts, asked by statements of their own; what is masked stays so."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.indicators import INDICATORS
from dashboards.wording import wording
from tests.dashboards.published_home import CITY, NORTH, SOUTH, VILLAGE
from tests.dashboards.reading import HtmlTable, figure, html_of, open_page, read, table
from tests.published_marts import current_marts, query

KINDS = {"total": "1 = 1", "japanese": "resident_kind_code = '1'", "foreign": "resident_kind_code = '2'"}
HOUSEHOLD_KINDS = {"total": "1 = 1", "japanese": "household_kind_code = '1'"}
LEVELS = {"town": "town_code", "district": "coalesce(nullif(district_code, ''), '999')"}
PERSONS = "coalesce(sum(population_count) filter ({}), 0)"
NOW, BEFORE = "stat_month = '2020-02-01'", "stat_month = '2019-02-01'"
ELDERLY, CHILDREN = "age_code between '065' and '100'", "age_code < '015'"
KNOWN = "age_code <> '999'"


def persons(home: Path, level: str, kind: str, *conditions: str) -> dict[str, tuple[int, ...]]:
    """Return residents under each condition, by code of an area."""
    sums = ", ".join(PERSONS.format(condition) for condition in conditions)
    rows = query(
        home,
        f"""
        select {LEVELS[level]}, {sums}
        from population_monthly left join towns using (municipality_code, town_code)
        where municipality_code = '{CITY}' and {KINDS[kind]} group by all
        """,
    )
    return {code: counts for code, *counts in rows}


def areas(app: AppTest) -> HtmlTable:
    """Return the table of all areas: the last one of the page."""
    return read(app).tables[-1]


def by_code(shown: HtmlTable) -> dict[str, list[float | None]]:
    return {row[1]: [figure(cell) for cell in row[2:-1]] for row in shown.body if row[1]}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", LEVELS)
def test_changes(home: Path, level: str, kind: str) -> None:
    shown = by_code(areas(open_page(home, "map", ind="rate1", level=level, nat=kind)))
    expected = persons(home, level, kind, NOW, BEFORE)
    for code, (now, before, change, rate) in shown.items():
        found = expected.get(code, (0, 0))
        assert (now, before, change) == (*found, found[0] - found[1])
        assert rate == (
            pytest.approx(100 * (found[0] - found[1]) / found[1], abs=0.0051) if found[1] else None
        )
    assert {code for code, counts in expected.items() if any(counts)} <= set(shown)


@pytest.mark.parametrize(("ind", "part"), [("elderly", ELDERLY), ("children", CHILDREN)])
@pytest.mark.parametrize("level", LEVELS)
def test_shares_of_ages(home: Path, level: str, ind: str, part: str) -> None:
    shown = by_code(areas(open_page(home, "map", ind=ind, level=level)))
    for code, (whole, counted) in persons(
        home, level, "total", f"{NOW} and {KNOWN}", f"{NOW} and {part}"
    ).items():
        share = pytest.approx(100 * counted / whole, abs=0.051) if whole else None
        assert shown[code] == [whole, counted, share]


def test_the_share_of_foreign_residents_is_of_everybody(home: Path) -> None:
    whole, foreign = (persons(home, "town", kind, NOW) for kind in ("total", "foreign"))
    for kind in ("total", "japanese"):
        shown = by_code(areas(open_page(home, "map", ind="foreign", nat=kind)))
        assert {code: row[:2] for code, row in shown.items() if row[0]} == {
            code: [count, *foreign.get(code, (0,))] for code, (count,) in whole.items() if count
        }


def households(home: Path, kind: str) -> dict[str, float]:
    rows = query(
        home,
        f"""
        select town_code, sum(household_count) from households_monthly
        where municipality_code = '{CITY}' and {NOW} and {HOUSEHOLD_KINDS[kind]} group by all
        """,
    )
    return {code: float(count) for code, count in rows}


@pytest.mark.parametrize("kind", HOUSEHOLD_KINDS)
def test_households(home: Path, kind: str) -> None:
    shown = by_code(areas(open_page(home, "map", ind="households", nat=kind)))
    assert {code: row[0] for code, row in shown.items() if row[0]} == households(home, kind)


def test_persons_per_household_are_of_everybody(home: Path) -> None:
    expected, everybody = households(home, "total"), persons(home, "town", "total", NOW)
    for kind in ("total", "foreign"):
        for code, (residents, count, mean) in by_code(
            areas(open_page(home, "map", ind="members", nat=kind))
        ).items():
            assert (residents, count) == (*everybody.get(code, (0,)), expected.get(code, 0))
            assert mean == (pytest.approx(residents / count, abs=0.0051) if count else None)


def test_the_whole_stands_above_its_parts_and_classes_are_counted(home: Path) -> None:
    app = open_page(home, "map", ind="population")
    whole, *towns = areas(app).body
    assert figure(whole[2]) == sum(figure(row[2]) or 0 for row in towns)
    classes = [row[-1] for row in towns]
    legend = re.findall(r'class="range">(\d)：.*?class="areas">(\d+)地域', html_of(app))
    assert {number: int(count) for number, count in legend} == {
        number: classes.count(number) for number in "12345"
    }
    assert [row[1] for row in towns] == sorted(row[1] for row in towns)


def test_areas_picked_are_summed_and_a_town_counts_once(home: Path) -> None:
    """A district, one of its towns, and a town of the other one."""
    (north,) = query(home, f"select town_code from towns where district_code = '{NORTH}' limit 1")
    (south,) = query(home, f"select town_code from towns where district_code = '{SOUTH}' limit 1")
    app = open_page(home, "map", areas=f"d-{NORTH}.{north[0]}.{south[0]}")
    picked = table(app, "選んだ地域").body
    of_north = persons(home, "district", "total", NOW)[NORTH]
    of_south = persons(home, "town", "total", NOW)[south[0]]
    assert [row[1] for row in picked] == ["", NORTH, north[0], south[0]]
    assert figure(picked[0][2]) == of_north[0] + of_south[0]


def test_the_sentence_names_where_it_shrinks_and_grows_most(home: Path) -> None:
    app = open_page(home, "map", ind="change1", level="district")
    rows = sorted(areas(app).body[1:], key=lambda row: figure(row[4]) or 0)
    (sentence,) = re.findall(r'<p class="answer">(.*?)</p>', html_of(app))
    assert f"最も減ったのは {rows[0][0]}（{rows[0][4]}人）" in sentence
    assert (figure(rows[-1][4]) or 0) > 0 or "増えた地域はありません" in sentence


def test_an_indicator_that_cannot_be_told_is_not_offered(home: Path) -> None:
    """No month five years ago is covered, and cells that are not real have no density."""
    app = open_page(home, "map", ind="density")
    assert wording("map", "ja")("name_ind") in app.info[0].value
    (picker,) = [box for box in app.main.selectbox if box.key == "choice_ind"]
    words = wording("map", "ja")
    offered = [words(one.label) for one in INDICATORS if one.years < 5 and one.code != "density"]
    assert picker.options == offered


def test_a_municipality_without_a_map_has_bars_and_says_so(home: Path) -> None:
    html = html_of(open_page(home, "map", mun=VILLAGE))
    assert "今別町には町丁字の地図データがない" in html
    assert "ボロノイ" not in html and "国土数値情報" not in html


def test_towns_without_a_place_are_listed_and_cells_are_called_approximate(home: Path) -> None:
    html = html_of(open_page(home, "map", ind="population"))
    ((count,),) = query(
        home,
        f"""
        select sum(population_count) from population_monthly
        where municipality_code = '{CITY}' and {NOW} and town_code = '0005000'
        """,
    )
    assert f"内丸（{count}人）" in html
    assert "正式な町界ではありません" in html and "Geolonia" in html


def test_own_polygons_are_not_called_approximate_and_have_a_density(home: Path, tmp_path: Path) -> None:
    (tmp_path / "published").symlink_to(home / "published")
    ring = [[141.0, 40.0], [141.1, 40.0], [141.1, 40.1], [141.0, 40.1], [141.0, 40.0]]
    town = {"properties": {"town_code": "0001001"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    own = tmp_path / "municipalities" / CITY / "towns.geojson"
    own.parent.mkdir(parents=True)
    own.write_text(
        json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", **town}]}), "utf-8"
    )
    app = open_page(tmp_path, "map", ind="density")
    html = html_of(app)
    assert "概略" not in html and "Geolonia" not in html
    ((count,),) = (persons(home, "town", "total", NOW)["0001001"],)
    shown = by_code(areas(app))["0001001"]
    assert shown[0] == count and shown[2] == pytest.approx(count / (shown[1] or 0), abs=0.06)


def test_what_is_masked_is_an_x_wherever_it_enters(home: Path, tmp_path: Path) -> None:
    """A count that is null may not be seen: not in a rate, a change or a sum; the others are classed."""
    shutil.copytree(home / "published", tmp_path / "published")
    with duckdb.connect(str(current_marts(tmp_path))) as connection:
        for mart, count in (
            ("population_monthly", "population_count"),
            ("households_monthly", "household_count"),
        ):
            connection.execute(f"update {mart} set {count} = null where town_code = '0023000'")
    app = open_page(tmp_path, "map", ind="rate1", areas="0023000.0001001")
    (masked,) = [row for row in areas(app).body if row[1] == "0023000"]
    assert masked[2:] == ["X", "X", "X", "X", "X"]
    together, of_masked, of_other = table(app, "選んだ地域").body
    assert set(together[2:]) == set(of_masked[2:]) == {"X"} and "X" not in of_other
    assert 'X：秘匿</span><span class="areas">1地域' in html_of(app)
    assert "大字是川（" not in html_of(app)
