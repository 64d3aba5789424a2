"""An extract of the register file → canonical rows: its residents, and every change since a day."""

from datetime import date

import polars as pl

from ingest.hachinohe.addresses import read_addresses
from ingest.hachinohe.corrections import correction_changes, read_corrections
from ingest.hachinohe.dates import calendar_day
from ingest.hachinohe.households import former_towns, household_moves, read_settlements
from ingest.hachinohe.numbering import list_number
from ingest.hachinohe.persons import only_of_foreigners, read_persons
from ingest.hachinohe.reasons import is_reason
from ingest.hachinohe.records import Extract, Translated
from ingest.hachinohe.states import former_values, with_states
from ingest.hachinohe.targets import with_targets
from ingest.layouts import read_layouts
from ingest.shapes import ROW_NUMBER

CANONICAL = "std"
LEDGER_NAMES = {"resident_number": "person_token", "household_number": "household_token"}
COUNTRY_DIGITS = 3


def residents_of(extract: Extract) -> Translated:
    """Return the residents at the end of the day of the extract, one row per record 6 of a resident.

    Out of scope are 住登外 and removed persons (01-feed 1.4). `row_number` is that of record 6.
    """
    persons = read_persons(extract)
    residents = persons.filter("is_resident").with_columns(
        pl.lit(str(list_number(extract.extracted_at))).alias("history_number"),
        pl.lit(extract.extracted_at.isoformat()).alias("base_date"),
        *only_of_foreigners(),
        source_row_number=ROW_NUMBER,
    )
    return _translated(extract, residents, "residents", persons.height - residents.height)


def changes_of(extract: Extract, *, since: date, first_row: int = 1) -> Translated:
    """Return every change recorded after `since`, the 転出 planned for a day after it, and what names those.

    `since` is the municipality's base date, for its first extract the day of the extract itself: what was
    recorded by then is in the base (01-feed 1.4, 02-register 2.3). Later extracts tell the same changes
    again, under the same keys. Out of scope are those of 住登外. Rows are numbered in the order of persons
    and history numbers from `first_row` on, because one record can tell several changes and several records
    one.
    """
    persons = read_persons(extract).unique("resident_number", keep="first", maintain_order=True)
    addresses = read_addresses(extract, persons)
    corrections = read_corrections(extract)
    settlements = read_settlements(extract)
    moves = household_moves(settlements, persons, addresses, since=since)
    changes = with_targets(pl.concat([addresses, moves, correction_changes(corrections)], how="diagonal"))
    stated = with_states(
        _after(since, changes),
        persons,
        former_values(corrections, addresses),
        former_towns(settlements),
    )
    outsiders = persons.filter("is_outsider")
    told = stated.join(outsiders, on="resident_number", how="anti")
    return _translated(extract, _laid_out(told, first_row=first_row), "changes", stated.height - told.height)


def _after(since: date, changes: pl.DataFrame) -> pl.DataFrame:
    """Return what can act after `since`: cancellations and notices of a 転出 to come too, however early."""
    is_to_come = (is_reason("is_planned") & (calendar_day("changed_date") > since)).fill_null(False)
    names_one_to_come = pl.col("is_target_to_come").fill_null(False)
    targets = changes.filter(is_to_come).select(
        "resident_number",
        pl.col("history_number").alias("target_history_number"),
        pl.lit(True).alias("is_target_to_come"),
    )
    return (
        changes.join(targets.unique(), on=["resident_number", "target_history_number"], how="left")
        .filter((pl.col("recorded_date") > since) | is_to_come | names_one_to_come)
        .drop("is_target_to_come")
    )


def _laid_out(changes: pl.DataFrame, *, first_row: int) -> pl.DataFrame:
    """Return changes in their order, numbered, with the columns that follow from others."""
    is_country = pl.col("outside_code").str.len_chars() == COUNTRY_DIGITS
    partners = (
        pl.when(is_country == (place == "country"), pl.col("effect") == effect)
        .then("outside_code")
        .otherwise(pl.lit(""))
        .alias(f"{side}_{place}_code")
        for side, effect in (("origin", "add"), ("destination", "remove"))
        for place in ("municipality", "country")
    )
    return (
        changes.sort("resident_number", "history_number", "record_type", ROW_NUMBER)
        .rename({ROW_NUMBER: "source_row_number"})
        .with_row_index(ROW_NUMBER, offset=first_row)
        .with_columns(
            pl.col(ROW_NUMBER).cast(pl.Int64),
            pl.col("recorded_date").dt.strftime("%Y-%m-%dT00:00:00").alias("recorded_at"),
            *partners,
        )
    )


def _translated(extract: Extract, told: pl.DataFrame, kind: str, out_of_scope: int) -> Translated:
    """Return the rows with exactly the columns that a canonical delivery of this kind is read for."""
    layout = next(each for each in read_layouts() if (each.profile, each.kind) == (CANONICAL, kind))
    named = told.with_columns(municipality_code=pl.lit(extract.municipality_code)).rename(LEDGER_NAMES)
    columns = (
        (pl.col(column.column).cast(pl.String) if column.column in named.columns else pl.lit(None, pl.String))
        .fill_null("")
        .alias(column.column)
        for column in layout.columns
        if column.content != "dropped" and not column.group
    )
    return Translated(
        rows=named.select(ROW_NUMBER, *columns),
        out_of_scope=out_of_scope,
        sources=named.select(ROW_NUMBER, "record_type", "source_row_number"),
    )
