"""Birth dates reduced to the birth index, and no published number changes (04-privacy 4.2).

A month end asks of a birth date only its year, its month and whether its day is the first. The day of a
movement asks more: whether the birthday was over by then. So a day becomes the smallest one that stands in
the same order to all days of the person's own rows: mostly the 2nd, and the 1st stays the 1st. It is larger
only for who moved in the month of birth, on an earlier day than that of birth. Different days of one person
stay different, so that a comparison with a list tells the same.
"""

from pathlib import Path

import polars as pl

from ingest.ledger_columns import LEDGER
from ingest.parquet import write_durably
from ingest.parts import DRAFT
from ingest.tracing import RECORDED, scan_rows
from store.home import Home, sync_directory
from store.ledger import read_deliveries, row_files

DAYS = ("changed_date", "notified_date", "recorded_date", "base_date")
"""Days on which a person's movement can be counted; else it is the first of a month."""
BIRTH = ("person_token", "birth_month", "birth_day")
REDUCTION_SCHEMA = {
    "person_token": pl.Int64,
    "birth_month": pl.Int8,
    "birth_day": pl.Int8,
    "reduced_day": pl.Int8,
}


def find_reductions(home: Home, person_tokens: pl.Series) -> pl.DataFrame:
    """Return for each birth date of these persons (month and day) the day it is reduced to."""
    births = _birth_days(home, person_tokens)
    own_days = pl.concat([births, _own_days(home, person_tokens)])
    earlier = births.join(own_days, on=BIRTH[:2], suffix="_before").filter(
        pl.col("birth_day_before") < pl.col("birth_day")
    )
    smallest = earlier.group_by(BIRTH).agg((pl.col("birth_day_before").max() + 1).alias("smallest_day"))
    reduced = pl.max_horizontal("smallest_day", pl.min_horizontal("birth_day", 2))
    return (
        births.join(smallest, on=BIRTH, how="left")
        .with_columns(reduced.cast(pl.Int8).alias("reduced_day"))
        .select(*REDUCTION_SCHEMA)
    )


def apply_reductions(home: Home, reductions: pl.DataFrame) -> int:
    """Rewrite the files of the ledger that hold such a birth date, each by one rename.

    Return how many rows changed. Applied again nothing changes.
    """
    changing = reductions.filter(pl.col("reduced_day") != pl.col("birth_day"))
    deliveries = read_deliveries(home)
    paths = [path for kind in RECORDED for path in row_files(home, kind, deliveries)]
    return sum(_rewrite(path, changing) for path in paths) if changing.height else 0


def _birth_days(home: Home, person_tokens: pl.Series) -> pl.DataFrame:
    births = [
        scan_rows(home, kind)
        .filter(pl.col("person_token").is_in(person_tokens.implode()), pl.col("birth_day").is_not_null())
        .select(BIRTH)
        for kind in RECORDED
    ]
    return pl.concat(births).unique().collect()


def _own_days(home: Home, person_tokens: pl.Series) -> pl.DataFrame:
    """Return month and day of every date in these persons' rows, in the shape of birth days."""
    days = [
        scan_rows(home, kind)
        .filter(pl.col("person_token").is_in(person_tokens.implode()), pl.col(column).is_not_null())
        .select(
            "person_token",
            pl.col(column).dt.month().alias("birth_month"),
            pl.col(column).dt.day().alias("birth_day"),
        )
        for kind in RECORDED
        for column in DAYS
        if column in LEDGER[kind]
    ]
    return pl.concat(days).unique().collect()


def _rewrite(path: Path, reductions: pl.DataFrame) -> int:
    rows = pl.read_parquet(path, memory_map=False)
    joined = rows.join(reductions, on=BIRTH, how="left", maintain_order="left")
    changed = joined["reduced_day"].count()
    if changed:
        day = pl.coalesce("reduced_day", "birth_day").alias("birth_day")
        draft = path.with_name(f"{DRAFT}{path.name}")
        write_durably(draft, joined.with_columns(day).drop("reduced_day"))
        draft.replace(path)
        sync_directory(path.parent)
    return changed
