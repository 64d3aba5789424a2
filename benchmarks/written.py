"""Deliveries to measure with: every column filled as a register fills it, nothing of it real.

python -m benchmarks.written RESIDENTS CHANGES N
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

from ingest.codes import read_seed
from ingest.layouts import read_layouts

SEED = 20260401
CHANGES_PER_PERSON = 4


def _column(values: np.ndarray | list[str]) -> pl.Series:
    return pl.Series(values).cast(pl.String)


def _state(random: np.random.Generator, persons: np.ndarray, town_codes: pl.Series) -> dict[str, pl.Series]:
    """Return the state columns of rows of these persons."""
    count = persons.size
    names = read_seed("municipality_codes")["municipality_name"]
    born = np.datetime64("1930-01-01") + random.integers(0, 34_000, count)
    return {
        "person_token": _column(persons).str.zfill(15),
        "my_number": _column(random.integers(10**11, 10**12, count)),
        "resident_record_code": _column(random.integers(10**10, 10**11, count)),
        "household_token": _column(1 + persons // 2).str.zfill(15),
        "birth_date": pl.Series(born).cast(pl.Date).cast(pl.String),
        "sex_code": _column(random.integers(1, 3, count)),
        "resident_kind_code": pl.Series(["1"]).new_from_index(0, count),
        "relationship_codes": read_seed("relationship_codes")["label_ja"].gather(
            random.integers(0, 4, count)
        ),
        "town_code": town_codes.gather(random.integers(0, town_codes.len(), count)),
        "dropped": names.gather(random.integers(0, names.len(), count)),
    }


def _write(path: Path, kind: str, values: dict[str, pl.Series]) -> Path:
    """Write a delivery of profile std; columns without values are blank."""
    layout = next(layout for layout in read_layouts() if layout.kind == kind)
    count = len(values["person_token"])
    blank = pl.Series([""]).new_from_index(0, count)
    pl.DataFrame(
        {
            column.name: values.get(column.column or column.content, blank)
            for column in layout.columns
            if not column.group
        }
    ).write_csv(path)
    return path


def _city() -> tuple[str, pl.Series]:
    """Return the municipality of the town master and its towns."""
    towns = read_seed("town_codes")
    return towns["municipality_code"][0], towns["town_code"]


def write_residents(path: Path, change_count: int) -> Path:
    """Write the base of the persons whose changes `write_changes` writes."""
    random = np.random.default_rng(SEED)
    code, towns = _city()
    persons = np.arange(1, change_count // CHANGES_PER_PERSON + 1)
    state = _state(random, persons, towns)
    same = {"municipality_code": code, "history_number": "1", "base_date": "2025-12-31"}
    return _write(path, "residents", state | _same(same, persons.size))


def write_changes(path: Path, change_count: int) -> Path:
    """Write `change_count` changes, several per person, in the order of recording."""
    random = np.random.default_rng(SEED)
    code, towns = _city()
    numbers = np.arange(change_count)
    last = max(change_count // CHANGES_PER_PERSON, 1)
    state = _state(random, 1 + numbers % last, towns)
    seconds = np.datetime64("2026-01-01T08:30:00") + numbers * (300 * 86_400 // change_count)
    moment = pl.Series(seconds.astype("datetime64[us]"))
    reasons = read_seed("reason_codes").filter(population_effect="modify", is_cancellation="false")
    changes = {
        "history_number": _column(2 + numbers // last),
        "reason_code": reasons["reason_code"].gather(random.integers(0, reasons.height, change_count)),
        "changed_date": moment.dt.strftime("%Y-%m-%d"),
        "notified_date": moment.dt.strftime("%Y-%m-%d"),
        "recorded_at": moment.dt.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    same = {"municipality_code": code, "notification_type_code": "1"}
    return _write(path, "changes", state | changes | _same(same, change_count))


def _same(values: dict[str, str], count: int) -> dict[str, pl.Series]:
    return {name: pl.Series([value]).new_from_index(0, count) for name, value in values.items()}


if __name__ == "__main__":
    write_residents(Path(sys.argv[1]), int(sys.argv[3]))
    write_changes(Path(sys.argv[2]), int(sys.argv[3]))
