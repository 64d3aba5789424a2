"""世帯: smaller households where?"""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from access.roles import SEES_FIGURES
from dashboards.address import Choice
from dashboards.cards import html_cards
from dashboards.charts.compared_bars import ComparedBar, compared_bars
from dashboards.charts.year_lines import YearFigure, year_line
from dashboards.formats import number
from dashboards.page import (
    LONG_TABLE,
    Page,
    area_choice,
    show_chart,
    show_files,
    show_foot,
    show_head,
    show_heading,
    show_legend,
    show_rows,
    show_table,
)
from dashboards.pickers import pick_areas, pick_by_button
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth, areas
from dashboards.queries.cells import Cells
from dashboards.queries.household_types import INDICATORS, types_by_month
from dashboards.queries.households import LARGEST_SIZE, Sizes, sizes_by_month
from dashboards.views.households_answer import answer
from dashboards.views.households_areas import (
    AreaHouseholds,
    YearHouseholds,
    area_card,
    areas_shown,
    every_area,
)
from dashboards.views.households_tables import (
    areas_table,
    kinds_table,
    size_name,
    sizes_table,
    types_table,
)

NAME, PATH = "households", "households"
RIGHT = SEES_FIGURES
YEARS = 10
SIZE_HEIGHT = 52
"""Pixels of a size's row: the bars are as high as the lines beside them."""


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return what the share of households is shown of, and the areas, which are summed."""
    return (
        Choice("ind", INDICATORS, INDICATORS[0]),
        area_choice(areas(publication, municipality_code)),
    )


def show(page: Page) -> None:
    """Draw sizes and their course, areas as small multiples, and the tables."""
    years = page.same_month_of_years(YEARS)
    sizes = sizes_by_month(page.publication, page.cells(), page.nationality, years)
    types = types_by_month(page.publication, Cells(page.municipality_code, page.cells().town_codes), years)
    some = areas_shown(page, years)
    sentence = answer(page, years, list(sizes.values()), types[page.month], some)
    show_head(page, title=page.words("title"), sentence=sentence)
    show_pickers(page)
    by_year = [YearHouseholds(sizes[year], types[year]) for year in years]
    with st.container(key="side_by_side"):
        left, right = st.columns([1, 1], gap="medium")
        with left:
            show_sizes(page, sizes[page.month], sizes[years[0]], years[0], sentence)
        with right:
            show_course(page, years, by_year, sentence)
    show_areas(page, some, years)
    show_heading(page, page.words("table_heading"), note=page.words("sizes_note"))
    show_table(page, sizes_table(page, sizes))
    show_table(page, types_table(page, types))
    show_table(page, kinds_table(page, years))
    show_foot(page)


def show_pickers(page: Page) -> None:
    """Draw what the share is of, and the areas."""
    words = page.words
    pick_by_button("ind", words("ind"), {one: words(f"ind_{one}") for one in INDICATORS})
    pick_areas(page)


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


def show_course(page: Page, years: Sequence[date], by_year: Sequence[YearHouseholds], sentence: str) -> None:
    """Draw the share chosen and the mean size, a figure a year."""
    words, indicator = page.words, str(page.own["ind"])
    what = words(f"ind_{indicator}")
    note = words("course_note", **page.month_words(page.month))
    show_heading(page, words("share_heading", what=what), note=note)
    shares = [
        YearFigure(str(year.year), one.share(page, indicator))
        for year, one in zip(years, by_year, strict=True)
    ]
    spec = year_line(shares, unit=words("percent"), digits=1)
    show_chart("share", spec, alt=words("share_alt", what=what, answer=sentence))
    show_heading(page, words("mean_heading"))
    means = [
        YearFigure(str(year.year), one.sizes.mean_size) for year, one in zip(years, by_year, strict=True)
    ]
    spec = year_line(means, unit=words("persons"), digits=2)
    show_chart("mean_size", spec, alt=words("mean_alt", answer=sentence))


def show_areas(page: Page, some: Sequence[AreaHouseholds], years: Sequence[date]) -> None:
    """Draw areas as small multiples with a table; the files hold every area."""
    words, indicator = page.words, str(page.own["ind"])
    note = words("areas_note", then=page.month_short(years[0]), now=page.month_short(page.month))
    show_heading(page, words("areas_heading", what=words(f"ind_{indicator}")), note=note)
    cards = [area_card(page, one, indicator, years) for one in some]
    st.html(html_cards(cards, language=words.language))
    table = areas_table(page, some, indicator, years)
    show_rows(page, table, scrolls=len(some) > LONG_TABLE)
    show_legend(page)
    show_files(page, table.name, lambda: areas_table(page, every_area(page, years), indicator, years))
