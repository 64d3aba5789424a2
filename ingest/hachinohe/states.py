"""A person's state after each change, found by walking back from the present one.

The records say what was there before a later change: after a change was there what the next later one of that
attribute says, and without a later one what is there now. So what happens later does not rewrite the state of
an old change. The household alone has no history: every row has the present one.
"""

import polars as pl

from ingest.hachinohe.layout import read_record_layout
from ingest.hachinohe.persons import OF_FOREIGNERS, only_of_foreigners
from ingest.hachinohe.reasons import attribute_of_reason, is_reason, paired_removals

PRESENT = (
    "birth_date",
    "sex_code",
    "relationship_codes",
    "resident_kind_code",
    *OF_FOREIGNERS,
    "town_code",
)
OF_RESIDENTS = ("relationship_codes", "town_code", "household_number")
"""Blank in rows that leave nobody on the register: of those who leave, the file keeps no such history."""


def former_values(corrections: pl.DataFrame, addresses: pl.DataFrame) -> pl.DataFrame:
    """Return what was there before each change that says so: `column`, person, `history_number`, `former`."""
    return pl.concat(
        each.select("column", "resident_number", "history_number", "former")
        for each in (corrections, _former_towns(addresses), _former_kinds(addresses))
    )


def _former_towns(addresses: pl.DataFrame) -> pl.DataFrame:
    """The town before a move or removal, blank before a 転居 that does not tell it; before a new stay the one
    that was left last: who has announced to leave may have something corrected meanwhile.
    """
    is_continued = is_reason("is_cancellation") | pl.col("reason_code").is_in(list(paired_removals()))
    is_new_stay = (pl.col("effect") == "add") & ~is_continued
    is_move = attribute_of_reason("component") == "internal_move"
    told = addresses.filter(~is_new_stay, is_move | (pl.col("town_before") != ""))
    stays = _with_town_left(addresses.filter(is_new_stay), addresses)
    return pl.concat([told, stays]).with_columns(column=pl.lit("town_code"), former=pl.col("town_before"))


def _with_town_left(entries: pl.DataFrame, addresses: pl.DataFrame) -> pl.DataFrame:
    """Return entries with what the removal before each says was left, blank without one."""
    presences = addresses.filter(pl.col("effect").is_in(["add", "remove"])).sort("history_number")
    is_removal = pl.col("effect") == "remove"
    left = presences.select(
        "resident_number",
        "history_number",
        pl.when(is_removal).then("town_before").otherwise(pl.lit("")).alias("town_left"),
    )
    return (
        entries.sort("history_number")
        .join_asof(
            left,
            on="history_number",
            by="resident_number",
            strategy="backward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .with_columns(town_before=pl.col("town_left").fill_null(""))
        .drop("town_left")
    )


def _former_kinds(addresses: pl.DataFrame) -> pl.DataFrame:
    kinds = {change.entry_reason_code: change.kind_before for change in read_record_layout().kind_changes}
    return addresses.filter(pl.col("reason_code").is_in(list(kinds))).with_columns(
        column=pl.lit("resident_kind_code"),
        former=pl.col("reason_code").replace_strict(kinds, return_dtype=pl.String),
    )


def with_states(
    changes: pl.DataFrame, persons: pl.DataFrame, formers: pl.DataFrame, household_towns: pl.DataFrame
) -> pl.DataFrame:
    """Return the changes with the state after each; blank where it cannot be known."""
    known = changes.join(
        persons.select("resident_number", "household_number", *PRESENT), on="resident_number", how="left"
    ).sort("history_number")
    known = _walk_back(known, household_towns, "town_code", by="household_number")
    for column in PRESENT:
        former = formers.filter(pl.col("column") == column)
        known = _walk_back(known, former, column, by="resident_number")
    is_staying = pl.col("effect").is_in(["add", "modify"])
    of_residents = (
        pl.when(is_staying).then(column).otherwise(pl.lit("")).alias(column) for column in OF_RESIDENTS
    )
    return known.with_columns(*only_of_foreigners(), *of_residents)


def _walk_back(changes: pl.DataFrame, formers: pl.DataFrame, column: str, *, by: str) -> pl.DataFrame:
    """Return the changes, in the order of their numbers, with the value of a column after each."""
    later = formers.select(by, "history_number", "former").sort("history_number")
    return (
        changes.join_asof(
            later,
            on="history_number",
            by=by,
            strategy="forward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .with_columns(pl.coalesce("former", column).alias(column))
        .drop("former")
    )
