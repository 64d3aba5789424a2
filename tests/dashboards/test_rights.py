"""Every role on every page, in its own municipality and another one; nothing is left out of the log."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from access.marts import DELIVERY_TABLES, open_marts
from access.readers import reader_of
from access.roles import SEES_FIGURES, roles
from dashboards.publication import Publication, current_publication
from dashboards.session import VIEWS, bound
from dashboards.wording import LANGUAGES, wording
from store.home import PROJECT_ROOT, Home
from tests.access.expected_rights import FIGURES, GATED, OPEN_TO, QUERIES, TRUE, pages_of
from tests.access.granting import granted, write_grants
from tests.dashboards.published_home import CITY, VILLAGE
from tests.dashboards.reading import PATHS, html_of, read, run_page, titles
from tests.dashboards.signing_in import ROLES, claims, home_with_sign_in, logged

CODE_LISTS = {path.stem for path in (PROJECT_ROOT / "seeds").glob("*.csv")}


@pytest.fixture(scope="module")
def guarded_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for all tests that change nothing of it but its log."""
    return home_with_sign_in(home, tmp_path_factory.mktemp("rights") / "home")


def test_no_role_and_no_page_is_without_an_expectation() -> None:
    assert set(OPEN_TO) == {view.NAME for view in VIEWS}
    assert set(FIGURES) == set(QUERIES) == set(roles())
    assert set().union(*OPEN_TO.values()) == set(roles())


def refused(app: AppTest, language: str) -> bool:
    """Whether a page says that it is not for the reader, and shows nothing else."""
    html = html_of(app)
    says_so = [box.value for box in app.warning] == [wording("frame", language)("forbidden")]
    shows = "<footer>" in html or "<table" in html or bool(app.get("download_button"))
    assert says_so != shows
    return says_so


def decisions(home: Path, subject: str, page: str) -> list[str]:
    """Return what was decided of a page for somebody, last decision last; never of another municipality."""
    records = logged(home, subject=subject, page=page)
    assert {record["municipality_code"] for record in records} <= {CITY}
    return [str(record["decision"]) for record in records]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PATHS)
def test_a_page_opens_to_the_roles_it_is_for(guarded_home: Path, page: str, role: str, language: str) -> None:
    app = run_page(guarded_home, page, user=claims(role), mun=CITY, lang=language)
    assert not app.error and not app.exception
    is_open = role in OPEN_TO[page]
    if page == "overview" and not is_open:
        (first,) = pages_of(role)
        assert titles(app) == [wording(first, language)("title")], "the start leads to what may be seen"
        return
    assert titles(app) == [wording(page, language)("title")]
    assert refused(app, language) == (not is_open)
    expected = ["opened", "shown"] if is_open else ["refused: page"]
    assert decisions(guarded_home, role, page)[-len(expected) :] == expected
    assert logged(guarded_home, subject=role, page=page)[-1]["role"] == role


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PATHS)
def test_of_another_municipality_no_page_shows_anything(
    guarded_home: Path, page: str, role: str, language: str
) -> None:
    """The link asks for it; the page is that of the own one, which says so and is logged as a refusal."""
    app = run_page(guarded_home, page, user=claims(role), mun=VILLAGE, lang=language)
    assert not app.error and not app.exception
    assert f"mun={VILLAGE}" not in html_of(app)
    scopes = [text for text in read(app).text if VILLAGE in text]
    assert scopes == []
    if role in OPEN_TO[page]:
        assert wording("frame", language)("name_mun") in app.info[0].value
        *_, opened, shown = decisions(guarded_home, role, page)
        assert (opened, shown) == ("opened", "shown")
        assert "refused: municipality" in decisions(guarded_home, role, page)
    elif page != "overview":
        assert refused(app, language)
        assert decisions(guarded_home, role, page)[-1] == "refused: page"


@pytest.mark.parametrize("page", PATHS)
def test_the_role_held_where_the_reader_looks_decides(guarded_home: Path, page: str) -> None:
    """Who is 統計担当 of the city is a viewer of the village, and no more."""
    for code, role in ((CITY, "statistician"), (VILLAGE, "viewer")):
        app = run_page(guarded_home, page, user=claims("both"), mun=code)
        assert refused(app, "ja") == (role not in OPEN_TO[page])
        assert logged(guarded_home, subject="both", page=page)[-1]["role"] == role


@pytest.mark.parametrize("role", ROLES)
def test_the_sidebar_offers_what_opens(guarded_home: Path, role: str) -> None:
    page = min(pages_of(role))
    app = run_page(guarded_home, page, user=claims(role), mun=CITY)
    offered = {link.proto.label for link in app.sidebar.get("page_link")}
    assert offered == {wording(page, "ja")("title") for page in pages_of(role)}
    assert f"{role}（{roles()[role].label_ja}" in html_of(app)
    assert wording("frame", "ja")("demo_notice") not in html_of(app)


@pytest.mark.parametrize("role", ROLES)
def test_a_revoked_role_is_locked_out_at_the_next_run(own_home: Path, role: str) -> None:
    page = min(pages_of(role))
    app = run_page(own_home, page, user=claims(role))
    assert titles(app) == [wording(page, "ja")("title")]
    others = [granted(other, other) for other in ROLES if other != role]
    write_grants(own_home, CITY, *others)
    app.run()
    assert wording("sign_in", "ja")("no_grant") in html_of(app) and "<table" not in html_of(app)
    assert not app.sidebar.children and not app.get("download_button")
    assert logged(own_home, subject=role)[-1]["decision"] == "refused: no_grant"


def seen_by(home: Path, subject: str, right: str, municipality_code: str) -> Publication:
    reader = reader_of(Home(home), subject, date.today())
    return bound(current_publication(home), reader, right, municipality_code)


def tables(publication: Publication) -> set[str]:
    return set(publication.rows("select view_name from duckdb_views() where not internal")["view_name"])


def municipalities_in(publication: Publication, names: Iterable[str]) -> set[str]:
    """Return whose rows are in tables, code lists apart."""
    columns = publication.rows(
        "select view_name, column_name from duckdb_columns() join duckdb_views() on table_name = view_name "
        "where column_name = 'municipality_code' and not duckdb_views.internal"
    )["view_name"]
    bound_tables = sorted(set(names) & set(columns) - CODE_LISTS)
    queries = [f"select municipality_code from {table}" for table in bound_tables]
    return set(publication.rows(" union ".join(queries))["municipality_code"]) if queries else set()


@pytest.mark.parametrize("looked_at", [CITY, VILLAGE])
@pytest.mark.parametrize("role", ROLES)
def test_the_query_layer_itself_is_bound(guarded_home: Path, role: str, looked_at: str) -> None:
    """A page that forgot to ask could still show nothing: rows of others, and figures, are not there."""
    for view in VIEWS:
        publication = seen_by(guarded_home, role, view.RIGHT, looked_at)
        found = tables(publication)
        sees_true = FIGURES[role] == TRUE and looked_at == CITY
        assert publication.marts_file.name == (TRUE if sees_true else GATED)
        may_open = role in OPEN_TO[view.NAME]
        assert publication.municipality_codes == ((CITY,) if may_open else ())
        sees = FIGURES[role] and looked_at == CITY
        rows_of = municipalities_in(publication, found)
        assert rows_of <= ({CITY} if may_open else set())
        if sees and may_open and SEES_FIGURES in view.RIGHT:
            assert rows_of == {CITY} and "population_monthly" in found
        if not sees:
            assert found <= DELIVERY_TABLES | CODE_LISTS
            with pytest.raises(duckdb.CatalogException):
                publication.rows("select * from population_monthly")


@pytest.mark.parametrize("file_name", [TRUE, GATED])
@pytest.mark.parametrize("codes", [(CITY,), (VILLAGE,), (), ("999999",)])
def test_marts_opened_for_municipalities_hold_no_other(
    home: Path, file_name: str, codes: tuple[str, ...]
) -> None:
    file = current_publication(home).marts_file.with_name(file_name)
    marts = Publication("v0001", file, {}, municipality_codes=codes)
    assert municipalities_in(marts, tables(marts)) == set(codes) & {CITY, VILLAGE}
    for statement in ("from read_text('/etc/hostname')", "set enable_external_access = true"):
        with pytest.raises(duckdb.Error):
            open_marts(file, codes).cursor().execute(statement)
