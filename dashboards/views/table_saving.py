"""Saved tables on the page 集計表: to open, to save under a title, to remove."""

from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from dashboards.address import link
from dashboards.page import Page, show_heading
from dashboards.saved_tables import SavedTable, remove_table, save_table, saved_tables
from store.errors import UsageError

PATH = "table"
FIXED, MOVING = "fixed", "moving"
OF_THE_READER = ("lang",)
"""What a saved link leaves to the reader."""


def show_saved(page: Page) -> None:
    """Draw the saved tables of the municipality, and the form that saves this one."""
    words = page.words
    show_heading(page, words("saved_heading"), note=words("saved_note"))
    tables = saved_tables(page.publication.home, page.municipality_code)
    if tables:
        items = "".join(saved_item(table, page) for table in tables)
        st.html(f'<ul class="saved">{items}</ul>')
    with st.form("save_table", clear_on_submit=True, border=False), st.container(horizontal=True):
        title = st.text_input(words("save_title"), max_chars=60, key="save_title")
        time = st.radio(
            words("save_time"),
            (FIXED, MOVING),
            format_func={FIXED: words("save_fixed"), MOVING: words("save_moving")}.__getitem__,
            horizontal=True,
            key="save_time",
        )
        is_sent = st.form_submit_button(words("save"))
    if is_sent:
        save(page, title.strip(), is_fixed=time == FIXED)
    if tables:
        show_removal(page, tables)


def saved_item(table: SavedTable, page: Page) -> str:
    """Return one saved table as an item of a list: its link, and whether its month is fixed."""
    query = dict(parse_qsl(table.query))
    time = page.words("saved_fixed" if "ym" in query else "saved_moving")
    address = link(PATH, {**query, "lang": page.words.language})
    return (
        f'<li><a href="{escape(address)}">{escape(table.title)}</a>'
        f'<span class="note">　{escape(time)}</span></li>'
    )


def save(page: Page, title: str, *, is_fixed: bool) -> None:
    """Save the table as it stands, and show it in the list."""
    query = saved_query(page.link, is_fixed=is_fixed)
    try:
        save_table(page.publication.home, page.municipality_code, SavedTable(title, urlencode(query)))
    except UsageError:
        st.warning(page.words("save_refused"))
        return
    st.rerun()


def saved_query(address: str, *, is_fixed: bool) -> Mapping[str, str]:
    """Return the query of a link without what is the reader's, and without the month unless it is fixed."""
    query = dict(parse_qsl(address.partition("?")[2]))
    left_out = OF_THE_READER if is_fixed else (*OF_THE_READER, "ym")
    return {name: code for name, code in query.items() if name not in left_out}


def show_removal(page: Page, tables: list[SavedTable]) -> None:
    """Draw the way to remove a saved table."""
    words = page.words
    with st.expander(words("remove_heading")), st.form("remove_table", border=False):
        title = st.selectbox(words("remove_title"), [table.title for table in tables], key="remove_title")
        if st.form_submit_button(words("remove")) and title:
            remove_table(page.publication.home, page.municipality_code, title)
            st.rerun()
