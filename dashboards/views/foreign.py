"""外国人住民: who comes, from where, to stay how long?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from access.roles import SEES_FIGURES
from dashboards.address import Choice
from dashboards.charts.compared_bars import ComparedBar, compared_bars
from dashboards.charts.stacks import Part, stacked_years
from dashboards.charts.style import STAY_COLOURS
from dashboards.page import (
    Page,
    show_chart,
    show_files,
    show_foot,
    show_head,
    show_heading,
    show_legend,
    show_masked_note,
    show_rows,
    show_table,
)
from dashboards.pickers import pick_by_button
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth
from dashboards.queries.foreigners import NO_GROUP, foreign_kind, foreigners_by_group
from dashboards.queries.seeds import labels
from dashboards.queries.summary import TOTAL
from dashboards.views.foreign_answer import answer
from dashboards.views.foreign_figures import Nationality, group_names, nationalities
from dashboards.views.foreign_tables import (
    changes_table,
    groups_table,
    households_table,
    nationalities_table,
)
from dashboards.views.masked_figures import written

NAME, PATH = "foreign", "foreign"
RIGHT = SEES_FIGURES
YEARS = 10
NATIONALITIES_SHOWN = 8


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return the group of residence status whose nationalities are shown."""
    groups = tuple(labels(publication, "residence_status_group_codes", "ja"))
    return (Choice("group", (TOTAL, *groups), TOTAL),)


def show(page: Page) -> None:
    """Draw nationalities and groups of status beside each other, and their tables."""
    page = replace(page, nationality=foreign_kind(page.publication))
    found = nationalities(page)
    sentence = answer(page, found)
    show_head(page, title=page.words("title"), sentence=sentence)
    names = group_names(page)
    groups = {TOTAL: page.words("group_all")} | {
        group: name for group, name in names.items() if group != NO_GROUP
    }
    pick_by_button("group", page.words("group"), groups)
    with st.container(key="side_by_side"):
        left, right = st.columns([1, 1], gap="medium")
        with left:
            show_nationalities(page, found, sentence)
        with right:
            show_groups(page, names, sentence)
    show_tables(page, found)
    show_foot(page)


def show_nationalities(page: Page, found: Sequence[Nationality], sentence: str) -> None:
    """Draw the largest nationalities and the others together, with ticks of the year before."""
    words = page.words
    now, earlier = page.month_short(page.month), page.words("year_before")
    show_heading(
        page, words("nationalities_heading"), note=words("nationalities_note", group=group_name(page))
    )
    shown = nationalities(page, at_most=NATIONALITIES_SHOWN)
    bars = [ComparedBar(one.name, one.count, written(one.count), one.before) for one in shown]
    spec = compared_bars(bars, unit=words("persons"), now=now, earlier=earlier)
    show_chart("nationalities", spec, alt=words("nationalities_alt", answer=sentence))
    if any(bar.figure is None for bar in bars):
        show_masked_note(page, nationalities_table(page, shown))


def group_name(page: Page) -> str:
    """Return which residence statuses the nationalities are of."""
    group = str(page.own["group"])
    return page.words("group_all") if group == TOTAL else group_names(page)[group]


def show_groups(page: Page, names: dict[str, str], sentence: str) -> None:
    """Draw the groups of residence status, one bar a year."""
    words, years = page.words, page.same_month_of_years(YEARS)
    show_heading(page, words("groups_heading", **page.month_words(page.month)), note=words("groups_note"))
    counts = foreigners_by_group(page.publication, page.municipality_code, years)
    parts = [
        Part(str(month.year), names[group], count)
        for month in years
        for group in names
        if (count := counts.get((month, group)))
    ]
    present = {part.group for part in parts}
    colours = {
        name: colour for name, colour in zip(names.values(), STAY_COLOURS, strict=True) if name in present
    }
    spec = stacked_years(parts, colours=colours, unit=words("persons"), height=330)
    show_chart("groups", spec, alt=words("groups_alt", answer=sentence))
    show_masked_note(page, groups_table(page, years))


def show_tables(page: Page, found: Sequence[Nationality]) -> None:
    """Draw the figures of the charts, what changed the number, and whom foreign residents live with."""
    words = page.words
    months = page.month_words(page.month)
    show_heading(page, words("table_heading"), note=words("nationalities_table_note"))
    shown = nationalities(page, at_most=NATIONALITIES_SHOWN)
    table = nationalities_table(page, shown)
    show_rows(page, table)
    show_legend(page)
    show_files(page, table.name, lambda: nationalities_table(page, found))
    show_table(page, groups_table(page, page.same_month_of_years(YEARS)))
    show_heading(page, words("changes_heading"), note=words("changes_note"))
    show_table(page, changes_table(page), whole=True)
    show_heading(page, words("households_heading", **months), note=words("households_note"))
    show_table(page, households_table(page, page.same_month_of_years(YEARS)))
