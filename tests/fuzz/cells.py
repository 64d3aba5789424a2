"""Ways to spoil a delivery as a sheet: its header, columns, rows and cells."""

from collections.abc import Callable
from random import Random

from tests.fuzz.sheets import WELL_FORMED_MY_NUMBER, Sheet
from tests.sentinels import LOT, NAME, OTHER_PERSON_NUMBER, PERSON_NUMBER, RESIDENT_CODE

Spoil = Callable[[Random, Sheet], None]

DATES = (
    *("2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "0000-00-00", "0000-01-01", "0001-01-01"),
    *("9999-12-31", "9999-12-31T23:59:59", "0000-01-01T00:00:00", "0001-01-01T00:00:00", "99999999", "-1"),
    *("2024-01-10T24:00:00", "2024-01-10T23:59:60", "1582-10-10", "10000-01-01", "+2024-01-10", "１２３"),
    *("S64.01.08", "H31.05.01", "R99.12.31", "令和6年1月10日", "明治45年", "1450730", "5999999", "6010101"),
    *("M01/01/01", "Z010101", "5000000", "0", "00000000000000", "99999999999999", "20240110246060", "T"),
    *("1677-09-21T00:12:43", "2262-04-12T00:00:00", "292278994-08-17", "2024-01-10\n", "1e9", "NaN", "inf"),
)
FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1:A9)",
    "-2+3",
    '=HYPERLINK("http://x","y")',
    "\t=1",
    "＝1+1",
)
STRANGE = (
    *("\x00", "\x1b[2J", "\x07\x08", "\x1a", "\u202e", "\u200b", "\ufeff", "\ufffd", "\ud7ff", "\U0010ffff"),
    *("a\nb", "a\r\nb", "a\rb", '"', '""', '","', "'", "\\", "\\N", ",", ";", "\t", "\u2028", "\x85", " 　 "),
    *(
        "𠮷野家",
        "👨‍👩‍👧‍👦",
        "e" + "\u0301" * 500,
        "ﷺ",
        "①㈱髙﨑",
        "null",
        "None",
        "true",
        "%s%n{0}",
        "../../x",
    ),
)
MISPLACED = (
    *(NAME, LOT.written, WELL_FORMED_MY_NUMBER.written, PERSON_NUMBER.written, OTHER_PERSON_NUMBER.written),
    RESIDENT_CODE.written,
)
RUNS = (16, 18, 19, 20, 39, 310, 5_000, 200_000)
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
HUGE = (10_000, 140_000)
"""Signs of a huge cell; the second is more than the csv module reads unless it is told."""


def column_of(rng: Random, sheet: Sheet) -> int:
    return rng.randrange(len(sheet.header)) if sheet.header else 0


def put(rng: Random, sheet: Sheet, value: str) -> None:
    """Write a value into a column chosen by chance, of one row or of all."""
    place = column_of(rng, sheet)
    rows = sheet.rows if rng.random() < 0.3 else rng.sample(sheet.rows, min(1, len(sheet.rows)))
    for row in rows:
        if place < len(row):
            row[place] = value


def put_in_dates(rng: Random, sheet: Sheet, value: str) -> None:
    """Write a value into one of the columns that hold days or moments."""
    dates = [place for place, name in enumerate(sheet.header) if name.endswith(("日", "日時", "月日"))]
    place = rng.choice(dates) if dates else column_of(rng, sheet)
    for row in sheet.rows if rng.random() < 0.5 else sheet.rows[:1]:
        if place < len(row):
            row[place] = value


def rename_column(rng: Random, sheet: Sheet) -> None:
    other = rng.choice(sheet.header) if sheet.header else ""
    value = rng.choice(
        ("", " ", f"{other} ", f"旧{other}", other.translate(WIDE), "備考２", "\x00", '"', "a\rb", "=1")
    )
    if sheet.header:
        sheet.header[column_of(rng, sheet)] = value


def repeat_name(rng: Random, sheet: Sheet) -> None:
    if sheet.header:
        sheet.header[column_of(rng, sheet)] = rng.choice(sheet.header)


def drop_name(rng: Random, sheet: Sheet) -> None:
    """Take a name out of the header only."""
    if sheet.header:
        sheet.header.pop(column_of(rng, sheet))


def swap_names(rng: Random, sheet: Sheet) -> None:
    first, second = column_of(rng, sheet), column_of(rng, sheet)
    if sheet.header:
        sheet.header[first], sheet.header[second] = sheet.header[second], sheet.header[first]


def huge_name(rng: Random, sheet: Sheet) -> None:
    if sheet.header:
        sheet.header[column_of(rng, sheet)] = "名" * rng.choice(HUGE)


def drop_column(rng: Random, sheet: Sheet) -> None:
    place = column_of(rng, sheet)
    for record in (sheet.header, *sheet.rows):
        del record[place : place + 1]


def double_column(rng: Random, sheet: Sheet) -> None:
    place = column_of(rng, sheet)
    for record in (sheet.header, *sheet.rows):
        record[place:place] = record[place : place + 1]


def blank_column(rng: Random, sheet: Sheet) -> None:
    place = column_of(rng, sheet)
    for row in sheet.rows:
        row[place : place + 1] = [""]


def reorder_columns(rng: Random, sheet: Sheet) -> None:
    if all(len(row) == len(sheet.header) for row in sheet.rows):
        places = rng.sample(range(len(sheet.header)), len(sheet.header))
        for record in (sheet.header, *sheet.rows):
            record[:] = [record[place] for place in places]


def reorder_rows(rng: Random, sheet: Sheet) -> None:
    rng.shuffle(sheet.rows)


def repeat_rows(rng: Random, sheet: Sheet) -> None:
    sheet.rows[:] = [list(row) for row in sheet.rows * rng.choice((2, 3, 50))]


def drop_rows(rng: Random, sheet: Sheet) -> None:
    sheet.rows[:] = sheet.rows[: rng.choice((0, 1))]


def bury_header(rng: Random, sheet: Sheet) -> None:
    """Let a row come first and the header later."""
    if sheet.rows:
        place = rng.randrange(len(sheet.rows))
        sheet.header, sheet.rows[place] = sheet.rows[place], sheet.header


def other_length(rng: Random, sheet: Sheet) -> None:
    """Give a row too many fields, or too few."""
    if sheet.rows:
        row = rng.choice(sheet.rows)
        row[:] = rng.choice(([*row, NAME], [*row, *row], row[:-1], row[:1], []))


def widen(rng: Random, sheet: Sheet) -> None:
    place = column_of(rng, sheet)
    for row in sheet.rows:
        row[place : place + 1] = [cell.translate(WIDE) for cell in row[place : place + 1]]


CELLS: dict[str, Spoil] = {
    "impossible date": lambda rng, sheet: put_in_dates(rng, sheet, rng.choice(DATES)),
    "date elsewhere": lambda rng, sheet: put(rng, sheet, rng.choice(DATES)),
    "run of digits": lambda rng, sheet: put(rng, sheet, rng.choice("0189９") * rng.choice(RUNS)),
    "formula": lambda rng, sheet: put(rng, sheet, rng.choice(FORMULAS)),
    "strange signs": lambda rng, sheet: put(rng, sheet, rng.choice(STRANGE)),
    "value in the wrong column": lambda rng, sheet: put(rng, sheet, rng.choice(MISPLACED)),
    "huge cell": lambda rng, sheet: put(rng, sheet, "あ" * rng.choice(HUGE)),
    "wide digits": widen,
    "column renamed": rename_column,
    "name given twice": repeat_name,
    "name left out": drop_name,
    "names swapped": swap_names,
    "huge name": huge_name,
    "column left out": drop_column,
    "column twice": double_column,
    "column blank": blank_column,
    "columns in another order": reorder_columns,
    "rows in another order": reorder_rows,
    "rows repeated": repeat_rows,
    "rows left out": drop_rows,
    "header among the rows": bury_header,
    "row of another length": other_length,
}
