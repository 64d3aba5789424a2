"""The 異動集計表 as a workbook: one sheet per area, ready to print, every number a number.

No merged cells, objects, formulas or hidden rows (rules L1-10, L1-12, L1-13, L2-06 of machine readability):
headings stand over several columns by alignment only.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import cache
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.edition import Edition
from exports.movement_form import FormLine, FormSheet, MovementForm

FONT = "Yu Gothic"
NUMBER = '#,##0;"▲"#,##0;0'
GREY = "#EDEFF2"
RULE_COLOUR = "#8A949E"
LABEL_WIDTH = 28
NUMBER_WIDTH = 11.5
A4 = 9
HIDE_ALL_GRIDLINES = 2
HEADER_ROWS = 5
"""Title, area, period, two rows of headings: frozen on the screen and repeated on every printed page."""
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
LONGEST_NAME = 31

BASE = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border_color": RULE_COLOUR}
STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 16, "align": "center_across"},
    "area": {"bold": True, "font_size": 12},
    "remark": {"font_size": 9},
    "right": {"align": "right"},
    "heading": {"border": 1, "bold": True, "bg_color": GREY, "align": "center"},
    "across": {"left": 0, "right": 0, "align": "center_across"},
    "label": {"border": 1},
    "number": {"border": 1, "align": "right", "num_format": NUMBER},
    "strong": {"bold": True, "bg_color": GREY},
    "indent 1": {"indent": 1},
    "indent 2": {"indent": 2},
    "first of group": {"left": 2},
    "last of group": {"right": 2},
    "upper half": {"top": 2, "bottom": 1},
    "lower half": {"top": 0, "bottom": 2},
    "no line below": {"bottom": 0},
}
"""Pieces of cell formats; a cell takes several, later ones win."""

Style = Callable[..., Format]
"""Takes names of pieces, returns the format of the workbook that has them all."""


def write_workbook(path: Path, form: MovementForm, edition: Edition) -> None:
    """Write the form to `path`; the same form of the same version gives the same bytes."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties(
            {
                "title": form.title,
                "subject": form.period,
                "comments": f"{form.source} {form.audience}",
                "created": datetime.combine(edition.made_date, time()),
            }
        )
        style = _style_of(workbook)
        names: set[str] = set()
        for sheet in form.sheets:
            worksheet = workbook.add_worksheet(_sheet_name(sheet, names))
            _write_sheet(worksheet, form, sheet, style)


def _sheet_name(sheet: FormSheet, names: set[str]) -> str:
    """Return a name Excel takes: 31 characters at most, some forbidden, none twice (letter case aside)."""
    stem = sheet.sheet_name.translate(FORBIDDEN_IN_NAMES)[:LONGEST_NAME] or "-"
    name, number = stem, 1
    while name.lower() in names:
        number += 1
        name = f"{stem[: LONGEST_NAME - 1 - len(str(number))]}-{number}"
    names.add(name.lower())
    return name


def _style_of(workbook: xlsxwriter.Workbook) -> Style:
    @cache
    def style(*names: str) -> Format:
        pieces = [BASE, *(STYLES[name] for name in names)]
        return workbook.add_format({key: value for piece in pieces for key, value in piece.items()})

    return style


def _write_sheet(worksheet: Worksheet, form: MovementForm, sheet: FormSheet, style: Style) -> None:
    _set_up_page(worksheet, form)
    _write_top(worksheet, form, sheet, style)
    if sheet.person_lines:
        _write_headings(worksheet, form, style)
    row = _write_lines(worksheet, HEADER_ROWS, sheet.person_lines, _width(form), style)
    headings = [form.households_heading, *form.household_headings] if sheet.household_lines else []
    for column, heading in enumerate(headings):
        worksheet.write_string(row + 1, column, heading, style("heading", "first of group", "last of group"))
    row = _write_lines(worksheet, row + 2, sheet.household_lines, 1, style)
    for number, remark in enumerate([*sheet.notes, form.source, form.made_on], start=1):
        worksheet.write_string(row + number, 0, remark, style("remark"))


def _set_up_page(worksheet: Worksheet, form: MovementForm) -> None:
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.fit_to_pages(1, 1)
    worksheet.center_horizontally()
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    worksheet.set_footer("&C&9&P / &N")
    worksheet.repeat_rows(0, HEADER_ROWS - 1)
    worksheet.freeze_panes(HEADER_ROWS, 1)
    worksheet.hide_gridlines(HIDE_ALL_GRIDLINES)
    worksheet.set_column(0, 0, LABEL_WIDTH)
    worksheet.set_column(1, _last_column(form), NUMBER_WIDTH)


def _last_column(form: MovementForm) -> int:
    return len(form.column_headings)


def _width(form: MovementForm) -> int:
    """Return how many columns each kind has."""
    return len(form.column_headings) // len(form.kind_headings)


def _write_top(worksheet: Worksheet, form: MovementForm, sheet: FormSheet, style: Style) -> None:
    last = _last_column(form)
    worksheet.set_row(0, 30)
    worksheet.write_string(0, 0, form.title, style("title"))
    for column in range(1, last + 1):
        worksheet.write_blank(0, column, None, style("title"))
    worksheet.write_string(1, 0, sheet.area, style("area"))
    worksheet.write_string(1, last, form.audience, style("remark", "right"))
    worksheet.write_string(2, 0, form.period, style("remark"))
    worksheet.write_string(2, last, form.unit, style("remark", "right"))


def _write_headings(worksheet: Worksheet, form: MovementForm, style: Style) -> None:
    """Write the two rows of headings; the kind stands across its sexes, the item heading in the lower row."""
    edges = ("first of group", "last of group")
    worksheet.write_blank(3, 0, None, style("heading", *edges, "upper half", "no line below"))
    worksheet.write_string(4, 0, form.item_heading, style("heading", *edges, "lower half"))
    width = _width(form)
    for column in range(1, _last_column(form) + 1):
        kind, offset = divmod(column - 1, width)
        edge = _edge(column, width)
        above = form.kind_headings[kind] if offset == 0 else ""
        worksheet.write(3, column, above, style("heading", "across", "upper half", *edge))
        worksheet.write_string(
            4, column, form.column_headings[column - 1], style("heading", "lower half", *edge)
        )


def _edge(column: int, width: int) -> list[str]:
    """Return the heavy edges of a number's column, where groups are `width` columns wide."""
    offset = (column - 1) % width
    return ["first of group"] * (offset == 0) + ["last of group"] * (offset == width - 1)


def _write_lines(
    worksheet: Worksheet, first_row: int, lines: list[FormLine], width: int, style: Style
) -> int:
    """Write the lines from `first_row` on and return the row after them."""
    for row, line in enumerate(lines, start=first_row):
        weight = ["strong"] * line.is_strong
        indent = [f"indent {line.indent}"] * bool(line.indent)
        edges = ("first of group", "last of group")
        worksheet.write_string(row, 0, line.label, style("label", *weight, *indent, *edges))
        for column, value in enumerate(line.values, start=1):
            worksheet.write(row, column, value, style("number", *weight, *_edge(column, width)))
    return first_row + len(lines)
