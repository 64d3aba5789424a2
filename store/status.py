"""What a home holds: its deliveries, the months they cover and the version that is served."""

from typing import Any

from store.home import Home
from store.ledger import Delivery, read_deliveries
from store.published import PublishedVersion, current_version_name, open_version

COUNTS = ("received", "loaded", "duplicate", "superseded", "quarantined", "out_of_scope")
"""The arithmetic of 01-feed 1.4: the first is the sum of the others."""


def arithmetic(delivery: Delivery) -> str:
    """Return a delivery's row counts as the line the feed asks for."""
    outcomes = " + ".join(f"{getattr(delivery, name):,} {name.replace('_', ' ')}" for name in COUNTS[1:])
    return f"{delivery.received:,} received = {outcomes}"


def delivery_summary(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as it is reported in JSON."""
    before = (
        "delivery_id",
        "file",
        "kind",
        "profile",
        *COUNTS,
        "warnings",
        "municipality_codes",
        "loaded_at",
    )
    after = (
        "first_recorded_date",
        "last_recorded_date",
        "through_date",
        "extracted_at",
        "replay_of",
        "file_sha256",
    )
    return {name: getattr(delivery, name) for name in (*before, *after)}


def read_status(home: Home) -> dict[str, Any]:
    """Return deliveries, months and the published version (None before the first build)."""
    deliveries = [delivery_summary(delivery) for delivery in read_deliveries(home)]
    if current_version_name(home) is None:
        return {"deliveries": deliveries, "months": [], "published": None}
    version = open_version(home)
    published = {"version": version.name, **version.manifest}
    return {"deliveries": deliveries, "months": read_months(version), "published": published}


def read_months(version: PublishedVersion) -> list[dict[str, Any]]:
    """Return the months a version covers, per municipality. None is closed yet, so all are open."""
    from pyarrow import parquet

    rows = parquet.read_table(version.parquet_file("covered_months")).to_pylist()
    months = [
        {
            "municipality_code": row["municipality_code"],
            "month": row["stat_month"].strftime("%Y-%m"),
            "is_base_month": row["is_base_month"],
            "is_assumed": row["is_assumed"],
            "state": "open",
        }
        for row in rows
    ]
    return sorted(months, key=lambda month: (month["municipality_code"], month["month"]))


def status_sentences(status: dict[str, Any]) -> str:
    """Return the status in words."""
    lines = [_delivery_lines(delivery) for delivery in status["deliveries"]] or ["Nothing is loaded yet."]
    published = status["published"]
    if not published:
        return "\n".join([*lines, "Nothing is published yet."])
    months = sorted({month["month"] for month in status["months"]})
    span = f"{months[0]} to {months[-1]}, open" if months else "none"
    return "\n".join([*lines, f"Months: {span}.", f"Published: version {published['version']}."])


def _delivery_lines(delivery: dict[str, Any]) -> str:
    replay = f", replay of {delivery['replay_of']}" if delivery["replay_of"] else ""
    head = f"{delivery['delivery_id']}  {delivery['file']}  {delivery['profile']} {delivery['kind']}{replay}"
    counts = " + ".join(f"{delivery[name]:,} {name.replace('_', ' ')}" for name in COUNTS[1:])
    lines = [head, f"   {delivery['received']:,} received = {counts}"]
    if delivery["warnings"]:
        lines.append(
            "   warnings: " + ", ".join(f"{rule} {count:,}" for rule, count in delivery["warnings"].items())
        )
    return "\n".join(lines)
