"""アドホック分析: my own cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from access.roles import MAY_QUERY
from adhoc.dictionary import dictionary
from adhoc.limits import DEFAULT_LIMITS
from adhoc.questions import Answer, Question
from adhoc.recorded import ask_recorded
from adhoc.refusals import sentence
from adhoc.saved import SavedQuery, examples, saved_queries
from adhoc.sight import Sight
from dashboards.address import Choice
from dashboards.page import Page, show_foot, show_head, show_heading
from dashboards.pickers import pick_from_list
from dashboards.publication import Publication
from dashboards.queries.areas import CoveredMonth
from dashboards.turns import TURNS
from dashboards.views.sql_dictionary import show_dictionary
from dashboards.views.sql_result import show_result
from dashboards.views.sql_saving import show_removal, show_saving
from dashboards.views.sql_sight import asker_here, sight_here
from store.errors import UsageError

NAME, PATH = "sql", "sql"
RIGHT = MAY_QUERY
TEXT_HEIGHT = 260
BOX, TEXT, LOADED, ASKED = "sql_box", "sql_text", "sql_loaded", "sql_asked"
"""Keys of the session: the box, its text while another page is shown, what was loaded, the last answer."""


@dataclass(frozen=True)
class Asked:
    """A question and its answer, kept until the next one."""

    question: Question
    answer: Answer


def choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth], month: date
) -> tuple[Choice, ...]:
    """Return the saved query; the text of a query is in no link, for it would be in every proxy's log."""
    return (Choice("q", ("", *offered(publication, municipality_code))),)


def offered(publication: Publication, municipality_code: str) -> dict[str, SavedQuery]:
    """Return the examples and what was saved for the municipality."""
    return {**examples(), **saved_queries(publication.home, municipality_code)}


def show(page: Page) -> None:
    """Draw the box, the rows of what was asked, and the dictionary."""
    try:
        sight = sight_here(page)
    except UsageError:
        show_head(page, title=page.words("title"), sentence=page.words("no_gated_marts"))
        return
    tables = dictionary(sight)
    said = page.words("sight_masked" if sight.is_masked else "sight_true")
    answer = page.words("answer", version=page.publication.name, tables=len(tables), sight=said)
    show_head(page, title=page.words("title"), sentence=answer)
    statement = show_box(page)
    if st.button(page.words("run"), type="primary", key="sql_run"):
        run(page, Question(statement, sight))
    show_asked(page, sight)
    show_saving(page, box=BOX)
    show_removal(page)
    show_dictionary(page, tables, is_masked=sight.is_masked)
    show_foot(page)


def show_box(page: Page) -> str:
    """Draw the picker of saved queries and the box, and return its text."""
    words, queries = page.words, offered(page.publication, page.municipality_code)
    titles = {name: query.title or words(f"example_{name}") for name, query in queries.items()}
    pick_from_list("q", words("pick"), {"": words("own_query"), **titles})
    picked = str(page.own["q"])
    first = next(iter(queries.values()))
    st.session_state.setdefault(BOX, st.session_state.get(TEXT, first.statement))
    if st.session_state.get(LOADED) != (page.municipality_code, picked):
        st.session_state[LOADED] = (page.municipality_code, picked)
        if picked:
            st.session_state[BOX] = queries[picked].statement
    text = st.text_area(words("statement"), key=BOX, height=TEXT_HEIGHT, help=words("statement_help"))
    st.session_state[TEXT] = text
    return text


def run(page: Page, question: Question) -> None:
    """Ask, and keep the answer for the runs that follow."""
    asker = asker_here(page, question.sight)
    with st.spinner(page.words("running", seconds=DEFAULT_LIMITS.seconds)), TURNS.lent():
        answer = ask_recorded(page.visit.home, asker, question)
    st.session_state[ASKED] = Asked(question, answer)


def show_asked(page: Page, sight: Sight) -> None:
    """Draw the last answer, if it is of what the reader sees now."""
    asked: Asked | None = st.session_state.get(ASKED)
    if asked is None or asked.question.sight != sight:
        return
    show_heading(page, page.words("result_heading"))
    if asked.answer.refusal:
        reason = sentence(asked.answer.refusal, page.words.language)
        st.warning(page.words("refused", reason=reason))
        return
    show_result(page, asker_here(page, sight), asked.question, asked.answer)
