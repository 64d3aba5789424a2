"""The widgets that choose a point: month, basis and, where knowledge changes the past, the as-known month."""

from functools import partial

import streamlit as st

from dashboards.address import widget_key
from dashboards.formats import month_code, month_of
from dashboards.page import Page
from dashboards.pickers import pick_by_button, pick_from_list
from dashboards.publication import Publication
from dashboards.queries.points import Point, knowing_bases, stock_bases

EVERYTHING = ""
"""The as-known month that stands for everything loaded."""


def pick_point(page: Page, name: str, point: Point) -> None:
    """Draw the pickers of the point that the choice `name` holds; each of them writes the whole point."""
    words, bases = page.words, page.labels("basis_codes")
    months = {month_code(month): page.month_end(month) for month in reversed(page.months)}
    knowledge = {EVERYTHING: words("known_everything")}
    knowledge |= {code: words("known_option", month=month) for code, month in months.items()}
    hand_over(name, point)
    join = partial(join_point, page.publication, name)
    with st.container(border=True, key=f"point_{name}"):
        pick_from_list(f"{name}_month", words(f"point_{name}"), months, on_change=join)
        offered = {code: bases[code] for code in stock_bases(page.publication)}
        pick_by_button(f"{name}_basis", words("basis"), offered, on_change=join)
        if point.basis_code in knowing_bases(page.publication):
            pick_from_list(f"{name}_known", words("known"), knowledge, on_change=join)


def hand_over(name: str, point: Point) -> None:
    """Give the parts of the point to their widgets, before they are drawn."""
    parts = {
        "month": month_code(point.month),
        "basis": point.basis_code,
        "known": month_code(point.known_month) if point.known_month else EVERYTHING,
    }
    for part, code in parts.items():
        st.session_state[widget_key(f"{name}_{part}")] = code


def join_point(publication: Publication, name: str) -> None:
    """Write what the widgets say into the choice `name`; only a basis that knowledge changes keeps that."""
    month, basis, known = (
        st.session_state.get(widget_key(f"{name}_{part}"), EVERYTHING) for part in ("month", "basis", "known")
    )
    kept = known if basis in knowing_bases(publication) else EVERYTHING
    point = Point(month_of(month), basis, month_of(kept) if kept else None)
    st.session_state[widget_key(name)] = point.code
