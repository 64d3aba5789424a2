"""What is logged of visits to pages, and what auditors find: every view, refusal and file, no figure."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from access.log import log_files, log_folder
from access.log_verification import verify_log
from access.readers import reader_of
from dashboards.visits import Visit
from dashboards.wording import wording
from store.home import Home, open_home
from tests.access.granting import granted, write_grants
from tests.dashboards.published_home import CITY
from tests.dashboards.reading import html_of, run_page, table, titles
from tests.dashboards.signing_in import claims, logged

PAGE_WORDS = wording("frame", "ja")


def test_a_view_is_logged_when_it_changes_and_not_when_it_is_run_again(own_home: Path) -> None:
    app = run_page(own_home, "movements", user=claims("viewer"), ym="2019-03")
    app.run()
    app.run()
    opened, shown = logged(own_home)
    assert (opened["decision"], shown["decision"]) == ("opened", "shown")
    assert shown["filters"] == {
        "version": "v0001",
        "lang": "ja",
        "mun": CITY,
        "ym": "2019-03",
        "nat": "total",
        "span": "2",
        "sex": "total",
        "basis": "register",
    }
    assert (opened["rows"], shown["rows"] > 24) == (0, True)  # type: ignore[operator]
    app.sidebar.segmented_control(key="choice_nat").set_value("foreign").run()
    assert [each["filters"]["nat"] for each in logged(own_home)[2:]] == ["foreign", "foreign"]  # type: ignore[index]
    assert verify_log(Home(own_home)).is_whole


def test_a_file_is_logged_with_its_digest_and_made_for_nobody_who_may_not_see_it(tmp_path: Path) -> None:
    home, is_admitted = open_home(tmp_path), [True]
    write_grants(tmp_path, CITY, granted("viewer", "viewer"))
    reader = reader_of(home, "viewer", date.today())
    visit = Visit(home, reader, CITY, "pyramid", {"ym": "2019-03"}, admits=lambda: is_admitted[0])
    assert visit.hand_out(b"a,b", rows=2) == b"a,b"
    is_admitted[0] = False
    with pytest.raises(PermissionError):
        visit.hand_out(b"a,b", rows=2)
    made, refused = logged(tmp_path)
    assert (made["decision"], made["rows"], made["role"]) == ("handed out", 2, "viewer")
    assert made["file_digest"] == hashlib.sha256(b"a,b").hexdigest()
    assert (refused["decision"], refused["rows"], refused["file_digest"]) == ("refused: file", 0, "")


def test_what_cannot_be_logged_is_not_shown(own_home: Path) -> None:
    log_folder(Home(own_home)).parent.mkdir()
    log_folder(Home(own_home)).write_text("in the way")
    for subject in ("viewer", "nobody"):
        app = run_page(own_home, "movements", user=claims(subject))
        assert [box.value for box in app.error] == [PAGE_WORDS("log_unavailable")]
        assert "<table" not in html_of(app)


def test_the_demo_says_so_and_is_logged_as_what_it_is(home: Path, tmp_path: Path) -> None:
    (tmp_path / "published").symlink_to(home / "published")
    app = run_page(tmp_path, "log")
    assert PAGE_WORDS("demo_notice") in html_of(app) and titles(app) == ["閲覧履歴"]
    assert {(each["subject"], each["role"]) for each in logged(tmp_path)} == {("demo", "demo")}


def test_the_auditor_finds_views_and_refusals_of_the_own_municipality(own_home: Path) -> None:
    run_page(own_home, "movements", user=claims("viewer"))
    run_page(own_home, "log", user=claims("operator"))
    run_page(own_home, "overview", user=claims("villager"))
    run_page(own_home, "overview", user=claims("nobody"))
    app = run_page(own_home, "log", user=claims("auditor"))
    shown = table(app, "閲覧履歴").body
    assert [(row[1], row[3]) for row in shown] == [
        ("auditor", "閲覧履歴"),
        ("nobody", "サインイン"),
        ("operator", "閲覧履歴"),
        ("viewer", "月別異動"),
        ("viewer", "月別異動"),
    ]
    only_refused = run_page(own_home, "log", user=claims("auditor"), decision="refused", who="operator")
    assert [row[1] for row in table(only_refused, "閲覧履歴").body] == ["operator"]


def test_the_auditor_verifies_the_log(own_home: Path) -> None:
    app = run_page(own_home, "log", user=claims("auditor"))
    app.button(key="verify_log").click().run()
    assert [box.value for box in app.success] == [wording("log", "ja")("whole", records="2")]
    (path,) = log_files(Home(own_home))
    path.write_bytes(path.read_bytes().replace(b"auditor", b"auditer", 1))
    app.button(key="verify_log").click().run()
    (said,) = [box.value for box in app.error]
    assert f"{path.name} 1行目" in said


def test_masked_cells_are_counted(own_home: Path) -> None:
    for role in ("viewer", "statistician"):
        run_page(own_home, "overview", user=claims(role))
    viewer, statistician = (logged(own_home, subject=role)[-1] for role in ("viewer", "statistician"))
    assert viewer["rows"] == statistician["rows"]
    assert viewer["masked"] != 0 and statistician["masked"] == 0
