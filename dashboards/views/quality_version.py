"""What is known of the published version: its tables and their digests."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboards.formats import NOT_AVAILABLE, minute, number
from dashboards.page import Page, show_heading, show_rows
from dashboards.queries.quality import made_at
from dashboards.tables import TEXT, Column, Table

DIGEST_SHOWN = 16


def show_version(page: Page) -> None:
    """Draw the version and its tables side by side."""
    show_heading(page, page.words("version_heading"))
    left, right = st.columns([2, 3], gap="large")
    with left:
        show_rows(page, version_table(page))
    with right:
        show_rows(page, marts_table(page))


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
