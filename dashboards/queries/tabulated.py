"""The cells of a reader's own table: one statement per question, made of the subject's dimensions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from dashboards.publication import Publication
from dashboards.queries.subjects import MONTH, SUBJECTS, Dimension, Subject, recoding

Cells = Mapping[tuple[str, ...], int]
"""Measures by the codes of the dimensions asked for; what is not in it is zero."""


@dataclass(frozen=True)
class Question:
    """What is tabulated: a subject, by which dimensions, of which months, and the codes that are kept."""

    subject_name: str
    municipality_code: str
    by: tuple[str, ...]
    months: tuple[date, ...]
    kept: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Dimension and codes, of every dimension that is filtered."""

    @property
    def subject(self) -> Subject:
        return SUBJECTS[self.subject_name]

    def only_by(self, *names: str) -> "Question":
        """Return the question whose cells are the sums over all but these dimensions."""
        return replace(self, by=names)


@lru_cache(maxsize=128)
def tabulated(publication: Publication, question: Question) -> Cells:
    """Return the cells that are not zero."""
    if not question.months:
        return {}
    subject = question.subject
    used = {name: subject.dimension(name) for name in (*question.by, *dict(question.kept))}
    recodings = {
        name: recoding(publication, question.municipality_code, dimension) for name, dimension in used.items()
    }
    codes = {name: _code(dimension, bool(recodings[name])) for name, dimension in used.items()}
    selected = "".join(f"{codes[name]} as {name}, " for name in question.by)
    kept = "".join(f" and list_contains(${name}_kept::varchar[], {codes[name]})" for name, _ in question.kept)
    rows = publication.rows(
        f"""
        select {selected} sum({subject.measure})::bigint as value
        from {subject.mart} as cells
        {" ".join(_recoding_join(used[name]) for name in used if recodings[name])}
        where cells.municipality_code = $municipality_code
            and cells.stat_month between $first_month and $last_month
            and list_contains($months::date[], cells.stat_month)
            and {subject.condition} {kept}
        group by {", ".join(codes[name] for name in question.by) or "()"}
        having sum({subject.measure}) != 0
        """,
        **_parameters(question, recodings),
    )
    return {tuple(codes): value for *codes, value in rows.iter_rows()}


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
