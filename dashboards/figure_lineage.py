"""「この数の内訳」: the records that a figure of the 異動集計表 is made of, in counts."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboards.address import link_with
from dashboards.arrival import stay_in_sight
from dashboards.formats import form_number
from dashboards.official_table import LINEAGE, Line, Place, Sheet, figure_code
from dashboards.page import Page, show_table
from dashboards.queries.lineage import figure_lineage
from dashboards.queries.quality import deliveries
from dashboards.tables import TEXT, Column, Table


def show_lineage(page: Page, sheet: Sheet, district_code: str) -> None:
    """Draw what the chosen figure is made of, if it is one of this sheet."""
    for line in sheet.lines:
        for place, figure in zip(sheet.places, line.figures, strict=True):
            if figure_code(line, place) == page.own["cell"]:
                show_figure(page, sheet, district_code, line, place, figure)


def show_figure(page: Page, sheet: Sheet, district_code: str, line: Line, place: Place, figure: int) -> None:
    """Draw the heading that links lead to, the way back, the records and their files."""
    words = page.words
    name = f"{line.label}　{place.group} {place.heading}".replace("　 ", "　")
    st.header(words("lineage_heading"), anchor=LINEAGE)
    close = escape(link_with(page.name, "cell", ""))
    st.html(
        f'<p class="note" lang="{words.language}">{escape(words("lineage_note"))}</p>'
        f'<p class="note"><a href="{close}">{escape(words("lineage_close"))}</a></p>'
    )
    caption = words("lineage_caption", name=name, figure=form_number(figure), unit=sheet.unit)
    show_table(page, lineage_table(page, sheet, caption, lineage_rows(page, district_code, line, place)))
    stay_in_sight(LINEAGE)


def lineage_rows(
    page: Page, district_code: str, line: Line, place: Place
) -> list[tuple[str, str, str, str, int]]:
    """Return labels of the line added up, reason, file and rule, and the count, in official order."""
    items, reasons = page.labels("report_item_codes"), page.labels("reason_codes")
    rules, files = page.labels("dating_rule_codes"), delivery_names(page)
    order = list(items)
    figure = (line.item_code, place.resident_kind, place.sex)
    found = figure_lineage(page.publication, page.municipality_code, district_code, page.month, figure)
    return [
        (items[item], reasons[reason], files[delivery], rules[rule], count)
        for item, reason, delivery, rule, count in sorted(
            found.iter_rows(), key=lambda row: order.index(row[0])
        )
    ]


def delivery_names(page: Page) -> dict[int, str]:
    """Return number and file of every delivery."""
    rows = deliveries(page.publication).select("delivery_id", "file").iter_rows()
    return {delivery_id: f"{delivery_id}　{file}" for delivery_id, file in rows}


def lineage_table(
    page: Page, sheet: Sheet, caption: str, rows: Sequence[tuple[str, str, str, str, int]]
) -> Table:
    """Return the records with their total, which is the figure."""
    words = page.words
    names = ("items", "lineage_reason", "lineage_delivery", "lineage_rule")
    columns = [Column(name, words(name), holds=TEXT) for name in names]
    columns.append(Column("record_count", words("lineage_count"), sheet.unit))
    total = (words("lineage_total"), "", "", "", sum(row[-1] for row in rows))
    return Table("lineage", caption, columns, [*rows, total], emphasized=frozenset({len(rows)}))
