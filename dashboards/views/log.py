"""閲覧履歴: who looked at what, and is the log what was written?"""

from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import streamlit as st

from access.log import HANDED_OUT, OPENED, REFUSED, SHOWN
from access.log_search import Question, first_day, search_log
from access.log_verification import Verification, verify_log
from access.roles import SEES_LOG, roles
from dashboards import address
from dashboards.formats import number
from dashboards.page import Page, show_foot, show_heading, show_table
from dashboards.pickers import beside_each_other, pick_from_list
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth
from dashboards.tables import TEXT, Column, Table
from dashboards.wording import Wording, page_title

NAME, PATH = "log", "log"
RIGHT = SEES_LOG
DECISIONS = {"opened": OPENED, "shown": SHOWN, "handed": HANDED_OUT, "refused": REFUSED}
"""What a link calls the decisions."""
ANY = "any"
MOST_ROWS = 1000
Record = dict[str, Any]


class AnyName:
    """Whatever may be asked for: nobody knows beforehand who, or which page, is in the log."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __repr__(self) -> str:
        return "any name"


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[address.Choice, ...]:
    """Return what the search asks for: day, subject, page, decision."""
    days = log_days(publication)
    return (
        address.Choice("day", (*days, ANY), days[0]),
        address.Choice("who", AnyName()),
        address.Choice("where", AnyName(), ANY),
        address.Choice("decision", (ANY, *DECISIONS), ANY),
    )


def log_days(publication: Publication) -> list[str]:
    """Return every day since the log began, today first."""
    today = date.today()
    begun = first_day(publication.home) or today
    return [(today - timedelta(days=back)).isoformat() for back in range(max((today - begun).days, 0) + 1)]


def show(page: Page) -> None:
    """Draw the search, what it found, and whether the log is what was written."""
    found, count, places = find(page)
    words = page.words
    day = words("all_days") if page.own["day"] == ANY else page.own["day"]
    answer = "answer_cut" if count > len(found) else "answer"
    sentence = words(answer, day=day, found=number(count), shown=number(len(found)))
    st.html(
        f'<header lang="{words.language}"><p class="scope">{escape(page.municipality_name)}</p>'
        f'<h1>{escape(words("title"))}</h1><p class="answer">{escape(sentence)}</p></header>'
    )
    show_search(page, places)
    show_table(page, records_table(page, found))
    show_verification(page)
    show_foot(page)


def find(page: Page) -> tuple[list[Record], int, list[str]]:
    """Return the records found, latest first and not all of them, how many there are, and their pages."""
    question = Question(
        subject=str(page.own["who"]),
        day=None if page.own["day"] == ANY else date.fromisoformat(str(page.own["day"])),
        decision=DECISIONS.get(str(page.own["decision"]), ""),
    )
    wanted = str(page.own["where"])
    latest: deque[Record] = deque(maxlen=MOST_ROWS)
    count, places = 0, {wanted} - {ANY}
    for record in search_log(page.visit.home, question):
        if record["municipality_code"] not in (page.municipality_code, ""):
            continue
        places.add(record["page"])
        if wanted in (ANY, record["page"]):
            latest.append(record)
            count += 1
    return list(reversed(latest)), count, sorted(places)


def show_search(page: Page, places: list[str]) -> None:
    """Draw the pickers of the search."""
    words = page.words
    days = {day: day for day in log_days(page.publication)} | {ANY: words("all_days")}
    titles = {place: page_title(place, words.language) for place in places}
    with beside_each_other():
        pick_from_list("day", words("day"), days, width=180)
        st.text_input(words("who"), key=address.widget_key("who"), width=260)
        pick_from_list("where", words("where"), {ANY: words("all_pages"), **titles}, width=220)
        decisions = {code: words(f"decision_{code}") for code in DECISIONS}
        pick_from_list("decision", words("decision"), {ANY: words("all_decisions"), **decisions}, width=220)


def records_table(page: Page, records: list[Record]) -> Table:
    """Return the records, one a row."""
    words = page.words
    texts = ("at", "subject", "role", "page", "decided", "filters", "statement", "file_digest")
    columns = [Column(name, words(name), holds=TEXT) for name in texts]
    columns[5:5] = [
        Column("rows", words("rows"), words("rows_unit")),
        Column("masked", words("masked"), words("cells_unit")),
    ]
    return Table("access_log", words("table"), columns, [record_row(record, words) for record in records])


def record_row(record: Record, words: Wording) -> tuple[object, ...]:
    """Return a record in the reader's words."""
    filters = (f"{name}={chosen}" for name, chosen in record["filters"].items())
    return (
        record["at"][:19].replace("T", " "),
        record["subject"],
        role_names(record["role"], words),
        page_title(record["page"], words.language),
        decision_text(record["decision"], words),
        record["rows"],
        record["masked"],
        " ".join(filters),
        record["statement"],
        record["file_digest"],
    )


def role_names(written: str, words: Wording) -> str:
    """Return what the roles of a record are called; what is no role, as it is written."""
    known = roles()
    names = (known[code].label(words.language) if code in known else code for code in written.split("+"))
    return words("separator").join(names)


def decision_text(decision: str, words: Wording) -> str:
    """Return a decision in the reader's words, the code of a reason after it."""
    name = next((name for name, begins in DECISIONS.items() if decision.startswith(begins)), None)
    reason = decision.removeprefix(REFUSED) if name == "refused" else ""
    said = words(f"decision_{name}") if name else decision
    return f"{said}: {reason}" if reason else said


def show_verification(page: Page) -> None:
    """Draw the button that verifies the log, and what was found."""
    words = page.words
    show_heading(page, words("verify_heading"), note=words("verify_note"))
    if not st.button(words("verify"), key="verify_log"):
        return
    verification = verify_log(page.visit.home)
    if verification.is_whole:
        st.success(words("whole", records=number(verification.records)))
    else:
        st.error(
            words("broken", faults=number(verification.fault_count), places=places_of(verification, words))
        )


def places_of(verification: Verification, words: Wording) -> str:
    """Return where the first faults are."""
    places = (words("place", file=fault.file, line=number(fault.line)) for fault in verification.faults[:5])
    return words("list_separator").join(places)
