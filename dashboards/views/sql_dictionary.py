"""What a query may name: tables, columns with their meaning, functions."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from access.gates import WITHHOLD, Gate, read_gates
from access.gating import MASKED_TABLES
from adhoc.dictionary import ColumnEntry, TableEntry
from adhoc.functions import FUNCTION_GROUPS
from dashboards.page import Page, show_heading
from dashboards.tables import TEXT, Column, Table, html_table

FIRST_SHOWN = "population_monthly"
MASKED_NAMES = frozenset(table.name for table in MASKED_TABLES)


def show_dictionary(page: Page, tables: Sequence[TableEntry], *, is_masked: bool) -> None:
    """Draw one table of the dictionary, to be picked by name, the functions, and what is masked and why."""
    words = page.words
    show_heading(page, words("dictionary_heading"), note=words("dictionary_note"))
    entries = {table.name: table for table in tables}
    st.session_state.setdefault("sql_table", FIRST_SHOWN if FIRST_SHOWN in entries else tables[0].name)
    picked = entries[st.selectbox(words("dictionary_table"), list(entries), key="sql_table")]
    st.html(f'<p class="note">{escape(description(page, picked, is_masked=is_masked))}</p>')
    table = html_table(columns_table(page, picked), scrolls=True)
    st.html(f'<div class="definitions">{table}</div>')
    if is_masked:
        show_withheld(page)
    st.html(f"<h3>{escape(words('functions_heading'))}</h3>{functions_list(page)}")


def description(page: Page, table: TableEntry, *, is_masked: bool) -> str:
    """Return what a row of the table is, as far as it is written in the page's language, and its gate."""
    words = page.words
    if table.name in MASKED_NAMES:
        return words(f"table_{table.name}")
    is_japanese = words.language == "ja"
    said = table.description_ja or table.description_en if is_japanese else table.description_en
    gate = read_gates().get(table.name) if is_masked else None
    return f"{said} {gate_words(page, gate)}" if gate else said


def gate_words(page: Page, gate: Gate) -> str:
    """Return what a gate does; why is written in Japanese only."""
    said = page.words(f"gate_{gate.gate}")
    return (
        page.words("gate_reason", gate=said, reason=gate.reason_ja) if page.words.language == "ja" else said
    )


def show_withheld(page: Page) -> None:
    """Draw the marts that are not in the gated file, and why."""
    words, is_japanese = page.words, page.words.language == "ja"
    columns = [Column("name", words("dictionary_table"), holds=TEXT)]
    columns += [Column("reason", words("withheld_reason"), holds=TEXT)] if is_japanese else []
    rows = [
        (mart, gate.reason_ja)[: len(columns)] for mart, gate in read_gates().items() if gate.gate == WITHHOLD
    ]
    st.html(html_table(Table("withheld", words("withheld_tables"), columns, rows)))


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
