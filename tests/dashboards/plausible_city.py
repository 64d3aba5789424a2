"""A small invented city, lived month by month in numpy, and its published version.

One row of every array is a person. The stock is counted from the persons and the flows from what
happened to them, so that opening + flows = closing holds in every cell without being forced.

    python -m tests.dashboards.plausible_city HOME --persons 12000 --months 124
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from tests.dashboards.published_fixture import publish_city

BASE_MONTH = 2015 * 12 + 11
"""December 2015, as year·12 + month − 1: the month of the base date."""
MALE, FEMALE = 0, 1
JAPANESE, FOREIGN = 0, 1
UNKNOWN_TOWN = -1
NO_HOUSEHOLD_YET = -1


@dataclass
class Persons:
    """Parallel arrays, one entry per resident; months count as year·12 + month − 1."""

    town: np.ndarray
    sex: np.ndarray
    kind: np.ndarray
    birth_month: np.ndarray
    household: np.ndarray

    def __len__(self) -> int:
        return len(self.town)

    def take(self, chosen: np.ndarray) -> "Persons":
        return Persons(*(column[chosen] for column in self.columns()))

    def plus(self, others: "Persons") -> "Persons":
        return Persons(*map(np.concatenate, zip(self.columns(), others.columns(), strict=True)))

    def columns(self) -> tuple[np.ndarray, ...]:
        return self.town, self.sex, self.kind, self.birth_month, self.household

    def age_at_end_of(self, month: int) -> np.ndarray:
        return np.clip((month + 1 - self.birth_month) // 12, 0, 100)


@dataclass
class City:
    """The life of the city: call `months()` and read stock and flows as they pass."""

    seed: int
    persons_at_start: int
    towns: int
    random: np.random.Generator = field(init=False)
    households_so_far: int = 0

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)

    def settle(self) -> Persons:
        """Return the residents of the base date: an ageing city with two baby booms and few foreigners."""
        count = self.persons_at_start
        ages = np.arange(101)
        weights = (
            60 + ages * 0.9 + 55 * np.exp(-(((ages - 67) / 5) ** 2)) + 35 * np.exp(-(((ages - 42) / 5) ** 2))
        )
        weights = (weights - 45 * np.exp(-(((ages - 22) / 4) ** 2))) / (1 + np.exp((ages - 84) / 4.5))
        age = self.random.choice(ages, size=count, p=weights / weights.sum())
        household = self.random.integers(0, int(count / 2.15), size=count)
        self.households_so_far = int(count / 2.15)
        town_of_household = self.random.choice(self.towns, size=self.households_so_far, p=self.town_weights())
        town_of_household[self.random.random(self.households_so_far) < 0.002] = UNKNOWN_TOWN
        foreign = self.random.random(self.households_so_far) < 0.012
        return Persons(
            town=town_of_household[household],
            sex=(self.random.random(count) < 0.51 + 0.12 * (age > 75)).astype(int),
            kind=foreign[household].astype(int),
            birth_month=BASE_MONTH + 1 - age * 12 - self.random.integers(0, 12, size=count),
            household=household,
        )

    def town_weights(self) -> np.ndarray:
        weights = np.random.default_rng(self.seed + 1).gamma(2.0, size=self.towns)
        return weights / weights.sum()

    def months(self, count: int) -> Iterator[tuple[int, Persons, pl.DataFrame]]:
        """Yield (month, residents at its end, the flow rows of the month); the first month is the base's."""
        residents = self.settle()
        yield BASE_MONTH, residents, flows("initial", residents, BASE_MONTH, sign=1)
        for month in range(BASE_MONTH + 1, BASE_MONTH + count):
            residents, happened = self.live_through(month, residents)
            yield month, residents, pl.concat(happened)

    def live_through(self, month: int, residents: Persons) -> tuple[Persons, list[pl.DataFrame]]:
        happened: list[pl.DataFrame] = []
        for removal in ("death", "out_domestic", "out_abroad", "other_remove_ex_officio"):
            leaving = self.random.random(len(residents)) < self.removal_chance(removal, month, residents)
            happened.append(flows(removal, residents.take(leaving), month, sign=-1))
            residents = residents.take(~leaving)
        for entry in ("birth", "in_domestic", "in_abroad", "other_add_ex_officio"):
            arriving = self.arrivals(entry, month, residents)
            happened.append(flows(entry, arriving, month, sign=1))
            residents = residents.plus(arriving)
        happened += self.move_within(month, residents) + self.naturalise(month, residents)
        return residents, happened

    def removal_chance(self, removal: str, month: int, residents: Persons) -> np.ndarray:
        """Return the monthly chance of each resident to leave the register in this way."""
        age = residents.age_at_end_of(month)
        if removal == "death":
            return 0.00005 * np.exp(0.085 * age) / 12
        season = 4.5 if month % 12 == 2 else 1.0
        youth = 1 + 5 * np.exp(-(((age - 21) / 5) ** 2))
        if removal == "out_domestic":
            return 0.0014 * season * youth * np.ones(len(residents))
        foreign = residents.kind == FOREIGN
        return (
            np.where(foreign, 0.015, 0.00004) if removal == "out_abroad" else np.full(len(residents), 0.00001)
        )

    def arrivals(self, entry: str, month: int, residents: Persons) -> Persons:
        """Return the persons who come in this way: children into a household, all others into a new one."""
        if entry == "birth":
            mothers = residents.take(
                (residents.sex == FEMALE) & (abs(residents.age_at_end_of(month) - 30) < 8)
            )
            mothers = mothers.take(self.random.random(len(mothers)) < 0.0085)
            sex = self.random.integers(0, 2, size=len(mothers))
            return Persons(mothers.town, sex, mothers.kind, np.full(len(mothers), month), mothers.household)
        season = {3: 2.2, 2: 1.7}.get(month % 12, 1.0)
        chance = {"in_domestic": 0.0021 * season, "in_abroad": 0.00022, "other_add_ex_officio": 0.00001}[
            entry
        ]
        count = self.random.poisson(chance * len(residents))
        age = np.clip(self.random.gamma(5, 6, size=count), 0, 90).astype(int)
        household = self.households_so_far + np.arange(count) // 2
        self.households_so_far += count // 2 + 1
        town = self.random.choice(self.towns, size=count // 2 + 1, p=self.town_weights())
        foreign = 0.85 if entry == "in_abroad" else 0.02
        return Persons(
            town=town[np.arange(count) // 2],
            sex=self.random.integers(0, 2, size=count),
            kind=(self.random.random(count) < foreign).astype(int),
            birth_month=month - age * 12 - self.random.integers(0, 12, size=count),
            household=household,
        )

    def move_within(self, month: int, residents: Persons) -> list[pl.DataFrame]:
        """Move some residents between towns, in place, and return both sides of each move."""
        movers = np.flatnonzero(self.random.random(len(residents)) < 0.0025)
        left = flows("internal_move", residents.take(movers), month, sign=-1)
        residents.town[movers] = self.random.choice(self.towns, size=len(movers), p=self.town_weights())
        residents.household[movers] = self.households_so_far + np.arange(len(movers))
        self.households_so_far += len(movers)
        return [left, flows("internal_move", residents.take(movers), month, sign=1)]

    def naturalise(self, month: int, residents: Persons) -> list[pl.DataFrame]:
        """Turn a few foreign residents into Japanese ones, in place: a removal and an entry on one day."""
        chosen = np.flatnonzero((residents.kind == FOREIGN) & (self.random.random(len(residents)) < 0.001))
        left = flows("other_remove_naturalisation", residents.take(chosen), month, sign=-1)
        residents.kind[chosen] = JAPANESE
        return [left, flows("other_add_naturalisation", residents.take(chosen), month, sign=1)]


def flows(item: str, persons: Persons, month: int, *, sign: int) -> pl.DataFrame:
    """Return one row per person and event: the cell it is seen from, the age at the month's end."""
    return pl.DataFrame(
        {
            "month": np.full(len(persons), month),
            "item": [item] * len(persons),
            "population_sign": np.full(len(persons), sign),
            "town": persons.town,
            "sex": persons.sex,
            "kind": persons.kind,
            "age": persons.age_at_end_of(month),
        },
        schema_overrides={"item": pl.String},
    )


def stock(month: int, residents: Persons) -> pl.DataFrame:
    """Return one row per resident at the end of `month`."""
    return pl.DataFrame(
        {
            "month": np.full(len(residents), month),
            "town": residents.town,
            "sex": residents.sex,
            "kind": residents.kind,
            "age": residents.age_at_end_of(month),
            "household": residents.household,
        }
    )


def count_persons(residents: pl.DataFrame) -> pl.DataFrame:
    return residents.group_by("month", "town", "sex", "kind", "age").len("population_count")


def count_households(residents: pl.DataFrame) -> pl.DataFrame:
    return (
        residents.group_by("month", "household")
        .agg(
            town=pl.col("town").min(),
            has_japanese=(pl.col("kind") == JAPANESE).any(),
            has_foreign=(pl.col("kind") == FOREIGN).any(),
            household_size=pl.len(),
        )
        .group_by("month", "town", "has_japanese", "has_foreign", "household_size")
        .len("household_count")
    )


def publish_plausible_city(
    home: Path,
    *,
    persons: int = 12_000,
    months: int = 124,
    towns: int = 12,
    districts: int = 3,
    seed: int = 8,
) -> str:
    """Publish the city into `home` and point to it; return the name of the version."""
    population, households, movements = [], [], []
    for month, residents, happened in City(seed, persons, towns).months(months):
        persons_now = stock(month, residents)
        population.append(count_persons(persons_now))
        households.append(count_households(persons_now))
        movements.append(happened.group_by(pl.all()).len("movement_count"))
    return publish_city(
        home,
        population=pl.concat(population),
        households=pl.concat(households),
        movements=pl.concat(movements),
        districts=districts,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--persons", type=int, default=12_000)
    parser.add_argument("--months", type=int, default=124)
    parser.add_argument("--towns", type=int, default=12)
    parser.add_argument("--districts", type=int, default=3)
    options = parser.parse_args()
    print(publish_plausible_city(**vars(options)))


if __name__ == "__main__":
    main()
