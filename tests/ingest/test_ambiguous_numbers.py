"""Columns that hold My Numbers or the vendor's own numbers are told apart by their content (04-privacy 4.1).

If My Numbers passed for internal ones they would be tokenized, and a transformed My Number is still one; if
internal numbers were taken for My Numbers, a sound delivery would lose the key of its persons.
"""

import random

import polars as pl
import pytest

from ingest.ambiguous_numbers import NumberKind, NumberWatch, judge_numbers
from ingest.layouts import AMBIGUOUS, Layout, LayoutColumn
from store.errors import DeliveryRefused

WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def with_check_digit(body: str) -> str:
    """Return a number of 11 digits (10 of a 住民票コード) with its check digit (総務省令第85号第5条)."""
    weights = WEIGHTS[-len(body) :]
    remainder = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return body + str(0 if remainder <= 1 else 11 - remainder)


def canaries(count: int, *, digits: int = 12, seed: int = 1) -> list[str]:
    """Return numbers whose check digits pass, leading zeros among them."""
    draw = random.Random(seed)
    return [with_check_digit(f"{draw.randrange(10 ** (digits - 1)):0{digits - 1}}") for _ in range(count)]


def internal(count: int, *, digits: int = 12, seed: int = 2) -> list[str]:
    draw = random.Random(seed)
    return [str(draw.randrange(10 ** (digits - 1), 10**digits)) for _ in range(count)]


MY_NUMBERS = {
    "many": canaries(500),
    "few": canaries(3),
    "one": canaries(1),
    "one that begins with zeros": [with_check_digit("00012345678")],
    "many, some filled": canaries(20) + [""] * 500,
    "repeated in many records": canaries(2) * 300,
    "with hyphens": [f"{n[:4]}-{n[4:8]}-{n[8:]}" for n in canaries(50)],
    "in full-width digits": [n.translate({48 + d: 0xFF10 + d for d in range(10)}) for n in canaries(50)],
    "padded to fifteen digits": [n.zfill(15) for n in canaries(50)],
    "without their leading zeros": [n.lstrip("0") for n in canaries(50)],
    "with some mistyped": canaries(40) + [n[:-1] + str((int(n[-1]) + 1) % 10) for n in canaries(10, seed=3)],
    "住民票コード": canaries(50, digits=11),
    "one among shorter internal numbers": internal(2000, digits=8) + canaries(1),
    "a few among internal numbers of eleven digits": internal(2000, digits=11) + canaries(5),
    "a mixture with internal numbers of twelve digits": internal(1000) + canaries(120),
}
INTERNAL = {
    "nothing": [],
    "blank": ["", "", ""],
    "of eight digits": internal(500, digits=8),
    "of fifteen digits": internal(500, digits=15),
    "of eight digits, padded to twelve": [n.zfill(12) for n in internal(500, digits=8)],
    "of ten digits, padded to fifteen": [n.zfill(15) for n in internal(500, digits=10)],
    "of twelve digits": internal(20_000),
    "of eleven digits": internal(5000, digits=11),
    "of twelve digits, in sequence": [str(number) for number in range(202400000000, 202400005000)],
    "of twelve digits, ending with zero": [f"{n[:-1]}0" for n in internal(5000)],
    "with a check digit of their own": [f"{n[:-1]}{sum(map(int, n[:-1])) % 10}" for n in internal(5000)],
    "of twelve digits, twenty of them": internal(20),
    "words": ["未設定", "A12345678901"] * 5,
}


@pytest.mark.parametrize("what", MY_NUMBERS)
def test_my_numbers_are_seen(what: str) -> None:
    assert judge_numbers(pl.Series(MY_NUMBERS[what], dtype=pl.String)) is NumberKind.MY_NUMBER


@pytest.mark.parametrize("what", INTERNAL)
def test_internal_numbers_pass(what: str) -> None:
    assert judge_numbers(pl.Series(INTERNAL[what], dtype=pl.String)) is NumberKind.INTERNAL


def test_internal_numbers_are_hardly_ever_taken_for_my_numbers() -> None:
    """Chance lets a tenth of any numbers pass; columns of every size from a day's changes to a city's."""
    wrong = [
        (size, seed)
        for size in (20, 50, 200, 1000)
        for seed in range(100)
        if judge_numbers(pl.Series(internal(size, seed=seed))) is NumberKind.MY_NUMBER
    ]
    assert len(wrong) <= 1


LAYOUT = Layout(
    profile="vendor",
    kind="residents",
    encoding="cp932",
    columns=(
        LayoutColumn("個人番号", AMBIGUOUS, column="person_token", domain="person", digits=15),
        LayoutColumn("性別", "code", column="sex_code", seed="sex_codes"),
    ),
)


def delivery(numbers: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"person_token": numbers, "sex_code": ["1"] * len(numbers)})


def watch(setting: str = "drop") -> NumberWatch:
    return NumberWatch("people.csv", LAYOUT, setting)


def test_my_numbers_are_blank_before_anything_is_read() -> None:
    rows = delivery(internal(100, digits=8) + canaries(3))
    left = watch().settled(rows)
    assert set(left["person_token"]) == {""}
    assert left["sex_code"].equals(rows["sex_code"])
    assert (left.columns, left.height) == (rows.columns, rows.height)


def test_my_numbers_are_refused_if_the_home_says_so() -> None:
    numbers = canaries(20)
    with pytest.raises(DeliveryRefused, match=r"people\.csv, column 個人番号 holds My Numbers") as refusal:
        watch("refuse").settled(delivery(numbers))
    assert not any(number in str(refusal.value) for number in numbers)


@pytest.mark.parametrize("setting", ["drop", "refuse"])
def test_internal_numbers_stay_as_they_are(setting: str) -> None:
    """Also where a small last block would be taken for My Numbers by itself."""
    rows, last = delivery(internal(100)), delivery(canaries(1))
    watched = watch(setting)
    assert watched.settled(rows).equals(rows)
    assert watched.settled(last).equals(last)


def test_my_numbers_further_down_refuse_the_delivery() -> None:
    watched = watch()
    watched.settled(delivery(internal(100)))
    with pytest.raises(DeliveryRefused, match="further down"):
        watched.settled(delivery(canaries(500)))
