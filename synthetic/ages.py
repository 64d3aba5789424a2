"""Age structures: the opening one of a municipality, and how a year changes it."""

from functools import cache

import numpy as np

from synthetic.parameters import OLDEST, by_single_age, fertility, mortality, municipal_ages, national_ages

CENSUS_YEAR = 2016
"""The census of 1 October 2015 stands for 1 January of this year."""
FEMALE = 1


@cache
def intensities() -> tuple[np.ndarray, np.ndarray]:
    """Return the relative intensity of moving in and of moving out, by single age."""
    return by_single_age("migration_ages", "in_intensity"), by_single_age("migration_ages", "out_intensity")


def opening_ages(code: str, stock: np.ndarray, *, year: int, deaths: int) -> np.ndarray:
    """Return persons by [sex, age] on 1 January of `year`, real numbers summing to `stock` by sex.

    Where five-year shares are known they are used; elsewhere the national structure is tilted towards old or
    young until national mortality gives the published deaths.
    """
    known = municipal_ages(code)
    shares = reverse_survived(national_ages() if known is None else known, CENSUS_YEAR - year)
    structure = shares * stock[:, None]
    if known is not None:
        return structure
    low, high = -4.0, 4.0
    for _ in range(40):
        tilt = (low + high) / 2
        if (tilted(structure, tilt) * mortality()).sum() < deaths:
            low = tilt
        else:
            high = tilt
    return tilted(structure, (low + high) / 2)


def tilted(structure: np.ndarray, tilt: float) -> np.ndarray:
    """Return a structure with the same totals by sex, older for a positive tilt."""
    weighted = structure * np.exp(tilt * (np.arange(OLDEST + 1) - 45) / 50)
    return weighted * (structure.sum(axis=1) / np.maximum(weighted.sum(axis=1), 1e-9))[:, None]


def reverse_survived(shares: np.ndarray, years: int) -> np.ndarray:
    """Return the shares by age so many years earlier (negative: later), by mortality alone."""
    for _ in range(years):
        shares = np.concatenate([(shares * np.exp(mortality()))[:, 1:], shares[:, -1:] * 0.6], axis=1)
    for _ in range(-years):
        survivors = shares * np.exp(-mortality())
        shares = np.concatenate([shares[:, :1], survivors[:, :-1]], axis=1)
        shares[:, -1] += survivors[:, -1]
    return shares / shares.sum(axis=1, keepdims=True)


def expected_flows(ages: np.ndarray) -> np.ndarray:
    """Return the eight flows of a year up to a level that calibration finds.

    Deaths and departures follow the residents' ages, births the women's; arrivals come from outside and do
    not.
    """
    births = (ages[FEMALE] * fertility()).sum()
    departures = (ages * intensities()[1]).sum()
    return np.array([1.0, 1.0, births, 1.0, departures, departures, (ages * mortality()).sum(), 1.0])


def aged(ages: np.ndarray, flows: np.ndarray, closing: np.ndarray) -> np.ndarray:
    """Return [sex, age] one year later, given flows by [flow, sex] and the stock by sex at the end."""
    arrivals, departures = intensities()
    in_domestic, in_abroad, births, _, out_domestic, out_abroad, deaths, _ = flows
    after = ages - spread(ages * mortality(), deaths)
    after = after - spread(ages * departures, out_domestic + out_abroad)
    after = after + spread(national_ages() * arrivals, in_domestic + in_abroad)
    after = np.maximum(after, 0)
    older = np.concatenate([births[:, None].astype(float), after[:, :-1]], axis=1)
    older[:, -1] += after[:, -1]
    return older * (closing / np.maximum(older.sum(axis=1), 1e-9))[:, None]


def spread(weights: np.ndarray, persons: np.ndarray) -> np.ndarray:
    """Return `persons` by sex spread over ages in proportion to `weights`."""
    return weights * (persons / np.maximum(weights.sum(axis=1), 1e-9))[:, None]
