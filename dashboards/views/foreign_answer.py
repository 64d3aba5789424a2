"""The sentence that answers who comes, from where, to stay how long."""

from collections.abc import Collection, Mapping, Sequence

from dashboards.formats import difference, number, percentage, signed
from dashboards.page import Page
from dashboards.queries.foreigners import foreigners_by_group
from dashboards.queries.masking import sum_unless_masked
from dashboards.queries.seeds import codes_where
from dashboards.queries.summary import TOTAL, month_summaries
from dashboards.views.foreign_figures import Nationality, group_names
from dashboards.views.masked_figures import shown, written

NAMED = 3
"""Nationalities that the sentence names."""


def answer(page: Page, found: Sequence[Nationality]) -> str:
    """Return how many foreign residents there are, of which nationalities, and how many stay for good."""
    words, population = page.words, foreign_and_all(page)
    whole, everybody, before = population
    if not whole:
        return words("answer_nobody", month=page.month_end(page.month), area=page.municipality_name)
    change = difference(whole, before)
    return words(
        "answer",
        month=page.month_end(page.month),
        area=page.municipality_name,
        count=number(whole),
        share=number(percentage(whole, everybody), 2),
        change=words("answer_change", change=signed(change)) if change is not None else "",
        nationalities=of_nationalities(page, found),
        stay=of_stay(page, whole),
    )


def foreign_and_all(page: Page) -> tuple[int, int, int | None]:
    """Return foreign residents and all residents of the month, and foreign ones a year before (None: …)."""
    summaries = month_summaries(page.publication, page.municipality_code, TOTAL, page.months)
    year_before = page.months_before(12)
    now = summaries[page.month]
    return now.foreign, now.population, summaries[year_before].foreign if year_before else None


def of_nationalities(page: Page, found: Sequence[Nationality]) -> str:
    """Return the largest nationalities of the group chosen with their numbers."""
    words, group = page.words, str(page.own["group"])
    named = [
        words("answer_one", name=one.name, count=written(one.count)) for one in found[:NAMED] if one.count
    ]
    if not named:
        return ""
    of_group = "" if group == TOTAL else words("answer_of_group", group=group_names(page)[group])
    return words("answer_nationalities", group=of_group, named=words("list_separator").join(named))


def of_stay(page: Page, whole: int) -> str:
    """Return the share of those who may stay without a limit, and the largest group of the others."""
    found = foreigners_by_group(page.publication, page.municipality_code, (page.month,))
    names = group_names(page)
    counts = {group: found.get((page.month, group), 0) for group in names}
    permanent = codes_where(page.publication, "residence_status_group_codes", is_permanent=True)
    unlimited = sum_unless_masked(counts[group] for group in permanent)
    return page.words(
        "answer_stay",
        permanent=page.words("list_separator").join(names[group] for group in permanent),
        count=written(unlimited),
        share=number(percentage(shown(unlimited), whole), 1),
        limited=of_limited(page, counts, whole, permanent),
    )


def of_limited(page: Page, counts: Mapping[str, int | None], whole: int, permanent: Collection[str]) -> str:
    """Return the largest group of those who may stay for a time; blank where a masked one may be larger."""
    known = {group: count for group, count in counts.items() if count is not None}
    limited = {group: count for group, count in known.items() if group not in permanent}
    largest = max(limited, key=lambda group: limited[group], default=None)
    if largest is None or limited[largest] < whole - sum(known.values()):
        return ""
    return page.words("answer_limited", group=group_names(page)[largest], count=number(limited[largest]))
