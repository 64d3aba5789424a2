"""Whole lives: the records that are left of them tell the changes that the register recorded."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.hachinohe.translation import changes_of, residents_of
from ingest.layouts import read_layouts
from tests.ingest.hachinohe_file import APRIL, BASE, listed, told
from tests.ingest.hachinohe_lives import live
from tests.ingest.life import Life
from tests.ingest.life_changes import TOWNS
from tests.ingest.life_records import acts_after, file_of, records_of, told_changes
from tests.ingest.stores import Store, counts

DAYS = [date(2025, 4, 30), date(2025, 6, 30), date(2026, 3, 31)]
PERSONS = [f"{number:03}" for number in range(1, 121)]
SHOWN = (
    "birth_date",
    "sex_code",
    "resident_kind_code",
    "nationality_code",
    "residence_status_code",
    "relationship_codes",
    "town_code",
)


def lives_by(day: date, seed: int, *, is_forgetful: bool = False) -> list[Life]:
    return [live(number, seed, day, is_forgetful=is_forgetful) for number in PERSONS]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("is_forgetful", [False, True], ids=["keeping", "forgetful"])
def test_the_records_tell_what_was_recorded(is_forgetful: bool, day: date) -> None:
    """Every change since the base that has a record, in its order, with the state after it and the row it
    names; residents as they live now.

    A 転出 planned by the base date for a later day counts as one since then, and so does what names it.
    """
    lives = lives_by(day, 1, is_forgetful=is_forgetful)
    extract = file_of(lives, day)
    since_base = [(life, acts_after(BASE, told_changes(life))) for life in lives]
    expected = [
        (life.number, *change.dated, *change.shown()) for life, changes in since_base for change in changes
    ]
    rows = told(extract)
    columns = ("person_token", "reason_code", "changed_date", "notified_date", *SHOWN)
    assert [tuple(row[column] for column in columns) for row in rows] == expected
    changes = [(life.number, change) for life, changes in since_base for change in changes]
    numbers = {
        (number, change.number): row["history_number"]
        for (number, change), row in zip(changes, rows, strict=True)
    }
    for (number, change), row in zip(changes, rows, strict=True):
        target = numbers.get((number, change.target or 0))
        assert target in (None, row["target_history_number"])
    present = {life.number: life.state for life in lives if life.is_here(day, as_told=True)}
    residents = listed(extract)
    assert {number: tuple(row[column] for column in SHOWN) for number, row in residents.items()} == {
        number: state.shown() for number, state in present.items()
    }
    assert residents_of(extract).out_of_scope == sum(map(bool, map(records_of, lives))) - len(present)


def test_a_year_of_extracts_never_contradicts_an_earlier_one() -> None:
    """Same key, same content: what a later extract tells again is a duplicate.

    What it does not tell again was in record 6 alone; with such a row may go where the person lived, and what
    a cancellation means.
    """
    known: dict[tuple[str, str], dict[str, str]] = {}
    told_back = ("row_number", "household_token", "town_code", "target_history_number")
    for day in DAYS:
        rows = changes_of(file_of(lives_by(day, 3), day), since=BASE).rows.drop(told_back).to_dicts()
        found = {(row["person_token"], row["history_number"]): row for row in rows}
        assert len(found) == len(rows)
        assert all(found[key] == known[key] for key in known.keys() & found.keys())
        overwritten = {known[key]["reason_code"] for key in known.keys() - found.keys()}
        assert overwritten <= {"13", "16", "23", "26", "29"}
        assert len(found.keys() - known.keys()) > len(TOWNS)
        known |= found


def delivered(path: Path, rows: pl.DataFrame, kind: str) -> Path:
    """Write canonical rows as a delivery of profile std."""
    layout = next(each for each in read_layouts() if (each.profile, each.kind) == ("std", kind))
    cells = (
        (pl.col(column.column) if column.column in rows.columns else pl.lit("")).alias(column.name)
        for column in layout.columns
        if not column.group
    )
    rows.select(cells).write_csv(path)
    return path


def test_the_ledger_takes_what_is_told(store: Store, tmp_path: Path) -> None:
    """The base supersedes the changes of its persons up to its day, but those of a 転出 to come and what may
    name one; what comes later is loaded, once.
    """
    first, later = (lives_by(day, 4) for day in DAYS[:2])
    base = file_of(first, APRIL)
    residents, before = residents_of(base).rows, changes_of(base, since=date(2025, 2, 28)).rows
    after = changes_of(file_of(later, DAYS[1]), since=APRIL).rows
    after = after.filter(pl.col("recorded_at") > f"{APRIL}T23")
    of_base, early, late, again = (
        counts(delivery)
        for name, rows, kind in (
            ("base", residents, "residents"),
            ("early", before, "changes"),
            ("late", after, "changes"),
            ("again", after.reverse(), "changes"),
        )
        for delivery in store.load(delivered(tmp_path / f"{name}.csv", rows, kind))
    )
    names_planned = pl.col("reason_code").is_in(["19", "50"])
    is_planned = pl.col("reason_code").is_in(["21", "22"]) & (pl.col("changed_date") > f"{APRIL}")
    of_residents = before.join(residents, on="person_token", how="semi")
    superseded = of_residents.filter(~names_planned & ~is_planned).height
    gone = before.height - superseded
    assert of_base == {"received": residents.height, "loaded": residents.height}
    assert early == {"received": before.height, "loaded": gone, "superseded": superseded}
    assert late == {"received": after.height, "loaded": after.height}
    assert again == {"received": after.height, "duplicate": after.height}
