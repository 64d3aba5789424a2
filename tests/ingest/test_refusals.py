"""A delivery that cannot be what it says is refused whole: one sentence, exit code 3, not a byte changed."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from ingest.finding import find_deliveries
from store.errors import DeliveryRefused, UsageError, UserError
from tests.command_line import jukistat
from tests.ingest.deliveries import CITY, change, resident, to_bytes
from tests.ingest.stores import Store, tree_digest

SECRET = "秘密花子"
ROWS = [change(number, 氏名=SECRET) for number in range(1, 5)]
SOUND = to_bytes(ROWS)
HEADER, *RECORDS = SOUND.splitlines(keepends=True)


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, member in members.items():
            archive.writestr(name.replace("_", "."), member)
    return content.getvalue()


BROKEN = {
    "empty.csv": (b"", "empty.csv is empty"),
    "only_bom.csv": (b"\xef\xbb\xbf", "only_bom.csv is empty"),
    "only_blank_lines.csv": (b"\r\n\r\n\n", "only_blank_lines.csv is empty"),
    "cut.csv": (SOUND[:-60], "cut.csv, line 5, column 番地号: the last record ends here"),
    "too_long_at_the_end.csv": (
        SOUND[:-1] + b",x\n",
        "line 5: the last record ends here, with 30 fields instead of 29",
    ),
    "cut_in_quotes.csv": (SOUND + b'"022039","1', "line 6: a quoted field is never closed"),
    "stray_quote.csv": (
        SOUND.replace("秘密".encode(), '秘"密'.encode(), 1),
        "line 2: a quotation mark stands inside",
    ),
    "torn.csv": (
        HEADER + RECORDS[0] + RECORDS[1].replace(b"1980", b"19\xff0"),
        "torn.csv, line 3, field 9: bytes that are not UTF-8",
    ),
    "utf16.csv": (SOUND.decode().encode("utf-16"), "utf16.csv, line 1, field 1: bytes that are not UTF-8"),
    "zeros.csv": (SOUND + b"\0" * 100, "zeros.csv, line 6, field 1: a NUL byte"),
    "zero_in_field.csv": (HEADER + RECORDS[0].replace(b"1980", b"19\x000"), "line 2, field 9: a NUL byte"),
    "old_line_ends.csv": (SOUND.replace(b"\n", b"\r"), "line 1: lines end with carriage returns only"),
    "no_header.csv": (b"".join(RECORDS), "no_header.csv, line 1: not the header of a std"),
    "missing_column.csv": (
        SOUND.replace("性別".encode(), "性".encode()),
        "missing: 性別; not of this profile: column",
    ),
    "column_twice.csv": (SOUND.replace("性別".encode(), "氏名".encode()), "given twice: 氏名"),
    "extra_column.csv": (SOUND.replace("備考".encode(), "備考,余分".encode()), "profile: column 30)"),
    "some_areas.csv": (
        SOUND.replace("備考".encode(), "備考,地区管理コード1".encode()),
        "missing: 地区管理コード2",
    ),
    "semicolons.csv": (SOUND.replace(b",", b";"), "line 1: not the header of a std"),
    "cut.csv.gz": (gzip.compress(SOUND)[:-12], "cut.csv.gz is damaged or cut off"),
    "no_gzip.csv.gz": (SOUND, "no_gzip.csv.gz is damaged or cut off"),
    "two_members.zip": (zipped(a_csv=SOUND, b_csv=SOUND), "does not hold exactly one .csv"),
    "no_archive.zip": (SOUND, "no_archive.zip is damaged or cut off"),
    "two_dates.csv": (
        to_bytes([resident(11), resident(12, 基準日="2024-01-31")]),
        "two_dates.csv, column 基準日, row 2: not the date of the first row",
    ),
    "earlier_base.csv": (
        to_bytes([resident(11, 基準日="2023-11-30")]),
        f"2023-11-30 is earlier than 2023-12-31, the base of {CITY}",
    ),
    "identification.csv": (
        "住民票コード,漢字氏名,ふりがな氏名,清音化かな氏名,生年月日,性別,市町村コード,郵便番号,住所,個人番号,"
        "住民となった日,住所を定めた日,届出の年月日,続柄,異動事由,異動年月日,旧住民票コード\n".encode(),
        "identification.csv is a 本人確認情報 file, which is never taken",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_delivery_is_refused_whole(based: Store, tmp_path: Path, name: str) -> None:
    content, sentence = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(content)
    before = based.digest()
    with pytest.raises(DeliveryRefused) as refusal:
        based.load(path)
    assert sentence in str(refusal.value)
    assert SECRET not in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert based.digest() == before


@pytest.mark.parametrize("block_bytes", [300, 1000, 1 << 20])
def test_what_is_wrong_at_the_end_undoes_what_was_read_before(
    based: Store, tmp_path: Path, block_bytes: int
) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(to_bytes([change(number) for number in range(1, 200)])[:-40])
    before = based.digest()
    with pytest.raises(DeliveryRefused, match=r"long\.csv, line 200, column "):
        based.load(path, block_bytes=block_bytes)
    assert based.digest() == before


def test_the_console_says_it_in_one_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    jukistat(home, "keys", "init")
    before = tree_digest(home)
    for name in ("empty.csv", "cut.csv", "utf16.csv", "missing_column.csv"):
        content, sentence = BROKEN[name]
        (tmp_path / name).write_bytes(content)
        refused = jukistat(home, "load", tmp_path / name, exit_code=3)
        assert refused.stdout == ""
        assert refused.stderr.startswith(f"jukistat: {name}")
        assert sentence in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
        assert tree_digest(home) == before


def test_deliveries_before_a_refused_one_stay(store: Store, tmp_path: Path) -> None:
    sound, cut, later = (tmp_path / name for name in ("1.csv", "2.csv", "3.csv"))
    sound.write_bytes(to_bytes([resident(1)]))
    cut.write_bytes(to_bytes([change(1)])[:-40])
    later.write_bytes(to_bytes([change(1, 3)]))
    with pytest.raises(DeliveryRefused, match=r"2\.csv, line 2.* Not tried after it: 3\.csv\."):
        store.load(sound, cut, later)
    assert [delivery.file for delivery in store.deliveries()] == ["1.csv"]
    cut.write_bytes(to_bytes([change(1)]))
    store.load(sound, cut, later)
    assert [delivery.file for delivery in store.deliveries()] == ["1.csv", "2.csv", "3.csv"]


def test_filled_numbers_are_refused_if_the_home_says_so(based: Store, tmp_path: Path) -> None:
    based.home.configuration_file.write_text('my_numbers = "refuse"\n')
    path = tmp_path / "numbers.csv"
    path.write_bytes(to_bytes([change(1), change(2, 個人番号="123456789012")]))
    before = based.digest()
    with pytest.raises(UserError, match=r"numbers\.csv, row 2, column 個人番号 is filled") as refusal:
        based.load(path)
    assert refusal.value.exit_code == 3
    assert based.digest() == before
    path.write_bytes(to_bytes([change(1), change(2)]))
    assert based.load(path)[0].loaded == 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nothing.csv", "names no delivery"),
        ("no_folder/*.csv", "names no delivery"),
        ("notes.txt", "is no .csv"),
        ("nothing_here", "names no delivery"),
    ],
)
def test_what_is_no_delivery_is_a_wrong_call(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "nothing_here").mkdir()
    with pytest.raises(UsageError, match=sentence) as refusal:
        find_deliveries([str(tmp_path / name)])
    assert refusal.value.exit_code == 2
