"""集計表: give me my own table."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from access.roles import SEES_FIGURES
from dashboards.address import SEPARATOR, Choice, widget_key
from dashboards.dimension_labels import dimension_labels
from dashboards.formats import number, signed
from dashboards.own_tables import CHANGES, LARGEST, SHARES, Grid, Key, Plan, make_grid
from dashboards.page import Page, show_foot, show_head, show_heading, show_table
from dashboards.pickers import AREA_WIDTH, LIST_WIDTH, beside_each_other, pick_by_button, pick_from_list
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth
from dashboards.queries.subjects import SUBJECTS, offered
from dashboards.tables import CHANGE, COUNT, RATE, TEXT, Column, Table
from dashboards.views.table_chart import show_own_chart
from dashboards.views.table_plan import (
    MOST_ROWS,
    NO_DIMENSION,
    SINCE,
    TIMES,
    filter_name,
    filters,
    make_plan,
    plan_choices,
    plan_codes,
    possible_shows,
)
from dashboards.views.table_saving import show_saved

NAME, PATH = "table", "table"
RIGHT = SEES_FIGURES

Labels = Mapping[str, Mapping[str, str]]
"""By dimension, the label of every code."""


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return everything that makes the table: its link makes it again."""
    return plan_choices(publication, municipality_code, covered)


def show(page: Page) -> None:
    """Draw the table that the choices ask for, or say that it is too large to be read."""
    plan = make_plan(page)
    grid = make_grid(page.publication, plan, plan_codes(page, plan), page.months)
    show_head(page, title=page.words("title"), sentence=answer(page, plan, grid))
    show_pickers(page, plan)
    show_filters(page, plan)
    show_heading(page, caption(page, plan), note=months_note(page, plan))
    if not plan.question.months:
        st.info(page.words("no_flows"))
    elif grid.size > LARGEST:
        st.warning(page.words("too_large", cells=number(grid.size), most=number(LARGEST)))
    else:
        draw_chart(page, plan, grid)
        show_table(page, table_of(page, plan, grid), whole=True)
    show_saved(page)
    show_foot(page)


def answer(page: Page, plan: Plan, grid: Grid) -> str:
    """Return the sentence that says what is tabulated and how much it is in all."""
    words = page.words
    total = grid.values.get(((), ()))
    if total is None or plan.show in SHARES:
        return words("answer", caption=caption(page, plan), rows=number(len(grid.rows)))
    written = signed(total) if plan.subject.is_signed or plan.show in CHANGES else number(total)
    return words("answer_total", caption=caption(page, plan), total=written, unit=words(plan.subject.unit))


def caption(page: Page, plan: Plan) -> str:
    """Return the table's name: subject, what stands where, what is shown, and what was left in."""
    words = page.words
    sides = [words("separator").join(words(f"by_{name}") for name in plan.rows)]
    sides += [words(f"by_{name}") for name in plan.column]
    shown = "" if plan.show == "count" else words("caption_show", show=words(f"show_{plan.show}"))
    kept = words("list_separator").join(kept_names(page, plan))
    return words(
        "caption",
        subject=words(f"subject_{plan.subject.name}"),
        sides=words("crossed").join(sides),
        show=shown,
        kept=words("caption_kept", kept=kept) if kept else "",
    )


def kept_names(page: Page, plan: Plan) -> list[str]:
    """Return the labels of the codes that filters keep."""
    return [
        dimension_labels(page, plan.subject.dimension(name))[code]
        for name, codes in plan.question.kept
        for code in codes
    ]


def months_note(page: Page, plan: Plan) -> str:
    """Return which months the table is of."""
    months = plan.question.months
    if not months:
        return ""
    if len(months) == 1:
        key = "of_month_end" if plan.subject.is_stock else "of_month"
        return page.words(key, month=page.month_short(months[0]))
    return page.words(
        "of_months",
        first=page.month_short(months[0]),
        last=page.month_short(months[-1]),
        count=len(months),
    )


def show_pickers(page: Page, plan: Plan) -> None:
    """Draw subject, rows, column, what is shown, time; and the button that turns the table."""
    words, subject = page.words, offered(page.publication, page.municipality_code, plan.subject)
    names = {name: words(f"by_{name}") for name in subject.names}
    times = {time: words(f"time_{time}") for time in TIMES}
    with beside_each_other():
        pick_by_button("subject", words("subject"), {name: words(f"subject_{name}") for name in SUBJECTS})
        st.multiselect(
            words("rows"),
            list(names),
            format_func=names.__getitem__,
            placeholder=words("separator").join(names[name] for name in plan.rows),
            max_selections=MOST_ROWS,
            key=widget_key("rows"),
            width=AREA_WIDTH,
        )
        pick_from_list(
            "column", words("column"), {NO_DIMENSION: words("no_column"), **names}, width=LIST_WIDTH
        )
        pick_from_list("time", words("time"), times, width=LIST_WIDTH)
        if page.own["time"] == SINCE:
            months = {f"{month:%Y-%m}": page.month_short(month) for month in reversed(page.months)}
            pick_from_list("since", words("since"), months, width=LIST_WIDTH)
        shows = {show: words(f"show_{show}") for show in possible_shows(plan)}
        pick_from_list("show", words("show"), shows, width=LIST_WIDTH)
        st.button(words("turn"), key="turn_table", on_click=turn, args=(plan,), disabled=not plan.column)


def turn(plan: Plan) -> None:
    """Let rows and column change places."""
    st.session_state[widget_key("rows")] = [*plan.column, *plan.rows[1:]]
    st.session_state[widget_key("column")] = plan.rows[0]


def show_filters(page: Page, plan: Plan) -> None:
    """Draw one filter per dimension of the subject, folded away."""
    words = page.words
    with st.expander(words("filters")), beside_each_other():
        for dimension in filters(offered(page.publication, page.municipality_code, plan.subject)):
            names = dimension_labels(page, dimension)
            st.multiselect(
                words(f"by_{dimension.name}"),
                list(names),
                format_func=names.__getitem__,
                placeholder=words("filter_all"),
                key=widget_key(filter_name(dimension)),
                width=AREA_WIDTH,
            )


def draw_chart(page: Page, plan: Plan, grid: Grid) -> None:
    """Draw the cells of the table, if they can be told apart."""
    labels = labels_of(page, plan)
    show_own_chart(
        page,
        plan,
        grid,
        row_name=lambda key: page.words("separator").join(row_names(page, plan, labels, key)),
        column_name=lambda key: column_name(page, plan, labels, key),
        unit=shown_as(page, plan)[0],
        alt=page.words("chart_alt", answer=answer(page, plan, grid)),
    )


def labels_of(page: Page, plan: Plan) -> Labels:
    return {name: dimension_labels(page, plan.subject.dimension(name)) for name in plan.question.by}


def table_of(page: Page, plan: Plan, grid: Grid) -> Table:
    """Return the grid with its labels."""
    words, labels = page.words, labels_of(page, plan)
    unit, holds = shown_as(page, plan)
    heads = [Column(name, words(f"by_{name}"), holds=TEXT) for name in plan.rows]
    columns = [
        Column(SEPARATOR.join(key) or "total", column_name(page, plan, labels, key), unit, holds)
        for key in grid.columns
    ]
    rows = [
        (*row_names(page, plan, labels, row), *(grid.values[row, column] for column in grid.columns))
        for row in grid.rows
    ]
    totals = frozenset(position for position, row in enumerate(grid.rows) if not row)
    return Table("table", caption(page, plan), [*heads, *columns], rows, totals)


def shown_as(page: Page, plan: Plan) -> tuple[str, str]:
    """Return the unit of a cell and how it is written."""
    if plan.show in SHARES:
        return page.words("percent"), RATE
    is_signed = plan.subject.is_signed or plan.show in CHANGES
    return page.words(plan.subject.unit), CHANGE if is_signed else COUNT


def column_name(page: Page, plan: Plan, labels: Labels, key: Key) -> str:
    """Return the heading of a column of figures."""
    if key:
        return labels[plan.column[0]][key[0]]
    return page.words("total") if plan.column else page.words(f"subject_{plan.subject.name}")


def row_names(page: Page, plan: Plan, labels: Labels, key: Key) -> list[str]:
    """Return what stands at the head of a row."""
    if not key:
        return [page.words("total"), *("" for _ in plan.rows[1:])]
    return [labels[name][code] for name, code in zip(plan.rows, key, strict=True)]
