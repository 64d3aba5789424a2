"""The sentence that answers where households become smaller, and who lives alone."""

from collections.abc import Sequence
from datetime import date

from dashboards.formats import difference, number, percentage, signed
from dashboards.page import Page
from dashboards.queries.household_types import Types, households_with
from dashboards.queries.households import Sizes
from dashboards.views.households_areas import AreaHouseholds
from dashboards.views.households_tables import OTHER_INDICATORS

FEWEST_HOUSEHOLDS = 50
"""An area is named only if it has as many; the mean of a few moves by chance."""


def answer(
    page: Page, years: Sequence[date], sizes: Sequence[Sizes], types: Types, some: Sequence[AreaHouseholds]
) -> str:
    """Return how large households are, how that changed, who lives in them, and where they shrank most."""
    words, now, then = page.words, sizes[-1], sizes[0]
    if not now.households:
        return words("answer_nobody", month=page.month_end(page.month), who=who(page))
    return words(
        "answer",
        month=page.month_end(page.month),
        who=who(page),
        households=number(now.households),
        size=number(now.mean_size, 2),
        singles=number(now.by_size.get(1, 0)),
        share=number(now.single_rate, 1),
        compared=compared(page, years[0], now, then),
        types=of_types(page, types),
        where=where(page, some),
    )


def who(page: Page) -> str:
    return page.words("who", area=page.area_name(), kind=page.nationality_name())


def compared(page: Page, earlier: date, now: Sizes, then: Sizes) -> str:
    """Return what it was in the earliest year shown, if there is one."""
    if earlier == page.month or not then.households:
        return ""
    return page.words(
        "answer_compared",
        month=page.month_end(earlier),
        size=number(then.mean_size, 2),
        share=signed(difference(now.single_rate, then.single_rate), 1),
    )


def of_types(page: Page, types: Types) -> str:
    """Return how many households each of the other indicators counts."""
    whole = sum(types.values())
    counts = {one: households_with(page.publication, types, one) for one in OTHER_INDICATORS}
    said = [
        page.words(
            "answer_type",
            what=page.words(f"ind_{indicator}"),
            count=number(count),
            share=number(percentage(count, whole), 1),
        )
        for indicator, count in counts.items()
    ]
    return page.words("answer_types", types=page.words("list_separator").join(said))


def where(page: Page, some: Sequence[AreaHouseholds]) -> str:
    """Return the area shown whose households have become smaller most, small areas apart."""
    changes = {
        one.name: change
        for one in some
        if (one.now.sizes.households or 0) >= FEWEST_HOUSEHOLDS
        and (change := difference(one.now.sizes.mean_size, one.then.sizes.mean_size)) is not None
    }
    if len(changes) < 2:
        return ""
    name = min(changes, key=lambda one: changes[one])
    return page.words("answer_where", area=name, change=signed(changes[name], 2)) if changes[name] < 0 else ""
