"""What the verbs of this room say. Counts, coordinates and rules, never a value."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ingest.checking import Understanding
from ingest.layouts import LayoutColumn
from ingest.shapes import Outcome
from store.status import arithmetic, delivery_summary


def outcome_sentences(outcome: Outcome) -> str:
    """Return what the user is told about one delivery."""
    delivery = outcome.delivery
    if not outcome.is_new:
        return f"{outcome.file}: the same bytes are delivery {delivery.delivery_id} already; nothing to do."
    act = "correcting" if delivery.reason else "replaying"
    replay = f", {act} delivery {delivery.replay_of}" if delivery.replay_of else ""
    lines = [f"{delivery.file}: delivery {delivery.delivery_id} ({delivery.profile} {delivery.kind}{replay})"]
    lines.append("  rows: " + arithmetic(delivery))
    if delivery.quarantined:
        lines.append(
            f"  {delivery.quarantined:,} rows are in quarantine; "
            f"`jukistat quarantine explain {delivery.delivery_id}` says why."
        )
    return "\n".join(lines)


def warning_sentences(outcomes: Sequence[Outcome]) -> list[str]:
    """Return what is warned about in the deliveries of one load, each rule once for all of them."""
    rows, deliveries = Counter[str](), Counter[str]()
    for outcome in outcomes:
        warned = outcome.delivery.warnings if outcome.is_new else {}
        rows.update(warned)
        deliveries.update(warned.keys())
    return [
        f"warning {rule}: {count:,} rows, {deliveries[rule]:,} of {len(outcomes):,} deliveries"
        for rule, count in sorted(rows.items())
    ]


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
