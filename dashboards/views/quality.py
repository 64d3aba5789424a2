"""データ品質: can I trust today's figures?"""

from collections.abc import Sequence
from datetime import date
from html import escape

import polars as pl
import streamlit as st

from dashboards.address import no_choices
from dashboards.charts.series import count_bars
from dashboards.formats import NOT_AVAILABLE, minute, month_code, number
from dashboards.page import Page, show_chart, show_foot, show_head, show_heading, show_table
from dashboards.queries.quality import deliveries, delivery_warnings, made_at, quality_by_month
from dashboards.tables import TEXT, Column, Table, html_table
from dashboards.views.quality_revisions import show_revisions

NAME, PATH = "quality", "quality"
choices = no_choices
OUTCOMES = ("loaded", "duplicate", "superseded", "quarantined", "out_of_scope")
"""Where a received row can go (01-feed 1.4): they add up to `received`."""
DESCRIBED_BY = ("delivery_id", "file", "kind", "loaded_at", "through_date")
DIGEST_SHOWN = 16


def show(page: Page) -> None:
    """Draw where the rows went, what could not be applied, the warnings, and the version."""
    ledger = deliveries(page.publication)
    rules = quality_by_month(page.publication, page.municipality_code)
    show_head(page, title=page.words("title"), sentence=answer(page, ledger, rules))
    show_heading(page, page.words("sum_heading"), note=page.words("sum_note"))
    show_table(page, deliveries_table(page, ledger))
    show_rules(page, rules)
    show_warnings(page)
    show_revisions(page)
    show_heading(page, page.words("version_heading"))
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.html(html_table(version_table(page)))
    with right:
        st.html(html_table(marts_table(page)))
    show_foot(page)


def answer(page: Page, ledger: pl.DataFrame, rules: pl.DataFrame) -> str:
    """Return whether every received row is accounted for and the checks passed."""
    words = page.words
    still_open = ledger.filter(pl.col("received") != pl.sum_horizontal(OUTCOMES)).height
    if still_open:
        return words("answer_bad", deliveries=ledger.height, open=still_open)
    return words(
        "answer_good",
        deliveries=number(ledger.height),
        received=number(int(ledger["received"].sum())),
        checks=checks(page),
        month=page.month_short(page.month),
        found=found_in_month(page, rules),
    )


def found_in_month(page: Page, rules: pl.DataFrame) -> str:
    """Return how often each rule applied in the month of the page."""
    of_month = rules.filter(pl.col("stat_month") == page.month)
    counts = dict(of_month.select("rule_code", "row_count").iter_rows())
    names = page.labels("quality_rule_codes")
    return page.words("list_separator").join(
        counted(name, counts.get(rule, 0)) for rule, name in names.items()
    )


def counted(name: str, count: int) -> str:
    """Return a rule's name and count for prose; a unit that the name has in parentheses follows the count."""
    what, _, unit = name.partition("（")
    return f"{what} {number(count)}{unit.removesuffix('）')}"


def checks(page: Page) -> str:
    """Return what the manifest says of checks; a version is published only after all of them passed."""
    counted = page.publication.manifest.get("checks")
    if not counted:
        return page.words("checks_by_publication")
    if counted["failed"]:
        return page.words("checks_failed", failed=number(counted["failed"]))
    return page.words("checks_passed", passed=number(counted["passed"]))


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


def version_table(page: Page) -> Table:
    """Return what is known of the version as a whole, and the months of this municipality."""
    words, manifest = page.words, page.publication.manifest
    described = ("ledger_id", "rule_version", "program_version")
    values = {
        "version": page.publication.name,
        "made_at": minute(made_at(page.publication)),
        **{name: manifest.get(name, NOT_AVAILABLE) for name in described},
        "months": span(page, page.months),
        "assumed": span(page, [one.month for one in reversed(page.covered) if one.is_assumed]),
    }
    columns = [Column("item", words("item"), holds=TEXT), Column("value", words("value"), holds=TEXT)]
    rows = [(words(name), value) for name, value in values.items()]
    return Table("version", words("version_table"), columns, rows)


def span(page: Page, months: Sequence[date]) -> str:
    """Return the first and the last of `months`, and how many they are."""
    if not months:
        return number(0)
    ends = {"first": page.month_short(months[0]), "last": page.month_short(months[-1])}
    return page.words("months_span", count=number(len(months)), **ends)


def marts_table(page: Page) -> Table:
    """Return the tables of the version with the digest that proves each."""
    words = page.words
    columns = [
        Column("mart", words("mart"), holds=TEXT),
        Column("rows", words("mart_rows")),
        Column("sha256", words("sha256"), holds=TEXT),
    ]
    marts = page.publication.manifest.get("marts", {})
    rows = [(name, entry["rows"], entry["sha256"][:DIGEST_SHOWN]) for name, entry in marts.items()]
    return Table("marts", words("marts_table"), columns, rows)
