"""Codes that a database stores one after another without anything between: no number, though it looks it."""

from collections.abc import Iterable
from itertools import groupby

import duckdb
import numpy as np

from scan.digits import Candidates

LONGEST_CODE = 7
"""Digits of the longest code (町字ID)."""

Codes = frozenset[str]
"""The codes of one column."""


def read_codes(connection: duckdb.DuckDBPyConnection) -> list[Codes]:
    """Return the codes of digits of every text column of every table, each set once."""
    columns = connection.sql(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where not internal and data_type = 'VARCHAR' order by all"
    ).fetchall()
    codes: set[Codes] = set()
    for (schema, table), members in groupby(columns, key=lambda column: column[:2]):
        lists = ", ".join(_distinct_codes(name) for *_, name in members)
        (found,) = connection.sql(f"select {lists} from {quoted(schema)}.{quoted(table)}").fetchall()
        codes |= {frozenset(each) for each in found if each}
    return sorted(codes, key=len)


def _distinct_codes(column: str) -> str:
    name = quoted(column)
    return f"list(distinct {name}) filter (regexp_full_match({name}, '[0-9]{{1,{LONGEST_CODE}}}'))"


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever signs it has."""
    return '"' + name.replace('"', '""') + '"'


def without_packed_codes(found: Candidates, columns: Iterable[Codes]) -> Candidates:
    """Return the candidates that are not made of whole codes of one column."""
    texts = [str(number).zfill(digits) for number, digits in zip(found.numbers, found.digits, strict=True)]
    is_number = np.array([not any(_is_made_of(text, codes) for codes in columns) for text in texts], bool)
    return Candidates(found.numbers[is_number], found.digits[is_number])


def _is_made_of(text: str, codes: Codes) -> bool:
    reached = {0}
    for end in range(1, len(text) + 1):
        starts = range(max(end - LONGEST_CODE, 0), end)
        if any(start in reached and text[start:end] in codes for start in starts):
            reached.add(end)
    return len(text) in reached
