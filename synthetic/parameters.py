"""What the generator knows: the tables of `synthetic/parameters` and the code lists of `seeds`, read once."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from store.home import PROJECT_ROOT

PARAMETERS = Path(__file__).resolve().parent / "parameters"
SEEDS = PROJECT_ROOT / "seeds"
OLDEST = 100
"""The open-ended last single age: 100 and over."""

Row = dict[str, str]


@cache
def parameter_rows(name: str) -> tuple[Row, ...]:
    """Return the rows of `synthetic/parameters/<name>.csv`."""
    return read_rows(PARAMETERS / f"{name}.csv")


@cache
def seed_rows(name: str) -> tuple[Row, ...]:
    """Return the rows of `seeds/<name>.csv`."""
    return read_rows(SEEDS / f"{name}.csv")


def read_rows(path: Path) -> tuple[Row, ...]:
    """Return the rows of a UTF-8 CSV file with a header, with or without BOM."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def rate(name: str) -> float:
    """Return one scalar of `rates.csv`. An unknown name is a bug (KeyError)."""
    return {row["rate"]: float(row["value"]) for row in parameter_rows("rates")}[name]


@cache
def movement_roles() -> tuple[str, ...]:
    """Return the roles of a change row, in the order of `movement_rows.csv`; rows store the position."""
    return tuple(row["role"] for row in parameter_rows("movement_rows"))


@cache
def relation(role: str) -> int:
    """Return the position of a relationship role in `relationships.csv`; people store the position."""
    return [row["role"] for row in parameter_rows("relationships")].index(role)


@cache
def code_where(seed: str, column: str, value: str) -> str:
    """Return the code (first column or `<seed>_code`) of the row of a seed whose `column` is `value`."""
    rows = seed_rows(seed)
    key = f"{seed.removesuffix('_codes')}_code"
    return next(row[key] for row in rows if row[column] == value)


@cache
def sex_codes() -> tuple[str, str]:
    """Return the codes of male and female: people store 0 and 1."""
    return code_where("sex_codes", "report_sex", "male"), code_where("sex_codes", "report_sex", "female")


@cache
def resident_kind_codes() -> tuple[str, str]:
    """Return the codes of Japanese and foreign residents: people store 0 and 1."""
    column = "report_resident_kind"
    return (
        code_where("resident_kind_codes", column, "japanese"),
        code_where("resident_kind_codes", column, "foreign"),
    )


def by_single_age(name: str, column: str) -> np.ndarray:
    """Return 101 values (ages 0 … 100+), each that of the last `age_from` at or below the age."""
    rows = parameter_rows(name)
    starts = np.array([int(row["age_from"]) for row in rows])
    values = np.array([float(row[column]) for row in rows])
    return values[np.searchsorted(starts, np.arange(OLDEST + 1), side="right") - 1]


@cache
def mortality() -> np.ndarray:
    """Return deaths per person and year, [sex, age], log-linear between the mid-points of the age groups."""
    rows = parameter_rows("mortality")
    starts = np.array([float(row["age_from"]) for row in rows])
    middles = np.append((starts[:-1] + starts[1:]) / 2, starts[-1] + 2.5)
    ages = np.arange(OLDEST + 1) + 0.5
    return np.stack(
        [
            np.exp(np.interp(ages, middles, np.log([float(row[sex]) for row in rows])))
            for sex in ("male", "female")
        ]
    )


@cache
def fertility() -> np.ndarray:
    """Return births per woman by single age, summing to one child: a five-year schedule, smoothed."""
    rows = parameter_rows("fertility")
    starts = [int(row["age_from"]) for row in rows]
    shares = [float(row["percent"]) / 100 for row in rows]
    cumulated = np.interp(np.arange(OLDEST + 2), [*starts, starts[-1] + 5], np.append(0, np.cumsum(shares)))
    schedule = np.convolve(np.diff(cumulated), np.ones(5) / 5, mode="same")
    schedule[: starts[0]] = 0
    return schedule / schedule.sum()


@cache
def national_ages() -> np.ndarray:
    """Return the share of each single age within its sex, [sex, age], Japan 2015."""
    rows = parameter_rows("national_ages")
    shares = np.array([[float(row[sex]) for row in rows] for sex in ("male", "female")])
    return shares / shares.sum(axis=1, keepdims=True)


def municipal_ages(municipality_code: str) -> np.ndarray | None:
    """Return [sex, age] shares of a municipality whose five-year shares are known, else None.

    Within five years the national single ages give the shape (the gap of 1966 stays visible).
    """
    rows = [row for row in parameter_rows("municipal_ages") if row["municipality_code"] == municipality_code]
    if not rows:
        return None
    starts = np.array([int(row["age_from"]) for row in rows])
    group = np.searchsorted(starts, np.arange(OLDEST + 1), side="right") - 1
    shares = np.empty((2, OLDEST + 1))
    for sex, column in enumerate(("male", "female")):
        national = national_ages()[sex]
        within = national / np.bincount(group, weights=national)[group]
        shares[sex] = within * np.array([float(row[column]) for row in rows])[group]
    return shares / shares.sum(axis=1, keepdims=True)
