"""Who it happens to: distinct people drawn by weights of sex, age and kind."""

from collections.abc import Callable

import numpy as np

from synthetic.parameters import OLDEST
from synthetic.register import Register

Condition = Callable[[np.ndarray], np.ndarray]
"""Whether each of these people is eligible: asked of candidates only, for speed in a large city."""
ROUNDS = 6
LARGEST_ROUND = 4_000_000


def ages_of(register: Register, persons: np.ndarray, month: int) -> np.ndarray:
    """Return ages in whole years at the start of a month (year · 12 + month − 1), 0 … 100."""
    birth = register.people["birth"][persons]
    months = (birth // 10000) * 12 + np.maximum(birth // 100 % 100, 1) - 1
    return np.clip((month - months) // 12, 0, OLDEST)


def always(persons: np.ndarray) -> np.ndarray:
    """Return that everyone is eligible."""
    return np.ones(len(persons), dtype=bool)


def draw(
    rng: np.random.Generator,
    register: Register,
    month: int,
    count: int,
    weights: np.ndarray,
    eligible: Condition = always,
) -> np.ndarray:
    """Return exactly `count` distinct people who are present and not pending, fewer only if there are fewer.

    `weights` are [sex, kind, age]; `eligible` is asked on top of that. Candidates are drawn uniformly and
    kept in proportion to their weight, so the cost follows the count and not the population; where that
    fails, as in a village, everyone is weighed, and in the last resort people of no weight are taken as well.
    """
    people, total = register.people, register.people.rows
    peak = weights.max()
    if count <= 0 or peak <= 0:
        return np.empty(0, dtype=np.int64)
    chosen, attempts = np.empty(0, dtype=np.int64), 8 * count + 64
    for _ in range(ROUNDS if total > 20 * count else 0):
        tried = rng.integers(0, total, min(attempts, LARGEST_ROUND))
        usable = people["present"][tried] & ~people["pending"][tried]
        taken = tried[usable]
        taken = taken[rng.random(len(taken)) * peak < weight_of(register, taken, month, weights)]
        taken = taken[eligible(taken)]
        chosen = distinct(np.concatenate([chosen, taken]))
        if len(chosen) >= count:
            return chosen[:count]
        attempts = int(1.5 * (count - len(chosen)) * len(tried) / max(len(taken), 1)) + 64
        if attempts > total:
            break
    return draw_among_all(rng, register, month, count, weights, eligible)


def distinct(persons: np.ndarray) -> np.ndarray:
    """Return the distinct people in order of first appearance."""
    _, first = np.unique(persons, return_index=True)
    return persons[np.sort(first)]


def weight_of(register: Register, persons: np.ndarray, month: int, weights: np.ndarray) -> np.ndarray:
    """Return the weight of each person by sex, kind and age."""
    people = register.people
    return weights[people["sex"][persons], people["kind"][persons], ages_of(register, persons, month)]


def draw_among_all(
    rng: np.random.Generator,
    register: Register,
    month: int,
    count: int,
    weights: np.ndarray,
    eligible: Condition,
) -> np.ndarray:
    """Return `count` distinct people, weighing everyone present of a sex that has any weight."""
    everyone = np.flatnonzero(register.people["present"] & ~register.people["pending"])
    possible = weights.max(axis=(1, 2)) > 0
    everyone = everyone[possible[register.people["sex"][everyone]]]
    everyone = everyone[eligible(everyone)]
    weight = weight_of(register, everyone, month, weights)
    waiting = rng.exponential(size=len(everyone)) / np.maximum(weight, 1e-9)
    return everyone[np.argsort(waiting, kind="stable")[:count]]


def of_sex(sex: int, by_age: np.ndarray, foreign: float = 1.0) -> np.ndarray:
    """Return weights [sex, kind, age] of one sex by age; the foreign weigh `foreign` times as much."""
    weights = np.zeros((2, 2, OLDEST + 1))
    weights[sex] = np.stack([by_age, by_age * foreign])
    return weights


def of_both(by_age: np.ndarray, foreign: float = 1.0) -> np.ndarray:
    """Return weights [sex, kind, age] alike for both sexes."""
    return of_sex(0, by_age, foreign) + of_sex(1, by_age, foreign)
