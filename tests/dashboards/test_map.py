"""The map's figures are those of the marts, asked by statements of their own; what is masked stays so."""

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.indicators import INDICATORS
from dashboards.wording import wording
from tests.dashboards.published_home import CITY, NORTH, SOUTH, VILLAGE
from tests.dashboards.reading import HtmlTable, figure, html_of, open_gated_page, open_page, read, table
from tests.published_marts import query

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


@pytest.mark.parametrize("ind", ["rate1", "elderly", "foreign", "members"])
def test_a_small_figure_of_a_town_is_an_x_and_so_is_what_is_made_of_it(home: Path, ind: str) -> None:
    """Every other figure is the true one; what is masked has a class and a line of the legend of its own."""
    gated = open_gated_page(home, "map", ind=ind)
    shown, true = (rows_by_code(areas(app)) for app in (gated, open_page(home, "map", ind=ind)))
    assert shown.keys() == true.keys()
    for code, cells in shown.items():
        assert all(cell in ("X", truth) for cell, truth in zip(cells[:-1], true[code][:-1], strict=True))
        assert cells[-2] != "X" or cells[-1] == "X"
    masked = [code for code, cells in shown.items() if cells[-1] == "X"]
    assert 0 < len(masked) < len(shown)
    assert f'X：秘匿</span><span class="areas">{len(masked)}地域' in html_of(gated)


def test_districts_and_the_whole_are_the_same_for_everybody(home: Path) -> None:
    for ind in ("rate1", "elderly", "foreign", "households"):
        query = {"ind": ind, "level": "district", "areas": f"d-{NORTH}.d-{SOUTH}"}
        shown, true = (read(app(home, "map", **query)).tables for app in (open_gated_page, open_page))
        assert [each.rows for each in shown] == [each.rows for each in true]


def test_a_sum_of_picked_areas_is_masked_with_one_of_them(home: Path) -> None:
    """But a town of a district that is picked too is in the district's figure, which everybody may see."""
    (small,) = query(home, f"select town_code from towns where district_code = '{SOUTH}' limit 1")
    whole = table(open_gated_page(home, "map", areas=f"d-{SOUTH}"), "選んだ地域").body
    both = table(open_gated_page(home, "map", areas=f"d-{SOUTH}.{small[0]}"), "選んだ地域").body
    assert both[0][2:] == whole[0][2:] and "X" not in whole[0]
    other = table(open_gated_page(home, "map", areas=f"d-{NORTH}.{small[0]}"), "選んだ地域").body
    assert all(
        together == "X" for together, town in zip(other[0][2:], other[2][2:], strict=True) if town == "X"
    )


def rows_by_code(shown: HtmlTable) -> dict[str, list[str]]:
    return {row[1]: row[2:] for row in shown.body if row[1]}
