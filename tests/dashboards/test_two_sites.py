"""The planners' side: every page from a bundle alone, with no ledger, warehouse or key present."""

from pathlib import Path

import pytest

from access.bundles import pack, unpack
from access.readers import Reader
from adhoc.questions import Question, ask
from adhoc.saved import examples
from adhoc.sight import sight_of
from dashboards.wording import LANGUAGES, wording
from store.home import Home, open_home
from store.published import open_version
from tests.command_line import jukistat
from tests.dashboards.published_home import CITY, NORTH
from tests.dashboards.reading import PAGES, html_of, open_page, read, table, titles
from tests.dashboards.serving import serving


@pytest.fixture(scope="module")
def planners(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds what came in a bundle and nothing else."""
    folder = tmp_path_factory.mktemp("two_sites")
    bundle = folder / "month.bundle"
    pack(open_home(home), bundle)
    there = open_home(folder / "planners")
    unpack(there, bundle, key_file=folder / "month.bundle.pub")
    return there.root


def test_nothing_but_gated_marts_has_crossed(planners: Path) -> None:
    crossed = {path.name for path in planners.rglob("*") if path.is_file() and path.name != ".lock"}
    assert crossed <= {"CURRENT", "gated.duckdb", "manifest.json", "bundle.json", "publish.pub", "store.json"}
    assert not Home(planners).ledger.exists() and not Home(planners).key_zone.exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_pages_draw_from_the_bundle_alone(planners: Path, page: str, language: str) -> None:
    app = open_page(planners, page, mun=CITY, lang=language)
    assert titles(app) == [wording(page, language)("title")]
    assert any(table.body for table in read(app).tables)


def test_log_is_that_of_this_side(planners: Path) -> None:
    open_page(planners, "explain", mun=CITY)
    pages = {row[3] for row in table(open_page(planners, "log", mun=CITY), "閲覧履歴").body}
    assert wording("explain", "ja")("title") in pages


def test_forms_stay_on_the_other_side(planners: Path) -> None:
    page = open_page(planners, "export", mun=CITY)
    assert wording("export", "ja")("not_on_this_side") in html_of(page)
    assert not read(page).tables and not page.code


@pytest.mark.parametrize("area", ["", f"d-{NORTH}"])
def test_city_and_districts_are_the_same_on_both_sides(home: Path, planners: Path, area: str) -> None:
    for page in ("pyramid", "movements", "explain"):
        here, there = (read(open_page(side, page, mun=CITY, area=area)) for side in (home, planners))
        assert [table.rows for table in there.tables] == [table.rows for table in here.tables]


def test_a_table_of_ones_own_is_the_same_on_both_sides(home: Path, planners: Path) -> None:
    link = {"mun": CITY, "subject": "movements", "rows": "district"}
    here, there = (open_page(side, "table", **link) for side in (home, planners))
    assert not there.info, "the link is taken as it is"
    assert [each.rows for each in read(there).tables] == [each.rows for each in read(here).tables]
    assert table(there, "").body


def test_a_query_sees_what_an_analyst_of_the_other_side_sees(home: Path, planners: Path) -> None:
    example = examples()["population-by-age-group"]
    answers = []
    for side, role in ((home, "analyst"), (planners, "analyst"), (planners, "statistician")):
        sight = sight_of(open_version(Home(side)), Reader("who", {CITY: (role,)}), CITY)
        assert sight.is_masked
        answers.append(ask(Question(example.statement, sight)))
    here, *there = (answer.rows.rows() for answer in answers)
    assert here and all(rows == here for rows in there)
    app = open_page(planners, "sql", mun=CITY, q="population-by-age-group")
    app.button(key="sql_run").click().run()
    words = wording("sql", "ja")
    assert words("result_heading") in html_of(app) and not app.warning and not app.error
    assert words("sight_masked") in html_of(app)


def test_verbs_answer_from_the_bundle_or_say_who_can(planners: Path) -> None:
    assert "Published: version v0001" in jukistat(planners, "status").stdout
    explain = ("explain", "--from", "2020-01", "--to", "2020-02", "--municipality", CITY, "--area")
    assert "Check: " in jukistat(planners, *explain, f"d-{NORTH}").stdout
    for refused in ((*explain, "0001001"), ("export", "--month", "2020-02", "--audience", "internal")):
        said = jukistat(planners, *refused, exit_code=2).stderr
        assert "on the register's side" in said and len(said.splitlines()) == 1


def test_the_server_serves_the_bundle_and_refuses_one_that_was_changed(planners: Path) -> None:
    with serving(planners) as server:
        assert server.process.poll() is None
    (gated,) = planners.glob("published/*/gated.duckdb")
    whole = gated.read_bytes()
    gated.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        with pytest.raises(AssertionError, match="not what the register's side signed"), serving(planners):
            pass
    finally:
        gated.write_bytes(whole)
