"""`purge --before`: persons gone longer than the retention period are cut off (04-privacy 4.2).

What is to go is written down before anything goes, so that a purge that was stopped is finished by the next:
until then the ledger holds some birth dates in full and some reduced, and `build` waits.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from ingest.links import remove_links
from ingest.parquet import write_durably
from ingest.parts import sweep
from ingest.reduction import REDUCTION_SCHEMA, apply_reductions, find_reductions
from ingest.settling import forget_unneeded_keys, settle_key_zone
from ingest.tracing import households_of_none_but
from store.errors import UsageError
from store.home import Home, sync_directory, writing
from store.journal import log_event
from store.ledger import pending_purge
from store.lock import writer_lock

PLAN_SCHEMA = {"person": pl.Int64, "household": pl.Int64, **REDUCTION_SCHEMA}
"""A person or a household whose link goes, or a birth day and what it is reduced to."""


@dataclass(frozen=True)
class RetentionPurge:
    """What a purge did."""

    before: str
    persons: int
    """Links of persons removed."""
    households: int
    """Links of households removed that nobody else ever belonged to."""
    rows: int
    """Rows of the ledger whose birth date was reduced."""


def purge_departed(
    home: Home, before: date, read_departed: Callable[[Home, date], list[int]]
) -> RetentionPurge:
    """Remove the links of persons whose last spell ended before a day, and reduce their birth dates.

    `read_departed` returns their surrogates; it knows the spells.

    Raises UsageError for a day to come, or if the spells are not those of the ledger as it is.
    """
    if before > date.today():
        raise UsageError(f"{before} is yet to come, and so are departures before it. Name a day of the past.")
    with writer_lock(home), writing(home):
        sweep(home)
        settle_key_zone(home)
        done = [_follow_plan(home)] if pending_purge(home).exists() else []
        _write_plan(home, pl.Series(read_departed(home, before), dtype=pl.Int64))
        done.append(_follow_plan(home))
        persons, households, rows = (sum(counts) for counts in zip(*done, strict=True))
        purge = RetentionPurge(before.isoformat(), persons, households, rows)
        log_event(home, "departed_purged", **asdict(purge))
    return purge


def _write_plan(home: Home, persons: pl.Series) -> None:
    households = households_of_none_but(home, persons)
    parts = [persons.to_frame("person"), households.to_frame("household"), find_reductions(home, persons)]
    plan = pl.concat(parts, how="diagonal").select(*PLAN_SCHEMA)
    path = pending_purge(home)
    draft = path.with_name(f".{path.name}.draft")
    write_durably(draft, plan)
    draft.replace(path)
    sync_directory(path.parent)


def _follow_plan(home: Home) -> tuple[int, int, int]:
    """Do what the plan says, whatever of it is done already; return persons, households and rows."""
    plan = pl.read_parquet(pending_purge(home), memory_map=False)
    rows = apply_reductions(home, plan.select(*REDUCTION_SCHEMA).drop_nulls())
    persons = remove_links(home, plan["person"].drop_nulls()).len()
    households = remove_links(home, plan["household"].drop_nulls()).len()
    forget_unneeded_keys(home)
    pending_purge(home).unlink()
    sync_directory(home.ledger)
    return persons, households, rows
