"""Where people live: the towns of a municipality, what sort of household each draws, and how each grows."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from synthetic.parameters import parameter_rows

GROUPS = ("young_single", "young_family", "middle", "old", "rural_household")
SETTLED = -12.0
"""The moment, in years from the base, at which new households spread like the residents of the base.

About a twelfth of the residents is new to a town each year, so a town that grows by g draws (1 + 12 · ln g)
times its share, and newcomers spread today as residents will twelve years on.
"""


@dataclass(frozen=True)
class Towns:
    """The towns of one municipality. People store the position in `codes`, NONE = unknown."""

    codes: tuple[str, ...]
    weights: np.ndarray
    """Residents at the base, relative."""
    yearly_growth: np.ndarray
    attraction: np.ndarray
    """[group, town]: how much more than its share a town draws of each group of households."""

    def cumulated(self, group: int, years: float) -> np.ndarray:
        """Return cumulated weights for a group of households, `years` after the base."""
        return np.cumsum(self.weights * self.attraction[group] * self.yearly_growth ** (years - SETTLED))


def towns_of(municipality_code: str, residents: int, rng: np.random.Generator) -> Towns:
    """Return the real towns of a municipality that has parameters, invented ones for any other."""
    rows = [row for row in parameter_rows("towns") if row["municipality_code"] == municipality_code]
    if not rows:
        return invented_towns(residents, rng)
    attraction = np.array([characters()[row["character"]] for row in rows]).T
    return Towns(
        tuple(row["town_code"] for row in rows),
        np.array([float(row["weight"]) for row in rows]),
        np.array([float(row["yearly_growth"]) for row in rows]),
        attraction,
    )


@cache
def characters() -> dict[str, list[float]]:
    """Return the attraction of each character of town to each of GROUPS."""
    return {
        row["character"]: [float(row[group]) for group in GROUPS] for row in parameter_rows("town_characters")
    }


def invented_towns(residents: int, rng: np.random.Generator) -> Towns:
    """Return invented towns, as many as so many residents may have: 4 digits, 3 for the chome."""
    count = int(np.clip(residents**0.45, 3, 400))
    codes: list[str] = []
    while len(codes) < count:
        town = len({code[:4] for code in codes}) + 1
        chome = int(rng.integers(0, 6))
        codes += [f"{town:04d}{number:03d}" for number in (range(1, chome + 1) if chome else [0])]
    names = list(characters())
    drawn = rng.integers(0, len(names), count)
    attraction = np.array([characters()[names[kind]] for kind in drawn]).T
    weights = rng.lognormal(0, 0.8, count)
    return Towns(tuple(codes[:count]), weights, rng.normal(0.995, 0.008, count), attraction)


def household_groups(ages: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the group (position in GROUPS) of households by the householder's age and their size."""
    by_age = np.select([ages < 35, ages < 45, ages < 65], [0, 1, 2], 3)
    by_age = np.where((by_age == 0) & (sizes > 1), 1, by_age)
    return np.where(sizes >= 5, 4, by_age)


def draw_towns(rng: np.random.Generator, towns: Towns, groups: np.ndarray, years: float) -> np.ndarray:
    """Return a town position per household group, `years` after the base."""
    drawn = np.empty(len(groups), dtype=np.int16)
    for group in range(len(GROUPS)):
        chosen = np.flatnonzero(groups == group)
        cumulated = towns.cumulated(group, years)
        place = np.searchsorted(cumulated, rng.random(len(chosen)) * cumulated[-1], side="right")
        drawn[chosen] = np.minimum(place, len(cumulated) - 1)
    return drawn
