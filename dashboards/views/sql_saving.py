"""Saving a query for the municipality, under a name that links carry, and removing one."""

import streamlit as st

from adhoc.saved import SavedQuery, remove_query, save_query, saved_queries
from dashboards.address import widget_key
from dashboards.page import Page
from store.errors import UsageError

NAME_BOX, TITLE_BOX, OUTCOME = "sql_save_name", "sql_save_title", "sql_save_outcome"
REMOVED = "sql_remove_name"
"""Keys of the session: the two boxes, whether what they say could be saved; the query to be removed."""


def show_saving(page: Page, *, box: str) -> None:
    """Draw name, title and the button that saves what the widget `box` holds; saved, it is the one picked."""
    words = page.words
    with st.expander(words("save_heading")), st.form("sql_saving", border=False):
        st.text_input(words("save_name"), key=NAME_BOX)
        st.text_input(words("save_title"), key=TITLE_BOX)
        st.form_submit_button(words("save"), on_click=save, args=(page, box))
    is_saved = st.session_state.pop(OUTCOME, None)
    if is_saved:
        st.success(words("saved", title=st.session_state[TITLE_BOX]))
    elif is_saved is not None:
        st.warning(words("not_saved"))


def save(page: Page, box: str) -> None:
    """Save what the boxes say, before the page is drawn again, and pick it there."""
    name, title, statement = (st.session_state[key] for key in (NAME_BOX, TITLE_BOX, box))
    query = SavedQuery(name.strip(), title.strip(), statement)
    try:
        save_query(page.publication.home, page.municipality_code, query)
    except UsageError:
        st.session_state[OUTCOME] = False
    else:
        st.session_state[OUTCOME] = True
        st.session_state[widget_key("q")] = query.name


def show_removal(page: Page) -> None:
    """Draw the way to remove one of the municipality's queries, if it has any."""
    words, saved = page.words, saved_queries(page.publication.home, page.municipality_code)
    if not saved:
        return
    titles = {name: query.title for name, query in saved.items()}
    with st.expander(words("remove_heading")), st.form("sql_removal", border=False):
        st.selectbox(words("remove_query"), list(titles), format_func=titles.__getitem__, key=REMOVED)
        st.form_submit_button(words("remove"), on_click=remove, args=(page,))


def remove(page: Page) -> None:
    """Remove the query that is chosen, before the page is drawn again; its text stays in the box."""
    name = st.session_state[REMOVED]
    remove_query(page.publication.home, page.municipality_code, name)
    if st.session_state.get(widget_key("q")) == name:
        st.session_state[widget_key("q")] = ""
