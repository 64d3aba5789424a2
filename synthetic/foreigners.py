"""Foreign residents: how many, of which nationality, with which status of residence."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from synthetic.parameters import parameter_rows, rate, relation, seed_rows
from synthetic.register import NONE, Register
from synthetic.selection import ages_of

FOREIGN = 1


@dataclass(frozen=True)
class Communities:
    """Nationalities and statuses as positions in their parameter files, with weights."""

    male_share: np.ndarray
    weights: dict[str, np.ndarray]
    """`stock` and `arrival`, per nationality."""
    community: np.ndarray
    statuses: dict[str, dict[str, tuple[np.ndarray, np.ndarray]]]
    """moment → community → positions of statuses and their cumulated weights."""


@cache
def communities() -> Communities:
    """Return the nationalities and statuses of the parameter files."""
    nations, statuses = parameter_rows("nationalities"), parameter_rows("residence_statuses")
    moments = ("stock", "arrival")
    by_moment: dict[str, dict[str, tuple[np.ndarray, np.ndarray]]] = {}
    for moment in moments:
        by_moment[moment] = {}
        for community in {row["community"] for row in statuses}:
            places = [place for place, row in enumerate(statuses) if row["community"] == community]
            weights = np.cumsum([float(statuses[place][f"{moment}_weight"]) for place in places])
            by_moment[moment][community] = (np.array(places), weights)
    return Communities(
        np.array([float(row["male_share"]) for row in nations]),
        {moment: np.array([float(row[f"{moment}_weight"]) for row in nations]) for moment in moments},
        np.array([row["community"] for row in nations]),
        by_moment,
    )


def foreign_stock(
    municipality_code: str, stock: np.ndarray, yearly_from_abroad: int, scale: float
) -> np.ndarray:
    """Return foreign residents by sex: as known, else by the yearly 転入（国外）, at most a quarter."""
    for row in parameter_rows("foreign_stock"):
        if row["municipality_code"] == municipality_code:
            return np.floor(np.array([float(row["male"]), float(row["female"])]) * scale + 0.5).astype(
                np.int64
            )
    total = min(rate("foreign_per_arrival") * yearly_from_abroad, stock.sum() / 4)
    return np.minimum(np.floor(np.array([0.48, 0.52]) * total + 0.5).astype(np.int64), stock // 2)


def make_foreign(register: Register, rng: np.random.Generator, persons: np.ndarray, moment: str) -> None:
    """Give people a foreign nationality and a status, as residents (`stock`) or new arrivals (`arrival`)."""
    people, known = register.people, communities()
    people["kind"][persons] = FOREIGN
    for sex in (0, 1):
        chosen = persons[people["sex"][persons] == sex]
        share = known.male_share if sex == 0 else 1 - known.male_share
        cumulated = np.cumsum(known.weights[moment] * share)
        people["nationality"][chosen] = np.searchsorted(cumulated, rng.random(len(chosen)) * cumulated[-1])
    for community in np.unique(known.community):
        chosen = persons[known.community[people["nationality"][persons]] == community]
        people["status"][chosen] = draw_statuses(rng, str(community), moment, len(chosen))


def draw_statuses(rng: np.random.Generator, community: str, moment: str, count: int) -> np.ndarray:
    """Return positions in `residence_statuses.csv` for so many people of a community."""
    places, cumulated = communities().statuses[moment][community]
    return places[np.searchsorted(cumulated, rng.random(count) * cumulated[-1], side="right")]


def settle_foreigners(register: Register, rng: np.random.Generator, wanted: np.ndarray, month: int) -> None:
    """Make so many people of each sex foreign: mostly the young alone, spouses, a few settled households."""
    people = register.people
    everyone = np.arange(people.rows)
    age = ages_of(register, everyone, month)
    alone = register.households["size"][people["household"]] == 1
    spouse = np.isin(people["relation"], [relation("wife"), relation("husband")])
    weight = np.where(alone & (age >= 18) & (age < 36), 9.0, 0.15)
    weight = np.where(alone & (age >= 36) & (age < 60), 1.2, weight)
    weight = np.where(spouse & (age >= 24) & (age < 62), 1.6, weight)
    weight = np.where((age < 20) & ~alone, 0.05, weight)
    waiting = rng.exponential(size=people.rows) / weight
    for sex in (0, 1):
        candidates = np.flatnonzero(people["sex"] == sex)
        chosen = candidates[np.argsort(waiting[candidates], kind="stable")[: int(wanted[sex])]]
        make_foreign(register, rng, chosen, "stock")


def make_japanese(register: Register, persons: np.ndarray) -> None:
    """Take the foreign attributes away (帰化)."""
    people = register.people
    people["kind"][persons] = 0
    people["nationality"][persons] = NONE
    people["status"][persons] = NONE


def lose_nationality(register: Register, rng: np.random.Generator, persons: np.ndarray) -> None:
    """Give people a foreign nationality instead of the Japanese (国籍喪失)."""
    make_foreign(register, rng, persons, "arrival")
    register.people["status"][persons] = draw_statuses(rng, "nationality_loss", "arrival", len(persons))


@cache
def foreign_terms() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return nationality codes, residence status terms and 第30条45 terms by the positions people store."""
    statuses = {row["residence_status_code"]: row["label_ja"] for row in seed_rows("residence_status_codes")}
    articles = {row["article_30_45_code"]: row["label_ja"] for row in seed_rows("article_30_45_codes")}
    rows = parameter_rows("residence_statuses")
    return (
        tuple(row["nationality_code"] for row in parameter_rows("nationalities")),
        tuple(statuses[row["residence_status_code"]] for row in rows),
        tuple(articles[row["article_30_45_code"]] for row in rows),
    )
