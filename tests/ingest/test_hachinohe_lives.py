"""Whole lives: the records that are left of them tell the changes that the register recorded."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.hachinohe.translation import changes_of, residents_of
from ingest.layouts import read_layouts
from tests.ingest.hachinohe_file import APRIL, BASE, listed, told
from tests.ingest.hachinohe_lives import TOWNS, file_of, live, shown
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


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_records_tell_what_was_recorded(seed: int, day: date) -> None:
    """Every change since the base in its order, with the state after it; residents as they live now.

    A 転出 planned by the base date for a later day counts as one since then.
    """
    lives = [live(number, seed, day) for number in PERSONS]
    extract = file_of(lives, day)
    expected = [
        (life.number, *change)
        for life in lives
        for change in life.changes
        if max(change[1], change[2]) > BASE.isoformat()
    ]
    columns = ("person_token", "reason_code", "changed_date", "notified_date", *SHOWN)
    assert [tuple(row[column] for column in columns) for row in told(extract)] == expected
    present = {life.number: life.state for life in lives if life.is_here(day)}
    residents = listed(extract)
    assert {number: tuple(row[column] for column in SHOWN) for number, row in residents.items()} == {
        number: shown(state, "11") for number, state in present.items()
    }
    assert residents_of(extract).out_of_scope == len(lives) - len(present)


def test_a_year_of_extracts_never_contradicts_an_earlier_one() -> None:
    """Same key, same content, but for the household: what a later extract tells again is a duplicate."""
    known: dict[tuple[str, str], dict[str, str]] = {}
    for day in DAYS:
        lives = [live(number, 3, day) for number in PERSONS]
        rows = (
            changes_of(file_of(lives, day), since=BASE).rows.drop("row_number", "household_token").to_dicts()
        )
        found = {(row["person_token"], row["history_number"]): row for row in rows}
        assert len(found) == len(rows)
        assert {key: found.get(key) for key in known} == known
        assert len(found) > len(known) + len(TOWNS)
        known = found


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
    """The base supersedes the changes of its persons up to its day; what comes later is loaded, once."""
    first, later = ([live(number, 4, day) for number in PERSONS] for day in DAYS[:2])
    base = file_of(first, APRIL)
    residents, before = residents_of(base).rows, changes_of(base, since=date(2025, 2, 28)).rows
    after = changes_of(file_of(later, DAYS[1]), since=APRIL).rows
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
    superseded = before.join(residents, on="person_token", how="semi").height
    gone = before.height - superseded
    assert of_base == {"received": residents.height, "loaded": residents.height}
    assert early == {"received": before.height, "loaded": gone, "superseded": superseded}
    assert late == {"received": after.height, "loaded": after.height}
    assert again == {"received": after.height, "duplicate": after.height}
