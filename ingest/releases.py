"""Which refused rows a load releases: a row whose record the register has sent again in good form."""

from pathlib import Path

import polars as pl

from ingest.rejections import COORDINATE_SCHEMA, COORDINATES
from ingest.repeats import KEYS, row_groups
from store.ledger import Delivery


def file_ids(deliveries: list[Delivery]) -> dict[int, int]:
    """Return for each delivery the one its file was first loaded as: itself, but of a replay the original."""
    first: dict[int, int] = {}
    for entry in deliveries:
        origin = entry.replay_of
        first[entry.delivery_id] = entry.delivery_id if origin is None else first.get(origin, origin)
    return first


def find_released(
    kind: str, waiting: pl.DataFrame, parts: list[Path], *, file_id: int, files: dict[int, int]
) -> pl.DataFrame:
    """Return the coordinates of waiting rows whose key the accepted rows in `parts` bring.

    Only what the register sent later releases: rows of a later file (`file_id`, by `files` of each
    delivery), or further down in the same one.
    """
    keys = list(KEYS[kind])
    sent = pl.col("delivery_id").replace_strict(files, return_dtype=pl.Int64, default=None)
    sought = waiting.drop_nulls(keys).with_columns(file_id=sent).filter(pl.col("file_id") <= file_id)
    if sought.is_empty() or not parts:
        return pl.DataFrame(schema=COORDINATE_SCHEMA)
    sought = sought.select(*COORDINATES, "file_id", *keys)
    found = pl.concat(
        [
            batch.rename({"row_number": "sent_row_number"}).join(sought, on=keys, how="inner")
            for batch in row_groups(parts, [*keys, "row_number"])
        ]
    )
    is_later = (pl.col("file_id") < file_id) | (pl.col("row_number") < pl.col("sent_row_number"))
    return found.filter(is_later).select(COORDINATES).unique()
