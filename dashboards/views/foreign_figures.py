"""What the page of foreign residents shows: nationalities in order of size, groups of residence status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.page import Page
from dashboards.queries.foreigners import NO_GROUP, foreigners_by_nationality, foreigners_of_group
from dashboards.queries.masking import sum_unless_masked
from dashboards.queries.summary import TOTAL


@dataclass(frozen=True)
class Nationality:
    """Foreign residents of one nationality, or of several together: now (None: masked), a year before."""

    codes: Sequence[str]
    name: str
    count: int | None
    before: int | None
    """None: masked, or not covered."""


def group_chosen(page: Page) -> str | None:
    """Return the group whose nationalities are shown, None for all."""
    chosen = str(page.own["group"])
    return None if chosen == TOTAL else chosen


def nationalities(page: Page, *, at_most: int | None = None) -> list[Nationality]:
    """Return the nationalities of the group chosen, largest first; `at_most` so many by name, the others
    together if they are several.
    """
    year_before = page.months_before(12)
    months = tuple(month for month in (page.month, year_before) if month)
    group = group_chosen(page)
    counts = foreigners_by_nationality(page.publication, page.municipality_code, months, group)
    codes = sorted(
        {code for _, code in counts}, key=lambda code: (-(counts.get((page.month, code), 0) or 0), code)
    )
    names = page.labels("nationality_codes")

    def line(some: Sequence[str], name: str) -> Nationality:
        before = summed(counts, year_before, some) if year_before else None
        return Nationality(some, name, summed(counts, page.month, some), before)

    by_name = len(codes) if at_most is None or len(codes) <= at_most + 1 else at_most
    largest, others = codes[:by_name], codes[by_name:]
    found = [line([code], names[code]) for code in largest]
    return [*found, line(others, page.words("others", count=len(others)))] if others else found


def together(page: Page, found: Sequence[Nationality]) -> Nationality:
    """Return all nationalities of the group chosen as one."""
    year_before = page.months_before(12)
    months = tuple(month for month in (page.month, year_before) if month)
    counts = foreigners_of_group(page.publication, page.municipality_code, months, group_chosen(page))
    codes = [code for one in found for code in one.codes]
    return Nationality(
        codes, page.words("total"), counts[page.month], counts[year_before] if year_before else None
    )


def summed(counts: Mapping[tuple[date, str], int | None], month: date, codes: Sequence[str]) -> int | None:
    """Return persons of a month and of these codes; None if one is masked."""
    return sum_unless_masked(counts.get((month, code), 0) for code in codes)


def group_names(page: Page) -> dict[str, str]:
    """Return the groups of residence status with their names, those whose status nobody knows last."""
    return {**page.labels("residence_status_group_codes"), NO_GROUP: page.words("group_unknown")}
