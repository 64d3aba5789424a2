"""Where the rows of deliveries went: loaded, refused, warned about, not applicable."""

from html import escape

import polars as pl
import streamlit as st

from dashboards.charts.series import count_bars
from dashboards.formats import NOT_AVAILABLE, minute, month_code, number
from dashboards.page import Page, show_chart, show_heading, show_table
from dashboards.queries.quality import delivery_warnings
from dashboards.tables import TEXT, Column, Table

OUTCOMES = ("loaded", "duplicate", "superseded", "quarantined", "out_of_scope")
"""Where a received row can go (01-feed 1.4): they add up to `received`."""
DESCRIBED_BY = ("delivery_id", "file", "kind", "loaded_at", "through_date")


def deliveries_table(page: Page, ledger: pl.DataFrame) -> Table:
    """Return the sum of all deliveries, then each, latest first, with whether its arithmetic closes."""
    words, names = page.words, page.labels("column_labels")
    columns = [
        *(Column(name, names[name], holds=TEXT) for name in DESCRIBED_BY),
        *(Column(name, names[name], words("rows_unit")) for name in ("received", *OUTCOMES)),
        Column("closes", words("closes"), holds=TEXT),
    ]
    sums = {name: int(ledger[name].sum()) for name in ("received", *OUTCOMES)}
    rows = [(words("total"), "", "", "", "", *sums.values(), closes(page, sums))]
    rows += [
        (
            str(row["delivery_id"]),
            row["file"],
            words(f"kind_{row['kind']}"),
            minute(row["loaded_at"]),
            str(row["through_date"] or NOT_AVAILABLE),
            *(row[name] for name in ("received", *OUTCOMES)),
            closes(page, row),
        )
        for row in ledger.iter_rows(named=True)
    ]
    return Table("deliveries", words("deliveries_table"), columns, rows, emphasized=frozenset({0}))


def closes(page: Page, counts: dict[str, int]) -> str:
    accounted = sum(counts[name] for name in OUTCOMES)
    return page.words("closes_yes" if counts["received"] == accounted else "closes_no")


def show_rules(page: Page, rules: pl.DataFrame) -> None:
    """Draw what could not be applied, by month and rule."""
    words, names = page.words, page.labels("quality_rule_codes")
    show_heading(page, words("rules_heading"), note=words("rules_note"))
    counts = {(month, rule): count for month, rule, count in rules.iter_rows()}
    for column, (rule, name) in zip(st.columns(len(names), gap="medium"), names.items(), strict=True):
        bars = [(month_code(month), counts.get((month, rule), 0)) for month in page.months]
        with column:
            st.html(f'<h3 class="small" lang="{words.language}">{escape(name)}</h3>')
            alt = words("rules_alt", rule=name, total=number(sum(count for _, count in bars)))
            show_chart(f"rule_{rule}", count_bars(bars, title=name), alt=alt)
    columns = [Column("stat_month", words("month_heading"), holds=TEXT)]
    columns += [Column(rule, name) for rule, name in names.items()]
    rows = [
        (page.month_short(month), *(counts.get((month, rule), 0) for rule in names))
        for month in reversed(page.months)
    ]
    show_table(page, Table("quality", words("rules_table"), columns, rows))


def show_warnings(page: Page) -> None:
    """Draw how often each warning of a delivery was given."""
    words, names = page.words, page.labels("delivery_rule_codes")
    warnings = delivery_warnings(page.publication)
    show_heading(page, words("warnings_heading"), note="" if warnings.height else words("warnings_none"))
    if warnings.height:
        columns = [
            Column("rule", words("rule"), holds=TEXT),
            Column("row_count", words("row_count"), words("rows_unit")),
        ]
        rows = [(names[rule], count) for rule, count in warnings.iter_rows()]
        show_table(page, Table("warnings", words("warnings_table"), columns, rows))
