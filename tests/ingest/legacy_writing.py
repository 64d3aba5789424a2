"""A std delivery in the clothes of an older system: CP932, dates of an era, labels, zeros."""

import csv
import io
from pathlib import Path

from ingest.codes import read_seed
from ingest.layouts import FIXED, LayoutColumn, read_layouts
from tests.random_registers.columns import Cells

ERA_STARTS = {"5": (2019, "2019-05-01"), "4": (1989, "1989-01-08"), "3": (1926, "1926-12-25")}
LABELS = {
    "異動事由コード": ("reason_codes", "reason_code"),
    "性別": ("sex_codes", "sex_code"),
    "住民種別": ("resident_kind_codes", "resident_kind_code"),
    "異動区分": ("notification_type_codes", "notification_type_code"),
}
DATES, MOMENTS = ("異動年月日", "届出年月日", "生年月日", "基準日"), ("処理日時",)
NAMES = ("氏名", "氏名フリガナ", "番地号", "方書", "備考")
VENDOR_CHARACTER = b"\xf0\x40"
"""A character outside Shift_JIS, which a vendor drew itself."""


def read_std(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def era_date(day: str) -> str:
    """Return EYYMMDD, or eight digits for a day before the eras here."""
    for era, (first_year, first_day) in ERA_STARTS.items():
        if day >= first_day:
            return f"{era}{int(day[:4]) - first_year + 1:02d}{day[5:7]}{day[8:10]}"
    return day.replace("-", "")


def dressed(row: Cells) -> Cells:
    """Return a row as an older system writes it."""
    cells = dict(row)
    for name in row:
        if name in DATES and row[name]:
            cells[name] = era_date(row[name]) if row[name][:4] != "0000" else "99999999"
        elif name in MOMENTS:
            cells[name] = "".join(sign for sign in row[name] if sign.isdigit())
        elif name in LABELS and row[name]:
            cells[name] = labels(name).get(row[name], row[name])
        elif name in ("参照履歴番号", "転入前国名コード", "届出年月日") and not row[name]:
            cells[name] = "0"
    return cells


def labels(name: str) -> dict[str, str]:
    """Return the label of every code of a column."""
    seed, column = LABELS[name]
    return dict(read_seed(seed).select(column, "label_ja").rows())


def legacy_csv(rows: list[Cells]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(map(dressed, rows))
    return with_vendor_characters(text.getvalue().encode("cp932"))


def with_vendor_characters(content: bytes) -> bytes:
    """Return the bytes with a vendor's own character in place of one that the names of the cases have."""
    return content.replace("試".encode("cp932"), VENDOR_CHARACTER)


def columns_of(kind: str, form: str) -> tuple[LayoutColumn, ...]:
    """Return the columns of the built-in legacy layout."""
    return next(
        layout.columns
        for layout in read_layouts()
        if (layout.profile, layout.kind, layout.form) == ("legacy", kind, form)
    )


def legacy_fixed(rows: list[Cells], kind: str, *, line_end: bytes = b"\r\n") -> bytes:
    """Return records of fixed length: numbers padded with zeros, texts with spaces of half width."""
    return b"".join(
        b"".join(padded(cells.get(column.name, ""), column) for column in columns_of(kind, FIXED)) + line_end
        for cells in map(dressed, rows)
    )


def padded(cell: str, column: LayoutColumn) -> bytes:
    content = with_vendor_characters(cell.encode("cp932"))
    return content.rjust(column.width, b"0") if column.content == "number" else content.ljust(column.width)
