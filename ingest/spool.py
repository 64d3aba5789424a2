"""What a delivery has written so far: accepted rows in parts, coordinates and keys of refused ones."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import polars.selectors as cs

from ingest.ahead import OneBehind
from ingest.parts import draft_path, read_part, rewrite_part, write_part
from ingest.rejections import KEYED_SCHEMA
from ingest.shapes import ROW_NUMBER, Part
from store.home import Home, writing

PART_ROWS = 500_000
"""Rows to a part: few files, and little in memory."""
DATE_COLUMNS = {"changes": "recorded_date", "residents": "base_date"}
REPETITIVE = ("municipality_code", "column_name", "rule_code", "reason_code")
KEPT = (ROW_NUMBER, *REPETITIVE, "person_token", "history_number", "base_date")
"""What is kept of a refused row."""


class RowSpool:
    """Accepted rows on their way to disk, checked and written beside the main thread."""

    def __init__(
        self, home: Home, kind: str, delivery_id: int, check: Callable[[pl.DataFrame], None]
    ) -> None:
        self._home = home
        self._kind = kind
        self._delivery_id = delivery_id
        self._check = check
        self._behind = OneBehind()
        self._waiting: list[pl.DataFrame] = []
        self._drafts: list[Path] = []
        self.parts: list[Part] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Take a batch of accepted rows."""
        self._waiting.append(rows)
        if sum(batch.height for batch in self._waiting) >= PART_ROWS:
            self._start_part()

    def finish(self) -> None:
        """Write what is left, and wait until all is on disk."""
        self._start_part()
        self._behind.wait()

    def close(self) -> None:
        """Stop writing."""
        self._behind.close()

    def without(self, row_numbers: pl.Series) -> pl.DataFrame:
        """Take rows out of the parts again, and return them."""
        taken = []
        remaining = []
        for part in self.parts:
            rows = read_part(part)
            is_out = rows[ROW_NUMBER].is_in(row_numbers.implode())
            taken.append(rows.filter(is_out))
            remaining.append(self._keep(part, rows.filter(~is_out)) if is_out.any() else part)
        self.parts = [part for part in remaining if part.row_count]
        return pl.concat(taken)

    def _keep(self, part: Part, rows: pl.DataFrame) -> Part:
        return rewrite_part(part, rows, date_column=DATE_COLUMNS[self._kind])

    def _start_part(self) -> None:
        rows = [batch for batch in self._waiting if batch.height]
        self._waiting = []
        if rows:
            path = draft_path(self._home, self._kind, self._delivery_id, len(self._drafts))
            self._drafts.append(path)
            self._behind.run(lambda: self._write(path, pl.concat(rows)))

    def _write(self, path: Path, rows: pl.DataFrame) -> None:
        self._check(rows)
        with writing(self._home):
            self.parts.append(write_part(path, rows, date_column=DATE_COLUMNS[self._kind]))


class RejectionSpool:
    """Refused rows; a few bytes each, for a delivery may be refused row by row."""

    def __init__(self, waiting: pl.DataFrame | None = None) -> None:
        """`waiting` are the rows of a replay as they wait: refused alike they are no news and left out."""
        self._waiting = waiting
        self.batches: list[pl.DataFrame] = []
        self.unchanged = pl.Series(ROW_NUMBER, [], dtype=pl.Int64)

    def add(self, rejections: pl.DataFrame, rule_code: str | None = None) -> None:
        """Take refused rows, numbers tokenized. With `rule_code` they are refused for no single column."""
        if rule_code:
            rejections = rejections.with_columns(
                pl.lit(rule_code).alias("rule_code"), pl.lit("").alias("column_name")
            )
        if rejections.height:
            absent = [pl.lit(None).alias(name) for name in KEPT if name not in rejections.columns]
            kept = rejections.with_columns(absent).select(KEPT).cast({cs.enum(): pl.String})
            self.batches.append(self._news(kept).cast(dict.fromkeys(REPETITIVE, pl.Categorical)))

    def _news(self, rejections: pl.DataFrame) -> pl.DataFrame:
        if self._waiting is None:
            return rejections
        alike = [ROW_NUMBER, "column_name", "rule_code"]
        known = self._waiting.select(alike).cast({ROW_NUMBER: rejections[ROW_NUMBER].dtype})
        unchanged = rejections.join(known, on=alike, how="semi")[ROW_NUMBER]
        self.unchanged = self.unchanged.append(unchanged.cast(pl.Int64))
        return rejections.join(known, on=alike, how="anti")

    @property
    def row_count(self) -> int:
        return sum(batch.height for batch in self.batches)

    def keyed(self, delivery_id: int) -> pl.DataFrame:
        """Return coordinates and keys of the refused rows whose person is known, columns of KEYED_SCHEMA."""
        own_id = pl.lit(delivery_id, pl.Int32).alias("delivery_id")
        batches = [
            batch.filter(pl.col("person_token").is_not_null())
            .with_columns(own_id)
            .select(KEYED_SCHEMA.keys())
            .cast(KEYED_SCHEMA)
            for batch in self.batches
        ]
        return pl.concat([pl.DataFrame(schema=KEYED_SCHEMA), *batches])
