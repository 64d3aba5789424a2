"""The same rows come out of a delivery however its bytes are written, packed or named."""

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import polars as pl
import pytest

from tests.command_line import jukistat, report_of
from tests.ingest.deliveries import change, resident, to_bytes, write
from tests.ingest.stores import Store, counts

ROWS = [change(1, 備考="改行\nあり"), change(2, 方書='「","」'), change(3, 氏名="髙﨑　①子"), change(4)]
CONTENT = to_bytes(ROWS)


def zipped(content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("changes.csv", content)
    return archive.getvalue()


WRITTEN = {
    "plain.csv": CONTENT,
    "bom.csv": to_bytes(ROWS, bom=True),
    "crlf.csv": to_bytes(ROWS, line_end="\r\n"),
    "bom_and_crlf.csv": to_bytes(ROWS, line_end="\r\n", bom=True),
    "no_last_line_end.csv": CONTENT[:-1],
    "blank_lines_at_the_end.csv": CONTENT + b"\r\n\n\n",
    "columns_in_another_order.csv": to_bytes(ROWS, reversed(ROWS[0])),
    "packed.csv.gz": gzip.compress(CONTENT),
    "packed.zip": zipped(CONTENT),
    "PLAIN.CSV": CONTENT,
    "PACKED.CSV.GZ": gzip.compress(CONTENT),
    "every_field_quoted.csv": b"\n".join(
        b'"' + line.replace(b",", b'","') + b'"'
        for line in to_bytes([change(n) for n in (1, 2, 3, 4)]).splitlines()
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("block_bytes", [200, 1 << 20])
def test_rows_do_not_depend_on_how_they_are_written(
    based: Store, tmp_path: Path, name: str, block_bytes: int
) -> None:
    path = tmp_path / name
    path.write_bytes(WRITTEN[name])
    (delivery,) = based.load(path, block_bytes=block_bytes)
    assert counts(delivery) == {"received": 4, "loaded": 4}
    rows = based.rows("changes")
    assert rows["row_number"].to_list() == [1, 2, 3, 4]
    assert rows.select("sex_code", "town_code", "birth_year").unique().rows() == [("1", "0001001", 1980)]


def test_a_delivery_without_rows_is_a_quiet_month(based: Store, tmp_path: Path) -> None:
    (delivery,) = based.load(write(tmp_path / "quiet.csv", [], change(1)))
    assert counts(delivery) == {}
    assert delivery.municipality_codes == []


def test_the_same_bytes_change_nothing(based: Store, tmp_path: Path) -> None:
    first, copy = (write(tmp_path / name, ROWS) for name in ("changes.csv", "copy.csv"))
    (loaded,) = based.load(first)
    before = based.digest()
    for path in (first, copy):
        (outcome,) = based.offer(path)
        assert (outcome.is_new, outcome.delivery, outcome.file) == (False, loaded, path.name)
    assert based.digest() == before


def test_the_console_says_that_there_was_nothing_to_do(tmp_path: Path) -> None:
    home = tmp_path / "home"
    jukistat(home, "keys", "init")
    path = write(tmp_path / "residents.csv", [resident(1)])
    jukistat(home, "load", path)
    assert jukistat(home, "load", path).stdout == (
        "residents.csv: the same bytes are delivery 1 already; nothing to do.\n"
    )
    assert [each["is_new"] for each in report_of(home, "load", path)["deliveries"]] == [False]


def test_other_bytes_of_the_same_rows_are_duplicates(based: Store, tmp_path: Path) -> None:
    based.load(write(tmp_path / "changes.csv", ROWS))
    packed = tmp_path / "changes.csv.gz"
    packed.write_bytes(gzip.compress(CONTENT))
    (delivery,) = based.load(packed)
    assert counts(delivery) == {"received": 4, "duplicate": 4}


def test_a_file_name_that_is_not_utf_8_is_shown_with_unknown_signs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    jukistat(home, "keys", "init")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    name = os.fsdecode("全件.csv".encode("cp932"))
    write(inbox / name, [resident(1)])
    assert "1 loaded" in jukistat(home, "load", inbox).stdout
    (delivery,) = report_of(home, "status")["deliveries"]
    assert delivery["file"].endswith(".csv")
    assert "\ufffd" in delivery["file"]


def test_folders_and_globs_bring_residents_first(tmp_path: Path) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    jukistat(home, "keys", "init")
    write(inbox / "b_changes.csv", [change(1, 2)])
    write(inbox / "a_changes.csv", [change(1, 3)])
    write(inbox / "z_residents.csv", [resident(1)])
    (inbox / "readme.txt").write_text("no delivery")
    report = json.loads(jukistat(home, "load", inbox, inbox / "*_changes.csv", "--json").stdout)
    assert [each["file"] for each in report["deliveries"]] == [
        "z_residents.csv",
        "a_changes.csv",
        "b_changes.csv",
    ]
    assert [each["loaded"] for each in report["deliveries"]] == [1, 1, 1]


def test_options_are_kept_with_the_delivery(tmp_path: Path) -> None:
    home = tmp_path / "home"
    jukistat(home, "keys", "init")
    path = write(tmp_path / "residents.csv", [resident(1)])
    options = (
        "--profile",
        "std",
        "--kind",
        "residents",
        "--extracted-at",
        "2024-01-01",
        "--through",
        "2023-12-31",
    )
    (delivery,) = report_of(home, "load", path, *options)["deliveries"]
    assert (delivery["profile"], delivery["kind"]) == ("std", "residents")
    assert (delivery["extracted_at"], delivery["through_date"]) == ("2024-01-01", "2023-12-31")


@pytest.mark.parametrize(
    ("options", "exit_code", "sentence"),
    [
        (("--kind", "changes"), 3, "not the header of a std changes delivery"),
        (("--kind", "something"), 2, "invalid choice"),
        (("--profile", "none"), 2, "There is no profile none. Known: hachinohe, legacy, std."),
        (("--through", "2024-02-30"), 2, "is not a day like"),
        (("--extracted-at", "yesterday"), 2, "is not a day like"),
    ],
)
def test_options_that_do_not_fit(
    tmp_path: Path, options: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    home = tmp_path / "home"
    jukistat(home, "keys", "init")
    path = write(tmp_path / "residents.csv", [resident(1)])
    assert sentence in jukistat(home, "load", path, *options, exit_code=exit_code).stderr


def test_layout_check_loads_nothing_and_needs_no_key(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = write(tmp_path / "changes.csv", [change(1), change(1, 3, 性別="9"), change(1, 4, 町字コード="1")])
    report = report_of(home, "layout", "check", path)
    assert (report["profile"], report["kind"], report["received"]) == ("std", "changes", 3)
    assert (report["faults"], report["warnings"]) == ({"sex_code_unknown": 1}, {"town_code_malformed": 1})
    fates = {column["name"]: column["fate"] for column in report["columns"]}
    assert (fates["氏名"], fates["宛名番号"], fates["性別"]) == ("dropped", "tokenized", "kept")
    assert list(home.iterdir()) == []
    assert "nothing was loaded" in jukistat(home, "layout", "check", path).stdout


def test_ledger_files_have_the_columns_that_the_warehouse_reads(based: Store, tmp_path: Path) -> None:
    based.load(write(tmp_path / "changes.csv", ROWS))
    (changes,) = (based.home.ledger / "changes").iterdir()
    schema = pl.read_parquet_schema(changes)
    assert changes.name == "000002-000.parquet"
    assert schema["person_token"] == pl.Int64
    assert schema["recorded_at"] == pl.Datetime("us")
    assert schema["changed_date"] == pl.Date
