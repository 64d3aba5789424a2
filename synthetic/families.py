"""Families that arrive together: who is in them, and how many of them fit the month's arrivals by sex."""

from dataclasses import dataclass

import numpy as np

from synthetic.parameters import relation

MALE, FEMALE = 0, 1


@dataclass(frozen=True)
class Family:
    """People in family order, `group` counting families from 0; the first of each is the householder."""

    group: np.ndarray
    sex: np.ndarray
    age: np.ndarray
    relation: np.ndarray


def draw_families(rng: np.random.Generator, count: int) -> Family:
    """Return couples without and with children, and lone mothers with children, of the ages that move."""
    lone = rng.random(count) < 0.16
    head_sex = np.where(lone | (rng.random(count) < 0.03), FEMALE, MALE)
    head_age = np.clip(rng.gamma(5.0, 3.2, count) + 22, 20, 88).astype(np.int64)
    spouse_age = np.clip(head_age - 2 + rng.normal(0, 3, count), 19, 88).astype(np.int64)
    fertile = (head_age >= 24) & (head_age <= 50)
    children = np.where(fertile | lone, np.minimum(rng.poisson(0.7, count), 4), 0)
    children = np.where(lone, np.maximum(children, 1), children)
    child_group = np.repeat(np.arange(count), children)
    mother_age = np.where(head_sex == FEMALE, head_age, spouse_age)[child_group]
    child_age = np.clip(mother_age - 20 - rng.gamma(4.0, 3.2, len(child_group)), 0, 19).astype(np.int64)
    couples = np.flatnonzero(~lone)
    spouse_sex = 1 - head_sex[couples]
    group = np.concatenate([np.arange(count), couples, child_group])
    order = np.argsort(group, kind="stable")
    spouse = np.where(spouse_sex == MALE, relation("husband"), relation("wife"))
    return Family(
        group[order],
        np.concatenate([head_sex, spouse_sex, rng.integers(0, 2, len(child_group))])[order],
        np.concatenate([head_age, spouse_age[couples], child_age])[order],
        np.concatenate(
            [np.full(count, relation("head")), spouse, np.full(len(child_group), relation("child"))]
        )[order],
    )


def fitting(groups: np.ndarray, sexes: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return a mask of the people whose group fits: in order, as many as stay within `room` by sex."""
    if not len(groups):
        return np.zeros(0, dtype=bool)
    count = int(groups.max()) + 1
    used = np.stack([np.bincount(groups[sexes == sex], minlength=count) for sex in (MALE, FEMALE)], axis=1)
    fits = np.all(np.cumsum(used, axis=0) <= room, axis=1, keepdims=True)
    return np.asarray(fits[groups, 0])
