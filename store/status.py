"""What a home holds: its deliveries, the months they cover and the version that is served."""

from itertools import groupby
from typing import Any

from store.coverage import gap_sentences, missing_months
from store.home import Home
from store.ledger import Delivery
from store.months import closed_through, month_state
from store.prefix import read_prefix
from store.published import PublishedVersion, current_version_name, open_version, reproductions
from store.scans import read_last_scan, scan_sentence

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
    """Return deliveries, months, the published version, reproductions and the last scan's report.

    What there is not yet is None.
    """
    prefix = read_prefix(home)
    status: dict[str, Any] = {
        "deliveries": [
            {**delivery_summary(each), "withdrawn": each.delivery_id in prefix.withdrawn}
            for each in prefix.deliveries
        ],
        "missing_months": missing_months(prefix.standing),
        "months": [],
        "published": None,
        "reproductions": [reproduction(version) for version in reproductions(home)],
        "last_scan": read_last_scan(home),
    }
    if current_version_name(home) is None:
        return status
    version = open_version(home)
    months = read_months(version, closed_through(prefix.month_entries))
    return status | {"months": months, "published": {"version": version.name, **version.manifest}}


def read_months(version: PublishedVersion, last_closed: dict[str, str]) -> list[dict[str, Any]]:
    """Return the months a version covers, per municipality, each with its state as of now.

    The state is the ledger's: a month closed after the version was built is closed already. Where a version
    came in a bundle, the ledger is on the other side: none.
    """
    from pyarrow import parquet

    covered = version.parquet_file("covered_months")
    if not covered.exists():
        return []
    rows = parquet.read_table(covered).to_pylist()
    months = [
        {
            "municipality_code": row["municipality_code"],
            "month": row["stat_month"].strftime("%Y-%m"),
            "is_base_month": row["is_base_month"],
            "is_assumed": row["is_assumed"],
        }
        for row in rows
    ]
    for month in months:
        month["state"] = month_state(
            month["month"],
            is_assumed=month["is_assumed"],
            last_closed=last_closed.get(month["municipality_code"]),
        )
    return sorted(months, key=lambda month: (month["municipality_code"], month["month"]))


def reproduction(version: PublishedVersion) -> dict[str, Any]:
    """Return which knowledge a version that is not served stands on."""
    names = ("as_known", "as_loaded", "ledger_id")
    return {"version": version.name, **{name: version.manifest[name] for name in names}}


def status_sentences(status: dict[str, Any]) -> str:
    """Return the status in words."""
    lines = [_delivery_lines(delivery) for delivery in status["deliveries"]] or ["Nothing is loaded yet."]
    lines += gap_sentences(status["missing_months"])
    published = status["published"]
    if published:
        lines += [*_month_lines(status["months"]), f"Published: version {published['version']}."]
    else:
        lines.append("Nothing is published yet.")
    lines += map(_reproduction_line, status["reproductions"])
    return "\n".join([*lines, scan_sentence(status["last_scan"])])


MEANINGS = {
    "closed": "closed",
    "provisional": "provisional",
    "open": "open (assumed complete: no --through said so)",
}
MOST_NAMED = 5


def _month_lines(months: list[dict[str, Any]]) -> list[str]:
    """Return one line for each group of municipalities whose months are in the same states."""
    groups: dict[str, list[str]] = {}
    for code, own in groupby(months, key=lambda month: month["municipality_code"]):
        spans = [
            _span(state, list(covered)) for state, covered in groupby(own, key=lambda each: each["state"])
        ]
        groups.setdefault(", ".join(spans), []).append(code)
    if len(groups) < 2:
        return [f"Months: {spans}." for spans in groups] or ["Months: none."]
    return [f"Months of {_places(codes)}: {spans}." for spans, codes in groups.items()]


def _span(state: str, months: list[dict[str, Any]]) -> str:
    first, last = months[0]["month"], months[-1]["month"]
    return f"{first if first == last else f'{first} to {last}'} {MEANINGS[state]}"


def _places(codes: list[str]) -> str:
    return ", ".join(codes) if len(codes) <= MOST_NAMED else f"{len(codes)} municipalities"


def _reproduction_line(version: dict[str, Any]) -> str:
    known = f"as known by {version['as_known']}, " if version["as_known"] else ""
    return f"Kept beside it: {version['version']}, {known}as loaded up to {version['ledger_id']}."


def _delivery_lines(delivery: dict[str, Any]) -> str:
    replay = f", replay of {delivery['replay_of']}" if delivery["replay_of"] else ""
    mark = "  withdrawn" if delivery["withdrawn"] else ""
    name = f"{delivery['delivery_id']}  {delivery['file']}  {delivery['profile']} {delivery['kind']}"
    head = f"{name}{replay}{mark}"
    counts = " + ".join(f"{delivery[name]:,} {name.replace('_', ' ')}" for name in COUNTS[1:])
    lines = [head, f"   {delivery['received']:,} received = {counts}"]
    if delivery["warnings"]:
        lines.append(
            "   warnings: " + ", ".join(f"{rule} {count:,}" for rule, count in delivery["warnings"].items())
        )
    return "\n".join(lines)
