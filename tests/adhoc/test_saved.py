"""Saved queries: kept per municipality, whole or not at all, and named so that a link can carry them."""

from pathlib import Path

import pytest

from adhoc.saved import SavedQuery, examples, find_query, save_query, saved_queries
from store.errors import UsageError
from store.home import Home
from tests.dashboards.published_home import CITY, VILLAGE

QUERY = SavedQuery("by-town", "町別の人口", "select 1")


def test_a_saved_query_is_read_as_it_was_saved(tmp_path: Path) -> None:
    home = Home(tmp_path)
    path = save_query(home, CITY, QUERY)
    assert path == tmp_path / "queries" / CITY / "by-town.sql"
    assert saved_queries(home, CITY) == {"by-town": QUERY}
    assert saved_queries(home, VILLAGE) == {}
    again = SavedQuery("by-town", "町別の世帯", "select 2\nfrom towns")
    save_query(home, CITY, again)
    assert saved_queries(home, CITY) == {"by-town": again}
    assert [item.name for item in path.parent.iterdir()] == ["by-town.sql"]


@pytest.mark.parametrize(
    ("name", "title", "statement"),
    [
        ("", "題", "select 1"),
        ("../x", "題", "select 1"),
        ("By Town", "題", "select 1"),
        ("x" * 41, "題", "select 1"),
        (next(iter(examples())), "題", "select 1"),
        ("x", "", "select 1"),
        ("x", "a\nb", "select 1"),
        ("x", "長" * 81, "select 1"),
        ("x", "題", " \n"),
    ],
)
def test_what_cannot_be_saved_is_refused(tmp_path: Path, name: str, title: str, statement: str) -> None:
    with pytest.raises(UsageError):
        save_query(Home(tmp_path), CITY, SavedQuery(name, title, statement))
    assert list(tmp_path.iterdir()) == []


def test_a_query_is_found_where_it_was_saved_or_among_the_examples(tmp_path: Path) -> None:
    home = Home(tmp_path)
    save_query(home, CITY, QUERY)
    assert find_query(home, "by-town", None) == find_query(home, "by-town", (CITY,)) == QUERY
    first, *_ = examples().values()
    assert find_query(home, first.name, None) == first
    with pytest.raises(UsageError, match="no saved query"):
        find_query(home, "by-town", (VILLAGE,))
    save_query(home, VILLAGE, QUERY)
    with pytest.raises(UsageError, match="--municipality"):
        find_query(home, "by-town", None)


def test_a_file_that_an_operator_wrote_needs_no_title(tmp_path: Path) -> None:
    folder = tmp_path / "queries" / CITY
    folder.mkdir(parents=True)
    (folder / "own.sql").write_text("select 1\nfrom towns\n", "utf-8")
    assert saved_queries(Home(tmp_path), CITY) == {"own": SavedQuery("own", "own", "select 1\nfrom towns")}
