"""The widgets that show a choice of the URL; each carries its code and is handed its value beforehand."""

from collections.abc import Callable, Collection, Mapping
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.address import widget_key
from dashboards.page import Page

LIST_WIDTH, AREA_WIDTH = 220, 320
"""Pixels."""


def beside_each_other() -> DeltaGenerator:
    """Return a row for pickers that goes on below where a screen is narrow."""
    return st.container(horizontal=True, gap="medium")


def pick_by_button(
    name: str, label: str, options: Mapping[str, str], *, on_change: Callable[[], None] | None = None
) -> None:
    """Draw the choice `name` among a few `options`, all in sight."""
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        key=widget_key(name),
        required=True,
        on_change=on_change,
    )


def pick_from_list(
    name: str,
    label: str,
    options: Mapping[str, str],
    *,
    width: int | Literal["stretch"] = "stretch",
    on_change: Callable[[], None] | None = None,
) -> None:
    """Draw the choice `name` among many `options`."""
    st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=widget_key(name),
        width=width,
        on_change=on_change,
    )


def pick_areas(
    page: Page, offered: Collection[str] | None = None, *, name: str = "area", placeholder: str = ""
) -> None:
    """Draw the choice `name` among the areas offered (None: districts and towns); several are summed."""
    names = {code: label for code, label in page.area_names().items() if offered is None or code in offered}
    st.multiselect(
        page.words("area"),
        list(names),
        format_func=names.__getitem__,
        placeholder=placeholder or page.words("area_all"),
        key=widget_key(name),
        width=AREA_WIDTH,
    )
