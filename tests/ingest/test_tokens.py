"""Persons and households are random surrogates that only the link table can tell (04-privacy 4.1)."""

from pathlib import Path

import polars as pl
import pytest

from ingest.keys import open_key
from ingest.links import MOST_SEGMENTS, count_links, links_folder, read_links
from ingest.rotation import rotate_keys
from ingest.shapes import Assignment
from ingest.tokens import TokenDirectory
from tests.ingest.deliveries import CITY, OTHER_CITY, change, resident, write
from tests.ingest.stores import Store, new_store


def tokens_of(store: Store, column: str = "person_token") -> list[int]:
    return store.rows("residents")[column].to_list() + store.rows("changes")[column].to_list()


def test_a_number_keeps_its_surrogate(store: Store, tmp_path: Path) -> None:
    store.load(write(tmp_path / "residents.csv", [resident(1), resident(2, 世帯番号="2")]))
    store.load(write(tmp_path / "changes.csv", [change("0001"), change(2, 世帯番号="２"), change(3, 2)]))
    first, second, first_again, second_again, third = tokens_of(store)
    assert (first_again, second_again) == (first, second)
    assert len({first, second, third}) == 3
    households = tokens_of(store, "household_token")
    assert households == [households[0], households[1], households[0], households[1], households[0]]


def test_surrogates_are_random_positive_and_of_63_bits(store: Store, tmp_path: Path) -> None:
    store.load(write(tmp_path / "residents.csv", [resident(n) for n in range(1, 2001)]))
    tokens = sorted(tokens_of(store))
    assert len(set(tokens)) == 2000
    assert 0 <= tokens[0] < 2**55
    assert 2**63 - 2**55 < tokens[-1] < 2**63


def test_kinds_of_numbers_and_municipalities_are_kept_apart(store: Store, tmp_path: Path) -> None:
    rows = [resident(7, 世帯番号="7"), resident(7, 世帯番号="7", 市区町村コード=OTHER_CITY)]
    store.load(write(tmp_path / "residents.csv", rows))
    assert len({*tokens_of(store), *tokens_of(store, "household_token")}) == 4
    each = {"person": 1, "household": 1}
    assert count_links(store.home) == {CITY: each, OTHER_CITY: each}


def test_two_homes_share_no_surrogate(tmp_path: Path) -> None:
    delivery = write(tmp_path / "residents.csv", [resident(n) for n in range(1, 51)])
    stores = [new_store(tmp_path / name) for name in ("one", "two")]
    for store in stores:
        store.load(delivery)
    assert not set(tokens_of(stores[0])) & set(tokens_of(stores[1]))


def test_the_link_table_holds_digests_not_numbers(store: Store, tmp_path: Path) -> None:
    number = 918273645546
    store.load(write(tmp_path / "residents.csv", [resident(number)]))
    links = read_links(store.home, CITY)
    assert links.columns == ["digest_high", "digest_low", "surrogate", "domain", "generation"]
    assert not any(number in links[column] for column in links.columns if column != "domain")
    assert set(tokens_of(store)) <= set(links["surrogate"])


def test_links_of_before_keys_could_be_rotated_are_read_and_rotated(based: Store, tmp_path: Path) -> None:
    """They had three columns. New links stand beside them, and a full list tells what they are of."""
    (segment,) = links_folder(based.home).iterdir()
    pl.read_parquet(segment).select("digest_high", "digest_low", "surrogate").write_parquet(segment)
    known = tokens_of(based)
    based.load(write(tmp_path / "changes.csv", [change(1), change(11)]))
    assert tokens_of(based)[10] == known[0]
    assert count_links(based.home) == {CITY: {"person": 1, "household": 0, "unknown": 11}}
    full = write(tmp_path / "list.csv", [resident(number) for number in range(1, 10)])
    rotate_keys(based.home, [Assignment(full)])
    assert count_links(based.home) == {CITY: {"person": 10, "household": 1, "unknown": 1}}
    based.load(write(tmp_path / "again.csv", [change(number, 3) for number in range(1, 11)]))
    assert based.rows("changes").tail(10)["person_token"].to_list() == known


def test_the_links_stay_few_files(based: Store, tmp_path: Path) -> None:
    known = dict(zip(range(1, 11), tokens_of(based), strict=True))
    for number in range(MOST_SEGMENTS + 1):
        based.load(write(tmp_path / f"{number:02}.csv", [change(100 + number)]))
    assert len(list(links_folder(based.home).iterdir())) <= MOST_SEGMENTS
    assert count_links(based.home) == {CITY: {"person": 10 + MOST_SEGMENTS + 1, "household": 1}}
    based.load(write(tmp_path / "again.csv", [change(number, 3) for number in known]))
    assert based.rows("changes").tail(10)["person_token"].to_list() == list(known.values())


@pytest.mark.parametrize("numbers", [[], [None], [5, None, 5, 6], [10**15 - 1, 0]])
def test_surrogates_of_a_column(store: Store, numbers: list[int | None]) -> None:
    from ingest.codes import code_type

    directory = TokenDirectory(store.home, open_key(store.home))
    codes = pl.Series([CITY] * len(numbers), dtype=code_type("municipality_codes"))
    tokens = directory.surrogates("person", codes, pl.Series(numbers, dtype=pl.Int64))
    assert tokens.is_null().to_list() == [number is None for number in numbers]
    assert tokens.drop_nulls().n_unique() == len({number for number in numbers if number is not None})
    assert directory.are_surrogates(tokens)
    assert not directory.are_surrogates(pl.Series([12345678901]))
