"""Every query, and every file of an answer, is in the access log before anybody sees it (04-privacy 4.6)."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from access.log import HANDED_OUT, REFUSED, SHOWN, Entry, record
from adhoc.files import WRITERS
from adhoc.limits import DEFAULT_LIMITS, Limits
from adhoc.questions import Answer, Question, ask
from store.home import Home

PAGE = "sql"


@dataclass(frozen=True)
class Asker:
    """Who asks, as what, for whose figures; `filters` say the rest: version, name of a saved query.

    `admits` says whether that person may still see what was asked when a file is made of it.
    """

    subject: str
    role: str
    municipality_code: str
    filters: Mapping[str, object]
    admits: Callable[[], bool] = lambda: True


def ask_recorded(home: Home, asker: Asker, question: Question, limits: Limits = DEFAULT_LIMITS) -> Answer:
    """Return the answer, once it is in the log. Raises LogUnavailable if it cannot be logged."""
    answer = ask(question, limits)
    record(home, _entry(asker, question, answer))
    return answer


def make_file(home: Home, asker: Asker, question: Question, answer: Answer, file_format: str) -> bytes:
    """Return the rows of an answer as a file (csv, parquet, json), once its digest is in the log.

    Raises like `hand_out`.
    """
    content = WRITERS[file_format](answer.rows)
    hand_out(home, asker, question, answer, content)
    return content


def hand_out(home: Home, asker: Asker, question: Question, answer: Answer, content: bytes) -> None:
    """Log that `content`, a file of an answer, is handed out.

    Raises PermissionError if the asker may not have it any more, LogUnavailable like `record`.
    """
    entry = _entry(asker, question, answer)
    if not asker.admits():
        record(home, replace(entry, rows=0, masked=0, decision=f"{REFUSED}file"))
        raise PermissionError("The asker may not see this answer any more.")
    digest = hashlib.sha256(content).hexdigest()
    record(home, replace(entry, decision=HANDED_OUT, file_digest=digest))


def _entry(asker: Asker, question: Question, answer: Answer) -> Entry:
    refusal = answer.refusal
    return Entry(
        subject=asker.subject,
        role=asker.role,
        municipality_code=asker.municipality_code,
        page=PAGE,
        filters=asker.filters,
        rows=answer.rows.height,
        masked=masked_cells(question, answer),
        decision=f"{REFUSED}{refusal.code}" if refusal else SHOWN,
        statement=question.statement,
    )


def masked_cells(question: Question, answer: Answer) -> int:
    """Return how many figures of an answer are empty, where small ones of the marts are masked."""
    if not question.sight.is_masked:
        return 0
    figures = [column for column in answer.rows if column.dtype.is_numeric()]
    return sum(column.null_count() for column in figures)
