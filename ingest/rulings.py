"""What an operator decides about single refused rows: to replay, accept or settle them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from ingest.loading import load_each
from ingest.parts import write_coordinates
from ingest.rejections import COORDINATES, read_rejections
from ingest.repeats import CONFLICT
from ingest.replays import find_replays, find_source, replay_of, waiting_deliveries
from ingest.sessions import open_session
from ingest.shapes import Outcome
from store.errors import UsageError
from store.home import Home, writing
from store.journal import log_event
from store.ledger import Delivery
from store.prefix import LedgerPrefix, read_prefix
from store.rejections import RELEASED
from store.rulings import Ruling, write_ruling


@dataclass(frozen=True)
class ReplayReport:
    """What a replay of everything that waits made."""

    outcomes: list[Outcome]
    waiting: int
    """Rows that still wait."""
    missing_files: list[str]
    """Files of waiting rows that were neither offered nor where they had been."""


def replay_rows(home: Home, offered: list[Path]) -> ReplayReport:
    """Judge every row that waits anew and load what passes, each delivery's as an entry of its own.

    What is refused as before stays where it is. Raises ConfigurationError without a key.
    """
    with open_session(home) as context:
        prefix = read_prefix(home)
        replays = find_replays(home, prefix, offered)
        wanted = waiting_deliveries(home, prefix).difference(each.replay_of for each in replays)
        missing = sorted({each.file for each in prefix.standing if each.delivery_id in wanted})
        outcomes = list(load_each(context, replays))
        waiting = read_rejections(home, read_prefix(home))
    return ReplayReport(outcomes, waiting.height, missing)


def accept_rows(
    home: Home, delivery_id: int, row_numbers: list[int], offered: list[Path], *, reason: str
) -> Outcome:
    """Load conflicting rows in the place of those loaded first and return the new entry.

    The rows loaded first stay in their files and in every table made of earlier entries. Raises UsageError
    if a row does not wait as conflicting, its file is gone, or it or what it replaces is of a closed month.
    """
    why = required_reason(reason)
    with open_session(home) as context:
        prefix = read_prefix(home)
        entry = standing_delivery(prefix, delivery_id)
        rows = _waiting_rows(home, prefix, entry, row_numbers)
        others = rows.filter(pl.col("rule_code") != CONFLICT)
        if others.height:
            row_number, rule = others.select("row_number", "rule_code").row(0)
            raise UsageError(
                f"Row {row_number} of {entry.file} waits by rule {rule}; only a conflicting row can take the "
                "place of another. `jukistat quarantine explain` says what to do."
            )
        path = required_source(entry, offered)
        correction = replay_of(entry, path, rows["row_number"], accept_reason=why)
        (outcome,) = load_each(context, [correction])
        log_event(home, "rows_accepted", entry_id=outcome.delivery.delivery_id, rows=rows.height)
    return outcome


def settle_rows(home: Home, delivery_id: int, row_numbers: list[int], *, reason: str) -> Ruling:
    """Let refused rows wait no longer because nothing is to come of them, and return the ruling.

    Raises UsageError if a row does not wait.
    """
    why = required_reason(reason)
    with open_session(home), writing(home):
        prefix = read_prefix(home)
        entry = standing_delivery(prefix, delivery_id)
        rows = _waiting_rows(home, prefix, entry, row_numbers)
        ruling = Ruling(
            entry_id=prefix.ledger_id + 1,
            action="settle",
            delivery_ids=[delivery_id],
            made_at=datetime.now().isoformat(timespec="seconds"),
            reason=why,
            row_numbers=rows["row_number"].to_list(),
        )
        settled = rows.select(*COORDINATES, pl.lit(False).alias("is_replayed"))
        write_coordinates(home, RELEASED, ruling.entry_id, settled)
        write_ruling(home, ruling)
        log_event(home, "rows_settled", entry_id=ruling.entry_id, rows=rows.height)
    return ruling


def required_reason(reason: str) -> str:
    """Return the reason an operator gives. Raises UsageError without one."""
    if not reason.strip():
        raise UsageError("Say why: --reason TEXT. It is kept in the ledger.")
    return reason.strip()


def standing_delivery(prefix: LedgerPrefix, delivery_id: int) -> Delivery:
    """Return a delivery that was not withdrawn. Raises UsageError if there is none of this id."""
    if delivery_id in prefix.withdrawn:
        entry_id = prefix.withdrawn[delivery_id].entry_id
        raise UsageError(f"Delivery {delivery_id} is withdrawn already (ledger entry {entry_id}).")
    for entry in prefix.standing:
        if entry.delivery_id == delivery_id:
            return entry
    raise UsageError(f"There is no delivery {delivery_id}. `jukistat status` lists them.")


def required_source(entry: Delivery, offered: list[Path]) -> Path:
    """Return the file of a delivery. Raises UsageError, naming it, if it is not offered nor where it was."""
    path = find_source(entry, offered)
    if path is None:
        raise UsageError(
            f"{entry.file}, the file of delivery {entry.delivery_id}, is needed and no longer where it was. "
            "Name it with --file."
        )
    return path


def _waiting_rows(home: Home, prefix: LedgerPrefix, entry: Delivery, row_numbers: list[int]) -> pl.DataFrame:
    """Return these rows of a delivery as they wait. Raises UsageError for the first that does not."""
    waiting = read_rejections(home, prefix).filter(pl.col("delivery_id") == entry.delivery_id)
    absent = sorted({*row_numbers}.difference(waiting["row_number"]))
    if absent:
        raise UsageError(
            f"Row {absent[0]} of delivery {entry.delivery_id} ({entry.file}) does not wait in quarantine. "
            "`jukistat quarantine list` counts what does."
        )
    return waiting.filter(pl.col("row_number").is_in(row_numbers))
