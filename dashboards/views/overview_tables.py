"""The tables of the overview: months, the same month of every year, towns."""

from collections.abc import Sequence
from datetime import date

from dashboards.formats import difference, percentage
from dashboards.page import Page
from dashboards.queries.ages import known_age_groups
from dashboards.queries.summary import MonthSummary, TownSummary, age_groups_by_month
from dashboards.tables import CHANGE, RATE, RATE_OF_CHANGE, TEXT, Column, Table
from dashboards.views.overview_cards import KEY_FIGURES


def months_table(page: Page, summaries: dict[date, MonthSummary]) -> Table:
    """Return the key figures of every covered month up to the one shown, latest first."""
    words = page.words
    columns = [
        Column("stat_month", words("month_heading"), holds=TEXT),
        *(
            Column(figure.name, words(figure.name), words(figure.unit), figure.holds)
            for figure in KEY_FIGURES
        ),
    ]
    rows = [
        (page.month_short(month), *(figure.read(summaries[month]) for figure in KEY_FIGURES))
        for month in reversed(page.months)
        if month <= page.month
    ]
    return Table("months", words("months_table"), columns, rows)


def age_group_counts(page: Page, years: tuple[date, ...]) -> dict[tuple[date, str], int]:
    """Return persons by (month, age group)."""
    rows = age_groups_by_month(page.publication, page.municipality_code, page.nationality, years)
    return {(month, group): count for month, group, count in rows.iter_rows()}


def share_of(counts: dict[tuple[date, str], int], month: date, group: str, groups: Sequence[str]) -> float:
    """Return a group in % of all `groups`."""
    whole = sum(counts.get((month, one), 0) for one in groups)
    return percentage(counts.get((month, group), 0), whole) or 0.0


def years_table(page: Page, years: tuple[date, ...]) -> Table:
    """Return persons of every age group, and shares of the known ones, latest year first."""
    words, names, groups = page.words, page.labels("age_group_codes"), known_age_groups(page.publication)
    counts = age_group_counts(page, years)
    columns = [
        Column("stat_month", words("month_heading"), holds=TEXT),
        *(Column(group, names[group], words("persons")) for group in names),
        *(Column(f"{group}_share", names[group], words("percent"), RATE) for group in groups),
    ]
    rows = [
        (
            page.month_short(year),
            *(counts.get((year, group), 0) for group in names),
            *(share_of(counts, year, group, groups) for group in groups),
        )
        for year in reversed(years)
    ]
    return Table("years", words("years_table", **page.month_words(page.month)), columns, rows)


def towns_table(page: Page, towns: Sequence[TownSummary]) -> Table:
    """Return `towns` with their changes and their share of elderly."""
    words, names = page.words, page.area_names()
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
            names[town.town_code],
            town.town_code,
            town.population,
            town.change_in_year,
            percentage(town.change_in_year, town.year_before),
            difference(town.population, town.month_before),
            town.elderly_rate,
        )
        for town in towns
    ]
    return Table("towns", words("towns_table"), columns, rows)
