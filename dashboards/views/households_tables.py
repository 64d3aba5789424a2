"""The tables of households: sizes, types and kinds by year, areas."""

from collections.abc import Mapping, Sequence
from datetime import date

from dashboards.formats import difference
from dashboards.page import Page
from dashboards.queries.household_types import ALONE, INDICATORS, Types, rate_of
from dashboards.queries.households import LARGEST_SIZE, Sizes, kinds_by_month
from dashboards.tables import MEAN, RATE, RATE_OF_CHANGE, TEXT, Column, Table
from dashboards.views.households_areas import AreaHouseholds

OTHER_INDICATORS = tuple(indicator for indicator in INDICATORS if indicator != ALONE)
"""Those that types make; the share of one person stands with the sizes."""


def sizes_table(page: Page, sizes: Mapping[date, Sizes]) -> Table:
    """Return households by size, their mean size and the share of one person, latest year first."""
    words = page.words
    columns = [
        Column("stat_month", words("month_heading"), holds=TEXT),
        Column("households", words("total"), words("households")),
        *(
            Column(f"size_{size}", size_name(page, size), words("households"))
            for size in range(1, LARGEST_SIZE + 1)
        ),
        *measure_columns(page),
    ]
    rows = [
        (
            page.month_short(month),
            one.households,
            *(one.by_size.get(size, 0) for size in range(1, LARGEST_SIZE + 1)),
            one.mean_size,
            one.single_rate,
        )
        for month, one in sorted(sizes.items(), reverse=True)
    ]
    return Table("household_sizes", f"{words('sizes_table')}　{page.area_name()}", columns, rows)


def measure_columns(page: Page) -> list[Column]:
    """Return the columns of the mean size and of the share of one person."""
    words = page.words
    return [
        Column("mean_size", words("mean_size"), words("persons"), MEAN),
        Column("single_rate", words("single_rate"), words("percent"), RATE),
    ]


def size_name(page: Page, size: int) -> str:
    """Return the name of a size; the largest stands for itself and more."""
    return page.words("size_largest" if size == LARGEST_SIZE else "size", size=size)


def kinds_table(page: Page, years: Sequence[date]) -> Table:
    """Return households by the nationalities of their members, latest year first; of all nationalities."""
    words, names = page.words, page.labels("household_kind_codes")
    counts = kinds_by_month(page.publication, page.cells(), tuple(years))
    columns = [
        Column("stat_month", words("month_heading"), holds=TEXT),
        *(Column(f"kind_{kind}", name, words("households")) for kind, name in names.items()),
        Column("households", words("total"), words("households")),
    ]
    rows = []
    for month in reversed(years):
        parts = [counts.get((month, kind), 0) for kind in names]
        rows.append((page.month_short(month), *parts, sum(parts)))
    return Table("household_kinds", f"{words('kinds_table')}　{page.area_name()}", columns, rows)


def types_table(page: Page, types: Mapping[date, Types]) -> Table:
    """Return households by type and the shares of the indicators, latest year first; of all nationalities."""
    words, names = page.words, page.labels("household_type_codes")
    columns = [
        Column("stat_month", words("month_heading"), holds=TEXT),
        *(Column(f"type_{code}", name, words("households")) for code, name in names.items()),
        Column("households", words("total"), words("households")),
        *indicator_columns(page),
    ]
    rows = [
        (
            page.month_short(month),
            *(one.get(code, 0) for code in names),
            sum(one.values()),
            *(rate_of(page.publication, one, indicator) for indicator in OTHER_INDICATORS),
        )
        for month, one in sorted(types.items(), reverse=True)
    ]
    return Table("household_types", f"{words('types_table')}　{page.area_name()}", columns, rows)


def indicator_columns(page: Page) -> list[Column]:
    """Return the columns of the shares that types make."""
    words = page.words
    return [
        Column(f"{indicator}_rate", words(f"ind_{indicator}"), words("percent"), RATE)
        for indicator in OTHER_INDICATORS
    ]


def areas_table(page: Page, found: Sequence[AreaHouseholds], indicator: str, years: Sequence[date]) -> Table:
    """Return areas with their households, mean size and shares, and what changed."""
    words, then = page.words, page.month_short(years[0])
    change = words("rate_change", what=words(f"ind_{indicator}"), month=then)
    columns = [
        Column("area_name", words("area_heading"), holds=TEXT),
        Column("area_code", words("area_code"), holds=TEXT),
        Column("households", words("count"), words("households")),
        *measure_columns(page),
        *indicator_columns(page),
        Column("size_change", words("size_change", month=then), words("persons"), RATE_OF_CHANGE),
        Column("rate_change", change, words("points"), RATE_OF_CHANGE),
    ]
    rows = [
        (
            one.name,
            one.area_code,
            one.now.sizes.households,
            one.now.sizes.mean_size,
            one.now.sizes.single_rate,
            *(one.now.share(page, other) for other in OTHER_INDICATORS),
            difference(one.now.sizes.mean_size, one.then.sizes.mean_size),
            difference(one.now.share(page, indicator), one.then.share(page, indicator)),
        )
        for one in found
    ]
    return Table("household_areas", f"{words('areas_table')}　{page.month_end(page.month)}", columns, rows)
