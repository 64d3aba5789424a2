"""A large extract cut into smaller ones: persons do not depend on each other, so memory stays bounded."""

from collections.abc import Iterator
from itertools import pairwise

import polars as pl

from ingest.hachinohe.layout import read_record_layout
from ingest.hachinohe.records import Extract

PERSONS_AT_ONCE = 250_000


def slices_of(extract: Extract, *, persons_at_once: int = PERSONS_AT_ONCE) -> Iterator[Extract]:
    """Yield the extract in slices of whole persons, each with their households, in the order of 住民コード.

    Told slice by slice, every row is the same as told at once, in the same order.
    """
    layout = read_record_layout().records
    resident = layout["person"].items["resident_number"]
    firsts = extract.records[layout["person"].number][resident].unique().sort().gather_every(persons_at_once)
    bounds = [None, *firsts[1:], None]
    for first, end in pairwise(bounds):
        is_within = pl.lit(True) if first is None else pl.col(resident) >= first
        yield _slice(extract, is_within if end is None else is_within & (pl.col(resident) < end))


def _slice(extract: Extract, is_within: pl.Expr) -> Extract:
    layout = read_record_layout().records
    of_households = [layout[name].number for name in ("household", "household_history")]
    members = extract.records[layout["person"].number].filter(is_within)
    household = layout["person"].items["household_number"]
    records = {
        number: rows.join(members, on=household, how="semi")
        if number in of_households
        else rows.filter(is_within)
        for number, rows in extract.records.items()
    }
    return Extract(extract.municipality_code, extract.extracted_at, records)
