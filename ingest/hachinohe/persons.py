"""The persons of the file as they stand now (records 6, 13, 3), and who of them is a resident."""

import polars as pl

from ingest.codes import codes_where
from ingest.hachinohe.dates import calendar_day, known_day, recorded_day
from ingest.hachinohe.layout import read_record_layout
from ingest.hachinohe.reasons import is_reason, paired_removals
from ingest.hachinohe.records import Extract, read_record

OF_FOREIGNERS = ("nationality_code", "article_30_45_code", "residence_status_code")


def read_persons(extract: Extract) -> pl.DataFrame:
    """Return one row per record 6: the items of it, the person's present state and kind, and these flags.

    `is_outsider` says 住登外. `is_resident` says on the register at the end of the day of the extract: no
    outsider and nobody removed, but who has only announced to leave and not yet arrived elsewhere
    (02-register 2.1). `has_removal` says that the removal of the record ends the present stay.
    """
    persons = read_record(extract, "person")
    households = _once(read_record(extract, "household"), "household_number").select(
        "household_number", "town_code", pl.col("removed_flag").alias("household_removed_flag")
    )
    foreigners = _once(read_record(extract, "foreigner"), "resident_number").drop("row_number", "record_type")
    joined = (
        persons.join(households, on="household_number", how="left", maintain_order="left")
        .join(
            foreigners.with_columns(is_foreign=pl.lit(True)),
            on="resident_number",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col(pl.String).fill_null(""), pl.col("is_foreign").fill_null(False))
    )
    values = read_record_layout().values
    flagged = joined.with_columns(
        is_outsider=pl.col("resident_class").is_in(values["outsider"]),
        has_removal=_removal_ends_present_stay(),
    )
    noticed = flagged.join(_last_notices(extract), on="resident_number", how="left", maintain_order="left")
    return _with_kinds(extract, noticed.with_columns(is_resident=_is_resident(extract)))


def _once(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the first row of every key."""
    return rows.unique(key, keep="first", maintain_order=True)


def _removal_ends_present_stay() -> pl.Expr:
    """A returnee's record may still have the removal of the stay before the present entry."""
    is_told = pl.any_horizontal(
        pl.col(f"removal_{part}") != "" for part in ("changed_date", "reason_code", "notified_date")
    )
    entered, left = (
        pl.coalesce(known_day(f"{event}_changed_date"), known_day(f"{event}_notified_date"))
        for event in ("entry", "removal")
    )
    is_pair = (entered == left) & pl.col("entry_reason_code").is_in(list(paired_removals()))
    return is_told & ~((left < entered) | is_pair).fill_null(False)


def _last_notices(extract: Extract) -> pl.DataFrame:
    """Return the day on which the last 転入通知 of each person was recorded, as `noticed_date`."""
    notices = read_record(extract, "address").filter(is_reason("is_notice"))
    return notices.group_by("resident_number").agg(
        recorded_day(extract.extracted_at).max().alias("noticed_date")
    )


def _is_resident(extract: Extract) -> pl.Expr:
    removed = read_record_layout().values["removed"]
    is_flagged = pl.col("removed_flag").is_in(removed) | pl.col("household_removed_flag").is_in(removed)
    is_planned = is_reason("is_planned", "removal_reason_code")
    is_ahead = (calendar_day("removal_changed_date") > extract.extracted_at).fill_null(False)
    announced = recorded_day(
        extract.extracted_at, notified="removal_notified_date", changed="removal_changed_date"
    )
    is_noticed = (pl.col("noticed_date") >= announced).fill_null(False)
    is_leaving = pl.col("has_removal") & is_planned & is_ahead & ~is_noticed
    return ~pl.col("is_outsider") & (is_leaving | (~pl.col("has_removal") & ~is_flagged))


def _with_kinds(extract: Extract, persons: pl.DataFrame) -> pl.DataFrame:
    """Return the persons with `resident_kind_code`: by the last change of kind, else by having record 13."""
    kinds = {change.entry_reason_code: change.kind_after for change in read_record_layout().kind_changes}
    parts = ("reason_code", "changed_date", "notified_date")
    own = persons.select("resident_number", *(pl.col(f"entry_{part}").alias(part) for part in parts))
    told = read_record(extract, "address").select("resident_number", *parts)
    last = (
        pl.concat([told, own])
        .filter(pl.col("reason_code").is_in(list(kinds)))
        .sort(recorded_day(extract.extracted_at), maintain_order=True, nulls_last=False)
        .unique("resident_number", keep="last", maintain_order=True)
        .select(
            "resident_number",
            pl.col("reason_code").replace_strict(kinds, return_dtype=pl.String).alias("last_kind_code"),
        )
    )
    foreign, japanese = (kinds_where(is_foreign)[0] for is_foreign in (True, False))
    by_record = pl.when("is_foreign").then(pl.lit(foreign)).otherwise(pl.lit(japanese))
    return persons.join(last, on="resident_number", how="left", maintain_order="left").with_columns(
        resident_kind_code=pl.coalesce("last_kind_code", by_record)
    )


def kinds_where(is_foreign: bool) -> list[str]:
    """Return the resident kinds that are, or are not, foreign."""
    return (
        codes_where("resident_kind_codes", "is_foreign", (str(is_foreign).lower(),)).cast(pl.String).to_list()
    )


def only_of_foreigners() -> list[pl.Expr]:
    """Return the columns that only foreign residents have, blank for others."""
    is_foreign = pl.col("resident_kind_code").is_in(kinds_where(True))
    return [pl.when(is_foreign).then(column).otherwise(pl.lit("")).alias(column) for column in OF_FOREIGNERS]
