"""The key figures of the overview: how each is read, written and compared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dashboards.cards import Card
from dashboards.formats import add_months, difference, number, signed
from dashboards.page import Page
from dashboards.queries.summary import MonthSummary
from dashboards.tables import CHANGE, COUNT, DIGITS, RATE

COURSE_MONTHS = 24


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the month: how it is read, what it holds, its unit, that of differences if another."""

    name: str
    read: Callable[[MonthSummary], float | None]
    holds: str = COUNT
    unit: str = "persons"
    unit_of_difference: str = ""

    def written(self, value: float | None) -> str:
        """Return the figure as readers see it; flows carry their sign."""
        return signed(value) if self.holds == CHANGE else number(value, DIGITS.get(self.holds, 0))


KEY_FIGURES = (
    KeyFigure("population", lambda month: month.population),
    KeyFigure("male", lambda month: month.male),
    KeyFigure("female", lambda month: month.female),
    KeyFigure("household_count", lambda month: month.households, COUNT, "households"),
    KeyFigure("elderly_rate", lambda month: month.elderly_rate, RATE, "percent", "points"),
    KeyFigure("foreign", lambda month: month.foreign),
    KeyFigure("natural_change", lambda month: month.natural_change, CHANGE),
    KeyFigure("social_change", lambda month: month.social_change, CHANGE),
)


def cards(page: Page, summaries: dict[date, MonthSummary]) -> list[Card]:
    """Return one card per key figure of the page's month."""
    return [card(page, summaries, figure) for figure in KEY_FIGURES]


def card(page: Page, summaries: dict[date, MonthSummary], figure: KeyFigure) -> Card:
    """Return a key figure against the month and the year before, with its course of two years."""
    words = page.words

    def at(month: date) -> float | None:
        return figure.read(summaries[month]) if month in summaries else None

    value = at(page.month)
    course = [at(add_months(page.month, -back)) for back in range(COURSE_MONTHS, -1, -1)]
    course_ends = {"first": figure.written(course[0]), "last": figure.written(value)}
    return Card(
        label=words(figure.name),
        value=figure.written(value),
        unit=words(figure.unit),
        comparisons=[
            (words(name), compared(page, figure, difference(value, at(add_months(page.month, -back)))))
            for name, back in (("previous_month", 1), ("year_ago", 12))
        ],
        course=course,
        course_label=words("course_label", label=words(figure.name), **course_ends),
    )


def compared(page: Page, figure: KeyFigure, change: float | None) -> str:
    """Return a difference; those of rates are in points and say so."""
    written = signed(change, DIGITS.get(figure.holds, 0))
    has_unit = change is not None and figure.unit_of_difference
    return f"{written} {page.words(figure.unit_of_difference)}" if has_unit else written
