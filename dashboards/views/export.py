"""月次帳票: send this month's official set, as the pipeline made it (06-dashboards 6.4)."""

from dataclasses import replace

import streamlit as st

from access.roles import SEES_TRUE_COUNTS
from dashboards.address import no_choices
from dashboards.admission import admission
from dashboards.formats import month_code, month_of, number
from dashboards.page import Page, show_foot, show_head, show_heading, show_rows
from dashboards.tables import TEXT, Column, Table
from dashboards.views.export_files import show_files
from dashboards.visits import Visit
from exports.exported_set import ExportedSet, exported_sets

NAME, PATH = "export", "export"
RIGHT = SEES_TRUE_COUNTS
"""Whatever can be exported holds true counts."""
choices = no_choices
COMMAND = "jukistat export --month {month} --audience internal"


def show(page: Page) -> None:
    """Draw the month's set if it is of the version served, else how it is made; then the other months."""
    if page.publication.is_gated:
        show_head(page, title=page.words("title"), sentence=page.words("not_on_this_side"))
        show_foot(page)
        return
    lying = exported_sets(page.publication.home, page.municipality_code)
    readable = [each for each in lying if each.is_within(page.publication.municipality_codes)]
    months = {each.manifest.month: each for each in readable}
    exported = months.pop(month_code(page.month), None)
    is_hidden = month_code(page.month) in {each.manifest.month for each in lying} and exported is None
    show_head(page, title=page.words("title"), sentence=answer(page, exported, is_hidden=is_hidden))
    if exported and is_served(page, exported):
        show_files(page, exported, visit_of(page, exported))
    elif not is_hidden:
        st.code(COMMAND.format(month=month_code(page.month)), language="sh")
    if months:
        show_heading(page, page.words("months_heading"), note=page.words("months_note"))
        show_rows(page, months_table(page, list(months.values())))
    show_foot(page)


def is_served(page: Page, exported: ExportedSet) -> bool:
    """Whether a set was made of the version that the page shows."""
    return exported.is_of(page.publication.manifest)


def answer(page: Page, exported: ExportedSet | None, *, is_hidden: bool) -> str:
    """Return what there is to send of the month, or why there is nothing."""
    words, month = page.words, page.month_short(page.month)
    if exported is None:
        return words("answer_hidden" if is_hidden else "answer_none", month=month)
    if not is_served(page, exported):
        return words("answer_earlier", month=month, ledger_id=exported.manifest.ledger_id)
    return words(
        "answer",
        month=month,
        state=state_name(page, exported),
        files=number(len(exported.manifest.files)),
        audience=words(f"audience_{exported.manifest.audience}"),
        made_date=exported.manifest.made_date,
    )


def state_name(page: Page, exported: ExportedSet) -> str:
    """Return how final the month was when the set was made."""
    return page.words(f"state_{exported.state_of(page.municipality_code)}")


def visit_of(page: Page, exported: ExportedSet) -> Visit:
    """Return the visit for files that tell of several municipalities: the right must still hold in each."""
    visit = page.visit
    asked = [admission(visit.home, visit.reader, RIGHT, code) for code in exported.municipality_codes]
    return replace(visit, admits=lambda: all(admits() for admits in asked))


def months_table(page: Page, exported: list[ExportedSet]) -> Table:
    """Return the other months that have a set, latest first."""
    words = page.words
    columns = [
        Column("month", words("month_heading"), holds=TEXT),
        Column("files", words("files"), words("files_unit")),
        Column("state", words("state"), holds=TEXT),
        Column("made_of", words("made_of"), holds=TEXT),
        Column("made_date", words("made_date"), holds=TEXT),
    ]
    rows = [
        (
            page.month_short(month_of(each.manifest.month)),
            len(each.manifest.files),
            state_name(page, each),
            words("of_this_version" if is_served(page, each) else "of_earlier_version"),
            each.manifest.made_date,
        )
        for each in exported
    ]
    return Table("exported_months", words("months_table"), columns, rows)
