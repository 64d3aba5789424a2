"""One extract of the register file, its records under the names of their roles, and what is made of it."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from ingest.hachinohe.layout import read_record_layout
from ingest.shapes import ROW_NUMBER


@dataclass(frozen=True)
class Extract:
    """The records of one municipality as they stood on the day they were extracted (抽出日).

    `records` has one frame per record type, by its number ("3", "4", "6" …): `row_number` of the file, and
    the items as text in canonical form under their Japanese names, blank = empty string. A type may be
    absent.
    """

    municipality_code: str
    extracted_at: date
    records: dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Translated:
    """Canonical rows of one kind."""

    rows: pl.DataFrame
    """As `ingest.shapes.Records.rows` of profile std: `row_number` and text under ledger names."""
    out_of_scope: int
    """How many more rows there would be if the register counted everybody in it as a resident."""
    sources: pl.DataFrame
    """Where each row comes from: `row_number`, `record_type` (number), `source_row_number` in that file."""


def read_record(extract: Extract, name: str) -> pl.DataFrame:
    """Return the rows of a record type: `row_number`, `record_type`, and one text column per role."""
    record = read_record_layout().records[name]
    rows = extract.records.get(record.number)
    if rows is None:
        rows = pl.DataFrame(schema={ROW_NUMBER: pl.Int64, **dict.fromkeys(record.items.values(), pl.String)})
    roles = (pl.col(item).fill_null("").alias(role) for role, item in record.items.items())
    return rows.select(ROW_NUMBER, pl.lit(record.number).alias("record_type"), *roles)
