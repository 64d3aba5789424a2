"""Entries, removals and moves of persons: records 6 and 10 told as one list.

Record 6 has the last entry and removal only, and decides the present stay; record 10 has the addresses before
and after, and so the stays and moves that record 6 has overwritten.
"""

import polars as pl

from ingest.hachinohe.dates import recorded_day, unknown_if_blank
from ingest.hachinohe.layout import read_record_layout
from ingest.hachinohe.numbering import history_number
from ingest.hachinohe.reasons import attribute_of_reason, is_reason, paired_removals
from ingest.hachinohe.records import Extract, read_record

FAMILIES = {"add": "entry", "modify": "move", "remove": "removal"}
DAY = ["resident_number", "recorded_date"]
SAME = ["resident_number", "effect", "changed_date"]
"""What makes a row of record 10 the same entry or removal as that of record 6."""


def read_addresses(extract: Extract, persons: pl.DataFrame) -> pl.DataFrame:
    """Return one row per change of a person's address or presence, numbered.

    Columns: `resident_number`, `effect` (add, remove, modify, none; blank for an unmapped reason),
    `reason_code`, `changed_date`, `notified_date`, `recorded_date`, `family`, `history_number`,
    `outside_code` (where from or to), `town_before`, and the coordinates. Changes of which no date is known
    are left out.
    """
    own = pl.concat([_of_record_6(persons, "entry", "add"), _of_record_6(persons, "removal", "remove")])
    merged = _merge(own, _of_record_10(extract))
    dated = merged.with_columns(recorded_date=recorded_day(extract.extracted_at)).filter(
        pl.col("recorded_date").is_not_null()
    )
    return _without_revoked_removals(_numbered(_with_paired_removals(dated)), persons)


def _of_record_6(persons: pl.DataFrame, event: str, effect: str) -> pl.DataFrame:
    parts = ("changed_date", "reason_code", "notified_date")
    told = persons.filter(pl.any_horizontal(pl.col(f"{event}_{part}") != "" for part in parts))
    return told.select(
        "record_type",
        "row_number",
        "resident_number",
        pl.lit(effect).alias("effect"),
        *(pl.col(f"{event}_{part}").alias(part) for part in parts),
    ).with_columns(unknown_if_blank("changed_date"))


def _of_record_10(extract: Extract) -> pl.DataFrame:
    """One row per change: its addresses may stand in several rows of the record."""
    before = read_record_layout().values["address_before"]
    return (
        read_record(extract, "address")
        .with_columns(
            unknown_if_blank("changed_date"),
            effect=attribute_of_reason("population_effect"),
            town_before=pl.when(pl.col("address_kind").is_in(before)).then("town_code").otherwise(pl.lit("")),
        )
        .group_by(*SAME, "reason_code", maintain_order=True)
        .agg(
            pl.col("record_type", "row_number").first(),
            pl.col("notified_date", "outside_code", "town_before").max(),
        )
    )


def _merge(own: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return record 6's changes with the addresses of record 10, and what only record 10 tells."""
    details = (
        told.filter(pl.col("effect").is_in(own["effect"].unique().implode()))
        .unique(SAME, keep="first", maintain_order=True)
        .select(*SAME, "outside_code", "town_before", pl.col("notified_date").alias("address_notified_date"))
    )
    completed = own.join(details, on=SAME, how="left").with_columns(
        notified_date=pl.when(pl.col("notified_date") == "")
        .then("address_notified_date")
        .otherwise("notified_date")
        .fill_null(""),
        is_own=pl.lit(True),
    )
    others = told.join(own, on=SAME, how="anti").with_columns(is_own=pl.lit(False))
    return pl.concat([completed.drop("address_notified_date"), others], how="diagonal").with_columns(
        pl.col("outside_code", "town_before").fill_null("")
    )


def _with_paired_removals(changes: pl.DataFrame) -> pl.DataFrame:
    """Add the removal that goes with 帰化 and 国籍喪失 where only the entry is told."""
    pairs = paired_removals()
    entries = changes.filter(pl.col("reason_code").is_in(list(pairs)))
    implied = entries.with_columns(
        pl.col("reason_code").replace_strict(pairs, return_dtype=pl.String), outside_code=pl.lit("")
    ).with_columns(effect=attribute_of_reason("population_effect"))
    untold = implied.join(changes, on=["resident_number", "reason_code", "changed_date"], how="anti")
    return pl.concat([changes, untold])


def _numbered(changes: pl.DataFrame) -> pl.DataFrame:
    """Return the changes with their family and history number; those of one place follow their dates."""
    key = ["resident_number", "history_number"]
    first = _with_families(changes).with_columns(history_number=history_number(pl.lit(0)))
    shared = first.group_by(key).len().filter(pl.col("len") > 1)
    ordinal = pl.int_range(pl.len()).over(key)
    several = first.join(shared, on=key, how="semi").sort("changed_date", "reason_code", "row_number")
    return pl.concat(
        [
            first.join(shared, on=key, how="anti"),
            several.with_columns(ordinal=ordinal).with_columns(
                history_number=history_number(pl.col("ordinal"))
            ),
        ],
        how="diagonal",
    ).drop("ordinal")


def _with_families(changes: pl.DataFrame) -> pl.DataFrame:
    """Return the changes with the `family` by which they have a place in their day."""
    is_afterword = is_reason("is_cancellation") | ~pl.col("effect").is_in(["add", "remove", "modify"])
    family = pl.col("effect").replace_strict(FAMILIES, default="afterword", return_dtype=pl.String)
    sorted_out = changes.with_columns(
        family=pl.when(is_afterword).then(pl.lit("afterword")).otherwise(family)
    )
    earlier = _earlier_removals(sorted_out)
    return (
        sorted_out.join(earlier, on=[*DAY, *SAME[1:], "reason_code"], how="left")
        .with_columns(family=pl.coalesce("earlier_family", "family"))
        .drop("earlier_family")
    )


def _earlier_removals(changes: pl.DataFrame) -> pl.DataFrame:
    """Return the removals that end the stay before an entry recorded on the same day."""
    entries = (
        changes.filter(pl.col("family") == "entry")
        .group_by(DAY)
        .agg(pl.col("changed_date").max().alias("entry_changed_date"))
    )
    is_pair = pl.col("reason_code").is_in(list(paired_removals().values()))
    is_earlier = (pl.col("changed_date") < pl.col("entry_changed_date")) | (
        (pl.col("changed_date") == pl.col("entry_changed_date")) & is_pair
    )
    return (
        changes.filter(pl.col("family") == "removal")
        .join(entries, on=DAY)
        .filter(is_earlier)
        .select(*DAY, *SAME[1:], "reason_code", earlier_family=pl.lit("earlier_removal"))
    )


def _without_revoked_removals(changes: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Leave out removals after a person's last entry that record 6 does not know: they were taken back."""
    staying = persons.filter(pl.col("is_resident") & ~pl.col("has_removal"))
    untold = changes.filter(pl.col("effect") == "remove", ~pl.col("is_own")).join(
        staying, on="resident_number", how="semi"
    )
    last_entry = (
        changes.filter(pl.col("effect") == "add")
        .join(untold, on="resident_number", how="semi")
        .group_by("resident_number")
        .agg(pl.col("history_number").max().alias("last_entry_number"))
    )
    revoked = untold.join(last_entry, on="resident_number", how="left").filter(
        pl.col("history_number") > pl.col("last_entry_number").fill_null(0)
    )
    return changes.join(revoked, on=["resident_number", "history_number", "reason_code"], how="anti").drop(
        "is_own"
    )
