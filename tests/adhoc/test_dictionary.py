"""The dictionary tells of every table and column that a query may name."""

import re
from typing import Any

import duckdb
import polars as pl
import pytest

from access.gating import MASKED_TABLES
from adhoc.dictionary import dictionary
from adhoc.sight import Sight
from dashboards.wording import LANGUAGES, read_prose
from store.home import PROJECT_ROOT
from store.published import PublishedVersion

EXAMPLE = re.compile(r"```python\n(.*?)```", flags=re.DOTALL)


def test_every_published_table_and_column_is_described(version: PublishedVersion) -> None:
    tables = dictionary(Sight(version.marts_file, None, is_masked=False))
    with duckdb.connect(str(version.marts_file), read_only=True) as connection:
        built = connection.execute(
            "select table_name, column_name from duckdb_columns() where not internal"
            " order by table_name, column_index"
        ).fetchall()
    assert [(table.name, column.name) for table in tables for column in table.columns] == built
    assert [table.name for table in tables if not table.description_en.startswith("One row per")] == []
    marts = [table for table in tables if table.name in version.manifest["marts"]]
    assert [table.name for table in marts if not table.description_ja] == []
    assert [column.name for table in tables for column in table.columns if not column.definition] == []


def test_every_table_of_the_gated_marts_is_described(version: PublishedVersion) -> None:
    masked = {table.name for table in MASKED_TABLES}
    tables = dictionary(Sight(version.gated_file, None, is_masked=True))
    assert {table.name for table in tables if not table.description_en} == masked
    for language in LANGUAGES:
        texts = read_prose("sql", language)
        assert [name for name in masked if not texts[f"table_{name}"]] == []


def test_labels_and_units_are_those_of_the_files(version: PublishedVersion) -> None:
    (table,) = [
        table
        for table in dictionary(Sight(version.marts_file, None, is_masked=False))
        if table.name == "population_monthly"
    ]
    count = table.columns[-1]
    assert (count.name, count.data_type, count.unit) == ("population_count", "bigint", "人")
    assert count.label_ja and count.label_en


def test_the_readmes_notebook_example_runs(
    version: PublishedVersion, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = EXAMPLE.findall((PROJECT_ROOT / "README.md").read_text("utf-8"))
    example = example.replace('"data"', repr(str(version.folder.parent.parent)))
    names: dict[str, Any] = {}
    exec(example, names)
    with duckdb.connect(str(version.marts_file), read_only=True) as connection:
        totals = connection.sql(
            "select stat_month, sum(population_count)::bigint as n from population_monthly"
            " group by all order by stat_month desc limit 12"
        ).pl()
    assert isinstance(names["totals"], pl.DataFrame) and names["totals"].rows() == totals.rows()
