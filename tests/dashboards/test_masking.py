"""A masked figure is one value from the query to every outlet."""

import csv
import io

import openpyxl

from dashboards.downloads import csv_bytes, xlsx_bytes
from dashboards.formats import form_number, number, percentage, signed
from dashboards.masking import MASKED, drawn, unless_masked
from dashboards.tables import CHANGE, TEXT, Column, Table, html_table


def test_masked_is_contagious_and_written_alike_everywhere() -> None:
    for value in (MASKED + 1, 1 - MASKED, sum([3, MASKED]), -MASKED, abs(MASKED), percentage(MASKED, 9)):
        assert value is MASKED
    assert percentage(3, MASKED) is MASKED
    assert unless_masked(None) is MASKED and unless_masked(7) == 7
    assert drawn(MASKED) is None
    assert {number(MASKED), signed(MASKED, 1), form_number(MASKED), str(MASKED)} == {"X"}


def test_files_hold_the_sign_and_not_the_figure() -> None:
    columns = [
        Column("town", "町丁字", holds=TEXT),
        Column("a", "人口", "人"),
        Column("b", "差", "人", CHANGE),
    ]
    shown = Table("towns", "町丁字別", columns, [("甲", MASKED, MASKED), ("乙", 12, -3), ("丙", None, None)])
    assert html_table(shown).count("<td>X</td>") == 2
    lines = list(csv.reader(io.StringIO(csv_bytes(shown).decode("utf-8-sig"))))
    assert lines[1:] == [["甲", "X", "X"], ["乙", "12", "-3"], ["丙", "", ""]]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(shown, source="", made_date="2024-01-01")))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=5)]
    assert rows == [["甲", "X", "X"], ["乙", 12, -3], ["丙", None, None]]
