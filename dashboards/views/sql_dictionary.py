"""What a query may name: tables, columns with their meaning, functions."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from adhoc.dictionary import ColumnEntry, TableEntry
from adhoc.functions import FUNCTION_GROUPS
from dashboards.page import Page, show_heading
from dashboards.tables import TEXT, Column, Table, html_table

FIRST_SHOWN = "population_monthly"


def show_dictionary(page: Page, tables: Sequence[TableEntry]) -> None:
    """Draw one table of the dictionary, to be picked by name, and the functions."""
    words = page.words
    show_heading(page, words("dictionary_heading"), note=words("dictionary_note"))
    entries = {table.name: table for table in tables}
    st.session_state.setdefault("sql_table", FIRST_SHOWN if FIRST_SHOWN in entries else tables[0].name)
    picked = entries[st.selectbox(words("dictionary_table"), list(entries), key="sql_table")]
    st.html(f'<p class="note">{escape(description(picked, words.language))}</p>')
    st.html(html_table(columns_table(page, picked), scrolls=True))
    st.html(f"<h3>{escape(words('functions_heading'))}</h3>{functions_list(page)}")


def description(table: TableEntry, language: str) -> str:
    """Return what a row of the table is, in `language` as far as it is written in it."""
    return table.description_ja or table.description_en if language == "ja" else table.description_en


def columns_table(page: Page, table: TableEntry) -> Table:
    """Return the columns with their meaning; definitions are written in Japanese only."""
    words, is_japanese = page.words, page.words.language == "ja"
    told = ("name", "type", "label", *(("unit", "definition") if is_japanese else ()))
    columns = [Column(name, words(f"column_{name}"), holds=TEXT) for name in told]
    rows = [meaning(column, is_japanese) for column in table.columns]
    return Table("dictionary", table.name, columns, rows)


def meaning(column: ColumnEntry, is_japanese: bool) -> tuple[str, ...]:
    if is_japanese:
        return column.name, column.data_type, column.label_ja, column.unit, column.definition
    return column.name, column.data_type, column.label_en


def functions_list(page: Page) -> str:
    """Return the functions on offer by group, as HTML."""
    items = "".join(
        f"<dt>{escape(page.words(f'functions_{group}'))}</dt><dd>{escape(' '.join(names))}</dd>"
        for group, names in FUNCTION_GROUPS.items()
    )
    return f'<dl class="note">{items}</dl><p class="note">{escape(page.words("functions_note"))}</p>'
