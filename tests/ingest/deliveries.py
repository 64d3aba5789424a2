"""Deliveries of profile std as small real files: rows are dictionaries of cells, every cell can be set."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from tests.random_registers.columns import CHANGE_COLUMNS, RESIDENT_COLUMNS, Cells, blank_cells

CITY, OTHER_CITY = "022039", "023035"

STATE = {
    "市区町村コード": CITY,
    "履歴番号": "1",
    "世帯番号": "1",
    "氏名": "試験　太郎",
    "生年月日": "1980-06-15",
    "性別": "1",
    "住民種別": "1",
    "続柄": "世帯主",
    "町字コード": "0001001",
    "番地号": "26番14号",
}


def resident(number: int | str, **cells: str) -> Cells:
    """Return a sound residents row of this 宛名番号 with these cells changed."""
    return blank_cells(RESIDENT_COLUMNS) | STATE | {"宛名番号": str(number), "基準日": "2023-12-31"} | cells


def change(number: int | str, history: int | str = 2, **cells: str) -> Cells:
    """Return a sound changes row, an amendment after the base, with these cells changed."""
    return (
        blank_cells(CHANGE_COLUMNS)
        | STATE
        | {
            "宛名番号": str(number),
            "履歴番号": str(history),
            "異動事由コード": "32",
            "異動区分": "1",
            "異動年月日": "2024-01-10",
            "届出年月日": "2024-01-10",
            "処理日時": "2024-01-10T10:00:00",
        }
        | cells
    )


def foreigner(**cells: str) -> Cells:
    """Return the cells that make a row one of a foreign resident, with these cells changed."""
    return {
        "住民種別": "2",
        "国籍・地域コード": "156",
        "在留資格": "永住者",
        "第30条45規定区分": "中長期在留者",
    } | cells


def to_bytes(
    rows: Iterable[Cells], columns: Iterable[str] | None = None, *, line_end: str = "\n", bom: bool = False
) -> bytes:
    """Return rows as a CSV file; without `columns` the header is that of the first row."""
    records = list(rows)
    names = list(columns or records[0])
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(names)
    writer.writerows([row[name] for name in names] for row in records)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def write(path: Path, rows: Iterable[Cells], columns: Iterable[str] | None = None) -> Path:
    """Write a delivery and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(to_bytes(rows, columns))
    return path
