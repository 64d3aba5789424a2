"""`jukistat sql` as an operator types it: rows in every format, sentences for what is refused, the log."""

import hashlib
import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from access.log_verification import verify_log
from adhoc.saved import SavedQuery, save_query
from jukistat import main
from store.home import Home
from store.published import PublishedVersion
from tests.dashboards.published_home import CITY, VILLAGE

TOTALS = "select sex_code, sum(population_count) as n from population_monthly group by 1 order by 1"
GATED = "create table towns as select null::bigint as n union all select 12"


@pytest.fixture
def own(home: Home, version: PublishedVersion, tmp_path: Path) -> Home:
    """A home of the test's own, with the published version of all."""
    own = Home(tmp_path / "home")
    own.published.mkdir(parents=True)
    for path in (home.published / "CURRENT", version.folder):
        (own.published / path.name).symlink_to(path)
    return own


def sql(home: Home, *arguments: str) -> int:
    return main(["--home", str(home.root), "sql", *arguments])


def logged(home: Home) -> list[dict]:
    (path,) = (home.logs / "access").glob("*.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def totals(version: PublishedVersion) -> list[tuple]:
    with duckdb.connect(str(version.marts_file), read_only=True) as connection:
        return connection.sql(TOTALS).fetchall()


def test_a_table_is_printed(own: Home, version: PublishedVersion, capsys: pytest.CaptureFixture[str]) -> None:
    assert sql(own, TOTALS) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [["sex_code", "n"], *([a, str(b)] for a, b in totals(version))]
    assert len({len(line) for line in lines}) == 1, "figures are aligned to the right"


def test_json_tells_version_and_columns(
    own: Home, version: PublishedVersion, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sql(own, TOTALS, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "version": version.name,
        "is_cut": False,
        "columns": ["sex_code", "n"],
        "rows": [list(row) for row in totals(version)],
    }


def test_csv_has_the_form_of_every_csv(
    own: Home, version: PublishedVersion, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert sql(own, f"{TOTALS} limit 1", "--format", "csv") == 0
    ((sex, count), *_) = totals(version)
    assert capsysbinary.readouterr().out.decode() == f'\ufeff"sex_code","n"\r\n"{sex}","{count}"\r\n'


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_file_holds_the_rows_and_its_digest_is_logged(
    own: Home, version: PublishedVersion, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"rows.{ending}"
    assert sql(own, TOTALS, "--out", str(out)) == 0
    read = {"csv": lambda path: pl.read_csv(path, schema_overrides={"sex_code": pl.String})}
    read |= {"json": pl.read_json, "parquet": pl.read_parquet}
    assert read[ending](out).rows() == totals(version)
    asked, handed_out = logged(own)
    assert (asked["decision"], handed_out["decision"]) == ("shown", "handed out")
    assert asked["statement"] == TOTALS and asked["rows"] == handed_out["rows"] == len(totals(version))
    assert (asked["file_digest"], handed_out["file_digest"]) == (
        "",
        hashlib.sha256(out.read_bytes()).hexdigest(),
    )


def test_what_is_refused_is_told_and_logged(own: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert sql(own, "select * from read_text('/etc/passwd')") == 2
    said = capsys.readouterr()
    assert said.out == "" and "[table_function]" in said.err
    (entry,) = logged(own)
    assert (entry["decision"], entry["rows"], entry["role"]) == ("refused: table_function", 0, "statistician")
    assert verify_log(own, None).is_whole


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--saved NAME"),
        ([TOTALS, "--saved", "x"], "--saved NAME"),
        (["--saved", "nothing"], "no saved query nothing"),
        ([TOTALS, "--out", "rows.xls"], "does not say a format"),
        ([TOTALS, "--format", "parquet"], "--out FILE"),
        ([TOTALS, "--out", "/nowhere/rows.csv"], "no directory"),
    ],
)
def test_a_wrong_call_is_told(
    own: Home, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sql(own, *arguments) == 2
    assert said in capsys.readouterr().err


def test_without_a_log_there_is_no_answer(own: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert sql(own, TOTALS) == 0
    (log,) = (own.logs / "access").glob("*.jsonl")
    log.write_text("no record\n", "utf-8")
    capsys.readouterr()
    assert sql(own, TOTALS) == 4
    assert capsys.readouterr().out == ""


def test_municipalities_are_kept_apart(own: Home, capsys: pytest.CaptureFixture[str]) -> None:
    statement = "select distinct municipality_code from covered_months order by 1"
    assert sql(own, statement, "--municipality", VILLAGE) == 0
    assert capsys.readouterr().out.split() == ["municipality_code", VILLAGE]


def test_a_saved_query_is_run_by_its_name(own: Home, capsys: pytest.CaptureFixture[str]) -> None:
    save_query(
        own, CITY, SavedQuery("towns", "町", f"select count(*) as n from towns where '{CITY}' = '{CITY}'")
    )
    assert sql(own, "--saved", "towns") == 0
    assert capsys.readouterr().out.split()[0] == "n"
    assert logged(own)[0]["filters"]["q"] == "towns"


def test_an_analyst_asks_the_gated_marts(
    own: Home, version: PublishedVersion, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = own.published / version.name
    folder.unlink()
    folder.mkdir()
    (folder / "manifest.json").symlink_to(version.folder / "manifest.json")
    assert sql(own, TOTALS, "--as", "analyst") == 2
    assert "no gated marts" in capsys.readouterr().err
    with duckdb.connect(str(folder / "gated.duckdb")) as connection:
        connection.execute(GATED)
    assert sql(own, "select n from towns order by n", "--as", "analyst") == 0
    said = capsys.readouterr()
    assert said.out.split() == ["n", "12"] and "masked" in said.err and "1 here" in said.err
    assert [entry["masked"] for entry in logged(own)] == [1]


def test_rows_that_are_cut_are_told(own: Home, capsys: pytest.CaptureFixture[str]) -> None:
    statement = "select a.town_code from population_monthly as a cross join towns as b"
    assert sql(own, statement) == 0
    said = capsys.readouterr()
    assert "cut at 100,000 rows" in said.err and len(said.out.splitlines()) == 1001
