"""What the verbs of this room say. Counts, coordinates and rules, never a value."""

from collections import Counter
from typing import Any

import polars as pl

from ingest.checking import Understanding
from ingest.codes import read_seed
from ingest.layouts import LayoutColumn
from ingest.rejections import read_rejections
from ingest.shapes import Outcome
from store.errors import UsageError
from store.home import Home
from store.ledger import read_deliveries
from store.status import arithmetic, delivery_summary


def outcome_sentences(outcome: Outcome) -> str:
    """Return what the user is told about one delivery."""
    delivery = outcome.delivery
    if not outcome.is_new:
        return f"{outcome.file}: the same bytes are delivery {delivery.delivery_id} already; nothing to do."
    replay = f", replaying delivery {delivery.replay_of}" if delivery.replay_of else ""
    lines = [f"{delivery.file}: delivery {delivery.delivery_id} ({delivery.profile} {delivery.kind}{replay})"]
    lines.append("  rows: " + arithmetic(delivery))
    lines += [f"  warning {rule}: {count:,} rows" for rule, count in delivery.warnings.items()]
    if delivery.quarantined:
        lines.append(
            f"  {delivery.quarantined:,} rows are in quarantine; `jukistat quarantine explain` says why."
        )
    return "\n".join(lines)


def outcome_summary(outcome: Outcome) -> dict[str, Any]:
    """Return a load's outcome for `--json`."""
    return {**delivery_summary(outcome.delivery), "file": outcome.file, "is_new": outcome.is_new}


def layout_summary(understanding: Understanding) -> dict[str, Any]:
    """Return what would be understood of a delivery, for `--json`."""
    layout = understanding.header.layout
    return {
        "file": understanding.file,
        "profile": layout.profile,
        "kind": layout.kind,
        "columns": [
            {"name": column.name, "column": column.column or None, "fate": _fate(column)}
            for column in understanding.header.columns
        ],
        "received": understanding.received,
        "out_of_scope": understanding.out_of_scope,
        "faults": dict(sorted((+understanding.faults).items())),
        "warnings": dict(sorted((+understanding.warnings).items())),
    }


def _fate(column: LayoutColumn) -> str:
    if not column.is_kept:
        return "dropped"
    return "tokenized" if column.domain else "kept"


def layout_sentences(summary: dict[str, Any]) -> str:
    """Return what would be understood of a delivery, in words."""
    lines = [f"{summary['file']}: a {summary['profile']} {summary['kind']} delivery; nothing was loaded."]
    for column in summary["columns"]:
        target = f" as {column['column']}" if column["fate"] != "dropped" else ""
        lines.append(f"  {column['name']}: {column['fate']}{target}")
    lines.append(
        f"  {summary['received']:,} rows, {sum(summary['faults'].values()):,} of them not of sound form"
    )
    lines += [f"  fault {rule}: {count:,} rows" for rule, count in summary["faults"].items()]
    lines += [f"  warning {rule}: {count:,} rows" for rule, count in summary["warnings"].items()]
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


def explanations(rejections: list[dict[str, Any]], rules: list[str]) -> list[dict[str, Any]]:
    """Return every rule that holds rows (or that is asked for), how many, what it means and what to do.

    Raises UsageError for a rule that does not exist.
    """
    known = {row["rule_code"]: row for row in read_seed("delivery_rule_codes").rows(named=True)}
    strange = [rule for rule in rules if rule not in known]
    if strange:
        raise UsageError(
            f"There is no rule {', '.join(strange)}. "
            "`jukistat quarantine explain` lists those that hold rows."
        )
    counts = Counter(row["rule"] for row in rejections)
    return [{"rule": rule, "rows": counts[rule], **known[rule]} for rule in rules or sorted(counts)]


def explanation_sentences(explained: list[dict[str, Any]]) -> str:
    """Return the explanations in words, both languages."""
    if not explained:
        return "Nothing is in quarantine."
    return "\n".join(
        f"{each['rule']}: {each['rows']:,} rows\n"
        f"  {each['label_en']}. {each['advice_en']}\n"
        f"  {each['label_ja']}。{each['advice_ja']}"
        for each in explained
    )
