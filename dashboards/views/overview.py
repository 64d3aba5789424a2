"""概況: how many are we, is it changing as usual?"""

from datetime import date
from html import escape

import streamlit as st

from access.roles import SEES_FIGURES
from dashboards.address import no_choices
from dashboards.cards import html_cards
from dashboards.charts.series import MonthFigure, Share, age_group_bars, population_line
from dashboards.formats import add_months, number, percentage, signed
from dashboards.masking import MASKED
from dashboards.page import (
    Page,
    show_chart,
    show_files,
    show_foot,
    show_head,
    show_heading,
    show_legend,
    show_rows,
    show_table,
)
from dashboards.queries.ages import known_age_groups
from dashboards.queries.summary import TOTAL, MonthSummary, TownSummary, month_summaries, town_summaries
from dashboards.views.overview_cards import cards
from dashboards.views.overview_tables import (
    age_group_counts,
    months_table,
    share_of,
    towns_table,
    years_table,
)

NAME, PATH = "overview", ""
RIGHT = SEES_FIGURES
choices = no_choices
LINE_MONTHS = 120
BAR_YEARS = 10
COMPARED_YEARS = 5
TOWNS_SHOWN = 10


def show(page: Page) -> None:
    """Draw key figures, the line of ten years, age groups, the towns that changed most, and their tables."""
    summaries = month_summaries(page.publication, page.municipality_code, page.nationality, page.months)
    years = page.same_month_of_years(BAR_YEARS)
    show_head(page, title=page.words("title"), sentence=answer(page, summaries))
    heading = f'<h2 class="unseen">{escape(page.words("cards_heading"))}</h2>'
    st.html(heading + html_cards(cards(page, summaries), language=page.words.language))
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_line(page, summaries)
    with right:
        show_age_groups(page, years)
    show_towns(page)
    show_heading(page, page.words("months_table"), note=page.words("months_note"))
    show_table(page, months_table(page, summaries))
    show_heading(
        page, page.words("years_table", **page.month_words(page.month)), note=page.words("groups_note")
    )
    show_table(page, years_table(page, years))
    show_foot(page)


def answer(page: Page, summaries: dict[date, MonthSummary]) -> str:
    """Return the sentence that says how many there are and whether the change is as usual."""
    words, now = page.words, summaries[page.month]
    before, year_before = (summaries.get(add_months(page.month, -count)) for count in (1, 12))
    previous = year_ago = flows = ""
    if before:
        previous = words("answer_previous", change=signed(now.population - before.population))
    if year_before:
        change = now.population - year_before.population
        rate = signed(percentage(change, year_before.population), 2)
        year_ago = words("answer_year_ago", change=signed(change), rate=rate)
    if now.change is not None:
        flows = words("answer_flows", natural=signed(now.natural_change), social=signed(now.social_change))
    return words(
        "answer",
        month=page.month_end(page.month),
        who=who(page),
        population=number(now.population),
        previous=previous,
        year_ago=year_ago,
        flows=flows,
        usual=as_usual(page, summaries),
    )


def who(page: Page) -> str:
    """Return whose number the page is about."""
    if page.nationality == TOTAL:
        return page.words("who_total")
    return page.words("who_other", kind=page.nationality_name())


def as_usual(page: Page, summaries: dict[date, MonthSummary]) -> str:
    """Return how the month's change lies among those of the same month of earlier years."""
    change = summaries[page.month].change
    months = [add_months(page.month, -12 * year) for year in range(1, COMPARED_YEARS + 1)]
    earlier = [summaries[month].change for month in months if month in summaries]
    known = [one for one in earlier if one is not None]
    if change is None or len(known) < 2:
        return ""
    position = "lower" if change < min(known) else "higher" if change > max(known) else "usual"
    return page.words(
        "answer_usual",
        change=signed(change),
        years=len(known),
        lowest=signed(min(known)),
        highest=signed(max(known)),
        verdict=page.words(f"verdict_{position}"),
    )


def show_line(page: Page, summaries: dict[date, MonthSummary]) -> None:
    """Draw the population of up to ten years."""
    words = page.words
    show_heading(page, words("line_heading"), note=words("line_note"))
    figures = [
        MonthFigure(month, page.month_end(month), summaries[month].population)
        for month in page.months[-LINE_MONTHS - 1 :]
    ]
    first, last = figures[0], figures[-1]
    ends = {"first": first.name, "start": number(first.figure), "last": last.name, "end": number(last.figure)}
    spec = population_line(figures, month=page.month, unit=words("persons"), year_format=words("axis_year"))
    show_chart("line", spec, alt=words("line_alt", **ends))


def show_age_groups(page: Page, years: tuple[date, ...]) -> None:
    """Draw the shares of the three age groups, one bar a year."""
    words, names, groups = page.words, page.labels("age_group_codes"), known_age_groups(page.publication)
    show_heading(page, words("groups_heading", **page.month_words(page.month)), note=words("groups_note"))
    counts = age_group_counts(page, years)
    shares = [
        Share(str(year.year), position, names[group], share_of(counts, year, group, groups))
        for year in years
        for position, group in enumerate(groups)
    ]
    latest = [f"{one.group} {number(one.share, 1)}%" for one in shares[-len(groups) :]]
    alt = words("groups_alt", shares=words("list_separator").join(latest))
    spec = age_group_bars(shares, groups=[names[group] for group in groups], unit=words("percent"))
    show_chart("groups", spec, alt=alt)


def known_change(town: TownSummary) -> int:
    """Return by how much a town changed in a year; one that is not known, or masked, is taken for none."""
    change = town.change_in_year
    return 0 if change is None or change is MASKED else change


def show_towns(page: Page) -> None:
    """Draw the towns whose population changed most in a year; the files hold all towns."""
    words = page.words
    year_before = page.months_before(12)
    if year_before is None:
        show_heading(page, words("towns_heading"), note=words("towns_none"))
        return
    month_before = page.months_before(1)
    towns = town_summaries(
        page.publication, page.municipality_code, page.nationality, page.month, month_before, year_before
    )
    largest = sorted(towns, key=lambda town: (-abs(known_change(town)), town.town_code))
    shown = sorted(largest[:TOWNS_SHOWN], key=known_change)
    show_heading(page, words("towns_heading"), note=words("towns_note", count=len(shown)))
    table = towns_table(page, shown)
    show_rows(page, table)
    show_legend(page)
    show_files(page, table.name, lambda: towns_table(page, towns))
