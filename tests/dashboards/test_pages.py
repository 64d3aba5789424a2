"""Every page in both languages at the extremes of its choices: it answers in its language, without error."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from dashboards.area_names import area_names
from dashboards.queries.areas import Area
from dashboards.session import VIEWS
from dashboards.wording import LANGUAGES, wording
from tests.dashboards.published_home import BASE_MONTH, CITY, FIRST_MONTH, LAST_MONTH, NORTH, SOUTH, VILLAGE
from tests.dashboards.reading import PAGES, figure, html_of, open_page, read, run_page, table
from tests.published_marts import current_marts, query

JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]+")
EXTREMES = {
    "nothing chosen": {},
    "the base month": {"ym": BASE_MONTH},
    "the first month": {"ym": FIRST_MONTH},
    "the last month, foreign residents": {"ym": LAST_MONTH, "nat": "foreign"},
    "fifty residents": {"mun": VILLAGE},
    "fifty residents, none of them foreign": {"mun": VILLAGE, "nat": "foreign", "ym": BASE_MONTH},
}
OWN_EXTREMES = {
    "pyramid": {
        "single ages in shares": {"band": "1", "pct": "1", "cmp": BASE_MONTH},
        "no comparison": {"cmp": "none"},
        "both districts": {"area": f"d-{NORTH}.d-{SOUTH}"},
        "one town of the small one": {"mun": VILLAGE, "area": "0001000"},
    },
    "movements": {
        "ten years of women by the changed date": {"span": "10", "sex": "female", "basis": "event"},
        "one year of a district by the notified date": {
            "span": "1",
            "basis": "notified",
            "area": f"d-{NORTH}",
        },
        "men of a town": {"sex": "male", "area": "0001001"},
    },
    "flows": {
        "women of the own prefecture in one month, five-year ages": {
            "window": "1m",
            "scope": "inside",
            "dir": "in",
            "band": "5",
            "sex": "female",
        },
        "foreign residents to abroad in the calendar year": {
            "window": "year",
            "scope": "abroad",
            "dir": "out",
            "band": "10",
            "nat": "foreign",
        },
    },
    "households": {
        "old people alone of a district": {"ind": "single_65", "area": f"d-{NORTH}"},
        "three generations of a foreign town": {
            "ind": "three_generations",
            "area": "0001001",
            "nat": "foreign",
        },
    },
    "foreign": {"students": {"group": "study"}, "permanent residents": {"group": "permanent"}},
    "map": {
        "rates of districts, two of three picked": {
            "ind": "rate1",
            "level": "district",
            "areas": f"d-{NORTH}.d-{SOUTH}",
        },
        "persons per household of foreign residents, enlarged": {
            "ind": "members",
            "nat": "foreign",
            "view": "centre",
        },
        "bars of the small one": {"mun": VILLAGE, "ind": "change1", "areas": "0001000"},
    },
    "explain": {
        "two years": {"a": "2018-01:register", "b": "2020-01:register"},
        "two bases of a district": {"a": "2019-03", "b": "2019-03:event", "area": f"d-{NORTH}"},
        "two as-known months": {"a": "2019-03:event@2019-02", "b": "2019-03:event@2019-06"},
        "one number and itself": {"a": "2019-03:event", "b": "2019-03:event", "nat": "foreign"},
    },
}
CASES = [
    (page, selection)
    for page in PAGES
    for selection in (*EXTREMES.values(), *OWN_EXTREMES.get(page, {}).values())
]
NAMES = [f"{page}, {name}" for page in PAGES for name in (*EXTREMES, *OWN_EXTREMES.get(page, {}))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("page", "selection"), CASES, ids=NAMES)
def test_the_page_answers(home: Path, page: str, selection: dict[str, str], language: str) -> None:
    app = open_page(home, page, lang=language, **selection)
    html, words = html_of(app), wording(page, language)
    assert f"<h1>{words('title')}</h1>" in html
    (sentence,) = re.findall(r'<p class="answer">(.*?)</p>', html)
    assert sentence and "{" not in sentence and "None" not in html and "nan" not in html
    assert not app.info, "a link that names only what there is needs no notice"
    assert html.count("<table") == html.count("</table>")
    if language == "en":
        assert japanese_beside_names(home, read(app).text) == []


def japanese_beside_names(home: Path, text: list[str]) -> list[str]:
    """Return the Japanese in an English page that is not the name of a place, which has no English one."""
    names = {
        name
        for column, source in (
            ("municipality_name", "municipality_codes"),
            ("town_name", "towns"),
            ("district_name", "districts"),
        )
        for (name,) in query(home, f"select distinct {column} from {source} where {column} is not null")
    }
    longest_first = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    found = JAPANESE.findall(" ".join(longest_first.sub("", one) for one in text))
    return sorted(set(found))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_its_head_and_its_sidebar(home: Path, page: str, language: str) -> None:
    app = open_page(home, page, lang=language)
    words = wording(page, language)
    (source,) = re.findall(r'<p class="source">(.*?)</p>', html_of(app))
    ((version, made_at),) = query(
        home, "select 'v0001', strftime(max(loaded_at), '%Y-%m-%d %H:%M') from delivery_ledger"
    )
    month = {
        "ja": "2020年2月末現在（3月1日午前0時）",
        "en": "As of the end of February 2020 (0:00 on 1 March)",
    }
    assert all(part in source for part in (month[language], words("source"), version, made_at))
    labels = [widget.label for widget in (*app.sidebar.segmented_control, *app.sidebar.selectbox)]
    assert sorted(labels) == sorted(
        words(name) for name in ("language", "nationality", "month", "municipality")
    )
    assert app.sidebar.selectbox[0].options[0] == {"ja": "2020年2月(R2.2)", "en": "February 2020"}[language]
    assert words("demo_notice") in html_of(app)


@pytest.mark.parametrize(("month", "name"), [("2019-04", "2019年4月(H31.4)"), ("2019-05", "2019年5月(R1.5)")])
def test_months_are_named_in_both_calendars(home: Path, month: str, name: str) -> None:
    assert f"{name}末の総人口は" in html_of(open_page(home, "overview", ym=month))


def test_an_unknown_choice_of_a_link_is_replaced_and_said(home: Path) -> None:
    app = open_page(home, "pyramid", ym="1999-01", nat="martian", area="d-01.9999998", band="5")
    (notice,) = [box.value for box in app.info]
    words = wording("pyramid", "ja")
    assert all(words(f"name_{name}") in notice for name in ("ym", "nat", "area"))
    assert words("name_band") not in notice
    assert "2020年2月(R2.2)末の北地区（総数）" in html_of(app)


def test_a_page_keeps_its_choices_in_the_other_language(home: Path) -> None:
    japanese = open_page(home, "movements", lang="ja", ym="2019-03", sex="female", area=f"d-{SOUTH}")
    english = open_page(home, "movements", lang="en", ym="2019-03", sex="female", area=f"d-{SOUTH}")
    figures = [[[figure(cell) for cell in row[1:]] for row in table.body] for table in read(japanese).tables]
    assert figures == [
        [[figure(cell) for cell in row[1:]] for row in table.body] for table in read(english).tables
    ]


def test_towns_are_those_of_the_municipality_and_told_apart(home: Path) -> None:
    """The small one's towns are not in the master, so each is called by its code."""
    towns = table(open_page(home, "overview", mun=VILLAGE), "町丁字別の人口と増減").body
    rows = query(
        home, f"select distinct town_code from population_monthly where municipality_code = '{VILLAGE}'"
    )
    assert sorted(row[:2] for row in towns) == sorted([f"町字 {code}", code] for (code,) in rows)


@pytest.mark.parametrize(("language", "called"), [("ja", "緑町（0000002）"), ("en", "緑町 (0000002)")])
def test_two_towns_of_one_name_are_told_apart_by_their_codes(language: str, called: str) -> None:
    """A district keeps its plain name: its town is the one that is told apart."""
    named = {"d-01": "北", "0000001": "緑町", "0000002": "緑町", "0000003": "北", "0000004": "南"}
    areas = {
        code: Area(code, name, (code,), (code,), district_code="01" if code == "d-01" else None)
        for code, name in named.items()
    }
    names = area_names(areas, wording("overview", language), {})
    assert names["0000002"] == called and (names["d-01"], names["0000004"]) == ("北", "南")
    assert len({*names.values()}) == len(names)


def test_a_home_without_a_published_version_says_what_to_do(tmp_path: Path) -> None:
    for language, command in (("ja", "load"), ("en", "build")):
        app = open_page(tmp_path, "overview", lang=language)
        words = wording("frame", language)
        assert words("nothing_published_title") in html_of(app)
        assert [box.value for box in app.info] == [words("nothing_published")]
        assert command in words("nothing_published")


def test_a_failure_is_a_sentence_with_a_number(home: Path, tmp_path: Path) -> None:
    """No traceback, no English: the log has the rest under that number. Other pages still answer."""
    shutil.copytree(home / "published", tmp_path / "published")
    with duckdb.connect(str(current_marts(tmp_path))) as connection:
        connection.execute("drop table movement_tables_monthly")
    app = run_page(tmp_path, "movements")
    (said,) = [box.value for box in app.error]
    sentence, number = said.split("\n\n")
    assert sentence == wording("frame", "ja")("error")
    assert re.fullmatch("エラー番号 [0-9a-f]{8}", number)
    assert not app.exception
    assert "<h1>概況</h1>" in html_of(open_page(tmp_path, "overview"))


def test_both_languages_say_the_same_things() -> None:
    for view in VIEWS:
        japanese, english = (wording(view.NAME, language).texts for language in LANGUAGES)
        assert japanese.keys() == english.keys()
        assert [
            key
            for key, text in english.items()
            if JAPANESE.search(text.replace("言語", "").replace("日本語", ""))
        ] == []


def test_the_city_is_shown_first(home: Path) -> None:
    assert f"mun={CITY}" in html_of(open_page(home, "overview"))
