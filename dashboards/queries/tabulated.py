"""The cells of a reader's own table: one statement per question, made of the subject's dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from dashboards.publication import Publication
from dashboards.queries.subjects import MONTH, SUBJECTS, Dimension, Subject, recoding

Key = tuple[str, ...]
"""Codes of the dimensions along one side; `()` is the total over them."""
Place = tuple[Key, Key]
"""Row and column."""


@dataclass(frozen=True)
class Question:
    """What is tabulated: a subject, dimensions of rows and columns, months, and the codes that are kept."""

    subject_name: str
    municipality_code: str
    rows: tuple[str, ...]
    column: tuple[str, ...]
    months: tuple[date, ...]
    kept: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Dimension and codes, of every dimension that is filtered."""

    @property
    def subject(self) -> Subject:
        return SUBJECTS[self.subject_name]

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions of the cells."""
        return (*self.rows, *self.column)


@lru_cache(maxsize=128)
def tabulated(publication: Publication, question: Question) -> Mapping[Place, int]:
    """Return the cells and totals that are not zero. Totals are asked for, not added up from cells."""
    if not question.months:
        return {}
    subject = question.subject
    used = {name: subject.dimension(name) for name in (*question.by, *dict(question.kept))}
    recodings = {
        name: recoding(publication, question.municipality_code, dimension) for name, dimension in used.items()
    }
    codes = {name: _code(dimension, bool(recodings[name])) for name, dimension in used.items()}
    selected = "".join(f"{codes[name]} as {name}, " for name in question.by)
    rows, column = (", ".join(codes[name] for name in names) for names in (question.rows, question.column))
    both = ", ".join(codes[name] for name in question.by)
    kept = "".join(f" and list_contains(${name}_kept::varchar[], {codes[name]})" for name, _ in question.kept)
    found = publication.rows(
        f"""
        select {selected} {f"grouping({both})" if both else 0} as totalled,
            sum({subject.measure})::bigint as value
        from {subject.mart} as cells
        {" ".join(_recoding_join(used[name]) for name in used if recodings[name])}
        where cells.municipality_code = $municipality_code
            and cells.stat_month between $first_month and $last_month
            and list_contains($months::date[], cells.stat_month)
            and {subject.condition} {kept}
        group by grouping sets (({both}), ({rows}), ({column}), ())
        having sum({subject.measure}) != 0
        """,
        **_parameters(question, recodings),
    )
    return {_place(question, code, totalled): value for *code, totalled, value in found.iter_rows()}


def _place(question: Question, codes: Sequence[str], totalled: int) -> Place:
    """Return where a figure stands; `totalled` has a bit for each dimension that it is the sum over."""
    split, of_column = len(question.rows), (1 << len(question.column)) - 1
    row = () if totalled & ~of_column else tuple(codes[:split])
    return row, () if totalled & of_column else tuple(codes[split:])


def _code(dimension: Dimension, is_recoded: bool) -> str:
    """Return the SQL of a dimension's code, as text."""
    if dimension.name == MONTH:
        return f"strftime(cells.{dimension.column}, '%Y-%m')"
    column = f"cells.{dimension.column}::varchar"
    return f"coalesce({dimension.name}_list.recoded, {column})" if is_recoded else column


def _recoding_join(dimension: Dimension) -> str:
    name = dimension.name
    return f"""
        left join (select unnest(${name}_from::varchar[]) as code, unnest(${name}_to::varchar[]) as recoded)
            as {name}_list on cells.{dimension.column}::varchar = {name}_list.code
    """


def _parameters(question: Question, recodings: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return what fills the statement; lists of codes are never written into it."""
    lists = {f"{name}_kept": list(codes) for name, codes in question.kept}
    for name, recoded in recodings.items():
        if recoded:
            lists |= {f"{name}_from": list(recoded), f"{name}_to": list(recoded.values())}
    return {
        "municipality_code": question.municipality_code,
        "first_month": min(question.months),
        "last_month": max(question.months),
        "months": list(question.months),
        **lists,
    }
