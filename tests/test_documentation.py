"""What the YAML says of models and seeds is what is built."""

import pytest

from store.home import PROJECT_ROOT
from tests.scratch_warehouse import scratch_warehouse, yaml_entries


def described_columns(kind: str) -> dict[str, list[str]]:
    """Return the columns that the YAML describes, by model or seed."""
    return {entry["name"]: [column["name"] for column in entry["columns"]] for entry in yaml_entries(kind)}


def test_described_columns_are_the_built_ones(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In the same order: a reader of the YAML sees the table."""
    built = scratch_warehouse(tmp_path_factory).columns()
    assert described_columns("models") | described_columns("seeds") == built


def test_column_texts_are_written_once() -> None:
    """The YAML refers to `models/columns.md` by the column's own name: same meaning, same name."""
    strangers = [
        f"{entry['name']}.{column['name']}"
        for kind in ("models", "seeds")
        for entry in yaml_entries(kind)
        for column in entry["columns"]
        if column["description"] != f'{{{{ doc("{column["name"]}") }}}}'
    ]
    assert strangers == []


def test_every_code_list_is_checked_for_unique_codes() -> None:
    check = (PROJECT_ROOT / "tests" / "dbt" / "code_lists_have_unique_codes.sql").read_text("utf-8")
    lists = [entry["name"] for entry in yaml_entries("seeds")]
    assert [name for name in lists if f"'{name}'" not in check] == []


def test_singular_tests_open_with_what_breaks() -> None:
    """A paragraph of comment: what can never happen, and what is broken if it does."""
    silent = [
        path.name
        for path in sorted((PROJECT_ROOT / "tests" / "dbt").glob("*.sql"))
        if sum(line.startswith("--") for line in path.read_text("utf-8").splitlines()) < 2
    ]
    assert silent == []
