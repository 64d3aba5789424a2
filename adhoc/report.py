"""What the verb `sql` asks, writes and says."""

import getpass
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from access.roles import rights_of
from adhoc.files import report_json, text_table
from adhoc.limits import SHOWN_ROWS
from adhoc.questions import Answer, Question
from adhoc.recorded import Asker, ask_recorded, make_file, masked_cells
from adhoc.refusals import sentence
from adhoc.saved import find_query
from adhoc.sight import sight_with
from store.errors import UsageError
from store.home import Home, replace_file, writing
from store.published import PublishedVersion, open_version

FORMAT_OF_ENDING = {".csv": "csv", ".json": "json", ".parquet": "parquet"}


@dataclass(frozen=True)
class Answered:
    """A question with its answer, which has rows, and who asked it of which version."""

    home: Home
    version: PublishedVersion
    asker: Asker
    question: Question
    answer: Answer

    @property
    def rows(self) -> pl.DataFrame:
        return self.answer.rows


def answer_for(
    home: Home,
    *,
    statement: str,
    saved: str | None,
    role: str,
    municipality_codes: tuple[str, ...] | None,
) -> Answered:
    """Return the answer to a statement, or to a saved query. Raises UsageError for one that is refused."""
    if bool(statement) == bool(saved):
        raise UsageError('Say either a query, jukistat sql "select …", or --saved NAME.')
    version = open_version(home)
    question = Question(
        find_query(home, saved, municipality_codes).statement if saved else statement,
        sight_with(version, rights_of([role]), municipality_codes),
    )
    filters = {"version": version.name, **({"q": saved} if saved else {})}
    asker = Asker(getpass.getuser(), role, " ".join(municipality_codes or ()), filters)
    answer = ask_recorded(home, asker, question)
    if answer.refusal:
        raise UsageError(f"{sentence(answer.refusal, 'en')} [{answer.refusal.code}]")
    return Answered(home, version, asker, question, answer)


def format_of(out: Path | None) -> str:
    """Return the format that a file's name says; table where there is none. Raises UsageError."""
    if out is None:
        return "table"
    if out.suffix not in FORMAT_OF_ENDING:
        raise UsageError(
            f"{out.name} does not say a format. Name it .csv, .json or .parquet, or use --format."
        )
    return FORMAT_OF_ENDING[out.suffix]


def write_rows(answered: Answered, file_format: str, out: Path) -> str:
    """Write the rows to `out`, whole or not at all, and return the sentence that says so."""
    if not out.parent.is_dir():
        raise UsageError(f"There is no directory {out.parent}. Make it, then try again.")
    content = text_of(answered) if file_format == "table" else _file(answered, file_format)
    with writing(Home(out.parent)):
        replace_file(out, content)
    return f"{answered.rows.height:,} rows in {out} (version {answered.version.name})."


def printed_rows(answered: Answered, file_format: str) -> bytes:
    """Return what is printed. Raises UsageError for Parquet, which no terminal shows."""
    rows = answered.rows
    if file_format == "table":
        return text_of(answered)
    if file_format == "json":
        return report_json(rows, version=answered.version.name, is_cut=answered.answer.is_cut)
    if file_format == "parquet":
        raise UsageError("Parquet goes into a file: --out FILE.")
    return _file(answered, file_format)


def text_of(answered: Answered) -> bytes:
    return f"{text_table(answered.rows.head(SHOWN_ROWS))}\n".encode()


def remarks(answered: Answered) -> list[str]:
    """Return what must be known beside the rows: cut, shown in part, masked."""
    rows, said = answered.rows, []
    if answered.answer.is_cut:
        said.append(f"cut at {rows.height:,} rows; there are more.")
    elif rows.height > SHOWN_ROWS:
        said.append(f"a table shows the first {SHOWN_ROWS:,} of {rows.height:,} rows; files hold all.")
    if answered.question.sight.is_masked:
        masked = masked_cells(answered.question, answered.answer)
        said.append(f"small figures are masked, i.e. empty and in no sum; {masked:,} here are empty.")
    return said


def _file(answered: Answered, file_format: str) -> bytes:
    return make_file(answered.home, answered.asker, answered.question, answered.answer, file_format)
