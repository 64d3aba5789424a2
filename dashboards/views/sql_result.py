"""The rows of a query, and the files of exactly these rows."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from adhoc.questions import Answer, Question
from adhoc.recorded import Asker, hand_out, make_file, masked_cells
from dashboards import downloads
from dashboards.formats import number
from dashboards.page import Page, show_legend
from dashboards.tables import FIGURE, TEXT, Column, Table, html_table

SHOWN_ROWS = 200
"""A page of 1,000 rows is ten times the message a page may be (06-dashboards 6.3)."""
LONGEST_WORKBOOK = 10_000
MIME_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def show_result(page: Page, asker: Asker, question: Question, answer: Answer) -> None:
    """Draw how many rows there are and what is missing of them, the first ones, and the files."""
    note = " ".join(remarks(page, question, answer))
    size = {"rows": number(answer.rows.height), "columns": number(answer.rows.width)}
    st.text(page.words("result_note", **size, more=note))
    if answer.rows.width:
        shown = answer.rows.head(SHOWN_ROWS)
        page.visit.count(rows=shown.height, masked=masked_cells(question, Answer(shown)))
        st.html(html_table(result_table(page, shown), scrolls=True))
        show_legend(page)
        show_files(page, asker, question, answer)


def remarks(page: Page, question: Question, answer: Answer) -> list[str]:
    """Return what is not on the page, not in the files, or masked."""
    words, rows, said = page.words, answer.rows, []
    if rows.height > SHOWN_ROWS:
        said.append(words("result_shown", shown=number(SHOWN_ROWS)))
    if answer.is_cut:
        said.append(words("result_cut", rows=number(rows.height)))
    if question.sight.is_masked:
        said.append(words("result_masked", masked=number(masked_cells(question, answer))))
    if rows.height > LONGEST_WORKBOOK:
        said.append(words("xlsx_too_long", rows=number(LONGEST_WORKBOOK)))
    return said


def result_table(page: Page, rows: pl.DataFrame) -> Table:
    """Return the rows under the names that the query gives them."""
    columns = [
        Column(column.name, column.name, holds=FIGURE if column.dtype.is_numeric() else TEXT)
        for column in rows
    ]
    return Table("query", page.words("result_caption"), columns, rows.rows())


def show_files(page: Page, asker: Asker, question: Question, answer: Answer) -> None:
    """Draw the buttons; a file is made, and its digest logged, when it is asked for."""
    home = page.publication.home

    def written(file_format: str) -> Callable[[], bytes]:
        return lambda: make_file(home, asker, question, answer, file_format)

    def workbook() -> bytes:
        source = f"{page.words('source')} {page.publication.name} {page.link}"
        made_date = page.publication.manifest["made_date"]
        content = downloads.xlsx_bytes(result_table(page, answer.rows), source=source, made_date=made_date)
        hand_out(home, asker, question, answer, content)
        return content

    makers = {"csv": written("csv"), "parquet": written("parquet")}
    if answer.rows.height <= LONGEST_WORKBOOK:
        makers["xlsx"] = workbook
    with st.container(horizontal=True, key="files_query"):
        for ending, make in makers.items():
            st.download_button(
                page.words(f"download_{ending}"),
                make,
                file_name=f"query_{page.publication.name}.{ending}",
                mime=MIME_TYPES[ending],
                on_click="ignore",
                key=f"{ending}_query",
            )
