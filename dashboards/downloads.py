"""The table of a page as files: exactly the rows that are shown, numbers as numbers."""

import csv
import io
from datetime import date, datetime

import xlsxwriter

from dashboards.tables import COUNT, DIGITS, TEXT, Column, Table

BYTE_ORDER_MARK = "\ufeff"
WIDEST_COLUMN = 40
WORKBOOK_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""Text stays text, a file's name that begins with `=` too."""


def csv_bytes(table: Table) -> bytes:
    """Return the table as CSV: header first, UTF-8 with BOM, CRLF, all quoted, blank = not available."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([column.full_heading for column in table.columns])
    writer.writerows(
        [
            [plain(value, column) for value, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ]
    )
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def plain(value: object, column: Column) -> object:
    """Return a cell as machines read it: no separators, rates to the digits that are shown."""
    if value is None:
        return ""
    return (
        round(value, DIGITS[column.holds]) if column.holds in DIGITS and isinstance(value, float) else value
    )


def xlsx_bytes(table: Table, *, source: str, made_date: str) -> bytes:
    """Return the table as a workbook: title, source, frozen header, number formats, A4 landscape."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": table.caption,
                "created": datetime.combine(date.fromisoformat(made_date), datetime.min.time()),
            }
        )
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, table.caption, workbook.add_format({"bold": True, "font_size": 14}))
        sheet.write(1, 0, source, workbook.add_format({"font_color": "#555555"}))
        head = workbook.add_format(
            {"bold": True, "bg_color": "#E8EDF4", "border": 1, "text_wrap": True, "align": "center"}
        )
        for position, column in enumerate(table.columns):
            cell = workbook.add_format({"num_format": number_format(column), "border": 1})
            values = [row[position] for row in table.rows]
            sheet.write(3, position, column.full_heading, head)
            for offset, value in enumerate(values):
                sheet.write(4 + offset, position, plain(value, column), cell)
            sheet.set_column(position, position, column_width(column, values))
        sheet.freeze_panes(4, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        sheet.set_footer("&C&P / &N")
    return stream.getvalue()


def number_format(column: Column) -> str:
    """Return the format of a column in a workbook: ▲ for negatives, as on forms."""
    if column.holds == TEXT:
        return "@"
    digits = DIGITS.get(column.holds, 0)
    figure = "#,##0" + ("." + "0" * digits if digits else "")
    return f'{figure};"▲"{figure};0'


def column_width(column: Column, values: list[object]) -> float:
    """Return a width that holds heading and values; Japanese letters are twice as wide as figures."""
    texts = [
        column.full_heading,
        *(
            f"{value:,}" if column.holds == COUNT and isinstance(value, int) else str(value or "")
            for value in values
        ),
    ]
    widest = max(sum(2 if ord(letter) > 0x2E80 else 1 for letter in text) for text in texts)
    return min(widest * 1.05 + 2, WIDEST_COLUMN)
