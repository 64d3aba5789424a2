"""A table of a page as files: numbers as numbers, text as text, nothing for what is not available."""

import io

import openpyxl

from dashboards.downloads import csv_bytes, xlsx_bytes
from dashboards.tables import CHANGE, RATE, TEXT, Column, Table, html_table

TABLE = Table(
    "towns",
    "Towns <all>",
    [
        Column("town_code", "Town", holds=TEXT),
        Column("population", "Population", "persons"),
        Column("change", "Change", "persons", CHANGE),
        Column("rate", "Share aged 65+", "%", RATE),
    ],
    [("0001001", 12345, -6, 33.3333), ("=1+1", 0, 0, None)],
)


def test_csv_is_for_machines() -> None:
    assert csv_bytes(TABLE).decode("utf-8-sig").splitlines() == [
        '"Town","Population（persons）","Change（persons）","Share aged 65+（%）"',
        '"0001001","12345","-6","33.3"',
        '"=1+1","0","0",""',
    ]


def test_a_workbook_keeps_numbers_and_codes() -> None:
    content = xlsx_bytes(TABLE, source="source", made_date="2026-11-25")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=5))
    assert [[cell.value for cell in row] for row in rows] == [
        ["0001001", 12345, -6, 33.3],
        ["=1+1", 0, 0, None],
    ]
    assert [cell.data_type for cell in rows[1]] == ["s", "n", "n", "n"]
    assert rows[0][2].number_format == '#,##0;"▲"#,##0;0'


def test_html_is_for_readers() -> None:
    html = html_table(TABLE)
    assert "<caption>Towns &lt;all&gt;</caption>" in html
    assert "<td>12,345</td><td>−6</td><td>33.3</td>" in html
    assert "<td>0</td><td>±0</td><td>…</td>" in html
    assert "Population<span" in html and "aged 65+<span" in html
