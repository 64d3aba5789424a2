"""What an engine stumbles over is shown nowhere (04-privacy 4.3): no message of pandera, polars, DuckDB, dbt.

What can never happen: the value that broke a run stands on the terminal, in a log or in what dbt leaves. Each
engine is made to quote one, and the test first sees that it does.
"""

import re
import subprocess
from collections.abc import Callable

import duckdb
import pandera.polars as pandera
import polars as pl
import pytest

from ingest.contract import ledger_schema
from ingest.keys import open_key
from store.tracebacks import WithheldError, traceback_of
from tests.command_line import jukistat, start_with_parsed
from tests.file_search import traces_under
from tests.ingest.stores import Store

CANARY = "918273645546"


def pandera_error() -> None:
    town_code = ledger_schema("changes").columns["town_code"]
    pandera.DataFrameSchema({"town_code": town_code}).validate(pl.DataFrame({"town_code": [CANARY]}))


def polars_error() -> None:
    pl.Series([f"no. {CANARY}"]).cast(pl.Int64)


def duckdb_error() -> None:
    duckdb.connect().execute(f"select 'no. {CANARY}'::integer").fetchall()


def python_error() -> None:
    {}[CANARY]


@pytest.mark.parametrize("provoke", [pandera_error, polars_error, duckdb_error, python_error])
def test_a_traceback_quotes_nothing(provoke: Callable[[], None]) -> None:
    with pytest.raises(Exception, match=CANARY) as caught:
        provoke()
    wrapped = ValueError(f"while reading {CANARY}")
    wrapped.__cause__ = caught.value
    for error in (caught.value, wrapped):
        shown = traceback_of(error)
        assert CANARY not in shown
        assert type(caught.value).__qualname__ in shown and provoke.__name__ in shown


def test_a_message_of_ours_is_shown() -> None:
    assert traceback_of(WithheldError("kind and place")).endswith("WithheldError: kind and place")


def plant(store: Store, column: str, text: str) -> None:
    """Write a text into a column of the base's first row: a base that is not of this program."""
    (path,) = (store.home.ledger / "residents").glob("*.parquet")
    rows = pl.read_parquet(path)
    planted = pl.when(pl.col("row_number") == 1).then(pl.lit(text)).otherwise(pl.col(column).cast(pl.String))
    rows.with_columns(planted.alias(column)).write_parquet(path)


def said(finished: subprocess.CompletedProcess[str]) -> str:
    return finished.stdout + finished.stderr


def test_an_engine_that_stumbles_quotes_nothing(based: Store) -> None:
    """Rows of another program: polars reads a text as a number, DuckDB a text as a day."""
    root = based.home.root
    based.home.quarantine.mkdir(exist_ok=True)
    waiting = pl.DataFrame({"delivery_id": [1], "row_number": [f"no. {CANARY}"], "rule_code": ["x"]})
    waiting.write_parquet(based.home.quarantine / "000001.parquet")
    listed = said(jukistat(root, "quarantine", "list", exit_code=1))
    (path,) = (based.home.ledger / "residents").glob("*.parquet")
    pl.read_parquet(path).with_columns(base_date=pl.lit(f"no. {CANARY}")).write_parquet(path)
    built = said(jukistat(root, "build", "--as-known", "2024-01-31", exit_code=1))
    for shown in (listed, built):
        assert "Traceback" in shown and "its message is withheld" in shown
        assert CANARY not in shown


@pytest.mark.parametrize(
    ("column", "kind"), [("birth_year", "model"), ("sex_code", "test")], ids=["a number", "a code"]
)
def test_dbt_keeps_neither_rows_nor_messages(based: Store, column: str, kind: str) -> None:
    """A model fails over a value, a test over a row, while the environment asks dbt to keep everything."""
    plant(based, column, f"no. {CANARY}")
    root = based.home.root
    start_with_parsed(root)
    asked = {
        "DBT_STORE_FAILURES": "true",
        "DBT_DEBUG": "true",
        "DBT_LOG_LEVEL": "debug",
        "DBT_LOG_LEVEL_FILE": "debug",
        "JUKISTAT_MASTER_KEY": open_key(based.home).secret.hex(),
    }
    failed = jukistat(root, "build", exit_code=5, **asked)
    assert re.search(rf"\d+ of \d+ models and tests failed: .*{kind}\.jukistat\.", failed.stderr)
    assert CANARY not in said(failed)
    traces = {CANARY.encode(): "canary", asked["JUKISTAT_MASTER_KEY"].encode(): "the key"}
    artefacts = [root / "warehouse" / "target", root / "warehouse" / "logs", root / "logs"]
    assert traces_under([folder for folder in artefacts if folder.exists()], traces) == []
    with duckdb.connect(str(root / "warehouse" / "build.duckdb"), read_only=True) as connection:
        schemas = connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
    assert [name for (name,) in schemas if "audit" in name] == []
