"""Saved tables: a title and the link that makes the table, per municipality, `<home>/tables/<code>.csv`.

A link that names its month is fixed; one without a month moves on with the data: rolling if it asks for the
last months, growing if it asks for all months since one.
"""

import csv
import io
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from store.errors import UsageError
from store.home import Home, replace_file, writing

LONGEST_TITLE = 60
MOST_TABLES = 200


@dataclass(frozen=True)
class SavedTable:
    """A table under the title that people read; `query` is what follows the `?` of its link."""

    title: str
    query: str


def saved_tables(home: Home, municipality_code: str) -> list[SavedTable]:
    """Return what was saved for a municipality, in the order of titles."""
    path = _file(home, municipality_code)
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return sorted(
            (SavedTable(row["title"], row["query"]) for row in csv.DictReader(stream)),
            key=lambda table: table.title,
        )


def save_table(home: Home, municipality_code: str, table: SavedTable) -> None:
    """Save a table, over one of the same title, whole or not at all.

    Raises UsageError for a title that cannot be one, and when there are too many tables.
    """
    if not table.title or len(table.title) > LONGEST_TITLE or not table.title.isprintable():
        raise UsageError(f"The title of a table is one line of up to {LONGEST_TITLE} characters.")
    others = [each for each in saved_tables(home, municipality_code) if each.title != table.title]
    if len(others) >= MOST_TABLES:
        raise UsageError(f"{MOST_TABLES} tables are saved already. Remove one first.")
    _write(home, municipality_code, [*others, table])


def remove_table(home: Home, municipality_code: str, title: str) -> None:
    """Remove the table of this title, if there is one."""
    kept = [each for each in saved_tables(home, municipality_code) if each.title != title]
    _write(home, municipality_code, kept)


def _file(home: Home, municipality_code: str) -> Path:
    return home.root / "tables" / f"{municipality_code}.csv"


def _write(home: Home, municipality_code: str, tables: list[SavedTable]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(SavedTable)])
    writer.writerows(map(astuple, sorted(tables, key=lambda table: table.title)))
    with writing(home):
        replace_file(_file(home, municipality_code), text.getvalue().encode(), mode=0o600)
