"""Rows that come twice, within a delivery or between deliveries: duplicates and conflicts (01-feed 1.4).

Keys are compared first, as one mixed 64-bit number per row; whole rows only where keys meet.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from ingest.ledger_columns import AREA_COLUMNS, STATE

CONFLICT = "conflicting_row"
KEYS = {
    "changes": ("municipality_code", "person_token", "history_number"),
    "residents": ("municipality_code", "person_token", "base_date"),
}
TOLD_BACK = ("household_token", "target_history_number", *STATE, *AREA_COLUMNS)
"""What is told back from the present: a register file keeps no state of old changes, nor does it say
which one a cancellation means."""
MOST_KEYS_AT_ONCE = 2_000_000
REPEAT_SCHEMA = pl.Schema({"row_number": pl.Int64, "is_conflict": pl.Boolean, "first_delivery_id": pl.Int32})


def mix_keys(rows: pl.DataFrame, kind: str) -> np.ndarray:
    """Return one number per row that is equal for equal keys, and hardly ever for different ones."""
    last = rows[KEYS[kind][-1]].to_physical().cast(pl.Int64).to_numpy().view(np.uint64)
    return rows["person_token"].to_numpy().view(np.uint64) ^ (last * np.uint64(0x9E3779B97F4A7C15))


class KeyLedger:
    """The keys of a delivery while it streams by."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._keys: list[np.ndarray] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Note the keys of a batch."""
        self._keys.append(mix_keys(rows, self.kind))

    def suspects(self, earlier: list[Path]) -> np.ndarray:
        """Return the mixed keys, sorted, that occur more than once here or also in the `earlier` files."""
        if not self._keys:
            return np.empty(0, np.uint64)
        keys = np.sort(np.concatenate(self._keys))
        self._keys = []
        found = [keys[1:][keys[1:] == keys[:-1]]]
        columns = [name for name in KEYS[self.kind] if name != "municipality_code"]
        for batch in row_groups(earlier, columns):
            mixed = np.sort(mix_keys(batch, self.kind))
            places = np.minimum(np.searchsorted(keys, mixed), max(keys.size - 1, 0))
            found.append(mixed[keys[places] == mixed] if keys.size else mixed[:0])
        return np.unique(np.concatenate(found))


def row_groups(paths: list[Path], columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
    """Yield Parquet files piece by piece, so that no delivery is in memory whole."""
    for path in paths:
        with pq.ParquetFile(path) as file:
            for number in range(file.num_row_groups):
                yield pl.DataFrame(pl.from_arrow(file.read_row_group(number, columns=columns)))


def find_repeats(
    kind: str,
    parts: list[Path],
    earlier: list[Path],
    suspects: np.ndarray,
    *,
    replaced: pl.DataFrame,
    ignored: Sequence[str] = (),
) -> pl.DataFrame:
    """Return the rows of `parts` whose key came before: row_number, is_conflict (other content) and
    first_delivery_id.

    The row loaded first stays: one of an earlier delivery, else the one with the smallest row number.
    `replaced` are coordinates of rows that do not count any more, `ignored` columns whose content may differ.
    """
    found = [
        _judge_repeats(kind, parts, earlier, suspects[start : start + MOST_KEYS_AT_ONCE], replaced, ignored)
        for start in range(0, suspects.size, MOST_KEYS_AT_ONCE)
    ]
    return pl.concat([pl.DataFrame(schema=REPEAT_SCHEMA), *found])


def _judge_repeats(
    kind: str,
    parts: list[Path],
    earlier: list[Path],
    suspects: np.ndarray,
    replaced: pl.DataFrame,
    ignored: Sequence[str],
) -> pl.DataFrame:
    keys = list(KEYS[kind])
    rows = pl.concat(
        [
            _with_content(batch.filter(_is_among(batch, kind, suspects)), keys, ignored, is_new=is_new)
            for paths, is_new in ((earlier, False), (parts, True))
            for batch in row_groups(paths)
        ]
    ).join(replaced, on=["delivery_id", "row_number"], how="anti")
    rows = rows.sort("is_new", "delivery_id", "row_number")
    judged = rows.with_columns(
        is_conflict=pl.col("content") != pl.col("content").first().over(keys),
        is_first=pl.int_range(pl.len()).over(keys) == 0,
        first_delivery_id=pl.col("delivery_id").first().over(keys),
    )
    return judged.filter("is_new", ~pl.col("is_first")).select(REPEAT_SCHEMA.keys())


def find_rows_of_keys(
    kind: str, parts: list[Path], earlier: list[Path], suspects: np.ndarray
) -> pl.DataFrame:
    """Return the rows of the `earlier` files that have the key of a row of `parts`, whole."""
    keys = list(KEYS[kind])
    sought = pl.concat([batch.select(keys) for batch in row_groups(parts)])
    found = [batch.filter(_is_among(batch, kind, suspects)) for batch in row_groups(earlier)]
    return pl.concat(found).join(sought, on=keys, how="semi")


def _is_among(rows: pl.DataFrame, kind: str, suspects: np.ndarray) -> pl.Series:
    mixed = mix_keys(rows, kind)
    places = np.minimum(np.searchsorted(suspects, mixed), suspects.size - 1)
    return pl.Series(suspects[places] == mixed)


def _with_content(
    rows: pl.DataFrame, keys: list[str], ignored: Sequence[str], *, is_new: bool
) -> pl.DataFrame:
    """Return keys, coordinates and a 64-bit digest of everything that is kept of each row."""
    content = rows.drop("delivery_id", "row_number", *ignored).hash_rows(seed=1)
    return rows.select(*keys, "delivery_id", "row_number").with_columns(
        content.alias("content"), pl.lit(is_new).alias("is_new")
    )
