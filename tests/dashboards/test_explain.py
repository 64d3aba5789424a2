"""The verb `explain` as it is typed and the page なぜ違う as it is read: the same numbers, exact in both."""

import re
from pathlib import Path

import pytest

from dashboards.address import widget_key
from dashboards.wording import LANGUAGES, wording
from tests.command_line import jukistat, report_of
from tests.dashboards.published_home import AREAS, CITY, NORTH, VILLAGE
from tests.dashboards.reading import figure, html_of, open_page, table
from tests.published_marts import query

KNOWN_THEN, KNOWN_NOW, COUNTED = "2019-03:event@2019-02", "2019-03:event", "2019-03:register"
PAIRS = {
    "two months": ("2018-01:register", "2020-01:register"),
    "two months backwards": ("2020-01:event", "2018-01:event"),
    "two bases": (COUNTED, KNOWN_NOW),
    "two as-known months": (KNOWN_THEN, "2019-03:event@2019-06"),
    "everything at once": ("2018-03:event@2018-05", "2019-09:register"),
}
WHOLE, DISTRICT = "", f"d-{NORTH}"
REFUSED = {
    "is no point": ("2019-3", COUNTED),
    "has flows only": ("2019-03:notified", COUNTED),
    "is no date basis": ("2019-03:moon", COUNTED),
    "never changes with knowledge": ("2019-03@2019-04", COUNTED),
    "2031-01 is not published here; 2017-12 to 2020-02 are": ("2031-01", COUNTED),
    "2016-01 is not published": ("2019-03:event@2016-01", COUNTED),
}


def register_stock(home: Path, month: str, area: str) -> int:
    ((persons,),) = query(
        home,
        f"""
        select sum(population_count) from population_monthly
        left join towns using (municipality_code, town_code)
        where municipality_code = '{CITY}' and stat_month = '{month}-01' and {AREAS[area]}
        """,
    )
    return int(persons)


@pytest.mark.parametrize("area", [WHOLE, DISTRICT])
@pytest.mark.parametrize(("start", "end"), PAIRS.values(), ids=PAIRS)
def test_page_and_verb_tell_the_same_exact_causes(home: Path, start: str, end: str, area: str) -> None:
    chosen = ["--area", area] if area else []
    report = report_of(home, "explain", "--municipality", CITY, "--from", start, "--to", end, *chosen)
    names = dict(query(home, "select explanation_cause_code, label_ja from explanation_cause_codes"))
    shown = table(open_page(home, "explain", a=start, b=end, area=area), "違いの要因").body
    assert [row[0] for row in shown[1:-1]] == [names[cause["cause_code"]] for cause in report["causes"]]
    assert [list(map(figure, row[1:4])) for row in shown[1:-1]] == [
        [cause["increase"], cause["decrease"], cause["change"]] for cause in report["causes"]
    ]
    ends = [report["from"]["value"], report["to"]["value"]]
    assert [figure(shown[0][4]), figure(shown[-1][4])] == ends
    assert figure(shown[-1][3]) == report["difference"] == ends[1] - ends[0]
    assert sum(cause["change"] for cause in report["causes"]) == report["difference"]
    assert figure(shown[-2][4]) == ends[1], "the causes lead to the number they explain"
    for point in (report["from"], report["to"]):
        if point["basis"] == "register":
            assert point["value"] == register_stock(home, point["month"], area)


def test_the_verb_prints_a_table_that_adds_up(home: Path) -> None:
    asked = ("--municipality", CITY, "--from", "2019-03", "--to", "2019-04", "--nat", "japanese")
    first, *causes, last, check = jukistat(home, "explain", *asked, "--sex", "male").stdout.splitlines()
    start, end = (int(line.split()[2].replace(",", "")) for line in (first, last))
    changes = [int(re.findall(r"[+−±]\d+", line)[0].replace("−", "-").replace("±", "")) for line in causes]
    assert first.startswith("From 2019-03:register") and last.startswith("To   2019-04:register")
    assert start + sum(changes) == end
    told = " ".join(f"{change:+}".replace("-", "−") for change in changes if change)
    assert check == f"Check: {start:,} {told} = {end:,}."


def test_the_basis_of_points_that_name_none(home: Path) -> None:
    asked = ("--municipality", VILLAGE, "--from", "2019-03", "--to", "2019-04:register", "--basis", "event")
    report = report_of(home, "explain", *asked)
    assert [report[side]["point"] for side in ("from", "to")] == ["2019-03:event", "2019-04:register"]


@pytest.mark.parametrize(("sentence", "points"), REFUSED.items(), ids=REFUSED)
def test_points_that_cannot_be_explained(home: Path, sentence: str, points: tuple[str, str]) -> None:
    start, end = points
    asked = ("--municipality", CITY, "--from", start, "--to", end)
    assert sentence in jukistat(home, "explain", *asked, exit_code=2).stderr
    app = open_page(home, "explain", a=start, b=end)
    assert [wording("frame", "ja")("name_a") in box.value for box in app.info] == [True]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], f"Name one municipality with --municipality: {CITY}, {VILLAGE}."),
        (["--municipality", CITY, "--area", "d-77"], "'d-77' is no area"),
        (["--municipality", CITY, "--nat", "mixed"], "--nat is one of"),
        (["--municipality", CITY, "--sex", "1"], "--sex is one of"),
    ],
)
def test_options_that_are_not_on_offer(home: Path, options: list[str], sentence: str) -> None:
    asked = ("--from", "2019-03", "--to", "2019-04", *options)
    assert sentence in jukistat(home, "explain", *asked, exit_code=2).stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_names_both_numbers(home: Path, language: str) -> None:
    app = open_page(home, "explain", lang=language, a=KNOWN_THEN, b=COUNTED, area=DISTRICT)
    (sentence,) = re.findall(r'<p class="answer">(.*?)</p>', html_of(app))
    month, known = {
        "ja": ("2019年3月(H31.3)末（計上日）", "2019年2月(H31.2)末までに処理した分"),
        "en": ("end of March 2019 (Counted date)", "recorded by the end of February 2019"),
    }[language]
    assert month in sentence and known in sentence
    assert f"{register_stock(home, '2019-03', DISTRICT):,}" in sentence


def test_the_pickers_write_the_point(home: Path) -> None:
    app = open_page(home, "explain", a="2019-02:register", b=COUNTED)
    assert widget_key("b_known") not in [box.key for box in app.selectbox], "the register basis knows at once"
    (basis,) = [group for group in app.segmented_control if group.key == widget_key("b_basis")]
    basis.set_value("event").run()
    (known,) = [box for box in app.selectbox if box.key == widget_key("b_known")]
    known.set_value("2019-06").run()
    (month,) = [box for box in app.selectbox if box.key == widget_key("a_month")]
    month.set_value("2019-01").run()
    assert app.query_params["a"] == "2019-01:register"
    assert app.query_params["b"] == "2019-03:event@2019-06"
    (basis,) = [group for group in app.segmented_control if group.key == widget_key("b_basis")]
    basis.set_value("register").run()
    assert app.query_params["b"] == COUNTED


@pytest.mark.parametrize(("basis", "explained"), [("event", "event"), ("notified", "register")])
def test_the_movements_lead_to_their_explanation(home: Path, basis: str, explained: str) -> None:
    html = html_of(open_page(home, "movements", ym="2019-03", basis=basis, area=DISTRICT))
    (way,) = re.findall(r'href="(/explain[^"]*)"', html)
    assert f"a=2019-02%3A{explained}&amp;b=2019-03%3A{explained}&amp;area={DISTRICT}" in way
