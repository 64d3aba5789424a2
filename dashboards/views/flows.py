"""転入・転出: from and to where, at which age?"""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from access.roles import SEES_FIGURES
from dashboards.address import Choice
from dashboards.charts.flows import SIDES, FlowWords, HeatCell, PartnerBar, heat_map, partner_bars
from dashboards.page import (
    Page,
    say_masked,
    show_chart,
    show_files,
    show_foot,
    show_head,
    show_heading,
    show_legend,
    show_rows,
    show_table,
)
from dashboards.pickers import beside_each_other, pick_by_button
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth
from dashboards.queries.flows import NET, SCOPES, UNKNOWN
from dashboards.queries.seeds import labels
from dashboards.queries.summary import TOTAL
from dashboards.views.flows_answer import answer, period
from dashboards.views.flows_figures import (
    BAND_SEEDS,
    CALENDAR_YEAR,
    EVERYWHERE,
    MONTH,
    TWELVE_MONTHS,
    Flows,
    figure_chosen,
    flows_of,
    window_of,
)
from dashboards.views.flows_lines import Line, every_line, figure_name, lines_shown, scope_name
from dashboards.views.flows_map import show_maps
from dashboards.views.flows_tables import ages_table, partners_table, scopes_table
from dashboards.views.masked_figures import written

NAME, PATH = "flows", "flows"
RIGHT = SEES_FIGURES
WINDOWS = (MONTH, TWELVE_MONTHS, CALENDAR_YEAR)
FEW_AGES = 8
"""Ages that have room beside the bars."""
PLACES = tuple(scope for scope in SCOPES if scope != UNKNOWN)
"""The scopes that can be looked at alone; what is unknown is no place."""


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return months summed, range of partners, direction, ages, sex."""
    return (
        Choice("window", WINDOWS, TWELVE_MONTHS),
        Choice("scope", (EVERYWHERE, *PLACES), EVERYWHERE),
        Choice("dir", (NET, *labels(publication, "direction_codes", "ja")), NET),
        Choice("band", tuple(BAND_SEEDS), next(iter(BAND_SEEDS))),
        Choice("sex", tuple(labels(publication, "report_sexes", "ja")), TOTAL),
    )


def show(page: Page) -> None:
    """Draw partners and ages beside each other, where partners are, then all of it as tables."""
    window = window_of(page)
    flows = flows_of(page, window) if window else None
    sentence = answer(page, flows)
    show_head(page, title=page.words("title"), sentence=sentence)
    show_pickers(page)
    if flows:
        lines = lines_shown(page, flows)
        show_charts(page, flows, lines, sentence)
        show_maps(page, flows, sentence)
        show_tables(page, flows, lines)
    show_foot(page)


def show_pickers(page: Page) -> None:
    """Draw months summed, range of partners, direction, ages, sex."""
    words = page.words
    sexes = {TOTAL: words("sex_total")} | {
        sex: label for sex, label in page.labels("report_sexes").items() if sex != TOTAL
    }
    places = {scope: scope_name(page, scope) for scope in PLACES}
    with beside_each_other():
        pick_by_button("window", words("window"), {code: words(f"window_{code}") for code in WINDOWS})
        pick_by_button("scope", words("scope"), {EVERYWHERE: words("scope_all"), **places})
        pick_by_button("dir", words("direction"), {NET: words("net"), **page.labels("direction_codes")})
        pick_by_button("band", words("ages"), {code: words(f"band_{code}") for code in BAND_SEEDS})
        pick_by_button("sex", words("sex"), sexes)


def show_charts(page: Page, flows: Flows, lines: Sequence[Line], sentence: str) -> None:
    """Draw the bars of the partners and their ages: beside each other while the ages are few."""
    with st.container(key="side_by_side"):
        is_wide = len(flows.ages) > FEW_AGES
        left, right = (st.container(), st.container()) if is_wide else st.columns([1, 1], gap="medium")
        with left:
            show_partners(page, flows, lines, sentence)
        with right:
            show_ages(page, flows, lines, sentence)


def show_partners(page: Page, flows: Flows, lines: Sequence[Line], sentence: str) -> None:
    """Draw the bars of the partners that are shown by name."""
    words = page.words
    said = "partners_note" if figure_chosen(page) == NET else "partners_note_one"
    note = words(said, figure=figure_name(page), period=period(page, flows))
    show_heading(page, words("partners_heading"), note=note)
    bars = [partner_bar(page, line) for line in lines if line.partner]
    drawn = flow_words(page)
    show_chart("partners", partner_bars(bars, words=drawn), alt=words("partners_alt", answer=sentence))
    if any(bar.counts[side] is None for bar in bars for side in drawn.sides):
        say_masked(page)


def show_ages(page: Page, flows: Flows, lines: Sequence[Line], sentence: str) -> None:
    """Draw the figure chosen by partner and age."""
    words, figure = page.words, figure_name(page)
    show_heading(page, words("ages_heading", figure=figure), note=words("ages_note", figure=figure))
    ages = {age: words("age_unknown") if age == flows.unknown_age else age for age in flows.ages}
    spec = heat_map(
        heat_cells(page, lines, ages),
        partners=[line.name for line in lines],
        ages=list(ages.values()),
        figure=figure_chosen(page),
        unit=words("persons"),
    )
    show_chart("ages", spec, alt=words("ages_alt", answer=sentence))


def partner_bar(page: Page, line: Line) -> PartnerBar:
    """Return the bar of a line, the figure chosen as written beside it."""
    counts, figure = {side: line.now.figure(side) for side in SIDES}, figure_chosen(page)
    return PartnerBar(
        line.name, counts, line.now.net, written(line.now.figure(figure), is_change=figure == NET)
    )


def flow_words(page: Page) -> FlowWords:
    """Return what is written in the bars: both directions and the net, or the one direction chosen."""
    words, figure = page.words, figure_chosen(page)
    sides = {side: words(side) for side in SIDES if figure in (NET, side)}
    return FlowWords(sides=sides, net=words("net"), unit=words("persons"))


def heat_cells(page: Page, lines: Sequence[Line], ages: Mapping[str, str]) -> list[HeatCell]:
    """Return the figure chosen of every line and age; `ages` calls a band in a word that fits above it."""
    figure = figure_chosen(page)
    return [
        HeatCell(
            line.name,
            ages[age],
            migrants.figure(figure),
            written(migrants.figure(figure), is_change=figure == NET),
            is_sum=line.partner is None,
        )
        for line in lines
        for age, migrants in line.by_age.items()
    ]


def show_tables(page: Page, flows: Flows, lines: Sequence[Line]) -> None:
    """Draw totals, partners and ages as tables; the files hold every partner."""
    words = page.words
    of_whom = f"{period(page, flows)}　{page.nationality_name()}"
    show_heading(page, words("scopes_heading"), note=words("scopes_note"))
    show_table(page, scopes_table(page, flows, caption=f"{words('scopes_table')}　{of_whom}"))
    show_heading(
        page,
        words("table_heading"),
        note=words(
            "files_note", shown=len([line for line in lines if line.partner]), count=len(flows.ranked)
        ),
    )
    by_partner = f"{words('partners_table')}　{of_whom}"
    shown = partners_table(page, lines, caption=by_partner)
    show_rows(page, shown)
    show_legend(page)
    show_files(page, shown.name, lambda: partners_table(page, every_line(page, flows), caption=by_partner))
    by_age = f"{words('ages_table', figure=figure_name(page))}　{of_whom}"
    shown = ages_table(page, flows, lines, caption=by_age)
    show_rows(page, shown)
    show_legend(page)
    show_files(page, shown.name, lambda: ages_table(page, flows, every_line(page, flows), caption=by_age))
