"""What each role gets out of the published marts by a query: from the page's layer, and by `jukistat sql`."""

from pathlib import Path

import duckdb
import pytest

from access.readers import Reader
from access.roles import roles
from adhoc.questions import Question, ask
from adhoc.sight import sight_of
from jukistat import main
from store.home import Home
from store.published import PublishedVersion
from tests.access.expected_rights import GATED, QUERIES, TRUE
from tests.dashboards.published_home import CITY, VILLAGE

OF_TOWNS = "select municipality_code, town_code, sum(population_count) as n from {table} group by 1, 2"
TABLES = {TRUE: "population_monthly", GATED: "town_population_monthly"}
ASKING = [role for role, file in QUERIES.items() if file]


@pytest.mark.parametrize("role", ASKING)
def test_a_query_finds_rows_of_the_own_municipality_only(version: PublishedVersion, role: str) -> None:
    file = QUERIES[role]
    statement = OF_TOWNS.format(table=TABLES[file])
    with duckdb.connect(str(version.folder / file), read_only=True) as connection:
        every = set(connection.sql(statement).fetchall())
    own = {row for row in every if row[0] == CITY}
    assert own < every, "there is another municipality in the file"
    answer = ask(Question(statement, sight_of(version, Reader("a", {CITY: (role,)}), CITY)))
    assert answer.refusal is None and set(answer.rows.rows()) == own


@pytest.mark.parametrize("role", ASKING)
def test_no_other_way_leads_to_rows_of_others(version: PublishedVersion, role: str) -> None:
    sight = sight_of(version, Reader("a", {CITY: (role,)}), CITY)
    other = TABLES[TRUE]
    for statement in (
        f"select * from version.{other}",
        f"select * from version.main.{other}",
        f"select * from covered_months where municipality_code = '{VILLAGE}'",
    ):
        answer = ask(Question(statement, sight))
        assert answer.refusal or answer.rows.is_empty(), statement


@pytest.mark.parametrize("role", roles())
def test_the_verb_speaks_for_roles_that_may_query(
    home: Home, version: PublishedVersion, role: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = Home(tmp_path / "home")
    own.published.mkdir(parents=True)
    for path in (home.published / "CURRENT", version.folder):
        (own.published / path.name).symlink_to(path)
    statement = "select distinct municipality_code from population_monthly"
    asked = ["--home", str(own.root), "sql", statement, "--as", role, "--municipality", CITY]
    if not QUERIES[role]:
        with pytest.raises(SystemExit) as ended:
            main(asked)
        assert ended.value.code == 2 and not own.logs.exists()
        return
    assert main(asked) == 0
    said = capsys.readouterr()
    assert said.out.split() == ["municipality_code", CITY]
    assert ("masked" in said.err) == (QUERIES[role] == GATED)
