"""Profile legacy and layouts of one's own: the same facts in other clothes become the same ledger rows."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import DeliveryRefused
from tests.cases_on_disk import deliveries_of
from tests.command_line import jukistat
from tests.ingest.deliveries import change, resident, to_bytes, write
from tests.ingest.legacy_writing import dressed, legacy_csv, legacy_fixed, read_std
from tests.ingest.stores import Store, counts, facts, new_store

CASES = [
    "03-future-out-move-and-cancel",
    "05-naturalisation-and-corrections",
    "07-unknown-dates-and-ages",
    "10-returnee-and-inapplicable",
]
Clothes = Callable[[Path], tuple[str, bytes]]


def in_csv(path: Path) -> tuple[str, bytes]:
    return path.name, legacy_csv(read_std(path))


def in_packed_csv(path: Path) -> tuple[str, bytes]:
    return f"{path.name}.gz", gzip.compress(legacy_csv(read_std(path)))


def in_fixed_length(path: Path) -> tuple[str, bytes]:
    kind = "residents" if "residents" in path.name else "changes"
    return f"{path.stem}.dat", legacy_fixed(read_std(path), kind)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("clothes", [in_csv, in_packed_csv, in_fixed_length])
def test_the_same_facts_become_the_same_rows(case: str, clothes: Clothes, tmp_path: Path) -> None:
    plain, clothed = new_store(tmp_path / "plain"), new_store(tmp_path / "clothed")
    for path in deliveries_of(case):
        name, content = clothes(path)
        (tmp_path / name).write_bytes(content)
        (expected,) = plain.load(path)
        (found,) = clothed.load(tmp_path / name)
        assert (found.profile, counts(found)) == ("legacy", counts(expected))
    assert facts(clothed, "residents") == facts(plain, "residents")
    assert facts(clothed, "changes") == facts(plain, "changes")


def test_blocks_and_line_ends_do_not_matter(tmp_path: Path) -> None:
    """Records of fixed length in blocks of a few, with and without line ends, as one piece."""
    rows = [resident(number) for number in range(1, 40)]
    stores = []
    for name, line_end, block_bytes in (("whole", b"\r\n", 1 << 20), ("blocks", b"\n", 1), ("none", b"", 1)):
        stores.append(new_store(tmp_path / name))
        path = tmp_path / f"{name}.dat"
        path.write_bytes(legacy_fixed(rows, "residents", line_end=line_end) + (b"\x1a" if line_end else b""))
        stores[-1].load(path, block_bytes=block_bytes)
    assert facts(stores[0], "residents") == facts(stores[1], "residents") == facts(stores[2], "residents")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3250505", "1950-05-05"),  # era, year, month, day
        ("S25.05.05", "1950-05-05"),
        ("19500505", "1950-05-05"),
        ("1950/05/05", "1950-05-05"),
        ("３２５０５０５", "1950-05-05"),
        (" 3250500 ", "1950-05-00"),  # day not known
        ("1450730", "1912-07-30"),  # the last day of an era, which is also the next one's first
        ("2010730", "1912-07-30"),
        ("4370101", "2025-01-01"),  # a year of an era that had ended
        ("4130229", "2001-02-29"),  # no day of the calendar, kept
        ("00000000", "0000-00-00"),
        ("99999999", "0000-00-00"),
        ("0", "0000-00-00"),
    ],
)
def test_dates_of_birth(written: str, meant: str, tmp_path: Path) -> None:
    plain, clothed = new_store(tmp_path / "plain"), new_store(tmp_path / "clothed")
    for store, day in ((plain, meant), (clothed, written)):
        row = resident(1, 生年月日=meant)
        content = to_bytes([row]) if store is plain else to_bytes([dressed(row) | {"生年月日": day}])
        path = store.home.root.with_suffix(".csv")
        path.write_bytes(content if store is plain else content.decode().encode("cp932"))
        assert counts(store.load(path)[0]) == {"received": 1, "loaded": 1}
    assert facts(clothed, "residents") == facts(plain, "residents")


@pytest.mark.parametrize("written", ["", "3000505", "195050", "平成", "6010101"])
def test_what_is_no_date_waits_in_quarantine(written: str, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "residents.csv"
    path.write_bytes(to_bytes([dressed(resident(1)) | {"生年月日": written}]).decode().encode("cp932"))
    assert counts(store.load(path)[0]) == {"received": 1, "quarantined": 1}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("20240110093005", "2024-01-10 09:30:05"),
        ("2024/01/10 09:30:05", "2024-01-10 09:30:05"),
        ("2024-01-10T09:30:05", "2024-01-10 09:30:05"),
        ("5060110093005", "2024-01-10 09:30:05"),
        ("202401100930", "2024-01-10 09:30:00"),
        ("20240110", "2024-01-10 00:00:00"),
        ("5060110", "2024-01-10 00:00:00"),
    ],
)
def test_moments(written: str, meant: str, based: Store, tmp_path: Path) -> None:
    path = tmp_path / "changes.csv"
    path.write_bytes(to_bytes([dressed(change(1)) | {"処理日時": written}]).decode().encode("cp932"))
    based.load(path)
    assert [str(moment) for moment in based.rows("changes")["recorded_at"]] == [meant]


def broken() -> dict[str, tuple[bytes, str]]:
    whole = legacy_csv([change(1), change(2)])
    fixed = legacy_fixed([change(1), change(2)], "changes")
    return {
        "torn.csv": (whole.replace(b"3550615", b"355\xff615"), "CP932"),
        "torn_name.csv": (whole[:-30] + b"\x81", "CP932"),
        "cut.dat": (fixed[:-40], "record 2: the last record has"),
        "other.dat": (fixed.replace(b"\r\n", b" \r\n"), "no layout of fixed length has records like it"),
        "unmarked.dat": (fixed.replace(b"\r\n", b"")[1:], "legacy residents, legacy changes"),
        "empty.dat": (b"\r\n", "empty"),
    }


@pytest.mark.parametrize("name", broken())
def test_a_damaged_file_is_refused_whole(name: str, based: Store, tmp_path: Path) -> None:
    content, said = broken()[name]
    path = tmp_path / name
    path.write_bytes(content)
    before = based.digest()
    with pytest.raises(DeliveryRefused, match=name) as refusal:
        based.load(path)
    assert said in str(refusal.value)
    assert based.digest() == before


def test_a_record_that_does_not_end_is_not_read_to_the_end(based: Store, tmp_path: Path) -> None:
    path = tmp_path / "endless.dat"
    path.write_bytes(legacy_fixed([change(1), change(2)], "changes") + b" " * 2**21 + b"\n")
    with pytest.raises(DeliveryRefused, match="record 3: a record that does not end"):
        based.load(path, block_bytes=1 << 16)


def test_the_encoding_of_a_profile_that_was_named_is_held(based: Store, tmp_path: Path) -> None:
    clothed, plain = tmp_path / "legacy.csv", write(tmp_path / "std.csv", [change(1)])
    clothed.write_bytes(legacy_csv([change(1)]))
    for path, profile, said in (
        (clothed, "std", "line 1, field 1: bytes that are not UTF-8. It looks like CP932"),
        (plain, "legacy", "line 1, field 1: bytes that are not CP932 (Shift_JIS). It looks like UTF-8"),
    ):
        refused = jukistat(based.home.root, "load", path, "--profile", profile, exit_code=3)
        assert said in refused.stderr


def test_a_record_of_another_length_waits_in_quarantine(based: Store, tmp_path: Path) -> None:
    first, second = (legacy_fixed([change(number)], "changes") for number in (1, 2))
    path = tmp_path / "changes.dat"
    path.write_bytes(first + second.replace(b"\r\n", b"   \r\n") + first.replace(b"000001", b"000003", 1))
    (found,) = based.load(path)
    assert counts(found)["quarantined"] == 1
    assert based.waiting() == [("changes.dat", 2, "", "field_count")]
