"""なぜ違う: why do these two numbers differ?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from access.roles import SEES_FIGURES
from dashboards.address import Choice
from dashboards.charts.style import CAUSE_COLOURS
from dashboards.charts.waterfall import Bar, WaterfallWords, waterfall
from dashboards.formats import add_months, number, signed
from dashboards.page import Page, area_choice, show_chart, show_foot, show_head, show_heading, show_table
from dashboards.pickers import pick_areas
from dashboards.point_pickers import pick_point
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth, areas, explained_areas
from dashboards.queries.explanation import CauseChange, Explanation, explain
from dashboards.queries.explanation_causes import CAUSES
from dashboards.queries.movements import official_basis
from dashboards.queries.points import Point, read_point
from dashboards.queries.seeds import attributes
from dashboards.tables import CHANGE, TEXT, Column, Table
from store.errors import UsageError

NAME, PATH = "explain", "explain"
RIGHT = SEES_FIGURES
POINTS = ("a", "b")
NAMED_CAUSES = 2
"""So many of the largest causes are named in the sentence."""


@dataclass(frozen=True)
class PointCodes:
    """The codes of all points of a municipality, of which there are too many to list."""

    publication: Publication
    municipality_code: str

    def __contains__(self, code: object) -> bool:
        """Whether the code means a point here."""
        try:
            point_of(self.publication, self.municipality_code, str(code))
        except UsageError:
            return False
        return True


def point_of(publication: Publication, municipality_code: str, code: str) -> Point:
    return read_point(publication, municipality_code, code, basis_code=official_basis(publication))


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return the two points and the area; by default the month is explained against the one before."""
    months = {one.month for one in covered}
    before = add_months(month, -1) if add_months(month, -1) in months else month
    offered, basis = PointCodes(publication, municipality_code), official_basis(publication)
    return (
        Choice("a", offered, Point(before, basis).code),
        Choice("b", offered, Point(month, basis).code),
        area_choice(explained_areas(publication, areas(publication, municipality_code))),
    )


def show(page: Page) -> None:
    """Draw the waterfall between the two points and the same figures as a table."""
    start, end = (point_of(page.publication, page.municipality_code, str(page.own[name])) for name in POINTS)
    page = replace(page, month=end.month)
    explanation = explain(page.publication, page.cells(), start, end)
    sentence = answer(page, explanation)
    show_head(page, title=page.words("title"), sentence=sentence)
    show_pickers(page, start, end)
    if explanation.causes:
        show_bars(page, explanation, sentence)
    show_heading(page, page.words("table_heading"), note=page.words("table_note"))
    show_table(page, causes_table(page, explanation), whole=True)
    show_foot(page)


def show_pickers(page: Page, start: Point, end: Point) -> None:
    """Draw month, basis and as-known month of both points, and the area."""
    for name, point, column in zip(POINTS, (start, end), st.columns(2, gap="large"), strict=True):
        with column:
            pick_point(page, name, point)
    pick_areas(page, explained_areas(page.publication, page.areas()))


def show_bars(page: Page, explanation: Explanation, sentence: str) -> None:
    """Draw the causes that change the number."""
    words = page.words
    show_heading(page, words("chart_heading"), note=words("chart_note"))
    names = page.labels(CAUSES)
    roles = attributes(page.publication, CAUSES, "colour_role")
    bars = [
        Bar(names[cause.cause_code], cause.change, CAUSE_COLOURS[roles[cause.cause_code]])
        for cause in explanation.causes
        if cause.change
    ]
    around = WaterfallWords(
        start=words("row_a"),
        end=words("row_b"),
        difference=words("row_difference"),
        axis=words("axis"),
        unit=words("persons"),
        cause=words("cause"),
    )
    spec = waterfall(bars, start_value=explanation.start_value, words=around)
    show_chart("waterfall", spec, alt=words("chart_alt", answer=sentence))


def point_name(page: Page, point: Point) -> str:
    """Return the point in words: month's end, basis, as-known month."""
    words = page.words
    basis = page.labels("basis_codes")[point.basis_code]
    known = words("known_by", month=page.month_end(point.known_month)) if point.known_month else ""
    return words("point", month=page.month_end(point.month), basis=basis, known=known)


def answer(page: Page, explanation: Explanation) -> str:
    """Return the sentence that says by how much the numbers differ and what made most of it."""
    words = page.words
    key = "answer" if explanation.difference else "answer_equal"
    return words(
        key,
        area=page.area_name(),
        kind=page.nationality_name(),
        start=point_name(page, explanation.start),
        end=point_name(page, explanation.end),
        start_value=number(explanation.start_value),
        end_value=number(explanation.end_value),
        difference=signed(explanation.difference),
        causes=causes_in_words(page, explanation),
    )


def causes_in_words(page: Page, explanation: Explanation) -> str:
    """Return the largest causes with their changes."""
    words, names = page.words, page.labels(CAUSES)
    largest = sorted(
        (cause for cause in explanation.causes if cause.change), key=lambda cause: -abs(cause.change)
    )
    told = [
        words("cause_told", cause=names[cause.cause_code], change=signed(cause.change))
        for cause in largest[:NAMED_CAUSES]
    ]
    return words("causes_told", causes=words("list_separator").join(told)) if told else words("no_causes")


def causes_table(page: Page, explanation: Explanation) -> Table:
    """Return start, causes and end: what each adds and takes, and the number reached."""
    words, names = page.words, page.labels(CAUSES)
    columns = [
        Column("cause", words("cause"), holds=TEXT),
        Column("increase", words("increase"), words("persons")),
        Column("decrease", words("decrease"), words("persons")),
        Column("change", words("change"), words("persons"), CHANGE),
        Column("reached", words("reached"), words("persons")),
    ]
    rows: list[tuple[object, ...]] = [
        (f"A　{point_name(page, explanation.start)}", None, None, None, explanation.start_value)
    ]
    reached = explanation.start_value
    for cause in explanation.causes:
        reached += cause.change
        rows.append((names[cause.cause_code], cause.increase, cause.decrease, cause.change, reached))
    rows.append((f"B　{point_name(page, explanation.end)}", *sums(explanation.causes), explanation.end_value))
    caption = f"{words('table')}　{page.area_name()}　{page.nationality_name()}"
    return Table("explanation", caption, columns, rows, emphasized=frozenset({0, len(rows) - 1}))


def sums(causes: Sequence[CauseChange]) -> tuple[int, int, int]:
    """Return what all causes add, take and change."""
    added, taken = (sum(getattr(cause, side) for cause in causes) for side in ("increase", "decrease"))
    return added, taken, added - taken
