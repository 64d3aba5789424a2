"""The plan of a municipality: published years exactly, calibrated rates by sex and age beyond the table."""

from dataclasses import dataclass, replace

import numpy as np

from synthetic.accounts import Account, published_account, rounded, scaled, split_sexes
from synthetic.ages import aged, expected_flows, opening_ages
from synthetic.controls import SIGNS, PublishedYear
from synthetic.parameters import rate

DEATHS = 6
CALIBRATION_YEARS = 3
"""Rates are those of the last published years, this many at most."""


@dataclass(frozen=True)
class Plan:
    """What the generator must reproduce for one municipality. Counts are persons and households."""

    municipality_code: str
    ages: np.ndarray
    """[sex, age]: the stock of 1 January of the first account's year; only the shape counts."""
    stock: np.ndarray
    """[sex], at the same moment."""
    households: int
    accounts: tuple[Account, ...]
    """One per calendar year, without gaps."""


def plan_years(code: str, published: list[PublishedYear], *, years: range, scale: float) -> Plan:
    """Return the plan for calendar years `years`.

    Published ones are exact, earlier ones like the first of the table, later ones follow the rates of its
    last years and their trends.
    """
    accounts = published_accounts(published, scale)
    closing = scaled(published[0], scale)
    stock = np.array([closing.males, closing.females]) - accounts[0].change
    size_growth = yearly_size_growth(published)
    households = households_for(stock, (closing.males + closing.females) / closing.households / size_growth)
    while accounts[0].year > years.start:
        earlier = replace(accounts[0], year=accounts[0].year - 1, households=households)
        size = stock.sum() / households / size_growth
        accounts, stock = [earlier, *accounts], np.maximum(stock - earlier.change, 1)
        households = households_for(stock, size)
    ages = opening_ages(code, stock, year=accounts[0].year, deaths=int(accounts[0].flows[DEATHS].sum()))
    openings = [(ages, stock, households)]
    for account in accounts:
        openings.append(carried_forward(openings[-1], account))
    ratios = calibration(
        [(opening[0], account) for opening, account in zip(openings, accounts, strict=False)]
    )
    growth = size_growth
    while accounts[-1].year < years.stop - 1:
        growth = 1 + (growth - 1) * rate("household_size_damping")
        ahead = accounts[-1].year + 1 - published[-1].year
        accounts.append(projected_account(accounts[-1].year + 1, openings[-1], ratios, growth, ahead=ahead))
        openings.append(carried_forward(openings[-1], accounts[-1]))
    first = years.start - accounts[0].year
    return Plan(code, *openings[first], tuple(accounts[first : first + len(years)]))


def published_accounts(published: list[PublishedYear], scale: float) -> list[Account]:
    """Return the accounts of the table's years, oldest first."""
    earlier = {year.year + 1: year for year in published}
    return [published_account(earlier.get(year.year), year, scale) for year in published]


def carried_forward(
    opening: tuple[np.ndarray, np.ndarray, int], account: Account
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return ages, stock by sex and households at the end of an account's year."""
    ages, stock, _ = opening
    closing = stock + account.change
    return aged(ages, account.flows, closing), closing, account.households


def yearly_size_growth(published: list[PublishedYear]) -> float:
    """Return the factor by which the mean household grows (below 1: shrinks) per published year."""
    sizes = [(year.males + year.females) / max(year.households, 1) for year in published]
    if len(sizes) == 1:
        return 1.0
    return float(np.clip((sizes[-1] / sizes[0]) ** (1 / (len(sizes) - 1)), 0.97, 1.01))


def households_for(stock: np.ndarray, size: float) -> int:
    """Return how many households a stock makes at a mean size: at least one, at most one per person."""
    return int(np.clip(rounded(stock.sum() / max(size, 1.0)), 1, stock.sum()))


def calibration(observed: list[tuple[np.ndarray, Account]]) -> np.ndarray:
    """Return, per flow, published ÷ expected over the last published years."""
    recent = observed[-CALIBRATION_YEARS:]
    actual = sum(account.flows.sum(axis=1) for _, account in recent)
    expected = sum(expected_flows(ages) for ages, _ in recent)
    return actual / np.maximum(expected, 1e-9)


def projected_account(
    year: int,
    opening: tuple[np.ndarray, np.ndarray, int],
    ratios: np.ndarray,
    size_growth: float,
    *,
    ahead: int,
) -> Account:
    """Return the account of a year beyond the table: expected flows × calibration × trend."""
    ages, stock, households = opening
    births, deaths = rate("yearly_fertility_trend"), rate("yearly_mortality_trend")
    arrivals, departures = rate("yearly_in_trend"), rate("yearly_out_trend")
    trend = np.array([arrivals, 1, births, 1, departures, 1, deaths, 1]) ** ahead
    flows = np.floor(expected_flows(ages) * ratios * trend + 0.5).astype(np.int64)
    by_sex, _ = split_sexes(flows, None)
    by_sex = by_sex - np.maximum(by_sex - stock // 4, 0) * (SIGNS < 0)[:, None]
    closing = stock + SIGNS @ by_sex
    size = stock.sum() / households * size_growth
    return Account(year, by_sex, households_for(closing, size))
