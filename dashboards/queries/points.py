"""The points between which a difference is explained: a month, a date basis, what was known by then."""

import re
from dataclasses import dataclass
from datetime import date

from dashboards.formats import month_code, month_of
from dashboards.publication import Publication
from dashboards.queries.areas import covered_months
from dashboards.queries.movements import official_basis
from dashboards.queries.seeds import code_list, codes_where
from store.errors import UsageError

MONTH = r"\d{4}-(?:0[1-9]|1[0-2])"
WRITTEN = re.compile(rf"(?P<month>{MONTH})(?::(?P<basis>[a-z]+))?(?:@(?P<known>{MONTH}))?")


@dataclass(frozen=True, order=True)
class Point:
    """A stock that can be explained: at the end of `month`, on a basis."""

    month: date
    basis_code: str
    known_month: date | None = None
    """Only what the register had recorded by the end of this month; None = everything loaded."""

    @property
    def code(self) -> str:
        """The point as links and commands write it."""
        known = f"@{month_code(self.known_month)}" if self.known_month else ""
        return f"{month_code(self.month)}:{self.basis_code}{known}"


def stock_bases(publication: Publication) -> tuple[str, ...]:
    """Return the bases that have stocks: those with effective changes of their own (02-register 2.5)."""
    bases = code_list(publication, "basis_codes")
    return tuple(bases.filter(bases["basis_code"] == bases["effect_basis_code"])["basis_code"].to_list())


def knowing_bases(publication: Publication) -> tuple[str, ...]:
    """Return the bases with stocks whose past changes when more becomes known."""
    return tuple(code for code in stock_bases(publication) if code != official_basis(publication))


def read_point(publication: Publication, municipality_code: str, written: str, *, basis_code: str) -> Point:
    """Return the point that MONTH[:BASIS][@AS-KNOWN-MONTH] means; `basis_code` is the basis if it names none.

    Raises UsageError for another form, a basis without stocks, a month that is not published, and an
    as-known month on a basis that does not change with knowledge.
    """
    parts = WRITTEN.fullmatch(written)
    if parts is None:
        raise UsageError(
            f"'{written}' is no point. Write MONTH[:BASIS][@AS-KNOWN-MONTH], as in 2024-03:event@2024-04."
        )
    basis = parts["basis"] or basis_code
    check_basis(publication, basis, has_known_month=parts["known"] is not None)
    check_months(publication, municipality_code, [one for one in (parts["month"], parts["known"]) if one])
    return Point(month_of(parts["month"]), basis, month_of(parts["known"]) if parts["known"] else None)


def check_basis(publication: Publication, basis_code: str, *, has_known_month: bool) -> None:
    """Raise UsageError unless the basis has stocks and, if it is asked for, a past that knowledge changes."""
    with_stocks = stock_bases(publication)
    if basis_code not in with_stocks:
        shows_flows = basis_code in codes_where(publication, "basis_codes")
        what = "has flows only, no stock to explain" if shows_flows else "is no date basis"
        raise UsageError(f"'{basis_code}' {what}. Use one of: {', '.join(with_stocks)}.")
    if has_known_month and basis_code not in knowing_bases(publication):
        raise UsageError(
            f"On the {basis_code} basis a past month never changes with knowledge. Leave the as-known month "
            f"out, or use the basis {' or '.join(knowing_bases(publication))}."
        )


def check_months(publication: Publication, municipality_code: str, months: list[str]) -> None:
    """Raise UsageError for a month that has no published stock."""
    published = [month_code(one.month) for one in reversed(covered_months(publication, municipality_code))]
    for month in months:
        if month not in published:
            raise UsageError(f"{month} is not published here; {published[0]} to {published[-1]} are.")
