"""概況: how many are we, is it changing as usual?"""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from dashboards.address import Choice
from dashboards.cards import Card, html_cards
from dashboards.charts.series import age_group_bars, population_line
from dashboards.formats import add_months, difference, number, percentage, signed
from dashboards.page import Page, show_downloads, show_foot, show_head, show_heading, show_table
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth
from dashboards.queries.seeds import code_list
from dashboards.queries.summary import (
    TOTAL,
    MonthSummary,
    TownSummary,
    age_groups_by_month,
    month_summaries,
    town_summaries,
)
from dashboards.tables import CHANGE, COUNT, RATE, RATE_OF_CHANGE, TEXT, Column, Table, html_table

NAME, PATH = "overview", ""
COURSE_MONTHS = 24
LINE_MONTHS = 120
BAR_YEARS = 10
COMPARED_YEARS = 5
TOWNS_SHOWN = 10


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return this page's own choices: none, the shared ones are all."""
    return ()


def show(page: Page) -> None:
    summaries = month_summaries(page.publication, page.municipality_code, page.nationality, page.months)
    show_head(page, title=page.words("title"), sentence=answer(page, summaries))
    st.html(html_cards(cards(page, summaries), language=page.words.language))
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_line(page, summaries)
    years = years_shown(page)
    with right:
        show_age_groups(page, years)
    show_towns(page)
    show_heading(page, page.words("months_table"), note=page.words("months_note"))
    show_table(page, months_table(page, summaries))
    show_heading(page, page.words("years_table", month=page.month.month), note=page.words("groups_note"))
    show_table(page, years_table(page, years))
    show_foot(page)


def answer(page: Page, summaries: dict[date, MonthSummary]) -> str:
    """Return the sentence that says how many there are and whether the change is as usual."""
    words, now = page.words, summaries[page.month]
    before, year_before = (summaries.get(add_months(page.month, -count)) for count in (1, 12))
    who = (
        words("who_total") if page.nationality == TOTAL else words("who_other", kind=page.nationality_name())
    )
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
        who=who,
        population=number(now.population),
        previous=previous,
        year_ago=year_ago,
        flows=flows,
        usual=as_usual(page, summaries),
    )


def as_usual(page: Page, summaries: dict[date, MonthSummary]) -> str:
    """Return how the month's change lies among those of the same month of earlier years."""
    change = summaries[page.month].change
    months = [add_months(page.month, -12 * year) for year in range(1, COMPARED_YEARS + 1)]
    earlier = [summaries[month].change for month in months if month in summaries]
    known = [one for one in earlier if one is not None]
    if change is None or len(known) < 2:
        return ""
    verdict = (
        "verdict_lower"
        if change < min(known)
        else "verdict_higher"
        if change > max(known)
        else "verdict_usual"
    )
    return page.words(
        "answer_usual",
        change=signed(change),
        years=len(known),
        lowest=signed(min(known)),
        highest=signed(max(known)),
        verdict=page.words(verdict),
    )


def cards(page: Page, summaries: dict[date, MonthSummary]) -> list[Card]:
    words = page.words
    people = [("population", words("persons")), ("male", words("persons")), ("female", words("persons"))]
    other = [
        ("household_count", words("households")),
        ("elderly_rate", words("percent")),
        ("foreign", words("persons")),
    ]
    flows = [("natural_change", words("persons")), ("social_change", words("persons"))]
    return [card(page, summaries, figure, unit) for figure, unit in people + other + flows]


FIGURES: dict[str, Callable[[MonthSummary], float | None]] = {
    "population": lambda summary: summary.population,
    "male": lambda summary: summary.male,
    "female": lambda summary: summary.female,
    "household_count": lambda summary: summary.households,
    "elderly_rate": lambda summary: summary.elderly_rate,
    "foreign": lambda summary: summary.foreign,
    "natural_change": lambda summary: summary.natural_change,
    "social_change": lambda summary: summary.social_change,
}
"""The key figures in their order, and how each is read."""


def card(page: Page, summaries: dict[date, MonthSummary], figure: str, unit: str) -> Card:
    """Return the card of one key figure against the month and the year before."""
    words, read = page.words, FIGURES[figure]

    def at(month: date) -> float | None:
        return read(summaries[month]) if month in summaries else None

    digits = 1 if figure == "elderly_rate" else 0
    is_flow = figure in ("natural_change", "social_change")
    difference_unit = words("points") if figure == "elderly_rate" else unit
    comparisons = [
        (
            words(name),
            difference_words(
                difference(at(page.month), at(add_months(page.month, -back))), digits, difference_unit
            ),
        )
        for name, back in (("previous_month", 1), ("year_ago", 12))
    ]
    course_months = [add_months(page.month, -back) for back in range(COURSE_MONTHS, -1, -1)]
    value = at(page.month)
    return Card(
        label=words(figure),
        value=signed(value) if is_flow else number(value, digits),
        unit=unit,
        comparisons=comparisons,
        course=[at(month) for month in course_months],
        course_label=words(
            "course_label",
            label=words(figure),
            first=number(at(course_months[0]), digits),
            last=number(value, digits),
        ),
    )


def difference_words(value: float | None, digits: int, unit: str) -> str:
    return f"{signed(value, digits)} {unit}" if value is not None else signed(value)


def show_line(page: Page, summaries: dict[date, MonthSummary]) -> None:
    words = page.words
    show_heading(page, words("line_heading"), note=words("line_note"))
    figures = [
        (month, page.month_end(month), summaries[month].population)
        for month in page.months[-LINE_MONTHS - 1 :]
    ]
    alt = words(
        "line_alt",
        first=figures[0][1],
        last=figures[-1][1],
        start=number(figures[0][2]),
        end=number(figures[-1][2]),
    )
    spec = population_line(figures, month=page.month, language=words.language, title=words("persons"))
    st.vega_lite_chart(spec=spec, theme=None, width="stretch", alt=alt, key="line")


def years_shown(page: Page) -> tuple[date, ...]:
    """Return the same month of the last years, earliest first."""
    months = [page.months_before(12 * year) for year in range(BAR_YEARS, -1, -1)]
    return tuple(month for month in months if month)


def age_group_counts(page: Page, years: tuple[date, ...]) -> dict[tuple[date, str], int]:
    rows = age_groups_by_month(page.publication, page.municipality_code, page.nationality, years)
    return {(month, group): count for month, group, count in rows.iter_rows()}


def known_groups(page: Page) -> list[str]:
    """Return the age groups that ages belong to, youngest first; the group of unknown ages is not one."""
    ages = code_list(page.publication, "age_codes").drop_nulls("age_years").sort("age_years")
    return ages["age_group_code"].unique(maintain_order=True).to_list()


def show_age_groups(page: Page, years: tuple[date, ...]) -> None:
    words, names, groups = page.words, page.labels("age_group_codes"), known_groups(page)
    show_heading(page, words("groups_heading", month=page.month.month), note=words("groups_note"))
    counts = age_group_counts(page, years)
    shares = [
        (str(year.year), position, names[group], share_of(counts, year, group, groups))
        for year in years
        for position, group in enumerate(groups)
    ]
    latest = "、".join(f"{name} {number(share, 1)}%" for _, _, name, share in shares[-len(groups) :])
    spec = age_group_bars(shares, order=[names[group] for group in groups], title=words("percent"))
    st.vega_lite_chart(
        spec=spec, theme=None, width="stretch", alt=words("groups_alt", shares=latest), key="groups"
    )


def share_of(counts: dict[tuple[date, str], int], month: date, group: str, groups: list[str]) -> float:
    whole = sum(counts.get((month, one), 0) for one in groups)
    return percentage(counts.get((month, group), 0), whole) or 0.0


def show_towns(page: Page) -> None:
    """Draw the towns whose population changed most in a year; the files hold all towns."""
    words = page.words
    year_before = page.months_before(12)
    if year_before is None:
        show_heading(page, words("towns_heading"), note=words("towns_none"))
        return
    towns = town_summaries(
        page.publication,
        page.municipality_code,
        page.nationality,
        page.month,
        page.months_before(1),
        year_before,
    )
    largest = sorted(
        towns, key=lambda town: (-abs(town.population - (town.year_before or 0)), town.town_code)
    )
    shown = sorted(largest[:TOWNS_SHOWN], key=lambda town: town.population - (town.year_before or 0))
    show_heading(page, words("towns_heading"), note=words("towns_note", count=len(shown)))
    st.html(html_table(towns_table(page, shown)))
    show_downloads(page, towns_table(page, towns))


def towns_table(page: Page, towns: Sequence[TownSummary]) -> Table:
    words = page.words
    names = {code: area.name for code, area in page.areas().items()}
    columns = [
        Column("town_name", words("town"), holds=TEXT),
        Column("town_code", words("town_code"), holds=TEXT),
        Column("population", words("population"), words("persons")),
        Column("change_year", words("change_year"), words("persons"), CHANGE),
        Column("change_rate", words("change_rate"), words("percent"), RATE_OF_CHANGE),
        Column("change_previous", words("change_previous"), words("persons"), CHANGE),
        Column("elderly_rate", words("elderly_rate"), words("percent"), RATE),
    ]
    rows = [
        (
            names.get(town.town_code, words("unknown_town")),
            town.town_code,
            town.population,
            difference(town.population, town.year_before),
            percentage(difference(town.population, town.year_before), town.year_before),
            difference(town.population, town.month_before),
            town.elderly_rate,
        )
        for town in towns
    ]
    return Table("towns", words("towns_table"), columns, rows)


def months_table(page: Page, summaries: dict[date, MonthSummary]) -> Table:
    """Return every covered month up to the one shown, latest first."""
    words = page.words
    units = {"household_count": words("households"), "elderly_rate": words("percent")}
    holds = {"elderly_rate": RATE, "natural_change": CHANGE, "social_change": CHANGE}
    columns = [Column("stat_month", words("month_heading"), holds=TEXT)] + [
        Column(figure, words(figure), units.get(figure, words("persons")), holds.get(figure, COUNT))
        for figure in FIGURES
    ]
    rows = [
        (page.month_short(month), *(read(summaries[month]) for read in FIGURES.values()))
        for month in reversed(page.months)
        if month <= page.month
    ]
    return Table("months", words("months_table"), columns, rows)


def years_table(page: Page, years: tuple[date, ...]) -> Table:
    words, names, groups = page.words, page.labels("age_group_codes"), known_groups(page)
    counts = age_group_counts(page, years)
    columns = [Column("year", words("month_heading"), holds=TEXT)]
    columns += [Column(group, names[group], words("persons")) for group in names]
    columns += [Column(f"{group}_share", names[group], words("percent"), RATE) for group in groups]
    rows = [
        (
            page.month_short(year),
            *(counts.get((year, group), 0) for group in names),
            *(share_of(counts, year, group, groups) for group in groups),
        )
        for year in reversed(years)
    ]
    return Table("years", words("years_table", month=page.month.month), columns, rows)
