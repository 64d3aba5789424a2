"""Invented identifiers, names, addresses. The check digits of all numbers are wrong, on purpose."""

from functools import cache

import numpy as np
import polars as pl

from synthetic.parameters import parameter_rows

PERSON_SERIES, HOUSEHOLD_SERIES = 10**13, 5 * 10**13
"""宛名番号 and 世帯番号 are 15 digits: a series, a running number and a digit."""
MIXERS = np.array([0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)


def scrambled(numbers: np.ndarray, salt: int) -> np.ndarray:
    """Return 64 well-mixed bits per number (the finaliser of splitmix64), the same for a number and salt."""
    step = np.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
    mixed = numbers.astype(np.uint64) + step
    mixed = (mixed ^ (mixed >> np.uint64(30))) * MIXERS[0]
    mixed = (mixed ^ (mixed >> np.uint64(27))) * MIXERS[1]
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def resident_numbers(persons: np.ndarray) -> np.ndarray:
    """Return 15-digit 宛名番号."""
    return (PERSON_SERIES + persons.astype(np.int64)) * 10 + (persons * 7 + 3) % 10


def household_numbers(households: np.ndarray) -> np.ndarray:
    """Return 15-digit 世帯番号."""
    return (HOUSEHOLD_SERIES + households.astype(np.int64)) * 10 + (households * 3 + 1) % 10


def my_numbers(persons: np.ndarray, salt: int) -> np.ndarray:
    """Return 12-digit numbers whose last digit is never the check digit of 番号法施行規則 (modulus 11)."""
    body = 10**10 + (scrambled(persons, salt) % np.uint64(9 * 10**10)).astype(np.int64)
    return body * 10 + wrong_digit(body, 11, persons)


def record_codes(persons: np.ndarray, salt: int) -> np.ndarray:
    """Return 11-digit numbers whose last digit is never the check digit of a 住民票コード (modulus 11)."""
    body = 10**9 + (scrambled(persons, salt + 1) % np.uint64(9 * 10**9)).astype(np.int64)
    return body * 10 + wrong_digit(body, 10, persons)


def check_digit(body: np.ndarray, digits: int) -> np.ndarray:
    """Return the check digit of `digits`-digit numbers: 11 − Σ digit · weight mod 11, 0 above 9.

    Weights from the last digit are 2 … 7, then 2, 3 …, for My Numbers and 住民票コード alike.
    """
    total = np.zeros(len(body), dtype=np.int64)
    for place in range(digits):
        body, digit = np.divmod(body, 10)
        total += digit * (place + 2 if place < 6 else place - 4)
    rest = total % 11
    return np.where(rest <= 1, 0, 11 - rest)


def wrong_digit(body: np.ndarray, digits: int, persons: np.ndarray) -> np.ndarray:
    """Return a digit that is not the check digit."""
    return (check_digit(body, digits) + 1 + persons % 9) % 10


@cache
def full_names() -> tuple[pl.Series, pl.Series, dict[str, tuple[int, int]]]:
    """Return names, their kana, and where those of men, women and the foreign begin and how many they are."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for row in parameter_rows("names"):
        parts.setdefault(row["part"], []).append((row["text"], row["kana"]))
    separator = address_parts()["separator"][0]
    names: list[tuple[str, str]] = []
    ranges = {}
    for part in ("male", "female"):
        built = [
            (surname + separator + given, surname_kana + separator + given_kana)
            for surname, surname_kana in parts["surname"]
            for given, given_kana in parts[part]
        ]
        ranges[part] = (len(names), len(built))
        names += built
    ranges["foreign"] = (len(names), len(parts["foreign"]))
    names += parts["foreign"]
    return pl.Series([text for text, _ in names]), pl.Series([kana for _, kana in names]), ranges


def name_places(persons: np.ndarray, sex: np.ndarray, kind: np.ndarray, salt: int) -> np.ndarray:
    """Return a place in `full_names` per person: the same name on every row of a person."""
    _, _, ranges = full_names()
    starts = np.array([ranges["male"][0], ranges["female"][0], ranges["foreign"][0]])
    counts = np.array([ranges["male"][1], ranges["female"][1], ranges["foreign"][1]])
    which = np.where(kind == 1, 2, sex)
    drawn = (scrambled(persons, salt + 2) % np.uint64(1 << 31)).astype(np.int64)
    return starts[which] + drawn % counts[which]


@cache
def address_parts() -> dict[str, list[str]]:
    """Return the words addresses are made of."""
    parts: dict[str, list[str]] = {}
    for row in parameter_rows("address_forms"):
        parts.setdefault(row["form"], []).append(row["text"])
    return parts


@cache
def street_numbers() -> pl.Series:
    """Return every 番地号 there is: 30 blocks of 25 numbers."""
    parts = address_parts()
    block, number = parts["block"][0], parts["number"][0]
    return pl.Series([f"{i}{block}{j}{number}" for i in range(1, 31) for j in range(1, 26)])


@cache
def buildings() -> pl.Series:
    """Return every 方書 there is; two of three addresses have none."""
    rooms = [
        f"{name}{floor}0{room}"
        for name in address_parts()["building"]
        for floor in (1, 2, 3)
        for room in (1, 2, 3)
    ]
    return pl.Series(rooms + [None] * (2 * len(rooms)), dtype=pl.String)


def address_places(households: np.ndarray, towns: np.ndarray, salt: int) -> tuple[np.ndarray, np.ndarray]:
    """Return places in `street_numbers` and `buildings`: one address per household and town."""
    mixed = scrambled(households.astype(np.int64) * 4096 + towns, salt + 3)
    street = (mixed % np.uint64(len(street_numbers()))).astype(np.int64)
    return street, ((mixed >> np.uint64(20)) % np.uint64(len(buildings()))).astype(np.int64)
