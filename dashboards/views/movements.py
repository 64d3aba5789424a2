"""月別異動: why did it change this month?"""

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from access.roles import SEES_FIGURES
from dashboards.address import SEPARATOR, Choice, link
from dashboards.charts.movements import MonthBar, MovementWords, movement_bars
from dashboards.figure_lineage import show_lineage
from dashboards.formats import add_months, month_code, number, signed
from dashboards.masking import MASKED, drawn
from dashboards.official_table import figure_codes, html_sheet, official_sheets, sheet_table
from dashboards.page import (
    Page,
    area_choice,
    show_chart,
    show_downloads,
    show_foot,
    show_head,
    show_heading,
    show_legend,
    show_masked_note,
    show_table,
)
from dashboards.pickers import beside_each_other, pick_areas, pick_by_button
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth, areas, explained_areas
from dashboards.queries.components import PARTS, WITHIN, MonthFlows, flows_by_month
from dashboards.queries.movements import official_basis
from dashboards.queries.points import Point, stock_bases
from dashboards.queries.seeds import labels
from dashboards.queries.summary import TOTAL
from dashboards.tables import CHANGE, TEXT, Column, Table

NAME, PATH = "movements", "movements"
RIGHT = SEES_FIGURES
SPANS = ("1", "2", "5", "10")
"""In years, as the URL says it."""
DEFAULT_SPAN = "2"


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return span in years, sex, area, date basis, and the figure of the official table that is explained."""
    sexes = tuple(labels(publication, "report_sexes", "ja"))
    bases = tuple(labels(publication, "basis_codes", "ja"))
    return (
        Choice("span", SPANS, DEFAULT_SPAN),
        Choice("sex", sexes, TOTAL),
        area_choice(areas(publication, municipality_code)),
        Choice("basis", bases, official_basis(publication)),
        Choice("cell", ("", *figure_codes(publication))),
    )


def show(page: Page) -> None:
    """Draw the bars and the table of the span, then the official table of the month."""
    months = flow_months(page)
    flows = flows_by_month(
        page.publication, page.cells(sex=str(page.own["sex"])), str(page.own["basis"]), months
    )
    sentence = answer(page, flows)
    show_head(page, title=page.words("title"), sentence=sentence)
    show_pickers(page)
    if flows:
        show_flows(page, flows, sentence)
    show_official_table(page)
    show_foot(page)


def show_flows(page: Page, flows: dict[date, MonthFlows], sentence: str) -> None:
    """Draw the bars of the span and the same figures as a table."""
    words = page.words
    basis = page.labels("basis_codes")[str(page.own["basis"])]
    show_heading(page, words("chart_heading"), note=words("chart_note", basis=basis))
    spec = movement_bars(month_bars(page, flows), month=page.month, words=chart_words(page, flows))
    show_chart("movements", spec, alt=words("chart_alt", answer=sentence))
    table = months_table(page, flows)
    show_masked_note(page, table)
    show_heading(page, words("table_heading"), note=words("table_note"))
    show_table(page, table)
    show_way_to_explanation(page)


def show_way_to_explanation(page: Page) -> None:
    """Draw the link to the exact causes of the month's change, on its basis if that has stocks."""
    if not {area.area_code for area in page.chosen_areas()} <= set(
        explained_areas(page.publication, page.areas())
    ):
        return
    basis = str(page.own["basis"])
    if basis not in stock_bases(page.publication):
        basis = official_basis(page.publication)
    query = {
        "lang": page.words.language,
        "mun": page.municipality_code,
        "ym": month_code(page.month),
        "nat": page.nationality,
        "a": Point(add_months(page.month, -1), basis).code,
        "b": Point(page.month, basis).code,
        "area": SEPARATOR.join(area.area_code for area in page.chosen_areas()),
    }
    way = link("explain", {name: code for name, code in query.items() if code})
    st.html(f'<p class="note"><a href="{escape(way)}">{escape(page.words("explain_link"))}</a></p>')


def flow_months(page: Page) -> tuple[date, ...]:
    """Return the covered months of the span that have flows, earliest first."""
    first = add_months(page.month, 1 - 12 * int(str(page.own["span"])))
    base = {one.month for one in page.covered if one.is_base_month}
    return tuple(month for month in page.months if first <= month <= page.month and month not in base)


def show_pickers(page: Page) -> None:
    """Draw span, sex, date basis, area."""
    words = page.words
    spans = {span: words("span_months", years=span) for span in SPANS}
    sexes = {TOTAL: words("sex_total")} | {
        sex: label for sex, label in page.labels("report_sexes").items() if sex != TOTAL
    }
    with beside_each_other():
        pick_by_button("span", words("span"), spans)
        pick_by_button("sex", words("sex"), sexes)
        pick_by_button("basis", words("basis"), page.labels("basis_codes"))
        pick_areas(page)


def answer(page: Page, flows: dict[date, MonthFlows]) -> str:
    """Return the sentence that says by how much the month changed and what made it."""
    words = page.words
    if page.month not in flows:
        return words("answer_base", month=page.month_short(page.month))
    now = flows[page.month]
    sex = str(page.own["sex"])
    sex_name = "" if sex == TOTAL else words("separator") + page.labels("report_sexes")[sex]
    who = words("who", area=page.area_name(), kind=page.nationality_name(), sex=sex_name)
    causes = {
        "migration": now.migration,
        "natural": now.natural,
        "other": now.other,
        "within": now.sum_of(WITHIN),
    }
    if any(count is MASKED for count in causes.values()):
        return words("answer_masked", month=page.month_short(page.month), who=who)
    largest = max(causes, key=lambda cause: abs(causes[cause]))
    return words(
        "answer",
        month=page.month_short(page.month),
        who=who,
        change=signed(now.net),
        largest=words(f"largest_{largest}") if causes[largest] else "",
        migration=signed(now.migration),
        arrivals=number(now.by_part["in_migration"]),
        departures=number(-now.by_part["out_migration"]),
        natural=signed(now.natural),
        births=number(now.by_part["birth"]),
        deaths=number(-now.by_part["death"]),
        other=signed(now.other),
        within=words("answer_within", within=signed(causes["within"])) if causes["within"] else "",
    )


def parts_shown(flows: dict[date, MonthFlows]) -> list[str]:
    """Return the parts of the bars; what stays within is left out where it balances in every month."""
    balances = all(month.by_part[WITHIN] == 0 for month in flows.values())
    return [part for part in PARTS if part != WITHIN or not balances]


def chart_words(page: Page, flows: dict[date, MonthFlows]) -> MovementWords:
    """Return what is written in and around the bars."""
    words = page.words
    return MovementWords(
        parts={part: words(part) for part in parts_shown(flows)},
        net=words("net"),
        unit=words("persons"),
        month_label=words("axis_month"),
        year_label=words("axis_year"),
    )


def month_bars(page: Page, flows: dict[date, MonthFlows]) -> list[MonthBar]:
    """Return the bar of every month, earliest first."""
    parts = parts_shown(flows)
    return [
        MonthBar(month, page.month_short(month), [drawn(one.by_part[part]) for part in parts])
        for month, one in flows.items()
    ]


def months_table(page: Page, flows: dict[date, MonthFlows]) -> Table:
    """Return the months latest first: every part without a sign, what balances and the net with one."""
    words, parts = page.words, parts_shown(flows)
    columns = [Column("stat_month", words("month_heading"), holds=TEXT)]
    columns += [
        Column(part, words(part), words("persons"), CHANGE)
        if part == WITHIN
        else Column(part, words(part), words("persons"))
        for part in parts
    ]
    columns.append(Column("net", words("net"), words("persons"), CHANGE))
    rows = [
        (
            page.month_short(month),
            *(one.by_part[part] if part == WITHIN else abs(one.by_part[part]) for part in parts),
            one.net,
        )
        for month, one in reversed(flows.items())
    ]
    caption = f"{words('table')}　{page.area_name()}　{page.nationality_name()}"
    return Table("movements", caption, columns, rows)


def show_official_table(page: Page) -> None:
    """Draw the 異動集計表 of the month, of the whole or of the one district that is picked."""
    words, picked = page.words, page.chosen_areas()
    district = picked[0] if len(picked) == 1 and picked[0].district_code else None
    name = page.area_names()[district.area_code] if district else page.municipality_name
    month = page.month_short(page.month)
    base = any(one.is_base_month for one in page.covered if one.month == page.month)
    note = words("official_missing" if base else "official_note", month=month)
    if picked and not district:
        note += words("official_note_towns")
    heading = f"{words('official_heading')}　{name}　{month}"
    show_heading(page, heading, note=note)
    if base:
        return
    district_code = district.district_code or "" if district else ""
    for sheet in official_sheets(page, district_code):
        page.visit.count(rows=len(sheet.lines))
        st.html(html_sheet(page, sheet))
        show_legend(page)
        show_downloads(page, sheet_table(sheet, caption=heading))
        show_lineage(page, sheet, district_code)
