"""What looks like a number and is none, and what chance explains: no false alarm, no excuse for a leak."""

import hashlib
import random
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ingest.digests import number_digests
from ingest.keys import open_key
from ingest.links import append_links, link_rows
from scan.digits import candidates_in_text
from scan.judgement import ENOUGH, is_leak
from tests.ingest.deliveries import CITY
from tests.scan.canaries import (
    CANARIES,
    MY_NUMBER,
    PERSON_NUMBER,
    LinkedHome,
    grouped,
    linked_home,
    with_check_digit,
)

SEED = 20261126
COUNT = 2000


@pytest.fixture
def linked(tmp_path: Path) -> LinkedHome:
    return linked_home(tmp_path / "home")


def my_numbers(count: int) -> list[int]:
    chosen = random.Random(SEED)
    return [int(with_check_digit(str(chosen.randrange(10**10, 10**11)))) for _ in range(count)]


def random_numbers(count: int, digits: int = 12) -> list[int]:
    chosen = random.Random(SEED)
    return [chosen.randrange(10 ** (digits - 1), 10**digits) for _ in range(count)]


def write_column(linked: LinkedHome, numbers: list[int], *, as_text: bool = False) -> None:
    column = pl.Series("token", numbers)
    pl.DataFrame({"token": column.cast(pl.String) if as_text else column}).write_parquet(
        linked.home.root / "column.parquet"
    )


@pytest.mark.parametrize("digits", [11, 12])
@pytest.mark.parametrize("as_text", [True, False])
def test_random_numbers_are_no_leak(linked: LinkedHome, digits: int, as_text: bool) -> None:
    write_column(linked, random_numbers(COUNT, digits), as_text=as_text)
    report = linked.scan()
    assert report.findings == []
    (chance,) = report.by_chance
    assert (chance.digits, chance.count) == (digits, COUNT)
    assert 0.07 * COUNT < chance.passed < 0.13 * COUNT


def test_round_amounts_are_no_leak(linked: LinkedHome) -> None:
    """Two in eleven of the numbers that end in 0 pass."""
    write_column(linked, [number // 1000 * 1000 for number in random_numbers(COUNT)])
    assert linked.scan().findings == []


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_a_column_that_leaks_is_found_among_random_numbers(linked: LinkedHome, share: float) -> None:
    leaking = int(COUNT * share)
    write_column(linked, my_numbers(leaking) + random_numbers(COUNT - leaking))
    (finding,) = linked.scan().findings
    assert finding.kind == "my_number" and finding.count >= leaking


def test_a_linked_number_is_found_among_any_others(linked: LinkedHome) -> None:
    write_column(linked, [*random_numbers(COUNT, 15), PERSON_NUMBER])
    (finding,) = linked.scan().findings
    assert (finding.kind, finding.count) == ("person_number", 1)


def test_of_few_numbers_each_that_passes_is_taken_for_real() -> None:
    assert is_leak(1, 1) and is_leak(ENOUGH - 1, 1)
    assert not is_leak(1, 0) and not is_leak(0, 0)
    assert not is_leak(ENOUGH, ENOUGH // 3)
    assert is_leak(ENOUGH, 2 * ENOUGH // 3)


def test_a_surrogate_is_no_number_whatever_its_digits(linked: LinkedHome) -> None:
    """One in ten million surrogates has twelve digits, and a tenth of those passes."""
    digests = number_digests(open_key(linked.home), "person", CITY, np.array([12]))
    append_links(linked.home, CITY, link_rows(digests, np.array([int(MY_NUMBER)]), "person", 1))
    write_column(linked, [int(MY_NUMBER), 2**62 + 5])
    assert linked.scan().findings == []


def test_digests_ids_and_moments_are_no_numbers(linked: LinkedHome) -> None:
    chosen = random.Random(SEED)
    lines = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(COUNT)]
    lines += [str(uuid.UUID(int=chosen.getrandbits(128))) for _ in range(10 * COUNT)]
    lines += [f"550e8400-e29b-41d4-a716-{MY_NUMBER}", f"0.{MY_NUMBER}", f"{MY_NUMBER}{MY_NUMBER}"]
    moment = datetime(2024, 1, 1)
    for step in range(COUNT):
        at = moment + timedelta(seconds=step * 12_345.6789)
        lines += [at.isoformat(), f"{at:%Y%m%d%H%M%S}", str(at.timestamp()), f"{at:%Y-%m-%d %H:%M:%S}"]
    (linked.home.root / "said.jsonl").write_text("\n".join(f'"{line}",' for line in lines))
    report = linked.scan()
    assert (report.findings, report.by_chance) == ([], [])


@pytest.mark.parametrize("before", ["", "no", "x_", "番号", "'", ":", "2024-01-10 ", "-", "ab"])
@pytest.mark.parametrize("after", ["", "です", ",", ".0", ".", "\t", "e"])
@pytest.mark.parametrize("canary", CANARIES)
def test_a_number_is_found_whatever_stands_beside_it(before: str, after: str, canary: str) -> None:
    found = candidates_in_text(f"{before}{canary}{after}".encode())
    assert (int(canary), len(canary)) in zip(found.numbers.tolist(), found.digits.tolist(), strict=True)


def test_groups_are_one_number_only_if_they_are_whole() -> None:
    whole = grouped(MY_NUMBER)
    for text, is_found in (
        (whole, True),
        (f"2024-01-10 {whole}", True),
        (f"1234-{whole}", False),
        (f"{whole}-1", False),
        (f"a716-{whole}", False),
        (whole.replace("-", " "), True),
        ("2024-2025-26", False),
    ):
        found = candidates_in_text(text.encode())
        assert (int(MY_NUMBER) in found.numbers.tolist()) is is_found, text


def test_codes_side_by_side_in_a_database_are_no_numbers(linked: LinkedHome) -> None:
    """Six-digit codes lie in a block of the file with nothing between them."""
    from tests.scan.planting import in_database, values

    bodies = [with_check_digit(f"0220390230{number}")[:12] for number in range(3, 9)]
    codes = {body[:6] for body in bodies} | {body[6:] for body in bodies}
    in_database(
        linked.home.root / "codes.duckdb",
        f"create table t as select c from {values([repr(code) for code in sorted(codes)])} v(c)",
    )
    with (linked.home.root / "codes.duckdb").open("ab") as stream:
        stream.write(b"\xff".join(body.encode() for body in bodies))
    assert linked.scan().findings == []
