"""What the verbs of this room say. Counts, coordinates and rules, never a value."""

from pathlib import Path
from typing import Any

import polars as pl

from ingest.headers import Header
from ingest.keys import open_key
from ingest.links import count_links
from ingest.loading import Outcome
from ingest.rejections import read_rejections
from store.home import Home
from store.ledger import Delivery, read_deliveries

COUNTS = ("received", "loaded", "duplicate", "superseded", "quarantined", "out_of_scope")


def arithmetic(delivery: Delivery) -> str:
    """Return the line of 01-feed 1.4."""
    counts = " + ".join(f"{getattr(delivery, name):,} {name.replace('_', ' ')}" for name in COUNTS[1:])
    return f"{delivery.received:,} received = {counts}"


def outcome_sentences(outcome: Outcome) -> str:
    """Return what the user is told about one delivery."""
    delivery = outcome.delivery
    if not outcome.is_new:
        return f"{delivery.file}: the same bytes are delivery {delivery.delivery_id} already; nothing to do."
    replay = f", replaying delivery {delivery.replay_of}" if delivery.replay_of else ""
    lines = [f"{delivery.file}: delivery {delivery.delivery_id} ({delivery.profile} {delivery.kind}{replay})"]
    lines.append("  rows: " + arithmetic(delivery))
    lines += [f"  warning {rule}: {count:,} rows" for rule, count in delivery.warnings.items()]
    if delivery.quarantined:
        lines.append(f"  {delivery.quarantined:,} rows are in quarantine; `jukistat quarantine explain` says why.")
    return "\n".join(lines)


def outcome_summary(outcome: Outcome) -> dict[str, Any]:
    """Return a load's outcome for `--json`."""
    return {**delivery_summary(outcome.delivery), "is_new": outcome.is_new}


def delivery_summary(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery for `--json`."""
    names = ("delivery_id", "file", "kind", "profile", "loaded_at", *COUNTS, "warnings", "municipality_codes")
    more = ("first_recorded_date", "last_recorded_date", "through_date", "extracted_at", "replay_of", "file_sha256")
    return {name: getattr(delivery, name) for name in (*names, *more)}


def key_status(home: Home) -> dict[str, Any]:
    """Return what is known of the key and its links. Raises ConfigurationError if the key is missing or wrong."""
    key = open_key(home)
    return {"source": key.source, "check_value": key.check_value(), "links": count_links(home)}


def print_key_status(status: dict[str, Any]) -> str:
    """Return the key's state in words."""
    links = status["links"]
    return (
        f"The key from {status['source']} is the right one (check value {status['check_value']}); "
        f"{sum(links.values()):,} links of {len(links):,} municipalities."
    )


def layout_summary(path: Path, header: Header) -> dict[str, Any]:
    """Return what would be understood of a delivery."""
    columns = [
        {"name": column.name, "column": column.column or None, "content": column.content, "is_kept": column.is_kept}
        for column in header.columns
    ]
    return {"file": path.name, "profile": header.layout.profile, "kind": header.layout.kind, "columns": columns}


def layout_sentences(summary: dict[str, Any]) -> str:
    """Return what would be understood of a delivery, in words."""
    lines = [f"{summary['file']}: a {summary['profile']} {summary['kind']} delivery; nothing was loaded."]
    for column in summary["columns"]:
        fate = f"kept as {column['column']}" if column["is_kept"] else "dropped"
        lines.append(f"  {column['name']}: {fate}")
    return "\n".join(lines)


def quarantine_rows(home: Home, rules: list[str]) -> list[dict[str, Any]]:
    """Return the rows that wait, as records; only those of `rules` if any are given."""
    rejections = read_rejections(home, read_deliveries(home)).rename({"rule_code": "rule"})
    if rules:
        rejections = rejections.filter(pl.col("rule").is_in(rules))
    return rejections.select(
        "file", "row_number", "column_name", "rule", "delivery_id", "municipality_code", "reason_code"
    ).to_dicts()


def rejection_sentences(rejections: list[dict[str, Any]]) -> str:
    """Return one line per waiting row."""
    if not rejections:
        return "Nothing is in quarantine."
    lines = [
        f"{row['file']}, row {row['row_number']}"
        + (f", column {row['column_name']}" if row["column_name"] else "")
        + f": {row['rule']}"
        for row in rejections
    ]
    return "\n".join(lines)


def explanation(rejections: list[dict[str, Any]], rules: list[str], *, as_json: bool) -> str:
    raise NotImplementedError
