"""What the verbs `quarantine` and `delivery` say. Counts, coordinates and rules, never a value."""

import csv
import io
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from ingest.codes import read_seed
from ingest.rejections import read_refused, read_rejections
from ingest.reports import outcome_sentences, outcome_summary
from ingest.rulings import ReplayReport
from ingest.withdrawal import Withdrawal
from store.errors import ConfigurationError, UsageError
from store.home import Home, replace_file
from store.prefix import read_prefix
from store.rulings import Ruling

EXPORTED = ("file", "row_number", "column_name", "rule", "delivery_id", "municipality_code", "reason_code")


def refused_rows(home: Home) -> list[dict[str, Any]]:
    """Return refused rows by their coordinates and rules, and whether they wait; not those replayed since."""
    refused = read_refused(home, read_prefix(home)).filter(~pl.col("is_replayed"))
    return refused.rename({"rule_code": "rule"}).select(*EXPORTED, "is_waiting").to_dicts()


def refused_counts(home: Home) -> list[dict[str, Any]]:
    """Return how many rows were refused and how many of them wait, by delivery, rule and municipality."""
    refused = read_refused(home, read_prefix(home)).rename({"rule_code": "rule"})
    counted = refused.group_by("delivery_id", "file", "rule", "municipality_code").agg(
        pl.len().alias("refused"), pl.col("is_waiting").sum().alias("waiting")
    )
    return counted.sort("delivery_id", "rule", "municipality_code", nulls_last=True).to_dicts()


def count_sentences(counts: list[dict[str, Any]]) -> str:
    """Return one line per delivery, rule and municipality."""
    if not counts:
        return "Nothing is in quarantine."
    return "\n".join(_count_line(each) for each in counts)


def _count_line(each: dict[str, Any]) -> str:
    place = each["municipality_code"] or "municipality unknown"
    counted = f"{each['refused']:,} refused, {each['waiting']:,} waiting"
    return f"{each['file']} (delivery {each['delivery_id']}), {place}, {each['rule']}: {counted}"


def explanations(home: Home, delivery_id: int | None, row_number: int | None) -> list[dict[str, Any]]:
    """Return what holds rows that wait, by delivery, rule and column: how many, its meaning, what to do.

    Of all deliveries or of one, of all its rows or of one. Raises UsageError if that row does not wait.
    """
    waiting = read_rejections(home, read_prefix(home))
    if delivery_id is not None:
        waiting = waiting.filter(pl.col("delivery_id") == delivery_id)
    if row_number is not None:
        waiting = waiting.filter(pl.col("row_number") == row_number)
        if waiting.is_empty():
            raise UsageError(f"Row {row_number} of delivery {delivery_id} does not wait in quarantine.")
    by = ("delivery_id", "file", "rule_code", "column_name")
    counted = waiting.group_by(by).agg(pl.len().alias("rows"), pl.col("row_number").min().alias("first_row"))
    rules = read_seed("delivery_rule_codes").select(
        "rule_code", "label_ja", "label_en", "advice_ja", "advice_en"
    )
    explained = counted.join(rules, on="rule_code").rename({"rule_code": "rule"})
    return explained.sort("delivery_id", "first_row").to_dicts()


def explanation_sentences(explained: list[dict[str, Any]]) -> str:
    """Return the explanations in words, both languages."""
    if not explained:
        return "Nothing is in quarantine."
    return "\n".join(_explanation(each) for each in explained)


def _explanation(each: dict[str, Any]) -> str:
    column = f", column {each['column_name']}" if each["column_name"] else ""
    rows = (
        f"row {each['first_row']}"
        if each["rows"] == 1
        else f"{each['rows']:,} rows from row {each['first_row']} on"
    )
    return (
        f"{each['file']} (delivery {each['delivery_id']}), {rows}{column}: {each['rule']}\n"
        f"  {each['label_en']}. {each['advice_en']}\n"
        f"  {each['label_ja']}。{each['advice_ja']}"
    )


def export_waiting(home: Home, out: Path) -> int:
    """Write the coordinates of the rows that wait as CSV (UTF-8 with BOM) and return how many there are.

    Raises ConfigurationError if the file cannot be written.
    """
    waiting = read_rejections(home, read_prefix(home)).rename({"rule_code": "rule"})
    rows = waiting.select(EXPORTED).rows()
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([EXPORTED, *rows])
    try:
        replace_file(out, text.getvalue().encode("utf-8-sig"), mode=0o600)
    except OSError as error:
        raise ConfigurationError(f"{out} cannot be written ({error.strerror}). Name another file.") from None
    return len(rows)


def replay_summary(report: ReplayReport) -> dict[str, Any]:
    """Return what a replay made, for `--json`."""
    deliveries = [outcome_summary(outcome) for outcome in report.outcomes]
    return {"deliveries": deliveries, "waiting": report.waiting, "missing_files": report.missing_files}


def replay_sentences(report: ReplayReport) -> str:
    """Return what a replay made, in words."""
    lines = [outcome_sentences(outcome) for outcome in report.outcomes]
    if not lines:
        lines.append("No row that waits would be accepted today; nothing was loaded.")
    lines += [
        f"{file} is not where it was: name it, and its rows are judged too." for file in report.missing_files
    ]
    return "\n".join([*lines, f"{report.waiting:,} rows still wait."])


def ruling_summary(ruling: Ruling) -> dict[str, Any]:
    """Return a ruling for `--json`."""
    return asdict(ruling)


def withdrawal_summary(withdrawal: Withdrawal) -> dict[str, Any]:
    """Return what was withdrawn and what came in its place, for `--json`."""
    replays = [outcome_summary(outcome) for outcome in withdrawal.outcomes]
    return {**ruling_summary(withdrawal.ruling), "deliveries": replays}


def withdrawal_sentences(withdrawal: Withdrawal) -> str:
    """Return what was withdrawn and what came in its place, in words."""
    lines = [
        f"Withdrew {each.file}, delivery {each.delivery_id}: {each.loaded:,} rows are taken back."
        for each in withdrawal.deliveries
    ]
    lines += [outcome_sentences(outcome) for outcome in withdrawal.outcomes]
    lines.append(f"It is ledger entry {withdrawal.ruling.entry_id}. Run `jukistat build` to publish it.")
    return "\n".join(lines)
