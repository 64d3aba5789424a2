"""The verb `delivery withdraw`: a wrongly loaded delivery is taken back; the ledger keeps it, marked."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from ingest.bases import read_base_dates
from ingest.closed_months import ROW_COLUMNS, require_open_months
from ingest.loading import load_each
from ingest.rejections import (
    COORDINATE_SCHEMA,
    COORDINATES,
    read_duplicates,
    read_released,
    replaced_coordinates,
)
from ingest.replays import find_due_replays
from ingest.rulings import required_reason, required_source, standing_delivery
from ingest.sessions import open_session
from ingest.shapes import Outcome
from store.coverage import covered_through
from store.errors import UsageError
from store.home import Home
from store.journal import log_event
from store.ledger import Delivery, row_files
from store.months import closed_through
from store.prefix import LedgerPrefix, read_prefix
from store.rulings import Ruling, write_ruling


@dataclass(frozen=True)
class Withdrawal:
    """What was taken back, and what later deliveries had repeated of it and bring in now."""

    ruling: Ruling
    deliveries: list[Delivery]
    outcomes: list[Outcome]


def withdraw_delivery(home: Home, delivery_id: int, offered: list[Path], *, reason: str) -> Withdrawal:
    """Take back a delivery with all that was replayed of it, and load what later deliveries repeated of it.

    Raises UsageError if a row of it is of a closed month, if it alone covers one, if it is a base that loaded
    changes were judged by, or if the file of a later delivery that repeats it is gone.
    """
    why = required_reason(reason)
    with open_session(home) as context:
        prefix = read_prefix(home)
        family = _with_replays(prefix, standing_delivery(prefix, delivery_id))
        _require_no_judged_changes(prefix, family)
        _require_open(home, prefix, family)
        _require_covered(prefix, family)
        for entry in _repeating(home, prefix, family):
            required_source(entry, offered)
        ruling = Ruling(
            entry_id=prefix.ledger_id + 1,
            action="withdraw",
            delivery_ids=[entry.delivery_id for entry in family],
            made_at=datetime.now().isoformat(timespec="seconds"),
            reason=why,
        )
        write_ruling(home, ruling)
        log_event(home, "delivery_withdrawn", entry_id=ruling.entry_id, deliveries=len(family))
        after = read_prefix(home)
        context.deliveries = after.standing
        outcomes = list(load_each(context, find_due_replays(home, after, offered)))
    return Withdrawal(ruling, family, outcomes)


def _with_replays(prefix: LedgerPrefix, delivery: Delivery) -> list[Delivery]:
    """Return the delivery and all entries made of its file. Raises UsageError for a mere replay."""
    if delivery.replay_of and not delivery.reason:
        raise UsageError(
            f"Entry {delivery.delivery_id} replays rows of delivery {delivery.replay_of}; withdraw that one."
        )
    family = [delivery]
    for entry in prefix.standing:
        if entry.replay_of in [each.delivery_id for each in family]:
            family.append(entry)
    return family


def _require_no_judged_changes(prefix: LedgerPrefix, family: list[Delivery]) -> None:
    """Raise UsageError if a base is among them by which changes that came later were judged."""
    bases = read_base_dates(prefix.standing)
    others = [each for each in prefix.standing if each not in family and each.kind == "changes"]
    for entry in family:
        if entry.kind != "residents" or not entry.first_recorded_date:
            continue
        based_on = date.fromisoformat(entry.first_recorded_date)
        based = {code for code in entry.municipality_codes if bases[code] == based_on}
        for other in others:
            judged = based.intersection(other.municipality_codes)
            if judged and other.delivery_id > entry.delivery_id:
                raise UsageError(
                    f"Delivery {entry.delivery_id} is the base of {min(judged)}, and the changes of delivery "
                    f"{other.delivery_id} were judged by it. Withdraw the changes loaded after it first."
                )


def _require_open(home: Home, prefix: LedgerPrefix, family: list[Delivery]) -> None:
    """Raise UsageError if a row that goes, or one that comes back in its place, is of a closed month."""
    replaced = replaced_coordinates(prefix.standing)
    returning = replaced_coordinates(family)
    name = f"delivery {family[0].delivery_id}"
    for kind in ROW_COLUMNS:
        going = _read_rows(home, kind, family).join(replaced, on=COORDINATES, how="anti")
        require_open_months(home, prefix, going, what=f"A row of {name}")
        back = _read_rows(home, kind, prefix.standing if returning.height else [])
        back = back.join(returning, on=COORDINATES, how="semi")
        require_open_months(home, prefix, back, what=f"A row that {name} replaced", is_new=True)


def _require_covered(prefix: LedgerPrefix, family: list[Delivery]) -> None:
    """Raise UsageError if a closed month is covered by nothing but what goes."""
    staying = [each for each in prefix.standing if each not in family]
    for code, closed in closed_through(prefix.month_entries).items():
        if covered_through(staying, code) < closed:
            raise UsageError(
                f"Without delivery {family[0].delivery_id} nothing covers {closed} of {code}, "
                "which is closed. "
                f"Run `jukistat month reopen {closed} --municipality {code} --reason TEXT` first."
            )


def _read_rows(home: Home, kind: str, deliveries: list[Delivery]) -> pl.DataFrame:
    """Return what tells the months of the loaded rows of these deliveries."""
    paths = row_files(home, kind, deliveries)
    columns = ["row_number", *ROW_COLUMNS[kind]]
    if not paths:
        return pl.DataFrame(schema=COORDINATE_SCHEMA)
    return pl.concat([pl.read_parquet(path, columns=columns, memory_map=False) for path in paths])


def _repeating(home: Home, prefix: LedgerPrefix, family: list[Delivery]) -> list[Delivery]:
    """Return the deliveries that repeat rows which the withdrawal takes away."""
    going = [each.delivery_id for each in family]
    repeated = read_duplicates(home, prefix).join(read_released(home, prefix), on=COORDINATES, how="anti")
    lost = repeated.filter(pl.col("first_delivery_id").is_in(going))["delivery_id"].unique()
    return [each for each in prefix.standing if each not in family and each.delivery_id in lost]
