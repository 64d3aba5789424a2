"""Who sees what: every role on every page, by URL and by direct query; and all of it is in the log."""

import time
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from access.readers import reader_of
from access.roles import SEES_DELIVERIES, SEES_FIGURES
from dashboards.publication import Publication, current_publication
from dashboards.session import bound
from dashboards.wording import wording
from store.home import PROJECT_ROOT, Home
from tests.access.granting import granted, write_grants
from tests.dashboards.published_home import CITY, VILLAGE
from tests.dashboards.reading import html_of, run_page, titles
from tests.dashboards.signing_in import claims, home_with_sign_in, logged

PAGE_WORDS = wording("frame", "ja")
SIGN_IN_WORDS = wording("sign_in", "ja")


@pytest.fixture(scope="module")
def guarded_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for all tests that change nothing of it but its log."""
    return home_with_sign_in(home, tmp_path_factory.mktemp("guarded") / "home")


def is_refused(app: AppTest) -> bool:
    return [box.value for box in app.warning] == [PAGE_WORDS("forbidden")]


def test_an_operator_sees_no_count_of_residents(guarded_home: Path) -> None:
    html = html_of(run_page(guarded_home, "quality", user=claims("operator"), mun=CITY))
    words = wording("quality", "ja")
    assert words("sum_heading") in html
    for hidden in ("bounds_heading", "reconciliation_heading"):
        assert words(hidden) not in html


def seen_by(home: Path, subject: str, right: str, municipality_code: str) -> Publication:
    reader = reader_of(Home(home), subject, date.today())
    return bound(current_publication(home), reader, right, municipality_code)


def tables(publication: Publication) -> list[tuple[str]]:
    rows = publication.rows("select view_name from duckdb_views() where not internal")
    return list(rows.iter_rows())  # type: ignore[arg-type]


def municipalities_in(publication: Publication, table: str) -> set[str]:
    return {
        code for (code,) in publication.rows(f"select distinct municipality_code from {table}").iter_rows()
    }


def test_municipalities_never_see_each_other(guarded_home: Path) -> None:
    app = run_page(guarded_home, "overview", user=claims("villager"), mun=CITY)
    assert f"mun={VILLAGE}" in html_of(app) and f"mun={CITY}" not in html_of(app)
    assert [box.value for box in app.info] != [], "that the link asks for another is said"
    assert logged(guarded_home, subject="villager", decision="refused: municipality")
    publication = seen_by(guarded_home, "villager", SEES_FIGURES, VILLAGE)
    lists = {path.stem for path in (PROJECT_ROOT / "seeds").glob("*.csv")}
    every = [
        table
        for (table,) in tables(publication)
        if table not in lists and has_municipality(publication, table)
    ]
    assert len(every) > 15
    assert {code for table in every for code in municipalities_in(publication, table)} <= {VILLAGE}


def test_true_counts_are_those_of_where_the_role_is_held(guarded_home: Path) -> None:
    city, village = (seen_by(guarded_home, "both", SEES_FIGURES, code) for code in (CITY, VILLAGE))
    assert (city.is_gated, city.municipality_codes) == (False, (CITY,))
    assert (village.is_gated, village.municipality_codes) == (True, (CITY, VILLAGE))


def test_deliveries_are_seen_where_they_occur(guarded_home: Path) -> None:
    """The list that was compared later is the city's alone."""
    ledgers = {
        code: set(seen_by(guarded_home, "both", SEES_DELIVERIES, code).rows(LEDGER).iter_rows())
        for code in (CITY, VILLAGE)
    }
    city = seen_by(guarded_home, "operator", SEES_DELIVERIES, CITY)
    village = seen_by(guarded_home, "villager", SEES_DELIVERIES, VILLAGE)
    every = set(current_publication(guarded_home).rows(LEDGER).iter_rows())
    assert ledgers[CITY] == ledgers[VILLAGE] == every
    assert set(city.rows(LEDGER).iter_rows()) > set(village.rows(LEDGER).iter_rows()) != set()
    names = [name for (name,) in village.rows("select file from delivery_ledger").iter_rows()]
    assert "later_list.csv" not in names


LEDGER = "select delivery_id, received from delivery_ledger"


def has_municipality(publication: Publication, table: str) -> bool:
    return "municipality_code" in publication.rows(f"select * from {table} limit 0").columns


def test_a_reader_of_two_is_offered_both(guarded_home: Path) -> None:
    app = run_page(guarded_home, "overview", user=claims("both"))
    assert len(app.sidebar.selectbox(key="choice_mun").options) == 2


REFUSED: dict[str, dict[str, object]] = {
    "second_factor": {"sub": "viewer", "amr": ["pwd"]},
    "no_grant": {"sub": "nobody"},
    "expired": {"sub": "viewer", "iat": int(time.time()) - 8 * 3600},
}


@pytest.mark.parametrize("reason", REFUSED)
@pytest.mark.parametrize("page", ["overview", "log"])
def test_who_is_not_admitted_sees_a_sentence_and_nothing_else(
    guarded_home: Path, reason: str, page: str
) -> None:
    app = run_page(guarded_home, page, user={**claims(""), **REFUSED[reason]})
    assert SIGN_IN_WORDS(reason) in html_of(app)
    assert not app.sidebar.children and "<table" not in html_of(app)
    record = logged(guarded_home, subject=REFUSED[reason]["sub"])[-1]
    assert (record["decision"], record["page"], record["role"]) == (f"refused: {reason}", "sign_in", "")


def test_nobody_sees_anything_before_signing_in(guarded_home: Path) -> None:
    app = run_page(guarded_home, "movements", ym="2019-03")
    assert titles(app) == [SIGN_IN_WORDS("title")] and not app.sidebar.children
    assert "/sign-in?to=" in html_of(app) and "ym%3D2019-03" in html_of(app)


def test_a_revoked_role_is_locked_out_at_the_next_run(own_home: Path) -> None:
    app = run_page(own_home, "movements", user=claims("viewer"))
    assert titles(app) == [wording("movements", "ja")("title")]
    write_grants(own_home, CITY, granted("analyst", "analyst"))
    app.run()
    assert SIGN_IN_WORDS("no_grant") in html_of(app) and "<table" not in html_of(app)
    assert logged(own_home)[-1]["decision"] == "refused: no_grant"
    write_grants(own_home, CITY, granted("viewer", "auditor"))
    assert is_refused(app.run()), "another role opens other pages"


def test_a_malformed_file_lets_nobody_in(own_home: Path) -> None:
    path = write_grants(own_home, CITY, granted("viewer", "viewer", purpose=""))
    assert SIGN_IN_WORDS("no_grant") in html_of(run_page(own_home, "overview", user=claims("viewer")))
    path.write_bytes(b"\xff\xfe")
    assert SIGN_IN_WORDS("no_grant") in html_of(run_page(own_home, "overview", user=claims("viewer")))


def test_a_second_sign_in_ends_the_first(own_home: Path) -> None:
    first = run_page(own_home, "overview", user=claims("viewer"))
    second = run_page(own_home, "overview", user=claims("viewer"))
    assert titles(second) == ["概況"]
    assert SIGN_IN_WORDS("superseded") in html_of(first.run())
    assert titles(second.run()) == ["概況"]


def test_tabs_of_one_sign_in_live_together(own_home: Path) -> None:
    same = claims("viewer")
    first, second = (run_page(own_home, page, user=same) for page in ("overview", "pyramid"))
    assert titles(first.run()) == ["概況"] and titles(second.run()) == ["人口ピラミッド"]


def test_idle_time_ends_a_sign_in(home: Path, tmp_path: Path) -> None:
    own = home_with_sign_in(home, tmp_path / "home", more="idle_minutes = 0")
    app = run_page(own, "overview", user=claims("viewer"))
    assert SIGN_IN_WORDS("idle") in html_of(app.run())


def test_who_signs_out_is_out_in_every_tab(own_home: Path) -> None:
    same = claims("viewer")
    tab = run_page(own_home, "pyramid", user=same)
    app = run_page(own_home, "overview", user=same)
    app.sidebar.button(key="sign_out").click().run()
    assert SIGN_IN_WORDS("signed_out") in html_of(tab.run())
