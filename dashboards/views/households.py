"""世帯: smaller households where?"""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from dashboards.address import Choice
from dashboards.cards import html_cards
from dashboards.charts.compared_bars import ComparedBar, compared_bars
from dashboards.charts.year_lines import YearFigure, year_line
from dashboards.formats import difference, number, signed
from dashboards.page import (
    LONG_TABLE,
    Page,
    area_choice,
    show_chart,
    show_downloads,
    show_foot,
    show_head,
    show_heading,
    show_legend,
    show_table,
)
from dashboards.pickers import pick_areas
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth, areas
from dashboards.queries.households import LARGEST_SIZE, Sizes, sizes_by_month
from dashboards.tables import html_table
from dashboards.views.households_areas import AreaSizes, area_card, every_area, multiples
from dashboards.views.households_tables import areas_table, kinds_table, size_name, sizes_table

NAME, PATH = "households", "households"
YEARS = 10
SIZE_HEIGHT = 52
"""Pixels of a size's row: the bars are as high as the lines beside them."""


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return the areas, which are summed."""
    return (area_choice(areas(publication, municipality_code)),)


def show(page: Page) -> None:
    """Draw sizes and their course, areas as small multiples, and the tables."""
    years = page.same_month_of_years(YEARS)
    sizes = sizes_by_month(page.publication, page.cells(), page.nationality, years)
    found = every_area(page, years)
    sentence = answer(page, years, sizes[page.month], sizes[years[0]], found)
    show_head(page, title=page.words("title"), sentence=sentence)
    pick_areas(page)
    with st.container(key="side_by_side"):
        left, right = st.columns([1, 1], gap="medium")
        with left:
            show_sizes(page, sizes[page.month], sizes[years[0]], years[0], sentence)
        with right:
            show_course(page, sizes, sentence)
    show_areas(page, found, years)
    show_heading(page, page.words("table_heading"), note=page.words("sizes_note"))
    show_table(page, sizes_table(page, sizes))
    show_table(page, kinds_table(page, years))
    show_foot(page)


def answer(page: Page, years: Sequence[date], now: Sizes, then: Sizes, found: Sequence[AreaSizes]) -> str:
    """Return how large households are, how that changed, and where they became smaller most."""
    words = page.words
    if not now.households:
        return words("answer_nobody", month=page.month_end(page.month), who=who(page))
    compared = ""
    if years[0] != page.month and then.households:
        compared = words(
            "answer_compared",
            month=page.month_end(years[0]),
            size=number(then.mean_size, 2),
            share=signed(difference(now.single_rate, then.single_rate), 1),
        )
    return words(
        "answer",
        month=page.month_end(page.month),
        who=who(page),
        households=number(now.households),
        size=number(now.mean_size, 2),
        singles=number(now.by_size.get(1, 0)),
        share=number(now.single_rate, 1),
        compared=compared,
        where=where(page, found),
    )


def who(page: Page) -> str:
    return page.words("who", area=page.area_name(), kind=page.nationality_name())


def where(page: Page, found: Sequence[AreaSizes]) -> str:
    """Return the area of the small multiples whose households have become smaller most."""
    changes = {
        one.name: change
        for one in multiples(found)
        if (change := difference(one.now.mean_size, one.then.mean_size)) is not None
    }
    if len(changes) < 2:
        return ""
    name = min(changes, key=lambda one: changes[one])
    return page.words("answer_where", area=name, change=signed(changes[name], 2)) if changes[name] < 0 else ""


def show_sizes(page: Page, now: Sizes, then: Sizes, earlier: date, sentence: str) -> None:
    """Draw the households by size, with ticks of the earliest year shown."""
    words = page.words
    names = (page.month_short(page.month), page.month_short(earlier))
    show_heading(page, words("sizes_heading"), note=words("sizes_chart_note", now=names[0], then=names[1]))
    bars = [
        ComparedBar(
            size_name(page, size),
            now.by_size.get(size, 0),
            number(now.by_size.get(size, 0)),
            then.by_size.get(size, 0) if earlier != page.month else None,
        )
        for size in range(1, LARGEST_SIZE + 1)
    ]
    spec = compared_bars(
        bars, unit=words("households"), now=names[0], earlier=names[1], row_height=SIZE_HEIGHT
    )
    show_chart("sizes", spec, alt=words("sizes_alt", answer=sentence))


def show_course(page: Page, sizes: Mapping[date, Sizes], sentence: str) -> None:
    """Draw the share of households of one person and the mean size, a figure a year."""
    words = page.words
    show_heading(page, words("single_heading"), note=words("course_note", **page.month_words(page.month)))
    rates = [YearFigure(str(month.year), one.single_rate) for month, one in sizes.items()]
    spec = year_line(rates, unit=words("percent"), digits=1)
    show_chart("single_rate", spec, alt=words("single_alt", answer=sentence))
    show_heading(page, words("mean_heading"))
    means = [YearFigure(str(month.year), one.mean_size) for month, one in sizes.items()]
    spec = year_line(means, unit=words("persons"), digits=2)
    show_chart("mean_size", spec, alt=words("mean_alt", answer=sentence))


def show_areas(page: Page, found: Sequence[AreaSizes], years: Sequence[date]) -> None:
    """Draw areas as small multiples with a table; the files hold every area."""
    words, some = page.words, multiples(found)
    note = words("areas_note", then=page.month_short(years[0]), now=page.month_short(page.month))
    show_heading(page, words("areas_heading"), note=note)
    st.html(html_cards([area_card(page, one, years) for one in some], language=words.language))
    st.html(html_table(areas_table(page, some, years), scrolls=len(some) > LONG_TABLE))
    show_legend(page)
    show_downloads(page, areas_table(page, found, years))
