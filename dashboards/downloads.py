"""The table of a page as files: exactly the rows that are shown, numbers as numbers."""

import csv
import io
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dashboards.masking import MASK_SIGN, MASKED
from dashboards.tables import COUNT, DIGITS, TEXT, Column, Table

BYTE_ORDER_MARK = "\ufeff"
WIDEST_COLUMN = 40
HEAD_ROW, ROW_HEIGHT, A4 = 3, 18, 9
BASE = {"font_name": "Yu Gothic", "font_size": 11, "valign": "vcenter"}
WORKBOOK_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""Text stays text, a file's name that begins with `=` too."""


def csv_bytes(table: Table) -> bytes:
    """Return the table as CSV: header, UTF-8 with BOM, CRLF, all quoted; blank = not available, X masked."""
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
    if value is None or value is MASKED:
        return "" if value is None else MASK_SIGN
    return (
        round(value, DIGITS[column.holds]) if column.holds in DIGITS and isinstance(value, float) else value
    )


def xlsx_bytes(table: Table, *, source: str, made_date: str) -> bytes:
    """Return the table as a workbook: title, source, frozen header, number formats, A4 landscape."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as workbook:
        made_at = datetime.combine(date.fromisoformat(made_date), datetime.min.time())
        workbook.set_properties({"title": table.caption, "created": made_at})
        sheet = workbook.add_worksheet()
        sheet.set_default_row(ROW_HEIGHT)
        sheet.write(0, 0, table.caption, workbook.add_format({**BASE, "bold": True, "font_size": 14}))
        sheet.write(1, 0, source, workbook.add_format({**BASE, "font_color": "#555555"}))
        write_columns(workbook, sheet, table)
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_footer("&C&P / &N")
    return stream.getvalue()


def write_columns(workbook: xlsxwriter.Workbook, sheet: Worksheet, table: Table) -> None:
    """Write headings and rows column by column, each in its format and width; total rows are bold."""
    ruled = {**BASE, "border": 1, "border_color": "#9FB0C5"}
    head = workbook.add_format(
        {**ruled, "bold": True, "bg_color": "#E8EDF4", "text_wrap": True, "align": "center"}
    )
    for position, column in enumerate(table.columns):
        plain_cell = workbook.add_format({**ruled, "num_format": number_format(column)})
        total_cell = workbook.add_format({**ruled, "num_format": number_format(column), "bold": True})
        values = [row[position] for row in table.rows]
        sheet.write(HEAD_ROW, position, column.full_heading, head)
        for offset, value in enumerate(values):
            cell = total_cell if offset in table.emphasized else plain_cell
            sheet.write(HEAD_ROW + 1 + offset, position, plain(value, column), cell)
        sheet.set_column(position, position, column_width(column, values))


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
