"""No identifier, name or address of a delivery exists anywhere behind the door (04-privacy 4.3).

What can never happen: a value that identifies a person is written, printed or logged, in whatever form,
even when the row is refused, the file is broken or a value stands in a column it does not belong to. If it
did, everything behind the door would be as sensitive as the register itself.
"""

import gzip
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import duckdb
import polars
import pytest
import typst
import xlsxwriter

from store.home import PROJECT_ROOT
from tests.command_line import Finished, jukistat, open_store
from tests.file_search import traces_in, traces_under, views_of
from tests.random_registers.columns import (
    AREA_COLUMNS,
    CHANGE_COLUMNS,
    RESIDENT_COLUMNS,
    Cells,
    blank_cells,
)
from tests.sentinels import (
    HOUSE,
    HOUSEHOLD_NUMBER,
    KANA,
    LOT,
    MUNICIPALITY,
    MY_NUMBER,
    NAME,
    NOTE,
    OTHER_PERSON_NUMBER,
    PERSON_NUMBER,
    RESIDENT_CODE,
    SENTINELS,
    SURNAME,
    all_traces,
)

NUMBER = int(PERSON_NUMBER.written)
CANARY = f"見本 {NUMBER} {SURNAME.written}"

STATE = {
    "市区町村コード": MUNICIPALITY,
    "宛名番号": PERSON_NUMBER.written,
    "履歴番号": "1",
    "個人番号": MY_NUMBER.written,
    "住民票コード": RESIDENT_CODE.written,
    "世帯番号": HOUSEHOLD_NUMBER.written,
    "氏名": NAME,
    "氏名フリガナ": KANA.written,
    "生年月日": "1980-06-15",
    "性別": "1",
    "住民種別": "1",
    "続柄": "世帯主",
    "町字コード": "0001001",
    "番地号": LOT.written,
    "方書": HOUSE.written,
}
RESIDENT = blank_cells(RESIDENT_COLUMNS) | STATE | {"基準日": "2023-12-31"}
CHANGE = (
    blank_cells(CHANGE_COLUMNS)
    | STATE
    | {
        "履歴番号": "2",
        "異動事由コード": "31",
        "異動区分": "1",
        "異動年月日": "2024-01-10",
        "届出年月日": "2024-01-10",
        "処理日時": "2024-01-10T10:00:00",
        "備考": NOTE.written,
    }
)
OTHER = {"宛名番号": OTHER_PERSON_NUMBER.written}
MISPLACED_VALUES = (NAME, KANA.written, LOT.written, NOTE.written, MY_NUMBER.written, PERSON_NUMBER.written)


def to_csv(columns: tuple[str, ...], rows: list[Cells]) -> str:
    return (
        "\r\n".join(
            ",".join(record) for record in (columns, *([row[name] for name in columns] for row in rows))
        )
        + "\r\n"
    )


def misplaced(row: Cells) -> list[Cells]:
    """Return rows in which identifying values stand where they do not belong, each column in turn."""
    own_number = {name: str(1000 * place + 10) for place, name in enumerate(row, start=1)}
    return [
        row | OTHER | {"履歴番号": str(int(own_number[column]) + number), column: value}
        for column in row
        for number, value in enumerate(MISPLACED_VALUES)
    ]


def good_deliveries(folder: Path) -> list[Path]:
    """Write deliveries that load, with refused rows of every sort among them."""
    residents = [RESIDENT, *misplaced(RESIDENT), RESIDENT | {"性別": "2"}]
    changes = [CHANGE, *misplaced(CHANGE), CHANGE | {"世帯番号": OTHER_PERSON_NUMBER.written}, CHANGE | OTHER]
    folder.mkdir()
    (folder / "1_residents.csv").write_text(to_csv(RESIDENT_COLUMNS, residents), encoding="utf-8", newline="")
    (folder / "2_changes.csv").write_text(to_csv(CHANGE_COLUMNS, changes), encoding="utf-8", newline="")
    return sorted(folder.iterdir())


def broken_deliveries(folder: Path) -> dict[str, bytes]:
    """Return deliveries that are refused whole, each for another reason."""
    whole = to_csv(CHANGE_COLUMNS, [CHANGE | {"履歴番号": "5"}])
    _, record = whole.splitlines()
    return {
        "without_header.csv": f"{record}\r\n{record}\r\n".encode(),
        "cut_short.csv": whole.encode()[:-40],
        "other_encoding.csv": whole.encode("utf-16"),
        "torn_bytes.csv": whole.encode() + b"\xff\xfe\x80",
        "unknown_column.csv": whole.replace("備考", "備考,余分").replace(NOTE.written, f"x,{NAME}").encode(),
        "torn.csv.gz": gzip.compress(whole.encode())[:-12],
        "two_dates.csv": to_csv(
            RESIDENT_COLUMNS, [RESIDENT, RESIDENT | OTHER | {"基準日": "2023-11-30"}]
        ).encode(),
    }


def areas_with_names(folder: Path) -> Path:
    """Write a delivery whose area codes, the only free text kept, hold a name, numbers and an address."""
    planted = zip(AREA_COLUMNS, (NAME, PERSON_NUMBER.written, LOT.written, MY_NUMBER.written), strict=False)
    row = blank_cells(AREA_COLUMNS) | RESIDENT | OTHER | dict(planted)
    path = folder / "areas.csv"
    path.write_text(to_csv((*RESIDENT_COLUMNS, *AREA_COLUMNS), [row]), encoding="utf-8", newline="")
    return path


def said(finished: Finished) -> list[tuple[str, bytes]]:
    return [("stdout", finished.stdout.encode()), ("stderr", finished.stderr.encode())]


def canary_files(folder: Path) -> None:
    """Write one file of every type that jukistat or its tools write, the canary inside."""
    rows = polars.DataFrame({"note": [CANARY] * 50, "blob": [CANARY.encode()] * 50})
    rows.write_parquet(folder / "text.parquet", compression="zstd")
    polars.DataFrame({"token": [NUMBER] * 50}).write_parquet(folder / "integer.parquet", compression="zstd")
    rows.write_ipc(folder / "table.arrow", compression="lz4")
    (folder / "text_utf16.csv").write_text(CANARY, encoding="utf-16")
    (folder / "text_cp932.csv").write_text(CANARY, encoding="cp932")
    (folder / "report.json").write_text(json.dumps({"said": CANARY}))
    (folder / "log.gz").write_bytes(gzip.compress(CANARY.encode()))
    (folder / f"{SURNAME.written}.txt").write_text("")
    with zipfile.ZipFile(folder / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.csv", CANARY)
    with xlsxwriter.Workbook(folder / "workbook.xlsx") as workbook:
        workbook.add_worksheet().write(0, 0, CANARY)
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        connection.execute(
            "create table notes as select ? as note, ? as token from range(5000)", [CANARY, NUMBER]
        )
    with sqlite3.connect(folder / "links.sqlite") as database:
        database.execute("create table links as select ? as note", [CANARY])
    (folder / "form.typ").write_text(f"#set document(title: [{NUMBER}])\n{NUMBER}", encoding="utf-8")
    (folder / "form.pdf").write_bytes(typst.compile(folder / "form.typ"))
    (folder / "form.typ").unlink()


def test_the_searcher_sees_every_file_type(tmp_path: Path) -> None:
    """Planted canaries: a search that finds nothing is worth something only if it would have found these."""
    canary_files(tmp_path)
    found = traces_under([tmp_path], all_traces())
    unseen = [
        path.name for path in tmp_path.iterdir() if not any(str(path) in sentence for sentence in found)
    ]
    assert unseen == []


@pytest.mark.parametrize("sentinel", SENTINELS, ids=lambda sentinel: sentinel.what)
def test_the_searcher_knows_every_sentinel(sentinel) -> None:
    content = io.BytesIO(gzip.compress(sentinel.written.encode()))
    assert any(sentinel.what in form for _, form in traces_in(views_of(content.getvalue()), all_traces()))


def test_no_trace_of_a_person_behind_the_door(tmp_path: Path) -> None:
    home = open_store(tmp_path / "home")
    (tmp_path / "spill").mkdir()
    spill = {"TMPDIR": str(tmp_path / "spill")}
    outputs = [jukistat(home, "load", path, **spill) for path in good_deliveries(tmp_path / "landing")]
    for name, content in broken_deliveries(tmp_path / "landing").items():
        (tmp_path / "landing" / name).write_bytes(content)
        outputs.append(jukistat(home, "load", tmp_path / "landing" / name, exit_code=3, **spill))
    outputs.append(jukistat(home, "load", areas_with_names(tmp_path / "landing"), exit_code=None, **spill))
    outputs.append(jukistat(home, "build", **spill))
    exports = tmp_path / "exports"
    outputs.append(
        jukistat(home, "export", "--month", "2024-01", "--audience", "internal", "--out", exports, **spill)
    )
    outputs += [
        jukistat(home, *report, "--json")
        for report in (("status",), ("quarantine", "list"), ("keys", "status"))
    ]
    printed = [view for finished in outputs for view in said(finished)]
    assert traces_in(printed, all_traces()) == []
    project = [folder for name in ("target", "logs") if (folder := PROJECT_ROOT / name).exists()]
    assert traces_under([home, exports, tmp_path / "spill", *project], all_traces()) == []
