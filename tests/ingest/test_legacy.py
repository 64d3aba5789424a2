"""Profile legacy and layouts of one's own: the same facts in other clothes become the same ledger rows."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.codes import allowed_codes, read_seed
from ingest.layouts import read_layouts
from store.errors import ConfigurationError, DeliveryRefused
from tests.cases_on_disk import deliveries_of
from tests.command_line import jukistat
from tests.ingest.deliveries import CITY, change, resident, to_bytes
from tests.ingest.legacy_writing import dressed, legacy_csv, legacy_fixed, read_std
from tests.ingest.stores import Store, counts, new_store

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


def facts(store: Store, kind: str) -> list[tuple]:
    """Return the ledger's rows; a surrogate is random, so its first row stands for it."""
    rows = store.rows(kind)
    places = {
        name: rows[name].to_list().index
        for name in rows.columns
        if name.endswith("_token") and rows[name].null_count() < rows.height
    }
    return [
        tuple(places[name](value) if name in places else value for name, value in row.items())
        for row in rows.iter_rows(named=True)
    ]


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


def test_a_reason_that_no_map_knows_waits_until_the_municipality_maps_it(
    based: Store, tmp_path: Path
) -> None:
    """The municipality's own names go before the built-in ones, and are its own only."""
    home = based.home
    rows = [dressed(change(number)) | {"異動事由コード": "独自転居"} for number in (1, 2)]
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_bytes(to_bytes(rows[:1]).decode().encode("cp932"))
    second.write_bytes(to_bytes(rows[1:]).decode().encode("cp932"))
    based.load(first)
    assert based.waiting() == [("first.csv", 1, "異動事由コード", "reason_code_unknown")]
    for code, meant in (("023035", "32"), (CITY, "31")):
        folder = home.municipalities / code
        folder.mkdir(parents=True)
        table = f"profile,item_name,source_value,code\nlegacy,異動事由コード,独自転居,{meant}\n"
        (folder / "code_maps.csv").write_text(table, "utf-8")
    based.load(second)
    assert based.rows("changes")["reason_code"].to_list() == ["31"]


VENDOR_LAYOUT = """
profile = "acme"
based_on = "legacy"
encoding = "cp932"
kinds = ["residents"]
"""
VENDOR_NAMES = {"宛名番号": "個人コード", "生年月日": "生年月日（和暦）", "町字コード": "町コード"}


def vendor_layout(rows: list[dict[str, str]]) -> str:
    """Return a layout whose vendor calls some columns otherwise, leaves some out and adds two of its own."""
    listed = [
        f'[[columns]]\nitem = "{item}"\nname = "{VENDOR_NAMES.get(item, item)}"\n'
        for item in rows[0]
        if item not in ("方書", "住民票コード", "個人番号")
    ]
    own = [
        '[[columns]]\nname = "管理区分"\ncontent = "scope"\nout_of_scope_values = ["9"]\n'
        'reason = "住登外の行を除く"\n',
        '[[columns]]\nname = "備考1"\ncontent = "dropped"\nreason = "自由記述"\n',
    ]
    return VENDOR_LAYOUT + "\n".join(listed + own)


def test_another_vendor_is_a_layout_and_a_code_map(store: Store, tmp_path: Path) -> None:
    rows = [resident(number) for number in range(1, 5)]
    store.home.layouts.mkdir()
    (store.home.layouts / "acme.toml").write_text(vendor_layout(rows), "utf-8")
    folder = store.home.municipalities / CITY
    folder.mkdir(parents=True)
    maps = "profile,item_name,source_value,code\nacme,性別,♂,1\n"
    (folder / "code_maps.csv").write_text(maps, "utf-8")
    written = [
        {
            VENDOR_NAMES.get(name, name): cell
            for name, cell in dressed(row).items()
            if name not in ("方書", "住民票コード", "個人番号")
        }
        | {"性別": "♂", "管理区分": "9" if row["宛名番号"] == "4" else "1", "備考1": "何でも"}
        for row in rows
    ]
    path = tmp_path / "acme.csv"
    path.write_bytes(to_bytes(written).decode().encode("cp932"))
    said = jukistat(store.home.root, "layout", "check", path).stdout
    assert "acme residents" in said
    (found,) = store.load(path)
    assert counts(found) == {"received": 4, "loaded": 3, "out_of_scope": 1}
    plain = new_store(tmp_path / "plain")
    plain.load(write_std(tmp_path / "std.csv", rows[:3]))
    assert facts(store, "residents") == facts(plain, "residents")


def write_std(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_bytes(to_bytes(rows))
    return path


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ('profile = "acme"', "is no layout of a delivery"),
        (VENDOR_LAYOUT.replace("cp932", "ebcdic"), "encoding is none of"),
        (VENDOR_LAYOUT + '[[columns]]\nitem = "血液型"\n', "legacy has no item 血液型"),
        (VENDOR_LAYOUT + '[[columns]]\nitem = "性別"\nwide = 1\n', "unknown settings: wide"),
    ],
)
def test_a_broken_layout_is_named(layout: str, said: str, based: Store, tmp_path: Path) -> None:
    based.home.layouts.mkdir()
    (based.home.layouts / "acme.toml").write_text(layout, "utf-8")
    with pytest.raises(ConfigurationError, match=r"acme\.toml") as refusal:
        based.load(write_std(tmp_path / "changes.csv", [change(1)]))
    assert said in str(refusal.value)


def test_a_column_kept_without_a_policy_is_refused(based: Store, tmp_path: Path) -> None:
    """Neither a column that is no item, nor one dropped without a reason, is taken."""
    based.home.layouts.mkdir()
    layout = VENDOR_LAYOUT + '[[columns]]\nname = "血液型"\ncontent = "dropped"\n'
    (based.home.layouts / "acme.toml").write_text(layout, "utf-8")
    path = tmp_path / "acme.csv"
    path.write_bytes("血液型\nA\n".encode("cp932"))
    with pytest.raises(ConfigurationError, match="has no policy"):
        based.load(path)


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


def test_the_encoding_of_a_profile_that_was_named_is_held(based: Store, tmp_path: Path) -> None:
    clothed, plain = tmp_path / "legacy.csv", write_std(tmp_path / "std.csv", [change(1)])
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


def test_every_mapped_code_is_one_of_its_list() -> None:
    columns = {column.name: column for layout in read_layouts() for column in layout.columns}
    for _, item, label, code in read_seed("code_maps").iter_rows():
        assert code in allowed_codes(columns[item]), (item, label)
