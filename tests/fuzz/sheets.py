"""Sound deliveries of every profile with planted values in every row, as sheets that can be spoilt."""

import csv
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ingest.check_digits import expected_check_digits
from ingest.layouts import FIXED
from tests.ingest.deliveries import change, foreigner, resident
from tests.ingest.hachinohe_file import (
    APRIL,
    HOMES,
    OLD_ENTRY,
    TOKYO,
    A,
    address,
    extract_of,
    household,
    person,
)
from tests.ingest.hachinohe_writing import written
from tests.ingest.legacy_writing import columns_of, dressed, padded
from tests.random_registers.columns import AREA_COLUMNS, Cells, blank_cells
from tests.sentinels import (
    HOUSE,
    HOUSEHOLD_NUMBER,
    KANA,
    LOT,
    NAME,
    NOTE,
    OTHER_PERSON_NUMBER,
    PERSON_NUMBER,
    RESIDENT_CODE,
    Sentinel,
)

BODY = 91_827_364_551
WELL_FORMED_MY_NUMBER = Sentinel("個人番号", f"{BODY}{expected_check_digits(np.array([BODY]))[0]}")
"""With its check digit, so that it can be told from other numbers."""
PLANTED: Cells = {
    "個人番号": WELL_FORMED_MY_NUMBER.written,
    "住民票コード": RESIDENT_CODE.written,
    "世帯番号": HOUSEHOLD_NUMBER.written,
    "氏名": NAME,
    "氏名フリガナ": KANA.written,
    "番地号": LOT.written,
    "方書": HOUSE.written,
}
PERSONS = (PERSON_NUMBER.written, OTHER_PERSON_NUMBER.written)
NAME_OF_EXTRACTS = "秘密　花子"
"""What the writer of extracts puts into items that are dropped."""


@dataclass
class Sheet:
    """A delivery, or a file of an extract, before it is bytes: header, and rows of any length."""

    header: list[str]
    rows: list[list[str]]
    encoding: str
    write: "Callable[[Sheet], bytes]"

    def content(self) -> bytes:
        return self.write(self)


def residents(base_date: str = "2024-03-31") -> list[Cells]:
    """Return a list of two persons."""
    return [resident(number, **PLANTED, 基準日=base_date) for number in PERSONS]


def changes(first_history: int = 3) -> list[Cells]:
    """Return changes of two persons, one of them a foreigner for a while."""
    note = {"備考": NOTE.written}
    return [
        *(change(number, first_history, **PLANTED, **note) for number in PERSONS),
        change(PERSONS[0], first_history + 1, **PLANTED, **note, **foreigner()),
        change(
            PERSONS[1], first_history + 1, **PLANTED, **note, 異動事由コード="21", 転出先市区町村コード=TOKYO
        ),
    ]


def with_areas() -> list[Cells]:
    return [row | blank_cells(AREA_COLUMNS) for row in changes()]


def csv_bytes(sheet: Sheet) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n" if sheet.encoding == "cp932" else "\n")
    writer.writerow(sheet.header)
    writer.writerows(sheet.rows)
    return text.getvalue().encode(sheet.encoding, "replace")


def fixed_bytes(sheet: Sheet, kind: str) -> bytes:
    """Return records of fixed length; a cell that is too long makes its record longer."""
    records = [dict(zip(sheet.header, row, strict=False)) for row in sheet.rows]
    texts = [{name: cp932_only(cell) for name, cell in record.items()} for record in records]
    return b"".join(
        b"".join(padded(cells.get(column.name, ""), column) for column in columns_of(kind, FIXED)) + b"\r\n"
        for cells in texts
    )


def cp932_only(cell: str) -> str:
    return cell.encode("cp932", "replace").decode("cp932")


def sheet_of(rows: list[Cells], encoding: str, write: Callable[[Sheet], bytes] = csv_bytes) -> Sheet:
    return Sheet(list(rows[0]), [list(row.values()) for row in rows], encoding, write)


def std(rows: list[Cells]) -> dict[str, Sheet]:
    return {"delivery.csv": sheet_of(rows, "utf-8")}


def legacy(rows: list[Cells]) -> dict[str, Sheet]:
    return {"delivery.csv": sheet_of([dressed(row) for row in rows], "cp932")}


def fixed(rows: list[Cells], kind: str) -> dict[str, Sheet]:
    clothed = [dressed(row) for row in rows]
    return {"delivery.dat": sheet_of(clothed, "cp932", lambda sheet: fixed_bytes(sheet, kind))}


@cache
def extract_files() -> dict[str, bytes]:
    """Return the files of an extract, in which both persons have the planted numbers."""
    extract = extract_of(
        APRIL,
        *HOMES,
        household(HOUSEHOLD_NUMBER.written, A, "2009-01-01"),
        person(PERSONS[0], HOUSEHOLD_NUMBER.written, OLD_ENTRY),
        person(PERSONS[1], HOUSEHOLD_NUMBER.written, ("11", "2025-04-10", "2025-04-11"), 性別="2"),
        address(PERSONS[1], ("11", "2025-04-10", "2025-04-11"), outside=TOKYO),
    )
    with tempfile.TemporaryDirectory() as folder:
        return {path.name: path.read_bytes() for path in sorted(written(extract, Path(folder)).iterdir())}


def extract() -> dict[str, Sheet]:
    sheets = {}
    for name, content in extract_files().items():
        text = content.decode("cp932").replace(NAME_OF_EXTRACTS, NAME)
        header, *rows = csv.reader(io.StringIO(text, newline=""))
        sheets[name] = Sheet(header, rows, "cp932", csv_bytes)
    return sheets


BASES: dict[str, Callable[[], dict[str, Sheet]]] = {
    "std changes": lambda: std(changes()),
    "std changes with areas": lambda: std(with_areas()),
    "std residents": lambda: std(residents()),
    "legacy changes": lambda: legacy(changes()),
    "legacy residents": lambda: legacy(residents()),
    "fixed changes": lambda: fixed(changes(), "changes"),
    "fixed residents": lambda: fixed(residents(), "residents"),
    "extract": extract,
}
"""What a delivery was before it was spoilt, by file name; several files are the directory of an extract."""
